//! Binance and Mercado Bitcoin over HTTP.

use super::world::{Provider, Ticker24h, World};
use super::{Shared, StatusError};
use crate::candles;
use alfa_domain::{Candle, Currency, Ticker, Timeframe};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::DateTime;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

type Parameters = Query<HashMap<String, String>>;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/binance/api/v3/exchangeInfo", get(exchange_info))
        .route("/binance/api/v3/ticker/24hr", get(ticker_24hr))
        .route("/binance/api/v3/ticker/price", get(ticker_price))
        .route("/binance/api/v3/klines", get(klines))
        .route("/mercadobitcoin/api/v4/symbols", get(symbols))
        .route("/mercadobitcoin/api/v4/tickers", get(tickers))
        .route("/mercadobitcoin/api/v4/candles", get(mercado_candles))
}

fn symbol((coin, currency): &(Ticker, Currency)) -> String {
    format!("{coin}{currency}")
}

/// A pair at Binance by its symbol.
pub(super) fn by_symbol(world: &World, name: &str) -> Option<(Ticker, Currency)> {
    world.pairs(Provider::Binance).into_iter().find(|pair| symbol(pair) == name)
}

/// Binance's refusals.
fn refuse(code: i64, message: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"code": code, "msg": message}))).into_response()
}

async fn exchange_info(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let world = shared.world();
    let symbol = |pair: &(Ticker, Currency)| json!({"symbol": symbol(pair), "status": "TRADING", "baseAsset": pair.0.as_str(), "quoteAsset": pair.1.code()});
    let symbols: Vec<Value> = world.pairs(Provider::Binance).iter().map(symbol).collect();
    Json(json!({"timezone": "UTC", "serverTime": world.clock().timestamp_millis(), "symbols": symbols}))
}

/// The symbols asked for: one, several, or all.
fn asked(world: &World, parameters: &HashMap<String, String>) -> Result<(Vec<(Ticker, Currency)>, bool), Response> {
    let find = |name: &str| by_symbol(world, name).ok_or_else(|| refuse(-1121, "Invalid symbol."));
    if let Some(name) = parameters.get("symbol") {
        return Ok((vec![find(name)?], true));
    }
    let Some(names) = parameters.get("symbols") else { return Ok((world.pairs(Provider::Binance), false)) };
    let names: Vec<String> =
        serde_json::from_str(names).map_err(|_| refuse(-1100, "Illegal characters found in parameter 'symbols'."))?;
    Ok((names.iter().map(|name| find(name)).collect::<Result<_, _>>()?, false))
}

fn answer(mut values: Vec<Value>, single: bool) -> Response {
    let used = [("X-MBX-USED-WEIGHT-1M", "12")];
    match values.pop() {
        Some(only) if single => (used, Json(only)).into_response(),
        last => {
            values.extend(last);
            (used, Json(Value::from(values))).into_response()
        }
    }
}

async fn ticker_24hr(State(shared): State<Arc<Shared>>, Query(parameters): Parameters) -> Response {
    let world = shared.world();
    let (pairs, single) = match asked(&world, &parameters) {
        Ok(asked) => asked,
        Err(refusal) => return refusal,
    };
    let closed = world.clock().timestamp_millis();
    let ticker = |pair: &(Ticker, Currency)| {
        let Ticker24h { price, open, high, low, change_pct, volume } =
            world.ticker(Provider::Binance, &pair.0, &pair.1)?;
        Some(json!({
            "symbol": symbol(pair), "priceChange": (price - open).to_string(), "priceChangePercent": change_pct.to_string(),
            "weightedAvgPrice": price.to_string(), "prevClosePrice": open.to_string(), "lastPrice": price.to_string(), "lastQty": "0.1",
            "bidPrice": price.to_string(), "bidQty": "1", "askPrice": price.to_string(), "askQty": "1", "openPrice": open.to_string(),
            "highPrice": high.to_string(), "lowPrice": low.to_string(), "volume": volume.to_string(),
            "quoteVolume": (volume * price).to_string(), "openTime": closed - 86_400_000, "closeTime": closed, "firstId": 1, "lastId": 2,
            "count": 2,
        }))
    };
    answer(pairs.iter().filter_map(ticker).collect(), single)
}

async fn ticker_price(State(shared): State<Arc<Shared>>, Query(parameters): Parameters) -> Response {
    let world = shared.world();
    let (pairs, single) = match asked(&world, &parameters) {
        Ok(asked) => asked,
        Err(refusal) => return refusal,
    };
    let price = |pair: &(Ticker, Currency)| {
        let price = world.price_at(Provider::Binance, &pair.0, &pair.1, world.moment())?;
        Some(json!({"symbol": symbol(pair), "price": price.to_string()}))
    };
    answer(pairs.iter().filter_map(price).collect(), single)
}

async fn klines(State(shared): State<Arc<Shared>>, Query(parameters): Parameters) -> Response {
    let world = shared.world();
    let Some((coin, currency)) = parameters.get("symbol").and_then(|name| by_symbol(&world, name)) else {
        return refuse(-1121, "Invalid symbol.");
    };
    let interval = parameters.get("interval").map_or("", String::as_str);
    let timeframe: Timeframe = match if interval == "1M" { "1mo" } else { interval }.parse() {
        Ok(timeframe) => timeframe,
        Err(_) => return refuse(-1120, "Invalid interval."),
    };
    let limit = parameters.get("limit").and_then(|l| l.parse::<usize>().ok()).unwrap_or(500).min(1_000);
    let moment = |name: &str| parameters.get(name)?.parse().ok().and_then(DateTime::from_timestamp_millis);
    let zone = parameters.get("timeZone").map_or("0", String::as_str);
    let hours: i64 = -zone.split(':').next().and_then(|h| h.parse::<i64>().ok()).unwrap_or(0);
    let start = moment("startTime");
    let end = moment("endTime").unwrap_or(world.moment());
    let from = start.unwrap_or_else(|| candles::begin_of_last(limit + 1, end, timeframe));
    let Some(mut found) = world.candles_shifted(Provider::Binance, &coin, &currency, timeframe, from, end, hours)
    else {
        return refuse(-1121, "Invalid symbol.");
    };
    if start.is_some() {
        found.truncate(limit);
    } else {
        found.drain(..found.len().saturating_sub(limit));
    }
    let row = |c: &Candle| {
        let close_ms = candles::end(c.open_at, timeframe).timestamp_millis() - 1;
        json!([
            c.open_at.timestamp_millis(),
            c.open.to_string(),
            c.high.to_string(),
            c.low.to_string(),
            c.close.to_string(),
            c.volume.to_string(),
            close_ms,
            (c.volume * c.close).to_string(),
            100,
            "1",
            "1",
            "0"
        ])
    };
    Json(Value::from(found.iter().map(row).collect::<Vec<_>>())).into_response()
}

async fn symbols(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let pairs = shared.world().pairs(Provider::MercadoBitcoin);
    let names: Vec<String> = pairs.iter().map(|(coin, currency)| format!("{coin}-{currency}")).collect();
    let bases: Vec<&str> = pairs.iter().map(|(coin, _)| coin.as_str()).collect();
    let quotes: Vec<&str> = pairs.iter().map(|(_, currency)| currency.code()).collect();
    let listed = vec![true; names.len()];
    Json(
        json!({"symbol": names, "base-currency": bases, "currency": quotes, "exchange-listed": listed, "exchange-traded": listed}),
    )
}

fn mercado_pair(world: &World, name: &str) -> Option<(Ticker, Currency)> {
    world.pairs(Provider::MercadoBitcoin).into_iter().find(|(coin, currency)| format!("{coin}-{currency}") == name)
}

/// One ticker as its API and its stream write it.
pub(super) fn mercado_ticker(world: &World, coin: &Ticker) -> Option<Value> {
    let ticker = world.ticker(Provider::MercadoBitcoin, coin, &Currency::Brl)?;
    Some(json!({
        "pair": format!("{coin}-BRL"), "high": ticker.high.to_string(), "low": ticker.low.to_string(),
        "vol": ticker.volume.to_string(), "last": ticker.price.to_string(), "buy": ticker.price.to_string(),
        "sell": ticker.price.to_string(), "open": ticker.open.to_string(), "date": world.clock().timestamp(),
    }))
}

/// Unknown symbols are dropped silently.
async fn tickers(State(shared): State<Arc<Shared>>, Query(parameters): Parameters) -> Json<Value> {
    let world = shared.world();
    let names = parameters.get("symbols").map_or("", String::as_str);
    let found = names.split(',').filter_map(|name| mercado_pair(&world, name));
    Json(Value::from(found.filter_map(|(coin, _)| mercado_ticker(&world, &coin)).collect::<Vec<_>>()))
}

async fn mercado_candles(State(shared): State<Arc<Shared>>, Query(parameters): Parameters) -> Response {
    let world = shared.world();
    let Some((coin, currency)) = parameters.get("symbol").and_then(|name| mercado_pair(&world, name)) else {
        return StatusError(StatusCode::NOT_FOUND).into_response();
    };
    let resolution = parameters.get("resolution").map_or("", String::as_str);
    let timeframe = match resolution {
        "1m" | "15m" | "1h" | "1d" | "1w" => resolution.parse().unwrap_or(Timeframe::D1),
        "1M" => Timeframe::Mo1,
        _ => return StatusError(StatusCode::BAD_REQUEST).into_response(),
    };
    let number = |name: &str| parameters.get(name).and_then(|n| n.parse::<i64>().ok());
    let to = number("to").and_then(|to| DateTime::from_timestamp(to, 0)).unwrap_or(world.moment());
    let count = number("countback").and_then(|n| usize::try_from(n).ok()).unwrap_or(100);
    let from = candles::begin_of_last(count, to, timeframe);
    let found = world.candles(Provider::MercadoBitcoin, &coin, &currency, timeframe, from, to).unwrap_or_default();
    let column = |pick: fn(&Candle) -> String| found.iter().map(pick).collect::<Vec<_>>();
    Json(json!({
        "t": found.iter().map(|c| c.open_at.timestamp()).collect::<Vec<_>>(),
        "o": column(|c| c.open.to_string()), "h": column(|c| c.high.to_string()), "l": column(|c| c.low.to_string()),
        "c": column(|c| c.close.to_string()), "v": column(|c| c.volume.to_string()),
    }))
    .into_response()
}
