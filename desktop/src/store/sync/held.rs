//! What the server holds, as far as this device knows, and its digests.

use alfa_sync::wire::Buckets;
use alfa_sync::{Collection, Digest, Hlc, Kind, Stamp, bucket};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) struct Held {
    pub entity: Uuid,
    pub key: Vec<u8>,
    pub stamp: Stamp,
}

fn held_of(row: &Row<'_>) -> rusqlite::Result<Held> {
    let kind: i16 = row.get("kind")?;
    let stamp = Stamp {
        kind: Kind::of_number(kind).unwrap_or(Kind::Put),
        hlc: Hlc(row.get("hlc")?),
        device_id: row.get("device")?,
        op_id: row.get("op")?,
    };
    Ok(Held { entity: row.get("entity")?, key: row.get("key")?, stamp })
}

pub(super) fn get(data: &Transaction<'_>, collection: Collection, entity: Uuid) -> rusqlite::Result<Option<Held>> {
    data.prepare_cached("SELECT * FROM sync_entity WHERE collection = ?1 AND entity = ?2")?
        .query_row(params![collection.number(), entity], held_of)
        .optional()
}

pub(super) fn all(data: &Transaction<'_>, collection: Collection, part: u8) -> rusqlite::Result<Vec<Held>> {
    let mut found: Vec<Held> = data
        .prepare_cached("SELECT * FROM sync_entity WHERE collection = ?1")?
        .query_map([collection.number()], held_of)?
        .collect::<Result<_, _>>()?;
    found.retain(|held| bucket(held.entity) == part);
    Ok(found)
}

/// Writes down what holds instead of what held before.
pub(super) fn put(
    data: &Transaction<'_>,
    sum: &mut Sum,
    collection: Collection,
    held: &Held,
    before: Option<&Held>,
) -> rusqlite::Result<()> {
    let Held { entity, key, stamp } = held;
    data.prepare_cached("INSERT OR REPLACE INTO sync_entity VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
        collection.number(),
        entity,
        key,
        stamp.kind.number(),
        stamp.hlc.0,
        stamp.device_id,
        stamp.op_id
    ])?;
    if let Some(before) = before {
        sum.toggle(collection, before);
    }
    sum.toggle(collection, held);
    Ok(())
}

pub(super) fn remove(
    data: &Transaction<'_>,
    sum: &mut Sum,
    collection: Collection,
    held: &Held,
) -> rusqlite::Result<()> {
    data.prepare_cached("DELETE FROM sync_entity WHERE collection = ?1 AND entity = ?2")?
        .execute(params![collection.number(), held.entity])?;
    sum.toggle(collection, held);
    Ok(())
}

/// What a transaction adds to the digests; written at its end.
#[derive(Default)]
pub(super) struct Sum(BTreeMap<(i16, u8), Digest>);

impl Sum {
    fn toggle(&mut self, collection: Collection, held: &Held) {
        let digest = self.0.entry((collection.number(), bucket(held.entity))).or_default();
        digest.toggle(Digest::of(collection, held.entity, &held.stamp));
    }

    pub fn write(self, data: &Transaction<'_>) -> rusqlite::Result<()> {
        for ((collection, bucket), mut digest) in self.0 {
            let before = data
                .prepare_cached("SELECT digest FROM sync_digest WHERE collection = ?1 AND bucket = ?2")?
                .query_row(params![collection, bucket], digest_of)
                .optional()?;
            digest.toggle(before.unwrap_or_default());
            data.prepare_cached("INSERT OR REPLACE INTO sync_digest VALUES (?1, ?2, ?3)")?.execute(params![
                collection,
                bucket,
                digest.0.to_be_bytes()
            ])?;
        }
        Ok(())
    }
}

fn digest_of(row: &Row<'_>) -> rusqlite::Result<Digest> {
    Ok(Digest(u128::from_be_bytes(row.get("digest")?)))
}

pub(super) fn digests(data: &Connection) -> rusqlite::Result<BTreeMap<Collection, Digest>> {
    let mut digests = BTreeMap::<Collection, Digest>::new();
    let mut parts = data.prepare_cached("SELECT collection, digest FROM sync_digest")?;
    let mut rows = parts.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(collection) = Collection::of_number(row.get("collection")?) {
            digests.entry(collection).or_default().toggle(digest_of(row)?);
        }
    }
    Ok(digests)
}

pub(super) fn buckets(data: &Connection, collection: Collection) -> rusqlite::Result<Buckets> {
    let mut parts = data.prepare_cached("SELECT bucket, digest FROM sync_digest WHERE collection = ?1")?;
    let rows = parts.query_map([collection.number()], |row| Ok((row.get("bucket")?, digest_of(row)?)))?;
    rows.filter(|row| row.as_ref().map_or(true, |(_, digest)| digest.0 != 0)).collect()
}
