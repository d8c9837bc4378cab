//! From what changed here to ops, and what the server said to them.

use super::tables::{SCHEMA, Table, table};
use super::{Account, parts, position, quarantine};
use alfa_sync::wire::Verdict;
use alfa_sync::{Collection, Hlc, Kind, Op, Sealed};
use rusqlite::{Transaction, params};
use uuid::Uuid;

/// Made into ops at once.
const BATCH: usize = 500;

struct Mark {
    collection: Collection,
    key: Vec<u8>,
    hlc: Hlc,
}

/// The next ops in the order of their numbers, within these bounds; at least one where there is any.
pub(super) fn next(
    data: &Transaction<'_>,
    account: &Account,
    most_ops: usize,
    most_bytes: usize,
) -> rusqlite::Result<Vec<Op>> {
    let count = |table: &str| -> rusqlite::Result<i64> {
        data.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
    };
    // of some marks comes nothing to send
    while count("sync_outbox WHERE seq IS NULL")? == 0 && count("sync_mark")? > 0 {
        make(data, account, most_bytes)?;
    }
    let mut texts = data.prepare_cached("SELECT op FROM sync_outbox WHERE seq IS NULL ORDER BY dev_n LIMIT ?1")?;
    let mut rows = texts.query([i64::try_from(most_ops).unwrap_or(i64::MAX)])?;
    let (mut ops, mut bytes) = (Vec::new(), 1_000);
    while let Some(row) = rows.next()? {
        let text: String = row.get("op")?;
        bytes += text.len() + 1;
        if bytes > most_bytes && !ops.is_empty() {
            break;
        }
        ops.push(serde_json::from_str(&text).map_err(unreadable)?);
    }
    Ok(ops)
}

fn unreadable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
}

/// Makes ops of the earliest marks.
fn make(data: &Transaction<'_>, account: &Account, most_bytes: usize) -> rusqlite::Result<()> {
    let at = position(data)?;
    let marks: Vec<(i16, Vec<u8>, i64)> = data
        .prepare_cached("SELECT collection, key, hlc FROM sync_mark ORDER BY hlc, collection, key LIMIT ?1")?
        .query_map([i64::try_from(BATCH).unwrap_or(i64::MAX)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let mut dev_n = at.last_made;
    for (collection, key, hlc) in marks {
        data.prepare_cached("DELETE FROM sync_mark WHERE collection = ?1 AND key = ?2")?
            .execute(params![collection, key])?;
        let Some(table) = Collection::of_number(collection).and_then(table) else { continue };
        let mark = Mark { collection: table.collection, key, hlc: Hlc(hlc) };
        let Some(op) = op(data, account, at.device_id, table, &mark, dev_n + 1)? else { continue };
        let text = serde_json::to_string(&op).map_err(unreadable)?;
        if text.len() + 1_000 > most_bytes {
            quarantine(data, &op, "too_large")?;
            continue;
        }
        dev_n += 1;
        data.prepare_cached("INSERT INTO sync_outbox VALUES (?1, ?2, ?3, ?4, ?5, NULL)")?
            .execute(params![dev_n, collection, mark.key, hlc, text])?;
    }
    data.execute("UPDATE sync_position SET last_made = ?1", [dev_n]).map(drop)
}

fn op(
    data: &Transaction<'_>,
    account: &Account,
    device_id: Uuid,
    table: &Table,
    mark: &Mark,
    dev_n: i64,
) -> rusqlite::Result<Option<Op>> {
    let Some(entity) = table.entity(data, &mark.key, &account.keys)? else { return Ok(None) };
    let body = table.body(data, &mark.key)?;
    // of what never left this computer nobody hears, not even that it is gone
    if body.is_none() && table.stays(data, &mark.key)? && !known_there(data, table, &mark.key, entity)? {
        return Ok(None);
    }
    let kind = if body.is_some() { Kind::Put } else { Kind::Delete };
    let millis = u64::try_from(mark.hlc.millis()).unwrap_or(0);
    let op_id = uuid::Builder::from_unix_timestamp_millis(millis, &crate::clock::random_bytes()).into_uuid();
    let mut op = Op {
        op_id,
        device_id,
        dev_n,
        hlc: mark.hlc,
        collection: mark.collection,
        entity,
        kind,
        schema_v: SCHEMA,
        body: Vec::new(),
    };
    if let Some(mut body) = body {
        parts::date(data, mark.collection, &mark.key, &mut body)?;
        let plain = serde_json::to_vec(&body).map_err(unreadable)?;
        op.body = if mark.collection.is_readable() {
            plain
        } else {
            let sealed = account.keys.seal(&plain, &sealed(account, &op));
            sealed.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?
        };
    }
    Ok(Some(op))
}

/// Whether the server has heard of an entity, or is about to.
fn known_there(data: &Transaction<'_>, table: &Table, key: &[u8], entity: Uuid) -> rusqlite::Result<bool> {
    data.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM sync_entity WHERE collection = ?1 AND entity = ?2)
             OR EXISTS (SELECT 1 FROM sync_outbox WHERE collection = ?1 AND key = ?3)",
    )?
    .query_row(params![table.collection.number(), entity, key], |row| row.get(0))
}

/// What the body of an op belongs to.
pub(super) fn sealed(account: &Account, op: &Op) -> Sealed {
    Sealed {
        user_id: account.user_id,
        collection: op.collection,
        entity: op.entity,
        op_id: op.op_id,
        device_id: op.device_id,
        schema_v: op.schema_v,
    }
}

/// What the server said. What it took stays until [`seen`]; what holds now comes back with the next pull.
pub(super) fn settle(data: &Transaction<'_>, ops: &[Op], verdicts: &[Verdict]) -> rusqlite::Result<()> {
    for (op, verdict) in ops.iter().zip(verdicts) {
        match verdict {
            Verdict::Rejected { problem, .. } => {
                data.prepare_cached("DELETE FROM sync_outbox WHERE dev_n = ?1")?.execute([op.dev_n])?;
                quarantine(data, op, problem)?;
            }
            Verdict::Applied { seq } | Verdict::Duplicate { seq } | Verdict::Superseded { seq } => {
                data.prepare_cached("UPDATE sync_outbox SET seq = ?2 WHERE dev_n = ?1")?.execute([op.dev_n, *seq])?;
            }
        }
    }
    let acked = ops.iter().map(|op| op.dev_n).max().unwrap_or(0);
    data.execute("UPDATE sync_position SET acked = max(acked, ?1)", [acked]).map(drop)
}

/// Everything up to this place is pulled: what the server took of it does not depend on this device any more.
pub(super) fn seen(data: &Transaction<'_>, after: i64) -> rusqlite::Result<()> {
    data.prepare_cached("DELETE FROM sync_outbox WHERE seq <= ?1")?.execute([after]).map(drop)
}

/// What is numbered after this and no pull has passed is no op any more: it will be made again. What the server has stays, though its answer may have been
/// lost: it is sent once more as it was, and known there.
pub(super) fn unmake_after(data: &Transaction<'_>, dev_n: i64) -> rusqlite::Result<()> {
    data.execute(
        "INSERT INTO sync_mark SELECT collection, key, max(hlc) FROM sync_outbox WHERE dev_n > ?1 GROUP BY collection, key
         ON CONFLICT (collection, key) DO UPDATE SET hlc = max(hlc, excluded.hlc)",
        [dev_n],
    )?;
    data.execute("DELETE FROM sync_outbox WHERE dev_n > ?1", [dev_n]).map(drop)
}

/// Stamps everything that is no op yet anew, in the same order, from a moment on.
pub(super) fn stamp_again(data: &Transaction<'_>, now_ms: i64) -> rusqlite::Result<()> {
    let marks: Vec<(i16, Vec<u8>)> = data
        .prepare_cached("SELECT collection, key FROM sync_mark ORDER BY hlc, collection, key")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut hlc = Hlc::at(now_ms);
    for (collection, key) in marks {
        data.prepare_cached("UPDATE sync_mark SET hlc = ?3 WHERE collection = ?1 AND key = ?2")?
            .execute(params![collection, key, hlc.0])?;
        parts::date_again(data, collection, &key, hlc)?;
        hlc = hlc.tick(0);
    }
    data.execute("UPDATE sync_clock SET hlc = ?1", [hlc.0]).map(drop)
}

/// When a row was last changed here and not yet sent, where it was.
pub(super) fn pending(data: &Transaction<'_>, collection: Collection, key: &[u8]) -> rusqlite::Result<Option<Hlc>> {
    let newest: Option<i64> = data
        .prepare_cached(
            "SELECT max(hlc) FROM (SELECT hlc FROM sync_mark WHERE collection = ?1 AND key = ?2
             UNION ALL SELECT hlc FROM sync_outbox WHERE collection = ?1 AND key = ?2 AND seq IS NULL)",
        )?
        .query_row(params![collection.number(), key], |row| row.get(0))?;
    Ok(newest.map(Hlc))
}
