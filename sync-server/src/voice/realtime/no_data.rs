//! The server has none of the user's data: what needs it runs on his device, and a tool that asks here all the same is told so.

use alfa_copilot::{Alerts, Clock, Conversations, Portfolio, Schedules, StoreError, TurnRecord, Watchlist};
use alfa_domain::{Alert, AlertId, Conversation, ConversationId, Message, Schedule, ScheduleId, Ticker, Trade};
use async_trait::async_trait;
use chrono::{DateTime, Utc};

pub(super) struct NoData;

fn none<T>() -> Result<T, StoreError> {
    Err(StoreError::Other("eles estão no seu computador".to_owned()))
}

#[async_trait]
impl Conversations for NoData {
    async fn latest(&self) -> Result<Option<Conversation>, StoreError> {
        none()
    }
    async fn dialogue(&self, _: ConversationId) -> Result<Option<String>, StoreError> {
        none()
    }
    async fn messages(&self, _: ConversationId, _: usize) -> Result<Vec<Message>, StoreError> {
        none()
    }
    async fn record(&self, _: &TurnRecord) -> Result<(), StoreError> {
        none()
    }
}

#[async_trait]
impl Alerts for NoData {
    async fn alerts(&self) -> Result<Vec<Alert>, StoreError> {
        none()
    }
    async fn put_alert(&self, _: &Alert) -> Result<(), StoreError> {
        none()
    }
    async fn delete_alerts(&self, _: &[AlertId], _: DateTime<Utc>) -> Result<(), StoreError> {
        none()
    }
}

#[async_trait]
impl Watchlist for NoData {
    async fn watched(&self) -> Result<Vec<Ticker>, StoreError> {
        none()
    }
    async fn watch(&self, _: &Ticker, _: DateTime<Utc>) -> Result<bool, StoreError> {
        none()
    }
    async fn unwatch(&self, _: &Ticker, _: DateTime<Utc>) -> Result<bool, StoreError> {
        none()
    }
}

#[async_trait]
impl Portfolio for NoData {
    async fn trades(&self) -> Result<Vec<Trade>, StoreError> {
        none()
    }
    async fn add_trade(&self, _: &Trade) -> Result<(), StoreError> {
        none()
    }
}

#[async_trait]
impl Schedules for NoData {
    async fn schedules(&self) -> Result<Vec<Schedule>, StoreError> {
        none()
    }
    async fn put_schedule(&self, _: &Schedule) -> Result<(), StoreError> {
        none()
    }
    async fn delete_schedules(&self, _: &[ScheduleId], _: DateTime<Utc>) -> Result<(), StoreError> {
        none()
    }
}

/// The server's time in the user's zone.
pub(super) struct ZonedClock(pub chrono_tz::Tz);

impl Clock for ZonedClock {
    fn now(&self) -> DateTime<Utc> {
        crate::clock::now()
    }
    fn zone(&self) -> chrono_tz::Tz {
        self.0
    }
    fn random(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&uuid::Uuid::new_v4().as_bytes()[..10]);
        bytes
    }
}
