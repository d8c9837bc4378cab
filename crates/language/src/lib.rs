//! Brazilian Portuguese, in and out. Pure: time is passed in.
//!
//! - [`Language::understand`]: a sentence to an [`Understood`] (intent and slots)
//! - [`aloud`]: figures and texts to the words that are said

pub mod aloud;
mod understood;

pub use understood::{Coins, Context, Doubt, Intent, Understanding, Understood};
