//! The user's alerts.

use super::columns::{from_word, json, micros, optional_text, text, time, to_json, uuid, word};
use super::open::Store;
use alfa_copilot::{Alerts, StoreError};
use alfa_domain::{Alert, AlertId};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

#[async_trait]
impl Alerts for Store {
    async fn alerts(&self) -> Result<Vec<Alert>, StoreError> {
        self.read(|data| {
            data.prepare_cached("SELECT * FROM alert WHERE deleted_at IS NULL ORDER BY created_at, row")?
                .query_map([], alert_of)?
                .collect()
        })
        .await
    }

    /// An alert that was deleted stays deleted: a state that comes late does not bring it back.
    async fn put_alert(&self, alert: &Alert) -> Result<(), StoreError> {
        let (state, channels) = (word(&alert.state)?, to_json(&alert.channels)?);
        let alert = alert.clone();
        self.write(move |data| {
            data.prepare_cached(
                "INSERT INTO alert (id, version, coin, quote, condition, span, cooldown_s, hysteresis_pct, channels, state,
                                    said, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                 ON CONFLICT (id) DO UPDATE SET version = ?2, coin = ?3, quote = ?4, condition = ?5, span = ?6,
                     cooldown_s = ?7, hysteresis_pct = ?8, channels = ?9, state = ?10, said = ?11, created_at = ?12
                 WHERE deleted_at IS NULL",
            )?
            .execute(params![
                alert.id.0, alert.version, alert.coin.as_str(), alert.quote.code(), alert.condition.to_string(),
                alert.window.map(|span| span.to_string()), alert.cooldown_s, alert.hysteresis_pct.to_string(), channels,
                state, alert.said, micros(alert.created_at)
            ])
            .map(drop)
        })
        .await
    }

    async fn delete_alerts(&self, ids: &[AlertId], at: DateTime<Utc>) -> Result<(), StoreError> {
        let ids = ids.to_vec();
        self.write(move |data| {
            let mut delete = data
                .prepare_cached("UPDATE alert SET deleted_at = ?2, said = '' WHERE id = ?1 AND deleted_at IS NULL")?;
            for id in ids {
                delete.execute(params![id.0, micros(at)])?;
            }
            Ok(())
        })
        .await
    }
}

fn alert_of(row: &Row<'_>) -> rusqlite::Result<Alert> {
    Ok(Alert {
        id: AlertId(uuid(row, "id")?),
        version: row.get("version")?,
        coin: text(row, "coin")?,
        quote: text(row, "quote")?,
        condition: text(row, "condition")?,
        window: optional_text(row, "span")?,
        cooldown_s: row.get("cooldown_s")?,
        hysteresis_pct: text(row, "hysteresis_pct")?,
        channels: json(row, "channels")?,
        state: from_word(row, "state")?,
        said: row.get("said")?,
        created_at: time(row, "created_at")?,
    })
}
