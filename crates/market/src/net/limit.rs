//! A source's published limit, kept on our side so that it never has to say no.

use crate::Problem;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::time::Duration;

/// A bucket of permits that fills over time.
#[derive(Debug)]
pub(crate) struct Limit {
    bucket: DefaultDirectRateLimiter,
    clock: DefaultClock,
}

impl Limit {
    /// So many permits a minute, at most `burst` at once.
    pub(crate) fn per_minute(permits: u32, burst: u32) -> Self {
        let at_least_one = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(at_least_one(permits)).allow_burst(at_least_one(burst));
        Self { bucket: RateLimiter::direct(quota), clock: DefaultClock::default() }
    }

    /// Waits for `weight` permits, but no longer than `patience`.
    ///
    /// # Errors
    /// `Limited` when they will not be there in that time.
    pub(crate) async fn take(&self, weight: u32, patience: Duration) -> Result<(), Problem> {
        let weight = NonZeroU32::new(weight).unwrap_or(NonZeroU32::MIN);
        let mut left = patience;
        loop {
            let wait = match self.bucket.check_n(weight) {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(until)) => until.wait_time_from(self.clock.now()),
                Err(_) => return Err(Problem::Limited { retry_after: Duration::from_secs(60) }),
            };
            if wait > left {
                return Err(Problem::Limited { retry_after: wait });
            }
            left = left.saturating_sub(wait);
            tokio::time::sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_would_take_too_long_is_refused_at_once() {
        let limit = Limit::per_minute(1, 2);
        assert_eq!(limit.take(2, Duration::ZERO).await, Ok(()));
        assert!(matches!(limit.take(1, Duration::from_secs(1)).await, Err(Problem::Limited { .. })));
        assert!(matches!(limit.take(3, Duration::from_secs(600)).await, Err(Problem::Limited { .. })));
    }
}
