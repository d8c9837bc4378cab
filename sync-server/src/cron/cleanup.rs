//! What has ended is removed.

use crate::App;
use crate::jobs::{Failure, Job, Run};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What has ended, for good: the table and when a row of it has. Who adds a table whose rows end adds it here.
const ENDED: [(&str, &str); 12] = [
    ("refresh_token", "expires_at < now()"),
    // one that is asked for again late is told that it is of no use, either way
    ("mailed_code", "expires_at < now() - interval '1 day'"),
    ("sign_in_ticket", "expires_at < now()"),
    ("email_change", "expires_at < now() - interval '1 day'"),
    ("web_session", "expires_at < now()"),
    // its reuse is noticed for as long
    ("authorization_code", "expires_at < now() - interval '1 day'"),
    ("usage_hold", "expires_at < now()"),
    ("audio_upload", "expires_at < now()"),
    // one that ends its alert says so for as long as there is the alert
    ("firing", "repeats AND kept_at < now() - interval '90 days'"),
    ("telling", "claimed_at < now() - interval '90 days'"),
    ("idempotency", "created_at < now() - interval '1 day'"),
    ("attempt", "since < now() - make_interval(secs => seconds)"),
];

/// So many rows in one transaction: nobody waits long for it.
const BATCH: u64 = 5_000;

/// Removes it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cleanup {}

impl Job for Cleanup {
    const NAME: &'static str = "cleanup";
    const LONGEST: Duration = Duration::from_secs(600);

    fn key(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }

    async fn run(self, app: App, _: Run) -> Result<(), Failure> {
        for (table, ended) in ENDED {
            let sql = format!(
                "DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {ended} LIMIT {BATCH}))"
            );
            let mut removed = 0;
            loop {
                let batch = sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&app.pool).await?.rows_affected();
                removed += batch;
                if batch < BATCH {
                    break;
                }
            }
            if removed > 0 {
                tracing::info!(table, removed, "what has ended is removed");
            }
        }
        let forgotten = crate::sync::forget(&app).await?;
        if forgotten > 0 {
            tracing::info!(forgotten, "deletions that every device has heard of are forgotten");
        }
        let audio = crate::voice::long::forget(&app).await?;
        if audio > 0 {
            tracing::info!(audio, "long recordings and texts whose days are over are removed");
        }
        Ok(())
    }
}
