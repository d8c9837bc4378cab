//! `/api/audio`, `/api/realtime`, `/api/market`, `/v1/account/usage`

use super::input::{Json, Query};
use crate::auth::Caller;
use crate::voice::market::{self, Candles, CandlesOf, Price, PriceOf};
use crate::voice::realtime::{self as conversation, MOST_MESSAGE};
use crate::voice::{self, MOST_BYTES, RATE_HEADER, Speak, Transcribed};
use crate::{App, Problem};
use alfa_domain::Usage;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{DefaultBodyLimit, State, WebSocketUpgrade};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    let recordings = OpenApiRouter::new().routes(routes!(transcribe)).layer(DefaultBodyLimit::max(MOST_BYTES));
    OpenApiRouter::new()
        .routes(routes!(speak))
        .routes(routes!(realtime))
        .routes(routes!(price))
        .routes(routes!(candles))
        .routes(routes!(usage))
        .merge(recordings)
}

/// Recognises the speech of a WAV recording of at most 60 s and 4 MiB, which is not kept.
#[utoipa::path(
    post,
    path = "/api/audio/transcribe",
    tag = "voice",
    security(("bearer" = [])),
    request_body(content = Vec<u8>, content_type = "audio/wav"),
    responses(
        (status = 200, description = "What was said", body = Transcribed),
        (status = 422, description = "`not_wav`, `no_speech`, `recording_too_long`"),
        (status = 429, description = "`quota_exhausted`, with when it begins anew; `too_many_at_once`"),
        (status = 404, description = "`voice_unavailable`"),
        (status = 503, description = "`voice_away`, `database_away`"),
    )
)]
async fn transcribe(
    State(app): State<App>,
    caller: Caller,
    recording: Result<Bytes, BytesRejection>,
) -> Result<axum::Json<Transcribed>, Problem> {
    let recording = recording.map_err(|rejection| match rejection.status().as_u16() {
        413 => Problem::new(413, "too_large", "A gravação passa de 4 MiB. Faça uma pergunta mais curta."),
        _ => Problem::invalid("A gravação não chegou inteira."),
    })?;
    voice::transcribe(&app, caller.user_id, recording).await.map(axum::Json)
}

/// Speaks a text, whose sound is streamed as it is made: samples of 16 bits, little-endian, mono, at the rate of `x-audio-rate`.
#[utoipa::path(
    post,
    path = "/api/audio/speak",
    tag = "voice",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The sound", body = Vec<u8>, content_type = "audio/pcm"),
        (status = 422, description = "`unknown_voice`, with those there are; `invalid_request`"),
        (status = 429, description = "`quota_exhausted`, with when it begins anew; `too_many_at_once`"),
        (status = 404, description = "`voice_unavailable`"),
        (status = 503, description = "`voice_away`, `database_away`"),
    )
)]
async fn speak(State(app): State<App>, caller: Caller, Json(request): Json<Speak>) -> Result<Response, Problem> {
    let speech = voice::speak(&app, caller.user_id, request).await?;
    let kind = format!("audio/pcm;rate={};channels=1", speech.rate);
    let pieces = futures::stream::unfold(speech.pieces, async |mut pieces| Some((pieces.recv().await?, pieces)));
    let headers = [(header::CONTENT_TYPE.as_str(), kind), (RATE_HEADER, speech.rate.to_string())];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// A conversation over a WebSocket: speech up, what turns tell and their speech down; docs/VOICE.md.
#[utoipa::path(
    get,
    path = "/api/realtime",
    tag = "voice",
    security(("bearer" = [])),
    responses(
        (status = 101, description = "It is open"),
        (status = 426, description = "`not_a_websocket`"),
        (status = 429, description = "`too_many_at_once`"),
        (status = 404, description = "`voice_unavailable`"),
        (status = 503, description = "`database_away`"),
    )
)]
async fn realtime(
    State(app): State<App>,
    caller: Caller,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let place = conversation::place(&app, caller.user_id)?;
    let upgrade = upgrade.map_err(|_| Problem::new(426, "not_a_websocket", "Este endereço é de um WebSocket."))?;
    let upgrade = upgrade.max_message_size(MOST_MESSAGE).max_frame_size(MOST_MESSAGE);
    Ok(upgrade.on_upgrade(move |socket| conversation::serve(app, caller, place, socket)))
}

/// What the account has used of the cloud this month, and may.
#[utoipa::path(
    get,
    path = "/v1/account/usage",
    tag = "voice",
    security(("bearer" = [])),
    responses((status = 200, description = "By kind", body = Usage))
)]
async fn usage(State(app): State<App>, caller: Caller) -> Result<axum::Json<Usage>, Problem> {
    voice::usage::usage(&app, caller.user_id).await.map(axum::Json)
}

/// What a coin costs, by the sources the operator relays.
#[utoipa::path(
    get,
    path = "/api/market/price",
    tag = "voice",
    security(("bearer" = [])),
    params(PriceOf),
    responses(
        (status = 200, description = "With its source and time", body = Price),
        (status = 404, description = "`market_off`, `unknown_coin`, `no_pair`"),
        (status = 503, description = "`market_unavailable`, `quote_too_old`, `database_away`"),
    )
)]
async fn price(State(app): State<App>, _: Caller, Query(of): Query<PriceOf>) -> Result<axum::Json<Price>, Problem> {
    market::price(&app, &of).await.map(axum::Json)
}

/// A coin's candles, by the sources the operator relays.
#[utoipa::path(
    get,
    path = "/api/market/candles",
    tag = "voice",
    security(("bearer" = [])),
    params(CandlesOf),
    responses(
        (status = 200, description = "The oldest first", body = Candles),
        (status = 404, description = "`market_off`, `unknown_coin`, `no_pair`, `no_history`"),
        (status = 503, description = "`market_unavailable`, `database_away`"),
    )
)]
async fn candles(
    State(app): State<App>,
    _: Caller,
    Query(of): Query<CandlesOf>,
) -> Result<axum::Json<Candles>, Problem> {
    market::candles(&app, &of).await.map(axum::Json)
}
