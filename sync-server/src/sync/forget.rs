//! Deletions end: once every device that lives has heard of one, or after 90 days.
//!
//! Their bodies were erased at once; what is kept is that they were. A device that has not pulled up to where the account has forgotten is told so, and compares
//! in full instead of bringing back what was deleted meanwhile.

use crate::App;

/// A device that was not seen for so many days does not hold up the others.
const DAYS: i32 = 90;
/// Deletions at a time.
const BATCH: i64 = 5_000;

/// Forgets what may be forgotten; how many deletions. The clock's cleanup calls it.
///
/// # Errors
/// What the database says; what was forgotten until then stays so.
pub async fn forget(app: &App) -> Result<u64, sqlx::Error> {
    let mut forgotten = 0;
    loop {
        let done = batch(app).await?;
        forgotten += done;
        if done < BATCH.unsigned_abs() {
            return Ok(forgotten);
        }
    }
}

async fn batch(app: &App) -> Result<u64, sqlx::Error> {
    let done: (i64,) = sqlx::query_as(
        "WITH passed AS (
             SELECT d.user_id, min(d.pulled) AS seq FROM sync_device d JOIN device s ON s.id = d.session_id
             WHERE s.revoked_at IS NULL AND d.seen_at > now() - make_interval(days => $1) GROUP BY d.user_id
         ), ended AS (
             SELECT e.user_id, e.collection, e.entity, e.seq FROM entity e LEFT JOIN passed USING (user_id)
             WHERE e.kind = 1 AND (e.seq <= passed.seq OR to_timestamp((e.hlc >> 16) / 1000.0) < now() - make_interval(days => $1))
             LIMIT $2
         ), head AS (
             -- locked as a push locks it
             SELECT h.user_id FROM sync_head h WHERE h.user_id IN (SELECT user_id FROM ended) ORDER BY h.user_id FOR UPDATE
         ), gone AS (
             DELETE FROM entity e USING ended, head
             WHERE head.user_id = ended.user_id AND (e.user_id, e.collection, e.entity, e.seq) = (ended.user_id, ended.collection, ended.entity, ended.seq)
             RETURNING e.user_id, e.seq
         ), unlisted AS (
             -- known again if it is sent again, but pulled no more
             UPDATE op SET live = false FROM gone WHERE op.user_id = gone.user_id AND op.seq = gone.seq
         ), up_to AS (
             UPDATE sync_head h SET forgot = greatest(h.forgot, last.seq)
             FROM (SELECT user_id, max(seq) AS seq FROM gone GROUP BY user_id) last WHERE h.user_id = last.user_id
         )
         SELECT count(*) FROM gone",
    )
    .bind(DAYS)
    .bind(BATCH)
    .fetch_one(&app.pool)
    .await?;
    Ok(done.0.unsigned_abs())
}
