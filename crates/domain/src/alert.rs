//! Alerts: a coin, a condition, and where to tell of it.

use crate::{AlertId, Condition, Currency, Span, Ticker};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Whether an alert is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// Watched.
    Active,
    /// Kept, not watched.
    Paused,
    /// It fired and does not repeat.
    Fired,
    /// Its last day has passed.
    Expired,
}

/// How the user is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A desktop notification.
    Tray,
    /// Spoken aloud.
    Voice,
    /// E-mail.
    Email,
    /// A web hook.
    Webhook,
    /// The user's Telegram bot.
    Telegram,
}

/// An alert the user asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Alert {
    /// Its identifier.
    pub id: AlertId,
    /// Counts the user's changes to the rule, from 1.
    pub version: u32,
    /// The coin that is watched.
    pub coin: Ticker,
    /// The currency of its price.
    pub quote: Currency,
    /// What it waits for; `repeat` and `until` stand in it.
    pub condition: Condition,
    /// Lookback of `pct`, `abs_pct`, `new_high`, `new_low`, or the timeframe of an indicator's candles.
    pub window: Option<Span>,
    /// At least so many seconds between two firings.
    pub cooldown_s: u32,
    /// How far, in percent of the threshold, the price must go back before the alert arms again.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal"))]
    pub hysteresis_pct: Decimal,
    /// Where to tell of it.
    pub channels: Vec<Channel>,
    /// Whether it is watched.
    pub state: AlertState,
    /// What the user said or typed.
    pub said: String,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}
