//! A long job being done: part by part, each kept under the run's fence, so that whoever goes on begins where the last one was.

use super::objects::{Objects, output};
use super::{Discard, hear, say};
use crate::App;
use crate::jobs::{Failure, Job, REMOVED, Run, enqueue};
use crate::voice::usage;
use alfa_domain::Metered;
use alfa_speech::SpeechError;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::time::Duration;
use uuid::Uuid;

/// Hears a recording, or speaks a text.
#[derive(Debug, Serialize, Deserialize)]
pub struct LongAudio {
    pub(super) id: Uuid,
    pub(super) user_id: Uuid,
}

/// The key in the queue of what does a job.
pub(super) fn key(id: Uuid) -> String {
    format!("audio:{id}")
}

impl Job for LongAudio {
    const NAME: &'static str = "long_audio";
    const LONGEST: Duration = Duration::from_secs(3_600);
    const LONG: bool = true;

    fn key(&self) -> Option<String> {
        Some(key(self.id))
    }

    fn user(&self) -> Option<Uuid> {
        Some(self.user_id)
    }

    async fn given_up(self, connection: &mut PgConnection, code: &'static str) -> Result<(), sqlx::Error> {
        fail(connection, self.id, code).await?;
        // a dead letter's may be heard again, this one's never
        if code == REMOVED {
            enqueue(connection, &Discard::of_job(self.user_id, self.id)).await?;
        }
        Ok(())
    }

    async fn run(self, app: App, run: Run) -> Result<(), Failure> {
        let Some(mut task) = Task::begin(&app, run, &self).await? else { return Ok(()) };
        let made = match task.spoken {
            true => say::say(&mut task).await?,
            false => hear::hear(&mut task).await?,
        };
        task.end(made).await
    }
}

/// It has failed, and costs nothing.
async fn fail(connection: &mut PgConnection, id: Uuid, code: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE audio_job SET state = 'failed', code = $2, ended_at = now() WHERE id = $1 AND state = 'open'")
        .bind(id)
        .bind(code)
        .execute(&mut *connection)
        .await?;
    usage::give_back(connection, id).await
}

/// A part that is done.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Part {
    /// So far it goes: in bytes of the recording, in characters of the text.
    pub until: i64,
    /// The name of its result.
    pub object: Uuid,
    /// The result's size.
    pub bytes: i64,
}

/// What became of a job that was done to its end.
pub(super) enum Made {
    /// A transcript.
    Heard { engine: Option<String> },
    /// Speech of so many milliseconds.
    Spoken { engine: String, milliseconds: u64 },
    /// Nothing, for a reason that lies in what was given.
    Nothing(&'static str),
}

/// A job that a run has.
pub(super) struct Task {
    pub app: App,
    pub objects: Objects,
    /// In order.
    pub parts: Vec<Part>,
    /// Of the recording, in bytes.
    pub size: u64,
    pub voice: Option<String>,
    pub speed: f32,
    /// Samples a second of what was spoken, once there is any.
    pub rate: Option<i32>,
    spoken: bool,
    billed: i64,
    run: Run,
    id: Uuid,
    user_id: Uuid,
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    size: i64,
    billed: i64,
    voice: Option<String>,
    speed: Option<f32>,
    rate: Option<i32>,
}

impl Task {
    /// `None` where there is nothing to do any more. One that failed and that the operator has done again is open again.
    async fn begin(app: &App, run: Run, job: &LongAudio) -> Result<Option<Self>, Failure> {
        let mut transaction = app.pool.begin().await?;
        run.guard(&mut transaction).await?;
        let row: Option<Row> = sqlx::query_as(
            "UPDATE audio_job SET state = 'open', code = NULL, ended_at = NULL WHERE id = $1 AND state <> 'done'
             RETURNING kind, size, billed, voice, speed, rate",
        )
        .bind(job.id)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let parts = sqlx::query_as("SELECT until, object, bytes FROM audio_part WHERE job_id = $1 ORDER BY number")
            .bind(job.id)
            .fetch_all(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(Self {
            app: app.clone(),
            objects: Objects::of(app, job.user_id, job.id),
            parts,
            size: u64::try_from(row.size).unwrap_or_default(),
            voice: row.voice,
            speed: row.speed.unwrap_or(1.0),
            rate: row.rate,
            spoken: row.kind == "speak",
            billed: row.billed,
            run,
            id: job.id,
            user_id: job.user_id,
        }))
    }

    /// Keeps what was made of the next part, if the job is still this run's.
    pub async fn keep(&mut self, until: u64, result: &[u8]) -> Result<(), Failure> {
        // of a name that no other run uses: what one writes that has lost the job is in nobody's way
        let object = Uuid::now_v7();
        self.objects.put(&output(object), result).await?;
        let part = Part {
            until: i64::try_from(until).unwrap_or(i64::MAX),
            object,
            bytes: i64::try_from(result.len()).unwrap_or(i64::MAX),
        };
        let mut transaction = self.app.pool.begin().await?;
        self.run.guard(&mut transaction).await?;
        sqlx::query(
            "INSERT INTO audio_part (job_id, number, user_id, until, object, bytes) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.id)
        .bind(i32::try_from(self.parts.len()).unwrap_or(i32::MAX))
        .bind(self.user_id)
        .bind(part.until)
        .bind(part.object)
        .bind(part.bytes)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE audio_job SET rate = $2 WHERE id = $1 AND rate IS DISTINCT FROM $2")
            .bind(self.id)
            .bind(self.rate)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.parts.push(part);
        Ok(())
    }

    /// Ends the job, counts what it used, and has removed what is of no use any more: all of it or nothing.
    async fn end(self, made: Made) -> Result<(), Failure> {
        let mut transaction = self.app.pool.begin().await?;
        let connection = &mut *transaction;
        self.run.finish(connection).await?;
        let billed = u64::try_from(self.billed).unwrap_or_default();
        let (engine, milliseconds, used) = match made {
            Made::Nothing(code) => {
                fail(connection, self.id, code).await?;
                enqueue(connection, &Discard::of_job(self.user_id, self.id)).await?;
                transaction.commit().await?;
                return Ok(());
            }
            Made::Heard { engine } => (engine, None, vec![(Metered::HeardMs, billed)]),
            Made::Spoken { engine, milliseconds } => {
                let used = vec![(Metered::Characters, billed), (Metered::SpokenMs, milliseconds)];
                (Some(engine), Some(milliseconds), used)
            }
        };
        usage::settle_job(connection, self.user_id, self.id, &used).await?;
        sqlx::query("UPDATE audio_job SET state = 'done', ended_at = now(), engine = $2, spoken_ms = $3 WHERE id = $1")
            .bind(self.id)
            .bind(engine)
            .bind(milliseconds.map(|milliseconds| i64::try_from(milliseconds).unwrap_or(i64::MAX)))
            .execute(&mut *connection)
            .await?;
        enqueue(connection, &Discard::of_done(self.user_id, self.id, !self.spoken)).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// What a service's failure is to a job. A key it does not know is the operator's affair: the job waits for that too.
pub(super) fn of_service(error: &SpeechError) -> Failure {
    match error {
        SpeechError::Unauthorised { .. } | SpeechError::Busy { .. } | SpeechError::Unreachable { .. } => {
            Failure::wait("voice_away", error)
        }
        SpeechError::UnknownVoice(_) => Failure::dead("unknown_voice", error),
        SpeechError::Engine { .. } => Failure::dead("voice_refused", error),
        error => Failure::again("speech", error),
    }
}
