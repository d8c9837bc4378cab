//! The copilot: one voice turn from audio to audio, its tools and its answers.
//!
//! - [`turn::run`]: hearing, understanding, tools, answer, speaking; it tells [`TurnEvent`]s
//! - [`Responder`]: a sentence to a [`Reply`], with doubts, confirmations and follow-ups
//! - [`Toolbox`]: one tool per question kind, each returning [`Answer`]s made of facts
//! - [`agent`]: the LLM that calls the same tools
//! - [`Elsewhere`]: another computer that runs some of the tools
//! - [`surroundings`]: what it needs from the computer it runs on

#![forbid(unsafe_code)]

pub mod agent;
mod answer;
mod composer;
mod dialogue;
mod elsewhere;
mod event;
mod hearing;
mod leads;
mod period;
mod problem;
mod reply;
mod speaking;
pub mod surroundings;
mod tools;
pub mod turn;

pub use answer::{Answer, Card, CardRow};
pub use dialogue::Dialogue;
pub use elsewhere::{Asked, Elsewhere, Returned};
pub use event::{Events, TurnEvent};
pub use hearing::Sound;
pub use leads::{common_leads, usual_leads};
pub use problem::Problem;
pub use reply::{Reply, Responder, ToolTrace};
pub use speaking::{AudioSink, speak_text};
pub use surroundings::{Alerts, Clock, Conversations, Portfolio, Schedules, Store, StoreError, TurnRecord, Watchlist};
pub use tools::{Report, ReportLine, Toolbox, daily_report, firing_words};
