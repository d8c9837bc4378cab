//! What paid services were used for, so that limits on cost can be kept.

use super::columns::{micros, text};
use super::open::Store;
use alfa_copilot::StoreError;
use chrono::{DateTime, Utc};
use rusqlite::params;
use rust_decimal::Decimal;

/// One use of a paid service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// The service and model: "openai:gpt-4o-mini".
    pub service: String,
    /// Tokens (or characters) sent.
    pub input_tokens: u64,
    /// Tokens received.
    pub output_tokens: u64,
    /// What it cost, in US dollars.
    pub cost_usd: Decimal,
    /// When.
    pub at: DateTime<Utc>,
}

impl Store {
    /// Records a use.
    ///
    /// # Errors
    /// As writing.
    pub async fn add_usage(&self, usage: &Usage) -> Result<(), StoreError> {
        let usage = usage.clone();
        let millis = u64::try_from(usage.at.timestamp_millis()).unwrap_or(0);
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &crate::clock::random_bytes()).into_uuid();
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.write(move |data| {
            data.prepare_cached(
                "INSERT INTO usage (id, service, input_tokens, output_tokens, cost_usd, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                id, usage.service, signed(usage.input_tokens), signed(usage.output_tokens), usage.cost_usd.to_string(),
                micros(usage.at)
            ])
            .map(drop)
        })
        .await
    }

    /// What was spent at or after a moment, in US dollars.
    ///
    /// # Errors
    /// As reading.
    pub async fn spent_since(&self, since: DateTime<Utc>) -> Result<Decimal, StoreError> {
        self.read(move |data| {
            let mut costs = data.prepare_cached("SELECT cost_usd FROM usage WHERE at >= ?1")?;
            let costs = costs.query_map([micros(since)], |row| text::<Decimal>(row, "cost_usd"))?;
            costs.sum::<rusqlite::Result<Decimal>>()
        })
        .await
    }
}
