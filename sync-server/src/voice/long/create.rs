//! A long job is made: what was given lies in the store, its quota is held, and row, work and the answer for the Idempotency-Key are one transaction.

use super::objects::input;
use super::upload::Upload;
use super::work::LongAudio;
use super::{AudioJob, AudioKind, card, receive};
use crate::idempotency::{Answer, IdempotencyKey, Once};
use crate::jobs::enqueue;
use crate::voice::transcribe::millis;
use crate::voice::usage::{self, Want};
use crate::{App, Problem};
use alfa_domain::Metered;
use axum::body::Body;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

const ROUTE: &str = "POST /v1/audio/jobs";
/// Of a request that is JSON, for each character of its text: it may be written as `\u00e9`.
const BYTES_OF_CHARACTER: u64 = 6;
/// And for what is around it.
const BYTES_AROUND: u64 = 4 << 10;

/// `POST /v1/audio/jobs` with JSON: a long text that is to be spoken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeakLong {
    /// Up to 50,000 characters, where the server does not say otherwise; figures in words.
    #[schema(min_length = 1)]
    pub text: String,
    /// As openai:nova; the server's first where it is not said.
    #[schema(max_length = 100)]
    pub voice: Option<String>,
    /// 0.5 to 2.0.
    #[schema(minimum = 0.5, maximum = 2.0)]
    pub speed: Option<f32>,
}

/// What is to be written down.
struct New {
    kind: AudioKind,
    size: u64,
    billed: Want,
    voice: Option<String>,
    speed: Option<f32>,
}

/// Takes a long recording that is to be recognised. `length` is what the request says it has.
///
/// # Errors
/// `voice_unavailable`, `too_large`, `not_wav`, `no_speech` for one without a sample, `recording_too_long`, `quota_exhausted`, `too_many_at_once`, `store_away`; what is
/// wrong with the key; [`Problem::away`].
pub async fn transcribe(
    app: &App,
    user_id: Uuid,
    key: &IdempotencyKey,
    body: Body,
    length: Option<u64>,
) -> Result<Answer, Problem> {
    app.voice.recognizer()?;
    if length.is_some_and(|length| length > app.config.voice.recording_bytes) {
        return Err(receive::too_large(app));
    }
    if key.is_known(app, user_id, ROUTE).await? {
        let once = key.once(user_id, ROUTE, receive::hash_of(app, body).await?);
        return once.answered(app).await?.ok_or_else(Once::in_progress);
    }
    let mut upload = Upload::begin(app, user_id).await?;
    let made = async {
        let (recording, hash) = receive::recording(app, body, upload.objects()).await?;
        let billed = Want::exactly(Metered::HeardMs, millis(recording.seconds));
        let new = New { kind: AudioKind::Transcribe, size: recording.bytes, billed, voice: None, speed: None };
        insert(app, &key.once(user_id, ROUTE, hash), new, &mut upload).await
    };
    let made = made.await;
    upload.end().await;
    made
}

/// Takes a long text that is to be spoken.
///
/// # Errors
/// `voice_unavailable`, `unknown_voice`, `quota_exhausted`, `too_many_at_once`, `store_away`; what is wrong with the request or the key; [`Problem::away`].
pub async fn speak(app: &App, user_id: Uuid, key: &IdempotencyKey, body: Body) -> Result<Answer, Problem> {
    app.voice.synthesizer(None)?;
    let most = app.config.voice.long_characters;
    let (body, hash) = receive::whole(body, most as u64 * BYTES_OF_CHARACTER + BYTES_AROUND).await?;
    let request: SpeakLong = serde_json::from_slice(&body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => {
            Problem::invalid(&format!("O corpo do pedido não está na forma esperada ({error})."))
        }
        _ => Problem::new(400, "not_json", "O corpo do pedido não é JSON, ou não chegou inteiro."),
    })?;
    let characters = request.text.chars().count();
    if request.text.trim().is_empty() || characters > most {
        return Err(Problem::invalid(&format!("O texto deve ter de 1 a {most} caracteres.")));
    }
    if request.speed.is_some_and(|speed| !(0.5..=2.0).contains(&speed)) {
        return Err(Problem::invalid("O ritmo deve ser de 0,5 a 2."));
    }
    app.voice.synthesizer(request.voice.as_deref())?;
    let once = key.once(user_id, ROUTE, hash);
    if let Some(answer) = once.answered(app).await? {
        return Ok(answer);
    }
    let mut upload = Upload::of(app, user_id);
    let made = async {
        upload.objects().put(&input(0), request.text.as_bytes()).await?;
        let size = characters as u64;
        let billed = Want::exactly(Metered::Characters, size);
        let (voice, speed) = (request.voice, request.speed);
        insert(app, &once, New { kind: AudioKind::Speak, size, billed, voice, speed }, &mut upload).await
    };
    let made = made.await;
    upload.end().await;
    made
}

async fn insert(app: &App, once: &Once<'_>, new: New, upload: &mut Upload) -> Result<Answer, Problem> {
    let mut transaction = app.pool.begin().await?;
    if let Some(answer) = once.enter(app, &mut transaction).await? {
        return Ok(answer);
    }
    let (id, user_id) = (upload.id(), once.user_id);
    sqlx::query(
        "INSERT INTO audio_job (id, user_id, kind, size, billed, voice, speed) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(user_id)
    .bind(new.kind.name())
    .bind(i64::try_from(new.size).unwrap_or(i64::MAX))
    .bind(i64::try_from(new.billed.most).unwrap_or(i64::MAX))
    .bind(new.voice)
    .bind(new.speed)
    .execute(&mut *transaction)
    .await?;
    usage::hold_for_job(app, &mut transaction, user_id, new.billed, id).await?;
    enqueue(&mut transaction, &LongAudio { id, user_id }).await?;
    let job: AudioJob = card(app, &mut transaction, user_id, id).await?.ok_or_else(Problem::internal)?;
    let answer = Answer::json(202, &job)?;
    once.keep(app, &mut transaction, &answer).await?;
    upload.keep();
    transaction.commit().await?;
    Ok(answer)
}
