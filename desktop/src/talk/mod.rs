//! Talking by a key: from the press to the answer's last word.
//!
//! - [`TalkKey`]: what the key means, as a pure state machine
//! - [`Talk`]: the handle; `booth`: the one task that owns the microphone and the turn
//! - `ear`, `mouth`: the microphone and the speaker, opened when needed and kept a while
//! - `changes`: what a question changes of what is kept

mod booth;
mod changes;
mod ear;
mod key;
mod mouth;

pub use booth::{Order, Talk};
pub use key::{KeyAction, KeyEvent, TalkKey};
