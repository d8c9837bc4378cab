//! How mail leaves.

use super::{BadConfig, Reader};
use secrecy::SecretString;
use std::path::PathBuf;

/// Mail.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// `smtp_url`: smtp://, smtps:// with user and password; without it mails are written to `mail_folder`.
    pub smtp_url: Option<SecretString>,
    /// `mail_from`: the sender. Default "ALFA <alfa@localhost>".
    pub from: String,
    /// `mail_folder`: where mails go without `smtp_url`. Default "mail".
    pub folder: PathBuf,
}

impl MailConfig {
    pub(super) const KEYS: [&'static str; 3] = ["smtp_url", "mail_from", "mail_folder"];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        Ok(Self {
            smtp_url: reader.secret("smtp_url")?,
            from: reader.text("mail_from", "ALFA <alfa@localhost>")?,
            folder: reader.text("mail_folder", "mail")?.into(),
        })
    }
}
