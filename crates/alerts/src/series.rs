//! One series: its rules in sorted sets, and the band in which a tick means nothing.

use crate::Level;
use crate::slot::{Slot, State, Way};
use crate::window::Lookback;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::ops::Bound::{self, Excluded, Included, Unbounded};

/// Rules by their level, those of the same level by their number.
type Ladder = BTreeSet<(Level, u32)>;

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

/// One series of values.
#[derive(Debug)]
pub(crate) struct Series {
    /// Between these, both excluded, a tick before `wake` meets no rule on a level.
    low: Level,
    high: Level,
    wake: i64,
    last: Level,
    at: i64,
    seen: bool,
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
            low: Level::MAX,
            high: Level::MIN,
            wake: i64::MAX,
            last: Level::ZERO,
            at: i64::MIN,
            seen: false,
            crosses_up: Ladder::new(),
            crosses_down: Ladder::new(),
            at_least: Ladder::new(),
            at_most: Ladder::new(),
            arm_below: Ladder::new(),
            arm_above: Ladder::new(),
            cooling: BinaryHeap::new(),
            lookbacks: Vec::new(),
        }
    }
}

impl Series {
    pub fn last(&self) -> Option<(i64, Level)> {
        self.seen.then_some((self.at, self.last))
    }

    pub fn at(&self) -> i64 {
        self.at
    }

    /// Takes note of a tick that meets no rule on a level; `false` if it may meet one.
    #[inline]
    pub fn quiet(&mut self, at: i64, value: Level) -> bool {
        let quiet = value > self.low && value < self.high && at < self.wake;
        if quiet {
            self.last = value;
            self.at = self.at.max(at);
        }
        quiet
    }

    #[inline]
    pub fn looks_back(&self) -> bool {
        !self.lookbacks.is_empty()
    }

    /// A tick to the rules that look back.
    pub fn look_back(&mut self, at: i64, value: Level, hits: &mut Hits) {
        let at = self.at.max(at);
        for lookback in &mut self.lookbacks {
            lookback.tick(at, value, &mut hits.fired, &mut hits.armed);
        }
    }

    /// A tick to the rules on a level. Those it meets leave the sets they were found in.
    pub fn cross(&mut self, at: i64, value: Level, slots: &[Slot], hits: &mut Hits) {
        let before = self.last;
        self.at = self.at.max(at);
        self.last = value;
        if !std::mem::replace(&mut self.seen, true) {
            return;
        }
        while let Some(Reverse((ready, index, serial, arming))) = self.cooling.peek().copied() {
            if ready > self.at {
                break;
            }
            self.cooling.pop();
            let slot = &slots[index as usize];
            if slot.state == State::Live && slot.serial == serial && slot.arming == arming {
                self.wait(index, slot);
            }
        }
        let up_to_value = Included((value, u32::MAX));
        let from_value = Included((value, 0));
        if value > before {
            take_range(&mut self.crosses_up, Excluded((before, u32::MAX)), up_to_value, &mut hits.fired);
        } else if value < before {
            take_range(&mut self.crosses_down, from_value, Excluded((before, 0)), &mut hits.fired);
        }
        take_range(&mut self.at_least, Unbounded, up_to_value, &mut hits.fired);
        take_range(&mut self.at_most, from_value, Unbounded, &mut hits.fired);
        take_range(&mut self.arm_above, Unbounded, up_to_value, &mut hits.armed);
        take_range(&mut self.arm_below, from_value, Unbounded, &mut hits.armed);
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
        let key = (slot.level, index);
        match slot.way {
            Way::CrossUp => drop(self.crosses_up.insert(key)),
            Way::CrossDown => drop(self.crosses_down.insert(key)),
            Way::Reach => {
                self.crosses_up.insert(key);
                self.crosses_down.insert(key);
            }
            Way::AtLeast => drop(self.at_least.insert(key)),
            Way::AtMost => drop(self.at_most.insert(key)),
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
            self.arm_below.insert((slot.below(), index));
        }
        if matches!(slot.way, Way::CrossDown | Way::AtMost | Way::Reach) {
            self.arm_above.insert((slot.above(), index));
        }
        if let Way::Look(look) = slot.way
            && let Some(lookback) = self.lookback(slot)
        {
            lookback.wait(look, (slot.millionths(), index));
        }
    }

    /// Takes a rule out of whatever sets it is in. An entry of its cooldown stays and is known by its serial.
    pub fn take(&mut self, index: u32, slot: &Slot) {
        let key = (slot.level, index);
        if let Way::Look(look) = slot.way {
            if let Some(lookback) = self.lookback(slot) {
                lookback.take(look, (slot.millionths(), index));
            }
            return;
        }
        for ladder in [&mut self.crosses_up, &mut self.crosses_down, &mut self.at_least, &mut self.at_most] {
            ladder.remove(&key);
        }
        self.arm_below.remove(&(slot.below(), index));
        self.arm_above.remove(&(slot.above(), index));
    }

    /// A rule that crosses from either side has left one set and leaves the other.
    pub fn take_other_side(&mut self, index: u32, slot: &Slot) {
        if slot.way == Way::Reach {
            let key = (slot.level, index);
            if !self.crosses_up.remove(&key) {
                self.crosses_down.remove(&key);
            }
        }
    }

    /// As [`Self::take_other_side`], of a rule that armed.
    pub fn take_other_wait(&mut self, index: u32, slot: &Slot) {
        if slot.way == Way::Reach && !self.arm_below.remove(&(slot.below(), index)) {
            self.arm_above.remove(&(slot.above(), index));
        }
    }

    /// Finds the band around the last value anew.
    pub fn settle(&mut self) {
        let last = self.last;
        let met = self.at_least.first().is_some_and(|(level, _)| *level <= last)
            || self.at_most.last().is_some_and(|(level, _)| *level >= last)
            || self.arm_below.last().is_some_and(|(level, _)| *level >= last)
            || self.arm_above.first().is_some_and(|(level, _)| *level <= last);
        self.wake = self.cooling.peek().map_or(i64::MAX, |Reverse((ready, ..))| *ready);
        if met || !self.seen {
            (self.low, self.high) = (Level::MAX, Level::MIN);
            return;
        }
        let below = |ladder: &Ladder| ladder.range(..=(last, u32::MAX)).next_back().map(|(level, _)| *level);
        let above = |ladder: &Ladder| ladder.range((last, 0)..).next().map(|(level, _)| *level);
        let first = |ladder: &Ladder| ladder.first().map(|(level, _)| *level);
        let end = |ladder: &Ladder| ladder.last().map(|(level, _)| *level);
        let lows = [below(&self.crosses_up), below(&self.crosses_down), end(&self.at_most), end(&self.arm_below)];
        let highs = [above(&self.crosses_up), above(&self.crosses_down), first(&self.at_least), first(&self.arm_above)];
        self.low = lows.into_iter().flatten().max().unwrap_or(Level::MIN);
        self.high = highs.into_iter().flatten().min().unwrap_or(Level::MAX);
    }
}

/// Takes the rules of a range out, in order.
fn take_range(ladder: &mut Ladder, begin: Bound<(Level, u32)>, end: Bound<(Level, u32)>, into: &mut Vec<u32>) {
    let mut range = ladder.range((begin, end));
    let Some(first) = range.next().copied() else { return };
    let already = into.len();
    let mut keys = vec![first];
    keys.extend(range.copied());
    into.extend(keys.iter().map(|(_, index)| index));
    if keys.len() * 8 < ladder.len() {
        for key in &keys {
            ladder.remove(key);
        }
    } else {
        // most of them go at once: what stays is moved instead
        let mut rest = ladder.split_off(&first);
        let last = keys.last().copied().unwrap_or(first);
        let mut above = rest.split_off(&last);
        above.remove(&last);
        ladder.append(&mut above);
    }
    debug_assert_eq!(into.len() - already, keys.len());
}
