//! Spoken schedules: "todo dia às oito me fala o preço do bitcoin".

use crate::{Currency, ParseError, ScheduleId, Ticker, serde_as_text};
use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};
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

impl Days {
    /// Whether a day of the week is one of them.
    pub fn include(self, day: Weekday) -> bool {
        let weekend = matches!(day, Weekday::Sat | Weekday::Sun);
        match self {
            Self::Every => true,
            Self::Weekdays => !weekend,
            Self::Weekend => weekend,
            Self::On(only) => day == only,
        }
    }
}

impl ScheduleTime {
    /// The first time it speaks after a moment, by the clocks of `zone`. Where clocks skip that time of a day it is as much later as they
    /// skip; where they show it twice it is the first.
    pub fn next_after<Z: TimeZone>(&self, after: DateTime<Utc>, zone: &Z) -> Option<DateTime<Utc>> {
        let today = after.with_timezone(zone).date_naive();
        // a week and a day: its own day may be today, earlier
        today.iter_days().take(9).filter(|day| self.days.include(day.weekday())).find_map(|day| {
            let local = day.and_time(self.time);
            let at = zone.from_local_datetime(&local).earliest().or_else(|| {
                let before = zone.from_local_datetime(&(local - TimeDelta::hours(3))).earliest()?;
                Some(before + TimeDelta::hours(3))
            })?;
            Some(at.to_utc()).filter(|at| *at > after)
        })
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::America::Sao_Paulo;

    fn next(schedule: &str, after: &str) -> String {
        let schedule: ScheduleTime = schedule.parse().unwrap();
        schedule.next_after(after.parse().unwrap(), &Sao_Paulo).unwrap().to_rfc3339()
    }

    #[test]
    fn it_speaks_at_its_time_of_its_days() {
        // 2026-11-22 is a Sunday; São Paulo is three hours behind
        assert_eq!(next("every day 08:00", "2026-11-22T10:59:59Z"), "2026-11-22T11:00:00+00:00");
        assert_eq!(next("every day 08:00", "2026-11-22T11:00:00Z"), "2026-11-23T11:00:00+00:00");
        assert_eq!(next("every weekday 08:30", "2026-11-20T12:00:00Z"), "2026-11-23T11:30:00+00:00");
        assert_eq!(next("every weekend 23:00", "2026-11-20T12:00:00Z"), "2026-11-22T02:00:00+00:00");
        assert_eq!(next("every sun 08:00", "2026-11-22T12:00:00Z"), "2026-11-29T11:00:00+00:00");
    }

    #[test]
    fn a_time_that_clocks_skip_is_as_much_later() {
        // clocks went from 0:00 to 1:00 that night
        assert_eq!(next("every day 00:30", "2018-11-03T12:00:00Z"), "2018-11-04T03:30:00+00:00");
        // and from 0:00 back to 23:00 in this one
        assert_eq!(next("every day 23:30", "2018-02-17T12:00:00Z"), "2018-02-18T01:30:00+00:00");
        assert_eq!(next("every day 23:30", "2018-02-18T01:30:00Z"), "2018-02-19T02:30:00+00:00");
    }
}
