//! What a series was over a window: the value that stood its length ago, its high and its low.

use crate::Level;
use std::cmp::Ordering;
use std::collections::{BTreeSet, VecDeque};

/// How a rule looks back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Rises,
    Falls,
    Moves,
    NewHigh,
    NewLow,
}

impl Look {
    const COUNT: usize = 5;

    fn extreme(self) -> bool {
        matches!(self, Self::NewHigh | Self::NewLow)
    }
}

const LOOKS: [Look; Look::COUNT] = [Look::Rises, Look::Falls, Look::Moves, Look::NewHigh, Look::NewLow];

/// Rules by their millionths of a percent (0 for highs and lows), those of the same figure by their number.
type Steps = BTreeSet<(i64, u32)>;

/// The rules of one window of a series, and the ticks they need. They all share it.
#[derive(Debug)]
pub(crate) struct Lookback {
    span: i64,
    /// Ticks of the ring are at least so far apart.
    gap: i64,
    /// Its rules, in whatever state.
    pub rules: usize,
    /// The moment of the first tick.
    since: Option<i64>,
    /// The last tick at or before a window ago.
    base: Option<Level>,
    ring: VecDeque<(i64, Level)>,
    keeps_ring: bool,
    keeps_extremes: bool,
    /// Candidates for the high of the window, falling, and for its low, rising.
    highs: VecDeque<(i64, Level)>,
    lows: VecDeque<(i64, Level)>,
    /// The moment now.
    clock: i64,
    /// When the moment began, and the high and low of its ticks: they are not before themselves. Where the ring keeps every tick a moment is
    /// one millisecond, else as long as its ticks are apart.
    now: Option<(i64, Level, Level)>,
    armed: [Steps; Look::COUNT],
    waiting: [Steps; Look::COUNT],
    /// Until then, and while the value stays between these, both included, a tick changes nothing that is kept here.
    calm_until: i64,
    calm: (Level, Level),
}

impl Lookback {
    pub fn new(span: i64, ring: usize) -> Self {
        let gap = i64::try_from(ring).ok().filter(|ring| *ring > 0).map_or(0, |ring| span / ring);
        Self {
            span,
            gap,
            rules: 0,
            since: None,
            base: None,
            ring: VecDeque::new(),
            keeps_ring: false,
            keeps_extremes: false,
            highs: VecDeque::new(),
            lows: VecDeque::new(),
            clock: i64::MIN,
            now: None,
            armed: Default::default(),
            waiting: Default::default(),
            calm_until: i64::MIN,
            calm: (Level::MAX, Level::MIN),
        }
    }

    pub fn span(&self) -> i64 {
        self.span
    }

    /// One more rule; `last` is what the series was, where it was something.
    pub fn adopt(&mut self, look: Look, last: Option<(i64, Level)>) {
        self.rules += 1;
        self.calm_until = i64::MIN;
        let new = if look.extreme() { !self.keeps_extremes } else { !self.keeps_ring };
        if look.extreme() {
            self.keeps_extremes = true;
        } else {
            self.keeps_ring = true;
        }
        if let Some((at, value)) = last.filter(|_| new) {
            self.note(at, value);
        }
    }

    /// How far back its rules look, where what came before its first tick is not known yet; in milliseconds.
    pub fn unknown(&self) -> Option<i64> {
        let known = self.since.is_some_and(|since| since <= self.clock.max(since).saturating_sub(self.span));
        (!known).then_some(self.span)
    }

    /// What the series was before the first tick, in order of time; rules are not looked at.
    pub fn history(&mut self, ticks: &[(i64, Level)]) {
        self.calm_until = i64::MIN;
        let end = self.since.unwrap_or(i64::MAX);
        let before = &ticks[..ticks.partition_point(|(at, _)| *at < end)];
        let Some((first, _)) = before.first() else { return };
        if self.keeps_ring {
            let known = std::mem::take(&mut self.ring);
            for (at, value) in before {
                self.keep(*at, *value);
            }
            self.ring.extend(known);
        }
        if self.keeps_extremes {
            let known = (std::mem::take(&mut self.highs), std::mem::take(&mut self.lows));
            for (at, value) in before {
                self.candidate(*at, *value, *value);
            }
            known.0.into_iter().for_each(|(at, high)| push_high(&mut self.highs, at, high));
            known.1.into_iter().for_each(|(at, low)| push_low(&mut self.lows, at, low));
        }
        self.since = Some(*first);
    }

    pub fn arm(&mut self, look: Look, key: (i64, u32)) {
        self.calm_until = i64::MIN;
        self.armed[look as usize].insert(key);
    }

    pub fn wait(&mut self, look: Look, key: (i64, u32)) {
        self.calm_until = i64::MIN;
        self.waiting[look as usize].insert(key);
    }

    pub fn take(&mut self, look: Look, key: (i64, u32)) {
        self.calm_until = i64::MIN;
        if !self.armed[look as usize].remove(&key) {
            self.waiting[look as usize].remove(&key);
        }
    }

    /// A tick: the rules it meets leave `armed`, those whose condition is false leave `waiting`.
    #[inline]
    pub fn tick(&mut self, at: i64, value: Level, fired: &mut Vec<u32>, armed: &mut Vec<u32>) {
        // a later tick of a moment that was kept takes its place
        if at <= self.clock || at >= self.calm_until || value < self.calm.0 || value > self.calm.1 {
            self.look(at, value, fired, armed);
        }
    }

    #[inline(never)]
    fn look(&mut self, at: i64, value: Level, fired: &mut Vec<u32>, armed: &mut Vec<u32>) {
        self.advance(at);
        for look in LOOKS {
            let index = look as usize;
            if self.armed[index].is_empty() && self.waiting[index].is_empty() {
                continue;
            }
            while let Some(key) = self.easiest(look, true) {
                if self.met(look, key.0, value) != Some(true) {
                    break;
                }
                self.armed[index].remove(&key);
                fired.push(key.1);
            }
            while let Some(key) = self.easiest(look, false) {
                if self.met(look, key.0, value) == Some(true) {
                    break;
                }
                self.waiting[index].remove(&key);
                armed.push(key.1);
            }
        }
        self.note(at, value);
        self.calm_down(at);
    }

    /// Finds how long, and between which values, ticks change nothing. A ring that keeps every tick is never calm.
    fn calm_down(&mut self, at: i64) {
        self.calm_until = i64::MIN;
        if self.gap == 0 || self.waiting.iter().any(|steps| !steps.is_empty()) {
            return;
        }
        let mut until = i64::MAX;
        let (mut low, mut high) = (Level::MIN, Level::MAX);
        if self.keeps_ring {
            let pushed = self.ring.back().map_or(at, |(then, _)| *then);
            let leaves = self.ring.front().map_or(i64::MAX, |(then, _)| then.saturating_add(self.span));
            until = until.min(pushed.saturating_add(self.gap)).min(leaves);
        }
        if let Some((begun, most, least)) = self.now {
            // what lies within the range of the moment adds nothing to it
            (low, high) = (least, most);
            until = until.min(begun.saturating_add(self.gap));
            for (then, _) in [self.highs.front(), self.lows.front()].into_iter().flatten() {
                until = until.min(then.saturating_add(self.span).saturating_add(1));
            }
        }
        if let Some(base) = self.base.map(Level::units).filter(|base| *base > 0) {
            for look in [Look::Rises, Look::Falls, Look::Moves] {
                let Some((millionths, _)) = self.easiest(look, true) else { continue };
                let Some(change) = part_of(base, millionths) else { return };
                // a step inside the line, so that rounding is of no matter
                let up = Level::of_units(base.saturating_add(change).saturating_sub(2));
                let down = Level::of_units(base.saturating_add(change).saturating_add(2));
                let mirrored = Level::of_units(base.saturating_sub(change).saturating_add(2));
                match look {
                    Look::Falls => low = low.max(down),
                    Look::Rises => high = high.min(up),
                    _ => (low, high) = (low.max(mirrored), high.min(up)),
                }
            }
        }
        self.calm_until = until;
        self.calm = (low, high);
    }

    /// Of the armed the one that is met first, of the waiting the one that is false first.
    fn easiest(&self, look: Look, armed: bool) -> Option<(i64, u32)> {
        let steps = if armed { &self.armed } else { &self.waiting };
        let steps = &steps[look as usize];
        // a fall of 5 % is met before one of 10 %: the greatest figure first
        let first = armed != matches!(look, Look::Falls);
        if first { steps.first().copied() } else { steps.last().copied() }
    }

    /// Whether a rule's condition is true; `None` while too little is known.
    fn met(&self, look: Look, millionths: i64, value: Level) -> Option<bool> {
        match look {
            Look::NewHigh => self.seen_whole().then(|| {
                let earlier = self.highs.front().is_none_or(|(_, high)| value > *high);
                earlier && self.moment().is_none_or(|(high, _)| value > high)
            }),
            Look::NewLow => self.seen_whole().then(|| {
                let earlier = self.lows.front().is_none_or(|(_, low)| value < *low);
                earlier && self.moment().is_none_or(|(_, low)| value < low)
            }),
            Look::Rises => self.change_beside(value, millionths, false).map(Ordering::is_ge),
            Look::Falls => self.change_beside(value, millionths, false).map(Ordering::is_le),
            Look::Moves => self.change_beside(value, millionths, true).map(Ordering::is_ge),
        }
    }

    /// The range of the moment, where a moment is longer than a tick and so has a before.
    fn moment(&self) -> Option<(Level, Level)> {
        self.now.filter(|_| self.gap > 0).map(|(_, high, low)| (high, low))
    }

    fn seen_whole(&self) -> bool {
        self.since.is_some_and(|since| since <= self.clock.saturating_sub(self.span))
    }

    /// How the change in percent since a window ago stands to a figure. A change from nothing, or from less, has no percentage.
    fn change_beside(&self, value: Level, millionths: i64, either_way: bool) -> Option<Ordering> {
        /// A percent has a hundred parts, and each a million.
        const PARTS: i128 = 100_000_000;
        let base = self.base.map(Level::units).filter(|base| *base > 0)?;
        let change = value.units().checked_sub(base)?;
        let change = if either_way { change.saturating_abs() } else { change };
        match (change.checked_mul(PARTS), base.checked_mul(millionths.into())) {
            (Some(change), Some(figure)) => Some(change.cmp(&figure)),
            // of values beyond a million million the last decimals do not matter
            _ => Some((change >> 32).saturating_mul(PARTS).cmp(&(base >> 32).saturating_mul(millionths.into()))),
        }
    }

    /// Time goes on: what is older than the window leaves it, and the ticks of the moment before are history.
    fn advance(&mut self, at: i64) {
        self.clock = at;
        let begin = at.saturating_sub(self.span);
        while let Some((_, value)) = self.ring.pop_front_if(|(then, _)| *then <= begin) {
            self.base = Some(value);
        }
        let gap = self.gap;
        if let Some((then, high, low)) = self.now.take_if(|(then, ..)| at - *then >= gap.max(1)) {
            self.candidate(then, high, low);
        }
        while self.highs.pop_front_if(|(then, _)| *then < begin).is_some() {}
        while self.lows.pop_front_if(|(then, _)| *then < begin).is_some() {}
    }

    /// Keeps a tick.
    fn note(&mut self, at: i64, value: Level) {
        self.since.get_or_insert(at);
        if self.keeps_ring {
            self.keep(at, value);
        }
        if self.keeps_extremes {
            self.now = Some(match self.now {
                Some((then, high, low)) => (then, high.max(value), low.min(value)),
                None => (at, value, value),
            });
        }
    }

    /// A tick for the ring.
    fn keep(&mut self, at: i64, value: Level) {
        match self.ring.back_mut() {
            Some((then, last)) if *then == at => *last = value,
            Some((then, _)) if at - *then < self.gap => {}
            _ => self.ring.push_back((at, value)),
        }
    }

    /// The high and low of a moment, for those of the window.
    fn candidate(&mut self, at: i64, high: Level, low: Level) {
        push_high(&mut self.highs, at, high);
        push_low(&mut self.lows, at, low);
    }
}

/// A later value that is as high makes the earlier ones no matter.
fn push_high(highs: &mut VecDeque<(i64, Level)>, at: i64, high: Level) {
    while highs.pop_back_if(|(_, other)| *other <= high).is_some() {}
    highs.push_back((at, high));
}

fn push_low(lows: &mut VecDeque<(i64, Level)>, at: i64, low: Level) {
    while lows.pop_back_if(|(_, other)| *other >= low).is_some() {}
    lows.push_back((at, low));
}

/// So many millionths of a percent of a value, rounded towards nothing; `None` where that is too large to be held.
fn part_of(base: i128, millionths: i64) -> Option<i128> {
    base.checked_mul(millionths.into()).map(|part| part / 100_000_000)
}
