//! Mail to users: by SMTP, or into a folder where none is set.

use crate::Config;
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

/// One step of the conversation with the mail server takes no longer.
const STEP: Duration = Duration::from_secs(20);

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

pub(crate) struct Mailer {
    way: Way,
    from: Mailbox,
}

/// Why a mail has not left. Its text may hold the address: it belongs into no log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MailError {
    /// The mail server is away, or takes nothing now.
    #[error("{0}")]
    Away(String),
    /// It will never be taken.
    #[error("{0}")]
    Refused(String),
}

impl Mailer {
    pub fn new(config: &Config) -> Result<Self, String> {
        let from = config.mail.from.parse().map_err(|error| format!("mail_from: is no address: {error}"))?;
        let way = match &config.mail.smtp_url {
            Some(url) => {
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
                    .map_err(|error| format!("smtp_url: {error}"))?;
                Way::Smtp(builder.timeout(Some(STEP)).build())
            }
            None => {
                std::fs::create_dir_all(&config.mail.folder).map_err(|error| format!("mail_folder: {error}"))?;
                Way::Folder(config.mail.folder.clone())
            }
        };
        Ok(Self { way, from })
    }

    /// That mails could leave now.
    pub async fn answers(&self) -> Result<(), MailError> {
        match &self.way {
            Way::Smtp(smtp) => match smtp.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err(MailError::Away("it does not answer".to_owned())),
                Err(error) => Err(of_smtp(&error)),
            },
            Way::Folder(folder) => {
                tokio::fs::metadata(folder).await.map(drop).map_err(|error| MailError::Away(error.to_string()))
            }
        }
    }

    /// Sends a mail. Sent again under the same id it is one mail still: the same file in the folder, the same Message-ID for whoever receives
    /// it twice.
    pub async fn send(
        &self,
        id: Uuid,
        to: &str,
        subject: &str,
        text: String,
        html: Option<String>,
    ) -> Result<(), MailError> {
        let refused = |error: &dyn ToString| MailError::Refused(error.to_string());
        let to: Mailbox = to.parse().map_err(|error| refused(&error))?;
        let builder = Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(to)
            .subject(subject);
        let message = match html {
            None => builder.body(text),
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(text, html)),
        };
        let message = message.map_err(|error| refused(&error))?;
        match &self.way {
            Way::Smtp(smtp) => smtp.send(message).await.map(drop).map_err(|error| of_smtp(&error)),
            Way::Folder(folder) => {
                keep(folder, id, &message.formatted()).await.map_err(|error| MailError::Away(error.to_string()))
            }
        }
    }
}

/// Whole or not at all.
async fn keep(folder: &Path, id: Uuid, message: &[u8]) -> std::io::Result<()> {
    let fresh = folder.join(format!("{id}.new"));
    tokio::fs::write(&fresh, message).await?;
    tokio::fs::rename(fresh, folder.join(format!("{id}.eml"))).await
}

/// RFC 5321, 4.2.1: 5 is for good; but for what is about us and not about this mail (RFC 4954: who we are, RFC 5321: the service itself).
fn of_smtp(error: &smtp::Error) -> MailError {
    let about_us = |code: &str| ["502", "503", "521", "530", "534", "535", "538"].contains(&code);
    let said =
        std::error::Error::source(error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
    match error.status() {
        Some(code) if error.is_permanent() && !about_us(&code.to_string()) => MailError::Refused(said),
        _ => MailError::Away(said),
    }
}
