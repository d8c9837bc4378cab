//! The count of all instances, in Redis, by its clock: one question for each request.

use super::{Budget, Verdict};
use crate::instances::Redis;
use redis::Script;
use std::sync::LazyLock;
use std::time::Duration;

/// Milliseconds, with their parts, since 1970; the key ends by itself when the budget is whole again.
static TAKE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
        local one, per = tonumber(ARGV[1]), tonumber(ARGV[2])
        local whole = tonumber(redis.call('GET', KEYS[1]) or '0')
        if whole < now then whole = now end
        local used = whole - now + one
        -- a thousandth of a millisecond is not what anybody is refused for
        if used > per + 0.001 then
            return {0, 0, math.ceil(whole - now), math.ceil(used - per)}
        end
        redis.call('SET', KEYS[1], string.format('%.3f', now + used), 'PX', math.ceil(used))
        return {1, math.floor((per - used) / one + 0.001), math.ceil(used), 0}
        ",
    )
});

pub(super) async fn take(redis: &Redis, budget: Budget, key: &str) -> Option<Verdict> {
    let per = budget.per.as_secs_f64() * 1e3;
    let one = per / f64::from(budget.most);
    let asked =
        redis.ask(async |redis| TAKE.key(key).arg(one).arg(per).invoke_async::<(u8, u32, u64, u64)>(redis).await);
    let (allowed, remaining, reset, wait) = asked.await?;
    let millis = Duration::from_millis;
    Some(Verdict { allowed: allowed == 1, remaining, reset: millis(reset), wait: millis(wait) })
}
