//! What a series was over a window: the value that stood its length ago, its high and its low.

use crate::Level;
use crate::band::Band;
use crate::queues::Queues;
use std::cmp::Ordering;
use std::collections::VecDeque;

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
    fn extreme(self) -> bool {
        matches!(self, Self::NewHigh | Self::NewLow)
    }
}

pub(crate) const LOOKS: [Look; 5] = [Look::Rises, Look::Falls, Look::Moves, Look::NewHigh, Look::NewLow];

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
    /// When the first of the ring, and the first of the candidates, leave the window; and the window's high and low by the candidates. They
    /// are kept here because most ticks ask for no more.
    leaves: i64,
    expires: i64,
    high: Level,
    low: Level,
    /// The moment now.
    clock: i64,
    /// When the moment began, and the high and low of its ticks: they are not before themselves. Where the ring keeps every tick a moment is
    /// one millisecond, else as long as its ticks are apart.
    now: Option<(i64, Level, Level)>,
    armed: Queues,
    waiting: Queues,
    /// In it a tick changes nothing that is kept here, but for the range of the moment.
    calm: Band,
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
            leaves: i64::MAX,
            expires: i64::MAX,
            high: Level::MIN,
            low: Level::MAX,
            clock: i64::MIN,
            now: None,
            armed: Queues::of_armed(),
            waiting: Queues::of_waiting(),
            calm: Band::NONE,
        }
    }

    pub fn span(&self) -> i64 {
        self.span
    }

    /// One more rule; `last` is what the series was, where it was something.
    pub fn adopt(&mut self, look: Look, last: Option<(i64, Level)>) {
        self.rules += 1;
        self.calm = Band::NONE;
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
        self.calm = Band::NONE;
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
        self.find_ends();
        self.since = Some(*first);
    }

    pub fn arm(&mut self, look: Look, key: (i64, u32)) {
        self.calm = Band::NONE;
        self.armed.insert(look, key);
    }

    pub fn wait(&mut self, look: Look, key: (i64, u32)) {
        self.calm = Band::NONE;
        self.waiting.insert(look, key);
    }

    pub fn take(&mut self, look: Look, key: (i64, u32)) {
        self.calm = Band::NONE;
        if !self.armed.remove(look, key) {
            self.waiting.remove(look, key);
        }
    }

    /// Where a tick means nothing here.
    pub fn calm(&self) -> &Band {
        &self.calm
    }

    /// The range of ticks that meant nothing.
    pub fn spread(&mut self, most: Level, least: Level) {
        if let Some((_, high, low)) = &mut self.now {
            *high = most.max(*high);
            *low = least.min(*low);
        }
    }

    /// A tick: the rules it meets leave `armed`, those whose condition is false leave `waiting`.
    pub fn tick(&mut self, at: i64, value: Level, fired: &mut Vec<u32>, armed: &mut Vec<u32>) {
        if self.calm.holds(at, value) {
            self.spread(value, value);
        } else {
            self.look(at, value, fired, armed);
        }
    }

    fn look(&mut self, at: i64, value: Level, fired: &mut Vec<u32>, armed: &mut Vec<u32>) {
        self.advance(at);
        for look in LOOKS {
            while let Some(figure) = self.armed.next(look) {
                if self.met(look, figure, value) != Some(true) {
                    break;
                }
                fired.extend(self.armed.pop(look));
            }
            while let Some(figure) = self.waiting.next(look) {
                if self.met(look, figure, value) == Some(true) {
                    break;
                }
                armed.extend(self.waiting.pop(look));
            }
        }
        self.note(at, value);
        self.calm_down(at, value);
    }

    /// Finds how long, and between which values, ticks change nothing. A ring that keeps every tick is never calm.
    fn calm_down(&mut self, at: i64, value: Level) {
        self.calm = Band::NONE;
        let awaits = |look| self.waiting.next(look).is_some();
        if self.gap == 0 || awaits(Look::NewHigh) || awaits(Look::NewLow) {
            return;
        }
        let mut calm = Band::ALL;
        if self.keeps_ring {
            let pushed = self.ring.back().map_or(at, |(then, _)| *then);
            // a later tick of a moment that was kept takes its place
            calm.after = pushed;
            calm.until = pushed.saturating_add(self.gap).min(self.leaves);
        }
        if let Some((begun, most, least)) = self.now {
            calm.until = calm.until.min(begun.saturating_add(self.gap)).min(self.expires);
            if self.armed.next(Look::NewHigh).is_some() {
                calm.high = most.max(self.high).next();
            }
            if self.armed.next(Look::NewLow).is_some() {
                calm.low = least.min(self.low).previous();
            }
        }
        let base = self.base.map(Level::units).filter(|base| *base > 0);
        for look in [Look::Rises, Look::Falls, Look::Moves] {
            for queues in [&self.armed, &self.waiting] {
                let (Some(base), Some(millionths)) = (base, queues.next(look)) else { continue };
                let Some(change) = part_of(base, millionths) else { return };
                // where the change is the figure, and where it is the same the other way; a step on this side of it, whatever the rounding
                let line = base.saturating_add(change);
                let other = if look == Look::Moves { base.saturating_sub(change) } else { line };
                let value = value.units();
                for line in [line, other] {
                    if value <= line {
                        calm.high = calm.high.min(Level::of_units(line.saturating_sub(1)));
                    }
                    if value >= line {
                        calm.low = calm.low.max(Level::of_units(line.saturating_add(1)));
                    }
                }
            }
        }
        self.calm = calm;
    }

    /// Whether a rule's condition is true; `None` while too little is known.
    fn met(&self, look: Look, millionths: i64, value: Level) -> Option<bool> {
        match look {
            Look::NewHigh => {
                self.seen_whole().then(|| value > self.high && self.moment().is_none_or(|(high, _)| value > high))
            }
            Look::NewLow => {
                self.seen_whole().then(|| value < self.low && self.moment().is_none_or(|(_, low)| value < low))
            }
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
        let gap = self.gap;
        let over = self.now.take_if(|(then, ..)| at - *then >= gap.max(1));
        if let Some((then, high, low)) = over {
            self.candidate(then, high, low);
        }
        if at >= self.leaves {
            while let Some((_, value)) = self.ring.pop_front_if(|(then, _)| *then <= begin) {
                self.base = Some(value);
            }
        }
        if at >= self.expires {
            while self.highs.pop_front_if(|(then, _)| *then < begin).is_some() {}
            while self.lows.pop_front_if(|(then, _)| *then < begin).is_some() {}
        }
        if at >= self.leaves.min(self.expires) {
            self.find_ends();
        }
    }

    fn find_ends(&mut self) {
        let leaving =
            |ring: &VecDeque<(i64, Level)>| ring.front().map_or(i64::MAX, |(then, _)| then.saturating_add(self.span));
        (self.leaves, self.expires) =
            (leaving(&self.ring), leaving(&self.highs).min(leaving(&self.lows)).saturating_add(1));
        self.high = self.highs.front().map_or(Level::MIN, |(_, high)| *high);
        self.low = self.lows.front().map_or(Level::MAX, |(_, low)| *low);
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
            _ => {
                self.ring.push_back((at, value));
                self.leaves = self.leaves.min(at.saturating_add(self.span));
            }
        }
    }

    /// The high and low of a moment, for those of the window.
    fn candidate(&mut self, at: i64, high: Level, low: Level) {
        push_high(&mut self.highs, at, high);
        push_low(&mut self.lows, at, low);
        // the first of either are the new ones where those are past the old
        self.high = self.high.max(high);
        self.low = self.low.min(low);
        self.expires = self.expires.min(at.saturating_add(self.span).saturating_add(1));
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
