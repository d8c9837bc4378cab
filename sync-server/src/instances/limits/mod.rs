//! How many requests somebody may make in a time. Counted in Redis, over all instances, where it is there; else by each instance for itself.
//!
//! The count is the generic cell rate algorithm (as of ATM's traffic management, I.371): of a budget of q in a time each request uses up its q-th part, which comes
//! back by and by; so many as the budget may come at once. One moment is kept for each: when all of it will be there again.

mod near;
mod shared;

use self::near::Near;
use super::Redis;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// So many in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// In the answer's headers.
    pub name: &'static str,
    /// At least one.
    pub most: u32,
    /// At least a second.
    pub per: Duration,
}

/// Whether one more is within the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// It is.
    pub allowed: bool,
    /// So many more may come at once.
    pub remaining: u32,
    /// Until all of the budget is there again.
    pub reset: Duration,
    /// Until one more is within it; zero where it is allowed.
    pub wait: Duration,
}

/// Who used how much; cheap to clone.
#[derive(Debug, Clone)]
pub struct Limits {
    redis: Option<Redis>,
    near: Arc<Near>,
}

impl Limits {
    pub(super) fn new(redis: Option<Redis>) -> Self {
        Self { redis, near: Arc::default() }
    }

    /// Takes one of somebody's budget.
    pub async fn take(&self, budget: Budget, whose: &str) -> Verdict {
        let key = format!("alfa:limit:{}:{whose}", budget.name);
        if let Some(redis) = &self.redis
            && let Some(verdict) = shared::take(redis, budget, &key).await
        {
            return verdict;
        }
        self.near.take(budget, key, Instant::now())
    }
}
