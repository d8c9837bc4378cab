//! Brazilian Portuguese, in and out. Pure: time is passed in.
//!
//! - [`Language::understand`]: a sentence to an [`Understood`] (intent and slots)
//! - [`numbers`]: every number of a text, figures and words
//! - [`aloud`]: figures and texts to the words that are said

pub mod aloud;
mod language;
pub mod numbers;
mod understood;

pub use language::Language;
pub use understood::{Coins, Context, Doubt, Intent, Understanding, Understood};
