//! `/v1/sync/live`: a WebSocket that says when the account's head moved.

use crate::auth::Caller;
use crate::{App, Problem};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, interval_at, sleep};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A device that says nothing for two of these has gone; also so often it is asked whether it may still listen.
const PING: Duration = Duration::from_secs(45);
/// Pokes within so long are one.
const REST: Duration = Duration::from_millis(50);
/// For the few bytes that come: an idle socket shall cost little.
const BUFFER: usize = 256;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

/// A WebSocket that says `{"head":N}` each time the account's last change moved, and nothing else. Ended with 1012 when the server goes.
#[utoipa::path(
    get,
    path = "/v1/sync/live",
    operation_id = "sync_live",
    tag = "sync",
    security(("bearer" = [])),
    responses(
        (status = 101, description = "Listening"),
        (status = 426, description = "`websocket_only`"),
        (status = 429, description = "`too_many_connections`"),
    )
)]
async fn live(
    State(app): State<App>,
    caller: Caller,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(|_| Problem::new(426, "websocket_only", "Este endereço só fala por WebSocket."))?;
    let heads = app.pokes.listen(caller.user_id).ok_or_else(|| {
        Problem::new(429, "too_many_connections", "Esta conta já tem conexões demais abertas; feche alguma.")
    })?;
    let upgrade = upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(4 << 10)
        .max_message_size(1 << 10)
        .max_frame_size(1 << 10);
    let open = app.ending.socket();
    Ok(upgrade.on_upgrade(move |socket| async move {
        let _open = open;
        tell(&app, caller, socket, heads).await;
        app.pokes.left(caller.user_id);
    }))
}

/// Until the device goes, is revoked, or the server goes.
async fn tell(app: &App, caller: Caller, mut socket: WebSocket, mut heads: watch::Receiver<i64>) {
    let mut pings = interval_at(Instant::now() + PING, PING);
    let mut heard = true;
    let goodbye = loop {
        tokio::select! {
            biased;
            () = app.ending.begun() => break Some((close_code::RESTART, "o servidor reinicia")),
            Ok(()) = heads.changed() => {
                sleep(REST).await;
                let head = *heads.borrow_and_update();
                if socket.send(Message::text(format!("{{\"head\":{head}}}"))).await.is_err() {
                    break None;
                }
            }
            _ = pings.tick() => {
                if !heard || socket.send(Message::Ping(Vec::new().into())).await.is_err() {
                    break None;
                }
                heard = false;
                // a database that is away says nothing about the device
                if caller.is_signed_in(app).await.is_ok_and(|signed_in| !signed_in) {
                    break Some((close_code::POLICY, "este dispositivo saiu da conta"));
                }
            }
            message = socket.recv() => match message {
                Some(Ok(Message::Close(_)) | Err(_)) | None => break None,
                // it lives; what it says beyond that nobody asked for
                Some(Ok(_)) => heard = true,
            },
        }
    };
    drop(heads);
    if let Some((code, reason)) = goodbye {
        let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    }
}
