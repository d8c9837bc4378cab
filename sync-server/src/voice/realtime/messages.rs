//! What goes over the connection, besides sound. Up, a binary message is speech: 16 bits, little-endian, mono, 16 kHz. Down, it is a turn's
//! number and a rate, of 32 bits little-endian each, and then speech at that rate.

use crate::Problem;
use alfa_copilot::{Asked, Returned, TurnEvent};
use serde::{Deserialize, Serialize};

/// From the device.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Up {
    /// A turn begins; one that runs is silenced.
    Start(Start),
    /// The key was released.
    End { turn: u32 },
    /// Silence, at once.
    Cancel { turn: u32 },
    /// What a tool on the device gave back.
    ToolResult { call: u32, returned: Box<Returned> },
}

/// How a turn is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Greater than any before it.
    pub turn: u32,
    /// As openai:nova; the server's first where it is not said.
    pub voice: Option<String>,
    /// 0.5 to 2.0.
    pub speed: Option<f32>,
    /// Whether the answer is spoken; yes where it is not said.
    pub speak: Option<bool>,
    /// The user's time zone; America/Sao_Paulo where it is not said.
    pub zone: Option<String>,
    /// What was said before, as an `ended` gave it; what this connection knows where it is not said.
    pub dialogue: Option<String>,
}

/// To the device.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Down<'a> {
    /// What a turn tells.
    Event { turn: u32, event: &'a TurnEvent },
    /// A tool of the device is asked.
    Tool { turn: u32, call: u32, asked: &'a Asked },
    /// A turn is not done, or not all of it.
    Problem { turn: u32, code: &'a str, detail: &'a str, more: &'a serde_json::Map<String, serde_json::Value> },
    /// Nothing more of this turn comes. `dialogue` is what the next leans on.
    Ended { turn: u32, dialogue: String },
}

impl<'a> Down<'a> {
    pub fn problem(turn: u32, problem: &'a Problem) -> Self {
        Self::Problem { turn, code: &problem.code, detail: &problem.detail, more: &problem.more }
    }
}
