//! Alerts: what was asked for, watched.
//!
//! - [`Engine`]: values and time in, [`Firing`]s out; pure, and its cost does not grow with the number of rules
//! - [`Rule`], [`Test`], [`Window`]: what a rule waits for
//! - [`Level`]: a value as the engine compares it

#![forbid(unsafe_code)]

mod engine;
mod level;
mod rule;
mod series;
mod slot;
mod window;

pub use engine::{Engine, Firing, RuleId, SeriesId};
pub use level::Level;
pub use rule::{BadRule, Rule, Test, Window};
