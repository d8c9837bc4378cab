//! A hybrid logical clock: Kulkarni et al., "Logical Physical Clocks", 2014.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970 in the upper 48 bits, a counter within the millisecond in the lower 16. Never runs backwards on a device, and a
/// change made after another was seen is later than it.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hlc(pub i64);

impl Hlc {
    /// Before everything.
    pub const ZERO: Self = Self(0);

    /// The first one of a millisecond since 1970.
    pub const fn at(millis: i64) -> Self {
        Self(millis << 16)
    }

    /// The moment it names, in milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0 >> 16
    }

    /// The next one of this device at a moment of its clock.
    #[must_use]
    pub fn tick(self, now_ms: i64) -> Self {
        Self::at(now_ms).max(Self(self.0.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_runs_backwards() {
        let first = Hlc::ZERO.tick(1_000);
        assert_eq!(first.millis(), 1_000);
        let set_back = first.tick(10);
        assert!(set_back > first);
        assert_eq!(set_back.millis(), 1_000);
        assert_eq!(set_back.tick(2_000), Hlc::at(2_000));
    }
}
