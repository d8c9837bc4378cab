//! ALFA on this computer.
//!
//! - [`paths`]: where everything lies; [`settings`]: what the user chose; [`secrets`]: API keys
//! - [`store`]: the user's data; [`recordings`]: speech on its way to an answer
//! - [`audio`]: microphone and speaker
//! - [`clock`]: the one door to the time

pub mod audio;
pub mod clock;
pub mod paths;
pub mod recordings;
pub mod secrets;
pub mod settings;
pub mod store;
