//! Where the cloud tells an account of its alerts: its own e-mail, a webhook, the user's Telegram bot. What is secret of it is never given back.

use crate::at_rest::Purpose;
use crate::{App, Problem};
use alfa_notify::{Guard, NotifyError, Telegram, Webhook};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest address, token or secret, in bytes.
const LONGEST: usize = 500;
/// A webhook's secret has at least so many characters.
const SECRET: usize = 16;

/// As it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Channels {
    pub email: Email,
    pub webhook: Option<WebhookSettings>,
    pub telegram: Option<TelegramSettings>,
}

/// E-mail goes to the account's own address, which is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Email {
    /// Alerts whose channels name e-mail are told by it.
    pub enabled: bool,
    /// An alert that no computer has told in two minutes is told by e-mail, whatever its channels are.
    pub when_away: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WebhookSettings {
    pub url: String,
    pub secret: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TelegramSettings {
    pub token: String,
    pub chat: String,
}

impl Default for Channels {
    fn default() -> Self {
        Self { email: Email { enabled: true, when_away: true }, webhook: None, telegram: None }
    }
}

/// `PUT /v1/alerts/channels`: all of them; one that is `null` is set up no more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutChannels {
    /// E-mail.
    email: Email,
    /// The webhook.
    webhook: Option<PutWebhook>,
    /// The bot.
    telegram: Option<PutTelegram>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutWebhook {
    /// Where firings are posted.
    #[schema(max_length = 500)]
    url: String,
    /// Each post is signed with it; without one the secret from before stays.
    #[schema(min_length = 16, max_length = 500)]
    secret: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutTelegram {
    /// Without one the token from before stays.
    #[schema(max_length = 500)]
    token: Option<String>,
    /// A number, or "@channel".
    #[schema(max_length = 500)]
    chat: String,
}

/// `GET /v1/alerts/channels`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownChannels {
    /// E-mail.
    pub email: Email,
    /// The host of the webhook, and the end of its secret.
    pub webhook: Option<Shown>,
    /// The chat, and the end of the bot's token.
    pub telegram: Option<Shown>,
}

/// A channel without what is secret of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ShownChannel)]
pub struct Shown {
    /// Where it leads.
    pub to: String,
    /// "…" and the last four characters of the secret.
    pub secret: String,
}

fn end(secret: &str) -> String {
    let from = secret.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    format!("…{}", &secret[from..])
}

impl From<&Channels> for ShownChannels {
    fn from(channels: &Channels) -> Self {
        let host = |url: &str| {
            let url = url.parse::<alfa_market::Url>().ok();
            url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
        };
        Self {
            email: channels.email,
            webhook: channels.webhook.as_ref().map(|hook| Shown { to: host(&hook.url), secret: end(&hook.secret) }),
            telegram: channels.telegram.as_ref().map(|bot| Shown { to: bot.chat.clone(), secret: end(&bot.token) }),
        }
    }
}

impl WebhookSettings {
    /// Ready to post; only to public addresses, unless the operator lets users into his network.
    pub fn open(&self, app: &App) -> Result<Webhook, NotifyError> {
        let guard = if app.config.watch.private_webhooks { Guard::Anywhere } else { Guard::Public };
        Webhook::new(&self.url, Some(self.secret.as_str().into()), guard)
    }
}

impl TelegramSettings {
    /// Ready to write.
    pub fn open(&self, app: &App) -> Result<Telegram, NotifyError> {
        Telegram::at(app.config.watch.telegram_api.clone(), self.token.as_str().into(), &self.chat)
    }
}

/// Where an account is told; before it was ever set, by e-mail.
pub(super) async fn of(app: &App, connection: &mut PgConnection, user: Uuid) -> Result<Channels, Problem> {
    let sealed: Option<(Vec<u8>,)> = sqlx::query_as("SELECT sealed FROM alert_channels WHERE user_id = $1")
        .bind(user)
        .fetch_optional(connection)
        .await?;
    let Some((sealed,)) = sealed else { return Ok(Channels::default()) };
    let plain = app.at_rest.open(Purpose::Channel, user, &sealed).ok_or_else(|| {
        tracing::error!("an account's channels do not open: secret_key is another one than then");
        Problem::internal()
    })?;
    serde_json::from_slice(&plain).map_err(|_| Problem::internal())
}

/// Where an account is told.
///
/// # Errors
/// [`Problem::away`]
pub async fn get(app: &App, user: Uuid) -> Result<ShownChannels, Problem> {
    let mut connection = app.pool.acquire().await?;
    Ok(ShownChannels::from(&of(app, &mut connection, user).await?))
}

/// Sets where an account is told.
///
/// # Errors
/// `bad_webhook`, `bad_telegram`, `secret_missing`; [`Problem::away`].
pub async fn put(app: &App, user: Uuid, new: PutChannels) -> Result<ShownChannels, Problem> {
    let mut transaction = app.pool.begin().await?;
    // of two that set it at a time the second sees what the first has kept
    sqlx::query("SELECT FROM account WHERE id = $1 FOR UPDATE").bind(user).execute(&mut *transaction).await?;
    let before = of(app, &mut transaction, user).await?;
    let webhook = new.webhook.map(|hook| webhook(app, hook, before.webhook)).transpose()?;
    let telegram = new.telegram.map(|bot| telegram(app, bot, before.telegram)).transpose()?;
    let channels = Channels { email: new.email, webhook, telegram };
    let plain = serde_json::to_vec(&channels).map_err(|_| Problem::internal())?;
    let sealed = app.at_rest.seal(Purpose::Channel, user, &plain).ok_or_else(Problem::internal)?;
    sqlx::query(
        "INSERT INTO alert_channels (user_id, sealed) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed",
    )
    .bind(user)
    .bind(sealed)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(ShownChannels::from(&channels))
}

fn missing(detail: &str) -> Problem {
    Problem::new(422, "secret_missing", detail)
}

fn webhook(app: &App, new: PutWebhook, before: Option<WebhookSettings>) -> Result<WebhookSettings, Problem> {
    let bad = |detail: &str| Problem::new(422, "bad_webhook", detail);
    let secret = new.secret.or(before.map(|before| before.secret));
    let secret = secret.ok_or_else(|| missing("Escolha o segredo com que os avisos são assinados."))?;
    if new.url.len() > LONGEST || !(SECRET..=LONGEST).contains(&secret.len()) {
        return Err(bad("O endereço tem até 500 caracteres; o segredo, de 16 a 500."));
    }
    if !new.url.starts_with("https://") && !app.config.watch.private_webhooks {
        return Err(bad("O endereço precisa começar com https://."));
    }
    let settings = WebhookSettings { url: new.url, secret };
    match settings.open(app) {
        Ok(_) => Ok(settings),
        Err(NotifyError::Forbidden) => Err(bad("Esse endereço não é público: a nuvem não chega a ele.")),
        Err(_) => Err(bad("Isso não é um endereço de webhook.")),
    }
}

fn telegram(app: &App, new: PutTelegram, before: Option<TelegramSettings>) -> Result<TelegramSettings, Problem> {
    let token = new.token.or(before.map(|before| before.token));
    let token = token.ok_or_else(|| missing("Falta o token do bot."))?;
    let settings = TelegramSettings { token, chat: new.chat };
    let fits = settings.token.len() <= LONGEST && settings.chat.len() <= LONGEST;
    match settings.open(app) {
        Ok(_) if fits => Ok(settings),
        _ => {
            Err(Problem::new(422, "bad_telegram", "O token é o que o BotFather deu; a conversa, um número ou @canal."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_secret_only_the_end_is_shown() {
        assert_eq!(end("um segredo bem comprido"), "…rido");
        assert_eq!(end("ção"), "…ção");
    }
}
