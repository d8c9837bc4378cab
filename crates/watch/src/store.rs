//! Where the watch has its alerts from, and where what it found goes.

use alfa_alerts::{Memory, Pair};
use alfa_copilot::StoreError;
use alfa_domain::{Alert, AlertId, Channel, Firing, Quote};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// A firing that is to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFiring {
    /// The firing.
    pub firing: Firing,
    /// Its alert fires again; else it has done its work.
    pub repeats: bool,
    /// Who is to be told.
    pub channels: Vec<Channel>,
}

/// The last price of a pair that the watch went by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Its moment.
    pub at: DateTime<Utc>,
    /// The price.
    pub price: Decimal,
    /// Where it came from.
    pub source: String,
}

/// What the watch went through and found: the prices are kept with what was found at them or after it, never before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passed {
    /// What fired.
    pub firings: Vec<NewFiring>,
    /// What is known of alerts from now on; one that fired and repeats is among them.
    pub armings: Vec<(AlertId, Memory)>,
    /// Up to where pairs were watched.
    pub watched: Vec<(Pair, Watched)>,
}

/// Alerts, and what is known of them from before.
#[derive(Debug, Clone, PartialEq)]
pub enum Loaded {
    /// All there are.
    All {
        /// All that are not deleted.
        alerts: Vec<Alert>,
        /// Of alerts that were watched before.
        memories: HashMap<AlertId, Memory>,
    },
    /// What is another than when it was last asked for.
    Changed {
        /// New ones and new versions.
        alerts: Vec<Alert>,
        /// Those that are deleted.
        gone: Vec<AlertId>,
        /// Of alerts that were watched before, or that somebody else found met.
        memories: HashMap<AlertId, Memory>,
    },
}

/// A device's or the cloud's data, as the watch sees it.
#[async_trait]
pub trait WatchStore: Send + Sync {
    /// The alerts; all of them when first asked.
    async fn load(&self) -> Result<Loaded, StoreError>;

    /// Up to where these pairs were watched; those never watched are left out.
    async fn watched_until(&self, pairs: &[Pair]) -> Result<HashMap<Pair, Watched>, StoreError>;

    /// The prices of a pair that were heard here after a moment while another watched, in order; `None` where not all of them were.
    fn heard_since(&self, pair: &Pair, at: DateTime<Utc>) -> Option<Vec<Quote>> {
        let _ = (pair, at);
        None
    }

    /// Keeps what was found: a firing that is known already is passed over. Whether there was a new one.
    ///
    /// # Errors
    /// As writing; it is tried again whole, whatever of it was kept.
    async fn record(&self, passed: Passed, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Marks alerts whose last day has passed.
    async fn expire(&self, alerts: &[AlertId]) -> Result<(), StoreError>;

    /// Begins to tell what is to be told, in the background: called when something new was kept, and once a beat.
    fn tell(&self) {}

    /// Waits for what was begun of telling.
    async fn told(&self) {}
}
