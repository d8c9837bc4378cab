//! The LLM agent: the same tools as function calls, its numbers checked against the turn's facts.
//!
//! - [`AgentConfig`]: address, model, key and limits
//! - [`Agent::answer`]: the loop of one turn (`run`), over one streamed step of the model (`step`)
//! - `functions`: each tool as a function the model can call, and its arguments as an [`Understood`]
//! - `prompt`: what the model is told
//! - `words`: its text without marks, and as it is said
//! - `check`: the guard that lets no number through which no fact carries

mod check;
mod config;
mod functions;
mod prompt;
mod run;
mod step;
mod words;

pub use config::AgentConfig;

use crate::{Answer, Dialogue, Problem};
use alfa_domain::Fact;
use alfa_language::Understood;
use async_openai::types::chat::{ChatCompletionRequestUserMessage, CreateChatCompletionRequest};
use async_trait::async_trait;
use chrono::DateTime;
use chrono_tz::Tz;
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
    /// The moment the user's words are measured from ("ontem", "até sexta"), in the user's time zone. Without it the model is told that
    /// it does not know the date.
    fn now(&self) -> Option<DateTime<Tz>> {
        None
    }
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

/// An LLM with the tools of ALFA. One serves any number of turns at a time.
#[derive(Debug)]
pub struct Agent {
    model: step::Model,
    config: AgentConfig,
}

impl Agent {
    /// An agent over this model; nothing is sent before the first question.
    pub fn new(config: AgentConfig) -> Self {
        Self { model: step::Model::new(&config), config }
    }

    /// Asks the model for one word, to see whether address, key and name are right.
    ///
    /// # Errors
    /// See [`AgentError`].
    pub async fn probe(&self) -> Result<(), AgentError> {
        let request = CreateChatCompletionRequest {
            model: self.config.model.clone(),
            messages: vec![ChatCompletionRequestUserMessage::from("Responda apenas: ok").into()],
            stream: Some(true),
            ..CreateChatCompletionRequest::default()
        };
        self.model.step(request, &self.config).await.map(drop)
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.config.model
    }

    /// Answers a question with the tools.
    ///
    /// # Errors
    /// See [`AgentError`]; whatever it is, nothing of it may be spoken.
    pub async fn answer(
        &self,
        question: &str,
        dialogue: &Dialogue,
        tools: &dyn ToolRunner,
        cancel: &CancellationToken,
    ) -> Result<AgentAnswer, AgentError> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(AgentError::Cancelled),
            () = tokio::time::sleep(self.config.total) => Err(AgentError::Limit("time")),
            answer = run::Turn::new(self, question, dialogue, tools).finish() => answer,
        }
    }
}
