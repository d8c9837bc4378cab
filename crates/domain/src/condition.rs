//! Conditions: what an alert waits for, and what a question compares.
//!
//! ```text
//! condition := lhs op rhs { ";" modifier } | lhs ("new_high" | "new_low") | "at" number
//! lhs       := "price" | "pct" | "abs_pct" | "volume" | indicator | "macd"
//! op        := "reaches" | "crosses_up" | "crosses_down" | ">" | "<" | ">=" | "<="
//! rhs       := number | number "x" | indicator | "signal"
//! modifier  := " repeat" | " until " date
//! ```

use crate::{Indicator, ParseError, serde_as_text};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::fmt;
use std::str::FromStr;

/// The left side of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Left {
    /// The last price.
    Price,
    /// Change in percent over the window, signed.
    Percent,
    /// Change in percent over the window, whatever its direction.
    AbsolutePercent,
    /// Traded volume.
    Volume,
    /// The MACD line (against its signal).
    Macd,
    /// An indicator's value.
    Indicator(Indicator),
}

/// How the left side stands to the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Gets there, from either side.
    Reaches,
    /// Was below and now is at or above.
    CrossesUp,
    /// Was above and now is at or below.
    CrossesDown,
    /// Greater.
    Greater,
    /// Less.
    Less,
    /// Greater or equal.
    AtLeast,
    /// Less or equal.
    AtMost,
}

impl Comparison {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Reaches, "reaches"),
        (Self::CrossesUp, "crosses_up"),
        (Self::CrossesDown, "crosses_down"),
        (Self::AtLeast, ">="),
        (Self::AtMost, "<="),
        (Self::Greater, ">"),
        (Self::Less, "<"),
    ];
}

/// The right side of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// A plain number, in the unit of the left side.
    Number(Decimal),
    /// So many times the usual (volume).
    Times(Decimal),
    /// Another indicator.
    Indicator(Indicator),
    /// The MACD's signal line.
    Signal,
}

/// A condition of the grammar above.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Left side, comparison, right side.
    Compare {
        /// What is looked at.
        left: Left,
        /// How.
        comparison: Comparison,
        /// Against what.
        right: Right,
        /// Fires each time, not once.
        repeat: bool,
        /// The last day it counts, in the user's time zone.
        until: Option<NaiveDate>,
    },
    /// A new high (`true`) or low (`false`) of the window.
    Extreme {
        /// High or low.
        high: bool,
        /// Fires each time, not once.
        repeat: bool,
        /// The last day it counts.
        until: Option<NaiveDate>,
    },
    /// The high of a window was asked (`max`).
    Max,
    /// The low of a window was asked (`min`).
    Min,
    /// The price of a recorded trade (`at PRICE`).
    At(Decimal),
    /// When a schedule speaks (`every day HH:MM` …).
    Every(crate::ScheduleTime),
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Price => f.write_str("price"),
            Self::Percent => f.write_str("pct"),
            Self::AbsolutePercent => f.write_str("abs_pct"),
            Self::Volume => f.write_str("volume"),
            Self::Macd => f.write_str("macd"),
            Self::Indicator(indicator) => indicator.fmt(f),
        }
    }
}

impl FromStr for Left {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Ok(match text {
            "price" => Self::Price,
            "pct" => Self::Percent,
            "abs_pct" => Self::AbsolutePercent,
            "volume" => Self::Volume,
            "macd" => Self::Macd,
            _ => Self::Indicator(text.parse().map_err(|_| ParseError::new("condition", text))?),
        })
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = Self::ALL.iter().find(|(c, _)| c == self).map_or("", |(_, word)| word);
        f.write_str(word)
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => n.normalize().fmt(f),
            Self::Times(n) => write!(f, "{}x", n.normalize()),
            Self::Indicator(indicator) => indicator.fmt(f),
            Self::Signal => f.write_str("signal"),
        }
    }
}

impl FromStr for Right {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let error = || ParseError::new("condition", text);
        if text == "signal" {
            return Ok(Self::Signal);
        }
        if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            return match text.strip_suffix('x') {
                Some(times) => times.parse().map(Self::Times).map_err(|_| error()),
                None => text.parse().map(Self::Number).map_err(|_| error()),
            };
        }
        text.parse().map(Self::Indicator).map_err(|_| error())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modifiers = |f: &mut fmt::Formatter<'_>, repeat: bool, until: Option<NaiveDate>| {
            if repeat {
                f.write_str("; repeat")?;
            }
            until.map_or(Ok(()), |date| write!(f, "; until {date}"))
        };
        match self {
            Self::Compare { left, comparison, right, repeat, until } => {
                write!(f, "{left} {comparison} {right}")?;
                modifiers(f, *repeat, *until)
            }
            Self::Extreme { high, repeat, until } => {
                f.write_str(if *high { "price new_high" } else { "price new_low" })?;
                modifiers(f, *repeat, *until)
            }
            Self::Max => f.write_str("max"),
            Self::Min => f.write_str("min"),
            Self::At(price) => write!(f, "at {}", price.normalize()),
            Self::Every(time) => time.fmt(f),
        }
    }
}

impl FromStr for Condition {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let error = || ParseError::new("condition", text);
        match text.trim() {
            "max" => return Ok(Self::Max),
            "min" => return Ok(Self::Min),
            other => {
                if let Some(price) = other.strip_prefix("at ") {
                    return price.trim().parse().map(Self::At).map_err(|_| error());
                }
                if other.starts_with("every ") {
                    return other.parse().map(Self::Every).map_err(|_| error());
                }
            }
        }
        let mut parts = text.split(';').map(str::trim);
        let body = parts.next().ok_or_else(error)?;
        let (mut repeat, mut until) = (false, None);
        for modifier in parts {
            if modifier == "repeat" {
                repeat = true;
            } else if let Some(date) = modifier.strip_prefix("until ") {
                until = Some(NaiveDate::parse_from_str(date.trim(), "%Y-%m-%d").map_err(|_| error())?);
            } else {
                return Err(error());
            }
        }
        let words: Vec<&str> = body.split_whitespace().collect();
        match words.as_slice() {
            ["price", "new_high"] => Ok(Self::Extreme { high: true, repeat, until }),
            ["price", "new_low"] => Ok(Self::Extreme { high: false, repeat, until }),
            [left, comparison, right] => Ok(Self::Compare {
                left: left.parse().map_err(|_| error())?,
                comparison: Comparison::ALL
                    .iter()
                    .find(|(_, word)| word == comparison)
                    .map(|(c, _)| *c)
                    .ok_or_else(error)?,
                right: right.parse().map_err(|_| error())?,
                repeat,
                until,
            }),
            _ => Err(error()),
        }
    }
}

serde_as_text!(Condition);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_back() {
        for text in [
            "price reaches 600000",
            "price crosses_up 20000",
            "pct <= -10",
            "pct >= 5; repeat",
            "abs_pct >= 2.5; repeat; until 2026-11-27",
            "rsi(14) crosses_down 30",
            "sma(50) crosses_up sma(200)",
            "macd crosses_up signal",
            "volume >= 2x",
            "price new_high",
            "price new_low; until 2026-12-31",
            "price > sma(200)",
            "max",
            "min",
            "at 350000",
            "every mon 09:00",
            "every weekday 08:30",
        ] {
            assert_eq!(text.parse::<Condition>().unwrap().to_string(), text);
        }
        for text in ["", "price", "price over 3", "price > ", "pct >= 5; often", "every 09:00"] {
            assert!(text.parse::<Condition>().is_err(), "{text}");
        }
    }
}
