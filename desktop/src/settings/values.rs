//! The values, and what they are where the user chose nothing.

use chrono_tz::Tz;
use rust_decimal::Decimal;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// What the user chose.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The voice: "kokoro:pf_dora", "openai:alloy", "system".
    pub voice: String,
    /// The pace of the voice, 0.5 to 2.
    pub speed: f32,
    /// What recognises speech: "whisper:base-q8_0", "openai:gpt-4o-transcribe".
    pub recognizer: String,
    /// Spoken questions are answered in ALFA's cloud, where it can be reached.
    pub hosted_turns: bool,
    /// The microphone's name; `None` for the system's.
    pub microphone: Option<String>,
    /// The speaker's name; `None` for the system's.
    pub speaker: Option<String>,
    /// Where prices come from.
    pub market: MarketChoice,
    /// Keeps the recordings of turns that succeeded.
    pub keep_recordings: bool,
    /// The time zone; `None` for the system's.
    pub time_zone: Option<Tz>,
    /// The push-to-talk key of the window.
    pub hotkey: String,
    /// Whether that key is held while talking.
    pub hotkey_mode: HotkeyMode,
    /// Keeps the microphone open between questions, so that the key's first moment is never missed.
    pub microphone_open: bool,
    /// How the window looks and starts.
    pub window: WindowSettings,
    /// The language model.
    pub llm: LlmSettings,
    /// Where alerts are told beyond this computer.
    pub notify: NotifySettings,
}

/// How the talk key is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HotkeyMode {
    /// Held while talking.
    Hold,
    /// Pressed to begin and pressed to end.
    Toggle,
}

/// How the window looks and starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowSettings {
    /// "system", "light" or "dark".
    pub theme: String,
    /// "pt-BR" or "en".
    pub language: String,
    /// Alerts that have the channel are spoken.
    pub speak_alerts: bool,
    /// Starts with the system.
    pub autostart: bool,
    /// Starts in the tray, without its window.
    pub start_hidden: bool,
}

/// Where alerts are told beyond this computer; an empty text is a channel that is not set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifySettings {
    /// The address of a webhook.
    pub webhook_url: String,
    /// The chat the user's Telegram bot writes to.
    pub telegram_chat: String,
    /// Who mail is for.
    pub email_to: String,
    /// Who it is from; empty for who it is for.
    pub email_from: String,
    /// The mail server.
    pub smtp_host: String,
    /// Its port: 465 is private from the first byte, any other asks for that at the start.
    pub smtp_port: u16,
    /// The user's name there.
    pub smtp_user: String,
}

/// The language model that answers what the intent engine does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LlmSettings {
    /// Whether it is asked.
    pub mode: LlmMode,
    /// The address of an OpenAI-compatible interface, without a slash at its end.
    pub base_url: String,
    /// The model's name there.
    pub model: String,
    /// At most so much for one turn, in US dollars.
    pub turn_limit_usd: Decimal,
    /// At most so much in a day, in US dollars.
    pub day_limit_usd: Decimal,
}

/// Whether the language model is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LlmMode {
    /// Never.
    Off,
    /// Where there is a key, for what the intent engine does not understand.
    Auto,
}

/// Where prices come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketChoice {
    /// The exchanges themselves.
    Live,
    /// Recorded or simulated data in a folder.
    Replay(PathBuf),
    /// One address that stands in for all sources.
    Url(String),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            voice: "kokoro:pf_dora".to_owned(),
            speed: 1.0,
            recognizer: "whisper:base-q8_0".to_owned(),
            hosted_turns: false,
            microphone: None,
            speaker: None,
            market: MarketChoice::Live,
            keep_recordings: false,
            time_zone: None,
            hotkey: "Ctrl+Shift+Space".to_owned(),
            hotkey_mode: HotkeyMode::Hold,
            microphone_open: false,
            window: WindowSettings {
                theme: "system".to_owned(),
                language: "pt-BR".to_owned(),
                speak_alerts: true,
                autostart: false,
                start_hidden: false,
            },
            llm: LlmSettings {
                mode: LlmMode::Auto,
                base_url: "https://api.openai.com/v1".to_owned(),
                model: "gpt-4o-mini".to_owned(),
                turn_limit_usd: Decimal::new(5, 2),
                day_limit_usd: Decimal::ONE,
            },
            notify: NotifySettings {
                webhook_url: String::new(),
                telegram_chat: String::new(),
                email_to: String::new(),
                email_from: String::new(),
                smtp_host: String::new(),
                smtp_port: 465,
                smtp_user: String::new(),
            },
        }
    }
}

impl fmt::Display for HotkeyMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hold => "hold",
            Self::Toggle => "toggle",
        })
    }
}

/// What is allowed, in Portuguese.
impl FromStr for HotkeyMode {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "hold" => Ok(Self::Hold),
            "toggle" => Ok(Self::Toggle),
            _ => Err("use hold (segurar) ou toggle (apertar para começar e para terminar)".to_owned()),
        }
    }
}

impl fmt::Display for LlmMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "off",
            Self::Auto => "auto",
        })
    }
}

/// What is allowed, in Portuguese.
impl FromStr for LlmMode {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            "auto" => Ok(Self::Auto),
            _ => Err("use off ou auto".to_owned()),
        }
    }
}

impl fmt::Display for MarketChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live => f.write_str("live"),
            Self::Replay(folder) => write!(f, "replay:{}", folder.display()),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// `live`, `replay:FOLDER` or an address; the error says what is allowed, in Portuguese.
impl FromStr for MarketChoice {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "live" => Ok(Self::Live),
            _ => match text.strip_prefix("replay:").filter(|folder| !folder.is_empty()) {
                Some(folder) => Ok(Self::Replay(folder.into())),
                None => address(text)
                    .map(Self::Url)
                    .map_err(|_| "use live, replay:PASTA ou um endereço que comece com http:// ou https://".to_owned()),
            },
        }
    }
}

/// An address of http or https, without the slash at its end.
pub(super) fn address(text: &str) -> Result<String, String> {
    let wrong = || "use um endereço que comece com http:// ou https://".to_owned();
    let url = reqwest::Url::parse(text).map_err(|_| wrong())?;
    let valid = matches!(url.scheme(), "http" | "https") && url.has_host();
    if valid { Ok(text.trim_end_matches('/').to_owned()) } else { Err(wrong()) }
}
