//! What is done again and again: one instance, which holds the lease, causes it, by the database's clock; any instance does it, as a job.

mod cleanup;
mod health;

pub(crate) use cleanup::Cleanup;
pub use health::{Health, health};
pub(crate) use health::{HealthCheck, parts_up};

use crate::jobs::{Job, enqueue};
use crate::{App, leases};
use sqlx::PgPool;
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const LEASE: &str = "cron";
/// It is taken over so long after its holder was last heard of.
const KEEP: Duration = Duration::from_secs(20);
/// So often it is renewed, and looked what is due.
const LOOK: Duration = Duration::from_secs(5);

/// Causes what is due until it is told to end.
pub(crate) async fn watch_the_clock(app: App, ended: CancellationToken) {
    let holder = Uuid::now_v7();
    let mut away = false;
    while !ended.is_cancelled() {
        match tick(&app.pool, holder).await {
            Ok(()) => away = false,
            Err(error) => {
                if !away {
                    tracing::warn!(%error, "nothing is caused by the clock: the database is away");
                }
                away = true;
            }
        }
        tokio::select! {
            () = ended.cancelled() => {}
            () = sleep(LOOK) => {}
        }
    }
    // another need not wait until it lapses
    if let Err(error) = leases::release(&app.pool, LEASE, holder).await {
        tracing::debug!(%error, "the lease of cron ends by itself");
    }
}

async fn tick(pool: &PgPool, holder: Uuid) -> Result<(), sqlx::Error> {
    if leases::hold(pool, LEASE, holder, KEEP).await?.is_none() {
        return Ok(());
    }
    cause(pool, &HealthCheck {}, Duration::from_secs(60)).await?;
    cause(pool, &Cleanup {}, Duration::from_secs(3_600)).await?;
    Ok(())
}

/// Enqueues it if so much time has passed since it last was. Whoever holds no lease any more, and does not know it yet, causes nothing twice: the
/// row decides.
async fn cause<J: Job>(pool: &PgPool, job: &J, every: Duration) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    let due = sqlx::query(
        "INSERT INTO cron AS c (name, caused_at) VALUES ($1, now())
         ON CONFLICT (name) DO UPDATE SET caused_at = now() WHERE c.caused_at <= now() - make_interval(secs => $2)",
    )
    .bind(J::NAME)
    .bind(every.as_secs_f64())
    .execute(&mut *transaction)
    .await?;
    if due.rows_affected() > 0 {
        enqueue(&mut transaction, job).await?;
    }
    transaction.commit().await
}
