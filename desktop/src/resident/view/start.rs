//! The state of the program and the one stream of events.

use super::{FiringRow, ModelProgress};
use alfa_copilot::{Problem, TurnEvent};
use alfa_domain::Quote;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Where a turn stands, as one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TalkState {
    /// Nothing goes on.
    Idle,
    /// The microphone is being opened.
    Opening,
    /// It listens.
    Listening,
    /// It hears words.
    Hearing,
    /// The answer is being made.
    Thinking,
    /// The answer is being said.
    Speaking,
}

/// What has changed below the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Subject {
    Alerts,
    Watchlist,
    Portfolio,
    History,
    Settings,
    Models,
    Schedules,
    Recordings,
    Account,
    Sync,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Alerts,
        Self::Watchlist,
        Self::Portfolio,
        Self::History,
        Self::Settings,
        Self::Models,
        Self::Schedules,
        Self::Recordings,
        Self::Account,
        Self::Sync,
    ];
}

/// The one stream of events, on the channel "alfa".
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AppEvent {
    /// A step of a turn.
    Turn {
        /// Which turn.
        turn: Uuid,
        /// The step.
        event: TurnEvent,
    },
    /// Where talking stands.
    Talk {
        /// The state.
        state: TalkState,
    },
    /// New prices of the coins that are shown.
    Quotes {
        /// The prices.
        quotes: Vec<Quote>,
    },
    /// Something that is kept has changed.
    Changed {
        /// What.
        what: Vec<Subject>,
    },
    /// An alert fired.
    Firing {
        /// The firing.
        firing: FiringRow,
    },
    /// A step of a model's download.
    Model {
        /// The step.
        progress: ModelProgress,
    },
    /// The microphone test.
    Level {
        /// dB of full scale.
        dbfs: f32,
    },
    /// Something the user should know.
    Notice {
        /// What, and what to do.
        problem: Problem,
    },
    /// A page is to be opened.
    Open {
        /// "studio", "board", "alerts", "history", "settings".
        page: String,
        /// What on it.
        id: Option<String>,
    },
}

/// Whether the talk key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HotkeyState {
    /// It works.
    Ready,
    /// Another program has it.
    Taken,
    /// There is no way to have one here.
    Unsupported,
}

/// By which way the talk key reaches ALFA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HotkeyWay {
    /// X11's own.
    X11,
    /// The desktop portal's global shortcuts (Wayland).
    Portal,
    /// A key the user sets up in his desktop, which runs `alfa toggle`.
    ToggleCommand,
    /// macOS's or Windows's own.
    Native,
}

/// What became of the talk key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotkeyReport {
    /// Whether it works.
    pub state: HotkeyState,
    /// By which way.
    pub way: HotkeyWay,
    /// Why it is taken, or how to talk without it, in Portuguese.
    pub message: Option<String>,
}

/// Where API keys are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Keyring {
    /// In the system's keyring.
    System,
    /// In memory, until the program ends.
    Memory,
}

/// What the window asks first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Status {
    /// "0.1.0".
    pub version: String,
    /// The first use has not been gone through.
    pub first_use: bool,
    /// Prices are recorded or simulated.
    pub simulated_market: bool,
    /// "Ctrl+Shift+Space".
    pub hotkey: String,
    /// Whether it works.
    pub hotkey_state: HotkeyState,
    /// By which way.
    pub hotkey_way: HotkeyWay,
    /// Portuguese: why the key is taken, or how to talk without it.
    pub hotkey_message: Option<String>,
    /// Where talking stands.
    pub talk: TalkState,
    /// What the user should know.
    pub notices: Vec<Problem>,
    /// Path of the log of the last crash; offered once.
    pub crash_log: Option<String>,
    /// Recordings whose turn failed.
    pub pending_recordings: usize,
    /// Where API keys are kept.
    pub keyring: Keyring,
    /// The page that was asked for before there was a window; told once.
    pub open: Option<OpenPage>,
}

/// A page of the window that is to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OpenPage {
    /// Its name, as in `alfa://alerts`.
    pub page: String,
    /// What on it.
    pub id: Option<String>,
}

/// A recording whose turn failed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PendingRecording {
    /// Its identifier.
    pub id: Uuid,
    /// When it began.
    pub at: DateTime<Utc>,
    /// How much speech it holds.
    pub seconds: f64,
}

/// The pages outside that the window may ask the shell to open in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// The makers of the charts, as their licence asks.
    #[serde(rename = "tradingview")]
    TradingView,
}

impl Link {
    /// Its address.
    pub fn address(self) -> &'static str {
        match self {
            Self::TradingView => "https://www.tradingview.com/",
        }
    }
}
