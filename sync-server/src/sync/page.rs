//! What holds after a place, read in one statement, which sees one moment: a page, the head and the digests belong together.

use super::refused;
use super::row::PlacedRow;
use crate::Problem;
use crate::auth::Caller;
use alfa_sync::wire::{Placed, Refusal};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row as _};
use uuid::Uuid;

/// Up to where what holds is read at once, in bytes of bodies; one page has at most one body more.
const MOST: i64 = 4 << 20;
/// No body is longer, in bytes: a push would not have had room for it.
const LONGEST: i64 = 1 << 20;

/// Of more than so many one is sure to be long.
const FEW: i64 = 1_000;

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

/// What holds after a place, as of one moment.
pub(crate) struct Page {
    pub ops: Vec<Placed>,
    pub next: i64,
    pub head: i64,
    pub last_dev_n: i64,
    pub digests: Vec<u8>,
}

impl Page {
    /// Of the rows after the place; `cut` where more of them may hold than there are here.
    pub(super) fn of(ask: Ask, rows: Vec<PlacedRow>, cut: bool, stands: Stands) -> Self {
        let Stands { head, last_dev_n, digests, .. } = stands;
        let full = cut || i64::try_from(rows.len()).is_ok_and(|count| count == ask.limit);
        let next = rows.last().filter(|_| full).map_or(head, |row| row.seq);
        Self { ops: rows.into_iter().filter_map(PlacedRow::placed).collect(), next, head, last_dev_n, digests }
    }
}

/// Where an account stands, and a device in it.
pub(super) struct Stands {
    pub head: i64,
    pub epoch: Uuid,
    pub last_dev_n: i64,
    pub digests: Vec<u8>,
}

impl Stands {
    /// Its columns, in the order above, from this one on.
    pub fn at(row: &PgRow, first: usize) -> sqlx::Result<Self> {
        Ok(Self {
            head: row.try_get(first)?,
            epoch: row.try_get(first + 1)?,
            // none of a device that has not said hello
            last_dev_n: row.try_get::<Option<i64>, _>(first + 2)?.unwrap_or(0),
            digests: row.try_get(first + 3)?,
        })
    }
}

/// A page of what holds after a place, in order; who asks is looked at in the same statement. The head was here a moment ago.
pub(super) async fn page(pool: &PgPool, caller: Caller, ask: Ask, head: i64) -> Result<Page, Problem> {
    let most = ask.limit.min(head - ask.after).max(1);
    if most <= FEW
        && let Some(page) = light(pool, caller, Ask { limit: most, ..ask }).await?
    {
        return Ok(page);
    }
    weighed(pool, caller, ask).await
}

/// `None` where a body is so long that so many like it would be too much.
async fn light(pool: &PgPool, caller: Caller, ask: Ask) -> Result<Option<Page>, Problem> {
    let rows: Vec<Half> = sqlx::query(
        "SELECT h.seq, h.epoch, NULL, d.last_dev_n, NULL, NULL, NULL, NULL, NULL, h.digests
         FROM device s JOIN sync_head h ON h.user_id = s.user_id LEFT JOIN sync_device d ON d.user_id = h.user_id AND d.device_id = $3
         WHERE s.id = $2 AND s.user_id = $1 AND s.revoked_at IS NULL
         UNION ALL
         (SELECT seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, CASE WHEN length(body) <= $6 THEN body END FROM op
          WHERE user_id = $1 AND seq > $4 AND live AND EXISTS (SELECT FROM sync_head WHERE user_id = $1 AND epoch = $7) ORDER BY seq LIMIT $5)",
    )
    .bind(caller.user_id)
    .bind(caller.session_id)
    .bind(ask.device)
    .bind(ask.after)
    .bind(ask.limit)
    .bind(MOST / ask.limit)
    .bind(ask.epoch)
    .try_map(|row: PgRow| half(&row))
    .fetch_all(pool)
    .await?;
    let (mut stands, mut ops) = (None, Vec::with_capacity(rows.len()));
    for half in rows {
        match half {
            Half::Stands(found) => stands = Some(found),
            Half::Op(Some(op)) => ops.push(op),
            Half::Op(None) => return Ok(None),
        }
    }
    // the statement does not say which of its halves comes first, nor does it need to
    ops.sort_by_key(|op| op.seq);
    let stands = known(stands, ask)?;
    Ok(Some(Page::of(ask, ops, false, stands)))
}

/// A row of the statement's first half, or of its second.
enum Half {
    Stands(Stands),
    /// None where its body was left out.
    Op(Option<PlacedRow>),
}

fn half(row: &PgRow) -> sqlx::Result<Half> {
    // the one row that is of no device says where all stands
    if row.try_get::<Option<Uuid>, _>(2)?.is_some() {
        return Ok(Half::Op(PlacedRow::with_body(row, 0)?));
    }
    let last_dev_n = row.try_get::<Option<i64>, _>(3)?.unwrap_or(0);
    let (head, epoch, digests) = (row.try_get(0)?, row.try_get(1)?, row.try_get(9)?);
    Ok(Half::Stands(Stands { head, epoch, last_dev_n, digests }))
}

/// Each body's length is counted, and the page ends where they become too much.
async fn weighed(pool: &PgPool, caller: Caller, ask: Ask) -> Result<Page, Problem> {
    let rows: Vec<(Stands, Option<PlacedRow>)> = sqlx::query(
        "SELECT h.seq, h.epoch, d.last_dev_n, h.digests, page.*
         FROM device s JOIN sync_head h ON h.user_id = s.user_id
         LEFT JOIN sync_device d ON d.user_id = h.user_id AND d.device_id = $3
         LEFT JOIN LATERAL (
             SELECT counted.* FROM (
                 SELECT seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body,
                        sum(length(body)) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) - length(body) AS before
                 FROM (SELECT * FROM op WHERE op.user_id = $1 AND op.seq > $4 AND live ORDER BY op.seq LIMIT $5) op
             ) counted WHERE before <= $6
         ) page ON h.epoch = $7
         WHERE s.id = $2 AND s.user_id = $1 AND s.revoked_at IS NULL ORDER BY page.seq",
    )
    .bind(caller.user_id)
    .bind(caller.session_id)
    .bind(ask.device)
    .bind(ask.after)
    .bind(ask.limit)
    .bind(MOST)
    .bind(ask.epoch)
    // of nothing after the place there is one row, without a change
    .try_map(|row: PgRow| Ok((Stands::at(&row, 0)?, PlacedRow::with_body(&row, 4)?)))
    .fetch_all(pool)
    .await?;
    let (mut stands, mut ops) = (None, Vec::with_capacity(rows.len()));
    for (found, op) in rows {
        stands = Some(found);
        ops.extend(op);
    }
    let stands = known(stands, ask)?;
    let cut = ops.iter().map(PlacedRow::bytes).sum::<i64>() > MOST - LONGEST;
    Ok(Page::of(ask, ops, cut, stands))
}

/// Whoever is not in the account any more hears that; so does whoever knows another epoch of it.
pub(super) fn known(stands: Option<Stands>, ask: Ask) -> Result<Stands, Problem> {
    let Some(stands) = stands else { return Err(Problem::signed_out()) };
    match stands.epoch == ask.epoch {
        true => Ok(stands),
        false => Err(refused(&Refusal::EpochChanged { epoch: stands.epoch })),
    }
}
