//! The keys ALFA knows.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::str::FromStr;

/// An API key. Its name travels as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Secret {
    /// OpenAI, for speech (and for the language model where its address is OpenAI's).
    OpenAi,
    /// The language model's service, where that is another one.
    Llm,
    /// ElevenLabs, for its voices.
    ElevenLabs,
    /// CoinMarketCap, for prices.
    CoinMarketCap,
    /// CoinGecko, for prices beyond its open limits.
    CoinGecko,
    /// The user's Telegram bot, for alerts.
    Telegram,
    /// The user's mail server, for alerts.
    Smtp,
    /// What webhooks are signed with.
    Webhook,
    /// The account in ALFA's cloud this data belongs to, as [`crate::cloud::Account`] writes it; not one the user types.
    Cloud,
}

impl Secret {
    /// All the user types.
    pub const ALL: [Self; 8] = [
        Self::OpenAi,
        Self::Llm,
        Self::ElevenLabs,
        Self::CoinMarketCap,
        Self::CoinGecko,
        Self::Telegram,
        Self::Smtp,
        Self::Webhook,
    ];

    /// Its name on the command line and in the keyring.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Llm => "llm",
            Self::ElevenLabs => "elevenlabs",
            Self::CoinMarketCap => "coinmarketcap",
            Self::CoinGecko => "coingecko",
            Self::Telegram => "telegram",
            Self::Smtp => "smtp",
            Self::Webhook => "webhook",
            Self::Cloud => "cloud",
        }
    }

    /// The environment variable that goes before the keyring for one run; that of [`Self::Cloud`] is never read.
    pub fn variable(self) -> &'static str {
        match self {
            Self::OpenAi => "OPENAI_API_KEY",
            Self::Llm => "LLM_API_KEY",
            Self::ElevenLabs => "ELEVENLABS_API_KEY",
            Self::CoinMarketCap => "COINMARKETCAP_API_KEY",
            Self::CoinGecko => "COINGECKO_API_KEY",
            Self::Telegram => "TELEGRAM_BOT_TOKEN",
            Self::Smtp => "SMTP_PASSWORD",
            Self::Webhook => "ALFA_WEBHOOK_SECRET",
            Self::Cloud => "ALFA_CLOUD_ACCOUNT",
        }
    }

    pub(super) fn in_environment(self) -> Option<SecretString> {
        if self == Self::Cloud {
            // it changes with every use: one that stays the same would look stolen
            return None;
        }
        let value = std::env::var(self.variable()).ok()?;
        let value = value.trim();
        (!value.is_empty()).then(|| SecretString::from(value))
    }
}

/// A name that is no key's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no key `{0}`")]
pub struct UnknownSecret(pub String);

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for Secret {
    type Err = UnknownSecret;
    fn from_str(text: &str) -> Result<Self, UnknownSecret> {
        Self::ALL.into_iter().find(|secret| secret.as_str() == text).ok_or_else(|| UnknownSecret(text.to_owned()))
    }
}
