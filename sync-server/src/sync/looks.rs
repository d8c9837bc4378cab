//! What devices ask all the time: is there anything new? Those that ask together are answered by one statement, and where there is little that is new it
//! comes at once.

use super::page::{Ask, Page, Stands, known};
use super::row::PlacedRow;
use crate::Problem;
use crate::auth::Caller;
use crate::database::{Answered, Questions};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use std::time::Duration;

/// So many changes are little, where nobody but the database can be asked for them.
const LITTLE: i64 = 64;
/// Unless one of their bodies is longer than this, in bytes.
const LONG: i64 = 4 << 10;

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
        let stands = match known(stands, ask) {
            Ok(stands) => stands,
            Err(problem) => return Some(Err(problem)),
        };
        if stands.head <= ask.after {
            return Some(Ok(Looked::Page(Page::of(ask, Vec::new(), false, stands))));
        }
        self.is_much(ask, &stands).then_some(Ok(Looked::Much { head: stands.head }))
    }

    /// The answer with what is new, which is none where a body of it is too long.
    fn answer_with(&self, ask: Ask, stands: Option<Stands>, news: Option<Vec<PlacedRow>>) -> Result<Looked, Problem> {
        let stands = known(stands, ask)?;
        match news {
            // it may stand otherwise than a moment ago
            Some(news) if !self.is_much(ask, &stands) => Ok(Looked::Page(Page::of(ask, news, false, stands))),
            _ => Ok(Looked::Much { head: stands.head }),
        }
    }

    fn is_much(&self, ask: Ask, stands: &Stands) -> bool {
        stands.head.saturating_sub(ask.after) > self.little
    }
}

impl Questions for Looks {
    type Question = Look;
    type Answer = Looked;

    const LANES: usize = 3;
    const MOST: usize = 64;
    const PATIENCE: Duration = Duration::from_secs(10);
    const READS: bool = true;

    async fn ask(&self, connection: &mut PgConnection, looks: &[&Look]) -> Result<Vec<Answered<Self>>, sqlx::Error> {
        let stands = stands(connection, looks).await?;
        let answers: Vec<Option<Answered<Self>>> =
            looks.iter().zip(stands).map(|(look, stands)| self.answer(look.ask, stands)).collect();
        let open: Vec<&Look> =
            looks.iter().zip(&answers).filter(|(_, answer)| answer.is_none()).map(|(look, _)| *look).collect();
        let mut rest = match open.is_empty() {
            true => Vec::new(),
            false => self.with_news(connection, &open).await?,
        }
        .into_iter();
        let answer = |answer: Option<_>| answer.or_else(|| rest.next()).unwrap_or_else(|| Err(Problem::internal()));
        Ok(answers.into_iter().map(answer).collect())
    }
}

/// Of each look where its account stands; none where the device was revoked.
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
        if let Some(stands) = place(&row)?.and_then(|place| stands.get_mut(place)) {
            *stands = Some(Stands::at(&row, 1)?);
        }
    }
    Ok(stands)
}

/// Which look a row belongs to.
fn place(row: &PgRow) -> sqlx::Result<Option<usize>> {
    // the database counts from 1
    Ok(usize::try_from(row.try_get::<i64, _>(0)?).ok().and_then(|place| place.checked_sub(1)))
}

impl Looks {
    /// Of each look, with where it stands then: one statement sees one moment.
    async fn with_news(
        &self,
        connection: &mut PgConnection,
        looks: &[&Look],
    ) -> Result<Vec<Answered<Self>>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT asked.place, h.seq, h.epoch, d.last_dev_n, h.digests, op.*
             FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[])
                  WITH ORDINALITY AS asked (user_id, session_id, device_id, epoch, after, most, place)
             JOIN device s ON s.id = asked.session_id AND s.user_id = asked.user_id AND s.revoked_at IS NULL
             JOIN sync_head h ON h.user_id = asked.user_id
             LEFT JOIN sync_device d ON d.user_id = asked.user_id AND d.device_id = asked.device_id
             LEFT JOIN LATERAL (
                 SELECT op.seq, op_id, op.device_id, dev_n, hlc, collection, entity, kind, schema_v,
                        CASE WHEN length(body) <= $8 THEN body END
                 FROM op WHERE h.epoch = asked.epoch AND h.seq - asked.after <= $7
                               AND op.user_id = asked.user_id AND op.seq > asked.after AND live ORDER BY op.seq LIMIT asked.most
             ) op ON true
             ORDER BY asked.place, op.seq",
        )
        .bind(each(looks, |look| look.caller.user_id))
        .bind(each(looks, |look| look.caller.session_id))
        .bind(each(looks, |look| look.ask.device))
        .bind(each(looks, |look| look.ask.epoch))
        .bind(each(looks, |look| look.ask.after))
        .bind(each(looks, |look| look.ask.limit))
        .bind(self.little)
        .bind(LONG)
        .fetch_all(connection)
        .await?;
        let mut found: Vec<(Option<Stands>, Option<Vec<PlacedRow>>)> =
            looks.iter().map(|_| (None, Some(Vec::new()))).collect();
        for row in rows {
            let Some((stands, news)) = place(&row)?.and_then(|place| found.get_mut(place)) else { continue };
            if stands.is_none() {
                *stands = Some(Stands::at(&row, 1)?);
            }
            // of nothing after the place there is one row, without a change
            if row.try_get::<Option<i64>, _>(5)?.is_some() {
                let change = PlacedRow::with_body(&row, 5)?;
                *news = news.take().zip(change).map(|(mut news, change)| {
                    news.push(change);
                    news
                });
            }
        }
        let answers = looks.iter().zip(found);
        Ok(answers.map(|(look, (stands, news))| self.answer_with(look.ask, stands, news)).collect())
    }
}

fn each<V>(looks: &[&Look], value: impl Fn(&Look) -> V) -> Vec<V> {
    looks.iter().map(|look| value(look)).collect()
}
