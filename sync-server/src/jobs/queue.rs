//! The queue: one table, the database's clock, and a lease with a fencing token on whatever runs.

use super::{Failure, Job, Then, backoff};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor, PgPool};
use std::time::Duration;
use uuid::Uuid;

/// A run keeps its job so long after it last said that it lives.
pub(super) const LEASE: Duration = Duration::from_secs(30);

/// Makes a job; `false` where one of its key waits or runs already. It is there if the transaction is.
///
/// # Errors
/// Of the database.
pub async fn enqueue<J: Job>(connection: &mut PgConnection, job: &J) -> Result<bool, sqlx::Error> {
    insert(connection, job, None).await
}

/// Makes a job that does not run before this time.
///
/// # Errors
/// Of the database.
pub async fn enqueue_at<J: Job>(
    connection: &mut PgConnection,
    job: &J,
    at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    insert(connection, job, Some(at)).await
}

async fn insert<J: Job>(
    connection: &mut PgConnection,
    job: &J,
    at: Option<DateTime<Utc>>,
) -> Result<bool, sqlx::Error> {
    let payload = serde_json::to_value(job).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let made = sqlx::query(
        "INSERT INTO job (id, name, payload, user_id, key, due_at, most_tries)
         VALUES ($1, $2, $3, $4, $5, coalesce($6, now()), $7) ON CONFLICT (key) WHERE dead_at IS NULL DO NOTHING",
    )
    .bind(Uuid::now_v7())
    .bind(J::NAME)
    .bind(payload)
    .bind(job.user())
    .bind(job.key())
    .bind(at)
    .bind(J::MOST_TRIES)
    .execute(connection)
    .await?;
    Ok(made.rows_affected() > 0)
}

/// A job being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The job; the same however often it is tried, so it can make what is done outside harmless when it is done again.
    pub id: Uuid,
    /// How often it has been begun, this run included; runs that had to wait do not count.
    pub tries: i32,
    /// This run's own.
    holder: Uuid,
}

impl Run {
    /// That the job is this run's until the transaction ends, for what is kept on the way.
    ///
    /// # Errors
    /// [`Then::Lost`] where it is no longer: the transaction must not commit.
    pub async fn guard(&self, connection: &mut PgConnection) -> Result<(), Failure> {
        let held = sqlx::query("SELECT FROM job WHERE id = $1 AND holder = $2 FOR UPDATE");
        match held.bind(self.id).bind(self.holder).fetch_optional(connection).await? {
            Some(_) => Ok(()),
            None => Err(lost()),
        }
    }

    /// Ends the job in the transaction that has its effect, so that both are there or neither.
    ///
    /// # Errors
    /// [`Then::Lost`] where the job is no longer this run's: the transaction must not commit.
    pub async fn finish(&self, connection: &mut PgConnection) -> Result<(), Failure> {
        let ended = sqlx::query("DELETE FROM job WHERE id = $1 AND holder = $2");
        match ended.bind(self.id).bind(self.holder).execute(connection).await?.rows_affected() {
            0 => Err(lost()),
            _ => Ok(()),
        }
    }
}

fn lost() -> Failure {
    Failure { code: "lost", detail: String::new(), then: Then::Lost }
}

/// A job that a run has, with what it needs.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Claimed {
    pub id: Uuid,
    pub name: String,
    pub payload: Value,
    pub tries: i32,
    pub most_tries: i32,
    pub waits: i32,
    pub holder: Uuid,
}

impl Claimed {
    pub fn run(&self) -> Run {
        Run { id: self.id, tries: self.tries, holder: self.holder }
    }
}

/// Takes up to so many jobs that are due and of these kinds; also those whose run has not said for a lease's time that it lives.
pub(super) async fn claim(pool: &PgPool, names: &[&str], most: usize) -> Result<Vec<Claimed>, sqlx::Error> {
    sqlx::query_as(
        "WITH due AS MATERIALIZED (
             SELECT id FROM job WHERE dead_at IS NULL AND due_at <= now() AND name = ANY($1)
             ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
         )
         UPDATE job SET holder = gen_random_uuid(), tries = tries + 1, due_at = now() + make_interval(secs => $3)
         FROM due WHERE job.id = due.id RETURNING job.id, name, payload, tries, most_tries, waits, holder",
    )
    .bind(names)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .bind(LEASE.as_secs_f64())
    .fetch_all(pool)
    .await
}

/// That the run lives; `false` if the job is no longer its own.
pub(super) async fn renew(pool: &PgPool, run: &Run) -> Result<bool, sqlx::Error> {
    let renewed =
        sqlx::query("UPDATE job SET due_at = now() + make_interval(secs => $3) WHERE id = $1 AND holder = $2");
    let renewed = renewed.bind(run.id).bind(run.holder).bind(LEASE.as_secs_f64()).execute(pool).await?;
    Ok(renewed.rows_affected() > 0)
}

/// Gives the job back at once, as if it had not been begun.
pub(super) async fn release(pool: &PgPool, run: &Run) -> Result<(), sqlx::Error> {
    let released =
        sqlx::query("UPDATE job SET holder = NULL, tries = tries - 1, due_at = now() WHERE id = $1 AND holder = $2");
    released.bind(run.id).bind(run.holder).execute(pool).await.map(drop)
}

/// Keeps why it was not done; `true` if the job is dead now.
pub(super) async fn fail(
    executor: impl PgExecutor<'_>,
    claimed: &Claimed,
    failure: &Failure,
) -> Result<bool, sqlx::Error> {
    let delay = backoff::after(claimed.tries.saturating_add(claimed.waits).saturating_sub(1), backoff::chance());
    let dead: Option<(bool,)> = sqlx::query_as(
        "UPDATE job SET
             holder = NULL,
             tries = tries - CASE WHEN $7 AND patient_until > now() THEN 1 ELSE 0 END,
             waits = waits + CASE WHEN $7 AND patient_until > now() THEN 1 ELSE 0 END,
             code = $3,
             detail = $4,
             due_at = now() + make_interval(secs => $5),
             dead_at = CASE WHEN $6 OR (tries >= most_tries AND NOT ($7 AND patient_until > now())) THEN now() END
         WHERE id = $1 AND holder = $2 RETURNING dead_at IS NOT NULL",
    )
    .bind(claimed.id)
    .bind(claimed.holder)
    .bind(failure.code)
    .bind(failure.detail.chars().filter(|character| *character != '\0').take(2_000).collect::<String>())
    .bind(delay.as_secs_f64())
    .bind(failure.then == Then::Dead)
    .bind(failure.then == Then::Wait)
    .fetch_optional(executor)
    .await?;
    Ok(dead.is_some_and(|(dead,)| dead))
}
