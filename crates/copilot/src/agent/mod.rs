//! The LLM agent: the same tools as function calls, its numbers checked against the turn's facts.

use crate::{Answer, Problem};
use alfa_domain::Fact;
use alfa_language::Understood;
use async_trait::async_trait;

/// What a tool gave back.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolOutcome {
    /// Its own answer, which the agent may use or rephrase.
    pub answer: Answer,
    /// Why it could not, if it could not.
    pub problem: Option<Problem>,
    /// The request waits for the user's yes: the agent must end and say `answer`.
    pub needs_confirmation: bool,
}

/// Runs a tool for the agent.
#[async_trait]
pub trait ToolRunner: Send + Sync {
    /// Runs the tool of `request.intent` with its slots.
    async fn run(&self, request: &Understood) -> ToolOutcome;
    /// The facts of the last turns of this conversation, which an answer may also rest on.
    fn known_facts(&self) -> Vec<Fact>;
}
