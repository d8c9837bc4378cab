//! The engine: series of values, and the rules on them.

use crate::series::{Hits, Series};
use crate::slot::{Slot, State};
use crate::{BadRule, Level, Rule};
use rust_decimal::Decimal;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A series of values in time: the price of a coin in a currency, or the readings of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(pub(crate) u32);

/// A rule in the engine. The number of a rule that is gone may be given to a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub(crate) u32);

impl RuleId {
    /// From 0 upwards, dense.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A rule was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Firing {
    /// The rule; one that does not repeat is gone by now.
    pub rule: RuleId,
    /// The moment of the tick, in milliseconds since 1970.
    pub at_ms: i64,
    /// Counts the rule's armings from 1: with the alert and its version it names this firing for ever.
    pub arming: u32,
}

/// Watches rules over series of values. Time goes forward only: a tick older than the series' last counts as of that moment.
///
/// Rules on a level lie in sorted sets, rules that look back share one ring for each series and window. Each knows the band of values and
/// moments in which a tick means nothing to it; a tick in all of them costs a few comparisons however many rules there are.
#[derive(Debug, Default)]
pub struct Engine {
    series: Vec<Series>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    /// When rules end: the moment, the slot and its serial.
    ends: BinaryHeap<Reverse<(i64, u32, u32)>>,
    serial: u32,
    armed: Vec<RuleId>,
    /// The ring of a window keeps at most about so many ticks; 0 keeps all.
    ring: usize,
}

impl Engine {
    /// With all ticks of every window.
    pub fn new() -> Self {
        Self::default()
    }

    /// As [`Self::new`], but of a window's ticks about `count` are kept, evenly in time: what stood a window ago is then known to a
    /// `count`-th of the window. Bounds the memory of long windows. Highs and lows stay exact.
    #[must_use]
    pub fn with_ring(count: usize) -> Self {
        Self { ring: count, ..Self::default() }
    }

    /// A new series.
    pub fn add_series(&mut self) -> SeriesId {
        self.series.push(Series::default());
        SeriesId(u32::try_from(self.series.len() - 1).unwrap_or(u32::MAX))
    }

    /// The last value of a series and its moment.
    pub fn last(&self, series: SeriesId) -> Option<(i64, Level)> {
        self.series.get(series.0 as usize).and_then(Series::last)
    }

    /// How far back the rules of a series look, in milliseconds, where [`Self::history`] could tell them more than they know.
    pub fn unknown(&self, series: SeriesId) -> Option<i64> {
        self.series.get(series.0 as usize)?.unknown()
    }

    /// What a series was before the ticks its rules have seen, in order of time. Nothing fires: it is what later ticks are compared with.
    pub fn history(&mut self, series: SeriesId, ticks: &[(i64, Decimal)]) {
        let levels: Vec<(i64, Level)> =
            ticks.iter().filter_map(|(at, value)| Some((*at, Level::new(*value)?))).collect();
        if let Some(home) = self.series.get_mut(series.0 as usize) {
            home.history(&levels);
        }
    }

    /// Adds a rule, armed.
    ///
    /// # Errors
    /// [`BadRule::Range`] for a figure that is out of range.
    pub fn add(&mut self, series: SeriesId, rule: &Rule) -> Result<RuleId, BadRule> {
        self.add_again(series, rule, 1, None)
    }

    /// Adds a rule that was armed `arming` times. With the moment of its last firing it is disarmed since then; else it is armed.
    ///
    /// # Errors
    /// [`BadRule::Range`] for a figure that is out of range.
    pub fn add_again(
        &mut self,
        series: SeriesId,
        rule: &Rule,
        arming: u32,
        fired_ms: Option<i64>,
    ) -> Result<RuleId, BadRule> {
        let id = self.insert(series, rule, arming, fired_ms)?;
        self.series[series.0 as usize].settle();
        Ok(id)
    }

    /// Adds many rules at once, armed; their ids are in their order. Quicker than one by one.
    ///
    /// # Errors
    /// [`BadRule::Range`] for a figure that is out of range; those before it are in.
    pub fn add_all<'a>(
        &mut self,
        rules: impl IntoIterator<Item = (SeriesId, &'a Rule)>,
    ) -> Result<Vec<RuleId>, BadRule> {
        let ids = rules.into_iter().map(|(series, rule)| self.insert(series, rule, 1, None)).collect();
        self.series.iter_mut().for_each(Series::settle);
        ids
    }

    fn insert(&mut self, series: SeriesId, rule: &Rule, arming: u32, fired_ms: Option<i64>) -> Result<RuleId, BadRule> {
        self.serial = self.serial.wrapping_add(1);
        let slot = Slot::new(series.0, rule, arming, self.serial)?;
        let home = self.series.get_mut(series.0 as usize).ok_or(BadRule::Range)?;
        let index = match self.free.pop() {
            Some(index) => {
                self.slots[index as usize] = slot;
                index
            }
            None => {
                let index = u32::try_from(self.slots.len()).ok().filter(|index| *index < u32::MAX);
                self.slots.push(slot);
                index.ok_or(BadRule::Range)?
            }
        };
        if let Some(until) = rule.until_ms {
            self.ends.push(Reverse((until, index, self.serial)));
        }
        home.adopt(&slot, self.ring);
        match fired_ms {
            Some(fired) => home.cool(index, &slot, fired),
            None => home.arm(index, &slot),
        }
        Ok(RuleId(index))
    }

    /// Takes a rule out; one that is not there is passed over.
    pub fn remove(&mut self, rule: RuleId) {
        let Some(slot) = self.slots.get(rule.index()).filter(|slot| slot.state != State::Gone).copied() else { return };
        let home = &mut self.series[slot.series as usize];
        if slot.state == State::Live {
            home.take(rule.0, &slot);
            home.release(&slot);
            home.settle();
        }
        self.slots[rule.index()].state = State::Gone;
        self.free.push(rule.0);
    }

    /// A value of a series at a moment. The firings it causes are added to `out` in the order of their rules' numbers; one that is out of
    /// [`Level`]'s range is no value.
    pub fn tick(&mut self, series: SeriesId, at_ms: i64, value: Decimal, out: &mut Vec<Firing>) {
        if let Some(level) = Level::new(value) {
            self.tick_level(series, at_ms, level, out);
        }
    }

    /// As [`Self::tick`], for a value that is a [`Level`] already.
    #[inline]
    pub fn tick_level(&mut self, series: SeriesId, at_ms: i64, value: Level, out: &mut Vec<Firing>) {
        let Some(home) = self.series.get_mut(series.0 as usize) else { return };
        if home.quiet(at_ms, value) {
            return;
        }
        let mut hits = Hits::default();
        home.tick(at_ms, value, &self.slots, &mut hits);
        if !hits.is_empty() {
            self.settle_hits(series, hits, out);
        }
    }

    /// Arms what armed, then fires what was met: what armed in this tick is not looked at before the next.
    #[inline(never)]
    fn settle_hits(&mut self, series: SeriesId, mut hits: Hits, out: &mut Vec<Firing>) {
        let home = &mut self.series[series.0 as usize];
        let at_ms = home.at();
        for index in hits.armed {
            let slot = &mut self.slots[index as usize];
            slot.arming = slot.arming.saturating_add(1);
            home.take_other_wait(index, slot);
            home.arm(index, slot);
            self.armed.push(RuleId(index));
        }
        hits.fired.sort_unstable();
        for index in hits.fired {
            let slot = &mut self.slots[index as usize];
            home.take_other_side(index, slot);
            if at_ms > slot.until_ms {
                // `expired` tells it
                slot.state = State::Ended;
                home.release(slot);
                continue;
            }
            if at_ms < slot.from_ms {
                home.arm(index, slot);
                continue;
            }
            out.push(Firing { rule: RuleId(index), at_ms, arming: slot.arming });
            if slot.repeat {
                home.cool(index, slot, at_ms);
            } else {
                slot.state = State::Gone;
                home.release(slot);
                self.free.push(index);
            }
        }
        home.settle();
    }

    /// Takes out the rules whose end has passed, and gives them.
    pub fn expired(&mut self, now_ms: i64) -> Vec<RuleId> {
        let mut gone = Vec::new();
        while let Some(Reverse((until, index, serial))) = self.ends.peek().copied() {
            if until >= now_ms {
                break;
            }
            self.ends.pop();
            let slot = &self.slots[index as usize];
            if slot.state != State::Gone && slot.serial == serial {
                self.remove(RuleId(index));
                gone.push(RuleId(index));
            }
        }
        gone
    }

    /// The rules that armed again since this was last asked.
    pub fn armed_again(&mut self) -> Vec<RuleId> {
        std::mem::take(&mut self.armed)
    }

    /// How many times a rule was armed, the first time counted; `None` for a rule that is gone.
    pub fn arming(&self, rule: RuleId) -> Option<u32> {
        self.slots.get(rule.index()).filter(|slot| slot.state != State::Gone).map(|slot| slot.arming)
    }

    /// The rules there are.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
