//! Long recordings that are recognised and long texts that are spoken, as jobs of the queue (docs/VOICE.md). What was given and what was made of it
//! lie sealed in the object store, for a few days.
//!
//! - [`transcribe`], [`speak`]: make one; [`list`], [`get`], [`sound`], [`delete`]: what becomes of it
//! - [`LongAudio`]: does it, part by part; [`Discard`], [`forget`]: what goes out of the store

mod create;
mod cut;
mod discard;
mod hear;
mod objects;
mod receive;
mod say;
mod upload;
mod work;

pub use create::{SpeakLong, speak, transcribe};
pub use discard::{Discard, forget};
pub use hear::AudioSegment;
pub use say::Sound;
pub use work::LongAudio;

use crate::jobs::enqueue;
use crate::{App, Problem};
use chrono::{DateTime, Utc};
use hear::Transcript;
use objects::{Objects, RESULT};
use serde::Serialize;
use sqlx::{AssertSqlSafe, PgConnection};
use utoipa::ToSchema;
use uuid::Uuid;

/// A list has at most so many, the newest.
const MOST: i64 = 100;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AudioKind {
    /// A recording to text.
    Transcribe,
    /// A text to sound.
    Speak,
}

impl AudioKind {
    fn name(self) -> &'static str {
        match self {
            Self::Transcribe => "transcribe",
            Self::Speak => "speak",
        }
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AudioState {
    /// It waits for its turn, or for a service that is away.
    Queued,
    /// It is being done.
    Running,
    /// Its result is there.
    Done,
    /// It will not be done, and costs nothing.
    Failed,
}

/// A long recording or text.
#[derive(Debug, Serialize, ToSchema)]
pub struct AudioJob {
    /// Its id.
    pub id: Uuid,
    /// transcribe or speak.
    pub kind: AudioKind,
    /// queued, running, done or failed.
    pub state: AudioState,
    /// How much of it is done, 0 to 1.
    pub progress: f64,
    /// Of a recording, or of speech that is done, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub characters: Option<u64>,
    /// What did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// Why it failed: stable, in snake_case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same in Portuguese, for the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was done, or failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// Until when its result is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<DateTime<Utc>>,
    /// What was said in the recording; of one job asked for by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The same in parts, with where in the recording they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<Vec<AudioSegment>>,
    /// Where the speech that was made is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    size: i64,
    billed: i64,
    state: String,
    code: Option<String>,
    engine: Option<String>,
    spoken_ms: Option<i64>,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    until: i64,
}

/// Whether one is being done its work says; one whose work is not there will not be done.
const ROWS: &str = "SELECT a.id, a.kind, a.size, a.billed, a.engine, a.spoken_ms, a.created_at, a.ended_at,
    CASE WHEN a.state <> 'open' THEN a.state WHEN j.id IS NULL THEN 'failed'
         WHEN j.holder IS NOT NULL AND j.due_at > now() THEN 'running' ELSE 'queued' END AS state,
    CASE WHEN a.state = 'open' AND j.id IS NULL THEN 'removed' ELSE a.code END AS code,
    coalesce((SELECT max(p.until) FROM audio_part p WHERE p.job_id = a.id), 0) AS until
    FROM audio_job a LEFT JOIN job j ON j.key = 'audio:' || a.id AND j.dead_at IS NULL
    WHERE a.user_id = $1";

impl Row {
    fn shown(self, app: &App) -> AudioJob {
        let kind = if self.kind == AudioKind::Speak.name() { AudioKind::Speak } else { AudioKind::Transcribe };
        let state = match self.state.as_str() {
            "done" => AudioState::Done,
            "failed" => AudioState::Failed,
            "running" => AudioState::Running,
            _ => AudioState::Queued,
        };
        let seconds = match kind {
            AudioKind::Transcribe => Some(self.billed),
            AudioKind::Speak => self.spoken_ms,
        };
        let failed = (state == AudioState::Failed).then(|| why(self.code.as_deref().unwrap_or_default()));
        let days = chrono::Duration::days(i64::from(app.config.voice.job_days));
        let part = if self.size > 0 { self.until as f64 / self.size as f64 } else { 0.0 };
        AudioJob {
            id: self.id,
            kind,
            state,
            progress: if state == AudioState::Done { 1.0 } else { (part.clamp(0.0, 1.0) * 1_000.0).floor() / 1_000.0 },
            seconds: seconds.map(|milliseconds| milliseconds as f64 / 1_000.0),
            characters: (kind == AudioKind::Speak).then(|| u64::try_from(self.size).unwrap_or_default()),
            engine: self.engine,
            code: failed.map(|(code, _)| code.to_owned()),
            detail: failed.map(|(_, detail)| detail.to_owned()),
            created_at: self.created_at,
            ended_at: self.ended_at,
            kept_until: self.ended_at.map(|at| at + days),
            text: None,
            segments: None,
            audio: (kind == AudioKind::Speak && state == AudioState::Done)
                .then(|| format!("/v1/audio/jobs/{}/audio", self.id)),
        }
    }
}

/// Why one failed, for a program and for its user. Whatever is the server's own affair has one code.
fn why(code: &str) -> (&'static str, &'static str) {
    match code {
        "no_speech" => ("no_speech", "Não ouvi ninguém falando na gravação."),
        "no_sound" => ("no_sound", "Não há nada para falar neste texto."),
        "voice_refused" => (
            "voice_refused",
            "O serviço de voz recusou o pedido, e nada foi descontado. Tente com outra gravação ou outro texto.",
        ),
        "unknown_voice" => ("unknown_voice", "Este servidor não tem mais essa voz. Peça de novo com outra."),
        "voice_unavailable" => {
            ("voice_unavailable", "Este servidor deixou de oferecer voz. Use a voz do seu computador.")
        }
        "voice_away" => (
            "voice_away",
            "O serviço de voz ficou dias sem responder, e nada foi descontado. Envie de novo mais tarde.",
        ),
        "store_away" => (
            "store_away",
            "O lugar onde o servidor guarda gravações ficou dias sem responder. Envie de novo mais tarde.",
        ),
        "audio_lost" => ("audio_lost", "O servidor não consegue mais ler o que você enviou. Envie de novo."),
        "removed" => ("removed", "Quem opera o servidor tirou este trabalho da fila. Envie de novo."),
        _ => (
            "internal",
            "Algo deu errado no servidor, e nada foi descontado. Envie de novo; se continuar, avise quem o opera.",
        ),
    }
}

/// That this server offers voice at all.
pub(crate) fn offered(app: &App) -> Result<(), Problem> {
    app.voice.recognizer().map(drop).or_else(|_| app.voice.synthesizer(None).map(drop))
}

fn none() -> Problem {
    Problem::new(404, "no_such_job", "Esta conta não tem esse trabalho de áudio.")
}

async fn card(
    app: &App,
    connection: &mut PgConnection,
    user_id: Uuid,
    id: Uuid,
) -> Result<Option<AudioJob>, sqlx::Error> {
    let sql = AssertSqlSafe(format!("{ROWS} AND a.id = $2"));
    let row: Option<Row> = sqlx::query_as(sql).bind(user_id).bind(id).fetch_optional(connection).await?;
    Ok(row.map(|row| row.shown(app)))
}

/// The account's, the newest first, without their texts.
///
/// # Errors
/// `voice_unavailable`; [`Problem::away`].
pub async fn list(app: &App, user_id: Uuid) -> Result<Vec<AudioJob>, Problem> {
    offered(app)?;
    let sql = AssertSqlSafe(format!("{ROWS} ORDER BY a.created_at DESC, a.id LIMIT $2"));
    let rows: Vec<Row> = sqlx::query_as(sql).bind(user_id).bind(MOST).fetch_all(&app.pool).await?;
    Ok(rows.into_iter().map(|row| row.shown(app)).collect())
}

/// One, with what was said.
///
/// # Errors
/// `voice_unavailable`, `no_such_job`, `store_away`; [`Problem::away`].
pub async fn get(app: &App, user_id: Uuid, id: Uuid) -> Result<AudioJob, Problem> {
    offered(app)?;
    let mut connection = app.pool.acquire().await?;
    let mut job = card(app, &mut connection, user_id, id).await?.ok_or_else(none)?;
    drop(connection);
    if job.kind == AudioKind::Transcribe && job.state == AudioState::Done {
        let result = Objects::of(app, user_id, id).get(RESULT).await?;
        let Transcript { text, segments } = serde_json::from_slice(&result).map_err(|error| {
            tracing::error!(%error, %id, "a transcript that cannot be read");
            Problem::internal()
        })?;
        (job.text, job.segments) = (Some(text), Some(segments));
    }
    Ok(job)
}

/// The speech that was made.
///
/// # Errors
/// `voice_unavailable`, `no_such_job`, `no_audio` for a recording, `not_done`, `store_away`; [`Problem::away`].
pub async fn sound(app: &App, user_id: Uuid, id: Uuid) -> Result<Sound, Problem> {
    offered(app)?;
    let found: Option<(String, String, Option<i32>)> =
        sqlx::query_as("SELECT kind, state, rate FROM audio_job WHERE user_id = $1 AND id = $2")
            .bind(user_id)
            .bind(id)
            .fetch_optional(&app.pool)
            .await?;
    let (kind, state, rate) = found.ok_or_else(none)?;
    if kind != AudioKind::Speak.name() {
        return Err(Problem::new(404, "no_audio", "Este trabalho não gera som: o resultado dele é um texto."));
    }
    let rate = rate.and_then(|rate| u32::try_from(rate).ok()).filter(|_| state == "done");
    let rate =
        rate.ok_or_else(|| Problem::new(409, "not_done", "O som ainda não está pronto. Veja o estado do trabalho."))?;
    let parts = sqlx::query_as("SELECT until, object, bytes FROM audio_part WHERE job_id = $1 ORDER BY number")
        .bind(id)
        .fetch_all(&app.pool)
        .await?;
    say::together(Objects::of(app, user_id, id), rate, parts).await
}

/// Ends one, whatever it is doing, and has removed all that there is of it.
///
/// # Errors
/// `voice_unavailable`, `no_such_job`; [`Problem::away`].
pub async fn delete(app: &App, user_id: Uuid, id: Uuid) -> Result<(), Problem> {
    offered(app)?;
    let mut transaction = app.pool.begin().await?;
    // first its work, as a run locks it that keeps something
    sqlx::query("DELETE FROM job WHERE key = $1 AND user_id = $2")
        .bind(work::key(id))
        .bind(user_id)
        .execute(&mut *transaction)
        .await?;
    let deleted = sqlx::query("DELETE FROM audio_job WHERE id = $1 AND user_id = $2");
    if deleted.bind(id).bind(user_id).execute(&mut *transaction).await?.rows_affected() == 0 {
        return Err(none());
    }
    enqueue(&mut transaction, &Discard::of_job(user_id, id)).await?;
    transaction.commit().await?;
    Ok(())
}
