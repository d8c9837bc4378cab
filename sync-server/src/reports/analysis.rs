//! The job that computes the figures of an account's report, and makes the mail of it.

use super::letter;
use crate::App;
use crate::jobs::{self, Failure, Job, Mail, Run};
use alfa_copilot::daily_report;
use alfa_domain::Ticker;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::time::Duration;
use uuid::Uuid;

/// While no source answers, the report waits so long; then the mail says so.
const PATIENCE: TimeDelta = TimeDelta::minutes(60);

/// An account's report of a day.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CryptoAnalysis {
    pub user_id: Uuid,
    /// The hour the user chose.
    pub due_at: DateTime<Utc>,
}

impl Job for CryptoAnalysis {
    const NAME: &'static str = "crypto_analysis";
    const LONGEST: Duration = Duration::from_secs(120);

    fn key(&self) -> Option<String> {
        Some(format!("report {} {}", self.user_id, self.due_at.timestamp()))
    }

    fn user(&self) -> Option<Uuid> {
        Some(self.user_id)
    }

    async fn run(self, app: App, run: Run) -> Result<(), Failure> {
        let Some((email, coins, zone)) = wanted(&app.pool, self.user_id).await? else { return Ok(()) };
        let now = app.around.clock.now();
        let figures = daily_report(&app.around.market, &app.around.coins, &coins, zone, now).await;
        let letter = match figures {
            Ok(report) => letter::of(&report, self.due_at, now, zone),
            Err(problem) if now - self.due_at < PATIENCE => return Err(Failure::wait("market_away", problem.code)),
            Err(problem) => letter::without(&problem, self.due_at, zone),
        };
        let mail =
            Mail::to(&app, &email, &letter.subject, &letter.text)?.with_html(&app, &letter.html)?.of(self.user_id);
        let mut transaction = app.pool.begin().await?;
        jobs::enqueue(&mut transaction, &mail).await?;
        run.finish(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Where it goes, of which coins it is, and in which zone hours are told; `None` where it is not wanted any more.
async fn wanted(pool: &PgPool, user: Uuid) -> Result<Option<(String, Vec<Ticker>, Tz)>, sqlx::Error> {
    let row: Option<(String, String, String)> = sqlx::query_as(
        "SELECT a.email, r.coins, r.time_zone FROM report r JOIN account a ON a.id = r.user_id WHERE r.user_id = $1 AND r.enabled",
    )
    .bind(user)
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|(email, coins, zone)| {
        let coins = coins.split(' ').filter_map(|coin| coin.parse().ok()).collect();
        (email, coins, zone.parse().unwrap_or(chrono_tz::America::Sao_Paulo))
    }))
}
