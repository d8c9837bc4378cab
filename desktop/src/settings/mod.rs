//! What the user chose, in `settings.toml`.
//!
//! - [`Settings`]: the values, all of them valid
//! - [`KEYS`]: the dotted names of `alfa config`, with what they mean in Portuguese
//! - [`SettingsFile`]: the file; reading never fails over its content, writing keeps what it does not know and its comments

mod file;
mod keys;
mod travelling;
mod values;

pub use file::{Loaded, Notice, SettingsError, SettingsFile};
pub use keys::{KEYS, Key, Kind, key};
pub use travelling::travelling;
pub use values::{HotkeyMode, LlmMode, LlmSettings, MarketChoice, NotifySettings, Settings, WindowSettings};
