//! What the next turn of a conversation leans on. Stored as JSON with the conversation.

use crate::Answer;
use alfa_language::{Context, Understood};
use serde::{Deserialize, Serialize};

/// The state of a conversation between two turns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dialogue {
    /// The last question, and a request that waits for a yes, a no or a missing slot.
    pub context: Context,
    /// The last answer, for "repete" and "de onde veio".
    pub answer: Option<Answer>,
}

impl Dialogue {
    /// Reads a stored state; one that cannot be read is an empty one, since it only saves the user words.
    pub fn from_json(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// The state as it is stored.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A request now waits for the user's yes or for a slot.
    pub(crate) fn wait_for(&mut self, request: Understood, doubt: Option<alfa_language::Doubt>) {
        self.context.pending = Some(request);
        self.context.doubt = doubt;
    }

    /// Nothing waits any more.
    pub(crate) fn settle(&mut self) -> Option<Understood> {
        self.context.doubt = None;
        self.context.pending.take()
    }
}
