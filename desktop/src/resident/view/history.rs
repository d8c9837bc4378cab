//! Conversations.

use alfa_domain::{Conversation, Message};
use serde::Serialize;
use ts_rs::TS;

/// A conversation in the list.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ConversationRow {
    /// The conversation.
    pub conversation: Conversation,
    /// How many messages it has.
    pub messages: u64,
    /// The last thing said in it.
    pub last: String,
}

/// A message that was searched for.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SearchHit {
    /// The message.
    pub message: Message,
    /// Where it was said.
    pub conversation: Conversation,
}

/// A file that was written.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Exported {
    /// Its path.
    pub path: String,
}
