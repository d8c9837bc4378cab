//! What changed elsewhere.

use super::held::{self, Held, Sum};
use super::outbox::{pending, sealed, seen};
use super::tables::{Table, table};
use super::{Account, parts, position, quarantine};
use alfa_sync::wire::Placed;
use alfa_sync::{Collection, Kind, Op};
use rusqlite::{Transaction, params};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Takes changes in, and that everything up to `after` is pulled.
pub(super) fn apply(data: &Transaction<'_>, account: &Account, ops: &[Placed], after: i64) -> rusqlite::Result<()> {
    take(data, account, ops)?;
    seen(data, after)?;
    data.execute("UPDATE sync_position SET pulled = ?1", [after]).map(drop)
}

/// Takes changes in; how many of them were news.
fn take(data: &Transaction<'_>, account: &Account, ops: &[Placed]) -> rusqlite::Result<usize> {
    data.execute("UPDATE sync_clock SET applying = 1", [])?;
    let (mut taken, mut sum) = (0, Sum::default());
    for placed in ops {
        taken += usize::from(one(data, account, &placed.op, &mut sum)?);
    }
    sum.write(data)?;
    let newest = ops.iter().map(|placed| placed.op.hlc.0).max().unwrap_or(0);
    data.execute("UPDATE sync_clock SET applying = 0, hlc = max(hlc, ?1)", [newest])?;
    Ok(taken)
}

fn one(data: &Transaction<'_>, account: &Account, op: &Op, sum: &mut Sum) -> rusqlite::Result<bool> {
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
        _ => known.as_ref().map_or_else(|| key_of_entity(data, account, op), |known| Ok(known.key.clone()))?,
    };
    if let Some(table) = table
        && !key.is_empty()
    {
        bring(data, table, op, &key, body.as_ref())?;
    }
    let holds = Held { entity: op.entity, key, stamp: op.stamp() };
    held::put(data, sum, op.collection, &holds, known.as_ref())?;
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
    // whether what is to be sent of it from here will hold against this
    let to_be_sent = match here {
        Some(here) if here == op.hlc => position(data)?.device_id > op.device_id,
        here => here.is_some_and(|here| here > op.hlc),
    };
    if let Some(body) = body
        && let Some(row) = table.body(data, key)?
        && let Some(mixed) = parts::merge(data, op.collection, key, (&row, body), (op.hlc, to_be_sent))?
    {
        if !table.put(data, &mixed)? {
            return quarantine(data, op, "unreadable");
        }
        parts::keep_dates(data, op.collection, key, body, op.hlc)?;
        return parts::mark(data, op.collection, key, op.hlc);
    }
    let for_good = op.kind == Kind::Delete && op.collection.deletes_for_good();
    if to_be_sent && !for_good {
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
                return Ok(());
            }
            parts::keep_dates(data, op.collection, key, body, op.hlc)?;
            if op.collection == Collection::Firings || op.collection == Collection::Alerts {
                found_elsewhere(data, op.collection, key)?;
            }
        }
        // that it is gone elsewhere is what its staying here means
        (Kind::Delete, _) if table.stays(data, key)? => {}
        (Kind::Delete, _) => table.delete(data, key, op.hlc.millis() * 1_000)?,
        (Kind::Put, None) => {}
    }
    data.prepare_cached("DELETE FROM sync_mark WHERE collection = ?1 AND key = ?2")?
        .execute(params![op.collection.number(), key])
        .map(drop)
}

/// A firing that somebody else found, or an alert with its firing: a firing says that its alert has done its work, or how often it was armed; over the
/// alert's channels it is told, unless that turns out to have been done. What happened more than a day ago is history.
fn found_elsewhere(data: &Transaction<'_>, collection: Collection, key: &[u8]) -> rusqlite::Result<()> {
    let which = if collection == Collection::Firings { "firing.id = ?1" } else { "alert.id = ?1" };
    let of =
        format!("FROM firing JOIN alert ON alert.id = firing.alert AND alert.version = firing.version WHERE {which}");
    data.prepare_cached(&format!(
        "UPDATE alert SET state = 'fired' WHERE state = 'active' AND condition NOT LIKE '%; repeat%' AND id IN (SELECT alert.id {of})"
    ))?
    .execute([key])?;
    if collection != Collection::Firings {
        return Ok(());
    }
    data.prepare_cached(&format!(
        "INSERT INTO arming (alert, version, arming, fired_at) SELECT firing.alert, firing.version, firing.arming, firing.at {of}
         ON CONFLICT (alert) DO UPDATE SET version = excluded.version, arming = excluded.arming, fired_at = excluded.fired_at
         WHERE (excluded.version, excluded.arming) > (arming.version, arming.arming)"
    ))?
    .execute([key])?;
    data.prepare_cached(&format!(
        "INSERT OR IGNORE INTO delivery (firing, channel, state, attempts, due_at)
         SELECT firing.id, channel.value, 'pending', 0, firing.at
         FROM firing JOIN alert ON alert.id = firing.alert, json_each(alert.channels) AS channel
         WHERE {which} AND alert.deleted_at IS NULL AND firing.at > (CAST(unixepoch('subsec') * 1000 AS INTEGER) - 86400000) * 1000"
    ))?
    .execute([key])
    .map(drop)
}

fn read(account: &Account, op: &Op) -> Option<Map<String, Value>> {
    let plain = if op.collection.is_readable() {
        op.body.clone()
    } else {
        account.keys.open(&op.body, &sealed(account, op)).ok()?
    };
    serde_json::from_slice(&plain).ok()
}

/// The key of an entity whose row this device may have without having heard of the entity.
fn key_of_entity(data: &Transaction<'_>, account: &Account, op: &Op) -> rusqlite::Result<Vec<u8>> {
    let names = match op.collection {
        Collection::Watchlist => "SELECT DISTINCT coin FROM watch",
        Collection::Settings => "SELECT name FROM setting",
        _ => return Ok(op.entity.as_bytes().to_vec()),
    };
    let names: Vec<String> = data.prepare_cached(names)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let found = names.into_iter().find(|name| account.keys.entity(op.collection, name) == op.entity);
    Ok(found.map(String::into_bytes).unwrap_or_default())
}

/// Makes a part level with the server's. Where this device is stale, what the server has no more was deleted.
pub(super) fn heal(
    data: &Transaction<'_>,
    account: &Account,
    collection: Collection,
    part: u8,
    theirs: &[Placed],
) -> rusqlite::Result<(usize, usize)> {
    let stale = position(data)?.stale;
    let mut taken = take(data, account, theirs)?;
    let there: BTreeMap<_, _> = theirs.iter().map(|placed| (placed.op.entity, placed.op.stamp())).collect();
    let (mut missing, mut sum) = (0, Sum::default());
    for held in held::all(data, collection, part)? {
        let other = there.get(&held.entity);
        // a deletion the server has forgotten is none that is missing; it is kept here, against whoever brings the entity back
        if other == Some(&held.stamp) || (other.is_none() && held.stamp.kind == Kind::Delete) {
            continue;
        }
        held::remove(data, &mut sum, collection, &held)?;
        if held.key.is_empty() {
            continue;
        }
        if stale && other.is_none() {
            taken += usize::from(end(data, collection, &held)?);
            continue;
        }
        missing += 1;
        data.prepare_cached(
            "INSERT INTO sync_mark VALUES (?1, ?2, ?3) ON CONFLICT (collection, key) DO UPDATE SET hlc = max(hlc, excluded.hlc)",
        )?
        .execute(params![collection.number(), held.key, held.stamp.hlc.0])?;
    }
    sum.write(data)?;
    Ok((taken, missing))
}

/// Takes away what was deleted elsewhere, unless it was changed here and may come back.
fn end(data: &Transaction<'_>, collection: Collection, held: &Held) -> rusqlite::Result<bool> {
    let Some(table) = table(collection) else { return Ok(false) };
    if !collection.deletes_for_good() && pending(data, collection, &held.key)?.is_some() {
        return Ok(false);
    }
    data.execute("UPDATE sync_clock SET applying = 1", [])?;
    table.delete(data, &held.key, held.stamp.hlc.millis() * 1_000)?;
    data.execute("UPDATE sync_clock SET applying = 0", [])?;
    data.prepare_cached("DELETE FROM sync_mark WHERE collection = ?1 AND key = ?2")?
        .execute(params![collection.number(), held.key])?;
    Ok(true)
}
