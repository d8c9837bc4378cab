//! How long a job waits after a run that failed: full jitter, so that jobs that failed together do not come back together.

use std::time::Duration;

const FIRST_S: f64 = 2.0;
const LONGEST_S: f64 = 600.0;

/// Anything up to twice as long each time, from 2 s to 10 min. `chance` is from 0 to 1.
pub(super) fn after(failed: i32, chance: f64) -> Duration {
    let most = (FIRST_S * 2_f64.powi(failed.clamp(0, 20))).min(LONGEST_S);
    Duration::from_secs_f64(most * chance.clamp(0.0, 1.0))
}

/// From 0 to 1.
pub(super) fn chance() -> f64 {
    getrandom::u32().map_or(0.5, |bits| f64::from(bits) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::{after, chance};
    use std::time::Duration;

    #[test]
    fn it_grows_to_a_most_and_takes_any_part_of_it() {
        assert_eq!(after(0, 1.0), Duration::from_secs(2));
        assert_eq!(after(3, 1.0), Duration::from_secs(16));
        assert_eq!(after(3, 0.25), Duration::from_secs(4));
        assert_eq!(after(i32::MAX, 1.0), Duration::from_secs(600));
        assert_eq!(after(5, 0.0), Duration::ZERO);
        let chances: Vec<f64> = (0..200).map(|_| chance()).collect();
        assert!(chances.iter().all(|chance| (0.0..=1.0).contains(chance)));
        assert!(chances.iter().any(|chance| *chance < 0.3) && chances.iter().any(|chance| *chance > 0.7));
    }
}
