//! The LLM agent: the same tools as function calls, its numbers checked against the turn's facts.

use crate::{Answer, Dialogue, Problem};
use alfa_domain::Fact;
use alfa_language::Understood;
use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

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
    /// The facts of the last answer of this conversation, which a new answer may also rest on.
    fn known_facts(&self) -> Vec<Fact>;
}

/// What the agent said.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentAnswer {
    /// Text, spoken words, and the facts of the tools it called.
    pub answer: Answer,
    /// "llm:MODEL"
    pub engine: String,
}

/// Why the agent did not answer; the intent engine then does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgentError {
    /// It said nothing for too long.
    #[error("the model said nothing for {0} ms")]
    Silent(u64),
    /// The service failed or could not be reached.
    #[error("the model's service failed: {0}")]
    Service(String),
    /// Steps, time or cost ran out.
    #[error("the model's limit of {0} was reached")]
    Limit(&'static str),
    /// It twice said numbers that no fact carries.
    #[error("the model said numbers that no fact carries")]
    InventedNumbers,
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
}

/// An LLM with the tools of ALFA.
pub struct Agent {}

impl Agent {
    /// Answers a question with the tools.
    ///
    /// # Errors
    /// See [`AgentError`]; whatever it is, nothing of it may be spoken.
    pub async fn answer(
        &self,
        _question: &str,
        _dialogue: &Dialogue,
        _tools: &dyn ToolRunner,
        _cancel: &CancellationToken,
    ) -> Result<AgentAnswer, AgentError> {
        Err(AgentError::Limit("steps"))
    }
}
