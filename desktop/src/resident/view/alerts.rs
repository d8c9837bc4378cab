//! Alerts, firings and schedules.

use alfa_copilot::Problem;
use alfa_domain::{
    Alert, AlertId, Channel, Condition, Currency, DeliveryState, Fact, FiringId, ScheduleId, ScheduleTime, Span, Ticker,
};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An alert with what stands around it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AlertRow {
    /// The alert.
    pub alert: Alert,
    /// Portuguese: "o Bitcoin passar de R$ 500.000,00".
    pub sentence: String,
    /// The price of its line, where it has one.
    #[ts(type = "Decimal | null")]
    pub threshold: Option<Decimal>,
    /// The price now.
    #[ts(type = "Decimal | null")]
    pub price: Option<Decimal>,
    /// The cloud watches it too, where somebody is signed in; else it stays on this computer.
    pub leaves_device: bool,
}

/// What the form saves; `id` null makes a new alert.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AlertDraft {
    /// The alert that is changed.
    pub id: Option<AlertId>,
    /// The coin.
    pub coin: Ticker,
    /// The currency of its price.
    pub quote: Currency,
    /// "price crosses_up 500000; repeat; until 2026-12-31".
    pub condition: Condition,
    /// Lookback ("24h"), or the timeframe of an indicator's candles ("4h").
    pub window: Option<Span>,
    /// Seconds between two firings, at least.
    pub cooldown_s: u32,
    /// Percent of the threshold the price must go back before it arms again.
    #[ts(type = "Decimal")]
    pub hysteresis_pct: Decimal,
    /// Where to tell of it.
    pub channels: Vec<Channel>,
    /// Whether the cloud may watch it too; without a word it stays as it is, and a new one may leave.
    #[serde(default)]
    #[ts(optional)]
    pub leaves_device: Option<bool>,
}

/// How a firing was told over one channel.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FiringChannel {
    /// The channel.
    pub channel: Channel,
    /// How far it has come.
    #[ts(type = "\"pending\" | \"sent\" | \"failed\"")]
    pub state: DeliveryState,
    /// Why it was put off or given up.
    pub problem: Option<Problem>,
}

/// An alert that fired.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "Firing")]
pub struct FiringRow {
    /// Its identifier.
    pub id: FiringId,
    /// The alert.
    pub alert: AlertId,
    /// The coin.
    pub coin: Ticker,
    /// Portuguese, ready to be shown.
    pub sentence: String,
    /// The price that met the condition.
    pub price: Fact,
    /// The true time of the crossing.
    pub at: DateTime<Utc>,
    /// When the user was told; null while that is still to come.
    pub told_at: Option<DateTime<Utc>>,
    /// Found in the candles of a gap (sleep, no network), not as it happened.
    pub late: bool,
    /// One for each channel.
    pub channels: Vec<FiringChannel>,
}

/// A spoken schedule.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ScheduleRow {
    /// Its identifier.
    pub id: ScheduleId,
    /// Portuguese: "Todo dia às 8h, o preço do Bitcoin".
    pub sentence: String,
    /// "every day 08:00".
    pub time: ScheduleTime,
    /// The coins it tells; empty for a summary of the market.
    pub coins: Vec<Ticker>,
    /// When it speaks next.
    pub next_at: DateTime<Utc>,
}
