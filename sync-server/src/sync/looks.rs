//! What devices ask all the time: is there anything new? Those that ask together are answered by one statement, and where there is little that is new it
//! comes at once.

use super::pull::{Ask, Page, PlacedRow, Standing, bytes};
use super::refused;
use crate::Problem;
use crate::auth::Caller;
use crate::database::{Answered, Questions};
use alfa_sync::wire::Refusal;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgConnection, Row};
use uuid::Uuid;

/// So many changes are little, where nobody but the database can be asked for them.
const LITTLE: i64 = 64;
/// Unless they have more bytes.
const MOST_BYTES: i64 = 256 << 10;

/// A device asks what there is after a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub caller: Caller,
    pub ask: Ask,
}

/// What there is.
pub(crate) enum Looked {
    /// All of it, up to the limit.
    Page(Page),
    /// More than is told at once; the head was here.
    Much { head: i64 },
}

/// The looks of this instance.
pub(crate) struct Looks {
    /// Where the head is no farther than this, what holds after the place comes with the answer.
    little: i64,
}

impl Looks {
    /// Of a database that has a copy to read from, or none.
    pub fn new(copied: bool) -> Self {
        Self { little: if copied { 0 } else { LITTLE } }
    }

    /// The answer, unless what is new belongs to it.
    fn answer(&self, ask: Ask, stands: Option<Stands>) -> Option<Result<Looked, Problem>> {
        let Some(Stands { head, epoch, last_dev_n, digests }) = stands else { return Some(Err(Problem::signed_out())) };
        if epoch != ask.epoch {
            return Some(Err(refused(&Refusal::EpochChanged { epoch })));
        }
        if head <= ask.after {
            let at = Standing { head, last_dev_n: last_dev_n.unwrap_or(0), digests: digests.unwrap_or_default() };
            return Some(Ok(Looked::Page(Page::of(ask, Vec::new(), false, at))));
        }
        (head - ask.after > self.little).then_some(Ok(Looked::Much { head }))
    }

    /// The answer with what is new.
    fn answer_with(&self, ask: Ask, mut rows: Vec<LookRow>) -> Result<Looked, Problem> {
        let stands = rows.first_mut().and_then(|first| first.stands.take());
        let ops: Vec<PlacedRow> = rows.into_iter().filter_map(|row| row.op).collect();
        // it may stand otherwise than a moment ago
        let (head, at) = match stands {
            Some(Stands { head, epoch, last_dev_n, digests }) if epoch == ask.epoch && head > ask.after => {
                (head, Standing { head, last_dev_n: last_dev_n.unwrap_or(0), digests: digests.unwrap_or_default() })
            }
            stands => return self.answer(ask, stands).unwrap_or_else(|| Err(Problem::internal())),
        };
        if head - ask.after > self.little || bytes(&ops) > MOST_BYTES {
            return Ok(Looked::Much { head });
        }
        Ok(Looked::Page(Page::of(ask, ops, false, at)))
    }
}

impl Questions for Looks {
    type Question = Look;
    type Answer = Looked;

    const LANES: usize = 3;
    const MOST: usize = 64;
    const HEAVIEST: usize = 64;

    fn weight(_: &Look) -> usize {
        1
    }

    fn in_turn(_: &Look) -> Option<Uuid> {
        None
    }

    async fn ask(&self, connection: &mut PgConnection, looks: &[&Look]) -> Result<Vec<Answered<Self>>, sqlx::Error> {
        let stands = stands(connection, looks).await?;
        let answers: Vec<Option<Answered<Self>>> =
            looks.iter().zip(stands).map(|(look, stands)| self.answer(look.ask, stands)).collect();
        let open = looks.iter().zip(&answers).filter(|(_, answer)| answer.is_none()).map(|(look, _)| *look);
        let open: Vec<&Look> = open.collect();
        let mut with = match open.is_empty() {
            true => Vec::new(),
            false => self.with_news(connection, &open).await?,
        }
        .into_iter();
        let answer = |answer: Option<_>| answer.or_else(|| with.next()).unwrap_or_else(|| Err(Problem::internal()));
        Ok(answers.into_iter().map(answer).collect())
    }
}

/// Where an account stands, and a device in it, as of one moment.
struct Stands {
    head: i64,
    epoch: Uuid,
    last_dev_n: Option<i64>,
    /// None in all rows of a look but its first.
    digests: Option<Vec<u8>>,
}

/// Of each look; none where the device was revoked.
async fn stands(connection: &mut PgConnection, looks: &[&Look]) -> Result<Vec<Option<Stands>>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT asked.place, h.seq, h.epoch, d.last_dev_n, h.digests
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS asked (user_id, session_id, device_id, place)
         JOIN device s ON s.id = asked.session_id AND s.user_id = asked.user_id AND s.revoked_at IS NULL
         JOIN sync_head h ON h.user_id = asked.user_id
         LEFT JOIN sync_device d ON d.user_id = asked.user_id AND d.device_id = asked.device_id",
    )
    .bind(each(looks, |look| look.caller.user_id))
    .bind(each(looks, |look| look.caller.session_id))
    .bind(each(looks, |look| look.ask.device))
    .fetch_all(connection)
    .await?;
    let mut stands: Vec<Option<Stands>> = looks.iter().map(|_| None).collect();
    for row in rows {
        let place = usize::try_from(row.try_get::<i64, _>(0)?).ok().and_then(|place| place.checked_sub(1));
        if let Some(stands) = place.and_then(|place| stands.get_mut(place)) {
            *stands = Some(Stands::at(&row, 1)?);
        }
    }
    Ok(stands)
}

/// A row of a look with what is new.
struct LookRow {
    /// Whose, from 1.
    place: i64,
    stands: Option<Stands>,
    /// None where there is nothing after the place, or too much.
    op: Option<PlacedRow>,
}

impl Stands {
    /// Its columns, from this one on.
    fn at(row: &PgRow, first: usize) -> sqlx::Result<Self> {
        Ok(Self {
            head: row.try_get(first)?,
            epoch: row.try_get(first + 1)?,
            last_dev_n: row.try_get(first + 2)?,
            digests: row.try_get(first + 3)?,
        })
    }
}

impl<'r> FromRow<'r, PgRow> for LookRow {
    fn from_row(row: &'r PgRow) -> sqlx::Result<Self> {
        let seq: Option<i64> = row.try_get(5)?;
        Ok(Self {
            place: row.try_get(0)?,
            stands: Some(Stands::at(row, 1)?),
            op: seq.map(|_| PlacedRow::at(row, 5)).transpose()?,
        })
    }
}

impl Looks {
    /// Of each look, with where it stands then: one statement sees one moment.
    async fn with_news(
        &self,
        connection: &mut PgConnection,
        looks: &[&Look],
    ) -> Result<Vec<Answered<Self>>, sqlx::Error> {
        let rows: Vec<LookRow> = sqlx::query_as(
            "SELECT asked.place, h.seq, h.epoch, d.last_dev_n, CASE WHEN coalesce(page.row, 1) = 1 THEN h.digests END, page.*
             FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[])
                  WITH ORDINALITY AS asked (user_id, session_id, device_id, epoch, after, most, place)
             JOIN device s ON s.id = asked.session_id AND s.user_id = asked.user_id AND s.revoked_at IS NULL
             JOIN sync_head h ON h.user_id = asked.user_id
             LEFT JOIN sync_device d ON d.user_id = asked.user_id AND d.device_id = asked.device_id
             LEFT JOIN LATERAL (
                 SELECT counted.* FROM (
                     SELECT op.seq, op_id, op.device_id, dev_n, hlc, collection, entity, kind, schema_v, body,
                            row_number() OVER (ORDER BY op.seq) AS row,
                            sum(length(body)) OVER (ORDER BY op.seq ROWS UNBOUNDED PRECEDING) - length(body) AS before
                     FROM (SELECT * FROM op WHERE h.epoch = asked.epoch AND h.seq > asked.after AND h.seq - asked.after <= $7
                           AND op.user_id = asked.user_id AND op.seq > asked.after AND live ORDER BY op.seq LIMIT asked.most) op
                 ) counted WHERE before <= $8
             ) page ON true
             ORDER BY asked.place, page.row",
        )
        .bind(each(looks, |look| look.caller.user_id))
        .bind(each(looks, |look| look.caller.session_id))
        .bind(each(looks, |look| look.ask.device))
        .bind(each(looks, |look| look.ask.epoch))
        .bind(each(looks, |look| look.ask.after))
        .bind(each(looks, |look| look.ask.limit))
        .bind(self.little)
        .bind(MOST_BYTES)
        .fetch_all(connection)
        .await?;
        let mut rows = rows.into_iter().peekable();
        let answers = looks.iter().zip(1_i64..).map(|(look, place)| {
            let own = std::iter::from_fn(|| rows.next_if(|row| row.place == place)).collect();
            self.answer_with(look.ask, own)
        });
        Ok(answers.collect())
    }
}

fn each<V>(looks: &[&Look], value: impl Fn(&Look) -> V) -> Vec<V> {
    looks.iter().map(|look| value(look)).collect()
}
