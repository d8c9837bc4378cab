//! What nobody needs any more goes out of the object store: at once by a job, and by the cleanup what was overlooked.

use super::objects::{INPUT, OUTPUT, ROOT, folder};
use super::work::key;
use crate::App;
use crate::jobs::{Failure, Job, Run, enqueue};
use crate::storage::{Storage, StorageError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// Jobs that have ended, in one transaction.
const BATCH: i64 = 200;
/// What no upload that still runs can have made: the longest takes two hours.
const OLD_S: u64 = 3 * 3_600;
/// One that never ended, because its work is nowhere to be found, is kept so many days.
const NEVER_ENDED: i32 = 30;

/// Removes everything below some folders. It belongs to no account: it runs when the account is gone.
#[derive(Debug, Serialize, Deserialize)]
pub struct Discard {
    folders: Vec<String>,
}

impl Discard {
    /// Everything of an account.
    pub fn of_account(user_id: Uuid) -> Self {
        Self { folders: vec![format!("{ROOT}/{user_id}")] }
    }

    /// Everything of a job.
    pub(super) fn of_job(user_id: Uuid, job_id: Uuid) -> Self {
        Self { folders: vec![folder(user_id, job_id)] }
    }

    /// What is of no use once a job is done: what was given, and of a transcription its parts.
    pub(super) fn of_done(user_id: Uuid, job_id: Uuid, parts: bool) -> Self {
        let folder = folder(user_id, job_id);
        let used = [INPUT].into_iter().chain(parts.then_some(OUTPUT));
        Self { folders: used.map(|name| format!("{folder}/{name}")).collect() }
    }
}

impl Job for Discard {
    const NAME: &'static str = "discard_audio";
    const LONGEST: Duration = Duration::from_secs(600);

    async fn run(self, app: App, _: Run) -> Result<(), Failure> {
        for folder in &self.folders {
            empty(&app.storage, folder).await.map_err(away)?;
        }
        Ok(())
    }
}

fn away(error: StorageError) -> Failure {
    Failure::wait("store_away", error)
}

/// Removes everything below a folder.
pub(super) async fn empty(storage: &Storage, folder: &str) -> Result<(), StorageError> {
    for name in storage.list(folder).await? {
        storage.delete(&name).await?;
    }
    Ok(())
}

/// Removes jobs whose days are over, and objects that belong to no job: those of uploads that broke off, and what a run wrote that did not know yet
/// that its job was gone. How many jobs. The clock's cleanup calls it.
///
/// # Errors
/// The database or the object store is away.
pub async fn forget(app: &App) -> Result<usize, Failure> {
    let mut forgotten = 0;
    loop {
        let batch = batch(app).await?;
        forgotten += batch;
        if batch == 0 {
            break;
        }
    }
    sweep(app).await?;
    Ok(forgotten)
}

async fn batch(app: &App) -> Result<usize, Failure> {
    let mut transaction = app.pool.begin().await?;
    let over: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT user_id, id FROM audio_job
         WHERE ended_at < now() - make_interval(days => $1)
            OR (ended_at IS NULL AND created_at < now() - make_interval(days => $2)) LIMIT $3",
    )
    .bind(i32::try_from(app.config.voice.job_days).unwrap_or(i32::MAX))
    .bind(NEVER_ENDED)
    .bind(BATCH)
    .fetch_all(&mut *transaction)
    .await?;
    if over.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Uuid> = over.iter().map(|(_, id)| *id).collect();
    sqlx::query("DELETE FROM job WHERE key = ANY($1)")
        .bind(ids.iter().map(|id| key(*id)).collect::<Vec<_>>())
        .execute(&mut *transaction)
        .await?;
    sqlx::query("DELETE FROM audio_job WHERE id = ANY($1)").bind(&ids).execute(&mut *transaction).await?;
    let folders = over.iter().map(|(user_id, id)| folder(*user_id, *id)).collect();
    enqueue(&mut transaction, &Discard { folders }).await?;
    transaction.commit().await?;
    Ok(over.len())
}

async fn sweep(app: &App) -> Result<(), Failure> {
    let mut found: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for name in app.storage.list(ROOT).await.map_err(away)? {
        let job = name.split('/').nth(2).and_then(|job| job.parse::<Uuid>().ok());
        if let Some(job) = job.filter(|job| is_old(*job)) {
            found.entry(job).or_default().push(name);
        }
    }
    let known: Vec<(Uuid,)> = sqlx::query_as("SELECT id FROM audio_job WHERE id = ANY($1)")
        .bind(found.keys().copied().collect::<Vec<_>>())
        .fetch_all(&app.pool)
        .await?;
    for (job,) in known {
        found.remove(&job);
    }
    for name in found.values().flatten() {
        app.storage.delete(name).await.map_err(away)?;
    }
    Ok(())
}

/// A UUIDv7 says when it was made.
fn is_old(job: Uuid) -> bool {
    let made = job.get_timestamp().map_or(0, |timestamp| timestamp.to_unix().0);
    let now = u64::try_from(crate::clock::now().timestamp()).unwrap_or_default();
    made + OLD_S < now
}
