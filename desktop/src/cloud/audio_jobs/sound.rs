//! The speech that was made of a text.

use super::{AudioJobs, AudioStep, Failed, OnAudioStep, PATH, SentJob, percent};
use crate::cloud::{CloudError, http};
use crate::sound_file::unwritable;
use alfa_copilot::Problem;
use reqwest::Method;
use std::path::Path;
use std::time::Duration;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::time::{sleep, timeout};

/// The longest way here.
const LONGEST: Duration = Duration::from_secs(7_200);
/// Nothing comes for so long: it broke.
const STALLED: Duration = Duration::from_secs(60);
/// So often it is fetched.
const TRIES: u32 = 4;

impl AudioJobs {
    /// Fetches it into a file, whole and on the disk where this succeeds.
    ///
    /// # Errors
    /// `no_such_job`, `not_done`; `file_unwritable`; `cloud_unreachable`.
    pub async fn fetch_sound(&self, job: &SentJob, into: &Path, on_step: &OnAudioStep) -> Result<(), Problem> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.fetch(job, into, on_step).await {
                Err(Failed::Away(_, wait)) if tries < TRIES => {
                    on_step(AudioStep::Away);
                    sleep(wait.unwrap_or(Duration::from_secs(1 << (tries - 1))).min(STALLED)).await;
                }
                fetched => return fetched.map_err(Failed::problem),
            }
        }
    }

    async fn fetch(&self, job: &SentJob, into: &Path, on_step: &OnAudioStep) -> Result<(), Failed> {
        let path = format!("{PATH}/{}/audio", job.id);
        let mut answer = self.open(|server| Ok(server.request(Method::GET, &path).timeout(LONGEST))).await?;
        let broken = |error: std::io::Error| Failed::Problem(unwritable(into, &error.to_string()));
        let mut file = File::create(into).await.map_err(broken)?;
        let (whole, mut come) = (answer.content_length(), 0);
        loop {
            let piece = timeout(STALLED, answer.chunk()).await;
            let piece = piece.map_err(|_| CloudError::Unreachable("o som parou no meio".to_owned()))?;
            let Some(piece) = piece.map_err(|error| CloudError::Unreachable(http::without_address(error)))? else {
                break;
            };
            file.write_all(&piece).await.map_err(broken)?;
            come += piece.len() as u64;
            on_step(AudioStep::Fetching { percent: percent(come, whole.unwrap_or_default()) });
        }
        if whole.is_some_and(|whole| whole != come) {
            return Err(CloudError::Unreachable("o fim do som não chegou".to_owned()).into());
        }
        file.sync_all().await.map_err(broken)
    }
}
