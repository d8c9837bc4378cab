//! Where, and until when, a tick means nothing.

use crate::Level;

/// A tick between two values and two moments, all four excluded, changes nothing but the last value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Band {
    pub low: Level,
    pub high: Level,
    /// In milliseconds since 1970, as `until`.
    pub after: i64,
    pub until: i64,
}

impl Band {
    /// Every tick may mean something.
    pub const NONE: Self = Self { low: Level::MAX, high: Level::MIN, after: i64::MAX, until: i64::MIN };
    /// No tick means anything; the very ends of the range are looked at all the same.
    pub const ALL: Self = Self { low: Level::MIN, high: Level::MAX, after: i64::MIN, until: i64::MAX };

    #[inline]
    pub fn holds(&self, at: i64, value: Level) -> bool {
        value > self.low && value < self.high && at > self.after && at < self.until
    }

    /// Where a tick means nothing to either.
    pub fn and(self, other: &Self) -> Self {
        Self {
            low: self.low.max(other.low),
            high: self.high.min(other.high),
            after: self.after.max(other.after),
            until: self.until.min(other.until),
        }
    }
}
