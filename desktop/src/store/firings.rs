//! Alerts that fired: kept before anybody is told, and told once over each channel.

use super::columns::{from_word, json, micros, optional_time, optional_word, text, time, to_json, uuid, word};
use super::open::Store;
use super::watched;
use alfa_alerts::Memory;
use alfa_copilot::StoreError;
use alfa_domain::{AlertId, Channel, Delivery, DeliveryState, Firing, FiringId};
use alfa_watch::{NewFiring, Passed};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use std::collections::HashMap;

/// A firing with what became of its tellings.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The firing.
    pub firing: Firing,
    /// One for each channel.
    pub deliveries: Vec<Delivery>,
}

impl Store {
    /// Keeps what the watch found, all in one transaction: were a firing kept without the price it was found at, the next run would begin
    /// before it and find it again. Each firing gets a delivery for each of its channels; one that is known already is passed over. Gives
    /// the new ones' ids.
    ///
    /// # Errors
    /// As writing; nothing is kept then.
    pub async fn record_passed(&self, passed: Passed, now: DateTime<Utc>) -> Result<Vec<FiringId>, StoreError> {
        let mut rows = Vec::with_capacity(passed.firings.len());
        for NewFiring { firing, repeats, channels } in passed.firings {
            let channels = channels.iter().map(word).collect::<Result<Vec<_>, _>>()?;
            rows.push((to_json(&firing.price)?, firing, repeats, channels));
        }
        let (armings, watched) = (passed.armings, passed.watched);
        self.write(move |data| {
            let mut added = Vec::new();
            for (price, firing, repeats, channels) in &rows {
                if record(data, firing, price, *repeats, channels, now)? {
                    added.push(firing.id);
                }
            }
            for (alert, memory) in armings {
                remember(data, alert, memory)?;
            }
            watched::keep(data, &watched)?;
            Ok(added)
        })
        .await
    }

    /// What is known of the alerts that fired and repeat.
    ///
    /// # Errors
    /// As reading.
    pub async fn armings(&self) -> Result<HashMap<AlertId, Memory>, StoreError> {
        self.read(|data| {
            data.prepare_cached("SELECT * FROM arming")?
                .query_map([], |row| {
                    let fired: Option<i64> = row.get("fired_at")?;
                    let memory = Memory {
                        version: row.get("version")?,
                        arming: row.get("arming")?,
                        fired_ms: fired.map(|micros| micros / 1_000),
                    };
                    Ok((AlertId(uuid(row, "alert")?), memory))
                })?
                .collect()
        })
        .await
    }

    /// Marks alerts whose last day has passed.
    ///
    /// # Errors
    /// As writing.
    pub async fn expire_alerts(&self, ids: &[AlertId]) -> Result<(), StoreError> {
        let ids = ids.to_vec();
        self.write(move |data| {
            let mut expire =
                data.prepare_cached("UPDATE alert SET state = 'expired' WHERE id = ?1 AND state = 'active'")?;
            for id in ids {
                expire.execute([id.0])?;
            }
            Ok(())
        })
        .await
    }

    /// The firings, the newest first.
    ///
    /// # Errors
    /// As reading.
    pub async fn firings(&self, offset: usize, limit: usize) -> Result<Vec<Told>, StoreError> {
        self.read(move |data| {
            let firings: Vec<Firing> = data
                .prepare_cached(
                    "SELECT * FROM firing WHERE deleted_at IS NULL ORDER BY at DESC, row DESC LIMIT ?2 OFFSET ?1",
                )?
                .query_map([count(offset), count(limit)], firing_of)?
                .collect::<rusqlite::Result<_>>()?;
            let mut deliveries = data.prepare_cached("SELECT * FROM delivery WHERE firing = ?1 ORDER BY row")?;
            firings
                .into_iter()
                .map(|firing| {
                    let deliveries =
                        deliveries.query_map([firing.id.0], delivery_of)?.collect::<rusqlite::Result<_>>()?;
                    Ok(Told { firing, deliveries })
                })
                .collect()
        })
        .await
    }

    /// One firing.
    ///
    /// # Errors
    /// As reading.
    pub async fn firing(&self, id: FiringId) -> Result<Option<Told>, StoreError> {
        self.read(move |data| {
            let one = "SELECT * FROM firing WHERE id = ?1 AND deleted_at IS NULL";
            let Some(firing) = data.query_row(one, [id.0], firing_of).optional()? else { return Ok(None) };
            let mut deliveries = data.prepare_cached("SELECT * FROM delivery WHERE firing = ?1 ORDER BY row")?;
            let deliveries = deliveries.query_map([id.0], delivery_of)?.collect::<rusqlite::Result<_>>()?;
            Ok(Some(Told { firing, deliveries }))
        })
        .await
    }

    /// The channels over which something is to be told by now.
    ///
    /// # Errors
    /// As reading.
    pub async fn due_channels(&self, now: DateTime<Utc>) -> Result<Vec<Channel>, StoreError> {
        self.read(move |data| {
            data.prepare_cached("SELECT DISTINCT channel FROM delivery WHERE state = 'pending' AND due_at <= ?1")?
                .query_map(params![micros(now)], |row| from_word(row, "channel"))?
                .collect()
        })
        .await
    }

    /// The tellings over a channel that are to be done by now, the oldest first.
    ///
    /// # Errors
    /// As reading.
    pub async fn due_deliveries(
        &self,
        channel: Channel,
        now: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<(Firing, Delivery)>, StoreError> {
        let channel = word(&channel)?;
        self.read(move |data| {
            data.prepare_cached(
                "SELECT firing.*, delivery.channel, delivery.state, delivery.problem, delivery.attempts,
                        delivery.told_at, delivery.told_by
                 FROM delivery JOIN firing ON firing.id = delivery.firing
                 WHERE delivery.state = 'pending' AND delivery.due_at <= ?1 AND delivery.channel = ?3
                 ORDER BY delivery.row LIMIT ?2",
            )?
            .query_map(params![micros(now), count(limit), channel], |row| Ok((firing_of(row)?, delivery_of(row)?)))?
            .collect()
        })
        .await
    }

    /// Keeps what came of telling; a pending one is tried again after `wait`. When it was first told stays.
    ///
    /// # Errors
    /// As writing.
    pub async fn record_delivery(
        &self,
        firing: FiringId,
        delivery: &Delivery,
        now: DateTime<Utc>,
        wait: TimeDelta,
    ) -> Result<(), StoreError> {
        let (channel, state) = (word(&delivery.channel)?, word(&delivery.state)?);
        let told_by = delivery.told_by.as_ref().map(word).transpose()?;
        let delivery = delivery.clone();
        self.write(move |data| {
            data.prepare_cached(
                "UPDATE delivery SET state = ?3, problem = ?4, attempts = ?5, due_at = ?6, told_at = COALESCE(told_at, ?7), told_by = ?8
                 WHERE firing = ?1 AND channel = ?2",
            )?
            .execute(params![
                firing.0,
                channel,
                state,
                delivery.problem,
                delivery.attempts,
                micros(now + wait),
                delivery.told_at.map(micros),
                told_by
            ])
            .map(drop)
        })
        .await
    }

    /// Whether the cloud still has to hear that a firing was told here over a channel.
    ///
    /// # Errors
    /// As writing.
    pub async fn set_unreported(&self, firing: FiringId, channel: Channel, unreported: bool) -> Result<(), StoreError> {
        let channel = word(&channel)?;
        self.write(move |data| {
            data.prepare_cached("UPDATE delivery SET unreported = ?3 WHERE firing = ?1 AND channel = ?2")?
                .execute(params![firing.0, channel, unreported])
                .map(drop)
        })
        .await
    }

    /// What was told here since a moment and the cloud does not know yet; of alerts that leave this computer.
    ///
    /// # Errors
    /// As reading.
    pub async fn unreported(&self, since: DateTime<Utc>) -> Result<Vec<(Firing, Channel)>, StoreError> {
        self.read(move |data| {
            data.prepare_cached(
                "SELECT firing.*, delivery.channel FROM delivery JOIN firing ON firing.id = delivery.firing
                 JOIN alert ON alert.id = firing.alert
                 WHERE delivery.unreported = 1 AND firing.at >= ?1 AND alert.leaves_device ORDER BY delivery.row LIMIT 100",
            )?
            .query_map([micros(since)], |row| Ok((firing_of(row)?, from_word(row, "channel")?)))?
            .collect()
        })
        .await
    }

    /// Tells a firing once more over the channels of this computer, after `wait`. `false` if it is not there.
    ///
    /// # Errors
    /// As writing.
    pub async fn snooze(&self, firing: FiringId, now: DateTime<Utc>, wait: TimeDelta) -> Result<bool, StoreError> {
        let channels = [word(&Channel::Tray)?, word(&Channel::Voice)?];
        let pending = word(&DeliveryState::Pending)?;
        self.write(move |data| {
            let changed = data.execute(
                "UPDATE delivery SET state = ?2, attempts = 0, problem = NULL, due_at = ?3
                 WHERE firing = ?1 AND channel IN (?4, ?5)",
                params![firing.0, pending, micros(now + wait), channels[0], channels[1]],
            )?;
            Ok(changed > 0)
        })
        .await
    }
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Whether it was new.
fn record(
    data: &Transaction<'_>,
    firing: &Firing,
    price: &str,
    repeats: bool,
    channels: &[String],
    now: DateTime<Utc>,
) -> rusqlite::Result<bool> {
    let added = data
        .prepare_cached(
            "INSERT OR IGNORE INTO firing (id, alert, version, arming, coin, price, at, late, text, spoken)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            firing.id.0,
            firing.alert.0,
            firing.version,
            firing.arming,
            firing.coin.as_str(),
            price,
            micros(firing.at),
            firing.late,
            firing.text,
            firing.spoken
        ])?;
    if !repeats {
        data.prepare_cached("UPDATE alert SET state = 'fired' WHERE id = ?1 AND version = ?2 AND state = 'active'")?
            .execute(params![firing.alert.0, firing.version])?;
    }
    if added == 0 {
        return Ok(false);
    }
    let mut insert = data.prepare_cached(
        "INSERT OR IGNORE INTO delivery (firing, channel, state, attempts, due_at) VALUES (?1, ?2, 'pending', 0, ?3)",
    )?;
    for channel in channels {
        insert.execute(params![firing.id.0, channel, micros(now)])?;
    }
    Ok(true)
}

fn remember(data: &Transaction<'_>, alert: AlertId, memory: Memory) -> rusqlite::Result<()> {
    let Memory { version, arming, fired_ms } = memory;
    let fired = fired_ms.map(|millis| millis.saturating_mul(1_000));
    data.prepare_cached(
        "INSERT INTO arming (alert, version, arming, fired_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (alert) DO UPDATE SET version = ?2, arming = ?3, fired_at = ?4",
    )?
    .execute(params![alert.0, version, arming, fired])
    .map(drop)
}

fn firing_of(row: &Row<'_>) -> rusqlite::Result<Firing> {
    Ok(Firing {
        id: FiringId(uuid(row, "id")?),
        alert: AlertId(uuid(row, "alert")?),
        version: row.get("version")?,
        arming: row.get("arming")?,
        coin: text(row, "coin")?,
        price: json(row, "price")?,
        at: time(row, "at")?,
        late: row.get("late")?,
        text: row.get("text")?,
        spoken: row.get("spoken")?,
    })
}

fn delivery_of(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        channel: from_word(row, "channel")?,
        state: from_word(row, "state")?,
        problem: row.get("problem")?,
        attempts: row.get("attempts")?,
        told_at: optional_time(row, "told_at")?,
        told_by: optional_word(row, "told_by")?,
    })
}
