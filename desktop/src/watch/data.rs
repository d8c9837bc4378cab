//! This computer's data as the watch sees it.

use super::telling::Telling;
use crate::store::Store;
use alfa_alerts::Pair;
use alfa_copilot::{Alerts, StoreError};
use alfa_domain::AlertId;
use alfa_watch::{Loaded, Passed, WatchStore, Watched};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::Arc;

pub(super) struct Data {
    pub store: Store,
    pub telling: Arc<Telling>,
}

#[async_trait]
impl WatchStore for Data {
    /// All of them each time: another program may have changed them.
    async fn load(&self) -> Result<Loaded, StoreError> {
        let (alerts, memories) = tokio::join!(self.store.alerts(), self.store.armings());
        Ok(Loaded::All { alerts: alerts?, memories: memories? })
    }

    async fn watched_until(&self, pairs: &[Pair]) -> Result<HashMap<Pair, Watched>, StoreError> {
        let mut known = HashMap::new();
        for pair in pairs {
            if let Some(watched) = self.store.watched_until(pair).await? {
                known.insert(pair.clone(), watched);
            }
        }
        Ok(known)
    }

    async fn record(&self, passed: Passed, now: DateTime<Utc>) -> Result<bool, StoreError> {
        Ok(!self.store.record_passed(passed, now).await?.is_empty())
    }

    async fn expire(&self, alerts: &[AlertId]) -> Result<(), StoreError> {
        self.store.expire_alerts(alerts).await
    }

    fn tell(&self) {
        self.telling.begin();
    }

    async fn told(&self) {
        self.telling.finish().await;
    }
}
