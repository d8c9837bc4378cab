//! What changed elsewhere.

use super::heads;
use super::refused;
use super::replicated::replicated;
use crate::auth::Caller;
use crate::{App, Problem};
use alfa_sync::wire::{Bucket, Buckets, Placed, Pulled, Refusal};
use alfa_sync::{Collection, Digest, Hlc, Kind, Op, Stamp};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgPool, Row as _};
use std::collections::BTreeMap;
use uuid::Uuid;

const MOST: i64 = 1_000;

/// A row of `op`.
pub(super) struct PlacedRow {
    pub seq: i64,
    op_id: Uuid,
    device_id: Uuid,
    dev_n: i64,
    hlc: i64,
    collection: i16,
    entity: Uuid,
    kind: i16,
    schema_v: i16,
    pub body: Vec<u8>,
}

impl PlacedRow {
    /// Its columns, in the order above, from this one on.
    pub fn at(row: &PgRow, first: usize) -> sqlx::Result<Self> {
        Ok(Self {
            seq: row.try_get(first)?,
            op_id: row.try_get(first + 1)?,
            device_id: row.try_get(first + 2)?,
            dev_n: row.try_get(first + 3)?,
            hlc: row.try_get(first + 4)?,
            collection: row.try_get(first + 5)?,
            entity: row.try_get(first + 6)?,
            kind: row.try_get(first + 7)?,
            schema_v: row.try_get(first + 8)?,
            body: row.try_get(first + 9)?,
        })
    }

    fn placed(self) -> Option<Placed> {
        let Self { seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body } = self;
        let (hlc, collection, kind) = (Hlc(hlc), Collection::of_number(collection)?, Kind::of_number(kind)?);
        Some(Placed { seq, op: Op { op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body } })
    }
}

/// Up to where what holds is read at once, in bytes of bodies; one page has at most one body more.
const MOST_PAGE: i64 = 4 << 20;
/// No body is longer, in bytes: a push would not have had room for it.
const LONGEST: i64 = 1 << 20;

/// What holds after a place, as of one moment: page, head and digests belong together.
pub(crate) struct Page {
    pub ops: Vec<Placed>,
    pub next: i64,
    pub head: i64,
    pub last_dev_n: i64,
    pub digests: Vec<u8>,
}

impl Page {
    /// Of the rows after the place; `cut` where more of them hold than there are here.
    pub fn of(ask: Ask, rows: Vec<PlacedRow>, cut: bool, at: Standing) -> Self {
        let Standing { head, last_dev_n, digests } = at;
        let full = cut || i64::try_from(rows.len()).is_ok_and(|count| count == ask.limit);
        let next = rows.last().filter(|_| full).map_or(head, |row| row.seq);
        Self { ops: rows.into_iter().filter_map(PlacedRow::placed).collect(), next, head, last_dev_n, digests }
    }
}

/// Where an account stands, and a device in it.
pub(super) struct Standing {
    pub head: i64,
    pub last_dev_n: i64,
    pub digests: Vec<u8>,
}

struct PageRow {
    head: i64,
    epoch: Uuid,
    last_dev_n: Option<i64>,
    /// In the first row.
    digests: Option<Vec<u8>>,
    /// None where there is nothing after the place.
    op: Option<PlacedRow>,
}

impl<'r> FromRow<'r, PgRow> for PageRow {
    fn from_row(row: &'r PgRow) -> sqlx::Result<Self> {
        let seq: Option<i64> = row.try_get(4)?;
        Ok(Self {
            head: row.try_get(0)?,
            epoch: row.try_get(1)?,
            last_dev_n: row.try_get(2)?,
            digests: row.try_get(3)?,
            op: seq.map(|_| PlacedRow::at(row, 4)).transpose()?,
        })
    }
}

/// What a device asks for.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// The epoch it knows.
    pub epoch: Uuid,
    /// The device.
    pub device: Uuid,
    /// Up to where it has pulled.
    pub after: i64,
    /// Most changes.
    pub limit: i64,
}

/// A page of what holds after a place, in order; who asks is looked at in the same query.
pub(super) async fn page(pool: &PgPool, caller: Caller, ask: Ask) -> Result<Page, Problem> {
    // one statement sees one moment
    let mut rows: Vec<PageRow> = sqlx::query_as(
        "SELECT h.seq AS head, h.epoch, d.last_dev_n, CASE WHEN coalesce(page.place, 1) = 1 THEN h.digests END AS digests, page.*
         FROM device s JOIN sync_head h ON h.user_id = s.user_id
         LEFT JOIN sync_device d ON d.user_id = h.user_id AND d.device_id = $3
         LEFT JOIN LATERAL (
             SELECT counted.* FROM (
                 SELECT op.seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body,
                        row_number() OVER (ORDER BY op.seq) AS place,
                        sum(length(body)) OVER (ORDER BY op.seq ROWS UNBOUNDED PRECEDING) - length(body) AS before
                 FROM (SELECT * FROM op WHERE op.user_id = $1 AND op.seq > $4 AND live ORDER BY op.seq LIMIT $5) op
             ) counted WHERE before <= $6
         ) page ON h.epoch = $7
         WHERE s.id = $2 AND s.user_id = $1 AND s.revoked_at IS NULL ORDER BY page.place",
    )
    .bind(caller.user_id)
    .bind(caller.session_id)
    .bind(ask.device)
    .bind(ask.after)
    .bind(ask.limit)
    .bind(MOST_PAGE)
    .bind(ask.epoch)
    .fetch_all(pool)
    .await?;
    let Some(first) = rows.first_mut() else { return Err(Problem::signed_out()) };
    if first.epoch != ask.epoch {
        return Err(refused(&Refusal::EpochChanged { epoch: first.epoch }));
    }
    let (head, last_dev_n) = (first.head, first.last_dev_n.unwrap_or(0));
    let at = Standing { head, last_dev_n, digests: first.digests.take().unwrap_or_default() };
    let rows: Vec<PlacedRow> = rows.into_iter().filter_map(|row| row.op).collect();
    let cut = bytes(&rows) > MOST_PAGE - LONGEST;
    Ok(Page::of(ask, rows, cut, at))
}

/// Of the bodies.
pub(super) fn bytes(rows: &[PlacedRow]) -> i64 {
    rows.iter().map(|row| i64::try_from(row.body.len()).unwrap_or(i64::MAX)).sum()
}

/// A page of what holds after a place, in order, and at the head the digests of what there is.
///
/// # Errors
/// [`Refusal::EpochChanged`]; `signed_out`; [`Problem::away`].
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
    let rows = sqlx::query(
        "SELECT seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body FROM op
         WHERE user_id = $1 AND collection = $2 AND live AND get_byte(uuid_send(entity), 15) = $3 ORDER BY seq",
    )
    .bind(caller.user_id)
    .bind(collection.number())
    .bind(i32::from(bucket))
    .fetch_all(&app.pool)
    .await?;
    let rows = rows.iter().map(|row| PlacedRow::at(row, 0)).collect::<sqlx::Result<Vec<_>>>()?;
    Ok(Bucket { ops: rows.into_iter().filter_map(PlacedRow::placed).collect() })
}
