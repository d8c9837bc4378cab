//! How far back a question looks.

use crate::{ParseError, Timeframe, serde_as_text};
use chrono::{Datelike, NaiveDate};
use std::fmt;
use std::str::FromStr;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year, for example 2024.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

/// A lookback, a date or a month, written as in the language contract: `15m 1h 24h 7d 6mo 1y ytd mtd all 2025-12-25 2024-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// The last so many minutes.
    Minutes(u32),
    /// The last so many hours.
    Hours(u32),
    /// The last so many days.
    Days(u32),
    /// The last so many months.
    Months(u32),
    /// The last so many years.
    Years(u32),
    /// Since 1 January.
    YearToDate,
    /// Since the first of this month.
    MonthToDate,
    /// All there is.
    All,
    /// One day.
    Date(NaiveDate),
    /// One month.
    Month(Month),
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(n) => write!(f, "{n}m"),
            Self::Hours(n) => write!(f, "{n}h"),
            Self::Days(n) => write!(f, "{n}d"),
            Self::Months(n) => write!(f, "{n}mo"),
            Self::Years(n) => write!(f, "{n}y"),
            Self::YearToDate => f.write_str("ytd"),
            Self::MonthToDate => f.write_str("mtd"),
            Self::All => f.write_str("all"),
            Self::Date(date) => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
            Self::Month(m) => write!(f, "{:04}-{:02}", m.year, m.month),
        }
    }
}

impl FromStr for Window {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let error = || ParseError::new("window", text);
        match text {
            "ytd" => return Ok(Self::YearToDate),
            "mtd" => return Ok(Self::MonthToDate),
            "all" => return Ok(Self::All),
            _ => {}
        }
        if text.contains('-') {
            if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
                return Ok(Self::Date(date));
            }
            let (year, month) = text.split_once('-').ok_or_else(error)?;
            let month = Month { year: year.parse().map_err(|_| error())?, month: month.parse().map_err(|_| error())? };
            return if (1..=12).contains(&month.month) { Ok(Self::Month(month)) } else { Err(error()) };
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let count: u32 = text[..digits].parse().map_err(|_| error())?;
        if count == 0 {
            return Err(error());
        }
        match &text[digits..] {
            "m" => Ok(Self::Minutes(count)),
            "h" => Ok(Self::Hours(count)),
            "d" => Ok(Self::Days(count)),
            "mo" => Ok(Self::Months(count)),
            "y" => Ok(Self::Years(count)),
            _ => Err(error()),
        }
    }
}

serde_as_text!(Window);

/// The window slot of a question or an alert: a lookback, or with an indicator the timeframe of its candles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// How far back it looks.
    Lookback(Window),
    /// How long each candle lasts.
    Timeframe(Timeframe),
}

impl Span {
    /// The lookback, if it is one.
    pub fn lookback(self) -> Option<Window> {
        match self {
            Self::Lookback(window) => Some(window),
            Self::Timeframe(_) => None,
        }
    }

    /// The timeframe, also of a text that reads the same as a lookback ("1h").
    pub fn timeframe(self) -> Option<Timeframe> {
        match self {
            Self::Timeframe(timeframe) => Some(timeframe),
            Self::Lookback(window) => window.to_string().parse().ok(),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lookback(window) => window.fmt(f),
            Self::Timeframe(timeframe) => timeframe.fmt(f),
        }
    }
}

impl FromStr for Span {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        text.parse().map(Self::Lookback).or_else(|_| text.parse().map(Self::Timeframe))
    }
}

serde_as_text!(Span);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_back() {
        for text in
            ["15m", "1h", "4h", "24h", "3d", "7d", "90d", "6mo", "1y", "ytd", "mtd", "all", "2025-12-25", "2024-01"]
        {
            assert_eq!(text.parse::<Window>().unwrap().to_string(), text);
        }
        for text in ["", "h", "0h", "2024-13", "7w", "2024-02-30"] {
            assert!(text.parse::<Window>().is_err(), "{text}");
        }
    }
}
