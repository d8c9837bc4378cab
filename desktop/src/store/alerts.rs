//! The user's alerts.

use super::columns::{from_word, json, micros, optional_text, text, time, to_json, uuid, word};
use super::open::Store;
use alfa_copilot::{Alerts, StoreError};
use alfa_domain::{Alert, AlertId};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::HashSet;

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

    async fn put_alert(&self, alert: &Alert) -> Result<(), StoreError> {
        self.put_alert_that(alert, true).await
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

impl Store {
    /// Keeps a new alert that stays on this computer.
    ///
    /// # Errors
    /// As writing.
    pub async fn put_local_alert(&self, alert: &Alert) -> Result<(), StoreError> {
        self.put_alert_that(alert, false).await
    }

    /// Whether an alert may leave this computer, for the cloud to watch it too; `None` for one that is not there.
    ///
    /// # Errors
    /// As reading.
    pub async fn alert_leaves(&self, id: AlertId) -> Result<Option<bool>, StoreError> {
        self.read(move |data| {
            data.prepare_cached("SELECT leaves_device FROM alert WHERE id = ?1 AND deleted_at IS NULL")?
                .query_row([id.0], |row| row.get(0))
                .optional()
        })
        .await
    }

    /// The alerts that stay on this computer.
    ///
    /// # Errors
    /// As reading.
    pub async fn local_alerts(&self) -> Result<HashSet<AlertId>, StoreError> {
        self.read(|data| {
            data.prepare_cached("SELECT id FROM alert WHERE NOT leaves_device AND deleted_at IS NULL")?
                .query_map([], |row| Ok(AlertId(uuid(row, "id")?)))?
                .collect()
        })
        .await
    }

    /// Lets an alert leave this computer, or not any more: then the cloud and the other computers forget it. One that they have forgotten
    /// leaves as a new one, under the id `anew`, because what was deleted there stays deleted. Its id from then on; `None` if it is not there.
    ///
    /// # Errors
    /// As writing.
    pub async fn set_alert_leaves(
        &self,
        id: AlertId,
        leaves: bool,
        anew: AlertId,
        now: DateTime<Utc>,
    ) -> Result<Option<AlertId>, StoreError> {
        self.write(move |data| {
            let before: Option<bool> = data
                .query_row("SELECT leaves_device FROM alert WHERE id = ?1 AND deleted_at IS NULL", [id.0], |row| row.get(0))
                .optional()?;
            match before {
                None => return Ok(None),
                Some(before) if before == leaves => return Ok(Some(id)),
                Some(_) => {}
            }
            let forgotten = "SELECT EXISTS (SELECT 1 FROM sync_entity WHERE collection = 7 AND entity = ?1)
                                 OR EXISTS (SELECT 1 FROM sync_outbox WHERE collection = 7 AND key = ?1)";
            let forgotten: bool = data.query_row(forgotten, [id.0], |row| row.get(0))?;
            if !leaves || !forgotten {
                data.execute("UPDATE alert SET leaves_device = ?2 WHERE id = ?1", params![id.0, leaves])?;
                // what is said of its firings is said anew: elsewhere they are forgotten with it
                data.execute("UPDATE firing SET late = late WHERE alert = ?1", [id.0])?;
                return Ok(Some(id));
            }
            data.execute(
                "INSERT INTO alert (id, version, coin, quote, condition, span, cooldown_s, hysteresis_pct, channels, state, said, created_at)
                 SELECT ?2, 1, coin, quote, condition, span, cooldown_s, hysteresis_pct, channels, state, said, ?3 FROM alert WHERE id = ?1",
                params![id.0, anew.0, micros(now)],
            )?;
            data.execute("UPDATE alert SET deleted_at = ?2, said = '' WHERE id = ?1", params![id.0, micros(now)])?;
            Ok(Some(anew))
        })
        .await
    }

    /// An alert that was deleted stays deleted: a state that comes late does not bring it back. Whether it may leave is asked of a new one alone.
    async fn put_alert_that(&self, alert: &Alert, leaves: bool) -> Result<(), StoreError> {
        let (state, channels) = (word(&alert.state)?, to_json(&alert.channels)?);
        let alert = alert.clone();
        self.write(move |data| {
            data.prepare_cached(
                "INSERT INTO alert (id, version, coin, quote, condition, span, cooldown_s, hysteresis_pct, channels, state,
                                    said, created_at, leaves_device)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                 ON CONFLICT (id) DO UPDATE SET version = ?2, coin = ?3, quote = ?4, condition = ?5, span = ?6,
                     cooldown_s = ?7, hysteresis_pct = ?8, channels = ?9, state = ?10, said = ?11, created_at = ?12
                 WHERE deleted_at IS NULL",
            )?
            .execute(params![
                alert.id.0, alert.version, alert.coin.as_str(), alert.quote.code(), alert.condition.to_string(),
                alert.window.map(|span| span.to_string()), alert.cooldown_s, alert.hysteresis_pct.to_string(), channels,
                state, alert.said, micros(alert.created_at), leaves
            ])
            .map(drop)
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
