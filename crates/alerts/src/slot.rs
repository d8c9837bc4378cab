//! A rule as the engine keeps it: a million of these fit into 80 MB.

use crate::window::Look;
use crate::{BadRule, Level, Rule, Test};
use rust_decimal::{Decimal, RoundingStrategy};

/// Where a rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Watched: armed, cooling or waiting to arm.
    Live,
    /// Its end has passed; it stands in no set and waits to be told.
    Ended,
    /// The slot is free.
    Gone,
}

/// How a rule compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    CrossUp,
    CrossDown,
    Reach,
    /// At or above; "above" is this with the next greater level.
    AtLeast,
    AtMost,
    Look(Look),
}

/// A rule as it is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    /// The level; of a rule that looks back its millionths of a percent.
    pub level: Level,
    /// How far past the level the value must go back before the rule arms again.
    back: Level,
    pub window_ms: i64,
    pub cooldown_ms: i64,
    /// Nothing fires before; `i64::MIN` without a beginning.
    pub from_ms: i64,
    /// Nothing fires after; `i64::MAX` without an end.
    pub until_ms: i64,
    pub series: u32,
    /// Counts the armings from 1.
    pub arming: u32,
    /// Tells the rules apart that had the slot.
    pub serial: u32,
    pub way: Way,
    pub repeat: bool,
    pub state: State,
}

impl Slot {
    pub fn new(series: u32, rule: &Rule, arming: u32, serial: u32) -> Result<Self, BadRule> {
        let floor = |x: Decimal| Level::new(x).ok_or(BadRule::Range);
        // ticks are rounded down: one is at or above X when it is at or above X rounded up
        let ceiling = |x: Decimal| Level::ceiling(x).ok_or(BadRule::Range);
        let (way, level, window_ms) = match rule.test {
            Test::CrossesUp(x) => (Way::CrossUp, ceiling(x)?, 0),
            Test::CrossesDown(x) => (Way::CrossDown, floor(x)?, 0),
            Test::Reaches(x) => (Way::Reach, floor(x)?, 0),
            Test::AtLeast(x) => (Way::AtLeast, ceiling(x)?, 0),
            Test::AtMost(x) => (Way::AtMost, floor(x)?, 0),
            Test::Above(x) => (Way::AtLeast, floor(x)?.next(), 0),
            Test::Below(x) => (Way::AtMost, ceiling(x)?.previous(), 0),
            Test::Rises(x, window) => (Way::Look(Look::Rises), millionths(x)?, window.millis()),
            Test::Falls(x, window) => (Way::Look(Look::Falls), millionths(x)?, window.millis()),
            Test::Moves(x, window) => (Way::Look(Look::Moves), millionths(x)?, window.millis()),
            Test::NewHigh(window) => (Way::Look(Look::NewHigh), Level::ZERO, window.millis()),
            Test::NewLow(window) => (Way::Look(Look::NewLow), Level::ZERO, window.millis()),
        };
        let back = if matches!(way, Way::Look(_)) { Level::ZERO } else { share(level, rule.hysteresis_pct)? };
        Ok(Self {
            level,
            back,
            window_ms,
            cooldown_ms: rule.cooldown_ms.max(0),
            from_ms: rule.from_ms.unwrap_or(i64::MIN),
            until_ms: rule.until_ms.unwrap_or(i64::MAX),
            series,
            arming,
            serial,
            way,
            repeat: rule.repeat,
            state: State::Live,
        })
    }

    /// The figure of a rule that looks back.
    #[expect(clippy::cast_possible_truncation, reason = "made from an i64")]
    pub fn millionths(&self) -> i64 {
        self.level.units() as i64
    }

    /// It arms again at or below this.
    pub fn below(&self) -> Level {
        self.level.minus(self.back)
    }

    /// It arms again at or above this.
    pub fn above(&self) -> Level {
        self.level.plus(self.back)
    }
}

/// Percent in whole millionths; finer ones are rounded.
fn millionths(percent: Decimal) -> Result<Level, BadRule> {
    let scaled = percent.checked_mul(Decimal::from(1_000_000)).ok_or(BadRule::Range)?;
    let whole = scaled.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    i64::try_from(whole).map(|millionths| Level::of_units(millionths.into())).map_err(|_| BadRule::Range)
}

/// A share of a level in percent, without sign, rounded up.
fn share(level: Level, percent: Decimal) -> Result<Level, BadRule> {
    let percent = percent.abs().round_dp(12);
    let (times, parts) = (percent.mantissa(), 100 * 10_i128.pow(percent.scale()));
    let units = level.units().checked_abs().ok_or(BadRule::Range)?;
    let whole = (units / parts).checked_mul(times).ok_or(BadRule::Range)?;
    let rest = (units % parts).checked_mul(times).ok_or(BadRule::Range)?;
    let rounded = rest / parts + i128::from(rest % parts != 0);
    whole.checked_add(rounded).map(Level::of_units).ok_or(BadRule::Range)
}
