//! Candles and how long one lasts.

use crate::{ParseError, serde_as_text};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How long one candle lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timeframe {
    /// One minute.
    M1,
    /// Five minutes.
    M5,
    /// Fifteen minutes.
    M15,
    /// One hour.
    H1,
    /// Four hours.
    H4,
    /// One day.
    D1,
    /// One week.
    W1,
    /// One month.
    Mo1,
}

impl Timeframe {
    /// All of them, the shortest first.
    pub const ALL: [Self; 8] = [Self::M1, Self::M5, Self::M15, Self::H1, Self::H4, Self::D1, Self::W1, Self::Mo1];

    /// The name in the language contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::M1 => "1m",
            Self::M5 => "5m",
            Self::M15 => "15m",
            Self::H1 => "1h",
            Self::H4 => "4h",
            Self::D1 => "1d",
            Self::W1 => "1w",
            Self::Mo1 => "1mo",
        }
    }

    /// Its length; a month counts 30 days.
    pub fn seconds(self) -> i64 {
        match self {
            Self::M1 => 60,
            Self::M5 => 300,
            Self::M15 => 900,
            Self::H1 => 3_600,
            Self::H4 => 14_400,
            Self::D1 => 86_400,
            Self::W1 => 604_800,
            Self::Mo1 => 2_592_000,
        }
    }
}

impl fmt::Display for Timeframe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Timeframe {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::ALL.into_iter().find(|t| t.as_str() == text).ok_or_else(|| ParseError::new("timeframe", text))
    }
}

serde_as_text!(Timeframe);

/// Open, high, low, close and volume of one span of time.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Candle {
    /// When the span begins.
    pub open_at: DateTime<Utc>,
    /// First price.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal"))]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub open: Decimal,
    /// Highest price.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal"))]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub high: Decimal,
    /// Lowest price.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal"))]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub low: Decimal,
    /// Last price.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal"))]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub close: Decimal,
    /// Traded amount, in units of the coin.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal"))]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub volume: Decimal,
}
