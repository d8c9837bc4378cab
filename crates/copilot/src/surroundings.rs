//! What the copilot needs from the computer or server it runs on. The desktop implements these over SQLite, the cloud over Postgres.

use alfa_domain::{
    Alert, AlertId, Conversation, ConversationId, Message, Schedule, ScheduleId, Ticker, ToolCall, Trade,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// Why something could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the data for too long.
    #[error("the data is in use by another process")]
    Busy,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// What is stored cannot be read.
    #[error("the stored data is damaged: {0}")]
    Damaged(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// The one door to the time.
pub trait Clock: Send + Sync {
    /// The moment now, for the age of quotes and the time of records.
    fn now(&self) -> DateTime<Utc>;
    /// The moment the user's words are measured from ("ontem", "até sexta"); the same as `now` unless it was set.
    fn words_now(&self) -> DateTime<Utc> {
        self.now()
    }
    /// The user's time zone.
    fn zone(&self) -> chrono_tz::Tz;
    /// Ten random bytes, for new identifiers.
    fn random(&self) -> [u8; 10];
}

/// Everything one turn leaves behind; stored in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnRecord {
    /// The conversation; made if it is not there yet.
    pub conversation: Conversation,
    /// The question and the answer.
    pub messages: Vec<Message>,
    /// The tools called for the answer.
    pub tool_calls: Vec<ToolCall>,
    /// What the next turn leans on, as JSON, see [`crate::Dialogue`].
    pub dialogue: String,
}

/// Conversations and what is in them.
#[async_trait]
pub trait Conversations: Send + Sync {
    /// The conversation something was last said in.
    async fn latest(&self) -> Result<Option<Conversation>, StoreError>;
    /// The dialogue state stored with a conversation, as JSON.
    async fn dialogue(&self, id: ConversationId) -> Result<Option<String>, StoreError>;
    /// The last messages of a conversation, the oldest first.
    async fn messages(&self, id: ConversationId, limit: usize) -> Result<Vec<Message>, StoreError>;
    /// Stores a turn, all of it or nothing.
    async fn record(&self, turn: &TurnRecord) -> Result<(), StoreError>;
}

/// The user's alerts.
#[async_trait]
pub trait Alerts: Send + Sync {
    /// All that are not deleted, the oldest first.
    async fn alerts(&self) -> Result<Vec<Alert>, StoreError>;
    /// Keeps a new alert, or a new version of one that is there.
    async fn put_alert(&self, alert: &Alert) -> Result<(), StoreError>;
    /// Deletes alerts (tombstones); those that are not there are passed over.
    async fn delete_alerts(&self, ids: &[AlertId], at: DateTime<Utc>) -> Result<(), StoreError>;
}

/// The coins the user follows.
#[async_trait]
pub trait Watchlist: Send + Sync {
    /// In the order they were added.
    async fn watched(&self) -> Result<Vec<Ticker>, StoreError>;
    /// Adds a coin; `false` if it was there.
    async fn watch(&self, coin: &Ticker, at: DateTime<Utc>) -> Result<bool, StoreError>;
    /// Removes a coin; `false` if it was not there.
    async fn unwatch(&self, coin: &Ticker, at: DateTime<Utc>) -> Result<bool, StoreError>;
}

/// The user's buys and sells.
#[async_trait]
pub trait Portfolio: Send + Sync {
    /// All trades, by time.
    async fn trades(&self) -> Result<Vec<Trade>, StoreError>;
    /// Records a trade.
    async fn add_trade(&self, trade: &Trade) -> Result<(), StoreError>;
}

/// The user's spoken schedules.
#[async_trait]
pub trait Schedules: Send + Sync {
    /// All that are not deleted, the oldest first.
    async fn schedules(&self) -> Result<Vec<Schedule>, StoreError>;
    /// Keeps a schedule.
    async fn put_schedule(&self, schedule: &Schedule) -> Result<(), StoreError>;
    /// Deletes schedules (tombstones).
    async fn delete_schedules(&self, ids: &[ScheduleId], at: DateTime<Utc>) -> Result<(), StoreError>;
}

/// All of a user's data in one place.
pub trait Store: Conversations + Alerts + Watchlist + Portfolio + Schedules {}
impl<T: Conversations + Alerts + Watchlist + Portfolio + Schedules> Store for T {}
