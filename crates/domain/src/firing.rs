//! Firings: an alert's condition was met, and who was told of it.

use crate::{AlertId, Channel, Fact, FiringId, Ticker};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An alert's condition was met. It is known by (alert, version, arming): whoever finds it again finds the same one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firing {
    /// Its identifier on this computer.
    pub id: FiringId,
    /// The alert.
    pub alert: AlertId,
    /// The alert's version then.
    pub version: u32,
    /// Counts the alert's armings in that version, from 1.
    pub arming: u32,
    /// The coin.
    pub coin: Ticker,
    /// The price that met the condition.
    pub price: Fact,
    /// When it was met.
    pub at: DateTime<Utc>,
    /// It was found afterwards, in the candles of a time when nobody watched.
    pub late: bool,
    /// What is shown.
    pub text: String,
    /// What is said.
    pub spoken: String,
}

/// How far the telling over one channel has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Not tried yet, or to be tried again.
    Pending,
    /// Done.
    Sent,
    /// Given up.
    Failed,
}

/// Another one that told the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldBy {
    /// The cloud.
    Cloud,
    /// Another of the user's computers.
    Device,
}

/// The telling of a firing over one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The channel.
    pub channel: Channel,
    /// How far it has come.
    pub state: DeliveryState,
    /// Why it was put off or given up, in Portuguese.
    pub problem: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// When the user was first told over it.
    pub told_at: Option<DateTime<Utc>>,
    /// Who told it, where it was not this computer.
    pub told_by: Option<ToldBy>,
}
