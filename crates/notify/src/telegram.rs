//! A message by the user's own Telegram bot (Bot API, `sendMessage`).

use crate::NotifyError;
use crate::error::{of_request, of_status};
use reqwest::{Client, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;

/// Where the Bot API is.
const API: &str = "https://api.telegram.org/";
const TIMEOUT: Duration = Duration::from_secs(10);
/// Telegram takes no longer messages, in UTF-16 units.
const LONGEST: usize = 4_096;

/// A bot that writes to one chat.
pub struct Telegram {
    client: Client,
    base: Url,
    token: SecretString,
    chat: String,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
}

impl Telegram {
    /// The bot of `token` writes to `chat` (a number, or "@channel").
    ///
    /// # Errors
    /// [`NotifyError::BadSettings`] for a token or chat that cannot be one.
    pub fn new(token: SecretString, chat: &str) -> Result<Self, NotifyError> {
        let base = API.parse().map_err(|_| NotifyError::BadSettings("no address"))?;
        Self::at(base, token, chat)
    }

    /// As [`Self::new`], of a Bot API server of one's own. `base` ends in a slash.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn at(base: Url, token: SecretString, chat: &str) -> Result<Self, NotifyError> {
        let chat = chat.trim();
        let number = chat.strip_prefix('-').unwrap_or(chat);
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let is_name = chat.strip_prefix('@').is_some_and(|name| !name.is_empty());
        if !is_number && !is_name {
            return Err(NotifyError::BadSettings("the chat must be a number or begin with @"));
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":_-".contains(&byte);
        if token.expose_secret().is_empty() || !token.expose_secret().bytes().all(plain) {
            return Err(NotifyError::BadSettings("the token is not one of a bot"));
        }
        let client = Client::builder()
            .timeout(TIMEOUT)
            .build()
            .map_err(|_| NotifyError::BadSettings("no client can be made"))?;
        Ok(Self { client, base, token, chat: chat.to_owned() })
    }

    /// Sends a text, cut where Telegram would not take it whole.
    ///
    /// # Errors
    /// The message was not taken.
    pub async fn tell(&self, text: &str) -> Result<(), NotifyError> {
        let url = self
            .base
            // with a dot: "bot123:…" alone would be read as a scheme
            .join(&format!("./bot{}/sendMessage", self.token.expose_secret()))
            .map_err(|_| NotifyError::BadSettings("the token is not one of a bot"))?;
        let body = json!({ "chat_id": self.chat, "text": shortened(text) });
        let sent = self.client.post(url).json(&body).send().await;
        let answer = sent.map_err(|error| of_request(&error.without_url()))?;
        let status = answer.status().as_u16();
        let wait = match status {
            429 => answer.json::<Answer>().await.ok().and_then(|answer| answer.parameters?.retry_after),
            _ => None,
        };
        match status {
            // a token nobody has is not found; a chat the bot may not write to is a bad request or forbidden
            404 => Err(NotifyError::Unauthorized),
            400 | 403 => Err(NotifyError::BadRecipient),
            other => of_status(other, wait.map(Duration::from_secs)),
        }
    }
}

fn shortened(text: &str) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= LONGEST
        })
        .collect()
}
