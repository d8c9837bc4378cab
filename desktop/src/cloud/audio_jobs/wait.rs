//! Until a job is done.

use super::{AudioJob, AudioJobs, AudioKind, AudioState, AudioStep, Failed, OnAudioStep, SentJob};
use alfa_copilot::Problem;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Between two questions; each next one comes later.
const FIRST: Duration = Duration::from_millis(300);
const LAST: Duration = Duration::from_secs(5);
/// A cloud that says nothing for so long is away.
const AWAY: Duration = Duration::from_secs(600);

impl AudioJobs {
    /// Waits until it is done, for as long as that takes. One that failed is told and deleted.
    ///
    /// # Errors
    /// `other_job` where it is of the other kind; `no_such_job`; why it failed, by its code; `cloud_unreachable` once nothing was heard for ten minutes: the
    /// job goes on.
    pub async fn wait(&self, job: &SentJob, kind: AudioKind, on_step: &OnAudioStep) -> Result<AudioJob, Problem> {
        let (mut pause, mut heard) = (FIRST, Instant::now());
        loop {
            match self.get(job.id).await {
                Ok(found) => {
                    heard = Instant::now();
                    is_of(&found, kind)?;
                    match found.state {
                        AudioState::Done => return Ok(found),
                        AudioState::Failed => return Err(self.failed(job, found).await),
                        AudioState::Queued => on_step(AudioStep::Queued),
                        AudioState::Running => on_step(AudioStep::Doing { percent: percent_of(found.progress) }),
                    }
                }
                Err(Failed::Away(problem, _)) if heard.elapsed() > AWAY => return Err(problem),
                Err(Failed::Away(..)) => on_step(AudioStep::Away),
                Err(Failed::Problem(problem)) => return Err(problem),
            }
            sleep(pause).await;
            pause = (pause * 5 / 4).min(LAST);
        }
    }

    async fn failed(&self, job: &SentJob, found: AudioJob) -> Problem {
        if let Err(problem) = self.settle(job).await {
            tracing::info!(code = %problem.code, "a job that failed is still in the cloud");
        }
        let code = found.code.unwrap_or_else(|| "internal".to_owned());
        Problem::new(&code, found.detail.unwrap_or_else(|| "A nuvem não conseguiu fazer isso.".to_owned()), "")
    }
}

/// The result of one kind is nothing to whoever wants the other.
fn is_of(found: &AudioJob, kind: AudioKind) -> Result<(), Problem> {
    let (what, command) = match found.kind {
        kept if kept == kind => return Ok(()),
        AudioKind::Transcribe => ("uma gravação, e o resultado é um texto", "transcribe"),
        AudioKind::Speak => ("um texto, e o resultado é som", "speak"),
    };
    let id = found.id;
    Err(Problem::new(
        "other_job",
        format!("Esse trabalho é de {what}."),
        format!("Busque-o com “alfa {command} --job {id}”."),
    ))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 100")]
fn percent_of(progress: f64) -> u8 {
    (progress * 100.0).clamp(0.0, 100.0) as u8
}
