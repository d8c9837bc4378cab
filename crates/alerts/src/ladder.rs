//! Rules on a level in the order of their levels.

use crate::Level;
use std::collections::BTreeSet;
use std::ops::Bound::{self, Excluded, Included, Unbounded};

/// Rules by their level, those of the same level by their number. The ends are kept beside the tree: mostly they are all a tick asks for.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    first: Option<Level>,
    last: Option<Level>,
    rules: BTreeSet<(Level, u32)>,
}

impl Ladder {
    /// The least level.
    pub fn first(&self) -> Option<Level> {
        self.first
    }

    /// The greatest level.
    pub fn last(&self) -> Option<Level> {
        self.last
    }

    /// The greatest level at or below a value.
    pub fn at_or_below(&self, value: Level) -> Option<Level> {
        match (self.first, self.last) {
            (Some(first), _) if first > value => None,
            (_, Some(last)) if last <= value => Some(last),
            _ => self.rules.range(..=(value, u32::MAX)).next_back().map(|(level, _)| *level),
        }
    }

    /// The least level at or above a value.
    pub fn at_or_above(&self, value: Level) -> Option<Level> {
        match (self.first, self.last) {
            (_, Some(last)) if last < value => None,
            (Some(first), _) if first >= value => Some(first),
            _ => self.rules.range((value, 0)..).next().map(|(level, _)| *level),
        }
    }

    pub fn insert(&mut self, level: Level, index: u32) {
        self.rules.insert((level, index));
        self.first = Some(self.first.map_or(level, |first| first.min(level)));
        self.last = Some(self.last.map_or(level, |last| last.max(level)));
    }

    /// Whether it was there.
    pub fn remove(&mut self, level: Level, index: u32) -> bool {
        let was = self.rules.remove(&(level, index));
        if was && (Some(level) == self.first || Some(level) == self.last) {
            self.find_ends();
        }
        was
    }

    /// Takes out the rules at or below a value, in order.
    pub fn take_up_to(&mut self, value: Level, into: &mut Vec<u32>) {
        if self.first.is_some_and(|first| first <= value) {
            self.take(Unbounded, Included((value, u32::MAX)), into);
        }
    }

    /// Takes out the rules at or above a value, in order.
    pub fn take_from(&mut self, value: Level, into: &mut Vec<u32>) {
        if self.last.is_some_and(|last| last >= value) {
            self.take(Included((value, 0)), Unbounded, into);
        }
    }

    /// Takes out the rules above `before` and up to `value`, in order.
    pub fn take_risen(&mut self, before: Level, value: Level, into: &mut Vec<u32>) {
        if self.first.is_some_and(|first| first <= value) && self.last.is_some_and(|last| last > before) {
            self.take(Excluded((before, u32::MAX)), Included((value, u32::MAX)), into);
        }
    }

    /// Takes out the rules below `before` and down to `value`, in order.
    pub fn take_fallen(&mut self, before: Level, value: Level, into: &mut Vec<u32>) {
        if self.first.is_some_and(|first| first < before) && self.last.is_some_and(|last| last >= value) {
            self.take(Included((value, 0)), Excluded((before, 0)), into);
        }
    }

    fn take(&mut self, begin: Bound<(Level, u32)>, end: Bound<(Level, u32)>, into: &mut Vec<u32>) {
        let mut range = self.rules.range((begin, end));
        let Some(first) = range.next().copied() else { return };
        let mut keys = vec![first];
        keys.extend(range.copied());
        into.extend(keys.iter().map(|(_, index)| index));
        if keys.len() * 8 < self.rules.len() {
            for key in &keys {
                self.rules.remove(key);
            }
        } else {
            // most of them go at once: what stays is moved instead
            let mut rest = self.rules.split_off(&first);
            let last = keys.last().copied().unwrap_or(first);
            let mut above = rest.split_off(&last);
            above.remove(&last);
            self.rules.append(&mut above);
        }
        self.find_ends();
    }

    fn find_ends(&mut self) {
        self.first = self.rules.first().map(|(level, _)| *level);
        self.last = self.rules.last().map(|(level, _)| *level);
    }
}
