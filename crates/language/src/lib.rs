//! Brazilian Portuguese, in and out. Pure: time is passed in.
//!
//! - [`Language::understand`]: a sentence to an [`Understood`] (intent and slots)
//! - [`numbers`]: every number of a text, figures and words
//! - [`aloud`]: figures and texts to the words that are said
//!
//! How a sentence is understood, in order:
//! `text` (tokens) → `repair` (mishearings) → `coins`, `phonetic` (names, by spelling and sound) → `numbers`, `time`, `indicators`,
//! `money` (entities as `item`s) → `lexicon` (cues, in the language of `pattern`) → `decide` (the intent) → `condition`, `slots` →
//! `follow_up` (what leans on the last turn).

pub mod aloud;
mod coins;
mod condition;
mod decide;
mod follow_up;
mod indicators;
mod item;
mod language;
mod lexicon;
mod money;
pub mod numbers;
mod pattern;
mod phonetic;
mod reading;
mod repair;
mod sentence;
mod slots;
mod text;
mod time;
mod understood;

pub use language::Language;
pub use text::fold as folded;
pub use understood::{Coins, Context, Doubt, Intent, Understanding, Understood};
