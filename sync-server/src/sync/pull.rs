//! What changed elsewhere.

use super::heads::{self};
use super::refused;
use crate::auth::Caller;
use crate::{App, Problem};
use alfa_sync::wire::{Bucket, Buckets, Placed, Pulled, Refusal};
use alfa_sync::{Collection, Digest, Hlc, Kind, Op, Stamp};
use uuid::Uuid;

const MOST: i64 = 1_000;

type OpRow = (i64, Uuid, Uuid, i64, i64, i16, Uuid, i16, i16, Vec<u8>);

fn placed(row: OpRow) -> Option<Placed> {
    let (seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body) = row;
    let op = Op {
        op_id,
        device_id,
        dev_n,
        hlc: Hlc(hlc),
        collection: Collection::of_number(collection)?,
        entity,
        kind: Kind::of_number(kind)?,
        schema_v,
        body,
    };
    Some(Placed { seq, op })
}

/// A page of what holds after a place, in order. The head is read first and nothing after it is given, all as of one moment:
/// page, head and digests belong together.
///
/// # Errors
/// [`Refusal::EpochChanged`]; [`Problem::away`].
pub async fn pull(
    app: &App,
    caller: Caller,
    epoch: Uuid,
    device: Uuid,
    after: i64,
    limit: i64,
) -> Result<Pulled, Problem> {
    let limit = limit.clamp(1, MOST);
    let mut transaction = app.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let (head, known, digests, last_dev_n): (i64, Uuid, Vec<u8>, Option<i64>) = sqlx::query_as(
        "SELECT h.seq, h.epoch, h.digests, d.last_dev_n FROM sync_head h
         LEFT JOIN sync_device d ON d.user_id = h.user_id AND d.device_id = $2 WHERE h.user_id = $1",
    )
    .bind(caller.user_id)
    .bind(device)
    .fetch_one(&mut *transaction)
    .await?;
    if known != epoch {
        return Err(refused(&Refusal::EpochChanged { epoch: known }));
    }
    let rows: Vec<OpRow> = sqlx::query_as(
        "SELECT seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body FROM op
         WHERE user_id = $1 AND seq > $2 AND live ORDER BY seq LIMIT $3",
    )
    .bind(caller.user_id)
    .bind(after)
    .bind(limit)
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == limit);
    let ops: Vec<Placed> = rows.into_iter().filter_map(placed).collect();
    let next = if full { ops.last().map_or(head, |last| last.seq) } else { head };
    let digests = if next == head { heads::of_bytes(&digests) } else { Default::default() };
    Ok(Pulled { ops, next, head, last_dev_n: last_dev_n.unwrap_or(0), digests })
}

/// The digests of a collection's parts.
///
/// # Errors
/// [`Problem::away`]
pub async fn buckets(app: &App, caller: Caller, collection: Collection) -> Result<Buckets, Problem> {
    let rows: Vec<(Uuid, i16, i64, Uuid, Uuid)> =
        sqlx::query_as("SELECT entity, kind, hlc, device_id, op_id FROM entity WHERE user_id = $1 AND collection = $2")
            .bind(caller.user_id)
            .bind(collection.number())
            .fetch_all(&app.pool)
            .await?;
    let mut buckets = Buckets::new();
    for (entity, kind, hlc, device_id, op_id) in rows {
        let Some(kind) = Kind::of_number(kind) else { continue };
        let stamp = Stamp { kind, hlc: Hlc(hlc), device_id, op_id };
        buckets.entry(alfa_sync::bucket(entity)).or_default().toggle(Digest::of(collection, entity, &stamp));
    }
    buckets.retain(|_, digest| digest.0 != 0);
    Ok(buckets)
}

/// All that holds in a part.
///
/// # Errors
/// [`Problem::away`]
pub async fn bucket(app: &App, caller: Caller, collection: Collection, bucket: u8) -> Result<Bucket, Problem> {
    let rows: Vec<OpRow> = sqlx::query_as(
        "SELECT seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body FROM op
         WHERE user_id = $1 AND collection = $2 AND live AND get_byte(uuid_send(entity), 15) = $3 ORDER BY seq",
    )
    .bind(caller.user_id)
    .bind(collection.number())
    .bind(i32::from(bucket))
    .fetch_all(&app.pool)
    .await?;
    Ok(Bucket { ops: rows.into_iter().filter_map(placed).collect() })
}
