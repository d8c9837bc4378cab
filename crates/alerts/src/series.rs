//! One series: its rules in sorted sets, and the band in which a tick means nothing.

use crate::Level;
use crate::band::Band;
use crate::ladder::Ladder;
use crate::slot::{Slot, State, Way};
use crate::window::Lookback;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What a tick met.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    pub fired: Vec<u32>,
    pub armed: Vec<u32>,
}

impl Hits {
    pub fn is_empty(&self) -> bool {
        self.fired.is_empty() && self.armed.is_empty()
    }
}

/// All that a quiet tick touches.
#[derive(Debug)]
struct Now {
    /// In it a tick means nothing to any rule.
    band: Band,
    last: Level,
    at: i64,
    /// The range of the quiet ticks the lookbacks have not been told of.
    most: Level,
    least: Level,
}

/// One series of values.
#[derive(Debug)]
pub(crate) struct Series {
    now: Now,
    seen: bool,
    /// In it a tick meets no rule on a level, and no cooldown ends.
    lines: Band,
    /// Fire when the value comes from below.
    crosses_up: Ladder,
    /// Fire when the value comes from above.
    crosses_down: Ladder,
    /// Fire wherever the value comes from.
    at_least: Ladder,
    at_most: Ladder,
    /// Arm at or below, and at or above.
    arm_below: Ladder,
    arm_above: Ladder,
    /// When cooldowns end: the moment, the slot, its serial and its arming.
    cooling: BinaryHeap<Reverse<(i64, u32, u32, u32)>>,
    lookbacks: Vec<Lookback>,
}

impl Default for Series {
    fn default() -> Self {
        Self {
            now: Now { band: Band::NONE, last: Level::ZERO, at: i64::MIN, most: Level::MIN, least: Level::MAX },
            seen: false,
            lines: Band::NONE,
            crosses_up: Ladder::default(),
            crosses_down: Ladder::default(),
            at_least: Ladder::default(),
            at_most: Ladder::default(),
            arm_below: Ladder::default(),
            arm_above: Ladder::default(),
            cooling: BinaryHeap::new(),
            lookbacks: Vec::new(),
        }
    }
}

impl Series {
    pub fn last(&self) -> Option<(i64, Level)> {
        self.seen.then_some((self.now.at, self.now.last))
    }

    pub fn at(&self) -> i64 {
        self.now.at
    }

    /// Takes note of a tick that means nothing to any rule; `false` if it may mean something.
    #[inline]
    pub fn quiet(&mut self, at: i64, value: Level) -> bool {
        let now = &mut self.now;
        let quiet = now.band.holds(at, value);
        if quiet {
            now.last = value;
            now.at = now.at.max(at);
            now.most = now.most.max(value);
            now.least = now.least.min(value);
        }
        quiet
    }

    /// A tick that is not quiet. After one with hits the series is to be settled.
    pub fn tick(&mut self, at: i64, value: Level, slots: &[Slot], hits: &mut Hits) {
        let at = self.now.at.max(at);
        self.tell_quiet_ticks();
        let before = std::mem::replace(&mut self.now.last, value);
        self.now.at = at;
        let crossing = !self.lines.holds(at, value);
        if crossing {
            self.cross(at, before, value, slots, hits);
        }
        for lookback in &mut self.lookbacks {
            lookback.tick(at, value, &mut hits.fired, &mut hits.armed);
        }
        if hits.is_empty() {
            if crossing {
                self.find_lines();
            }
            self.join();
        }
    }

    /// Of the quiet ticks only the range matters, and it lies in the moment that every lookback is in.
    fn tell_quiet_ticks(&mut self) {
        let most = std::mem::replace(&mut self.now.most, Level::MIN);
        let least = std::mem::replace(&mut self.now.least, Level::MAX);
        self.lookbacks.iter_mut().for_each(|lookback| lookback.spread(most, least));
    }

    /// A tick to the rules on a level. Those it meets leave the sets they were found in.
    fn cross(&mut self, at: i64, before: Level, value: Level, slots: &[Slot], hits: &mut Hits) {
        if !std::mem::replace(&mut self.seen, true) {
            return;
        }
        while let Some(Reverse((ready, index, serial, arming))) = self.cooling.peek().copied() {
            if ready > at {
                break;
            }
            self.cooling.pop();
            let slot = &slots[index as usize];
            if slot.state == State::Live && slot.serial == serial && slot.arming == arming {
                self.wait(index, slot);
            }
        }
        if value > before {
            self.crosses_up.take_risen(before, value, &mut hits.fired);
        } else if value < before {
            self.crosses_down.take_fallen(before, value, &mut hits.fired);
        }
        self.at_least.take_up_to(value, &mut hits.fired);
        self.at_most.take_from(value, &mut hits.fired);
        self.arm_above.take_up_to(value, &mut hits.armed);
        self.arm_below.take_from(value, &mut hits.armed);
        // a rule that arms from either side may wait at one level in both sets
        hits.armed.sort_unstable();
        hits.armed.dedup();
    }

    /// The longest lookback whose past is not known yet, in milliseconds.
    pub fn unknown(&self) -> Option<i64> {
        self.lookbacks.iter().filter_map(Lookback::unknown).max()
    }

    /// What the values were before the first tick, in order of time.
    pub fn history(&mut self, ticks: &[(i64, Level)]) {
        self.lookbacks.iter_mut().for_each(|lookback| lookback.history(ticks));
    }

    /// A new rule, in no set yet.
    pub fn adopt(&mut self, slot: &Slot, ring: usize) {
        if let Way::Look(look) = slot.way {
            let last = self.last();
            self.tell_quiet_ticks();
            if !self.lookbacks.iter().any(|lookback| lookback.span() == slot.window_ms) {
                self.lookbacks.push(Lookback::new(slot.window_ms, ring));
            }
            if let Some(lookback) = self.lookback(slot) {
                lookback.adopt(look, last);
            }
        }
    }

    /// A rule that is in no set any more is gone.
    pub fn release(&mut self, slot: &Slot) {
        if let Some(lookback) = self.lookback(slot) {
            lookback.rules -= 1;
            self.lookbacks.retain(|lookback| lookback.rules > 0);
        }
    }

    fn lookback(&mut self, slot: &Slot) -> Option<&mut Lookback> {
        let looks = matches!(slot.way, Way::Look(_));
        self.lookbacks.iter_mut().find(|lookback| looks && lookback.span() == slot.window_ms)
    }

    /// Puts a rule where it fires from.
    pub fn arm(&mut self, index: u32, slot: &Slot) {
        match slot.way {
            Way::CrossUp => self.crosses_up.insert(slot.level, index),
            Way::CrossDown => self.crosses_down.insert(slot.level, index),
            Way::Reach => {
                self.crosses_up.insert(slot.level, index);
                self.crosses_down.insert(slot.level, index);
            }
            Way::AtLeast => self.at_least.insert(slot.level, index),
            Way::AtMost => self.at_most.insert(slot.level, index),
            Way::Look(look) => {
                if let Some(lookback) = self.lookback(slot) {
                    lookback.arm(look, (slot.millionths(), index));
                }
            }
        }
    }

    /// Puts a rule that fired at `fired` where it waits to arm again.
    pub fn cool(&mut self, index: u32, slot: &Slot, fired: i64) {
        if slot.cooldown_ms > 0 {
            self.cooling.push(Reverse((fired.saturating_add(slot.cooldown_ms), index, slot.serial, slot.arming)));
        } else {
            self.wait(index, slot);
        }
    }

    /// Puts a rule whose cooldown is over where it arms from.
    fn wait(&mut self, index: u32, slot: &Slot) {
        if matches!(slot.way, Way::CrossUp | Way::AtLeast | Way::Reach) {
            self.arm_below.insert(slot.below(), index);
        }
        if matches!(slot.way, Way::CrossDown | Way::AtMost | Way::Reach) {
            self.arm_above.insert(slot.above(), index);
        }
        if let Way::Look(look) = slot.way
            && let Some(lookback) = self.lookback(slot)
        {
            lookback.wait(look, (slot.millionths(), index));
        }
    }

    /// Takes a rule out of whatever sets it is in. An entry of its cooldown stays and is known by its serial.
    pub fn take(&mut self, index: u32, slot: &Slot) {
        if let Way::Look(look) = slot.way {
            if let Some(lookback) = self.lookback(slot) {
                lookback.take(look, (slot.millionths(), index));
            }
            return;
        }
        for ladder in [&mut self.crosses_up, &mut self.crosses_down, &mut self.at_least, &mut self.at_most] {
            ladder.remove(slot.level, index);
        }
        self.arm_below.remove(slot.below(), index);
        self.arm_above.remove(slot.above(), index);
    }

    /// A rule that crosses from either side has left one set and leaves the other.
    pub fn take_other_side(&mut self, index: u32, slot: &Slot) {
        if slot.way == Way::Reach && !self.crosses_up.remove(slot.level, index) {
            self.crosses_down.remove(slot.level, index);
        }
    }

    /// As [`Self::take_other_side`], of a rule that armed.
    pub fn take_other_wait(&mut self, index: u32, slot: &Slot) {
        if slot.way == Way::Reach && !self.arm_below.remove(slot.below(), index) {
            self.arm_above.remove(slot.above(), index);
        }
    }

    /// Finds the band around the last value anew.
    pub fn settle(&mut self) {
        self.find_lines();
        self.join();
    }

    /// In the band of the whole a tick means nothing to the levels nor to any lookback.
    fn join(&mut self) {
        self.now.band = self.lookbacks.iter().fold(self.lines, |band, lookback| band.and(lookback.calm()));
    }

    fn find_lines(&mut self) {
        let last = self.now.last;
        let met = self.at_least.first().is_some_and(|level| level <= last)
            || self.at_most.last().is_some_and(|level| level >= last)
            || self.arm_below.last().is_some_and(|level| level >= last)
            || self.arm_above.first().is_some_and(|level| level <= last);
        if met || !self.seen {
            self.lines = Band::NONE;
            return;
        }
        let (up, down) = (&self.crosses_up, &self.crosses_down);
        let lows = [up.at_or_below(last), down.at_or_below(last), self.at_most.last(), self.arm_below.last()];
        let highs = [up.at_or_above(last), down.at_or_above(last), self.at_least.first(), self.arm_above.first()];
        self.lines = Band {
            low: lows.into_iter().flatten().max().unwrap_or(Level::MIN),
            high: highs.into_iter().flatten().min().unwrap_or(Level::MAX),
            until: self.cooling.peek().map_or(i64::MAX, |Reverse((ready, ..))| *ready),
            ..Band::ALL
        };
    }
}
