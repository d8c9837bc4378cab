//! Facts: every number a user sees or hears, with its unit, source and time.

use crate::{Currency, ParseError, serde_as_text};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a fact's value counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Units of a currency: money (`BRL`, `USD`) or units of a coin (`BTC`).
    Money(Currency),
    /// Percent points: `%`.
    Percent,
    /// Index points without a unit, such as an RSI or the fear and greed index: `points`.
    Points,
    /// A plain count: `count`.
    Count,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(currency) => currency.fmt(f),
            Self::Percent => f.write_str("%"),
            Self::Points => f.write_str("points"),
            Self::Count => f.write_str("count"),
        }
    }
}

impl FromStr for Unit {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Ok(match text {
            "%" => Self::Percent,
            "points" => Self::Points,
            "count" => Self::Count,
            _ => Self::Money(text.parse()?),
        })
    }
}

serde_as_text!(Unit);

/// A number with its unit, source and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Fact {
    /// What it is: "price BTC/BRL", "change BTC/BRL 24h", "rsi(14) ETH/BRL 4h".
    pub name: String,
    /// The unrounded value; a percentage signed, in points.
    #[serde(with = "rust_decimal::serde::str")]
    #[cfg_attr(feature = "typescript", ts(type = "Decimal"))]
    pub value: Decimal,
    /// What the value counts.
    pub unit: Unit,
    /// Where it came from.
    pub source: String,
    /// The moment it stands for.
    pub at: DateTime<Utc>,
    /// The names of the facts it was computed from; empty where the source gave it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<String>>", optional))]
    pub derived_from: Vec<String>,
}
