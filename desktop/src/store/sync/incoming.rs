//! What changed elsewhere.

use super::held::{self, Held};
use super::outbox::{pending, sealed};
use super::tables::{Table, table};
use super::{Account, quarantine};
use alfa_sync::wire::Placed;
use alfa_sync::{Collection, Kind, Op};
use rusqlite::{Transaction, params};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Takes changes in, and that everything up to `after` is pulled.
pub(super) fn apply(data: &Transaction<'_>, account: &Account, ops: &[Placed], after: i64) -> rusqlite::Result<()> {
    take(data, account, ops)?;
    data.execute("UPDATE sync_position SET pulled = ?1", [after]).map(drop)
}

/// Takes changes in; how many of them were news.
fn take(data: &Transaction<'_>, account: &Account, ops: &[Placed]) -> rusqlite::Result<usize> {
    data.execute("UPDATE sync_clock SET applying = 1", [])?;
    let mut taken = 0;
    for placed in ops {
        taken += usize::from(one(data, account, &placed.op)?);
    }
    let newest = ops.iter().map(|placed| placed.op.hlc.0).max().unwrap_or(0);
    data.execute("UPDATE sync_clock SET applying = 0, hlc = max(hlc, ?1)", [newest])?;
    Ok(taken)
}

fn one(data: &Transaction<'_>, account: &Account, op: &Op) -> rusqlite::Result<bool> {
    let known = held::get(data, op.collection, op.entity)?;
    if known.as_ref().is_some_and(|known| !op.stamp().beats(&known.stamp, op.collection)) {
        return Ok(false);
    }
    let table = table(op.collection);
    let body = match (table, op.kind) {
        (Some(_), Kind::Put) => {
            let body = read(account, op);
            if body.is_none() {
                quarantine(data, op, "unreadable")?;
            }
            body
        }
        _ => None,
    };
    let key = match (table, &body) {
        (Some(table), Some(body)) => table.key(body).unwrap_or_default(),
        // a deletion says nothing but its entity
        _ => known.map_or_else(|| key_of_entity(data, account, op), |known| Ok(known.key))?,
    };
    if let Some(table) = table
        && !key.is_empty()
    {
        bring(data, table, op, &key, body.as_ref())?;
    }
    held::put(data, op.collection, &Held { entity: op.entity, key, stamp: op.stamp() })?;
    Ok(true)
}

/// Makes the row what the change says, unless it was changed here later.
fn bring(
    data: &Transaction<'_>,
    table: &Table,
    op: &Op,
    key: &[u8],
    body: Option<&Map<String, Value>>,
) -> rusqlite::Result<()> {
    let here = pending(data, op.collection, key)?;
    let for_good = op.kind == Kind::Delete && op.collection.deletes_for_good();
    if here.is_some_and(|here| here >= op.hlc) && !for_good {
        return Ok(());
    }
    // deleted here for good and not yet sent: no later edit brings it back
    if here.is_some() && op.kind == Kind::Put && op.collection.deletes_for_good() && table.body(data, key)?.is_none() {
        return Ok(());
    }
    match (op.kind, body) {
        (Kind::Put, Some(body)) => {
            if !table.put(data, body)? {
                quarantine(data, op, "unreadable")?;
            }
        }
        (Kind::Delete, _) => table.delete(data, key, op.hlc.millis() * 1_000)?,
        (Kind::Put, None) => {}
    }
    data.prepare_cached("DELETE FROM sync_mark WHERE collection = ?1 AND key = ?2")?
        .execute(params![op.collection.number(), key])
        .map(drop)
}

fn read(account: &Account, op: &Op) -> Option<Map<String, Value>> {
    let plain = if op.collection.is_readable() {
        op.body.clone()
    } else {
        account.key.open(&op.body, &sealed(account, op)).ok()?
    };
    serde_json::from_slice(&plain).ok()
}

/// The key of an entity whose row this device may have without having heard of the entity.
fn key_of_entity(data: &Transaction<'_>, account: &Account, op: &Op) -> rusqlite::Result<Vec<u8>> {
    if op.collection != Collection::Watchlist {
        return Ok(op.entity.as_bytes().to_vec());
    }
    let coins: Vec<String> = data
        .prepare_cached("SELECT DISTINCT coin FROM watch")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let found = coins.into_iter().find(|coin| account.key.entity(op.collection, coin) == op.entity);
    Ok(found.map(String::into_bytes).unwrap_or_default())
}

/// Makes a part level with the server's.
pub(super) fn heal(
    data: &Transaction<'_>,
    account: &Account,
    collection: Collection,
    part: u8,
    theirs: &[Placed],
) -> rusqlite::Result<(usize, usize)> {
    let taken = take(data, account, theirs)?;
    let there: BTreeMap<_, _> = theirs.iter().map(|placed| (placed.op.entity, placed.op.stamp())).collect();
    let mut missing = 0;
    for held in held::all(data, collection, part)? {
        if there.get(&held.entity) == Some(&held.stamp) {
            continue;
        }
        held::remove(data, collection, held.entity)?;
        if held.key.is_empty() {
            continue;
        }
        missing += 1;
        data.prepare_cached(
            "INSERT INTO sync_mark VALUES (?1, ?2, ?3) ON CONFLICT (collection, key) DO UPDATE SET hlc = max(hlc, excluded.hlc)",
        )?
        .execute(params![collection.number(), held.key, held.stamp.hlc.0])?;
    }
    Ok((taken, missing))
}
