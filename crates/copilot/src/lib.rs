//! The copilot: one voice turn from audio to audio, its tools and its answers.
//!
//! - [`Toolbox`]: one tool per question kind, each returning [`Answer`]s made of facts
//! - [`agent`]: the LLM that calls the same tools
//! - [`surroundings`]: what it needs from the computer it runs on

pub mod agent;
mod answer;
mod problem;
pub mod surroundings;

pub use answer::{Answer, Card, CardRow};
pub use problem::Problem;
pub use surroundings::{
    Alerts, Clock, Conversations, Portfolio, Schedules, Store, StoreError, TurnRecord, Watchlist,
};
