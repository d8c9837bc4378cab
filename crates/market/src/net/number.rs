//! Numbers from the wire: written as strings or as JSON numbers, read without loss.

use crate::Problem;
use chrono::{DateTime, Datelike, Utc};
use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// A number that a provider writes either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number(pub(crate) Decimal);

/// Reads a decimal, also in scientific notation; digits past what a `Decimal` holds are rounded away.
pub(crate) fn parse(text: &str) -> Option<Decimal> {
    let text = text.trim();
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Number;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or a number in a string")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
                parse(text).map(Number).ok_or_else(|| E::custom(format_args!("`{text}` is no number")))
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Number, E> {
                Ok(Number(value.into()))
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
                Ok(Number(value.into()))
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
                // the shortest text that reads back as this float is the text the provider wrote
                self.visit_str(&value.to_string())
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A price must be more than nothing and less than anything is worth.
pub(crate) fn positive(price: Decimal) -> Result<Decimal, Problem> {
    let absurd = Decimal::from(1_000_000_000_000_000_i64);
    if price > Decimal::ZERO && price < absurd { Ok(price) } else { Err(Problem::Implausible(price.to_string())) }
}

/// An amount that may be nothing; what is negative counts as not said.
pub(crate) fn amount(value: Option<Number>) -> Option<Decimal> {
    value.map(|n| n.0).filter(|v| !v.is_sign_negative() || v.is_zero())
}

/// A moment in milliseconds since 1970, within the years any market data can be of.
pub(crate) fn millis(value: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(value).filter(|at| (2000..2200).contains(&at.year()))
}

/// A moment in seconds since 1970, within the years any market data can be of.
pub(crate) fn seconds(value: i64) -> Option<DateTime<Utc>> {
    value.checked_mul(1_000).and_then(millis)
}

/// The change from one price to another in percent points, to three decimals as exchanges print it.
pub(crate) fn ratio_pct(from: Decimal, to: Decimal) -> Option<Decimal> {
    let ratio = to.checked_div(from)?.checked_sub(Decimal::ONE)?;
    Some(ratio.checked_mul(Decimal::ONE_HUNDRED)?.round_dp(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_without_loss_in_either_form() {
        for (json, text) in [
            ("\"512340.55\"", "512340.55"),
            ("512340.55", "512340.55"),
            ("1.234e-05", "0.00001234"),
            ("\"1E-8\"", "0.00000001"),
            ("70000", "70000"),
            ("-6.64", "-6.64"),
        ] {
            assert_eq!(serde_json::from_str::<Number>(json).unwrap().0, text.parse().unwrap(), "{json}");
        }
        for json in ["\"\"", "\"NaN\"", "null", "[]", "1e300", "true"] {
            assert!(serde_json::from_str::<Number>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_price_is_more_than_nothing() {
        assert!(positive(Decimal::ZERO).is_err());
        assert!(positive(Decimal::NEGATIVE_ONE).is_err());
        assert!(positive(Decimal::MAX).is_err());
        assert!(positive(Decimal::new(1, 12)).is_ok());
    }
}
