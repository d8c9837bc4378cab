//! Values as whole numbers, so that a comparison is exact and quick.

use rust_decimal::Decimal;

/// Decimals that are kept.
const PLACES: u32 = 18;

/// A value in units of 10⁻¹⁸, from about −1.7 × 10²⁰ to 1.7 × 10²⁰. What a source writes with more than 18 decimals is rounded down.
///
/// Two words instead of an `i128`, which would be aligned to 16 bytes: a million rules keep two of these each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level {
    high: i64,
    low: u64,
}

impl Level {
    /// The least there is.
    pub const MIN: Self = Self { high: i64::MIN, low: 0 };
    /// Nothing.
    pub const ZERO: Self = Self { high: 0, low: 0 };
    /// The most there is.
    pub const MAX: Self = Self { high: i64::MAX, low: u64::MAX };

    /// `None` for what is out of range.
    pub fn new(value: Decimal) -> Option<Self> {
        Self::scaled(value, false)
    }

    /// As [`Self::new`], rounded up where more than 18 decimals are written.
    pub fn ceiling(value: Decimal) -> Option<Self> {
        Self::scaled(value, true)
    }

    fn scaled(value: Decimal, up: bool) -> Option<Self> {
        let (mantissa, scale) = (value.mantissa(), value.scale());
        let units = if scale <= PLACES {
            mantissa.checked_mul(10_i128.pow(PLACES - scale))?
        } else {
            let divisor = 10_i128.pow(scale - PLACES);
            mantissa.div_euclid(divisor) + i128::from(up && mantissa.rem_euclid(divisor) != 0)
        };
        Some(Self::of_units(units))
    }

    /// The next greater one.
    pub(crate) fn next(self) -> Self {
        Self::of_units(self.units().saturating_add(1))
    }

    /// The next smaller one.
    pub(crate) fn previous(self) -> Self {
        Self::of_units(self.units().saturating_sub(1))
    }

    /// The sum, or the end of the range.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self::of_units(self.units().saturating_add(other.units()))
    }

    /// The difference, or the end of the range.
    pub(crate) fn minus(self, other: Self) -> Self {
        Self::of_units(self.units().saturating_sub(other.units()))
    }

    /// In units of 10⁻¹⁸.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the two halves of one number")]
    pub(crate) const fn of_units(units: i128) -> Self {
        Self { high: (units >> 64) as i64, low: units as u64 }
    }

    /// In units of 10⁻¹⁸.
    pub(crate) fn units(self) -> i128 {
        (i128::from(self.high) << 64) | i128::from(self.low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_fit_is_no_level() {
        assert!(Level::new("170000000000000000000".parse().unwrap()).is_some());
        assert!(Level::new("171000000000000000000".parse().unwrap()).is_none());
        assert!(Level::new(Decimal::MAX).is_none());
        assert_eq!(size_of::<(Level, u32)>(), 24);
    }

    #[test]
    fn more_decimals_are_rounded_to_the_asked_side() {
        let fine: Decimal = "0.1234567890123456789".parse().unwrap();
        let coarse = Level::new("0.123456789012345678".parse().unwrap()).unwrap();
        assert_eq!(Level::new(fine), Some(coarse));
        assert_eq!(Level::ceiling(fine), Some(coarse.next()));
        assert_eq!(coarse.next().previous(), coarse);
    }

    proptest! {
        #[test]
        fn levels_stand_as_their_values_do(a in any::<i64>(), b in any::<i64>(), scales in (0u32..19, 0u32..19)) {
            let (a, b) = (Decimal::new(a, scales.0), Decimal::new(b, scales.1));
            prop_assert_eq!(Level::new(a).cmp(&Level::new(b)), a.cmp(&b));
        }
    }
}
