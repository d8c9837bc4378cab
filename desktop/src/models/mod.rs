//! The speech models of this computer: which exist, which are here, and how the missing ones are obtained.
//!
//! - [`Models`]: the models folder; look up, obtain, verify, remove
//! - [`Catalogue`], [`Model`], [`ModelFile`], [`Source`]: what `models/catalogue.toml` says
//! - [`Progress`]: what an [`Models::obtain`] tells while it works
//! - [`ModelError`]: what can go wrong, with a code, a sentence and what to do
//!
//! A file is the one with the catalogue's SHA-256, wherever it came from: the mirror folder, the program itself, the publisher, or packages
//! joined and converted here (`convert`).

mod catalogue;
mod convert;
mod download;
mod error;
mod folder;
mod library;
mod obtain;
mod packages;
mod progress;
mod shipped;
#[cfg(test)]
mod tests;
mod transfer;
mod verified;

pub use catalogue::{Catalogue, Kind, Model, ModelFile, Package, Recipe, Source};
pub use error::{Attempt, Failure, ModelError};
pub use library::{ModelFiles, Models, Status};
pub use progress::Progress;
pub use transfer::Patience;

/// The recogniser ALFA uses unless the user chooses another.
pub const DEFAULT_RECOGNISER: &str = "whisper-base-q8_0";
/// The synthesiser ALFA uses unless the user chooses another.
pub const DEFAULT_SYNTHESISER: &str = "kokoro-v1.0-int8";
/// The voice of [`DEFAULT_SYNTHESISER`] ALFA uses unless the user chooses another.
pub const DEFAULT_VOICE: &str = "pf_dora";
