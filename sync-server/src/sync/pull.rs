//! What changed elsewhere.

use super::heads;
use super::page::{Ask, Page};
use super::replicated::replicated;
use super::row::PlacedRow;
use crate::auth::Caller;
use crate::{App, Problem};
use alfa_sync::wire::{Bucket, Buckets, Pulled};
use alfa_sync::{Collection, Digest, Hlc, Kind, Stamp};
use sqlx::postgres::PgRow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Changes of a page.
const MOST: i64 = 1_000;

/// A page of what holds after a place, in order, and at the head the digests of what there is.
///
/// # Errors
/// [`alfa_sync::wire::Refusal::EpochChanged`]; `signed_out`; [`Problem::away`].
pub async fn pull(app: &App, caller: Caller, ask: Ask) -> Result<Pulled, Problem> {
    let ask = Ask { after: ask.after.max(0), limit: ask.limit.clamp(1, MOST), ..ask };
    let mut page = replicated(app, caller, ask).await?;
    if !app.guards().cursor {
        later(app, caller, &mut page).await?;
    }
    let Page { ops, next, head, last_dev_n, digests } = page;
    let digests = if next == head { heads::of_bytes(&digests) } else { BTreeMap::default() };
    Ok(Pulled { ops, next, head, last_dev_n, digests })
}

/// The head as it is after the page was read: what a pull without its guard goes by.
async fn later(app: &App, caller: Caller, page: &mut Page) -> Result<(), Problem> {
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let at_head = page.next == page.head;
    (page.head, page.digests) = sqlx::query_as("SELECT seq, digests FROM sync_head WHERE user_id = $1")
        .bind(caller.user_id)
        .fetch_one(&app.pool)
        .await?;
    if at_head {
        page.next = page.head;
    }
    Ok(())
}

/// The digests of a collection's parts.
///
/// # Errors
/// [`Problem::away`]
pub async fn buckets(app: &App, caller: Caller, collection: Collection) -> Result<Buckets, Problem> {
    let rows: Vec<(Uuid, i16, i64, Uuid, Uuid)> = sqlx::query_as(
        "SELECT entity, kind, hlc, device_id, op_id FROM entity WHERE user_id = $1 AND collection = $2 AND kind = 0",
    )
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
    let rows: Vec<Option<PlacedRow>> = sqlx::query(
        "SELECT seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body FROM op
         WHERE user_id = $1 AND collection = $2 AND live AND get_byte(uuid_send(entity), 15) = $3 ORDER BY seq",
    )
    .bind(caller.user_id)
    .bind(collection.number())
    .bind(i32::from(bucket))
    .try_map(|row: PgRow| PlacedRow::with_body(&row, 0))
    .fetch_all(&app.pool)
    .await?;
    Ok(Bucket { ops: rows.into_iter().flatten().filter_map(PlacedRow::placed).collect() })
}
