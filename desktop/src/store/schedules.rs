//! The user's spoken schedules.

use super::columns::{json, micros, optional_text, text, time, to_json, uuid};
use super::open::Store;
use alfa_copilot::{Schedules, StoreError};
use alfa_domain::{Schedule, ScheduleId};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Row, params};
use std::collections::HashMap;

#[async_trait]
impl Schedules for Store {
    async fn schedules(&self) -> Result<Vec<Schedule>, StoreError> {
        self.read(|data| {
            data.prepare_cached("SELECT * FROM schedule WHERE deleted_at IS NULL ORDER BY created_at, row")?
                .query_map([], schedule_of)?
                .collect()
        })
        .await
    }

    /// A schedule that was deleted stays deleted.
    async fn put_schedule(&self, schedule: &Schedule) -> Result<(), StoreError> {
        let coins = to_json(&schedule.coins)?;
        let schedule = schedule.clone();
        self.write(move |data| {
            data.prepare_cached(
                "INSERT INTO schedule (id, time, coins, quote, said, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET time = ?2, coins = ?3, quote = ?4, said = ?5, created_at = ?6
                 WHERE deleted_at IS NULL",
            )?
            .execute(params![
                schedule.id.0,
                schedule.time.to_string(),
                coins,
                schedule.quote.as_ref().map(alfa_domain::Currency::code),
                schedule.said,
                micros(schedule.created_at)
            ])
            .map(drop)
        })
        .await
    }

    async fn delete_schedules(&self, ids: &[ScheduleId], at: DateTime<Utc>) -> Result<(), StoreError> {
        let ids = ids.to_vec();
        self.write(move |data| {
            let mut delete = data.prepare_cached(
                "UPDATE schedule SET deleted_at = ?2, said = '' WHERE id = ?1 AND deleted_at IS NULL",
            )?;
            for id in ids {
                delete.execute(params![id.0, micros(at)])?;
            }
            Ok(())
        })
        .await
    }
}

impl Store {
    /// Of each schedule that spoke, the last of its times that is done with.
    ///
    /// # Errors
    /// As reading.
    pub async fn spoken(&self) -> Result<HashMap<ScheduleId, DateTime<Utc>>, StoreError> {
        self.read(|data| {
            data.prepare_cached("SELECT schedule, at FROM spoken")?
                .query_map([], |row| Ok((ScheduleId(uuid(row, "schedule")?), time(row, "at")?)))?
                .collect()
        })
        .await
    }

    /// Keeps that a time of a schedule is done with. `false` if it was already.
    ///
    /// # Errors
    /// As writing.
    pub async fn settle_schedule(&self, id: ScheduleId, at: DateTime<Utc>) -> Result<bool, StoreError> {
        self.write(move |data| {
            let changed = data
                .prepare_cached(
                    "INSERT INTO spoken (schedule, at) VALUES (?1, ?2)
                     ON CONFLICT (schedule) DO UPDATE SET at = ?2 WHERE at <> ?2",
                )?
                .execute(params![id.0, micros(at)])?;
            Ok(changed > 0)
        })
        .await
    }
}

fn schedule_of(row: &Row<'_>) -> rusqlite::Result<Schedule> {
    Ok(Schedule {
        id: ScheduleId(uuid(row, "id")?),
        time: text(row, "time")?,
        coins: json(row, "coins")?,
        quote: optional_text(row, "quote")?,
        said: row.get("said")?,
        created_at: time(row, "created_at")?,
    })
}
