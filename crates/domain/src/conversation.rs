//! What was said, and what it rests on.

use crate::{ConversationId, Fact, MessageId, ToolCallId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Conversation {
    /// Its identifier.
    pub id: ConversationId,
    /// The first question, shortened.
    pub title: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When something was last said in it.
    pub updated_at: DateTime<Utc>,
}

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The person.
    User,
    /// ALFA.
    Assistant,
}

/// How long each stage of a turn took, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct StageTimings {
    /// Loading of models, if the turn had to wait for it.
    pub load: Option<f64>,
    /// Last word (or end of the file) to text.
    pub recognise: Option<f64>,
    /// Text to meaning.
    pub understand: Option<f64>,
    /// The tools.
    pub tools: Option<f64>,
    /// Facts to sentences.
    pub answer: Option<f64>,
    /// Key release (or end of the file) to the first audible sample.
    pub first_audio: Option<f64>,
    /// Key release (or end of the file) to the end of the turn's work.
    pub total: Option<f64>,
}

/// The content of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MessageBody {
    /// As shown.
    pub text: String,
    /// As spoken (an answer), if it differs.
    pub spoken: Option<String>,
    /// The facts an answer rests on.
    pub facts: Vec<Fact>,
    /// What was understood, as JSON, for a question.
    pub understood: Option<String>,
    /// The engine that recognised or answered.
    pub engine: Option<String>,
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Message {
    /// Its identifier.
    pub id: MessageId,
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// Who said it.
    pub role: Role,
    /// What.
    pub body: MessageBody,
    /// The timings of the turn, on the answer.
    pub timings: Option<StageTimings>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// One call of a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Its identifier.
    pub id: ToolCallId,
    /// The answer it served.
    pub message: MessageId,
    /// The tool's name.
    pub tool: String,
    /// Its arguments, as JSON.
    pub arguments: String,
    /// What it returned.
    pub facts: Vec<Fact>,
    /// The code of its failure, if it failed.
    pub problem: Option<String>,
    /// How long it took, in milliseconds.
    pub millis: f64,
}
