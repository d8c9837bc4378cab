//! Rules that look back, in the order in which a change meets them.

use crate::window::{LOOKS, Look};
use std::collections::BTreeSet;

/// One queue for each way to look back; which rule is next is kept beside them, so that a tick that meets none touches no tree.
#[derive(Debug)]
pub(crate) struct Queues {
    next: [Option<i64>; LOOKS.len()],
    /// The greatest figure first.
    falling: [bool; LOOKS.len()],
    /// By millionths of a percent (0 for highs and lows), those of the same figure by the rule's number.
    rules: [BTreeSet<(i64, u32)>; LOOKS.len()],
}

impl Queues {
    /// The one that is met first stands first: a fall of 5 % before one of 10 %, a rise of 5 % before one of 10 %.
    pub fn of_armed() -> Self {
        Self::new(LOOKS.map(|look| look == Look::Falls))
    }

    /// The one whose condition is false first stands first.
    pub fn of_waiting() -> Self {
        Self::new(LOOKS.map(|look| look != Look::Falls))
    }

    fn new(falling: [bool; LOOKS.len()]) -> Self {
        Self { next: Default::default(), falling, rules: Default::default() }
    }

    /// The figure of the next rule.
    pub fn next(&self, look: Look) -> Option<i64> {
        self.next[look as usize]
    }

    pub fn insert(&mut self, look: Look, key: (i64, u32)) {
        self.rules[look as usize].insert(key);
        self.find_next(look);
    }

    pub fn remove(&mut self, look: Look, key: (i64, u32)) -> bool {
        let was = self.rules[look as usize].remove(&key);
        self.find_next(look);
        was
    }

    /// Takes the next rule out, and gives its number.
    pub fn pop(&mut self, look: Look) -> Option<u32> {
        let rules = &mut self.rules[look as usize];
        let key = if self.falling[look as usize] { rules.pop_last() } else { rules.pop_first() };
        self.find_next(look);
        key.map(|(_, index)| index)
    }

    fn find_next(&mut self, look: Look) {
        let rules = &self.rules[look as usize];
        let next = if self.falling[look as usize] { rules.last() } else { rules.first() };
        self.next[look as usize] = next.map(|(figure, _)| *figure);
    }
}
