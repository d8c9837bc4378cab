//! Which intent a sentence has: rules from the most telling cue to the least.

mod amounts;
mod kept;
mod market;
mod opinion;
mod talk;

use crate::Intent;
use crate::sentence::Sentence;
use amounts::{bare, hypothetical, money};
use kept::kept;
use market::{market, of_coin};
use opinion::{knowledge, opinion};
use talk::talk;

/// An intent, and whether words say so or only the kind of what is named ("e o ethereum?").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub intent: Intent,
    pub explicit: bool,
}

fn sure(intent: Intent) -> Option<Decision> {
    Some(Decision { intent, explicit: true })
}

/// The intent of a sentence; the first rule that holds.
pub(crate) fn decide(s: &Sentence<'_>) -> Decision {
    let rules = [talk, hypothetical, kept, opinion, knowledge, market, of_coin, money, bare];
    for rule in rules {
        if let Some(decision) = rule(s) {
            return decision;
        }
    }
    Decision { intent: Intent::OutOfScope, explicit: true }
}
