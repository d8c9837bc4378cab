//! This instance's own count.

use super::{Budget, Verdict};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// From so many on, those whose budget is whole again are forgotten.
const MANY: usize = 50_000;

/// Of each the moment when its budget is whole again.
#[derive(Debug, Default)]
pub(super) struct Near(Mutex<HashMap<String, Instant>>);

impl Near {
    pub fn take(&self, budget: Budget, key: String, now: Instant) -> Verdict {
        let mut whole = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if whole.len() >= MANY && !whole.contains_key(&key) {
            whole.retain(|_, at| *at > now);
            if whole.len() >= MANY {
                // more at a time than can be told apart: they begin anew
                whole.clear();
            }
        }
        let used = whole.get(&key).map_or(Duration::ZERO, |at| at.saturating_duration_since(now));
        let (verdict, used) = judge(budget, used);
        if verdict.allowed {
            whole.insert(key, now + used);
        }
        verdict
    }
}

/// With so much used up, in time, whether one more is within it, and how much is used up then.
fn judge(budget: Budget, used: Duration) -> (Verdict, Duration) {
    let one = budget.per / budget.most;
    let then = used + one;
    match budget.per.checked_sub(then) {
        None => (Verdict { allowed: false, remaining: 0, reset: used, wait: then - budget.per }, used),
        Some(left) => {
            let remaining = u32::try_from(left.as_nanos() / one.as_nanos().max(1)).unwrap_or(u32::MAX);
            (Verdict { allowed: true, remaining, reset: then, wait: Duration::ZERO }, then)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_the_budget_come_at_once_and_each_comes_back_after_its_part_of_the_time() {
        let (near, budget) = (Near::default(), Budget { name: "test", most: 4, per: Duration::from_secs(60) });
        let start = Instant::now();
        let take = |seconds| near.take(budget, "ana".to_owned(), start + Duration::from_secs(seconds));
        assert_eq!([0; 4].map(|second| take(second).remaining), [3, 2, 1, 0]);
        let over = take(0);
        assert_eq!((over.allowed, over.wait, over.reset), (false, Duration::from_secs(15), Duration::from_secs(60)));
        assert!(take(15).allowed && !take(15).allowed);
        assert!(near.take(budget, "bia".to_owned(), start).allowed, "hers is her own");
        assert_eq!(take(75).remaining, 3);
    }
}
