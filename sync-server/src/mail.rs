//! Mail to users: by SMTP, or into a folder where none is set.

use crate::Config;
use lettre::message::Mailbox;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

pub(crate) struct Mailer {
    way: Way,
    from: Mailbox,
}

impl Mailer {
    pub fn new(config: &Config) -> Result<Self, String> {
        let from = config.mail_from.parse().map_err(|error| format!("mail_from: is no address: {error}"))?;
        let way = match &config.smtp_url {
            Some(url) => {
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
                    .map_err(|error| format!("smtp_url: {error}"))?;
                Way::Smtp(builder.build())
            }
            None => {
                std::fs::create_dir_all(&config.mail_folder).map_err(|error| format!("mail_folder: {error}"))?;
                Way::Folder(AsyncFileTransport::new(&config.mail_folder))
            }
        };
        Ok(Self { way, from })
    }

    /// Sends a mail; one that cannot be sent is logged without its address.
    pub async fn send(&self, to: &str, subject: &str, text: String) -> bool {
        let Ok(to) = to.parse::<Mailbox>() else { return false };
        let built = Message::builder().from(self.from.clone()).to(to).subject(subject).body(text);
        let Ok(message) = built else { return false };
        let sent = match &self.way {
            Way::Smtp(smtp) => smtp.send(message).await.map(drop).map_err(|error| error.to_string()),
            Way::Folder(folder) => folder.send(message).await.map(drop).map_err(|error| error.to_string()),
        };
        if let Err(error) = &sent {
            tracing::error!(%error, "a mail could not be sent");
        }
        sent.is_ok()
    }
}
