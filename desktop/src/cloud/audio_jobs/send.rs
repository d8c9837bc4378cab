//! On the way to the cloud. An upload that breaks is repeated with the same Idempotency-Key, also by the same command given again, so that there is one job.

use super::{AudioJob, AudioJobs, AudioState, AudioStep, Failed, Given, OnAudioStep, PATH, percent};
use crate::cloud::{Account, http};
use alfa_copilot::Problem;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::sleep;
use uuid::Uuid;

/// The longest upload.
const LONGEST: Duration = Duration::from_secs(7_200);
/// One of which nothing went on for so long has broken.
const STALLED: Duration = Duration::from_secs(60);
/// So often one is begun.
const TRIES: u32 = 4;
/// Nobody waits longer for a cloud that asks for patience.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How often whoever waits is shown how far it is.
const SHOWN: Duration = Duration::from_millis(200);

/// A job that is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentJob {
    /// The cloud's name for it.
    pub id: Uuid,
    /// Under what it is remembered here.
    memory: Option<String>,
}

impl SentJob {
    /// One that was made before.
    pub fn of(id: Uuid) -> Self {
        Self { id, memory: None }
    }
}

/// What is remembered of one until its result is here.
#[derive(Serialize, Deserialize)]
struct Known {
    key: Uuid,
    job: Option<Uuid>,
}

impl AudioJobs {
    /// Has it done. What was sent before, and whose result was not fetched, is not sent again.
    ///
    /// # Errors
    /// `not_signed_in`, `signed_out`, `voice_unavailable`, `quota_exhausted`, `too_many_at_once`, what is wrong with what is given, `cloud_unreachable`,
    /// `cloud_busy`.
    pub async fn send(&self, given: &Given, on_step: &OnAudioStep) -> Result<SentJob, Problem> {
        let (paths, store) = (&self.hosted.paths, &self.hosted.store);
        let account = Account::load(paths).await?.ok_or_else(Account::missing)?;
        let memory = format!("audio_job {}", given.hash(account.user_id).await?);
        let known = store.remembered(&memory).await?.and_then(|text| serde_json::from_str::<Known>(&text).ok());
        let mut key = match known {
            None => Uuid::now_v7(),
            Some(Known { job: Some(id), .. }) if self.is_worth_waiting_for(id).await? => {
                return Ok(SentJob { id, memory: Some(memory) });
            }
            Some(Known { job: Some(_), .. }) => Uuid::now_v7(),
            // it broke off, and may have come through all the same
            Some(Known { key, job: None }) => key,
        };
        let remember = async |key, job| {
            let known = serde_json::to_string(&Known { key, job }).unwrap_or_default();
            store.remember(&memory, &known).await
        };
        loop {
            remember(key, None).await?;
            let made = match self.make(given, key, on_step).await {
                Ok(made) => made,
                Err(Failed::Problem(problem)) => {
                    store.forget(&memory).await?;
                    return Err(problem);
                }
                Err(away) => return Err(away.problem()),
            };
            // one that came through earlier may have been deleted since
            if made.replayed && !self.is_worth_waiting_for(made.job.id).await? {
                key = Uuid::now_v7();
                continue;
            }
            remember(key, Some(made.job.id)).await?;
            return Ok(SentJob { id: made.job.id, memory: Some(memory) });
        }
    }

    /// Deletes one whose result is here, or that failed, and forgets it.
    ///
    /// # Errors
    /// As [`Self::delete`].
    pub async fn settle(&self, job: &SentJob) -> Result<(), Problem> {
        let deleted = match self.delete(job.id).await {
            Err(problem) if problem.code == "no_such_job" => Ok(()),
            deleted => deleted,
        };
        if let Some(memory) = &job.memory {
            self.hosted.store.forget(memory).await?;
        }
        deleted
    }

    /// Whether it is there and has not failed.
    async fn is_worth_waiting_for(&self, id: Uuid) -> Result<bool, Problem> {
        match self.get(id).await {
            Ok(job) => Ok(job.state != AudioState::Failed),
            Err(Failed::Problem(problem)) if problem.code == "no_such_job" => Ok(false),
            Err(failed) => Err(failed.problem()),
        }
    }

    async fn make(&self, given: &Given, key: Uuid, on_step: &OnAudioStep) -> Result<Made, Failed> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.upload(given, key, on_step).await {
                Err(Failed::Away(problem, wait)) => {
                    let wait = wait.unwrap_or(Duration::from_secs(1 << (tries - 1)));
                    if tries == TRIES || wait > LONGEST_WAIT {
                        return Err(Failed::Away(problem, Some(wait)));
                    }
                    on_step(AudioStep::Away);
                    sleep(wait).await;
                }
                made => return made,
            }
        }
    }

    async fn upload(&self, given: &Given, key: Uuid, on_step: &OnAudioStep) -> Result<Made, Failed> {
        let bytes = given.bytes().map_err(Failed::Problem)?;
        let sent = Arc::new(AtomicU64::new(0));
        let sending = async {
            let answer = self.open(|server| {
                let request =
                    server.request(Method::POST, PATH).timeout(LONGEST).header("idempotency-key", key.to_string());
                given.body_of(request, bytes, Arc::clone(&sent))
            });
            let answer = answer.await?;
            let replayed = answer.headers().contains_key("idempotency-replayed");
            Ok(Made { job: http::read(answer).await?, replayed })
        };
        let watching = async {
            let (mut last, mut still) = (0, Duration::ZERO);
            while still < STALLED {
                on_step(AudioStep::Sending { percent: percent(last, bytes) });
                sleep(SHOWN).await;
                let now = sent.load(Ordering::Relaxed);
                still = if now == last { still + SHOWN } else { Duration::ZERO };
                last = now;
            }
        };
        tokio::select! {
            made = sending => made,
            () = watching => Err(crate::cloud::CloudError::Unreachable("o envio parou no meio".to_owned()).into()),
        }
    }
}

struct Made {
    job: AudioJob,
    replayed: bool,
}
