//! The copilot: one voice turn from audio to audio, its tools and its answers.

mod surroundings;

pub use surroundings::{
    Alerts, Clock, Conversations, Portfolio, Schedules, Store, StoreError, TurnRecord, Watchlist,
};

/// What the next turn of a conversation leans on.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Dialogue {}
