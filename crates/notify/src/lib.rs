//! Telling what fired beyond this computer: a webhook, the user's Telegram bot, mail.
//!
//! - [`Webhook`]: JSON by POST, signed; [`Guard`]: which addresses it may reach
//! - [`Telegram`]: a message by the user's own bot
//! - [`Mail`]: over the user's SMTP server
//! - [`NotifyError`]: why it could not be told, and whether it may work later

#![forbid(unsafe_code)]

mod error;
mod guard;
mod mail;
mod telegram;
mod webhook;

pub use error::NotifyError;
pub use guard::Guard;
pub use mail::{Mail, MailSettings, Tls};
pub use telegram::Telegram;
pub use webhook::{SIGNATURE_HEADER, Webhook, signature};
