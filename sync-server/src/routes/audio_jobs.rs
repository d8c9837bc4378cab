//! `/v1/audio/jobs`

use super::input::Path;
use crate::auth::Caller;
use crate::idempotency::{Answer, IdempotencyKey};
use crate::voice::long::{self, AudioJob, SpeakLong};
use crate::{App, Problem};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// What is posted here may take as long as an upload does.
pub(super) const PATH: &str = "/v1/audio/jobs";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create, list)).routes(routes!(get, delete)).routes(routes!(sound))
}

/// Has a long recording recognised (a WAV as it is) or a long text spoken (JSON), beside the requests. What is sent again with the same `Idempotency-Key` is done once.
#[utoipa::path(
    post,
    path = "/v1/audio/jobs",
    operation_id = "create_audio_job",
    tag = "voice",
    security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters, another for each request; known for a day")),
    request_body(content((Vec<u8> = "audio/wav"), (SpeakLong = "application/json"))),
    responses(
        (status = 202, description = "It will be done", body = AudioJob),
        (status = 404, description = "`voice_unavailable`"),
        (status = 409, description = "`idempotency_in_progress`: come back after `Retry-After` seconds"),
        (status = 413, description = "`too_large`"),
        (status = 415, description = "`wrong_content_type`: neither audio/wav nor application/json"),
        (status = 422, description = "`not_wav`, `no_speech`, `recording_too_long`, `unknown_voice`, `idempotency_key_reused`, `bad_idempotency_key`, `invalid_request`"),
        (status = 429, description = "`quota_exhausted`, with when it begins anew; `too_many_at_once`"),
        (status = 503, description = "`store_away`, `database_away`"),
    )
)]
async fn create(
    State(app): State<App>,
    caller: Caller,
    key: IdempotencyKey,
    request: Request,
) -> Result<Answer, Problem> {
    long::offered(&app)?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let body = request.into_body();
    match kind.as_str() {
        "audio/wav" | "audio/x-wav" | "audio/wave" | "audio/vnd.wave" => {
            long::transcribe(&app, caller.user_id, &key, body, length).await
        }
        "application/json" => long::speak(&app, caller.user_id, &key, body).await,
        _ => {
            let wrong = "Envie uma gravação em WAV (Content-Type: audio/wav), ou um texto em JSON (application/json).";
            Err(Problem::new(415, "wrong_content_type", wrong))
        }
    }
}

/// The account's long recordings and texts, the newest first, up to 100.
#[utoipa::path(
    get,
    path = "/v1/audio/jobs",
    operation_id = "audio_jobs",
    tag = "voice",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Without their texts", body = Vec<AudioJob>),
        (status = 404, description = "`voice_unavailable`"),
    )
)]
async fn list(State(app): State<App>, caller: Caller) -> Result<axum::Json<Vec<AudioJob>>, Problem> {
    long::list(&app, caller.user_id).await.map(axum::Json)
}

/// How far one is, and its text once it is done.
#[utoipa::path(
    get,
    path = "/v1/audio/jobs/{id}",
    operation_id = "audio_job",
    tag = "voice",
    security(("bearer" = [])),
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "How it stands", body = AudioJob),
        (status = 404, description = "`no_such_job`, `voice_unavailable`"),
        (status = 503, description = "`store_away`, `database_away`"),
    )
)]
async fn get(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<axum::Json<AudioJob>, Problem> {
    long::get(&app, caller.user_id, id).await.map(axum::Json)
}

/// Ends one and removes what was given and what was made of it.
#[utoipa::path(
    delete,
    path = "/v1/audio/jobs/{id}",
    operation_id = "delete_audio_job",
    tag = "voice",
    security(("bearer" = [])),
    params(("id" = Uuid, Path)),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "`no_such_job`, `voice_unavailable`"),
    )
)]
async fn delete(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    long::delete(&app, caller.user_id, id).await.map(|()| StatusCode::NO_CONTENT)
}

/// The speech that was made of a text.
#[utoipa::path(
    get,
    path = "/v1/audio/jobs/{id}/audio",
    operation_id = "audio_job_sound",
    tag = "voice",
    security(("bearer" = [])),
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "16 bits, mono", body = Vec<u8>, content_type = "audio/wav"),
        (status = 404, description = "`no_such_job`, `no_audio`, `voice_unavailable`"),
        (status = 409, description = "`not_done`"),
        (status = 503, description = "`store_away`, `database_away`"),
    )
)]
async fn sound(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let sound = long::sound(&app, caller.user_id, id).await?;
    let headers = [(header::CONTENT_TYPE, "audio/wav".to_owned()), (header::CONTENT_LENGTH, sound.length.to_string())];
    Ok((headers, Body::from_stream(sound.pieces)).into_response())
}
