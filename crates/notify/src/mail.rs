//! Mail over the user's own SMTP server.

use crate::NotifyError;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as LettreTls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(20);

/// How the connection is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte, usually at port 465.
    Implicit,
    /// Asked for at the start and insisted on, usually at port 587.
    Start,
    /// Not at all: for a server on this computer.
    None,
}

/// Where and how mail is sent.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub tls: Tls,
    /// The user's name there and the password, where the server wants them.
    pub login: Option<(String, SecretString)>,
    /// Who it is from: "ALFA <eu@exemplo.com.br>" or an address alone.
    pub from: String,
    /// Who it is for.
    pub to: String,
}

/// A way to send mail.
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    to: Mailbox,
}

impl Mail {
    /// Reads the settings; nothing is connected yet.
    ///
    /// # Errors
    /// [`NotifyError::BadSettings`] for an address or a server's name that is none; a password is not sent in the open.
    pub fn new(settings: MailSettings) -> Result<Self, NotifyError> {
        let mailbox = |text: &str, why| text.parse::<Mailbox>().map_err(|_| NotifyError::BadSettings(why));
        let from = mailbox(&settings.from, "the sender's address is not a valid one")?;
        let to = mailbox(&settings.to, "the recipient's address is not a valid one")?;
        let host = settings.host.trim();
        if host.is_empty() {
            return Err(NotifyError::BadSettings("the server's name is missing"));
        }
        let parameters = || {
            TlsParameters::new(host.to_owned()).map_err(|_| NotifyError::BadSettings("the server's name is not valid"))
        };
        let tls = match settings.tls {
            Tls::Implicit => LettreTls::Wrapper(parameters()?),
            Tls::Start => LettreTls::Required(parameters()?),
            Tls::None => LettreTls::None,
        };
        let here = matches!(host, "localhost" | "127.0.0.1" | "::1");
        if settings.tls == Tls::None && settings.login.is_some() && !here {
            return Err(NotifyError::BadSettings("a password is only sent over a private connection"));
        }
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(TIMEOUT));
        if let Some((user, password)) = settings.login {
            builder = builder.credentials(Credentials::new(user, password.expose_secret().to_owned()));
        }
        Ok(Self { transport: builder.build(), from, to })
    }

    /// Sends a text. `id` makes the message's own identifier, so that a repeated one can be known.
    ///
    /// # Errors
    /// The server did not take it.
    pub async fn tell(&self, id: &str, subject: &str, text: &str) -> Result<(), NotifyError> {
        let domain = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(self.to.clone())
            .subject(subject)
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(ContentType::TEXT_PLAIN)
            .body(text.to_owned())
            .map_err(|_| NotifyError::BadSettings("the message cannot be written"))?;
        self.transport.send(message).await.map(drop).map_err(|error| of_smtp(&error))
    }
}

/// By RFC 5321 and RFC 4954: 4xx passes, 530/534/535 is about the login, other 5xx about the recipient or the message.
fn of_smtp(error: &lettre::transport::smtp::Error) -> NotifyError {
    let Some(code) = error.status() else { return NotifyError::Unreachable };
    let number =
        u16::from(code.severity as u8) * 100 + u16::from(code.category as u8) * 10 + u16::from(code.detail as u8);
    match number {
        400..=499 => NotifyError::Limited { retry_after: None },
        530 | 534 | 535 => NotifyError::Unauthorized,
        550..=553 => NotifyError::BadRecipient,
        other => NotifyError::Status(other),
    }
}
