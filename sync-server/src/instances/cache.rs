//! What can be had again, kept for a while: in Redis where it is there, and beside it in this instance.

use super::Redis;
use super::near::Near;
use redis::AsyncCommands;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Bytes by name, until their time is over; cheap to clone.
#[derive(Debug, Clone)]
pub struct Cache {
    redis: Option<Redis>,
    near: Arc<Mutex<Near>>,
}

impl Cache {
    pub(super) fn new(redis: Option<Redis>) -> Self {
        Self { redis, near: Arc::default() }
    }

    /// What is kept under a name.
    pub async fn get(&self, name: &str) -> Option<Vec<u8>> {
        if let Some(redis) = &self.redis {
            let key = key(name);
            let asked = redis.ask(async |redis| redis.get::<_, Option<Vec<u8>>>(key).await).await;
            if let Some(found) = asked {
                return found;
            }
        }
        self.near.lock().unwrap_or_else(PoisonError::into_inner).get(name, Instant::now())
    }

    /// Keeps it for a time of at least a millisecond.
    pub async fn put(&self, name: &str, value: &[u8], time: Duration) {
        self.near.lock().unwrap_or_else(PoisonError::into_inner).put(name, value, time, Instant::now());
        if let Some(redis) = &self.redis {
            let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
            let key = key(name);
            redis.ask(async |redis| redis.pset_ex::<_, _, ()>(key, value, millis).await).await;
        }
    }
}

fn key(name: &str) -> String {
    format!("alfa:cache:{name}")
}
