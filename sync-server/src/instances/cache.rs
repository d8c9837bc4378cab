//! What can be had again, kept for a while: in Redis where it is there, and beside it in this instance.

use super::Redis;
use redis::AsyncCommands;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Most entries kept in this instance.
const MOST: usize = 4_096;

type Near = HashMap<String, (Instant, Vec<u8>)>;

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
        let near = self.near.lock().unwrap_or_else(PoisonError::into_inner);
        near.get(name).filter(|(until, _)| *until > Instant::now()).map(|(_, value)| value.clone())
    }

    /// Keeps it for a time of at least a millisecond.
    pub async fn put(&self, name: &str, value: &[u8], time: Duration) {
        self.put_near(name, value, time);
        if let Some(redis) = &self.redis {
            let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
            let key = key(name);
            redis.ask(async |redis| redis.pset_ex::<_, _, ()>(key, value, millis).await).await;
        }
    }

    fn put_near(&self, name: &str, value: &[u8], time: Duration) {
        let now = Instant::now();
        let mut near = self.near.lock().unwrap_or_else(PoisonError::into_inner);
        if near.len() >= MOST && !near.contains_key(name) {
            near.retain(|_, (until, _)| *until > now);
            if near.len() >= MOST {
                // it can be had again, whichever it is
                near.clear();
            }
        }
        near.insert(name.to_owned(), (now + time, value.to_vec()));
    }
}

fn key(name: &str) -> String {
    format!("alfa:cache:{name}")
}
