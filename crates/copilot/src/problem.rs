//! What could not be done: a stable code, what happened, and what to do about it.

use serde::{Deserialize, Serialize};

/// A fault as the user meets it. `code` is stable; the sentences are Portuguese.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable, snake case: "market_unavailable".
    pub code: String,
    /// What happened.
    pub message: String,
    /// What the user can do.
    pub action: String,
}

impl Problem {
    /// A problem of this code.
    pub fn new(code: &str, message: impl Into<String>, action: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), action: action.into() }
    }

    /// Message and action as one text, to be shown or said.
    pub fn sentence(&self) -> String {
        format!("{} {}", self.message, self.action).trim().to_owned()
    }
}
