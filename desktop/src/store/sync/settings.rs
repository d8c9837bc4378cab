//! Settings: the file is the user's, and changed by whoever; what sync knows of it is compared with it before and after each round.

use super::SyncStore;
use alfa_sync::{Collection, Hlc, StoreFailure};
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::BTreeMap;

/// What is known of a setting.
struct Known {
    value: Option<String>,
    written: Option<String>,
}

impl SyncStore {
    /// What was changed in the file since it was last looked at is to be sent, dated as the file is; `changed_ms` is since 1970.
    pub(crate) async fn settings_changed(
        &self,
        names: &'static [&'static str],
        file: BTreeMap<String, String>,
        changed_ms: i64,
    ) -> Result<(), StoreFailure> {
        self.write(move |data, _| {
            for name in names {
                changed(data, name, file.get(*name), changed_ms)?;
            }
            Ok(())
        })
        .await
    }

    /// What is to be written into the file, because it came from elsewhere; `None` where the default is to count.
    pub(crate) async fn settings_to_write(&self) -> Result<BTreeMap<String, Option<String>>, StoreFailure> {
        self.write(|data, _| {
            let holds = "SELECT name, CASE WHEN deleted_at IS NULL THEN value END AS holds, written FROM setting";
            data.prepare_cached(&format!("SELECT name, holds FROM ({holds}) WHERE holds IS NOT written"))?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
        .await
    }

    /// This stands in the file now.
    pub(crate) async fn setting_written(&self, name: String, value: Option<String>) -> Result<(), StoreFailure> {
        self.write(move |data, _| {
            data.execute("UPDATE setting SET written = ?2 WHERE name = ?1", params![name, value]).map(drop)
        })
        .await
    }
}

fn changed(data: &Transaction<'_>, name: &str, file: Option<&String>, changed_ms: i64) -> rusqlite::Result<()> {
    let known = data
        .prepare_cached("SELECT value, written, deleted_at FROM setting WHERE name = ?1")?
        .query_row([name], |row| {
            let gone: Option<i64> = row.get(2)?;
            Ok(Known { value: gone.is_none().then(|| row.get(0)).transpose()?, written: row.get(1)? })
        })
        .optional()?;
    let before = known.as_ref().and_then(|known| known.written.as_ref());
    if before == file {
        return Ok(());
    }
    let holds = known.as_ref().and_then(|known| known.value.as_ref());
    data.prepare_cached(
        "INSERT INTO setting (name, value, written, deleted_at) VALUES (?1, coalesce(?2, ''), ?2, iif(?2 IS NULL, ?3, NULL))
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, written = excluded.written, deleted_at = excluded.deleted_at",
    )?
    .execute(params![name, file, changed_ms * 1_000])?;
    if holds == file {
        // it came from elsewhere, and only its note was missing
        return Ok(());
    }
    let held: Option<i64> = data
        .prepare_cached("SELECT hlc FROM sync_entity WHERE collection = ?1 AND key = ?2")?
        .query_row(params![Collection::Settings.number(), name.as_bytes()], |row| row.get(0))
        .optional()?;
    // whoever changed it had seen what stood there: this comes after it
    let seen = held.filter(|_| holds == before).unwrap_or(0);
    let skew: i64 = data.query_row("SELECT skew_ms FROM sync_clock", [], |row| row.get(0))?;
    let hlc = Hlc(seen).tick(changed_ms + skew);
    data.prepare_cached(
        "INSERT INTO sync_mark VALUES (?1, ?2, ?3) ON CONFLICT (collection, key) DO UPDATE SET hlc = max(hlc + 1, excluded.hlc)",
    )?
    .execute(params![Collection::Settings.number(), name.as_bytes(), hlc.0])?;
    data.execute("UPDATE sync_clock SET hlc = max(hlc, ?1)", [hlc.0]).map(drop)
}
