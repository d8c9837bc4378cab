//! What the operator sees of the jobs, and does with them. What a job is about is shown of one job at a time only.

use super::REMOVED;
use super::kinds::kinds;
use crate::App;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// A job without anything personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Card {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub name: String,
    /// "waiting", "running" or "dead".
    pub state: String,
    /// Runs begun.
    pub tries: i32,
    /// Runs after which it is dead.
    pub most_tries: i32,
    /// Runs that found another party away.
    pub waits: i32,
    /// Why the last one failed.
    pub code: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it runs next; of one that runs, when its lease ends.
    pub due_at: DateTime<Utc>,
    /// When it was given up.
    pub dead_at: Option<DateTime<Utc>>,
}

/// One job in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Opened {
    /// It without what it is about.
    #[serde(flatten)]
    pub card: Card,
    /// Why the last run failed, in full.
    pub detail: Option<String>,
    /// What it is about.
    pub about: Value,
}

/// The jobs of one kind, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Count {
    /// The kind.
    pub name: String,
    /// Not begun, or waiting for another try.
    pub waiting: i64,
    /// Being done.
    pub running: i64,
    /// Given up.
    pub dead: i64,
    /// How long the one that waits longest beyond its time has done so, in seconds.
    pub late_s: i64,
}

const CARD: &str = "id, name, tries, most_tries, waits, code, created_at, due_at, dead_at,
    CASE WHEN dead_at IS NOT NULL THEN 'dead' WHEN holder IS NOT NULL AND due_at > now() THEN 'running' ELSE 'waiting' END AS state";

/// The next jobs, or the dead ones, the latest first; at most so many.
///
/// # Errors
/// Of the database.
pub async fn list(pool: &PgPool, dead: bool, most: i64) -> Result<Vec<Card>, sqlx::Error> {
    let sql = match dead {
        true => format!("SELECT {CARD} FROM job WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id LIMIT $1"),
        false => format!("SELECT {CARD} FROM job WHERE dead_at IS NULL ORDER BY due_at, id LIMIT $1"),
    };
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(most).fetch_all(pool).await
}

/// One job in full, without what not even the operator should read (the text of a mail).
///
/// # Errors
/// Of the database.
pub async fn show(app: &App, id: Uuid) -> Result<Option<Opened>, sqlx::Error> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {CARD} FROM job WHERE id = $1"));
    let card: Option<Card> = sqlx::query_as(sql).bind(id).fetch_optional(&app.pool).await?;
    let found: Option<(Value, Option<String>)> =
        sqlx::query_as("SELECT payload, detail FROM job WHERE id = $1").bind(id).fetch_optional(&app.pool).await?;
    let Some((card, (payload, detail))) = card.zip(found) else { return Ok(None) };
    // of a kind this version does not know, nobody knows what may be shown
    let about = kinds().get(card.name.as_str()).map_or(Value::Null, |kind| (kind.shown)(app, payload));
    Ok(Some(Opened { card, detail, about }))
}

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It is done.
    Done,
    /// There is no such job, or it runs right now.
    NotThere,
    /// Another job of its key waits or runs: the work will be done.
    Another,
}

/// A dead job is tried as often as a new one, and one that waits is tried now.
///
/// # Errors
/// Of the database.
pub async fn requeue(pool: &PgPool, id: Uuid) -> Result<Done, sqlx::Error> {
    let again = sqlx::query(
        "UPDATE job SET dead_at = NULL, tries = 0, waits = 0, holder = NULL, due_at = now(), patient_until = now() + interval '3 days'
         WHERE id = $1 AND (holder IS NULL OR due_at <= now())",
    );
    match again.bind(id).execute(pool).await {
        Ok(done) if done.rows_affected() > 0 => Ok(Done::Done),
        Ok(_) => Ok(Done::NotThere),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(Done::Another),
        Err(error) => Err(error),
    }
}

/// All that are dead; how many were.
///
/// # Errors
/// Of the database.
pub async fn requeue_all_dead(pool: &PgPool) -> Result<u64, sqlx::Error> {
    let dead: Vec<(Uuid,)> = sqlx::query_as("SELECT id FROM job WHERE dead_at IS NOT NULL").fetch_all(pool).await?;
    let mut done = 0;
    for (id,) in dead {
        done += u64::from(requeue(pool, id).await? == Done::Done);
    }
    Ok(done)
}

/// Removes a job that does not run: it is given up for good, with what else is so then.
///
/// # Errors
/// Of the database.
pub async fn remove(pool: &PgPool, id: Uuid) -> Result<Done, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    let removed: Option<(String, Value)> =
        sqlx::query_as("DELETE FROM job WHERE id = $1 AND (holder IS NULL OR due_at <= now()) RETURNING name, payload")
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?;
    let Some((name, payload)) = removed else { return Ok(Done::NotThere) };
    if let Some(kind) = kinds().get(name.as_str()) {
        (kind.given_up)(&mut transaction, payload, REMOVED).await?;
    }
    transaction.commit().await?;
    Ok(Done::Done)
}

/// How many there are of each kind.
///
/// # Errors
/// Of the database.
pub async fn stats(pool: &PgPool) -> Result<Vec<Count>, sqlx::Error> {
    sqlx::query_as(
        "SELECT name,
             count(*) FILTER (WHERE dead_at IS NULL AND (holder IS NULL OR due_at <= now())) AS waiting,
             count(*) FILTER (WHERE dead_at IS NULL AND holder IS NOT NULL AND due_at > now()) AS running,
             count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead,
             coalesce(max(extract(epoch FROM now() - due_at)) FILTER (WHERE dead_at IS NULL AND due_at < now()), 0)::bigint AS late_s
         FROM job GROUP BY name ORDER BY name",
    )
    .fetch_all(pool)
    .await
}
