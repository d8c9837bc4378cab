//! The WebSockets of Binance and Mercado Bitcoin.

use super::exchanges::{by_symbol, mercado_ticker};
use super::world::Provider;
use super::{Fault, Shared};
use alfa_domain::{Currency, Ticker};
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/binance-stream/stream", any(binance))
        .route("/binance-stream/ws", any(binance))
        .route("/mercadobitcoin-stream/ws", any(mercado))
}

impl Shared {
    fn fault(&self, provider: Provider) -> Option<Fault> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).get(&provider).map(|(fault, _)| *fault)
    }

    /// Counts a socket, or refuses it.
    fn admit(&self, provider: Provider) -> Result<(), Response> {
        *self.sockets.lock().unwrap_or_else(PoisonError::into_inner).entry(provider).or_default() += 1;
        match self.fault(provider) {
            Some(Fault::Down) => Err(StatusCode::BAD_GATEWAY.into_response()),
            Some(Fault::NoWebSocket) => Err(StatusCode::NOT_FOUND.into_response()),
            _ => Ok(()),
        }
    }
}

async fn binance(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<HashMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    if let Err(refusal) = shared.admit(Provider::Binance) {
        return refusal;
    }
    let streams = parameters.get("streams").map_or_else(BTreeSet::new, |s| s.split('/').map(str::to_owned).collect());
    upgrade.on_upgrade(move |socket| serve(socket, shared, Provider::Binance, streams))
}

async fn mercado(State(shared): State<Arc<Shared>>, upgrade: WebSocketUpgrade) -> Response {
    if let Err(refusal) = shared.admit(Provider::MercadoBitcoin) {
        return refusal;
    }
    upgrade.on_upgrade(move |socket| serve(socket, shared, Provider::MercadoBitcoin, BTreeSet::new()))
}

/// Tells every second what stands, and at once what moved.
async fn serve(mut socket: WebSocket, shared: Arc<Shared>, provider: Provider, mut streams: BTreeSet<String>) {
    let mut moved = shared.moved.subscribe();
    let mut second = tokio::time::interval(Duration::from_secs(1));
    loop {
        let only = tokio::select! {
            _ = second.tick() => None,
            tick = moved.recv() => match tick {
                Ok((of, coin, currency)) if of == provider => Some((coin, currency)),
                Ok(_) => continue,
                Err(_) => None,
            },
            message = socket.recv() => {
                let Some(Ok(message)) = message else { return };
                if let Message::Text(text) = message
                    && let Some(answer) = heed(&text, provider, &mut streams)
                    && socket.send(Message::text(answer.to_string())).await.is_err()
                {
                    return;
                }
                continue;
            }
        };
        let fault = shared.fault(provider);
        if matches!(fault, Some(Fault::Slow(_) | Fault::Huge)) {
            continue;
        }
        for text in messages(&shared, provider, &streams, only.as_ref(), fault) {
            if socket.send(Message::text(text)).await.is_err() {
                return;
            }
            if fault == Some(Fault::Cut) {
                return;
            }
        }
    }
}

/// Subscriptions and pings.
fn heed(text: &str, provider: Provider, streams: &mut BTreeSet<String>) -> Option<Value> {
    let message: Value = serde_json::from_str(text).ok()?;
    match provider {
        Provider::Binance => {
            let names = message["params"].as_array()?.iter().filter_map(Value::as_str);
            streams.extend(names.map(str::to_owned));
            Some(json!({"result": null, "id": message["id"]}))
        }
        _ if message["type"] == "ping" => Some(json!({"type": "pong"})),
        _ => {
            streams.insert(message["subscription"]["id"].as_str()?.to_owned());
            None
        }
    }
}

fn messages(
    shared: &Shared,
    provider: Provider,
    streams: &BTreeSet<String>,
    only: Option<&(Ticker, Currency)>,
    fault: Option<Fault>,
) -> Vec<String> {
    let world = shared.world();
    let wanted = |pair: &(Ticker, Currency)| only.is_none_or(|only| only == pair);
    let mut texts = Vec::new();
    for stream in streams {
        if fault == Some(Fault::Garbage) {
            texts.push("<html>not JSON".to_owned());
            continue;
        }
        let zero = fault == Some(Fault::Zero);
        if provider == Provider::Binance {
            let symbol = stream.split('@').next().unwrap_or_default().to_ascii_uppercase();
            let Some(pair) = by_symbol(&world, &symbol).filter(wanted) else { continue };
            let Some(ticker) = world.ticker(provider, &pair.0, &pair.1) else { continue };
            let price = if zero { "0".to_owned() } else { ticker.price.to_string() };
            let data = json!({
                "e": "24hrMiniTicker", "E": world.clock().timestamp_millis(), "s": symbol, "c": price,
                "o": ticker.open.to_string(), "h": ticker.high.to_string(), "l": ticker.low.to_string(),
                "v": ticker.volume.to_string(), "q": (ticker.volume * ticker.price).to_string(),
            });
            texts.push(json!({"stream": stream, "data": data}).to_string());
        } else {
            let coin = stream.strip_prefix("BRL").and_then(|coin| coin.parse::<Ticker>().ok());
            let Some(coin) = coin.filter(|coin| wanted(&(coin.clone(), Currency::Brl))) else { continue };
            let Some(mut data) = mercado_ticker(&world, &coin) else { continue };
            if zero {
                data["last"] = "0".into();
            }
            let ts = world.clock().timestamp_nanos_opt().unwrap_or_default();
            texts.push(json!({"type": "ticker", "id": stream, "ts": ts, "data": data}).to_string());
        }
    }
    texts
}
