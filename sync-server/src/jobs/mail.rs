//! A mail to a user. Until it has left it stands sealed in the queue: it may hold a code, and it has an address.

use super::{Failure, Job, Run};
use crate::at_rest::Purpose;
use crate::mail::MailError;
use crate::{App, Problem};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// A mail that is to leave.
#[derive(Debug, Serialize, Deserialize)]
pub struct Mail {
    sealed: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<Uuid>,
    #[serde(default)]
    held: bool,
}

#[derive(Serialize, Deserialize)]
struct Letter {
    to: String,
    subject: String,
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    html: Option<String>,
}

impl Letter {
    fn seal(&self, app: &App) -> Result<String, Problem> {
        let plain = serde_json::to_vec(self).map_err(|_| Problem::internal())?;
        let sealed = app.at_rest.seal(Purpose::Mail, Uuid::nil(), &plain).ok_or_else(Problem::internal)?;
        Ok(BASE64_STANDARD.encode(sealed))
    }
}

impl Mail {
    /// To an address.
    ///
    /// # Errors
    /// [`Problem::internal`] where the system gives no random numbers.
    pub fn to(app: &App, email: &str, subject: &str, text: &str) -> Result<Self, Problem> {
        let letter = Letter { to: email.to_owned(), subject: subject.to_owned(), text: text.to_owned(), html: None };
        Ok(Self { sealed: letter.seal(app)?, key: None, user_id: None, held: false })
    }

    /// With the same as HTML, for who reads that.
    ///
    /// # Errors
    /// As [`Self::to`].
    pub fn with_html(self, app: &App, html: &str) -> Result<Self, Problem> {
        let letter = self.open(app).ok_or_else(Problem::internal)?;
        Ok(Self { sealed: Letter { html: Some(html.to_owned()), ..letter }.seal(app)?, ..self })
    }

    /// About an account: if the account goes before it has left, it does not leave.
    #[must_use]
    pub fn of(self, user_id: Uuid) -> Self {
        Self { user_id: Some(user_id), ..self }
    }

    /// While one of this key waits, another is not made.
    #[must_use]
    pub fn keyed(self, key: String) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Where it is one too many it takes the same work, and does not leave.
    #[must_use]
    pub fn held(self, held: bool) -> Self {
        Self { held, ..self }
    }

    fn open(&self, app: &App) -> Option<Letter> {
        let sealed = BASE64_STANDARD.decode(&self.sealed).ok()?;
        let plain = app.at_rest.open(Purpose::Mail, Uuid::nil(), &sealed)?;
        serde_json::from_slice(&plain).ok()
    }
}

impl Job for Mail {
    const NAME: &'static str = "mail";
    const LONGEST: Duration = Duration::from_secs(90);

    fn key(&self) -> Option<String> {
        self.key.clone()
    }

    fn user(&self) -> Option<Uuid> {
        self.user_id
    }

    /// Without its text, which may hold a code.
    fn shown(&self, app: &App) -> Value {
        match self.open(app) {
            Some(letter) => json!({ "to": letter.to, "subject": letter.subject }),
            None => Value::Null,
        }
    }

    async fn run(self, app: App, run: Run) -> Result<(), Failure> {
        if self.held {
            return Ok(());
        }
        let letter = self.open(&app);
        let letter = letter.ok_or_else(|| Failure::dead("sealed_otherwise", "secret_key is not the one of then"))?;
        let sent = app.mailer.send(run.id, &letter.to, &letter.subject, letter.text, letter.html).await;
        sent.map_err(|error| match error {
            MailError::Away(said) => Failure::wait("mail_away", said),
            MailError::Refused(said) => Failure::dead("mail_refused", said),
        })
    }
}
