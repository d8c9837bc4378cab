//! Doing the jobs: as many at once as there are places, each with a lease that is renewed while it runs.

use super::kinds::{Kind, kinds};
use super::queue::{self, Claimed, LEASE, Run};
use super::{Failure, Then};
use crate::App;
use futures::FutureExt;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// So often it is looked whether a job is due.
const LOOK: Duration = Duration::from_millis(200);
/// And so often where the database is away.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Jobs that run when the server is told to end may take so long; then they are given back.
const GRACE: Duration = Duration::from_secs(10);
/// A run that could not renew its lease for so long stops before another begins.
const SILENT: Duration = Duration::from_secs(15);

/// What shares its places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// What is done in seconds.
    Usual,
    /// What takes minutes.
    Long,
}

/// Does the jobs of a lane until it is told to end.
pub(crate) async fn work(app: App, lane: Lane, ended: CancellationToken) {
    let mut kinds = kinds();
    kinds.retain(|_, kind| kind.lane == lane);
    let kinds: Arc<BTreeMap<&'static str, Kind>> = Arc::new(kinds);
    let names: Vec<&str> = kinds.keys().copied().collect();
    let places = match lane {
        Lane::Usual => app.config.jobs.places,
        Lane::Long => app.config.jobs.long_places,
    };
    let places = usize::try_from(places).unwrap_or(1);
    let give_back = CancellationToken::new();
    let mut running = JoinSet::new();
    let mut away = false;
    while !ended.is_cancelled() {
        while running.try_join_next().is_some() {}
        let free = places - running.len();
        let mut pause = LOOK;
        if free > 0 {
            match queue::claim(&app.pool, &names, free).await {
                Ok(claimed) => {
                    away = false;
                    for claimed in claimed {
                        running.spawn(conduct(app.clone(), Arc::clone(&kinds), claimed, give_back.clone()));
                    }
                }
                Err(error) => {
                    if !away {
                        tracing::warn!(%error, "jobs wait: the database is away");
                    }
                    away = true;
                    pause = LOOK_AGAIN;
                }
            }
        }
        tokio::select! {
            () = ended.cancelled() => {}
            // its place is free
            Some(_) = running.join_next() => {}
            () = sleep(pause) => {}
        }
    }
    if timeout(GRACE, drain(&mut running)).await.is_err() {
        give_back.cancel();
        drain(&mut running).await;
    }
}

async fn drain(running: &mut JoinSet<()>) {
    while running.join_next().await.is_some() {}
}

/// One run, and what it leaves.
async fn conduct(app: App, kinds: Arc<BTreeMap<&'static str, Kind>>, claimed: Claimed, give_back: CancellationToken) {
    let Some(kind) = kinds.get(claimed.name.as_str()) else { return };
    let run = claimed.run();
    let begun = Instant::now();
    let outcome = if claimed.tries > claimed.most_tries {
        // each run before this one ended with its process
        Err(Failure::dead("worker_died", "every process that ran it died"))
    } else {
        let work = AssertUnwindSafe((kind.run)(app.clone(), run, claimed.payload.clone())).catch_unwind();
        tokio::select! {
            done = work => done.unwrap_or_else(|_| Err(Failure::again("panicked", "see the log"))),
            () = lapsed(&app, &run) => Err(Failure { code: "lost", detail: String::new(), then: Then::Lost }),
            () = sleep(kind.longest) => Err(Failure::again("took_too_long", format!("more than {} s", kind.longest.as_secs()))),
            () = give_back.cancelled() => {
                if let Err(error) = queue::release(&app.pool, &run).await {
                    tracing::warn!(%error, job = kind.name, id = %run.id, "a job could not be given back; its lease ends by itself");
                }
                return;
            }
        }
    };
    let said = settle(&app, kind, &claimed, outcome).await;
    metrics::counter!("alfa_jobs_total", "job" => kind.name, "outcome" => said).increment(1);
    metrics::histogram!("alfa_job_seconds", "job" => kind.name).record(begun.elapsed().as_secs_f64());
}

/// Ends the job or keeps why it was not done. Where the database is away by now, the lease lapses and it runs again.
async fn settle(app: &App, kind: &Kind, claimed: &Claimed, outcome: Result<(), Failure>) -> &'static str {
    let name = claimed.name.as_str();
    let failure = match outcome {
        Ok(()) => {
            let ended = match app.pool.acquire().await {
                Ok(mut connection) => claimed.run().finish(&mut connection).await,
                Err(error) => Err(error.into()),
            };
            return match ended {
                // it was lost, or it has ended itself
                Ok(()) | Err(Failure { then: Then::Lost, .. }) => "done",
                Err(failure) => {
                    tracing::warn!(job = name, id = %claimed.id, detail = failure.detail, "a job is done but could not be ended: it runs again");
                    "not_ended"
                }
            };
        }
        Err(failure) => failure,
    };
    let code = failure.code;
    if failure.then == Then::Lost {
        tracing::warn!(job = name, id = %claimed.id, "a run has lost its job");
        return "lost";
    }
    match fail(app, kind, claimed, &failure).await {
        Ok(true) => {
            tracing::error!(job = name, id = %claimed.id, code, "a job is dead");
            "dead"
        }
        Ok(false) => {
            tracing::info!(job = name, id = %claimed.id, code, tries = claimed.tries, "a job waits for another try");
            "again"
        }
        Err(error) => {
            tracing::warn!(%error, job = name, id = %claimed.id, code, "a job failed and that could not be kept: it runs again");
            "not_ended"
        }
    }
}

/// Keeps why it was not done, and what else is so if that was its last run; `true` if it was.
async fn fail(app: &App, kind: &Kind, claimed: &Claimed, failure: &Failure) -> Result<bool, sqlx::Error> {
    let mut transaction = app.pool.begin().await?;
    let dead = queue::fail(&mut *transaction, claimed, failure).await?;
    if dead {
        (kind.given_up)(&mut transaction, claimed.payload.clone(), failure.code).await?;
    }
    transaction.commit().await?;
    Ok(dead)
}

/// Renews the lease; returns when it is lost, or must be taken for lost.
async fn lapsed(app: &App, run: &Run) {
    let mut renewed = Instant::now();
    loop {
        sleep(LEASE / 6).await;
        match timeout(LEASE / 6, queue::renew(&app.pool, run)).await {
            Ok(Ok(true)) => renewed = Instant::now(),
            Ok(Ok(false)) => return,
            Ok(Err(_)) | Err(_) if renewed.elapsed() > SILENT => return,
            Ok(Err(_)) | Err(_) => {}
        }
    }
}
