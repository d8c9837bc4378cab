//! Alerts: what was asked for, watched.
//!
//! - [`Engine`]: values and time in, [`Firing`]s out; pure, and its cost does not grow with the number of rules
//! - [`Rule`], [`Test`], [`Window`]: what a rule waits for
//! - [`Watcher`]: the user's alerts as rules; it says which prices and [`Readings`] it needs
//! - [`Level`]: a value as the engine compares it

#![forbid(unsafe_code)]

mod band;
mod engine;
mod ladder;
mod level;
mod queues;
mod rule;
mod series;
mod slot;
mod watcher;
mod window;

pub use engine::{Engine, Firing, RuleId, SeriesId};
pub use level::Level;
pub use rule::{BadRule, Rule, Test, Window};
pub use watcher::{Fired, Measure, Memory, Pair, Readings, Watcher, path};
