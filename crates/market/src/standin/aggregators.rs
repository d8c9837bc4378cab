//! CoinGecko, CoinMarketCap and the fear and greed index.

use super::world::{Provider, World};
use super::{Shared, StatusError};
use alfa_domain::{Currency, Ticker, Timeframe};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;

type Parameters = Query<HashMap<String, String>>;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/coingecko/api/v3/simple/price", get(simple_price))
        .route("/coingecko/api/v3/coins/markets", get(markets))
        .route("/coingecko/api/v3/coins/{id}/market_chart", get(market_chart))
        .route("/coingecko/api/v3/coins/{id}/history", get(history))
        .route("/coingecko/api/v3/global", get(global))
        .route("/coinmarketcap/v3/cryptocurrency/quotes/latest", get(quotes_latest))
        .route("/coinmarketcap/v3/cryptocurrency/listings/latest", get(listings_latest))
        .route("/coinmarketcap/v1/global-metrics/quotes/latest", get(global_metrics))
        .route("/coinmarketcap/v3/fear-and-greed/latest", get(cap_fear_greed))
        .route("/fng/fng/", get(fear_greed))
}

/// A number as JSON; the digits that a price has are kept.
fn number(value: Decimal) -> Value {
    value.to_f64().and_then(serde_json::Number::from_f64).map_or(Value::Null, Value::Number)
}

fn currency(code: &str) -> Option<Currency> {
    code.parse().ok().filter(Currency::is_fiat)
}

fn list<'a>(parameters: &'a HashMap<String, String>, name: &str) -> Vec<&'a str> {
    parameters.get(name).map_or_else(Vec::new, |text| text.split(',').filter(|part| !part.is_empty()).collect())
}

async fn simple_price(State(shared): State<Arc<Shared>>, Query(parameters): Parameters) -> Json<Value> {
    let world = shared.world();
    let mut answer = Map::new();
    for id in list(&parameters, "ids") {
        let Some(coin) = world.by_id(id) else { continue };
        let mut figures = Map::new();
        for code in list(&parameters, "vs_currencies") {
            let Some(ticker) = currency(code).and_then(|currency| world.ticker(Provider::CoinGecko, coin, &currency))
            else {
                continue;
            };
            figures.insert(code.to_owned(), number(ticker.price));
            if parameters.get("include_24hr_change").is_some_and(|v| v == "true") {
                figures.insert(format!("{code}_24h_change"), number(ticker.change_pct));
            }
            if parameters.get("include_24hr_vol").is_some_and(|v| v == "true") {
                figures.insert(format!("{code}_24h_vol"), number(ticker.volume * ticker.price));
            }
        }
        if parameters.get("include_last_updated_at").is_some_and(|v| v == "true") {
            figures.insert("last_updated_at".to_owned(), world.clock().timestamp().into());
        }
        answer.insert(id.to_owned(), figures.into());
    }
    Json(answer.into())
}

fn cap(world: &World, provider: Provider, coin: &Ticker, currency: &Currency) -> Option<f64> {
    Some(world.price_at(provider, coin, currency, world.moment())?.to_f64()? * world.supply(coin))
}

/// Coins with their capitalisation, the largest first.
fn ranked(world: &World, provider: Provider, currency: &Currency) -> Vec<(Ticker, f64)> {
    let mut caps: Vec<(Ticker, f64)> =
        world.coins().iter().filter_map(|coin| Some((coin.clone(), cap(world, provider, coin, currency)?))).collect();
    caps.sort_by(|a, b| b.1.total_cmp(&a.1));
    caps
}

/// The change since so many days ago, in percent points.
fn change(world: &World, provider: Provider, coin: &Ticker, currency: &Currency, hours: i64) -> Value {
    let before = world.price_at(provider, coin, currency, world.moment() - TimeDelta::hours(hours));
    let now = world.price_at(provider, coin, currency, world.moment());
    before.zip(now).and_then(|(before, now)| crate::net::ratio_pct(before, now)).map_or(Value::Null, number)
}

async fn markets(State(shared): State<Arc<Shared>>, Query(parameters): Parameters) -> Response {
    let world = shared.world();
    let Some(currency) = parameters.get("vs_currency").and_then(|code| currency(code)) else {
        return StatusError(StatusCode::UNPROCESSABLE_ENTITY).into_response();
    };
    let ids = list(&parameters, "ids");
    let size = parameters.get("per_page").and_then(|n| n.parse().ok()).unwrap_or(100_usize).min(250);
    let page = parameters.get("page").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1).max(1);
    let windows = list(&parameters, "price_change_percentage");
    let row = |(rank, (coin, cap)): (usize, &(Ticker, f64))| {
        let (id, name) = world.id(coin)?;
        let ticker = world.ticker(Provider::CoinGecko, coin, &currency)?;
        let mut row = json!({
            "id": id, "symbol": coin.as_str().to_ascii_lowercase(), "name": name, "current_price": number(ticker.price),
            "market_cap": cap, "market_cap_rank": rank + 1, "total_volume": number(ticker.volume * ticker.price),
            "high_24h": number(ticker.high), "low_24h": number(ticker.low), "price_change_percentage_24h": number(ticker.change_pct),
            "last_updated": world.clock().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        });
        for window in &windows {
            let hours = match *window {
                "1h" => 1,
                "24h" => 24,
                "7d" => 168,
                "14d" => 336,
                "30d" => 720,
                "200d" => 4_800,
                "1y" => 8_760,
                _ => continue,
            };
            let name = format!("price_change_percentage_{window}_in_currency");
            row[name] = change(&world, Provider::CoinGecko, coin, &currency, hours);
        }
        Some(row)
    };
    let ranked = ranked(&world, Provider::CoinGecko, &currency);
    let wanted = ranked
        .iter()
        .enumerate()
        .filter(|(_, (coin, _))| ids.is_empty() || world.id(coin).is_some_and(|(id, _)| ids.contains(&id.as_str())));
    let rows: Vec<Value> = wanted.skip((page - 1) * size).take(size).filter_map(row).collect();
    Json(Value::from(rows)).into_response()
}

async fn market_chart(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Query(parameters): Parameters,
) -> Response {
    let world = shared.world();
    let asked = || {
        let days: i64 = parameters.get("days")?.parse().ok()?;
        Some((world.by_id(&id)?.clone(), currency(parameters.get("vs_currency")?)?, days))
    };
    let Some((coin, currency, days)) = asked() else { return StatusError(StatusCode::NOT_FOUND).into_response() };
    let step = match days {
        ..=1 => Timeframe::M5,
        2..=90 => Timeframe::H1,
        _ => Timeframe::D1,
    };
    let from = world.moment() - TimeDelta::days(days);
    let found = world.candles(Provider::CoinGecko, &coin, &currency, step, from, world.moment()).unwrap_or_default();
    let day = |c: &alfa_domain::Candle| c.volume * Decimal::from(86_400 / step.seconds().min(86_400)) * c.close;
    let prices: Vec<Value> = found.iter().map(|c| json!([c.open_at.timestamp_millis(), number(c.open)])).collect();
    let volumes: Vec<Value> = found.iter().map(|c| json!([c.open_at.timestamp_millis(), number(day(c))])).collect();
    Json(json!({"prices": prices, "market_caps": [], "total_volumes": volumes})).into_response()
}

async fn history(State(shared): State<Arc<Shared>>, Path(id): Path<String>, Query(parameters): Parameters) -> Response {
    let world = shared.world();
    let Some(coin) = world.by_id(&id).cloned() else { return StatusError(StatusCode::NOT_FOUND).into_response() };
    let date = parameters.get("date").and_then(|date| NaiveDate::parse_from_str(date, "%d-%m-%Y").ok());
    let Some(date) = date else { return StatusError(StatusCode::BAD_REQUEST).into_response() };
    let at = date.and_time(NaiveTime::MIN).and_utc();
    let mut prices = Map::new();
    for code in ["brl", "usd", "eur"] {
        if let Some(price) = currency(code).and_then(|c| world.price_at(Provider::CoinGecko, &coin, &c, at)) {
            prices.insert(code.to_owned(), number(price));
        }
    }
    Json(json!({"id": id, "market_data": {"current_price": prices, "total_volume": {}}})).into_response()
}

async fn global(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let world = shared.world();
    let mut caps = Map::new();
    let mut volumes = Map::new();
    for code in ["brl", "usd", "eur"] {
        let Some(currency) = currency(code) else { continue };
        let total: f64 = ranked(&world, Provider::CoinGecko, &currency).iter().map(|(_, cap)| cap).sum();
        caps.insert(code.to_owned(), json!(total));
        volumes.insert(code.to_owned(), json!(total * 0.04));
    }
    let ranked = ranked(&world, Provider::CoinGecko, &Currency::Usd);
    let total: f64 = ranked.iter().map(|(_, cap)| cap).sum();
    let shares: Map<String, Value> = ranked
        .iter()
        .take(10)
        .map(|(coin, cap)| (coin.as_str().to_ascii_lowercase(), json!(cap / total * 100.0)))
        .collect();
    Json(json!({"data": {
        "active_cryptocurrencies": ranked.len(), "total_market_cap": caps, "total_volume": volumes, "market_cap_percentage": shares,
        "market_cap_change_percentage_24h_usd": 1.25, "updated_at": world.clock().timestamp(),
    }}))
}

/// CoinMarketCap refuses who brings no key.
fn key(headers: &HeaderMap) -> Result<(), Response> {
    if headers.contains_key("X-CMC_PRO_API_KEY") {
        return Ok(());
    }
    let status = json!({"error_code": 1002, "error_message": "API key missing."});
    Err((StatusCode::UNAUTHORIZED, Json(json!({"status": status}))).into_response())
}

fn listing(world: &World, coin: &Ticker, rank: usize, converts: &[&str]) -> Option<Value> {
    let (id, name) = world.id(coin)?;
    let quote = |code: &&str| {
        let currency = currency(code)?;
        let ticker = world.ticker(Provider::CoinMarketCap, coin, &currency)?;
        let change = |hours| change(world, Provider::CoinMarketCap, coin, &currency, hours);
        Some(json!({
            "symbol": currency.code(), "price": number(ticker.price), "volume_24h": number(ticker.volume * ticker.price),
            "percent_change_1h": change(1), "percent_change_24h": number(ticker.change_pct), "percent_change_7d": change(168),
            "percent_change_30d": change(720), "market_cap": cap(world, Provider::CoinMarketCap, coin, &currency)?,
            "last_updated": world.clock().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        }))
    };
    let quotes: Vec<Value> = converts.iter().filter_map(quote).collect();
    Some(
        json!({"id": rank + 1, "name": name, "symbol": coin.as_str(), "slug": id, "cmc_rank": rank + 1, "quote": quotes}),
    )
}

fn listings(world: &World, parameters: &HashMap<String, String>, symbols: Option<&[&str]>) -> Json<Value> {
    let converts = list(parameters, "convert");
    let converts = if converts.is_empty() { vec!["USD"] } else { converts };
    let ranked = ranked(world, Provider::CoinMarketCap, &Currency::Usd);
    let wanted = ranked
        .iter()
        .enumerate()
        .filter(|(_, (coin, _))| symbols.is_none_or(|symbols| symbols.contains(&coin.as_str())));
    let data: Vec<Value> = wanted.filter_map(|(rank, (coin, _))| listing(world, coin, rank, &converts)).collect();
    Json(json!({"status": {"error_code": "0", "error_message": null}, "data": data}))
}

async fn quotes_latest(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(parameters): Parameters,
) -> Response {
    match key(&headers) {
        Ok(()) => listings(&shared.world(), &parameters, Some(&list(&parameters, "symbol"))).into_response(),
        Err(refusal) => refusal,
    }
}

async fn listings_latest(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(parameters): Parameters,
) -> Response {
    match key(&headers) {
        Ok(()) => listings(&shared.world(), &parameters, None).into_response(),
        Err(refusal) => refusal,
    }
}

async fn global_metrics(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(parameters): Parameters,
) -> Response {
    if let Err(refusal) = key(&headers) {
        return refusal;
    }
    let world = shared.world();
    let code = parameters.get("convert").map_or("USD", String::as_str);
    let Some(currency) = currency(code) else { return StatusError(StatusCode::BAD_REQUEST).into_response() };
    let ranked = ranked(&world, Provider::CoinMarketCap, &currency);
    let total: f64 = ranked.iter().map(|(_, cap)| cap).sum();
    let share =
        |ticker: &str| ranked.iter().find(|(coin, _)| coin.as_str() == ticker).map(|(_, cap)| cap / total * 100.0);
    Json(json!({"status": {"error_code": 0}, "data": {
        "btc_dominance": share("BTC"), "eth_dominance": share("ETH"),
        "quote": {code: {"total_market_cap": total, "total_volume_24h": total * 0.05,
            "total_market_cap_yesterday_percentage_change": -0.5, "last_updated": world.clock().to_rfc3339()}},
    }}))
    .into_response()
}

async fn cap_fear_greed(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    if let Err(refusal) = key(&headers) {
        return refusal;
    }
    let world = shared.world();
    Json(json!({"status": {"error_code": "0"}, "data": {"value": world.fear_greed(), "update_time": world.clock().to_rfc3339()}})).into_response()
}

async fn fear_greed(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let world = shared.world();
    let value = world.fear_greed();
    let word = match crate::FearGreedClass::of(value.into()) {
        crate::FearGreedClass::ExtremeFear => "Extreme Fear",
        crate::FearGreedClass::Fear => "Fear",
        crate::FearGreedClass::Neutral => "Neutral",
        crate::FearGreedClass::Greed => "Greed",
        crate::FearGreedClass::ExtremeGreed => "Extreme Greed",
    };
    let midnight = world.clock().timestamp().div_euclid(86_400) * 86_400;
    Json(json!({"name": "Fear and Greed Index", "data": [{"value": value.to_string(), "value_classification": word,
        "timestamp": midnight.to_string(), "time_until_update": "3600"}], "metadata": {"error": null}}))
}
