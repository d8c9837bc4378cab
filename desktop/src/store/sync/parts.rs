//! Rows that are merged part by part: of each part the later change counts, wherever it was made.

use alfa_sync::{Collection, Hlc};
use rusqlite::{Transaction, params};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Where a body says when each of its parts was last changed, by name; a part that is not there never was.
const CHANGED: &str = "changed";
const VERSION: &str = "version";

/// Columns that belong together.
struct Part {
    name: &'static str,
    columns: &'static [&'static str],
}

/// The parts of a collection's rows; none where a row is one. The triggers of `0009_parts.sql` date them.
fn parts(collection: Collection) -> &'static [Part] {
    match collection {
        Collection::Conversations => &[
            Part { name: "title", columns: &["title"] },
            Part { name: "dialogue", columns: &["dialogue", "updated_at"] },
        ],
        Collection::Alerts => &[
            Part { name: "rule", columns: &["coin", "quote", "condition", "span", "hysteresis_pct", "said"] },
            Part { name: "cooldown", columns: &["cooldown_s"] },
            Part { name: "channels", columns: &["channels"] },
            Part { name: "state", columns: &["state"] },
        ],
        _ => &[],
    }
}

type Dates = BTreeMap<String, i64>;

/// Writes into a body when its parts were changed.
pub(super) fn date(
    data: &Transaction<'_>,
    collection: Collection,
    key: &[u8],
    body: &mut Map<String, Value>,
) -> rusqlite::Result<()> {
    if !parts(collection).is_empty() {
        let dates = dates_here(data, collection, key)?;
        body.insert(
            CHANGED.to_owned(),
            Value::Object(dates.into_iter().map(|(part, hlc)| (part, hlc.into())).collect()),
        );
    }
    Ok(())
}

fn dates_here(data: &Transaction<'_>, collection: Collection, key: &[u8]) -> rusqlite::Result<Dates> {
    data.prepare_cached("SELECT part, hlc FROM sync_part WHERE collection = ?1 AND key = ?2")?
        .query_map(params![collection.number(), key], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Those of a body; one that does not say was changed as a whole.
fn dates_of(collection: Collection, body: &Map<String, Value>, hlc: Hlc) -> Dates {
    let said = body.get(CHANGED).and_then(Value::as_object);
    let date = |part: &Part| match said {
        Some(said) => said.get(part.name).and_then(Value::as_i64),
        None => Some(hlc.0),
    };
    parts(collection).iter().filter_map(|part| Some((part.name.to_owned(), date(part)?))).collect()
}

/// A row as it is here and a change of it from elsewhere: what the row is then, where some of its parts were changed here later. It is as neither had it, and a
/// change that the others do not know yet. `None` where the change counts as it is, or what is to be sent from here holds against it and says it all.
/// Parts of one date are theirs:
/// which of two changes holds is decided before.
pub(super) fn merge(
    data: &Transaction<'_>,
    collection: Collection,
    key: &[u8],
    (here, theirs): (&Map<String, Value>, &Map<String, Value>),
    (hlc, to_be_sent): (Hlc, bool),
) -> rusqlite::Result<Option<Map<String, Value>>> {
    if parts(collection).is_empty() {
        return Ok(None);
    }
    let (ours, their) = (dates_here(data, collection, key)?, dates_of(collection, theirs, hlc));
    let version = |body: &Map<String, Value>| body.get(VERSION).and_then(Value::as_i64);
    let (mut mixed, mut from_here, mut from_there, mut anew) = (theirs.clone(), false, false, false);
    for part in parts(collection) {
        let date = |dates: &Dates| dates.get(part.name).copied().unwrap_or(0);
        let (our, their) = (date(&ours), date(&their));
        let differs = part.columns.iter().any(|column| here.get(*column) != theirs.get(*column));
        // that an alert fired is no change of anybody's
        let fired = part.name == "state" && our == their && version(here) == version(theirs);
        if !differs || fired {
            continue;
        }
        if our <= their {
            from_there = true;
            // a firing of the rule that was here under this version, or a later one, is none of theirs
            anew |= part.name == "rule" && version(here) >= version(theirs);
            continue;
        }
        from_here = true;
        for column in part.columns {
            mixed.insert((*column).to_owned(), here.get(*column).cloned().unwrap_or_default());
        }
    }
    let is_ahead = version(here).zip(version(theirs)).is_none_or(|(here, theirs)| here > theirs);
    Ok(match (from_here, from_there) {
        (false, false) => None,
        (false, true) if !to_be_sent && !anew => None,
        (true, false) if to_be_sent && is_ahead => None,
        _ => {
            // a rule that is watched anew
            if let Some(newer) = version(here).max(version(theirs)) {
                mixed.insert(VERSION.to_owned(), (newer + 1).into());
            }
            Some(mixed)
        }
    })
}

/// Keeps the dates of a change that was taken in, each where it is later than the one here.
pub(super) fn keep_dates(
    data: &Transaction<'_>,
    collection: Collection,
    key: &[u8],
    body: &Map<String, Value>,
    hlc: Hlc,
) -> rusqlite::Result<()> {
    for (part, hlc) in dates_of(collection, body, hlc) {
        data.prepare_cached(
            "INSERT INTO sync_part VALUES (?1, ?2, ?3, ?4) ON CONFLICT (collection, key, part) DO UPDATE SET hlc = max(hlc, excluded.hlc)",
        )?
        .execute(params![collection.number(), key, part, hlc])?;
    }
    Ok(())
}

/// What was merged here is a change that the others do not know: it comes after both.
pub(super) fn mark(data: &Transaction<'_>, collection: Collection, key: &[u8], after: Hlc) -> rusqlite::Result<()> {
    // another computer may merge the same at the same moment
    let apart = i64::from(crate::clock::random_bytes()[0]);
    data.execute(
        "UPDATE sync_clock SET hlc = max(hlc, ?1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16) + 1 + ?2",
        params![after.0, apart],
    )?;
    data.prepare_cached(
        "INSERT INTO sync_mark SELECT ?1, ?2, hlc FROM sync_clock WHERE true
         ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc",
    )?
    .execute(params![collection.number(), key])
    .map(drop)
}

/// A clock was ahead: what it dated is dated no later than this.
pub(super) fn date_again(data: &Transaction<'_>, collection: i16, key: &[u8], hlc: Hlc) -> rusqlite::Result<()> {
    data.prepare_cached("UPDATE sync_part SET hlc = min(hlc, ?3) WHERE collection = ?1 AND key = ?2")?
        .execute(params![collection, key, hlc.0])
        .map(drop)
}
