//! This device's end of sync, over the user's tables: [`SyncStore`] implements `alfa_sync`'s storage.
//!
//! Triggers mark what changes (`0004_sync.sql`); marks become ops when there is somebody to send them to.

mod held;
mod incoming;
mod outbox;
mod parts;
mod settings;
mod tables;

use super::open::Store;
use alfa_copilot::StoreError;
use alfa_sync::wire::{Buckets, Placed, Verdict};
use alfa_sync::{Collection, Digest, KeyRing, Op, Position, StoreFailure};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Whose data it is, and the key to it.
#[derive(Debug, Clone)]
struct Account {
    user_id: Uuid,
    keys: KeyRing,
}

/// The user's data as sync sees it.
#[derive(Debug, Clone)]
pub struct SyncStore {
    store: Store,
    account: Account,
}

/// How far sync has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncStatus {
    /// The account this data belongs to; none before the first sign-in.
    pub user_id: Option<Uuid>,
    /// What this computer is called in its changes.
    pub device_id: Option<Uuid>,
    /// Up to this place in the order of the account's changes it has what the others did.
    pub pulled: i64,
    /// Rows changed here that the server does not have yet.
    pub waiting: i64,
    /// Changes that were put aside.
    pub quarantined: Vec<Quarantined>,
    /// When both ends were last level.
    pub synced_at: Option<DateTime<Utc>>,
}

/// A change that was put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// What it is about.
    pub collection: Option<Collection>,
    /// A stable code.
    pub problem: String,
    /// When.
    pub at: DateTime<Utc>,
}

fn position(data: &Connection) -> rusqlite::Result<Position> {
    data.query_row("SELECT * FROM sync_position", [], |row| {
        Ok(Position {
            device_id: row.get("device")?,
            epoch: row.get("epoch")?,
            after: row.get("pulled")?,
            acked: row.get("acked")?,
            last_made: row.get("last_made")?,
            stale: row.get("stale")?,
        })
    })
}

fn quarantine(data: &Transaction<'_>, op: &Op, problem: &str) -> rusqlite::Result<()> {
    data.prepare_cached(
        "INSERT OR IGNORE INTO sync_quarantine (op, collection, entity, problem, at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![op.op_id, op.collection.number(), op.entity, problem, op.hlc.millis() * 1_000])
    .map(drop)
}

impl Store {
    /// This data as the account's, on this device. Data that was another account's before is sent to this one as if it had been made here.
    ///
    /// # Errors
    /// As writing.
    pub async fn sync_as(&self, user_id: Uuid, keys: impl Into<KeyRing>) -> Result<SyncStore, StoreError> {
        let keys = keys.into();
        self.write(move |data| {
            let before: Option<Uuid> =
                data.query_row("SELECT account FROM sync_position", [], |row| row.get(0)).optional()?;
            if before == Some(user_id) {
                return Ok(());
            }
            outbox::unmake_after(data, 0)?;
            data.execute(
                "INSERT INTO sync_mark SELECT collection, key, hlc FROM sync_entity WHERE length(key) > 0 ON CONFLICT DO NOTHING",
                [],
            )?;
            data.execute_batch("DELETE FROM sync_entity; DELETE FROM sync_digest; DELETE FROM sync_quarantine; DELETE FROM sync_position;")?;
            data.execute("INSERT INTO sync_position VALUES (1, ?1, ?2, NULL, 0, 0, 0, NULL, 0)", params![user_id, new_device()])
                .map(drop)
        })
        .await?;
        Ok(SyncStore { store: self.clone(), account: Account { user_id, keys } })
    }

    /// How far sync has come.
    ///
    /// # Errors
    /// As reading.
    pub async fn sync_status(&self) -> Result<SyncStatus, StoreError> {
        self.read(|data| {
            let at = |micros: i64| DateTime::from_timestamp_micros(micros).unwrap_or_default();
            let stands: Option<(Uuid, Uuid, i64, Option<i64>)> = data
                .query_row("SELECT account, device, pulled, synced_at FROM sync_position", [], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })
                .optional()?;
            let waiting =
                "SELECT (SELECT count(*) FROM sync_mark) + (SELECT count(*) FROM sync_outbox WHERE seq IS NULL)";
            let quarantined = data
                .prepare_cached("SELECT collection, problem, at FROM sync_quarantine ORDER BY row")?
                .query_map([], |row| {
                    let collection = Collection::of_number(row.get(0)?);
                    Ok(Quarantined { collection, problem: row.get(1)?, at: at(row.get(2)?) })
                })?
                .collect::<Result<_, _>>()?;
            Ok(SyncStatus {
                user_id: stands.map(|(user, ..)| user),
                device_id: stands.map(|(_, device, ..)| device),
                pulled: stands.map_or(0, |(_, _, pulled, _)| pulled),
                waiting: data.query_row(waiting, [], |row| row.get(0))?,
                quarantined,
                synced_at: stands.and_then(|(.., synced)| synced).map(at),
            })
        })
        .await
    }
}

impl Store {
    /// Up to where this data was pulled; 0 before the first sign-in.
    ///
    /// # Errors
    /// As reading.
    pub async fn sync_pulled(&self) -> Result<i64, StoreError> {
        self.read(|data| {
            let pulled = data.query_row("SELECT pulled FROM sync_position", [], |row| row.get(0)).optional()?;
            Ok(pulled.unwrap_or(0))
        })
        .await
    }
}

fn new_device() -> Uuid {
    Uuid::now_v7()
}

impl SyncStore {
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &Account) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreFailure> {
        let account = self.account.clone();
        self.store.write(move |data| work(data, &account)).await.map_err(failure)
    }

    /// Both ends are level at this moment.
    ///
    /// # Errors
    /// As writing.
    pub async fn synced(&self, at: DateTime<Utc>) -> Result<(), StoreFailure> {
        let micros = at.timestamp_micros();
        self.write(move |data, _| data.execute("UPDATE sync_position SET synced_at = ?1", [micros]).map(drop)).await
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failure(error: StoreError) -> StoreFailure {
    StoreFailure(error.to_string())
}

/// What the server has not, of which it knows so many changes, is no change any more, and is made again.
fn made_again(data: &Transaction<'_>, last_dev_n: i64) -> rusqlite::Result<()> {
    outbox::unmake_after(data, last_dev_n)?;
    data.execute("UPDATE sync_position SET acked = min(acked, ?1), last_made = ?1", [last_dev_n]).map(drop)
}

#[async_trait]
impl alfa_sync::Store for SyncStore {
    async fn position(&self) -> Result<Position, StoreFailure> {
        self.store.read(position).await.map_err(failure)
    }

    async fn outgoing(&self, most_ops: usize, most_bytes: usize) -> Result<Vec<Op>, StoreFailure> {
        self.write(move |data, account| outbox::next(data, account, most_ops, most_bytes)).await
    }

    async fn settle(&self, ops: &[Op], verdicts: &[Verdict]) -> Result<(), StoreFailure> {
        let (ops, verdicts) = (ops.to_vec(), verdicts.to_vec());
        self.write(move |data, _| outbox::settle(data, &ops, &verdicts)).await
    }

    async fn apply(&self, ops: &[Placed], after: i64) -> Result<(), StoreFailure> {
        let ops = ops.to_vec();
        self.write(move |data, account| incoming::apply(data, account, &ops, after)).await
    }

    async fn digests(&self) -> Result<BTreeMap<Collection, Digest>, StoreFailure> {
        self.store.read(held::digests).await.map_err(failure)
    }

    async fn buckets(&self, collection: Collection) -> Result<Buckets, StoreFailure> {
        self.store.read(move |data| held::buckets(data, collection)).await.map_err(failure)
    }

    async fn set_stale(&self, stale: bool, last_dev_n: i64) -> Result<(), StoreFailure> {
        self.write(move |data, _| {
            // what was made may be of what is deleted: it is made again, where it still is to be
            outbox::unmake_after(data, last_dev_n)?;
            data.execute("UPDATE sync_position SET stale = ?1, last_made = ?2", params![stale, last_dev_n]).map(drop)
        })
        .await
    }

    async fn heal(
        &self,
        collection: Collection,
        bucket: u8,
        theirs: &[Placed],
    ) -> Result<(usize, usize), StoreFailure> {
        let theirs = theirs.to_vec();
        self.write(move |data, account| incoming::heal(data, account, collection, bucket, &theirs)).await
    }

    fn key_version(&self) -> u32 {
        self.account.keys.version()
    }

    async fn stamp_again(&self, last_dev_n: i64) -> Result<(), StoreFailure> {
        self.write(move |data, _| {
            made_again(data, last_dev_n)?;
            // as the hello before said
            let now_ms = data.query_row(
                "SELECT skew_ms + CAST(unixepoch('subsec') * 1000 AS INTEGER) FROM sync_clock",
                [],
                |row| row.get(0),
            )?;
            outbox::stamp_again(data, now_ms)
        })
        .await
    }

    async fn restart(&self, epoch: Uuid, last_dev_n: i64) -> Result<(), StoreFailure> {
        self.write(move |data, _| {
            outbox::unmake_after(data, 0)?;
            data.execute(
                "UPDATE sync_position SET epoch = ?1, pulled = 0, acked = ?2, last_made = ?2, stale = 0",
                params![epoch, last_dev_n],
            )
            .map(drop)
        })
        .await
    }

    async fn renumber(&self, last_dev_n: i64) -> Result<(), StoreFailure> {
        self.write(move |data, _| made_again(data, last_dev_n)).await
    }

    async fn fork(&self) -> Result<(), StoreFailure> {
        self.write(move |data, _| {
            outbox::unmake_after(data, 0)?;
            data.execute("UPDATE sync_position SET device = ?1, acked = 0, last_made = 0", [new_device()]).map(drop)
        })
        .await
    }

    async fn set_clock(&self, server_ms: i64) -> Result<(), StoreFailure> {
        self.write(move |data, _| {
            data.execute(
                "UPDATE sync_clock SET skew_ms = ?1 - CAST(unixepoch('subsec') * 1000 AS INTEGER)",
                [server_ms],
            )
            .map(drop)
        })
        .await
    }
}
