//! What one instance at a time does: who holds it, by the database's clock.

use sqlx::PgPool;
use std::time::Duration;
use uuid::Uuid;

/// Takes what nobody holds, or whose holder has not renewed it in time, and renews what is held already. The term, which grows with every
/// change of holder, so that what an earlier holder still writes can be told; `None` where somebody else holds it.
///
/// # Errors
/// Of the database: then nobody may act as the holder for longer than what is left of `keep`.
pub async fn hold(pool: &PgPool, name: &str, holder: Uuid, keep: Duration) -> Result<Option<i64>, sqlx::Error> {
    let held: Option<(i64,)> = sqlx::query_as(
        "INSERT INTO lease AS l (name, holder, term, held_until) VALUES ($1, $2, 1, now() + make_interval(secs => $3))
         ON CONFLICT (name) DO UPDATE SET
             holder = $2,
             term = CASE WHEN l.holder = $2 THEN l.term ELSE l.term + 1 END,
             held_until = now() + make_interval(secs => $3)
         WHERE l.holder = $2 OR l.held_until <= now()
         RETURNING term",
    )
    .bind(name)
    .bind(holder)
    .bind(keep.as_secs_f64())
    .fetch_optional(pool)
    .await?;
    Ok(held.map(|(term,)| term))
}

/// Gives it back, so that another takes it at once.
///
/// # Errors
/// Of the database: then it ends by itself.
pub async fn release(pool: &PgPool, name: &str, holder: Uuid) -> Result<(), sqlx::Error> {
    let released = sqlx::query("UPDATE lease SET held_until = now() WHERE name = $1 AND holder = $2");
    released.bind(name).bind(holder).execute(pool).await.map(drop)
}
