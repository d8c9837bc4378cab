//! Spoken schedules: "todo dia às oito me fala o preço do bitcoin".

use crate::{Currency, ParseError, ScheduleId, Ticker, serde_as_text};
use chrono::{DateTime, NaiveTime, Timelike, Utc, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// On which days a schedule speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Days {
    /// Every day.
    Every,
    /// Monday to Friday.
    Weekdays,
    /// Saturday and Sunday.
    Weekend,
    /// One day of the week.
    On(Weekday),
}

/// When a schedule speaks, in the user's time zone: `every day 08:00`, `every weekday 18:30`, `every mon 09:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScheduleTime {
    /// The days.
    pub days: Days,
    /// The hour and minute.
    pub time: NaiveTime,
}

impl fmt::Display for ScheduleTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = match self.days {
            Days::Every => "day",
            Days::Weekdays => "weekday",
            Days::Weekend => "weekend",
            Days::On(Weekday::Mon) => "mon",
            Days::On(Weekday::Tue) => "tue",
            Days::On(Weekday::Wed) => "wed",
            Days::On(Weekday::Thu) => "thu",
            Days::On(Weekday::Fri) => "fri",
            Days::On(Weekday::Sat) => "sat",
            Days::On(Weekday::Sun) => "sun",
        };
        write!(f, "every {days} {:02}:{:02}", self.time.hour(), self.time.minute())
    }
}

impl FromStr for ScheduleTime {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let error = || ParseError::new("schedule", text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let ["every", days, time] = words.as_slice() else { return Err(error()) };
        let days = match *days {
            "day" => Days::Every,
            "weekday" => Days::Weekdays,
            "weekend" => Days::Weekend,
            day if day.len() == 3 => Days::On(day.parse().map_err(|_| error())?),
            _ => return Err(error()),
        };
        Ok(Self { days, time: NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| error())? })
    }
}

serde_as_text!(ScheduleTime);

/// A schedule the user asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// Its identifier.
    pub id: ScheduleId,
    /// When it speaks.
    pub time: ScheduleTime,
    /// The coins whose price it tells; empty for a summary of the market.
    pub coins: Vec<Ticker>,
    /// In which currency.
    pub quote: Option<Currency>,
    /// What the user said.
    pub said: String,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}
