//! The copilot: one voice turn from audio to audio, its tools and its answers.
//!
//! - [`agent`]: the LLM that calls the same tools
//! - [`surroundings`]: what it needs from the computer it runs on

pub mod agent;
mod answer;
mod dialogue;
mod problem;
pub mod surroundings;

pub use answer::{Answer, Card, CardRow};
pub use dialogue::Dialogue;
pub use problem::Problem;
pub use surroundings::{
    Alerts, Clock, Conversations, Portfolio, Schedules, Store, StoreError, TurnRecord, Watchlist,
};
