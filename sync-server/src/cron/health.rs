//! Whether what this server needs answers: for its log, its metrics and its operator.

use crate::App;
use crate::jobs::{Failure, Job, Run};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// What does not answer in this time is down.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was not asked for so long is asked no more: it was taken out of the configuration.
const FRESH: Duration = Duration::from_secs(600);

/// One part, as it was found last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Health {
    /// "database", "mail", "store", "redis".
    pub part: String,
    /// It answers.
    pub up: bool,
    /// Why it does not.
    pub detail: Option<String>,
    /// How long it took, in milliseconds.
    pub ms: i32,
    /// When it was asked.
    pub checked_at: DateTime<Utc>,
    /// It has been as it is since then.
    pub since: DateTime<Utc>,
}

/// Every part as it was found last.
///
/// # Errors
/// Of the database.
pub async fn health(pool: &PgPool) -> Result<Vec<Health>, sqlx::Error> {
    sqlx::query_as("SELECT part, up, detail, ms, checked_at, since FROM health ORDER BY part").fetch_all(pool).await
}

/// Which parts answered when they were asked last, by whichever instance; not those that nobody asks any more.
///
/// # Errors
/// Of the database.
pub(crate) async fn parts_up(pool: &PgPool) -> Result<Vec<(String, bool)>, sqlx::Error> {
    let asked = "SELECT part, up FROM health WHERE checked_at > now() - make_interval(secs => $1)";
    sqlx::query_as(asked).bind(FRESH.as_secs_f64()).fetch_all(pool).await
}

/// Asks every part.
#[derive(Debug, Serialize, Deserialize)]
pub struct HealthCheck {}

impl Job for HealthCheck {
    const NAME: &'static str = "health_check";

    fn key(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }

    async fn run(self, app: App, _: Run) -> Result<(), Failure> {
        let database =
            async || sqlx::query("SELECT 1").execute(&app.pool).await.map(drop).map_err(|error| error.to_string());
        let mail = async || app.mailer.answers().await.map_err(|error| error.to_string());
        let store = async || app.storage.answers().await.map_err(|error| error.to_string());
        keep(&app, "database", asked(database).await).await?;
        keep(&app, "mail", asked(mail).await).await?;
        keep(&app, "store", asked(store).await).await?;
        if let Some(redis) = &app.instances.redis {
            let answers = async || redis.answers().await.map_err(|error| error.to_string());
            keep(&app, "redis", asked(answers).await).await?;
        }
        Ok(())
    }
}

async fn asked(ask: impl AsyncFnOnce() -> Result<(), String>) -> (Result<(), String>, Duration) {
    let begun = Instant::now();
    let answer = timeout(PATIENCE, ask()).await.unwrap_or_else(|_| Err("no answer in time".to_owned()));
    (answer, begun.elapsed())
}

async fn keep(app: &App, part: &'static str, (answer, took): (Result<(), String>, Duration)) -> Result<(), Failure> {
    let up = answer.is_ok();
    if let Err(error) = &answer {
        tracing::warn!(part, error, "a part does not answer");
    }
    sqlx::query(
        "INSERT INTO health AS h (part, up, detail, ms, checked_at, since) VALUES ($1, $2, $3, $4, now(), now())
         ON CONFLICT (part) DO UPDATE SET
             up = $2, detail = $3, ms = $4, checked_at = now(), since = CASE WHEN h.up = $2 THEN h.since ELSE now() END",
    )
    .bind(part)
    .bind(up)
    .bind(answer.err().map(|error| error.replace('\0', "").chars().take(500).collect::<String>()))
    .bind(i32::try_from(took.as_millis()).unwrap_or(i32::MAX))
    .execute(&app.pool)
    .await?;
    Ok(())
}
