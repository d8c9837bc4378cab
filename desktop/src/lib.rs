//! ALFA on this computer.
//!
//! - [`app`]: the one facade; [`ask`]: one question to one answer
//! - [`paths`]: where everything lies; [`settings`]: what the user chose; [`secrets`]: API keys
//! - [`store`]: the user's data; [`recordings`]: speech on its way to an answer
//! - [`audio`]: microphone and speaker; [`engines`]: the speech engines; [`models`]: the speech models
//! - [`trades_csv`]: trades from exchanges' files
//! - [`market`]: which market is asked; [`clock`]: the one door to the time
//! - [`talk`]: talking by a key; [`resident`]: ALFA as it lives in the tray, for the shell
//! - [`watch`]: alerts watched, and told when they fire
//! - [`cli`]: the command line

pub mod app;
pub mod ask;
pub mod audio;
pub mod cli;
pub mod clock;
pub mod cloud;
pub mod engines;
pub mod market;
pub mod models;
pub mod paths;
mod problems;
pub mod recordings;
pub mod resident;
pub mod secrets;
pub mod settings;
pub mod sound_file;
pub mod speaker_sink;
pub mod store;
pub mod talk;
pub mod trades_csv;
pub mod watch;
