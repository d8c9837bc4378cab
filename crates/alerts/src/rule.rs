//! What a rule waits for.

use alfa_domain::{Comparison, Condition, Left, Right, Span, Window as Lookback};
use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;
use rust_decimal::Decimal;

/// A lookback in milliseconds, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    millis: i64,
}

impl Window {
    /// `None` for less than a millisecond.
    pub fn of_millis(millis: i64) -> Option<Self> {
        (millis > 0).then_some(Self { millis })
    }

    /// In milliseconds.
    pub fn millis(self) -> i64 {
        self.millis
    }

    /// A lookback of a fixed length; a month is 30 days, a year 365. `None` for dates and "since January".
    pub fn of_span(span: Span) -> Option<Self> {
        const MINUTE: i64 = 60_000;
        const DAY: i64 = 1_440 * MINUTE;
        let (count, unit) = match span {
            Span::Lookback(Lookback::Minutes(count)) => (count, MINUTE),
            Span::Lookback(Lookback::Hours(count)) => (count, 60 * MINUTE),
            Span::Lookback(Lookback::Days(count)) => (count, DAY),
            Span::Lookback(Lookback::Months(count)) => (count, 30 * DAY),
            Span::Lookback(Lookback::Years(count)) => (count, 365 * DAY),
            Span::Timeframe(timeframe) => return Self::of_millis(timeframe.seconds() * 1_000),
            Span::Lookback(_) => return None,
        };
        Self::of_millis(i64::from(count).checked_mul(unit)?)
    }
}

/// What makes a rule fire. The value before is that of the series' previous tick, whatever happened then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Was below and now is at or above.
    CrossesUp(Decimal),
    /// Was above and now is at or below.
    CrossesDown(Decimal),
    /// Crosses it from either side.
    Reaches(Decimal),
    /// Is at or above.
    AtLeast(Decimal),
    /// Is at or below.
    AtMost(Decimal),
    /// Is above.
    Above(Decimal),
    /// Is below.
    Below(Decimal),
    /// Changed by at least so many percent (signed) against the value that stood a window ago.
    Rises(Decimal, Window),
    /// Changed by at most so many percent (signed).
    Falls(Decimal, Window),
    /// Changed by at least so many percent, whatever the direction.
    Moves(Decimal, Window),
    /// Is above every tick of the window before it.
    NewHigh(Window),
    /// Is below every tick of the window before it.
    NewLow(Window),
}

/// Why a rule cannot be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRule {
    /// The condition is none of a series of values by itself: an indicator's needs its readings, a question's is no alert.
    #[error("the condition is not one of a price")]
    Condition,
    /// The condition looks back, and no window of a fixed length is given.
    #[error("the condition needs a window of a fixed length")]
    Window,
    /// A figure is out of range.
    #[error("a figure is out of range")]
    Range,
}

/// A test, and what comes after it was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What it waits for.
    pub test: Test,
    /// Fires again and again; otherwise once.
    pub repeat: bool,
    /// At least so long from a firing until it arms again, in milliseconds.
    pub cooldown_ms: i64,
    /// How far back past its level, in percent of it, a value must go before the rule arms again; of no use to tests that look back.
    pub hysteresis_pct: Decimal,
    /// Nothing fires before this moment, in milliseconds since 1970: what happened before the rule was made is none of its business.
    pub from_ms: Option<i64>,
    /// Nothing fires after this moment.
    pub until_ms: Option<i64>,
}

impl Rule {
    /// Fires once, at any time.
    pub fn once(test: Test) -> Self {
        Self { test, repeat: false, cooldown_ms: 0, hysteresis_pct: Decimal::ZERO, from_ms: None, until_ms: None }
    }
}

impl Test {
    /// The test of a condition on a price.
    ///
    /// # Errors
    /// [`BadRule::Condition`] or [`BadRule::Window`]
    pub fn of_price(condition: &Condition, span: Option<Span>) -> Result<Self, BadRule> {
        let window = || span.and_then(Window::of_span).ok_or(BadRule::Window);
        Ok(match condition {
            Condition::Extreme { high: true, .. } => Self::NewHigh(window()?),
            Condition::Extreme { high: false, .. } => Self::NewLow(window()?),
            Condition::Compare { left, comparison, right: Right::Number(number), .. } => match (left, comparison) {
                (Left::Price, comparison) => Self::of_level(*comparison, *number),
                (Left::Percent, Comparison::AtLeast) => Self::Rises(*number, window()?),
                (Left::Percent, Comparison::AtMost) => Self::Falls(*number, window()?),
                (Left::AbsolutePercent, Comparison::AtLeast) => Self::Moves(*number, window()?),
                _ => return Err(BadRule::Condition),
            },
            _ => return Err(BadRule::Condition),
        })
    }

    /// The test of a comparison with a fixed level, of a price or of an indicator's readings.
    pub fn of_level(comparison: Comparison, level: Decimal) -> Self {
        match comparison {
            Comparison::Reaches => Self::Reaches(level),
            Comparison::CrossesUp => Self::CrossesUp(level),
            Comparison::CrossesDown => Self::CrossesDown(level),
            Comparison::Greater => Self::Above(level),
            Comparison::Less => Self::Below(level),
            Comparison::AtLeast => Self::AtLeast(level),
            Comparison::AtMost => Self::AtMost(level),
        }
    }
}

impl Rule {
    /// The rule of a condition on a price, with what stands in the condition itself: whether it repeats and its last day, which counts
    /// whole in `zone`.
    ///
    /// # Errors
    /// [`BadRule::Condition`] or [`BadRule::Window`]
    pub fn of_price(condition: &Condition, span: Option<Span>, zone: Tz) -> Result<Self, BadRule> {
        let (repeat, until) = match condition {
            Condition::Compare { repeat, until, .. } | Condition::Extreme { repeat, until, .. } => (*repeat, *until),
            _ => (false, None),
        };
        Ok(Self::ending(Test::of_price(condition, span)?, repeat, until, zone))
    }

    /// A rule with a last day, which counts whole in `zone`.
    pub fn ending(test: Test, repeat: bool, until: Option<NaiveDate>, zone: Tz) -> Self {
        let until_ms = until.and_then(|date| end_of_day(date, zone));
        Self { repeat, until_ms, ..Self::once(test) }
    }
}

impl Rule {
    /// Whether an [`crate::Engine`] takes it.
    ///
    /// # Errors
    /// [`BadRule::Range`] for a figure that is out of range.
    pub fn check(&self) -> Result<(), BadRule> {
        crate::slot::Slot::new(0, self, 1, 0).map(drop)
    }
}

/// The last millisecond of a day, since 1970. Where clocks skip midnight the next day begins an hour later.
fn end_of_day(date: NaiveDate, zone: Tz) -> Option<i64> {
    let next = date.succ_opt()?;
    let begin = |hour| zone.from_local_datetime(&next.and_hms_opt(hour, 0, 0)?).earliest();
    Some(begin(0).or_else(|| begin(1))?.timestamp_millis() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(condition: &str, span: Option<&str>) -> Result<Rule, BadRule> {
        let span = span.map(|span| span.parse().unwrap());
        Rule::of_price(&condition.parse().unwrap(), span, chrono_tz::America::Sao_Paulo)
    }

    #[test]
    fn a_condition_says_whether_it_repeats_and_its_last_day_is_whole() {
        let read = rule("price crosses_up 500000; repeat; until 2026-11-27", None).unwrap();
        assert_eq!(read.test, Test::CrossesUp(Decimal::from(500_000)));
        assert!(read.repeat);
        let end: chrono::DateTime<chrono::Utc> = "2026-11-28T02:59:59.999Z".parse().unwrap();
        assert_eq!(read.until_ms, Some(end.timestamp_millis()));
    }

    #[test]
    fn what_looks_back_needs_a_window_of_a_length() {
        let hour = Window::of_millis(3_600_000).unwrap();
        assert_eq!(rule("pct <= -10", Some("1h")).unwrap().test, Test::Falls(Decimal::from(-10), hour));
        assert_eq!(rule("price new_high", Some("1h")).unwrap().test, Test::NewHigh(hour));
        assert_eq!(rule("pct >= 5", None), Err(BadRule::Window));
        assert_eq!(rule("abs_pct >= 5", Some("ytd")), Err(BadRule::Window));
        assert_eq!(rule("rsi(14) crosses_down 30", Some("1h")), Err(BadRule::Condition));
        assert_eq!(rule("at 30", None), Err(BadRule::Condition));
    }
}
