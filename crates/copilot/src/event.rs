//! What a turn tells while it runs. The CLI prints it, the window renders it, the store records it.

use crate::{Answer, Problem};
use alfa_domain::StageTimings;
use alfa_language::Understood;
use serde::{Deserialize, Serialize};

/// One step of a turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum TurnEvent {
    /// The first real sample has come.
    Listening,
    /// How loud it is now, in dB of full scale.
    Level {
        /// -100 for digital silence.
        dbfs: f32,
    },
    /// Text so far, while the person still speaks. It may change.
    Partial {
        /// The text.
        text: String,
    },
    /// The final text.
    Heard {
        /// The text.
        text: String,
        /// The engine.
        engine: String,
        /// 0..1, where the engine gives one.
        confidence: Option<f32>,
    },
    /// What it means.
    Understood {
        /// Intent and slots.
        #[cfg_attr(feature = "typescript", ts(type = "Understood"))]
        understood: Understood,
    },
    /// A tool has answered.
    ToolCalled {
        /// Its name.
        tool: String,
        /// How long it took, in milliseconds.
        millis: f64,
        /// The code of its failure.
        problem: Option<String>,
    },
    /// The answer, before it is spoken.
    Answer {
        /// The answer.
        answer: Answer,
        /// Who answered: "intents" or "llm:MODEL".
        engine: String,
    },
    /// A clause goes to the speaker.
    Speaking {
        /// Its words.
        clause: String,
    },
    /// All is said.
    Done {
        /// How long each stage took.
        timings: StageTimings,
    },
    /// The turn could not be done.
    Failed {
        /// Why, and what to do.
        problem: Problem,
    },
    /// The user stopped it.
    Cancelled,
}

/// Where the events of a turn go; one that nobody receives any more is dropped.
#[derive(Debug, Clone)]
pub struct Events(Option<tokio::sync::mpsc::UnboundedSender<TurnEvent>>);

impl Events {
    /// To this channel.
    pub fn to(sender: tokio::sync::mpsc::UnboundedSender<TurnEvent>) -> Self {
        Self(Some(sender))
    }

    /// To nobody.
    pub fn silent() -> Self {
        Self(None)
    }

    /// Tells it.
    pub fn send(&self, event: TurnEvent) {
        if let Some(sender) = &self.0 {
            // a receiver that is gone has no use for the rest of the turn
            let _ = sender.send(event);
        }
    }
}
