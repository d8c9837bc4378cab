//! Tools that run on another computer than the turn: where the cloud runs the turn, what needs the user's data runs on his device.

use crate::tools::{Around, Refusal, ToolResult, Toolbox};
use crate::{Answer, Dialogue, Problem};
use alfa_language::{Intent, Understood};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// What a tool is asked, on its way to another computer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The understood request.
    pub request: Understood,
    /// The user's words.
    pub said: String,
    /// The user has said yes to it.
    pub confirmed: bool,
}

/// What it gave back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Returned {
    /// Its answer.
    Answer {
        /// The answer.
        answer: Answer,
    },
    /// The user must say yes first.
    Confirm {
        /// The question to him.
        question: Answer,
    },
    /// It could not.
    Problem {
        /// Why.
        problem: Problem,
    },
}

/// Another computer that has tools.
#[async_trait]
pub trait Elsewhere: Send + Sync {
    /// Whether requests of this kind are for it.
    fn has(&self, intent: Intent) -> bool;
    /// Runs a tool there. That it cannot be reached is a [`Returned::Problem`].
    async fn run(&self, asked: Asked) -> Returned;
}

impl From<Returned> for ToolResult {
    fn from(returned: Returned) -> Self {
        match returned {
            Returned::Answer { answer } => Ok(answer),
            Returned::Confirm { question } => Err(Refusal::Confirm(question)),
            Returned::Problem { problem } => Err(Refusal::Problem(problem)),
        }
    }
}

impl Toolbox {
    /// Runs a tool here for a turn that runs on another computer.
    pub async fn run_asked(&self, asked: &Asked) -> Returned {
        let dialogue = Dialogue::default();
        let around = Around { said: &asked.said, dialogue: &dialogue, confirmed: asked.confirmed };
        match self.run(&asked.request, around).await {
            Ok(answer) => Returned::Answer { answer },
            Err(Refusal::Confirm(question)) => Returned::Confirm { question },
            Err(Refusal::Problem(problem)) => Returned::Problem { problem },
        }
    }
}
