//! AwesomeAPI and the central bank's PTAX.

use super::world::Provider;
use super::{Shared, StatusError};
use alfa_domain::{Currency, Ticker};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/awesomeapi/json/last/{pairs}", get(last))
        .route("/ptax/olinda/servico/PTAX/versao/v1/odata/{function}", get(ptax))
}

async fn last(State(shared): State<Arc<Shared>>, Path(pairs): Path<String>) -> Response {
    let world = shared.world();
    let mut answer = Map::new();
    for name in pairs.split(',') {
        let found = name
            .strip_suffix("-BRL")
            .and_then(|base| base.parse::<Ticker>().ok())
            .and_then(|base| world.ticker(Provider::AwesomeApi, &base, &Currency::Brl).map(|ticker| (base, ticker)));
        let Some((base, ticker)) = found else {
            let missing =
                json!({"status": 404, "code": "CoinNotExists", "message": format!("moeda nao encontrada {name}")});
            return (StatusCode::NOT_FOUND, Json(missing)).into_response();
        };
        let rate = json!({
            "code": base.as_str(), "codein": "BRL", "name": name, "high": ticker.high.to_string(), "low": ticker.low.to_string(),
            "varBid": (ticker.price - ticker.open).to_string(), "pctChange": ticker.change_pct.to_string(),
            "bid": ticker.price.to_string(), "ask": (ticker.price * rust_decimal::Decimal::new(1001, 3)).to_string(),
            "timestamp": world.clock().timestamp().to_string(), "create_date": world.clock().format("%Y-%m-%d %H:%M:%S").to_string(),
        });
        answer.insert(name.replace('-', ""), rate);
    }
    Json(Value::from(answer)).into_response()
}

/// The parameters stand in the query under the names the function binds them to; only business days have a rate.
async fn ptax(
    State(shared): State<Arc<Shared>>,
    Path(function): Path<String>,
    Query(parameters): Query<HashMap<String, String>>,
) -> Response {
    let world = shared.world();
    let bad = || StatusError(StatusCode::BAD_REQUEST).into_response();
    let Some((name, arguments)) = function.strip_suffix(')').and_then(|f| f.split_once('(')) else { return bad() };
    let bound: HashMap<&str, &str> = arguments.split(',').filter_map(|argument| argument.split_once('=')).collect();
    let value = |name: &str| Some(parameters.get(*bound.get(name)?)?.trim_matches('\'').to_owned());
    let date = |name: &str| NaiveDate::parse_from_str(&value(name)?, "%m-%d-%Y").ok();
    let base = match name {
        "CotacaoDolarPeriodo" => Some("USD".to_owned()),
        "CotacaoMoedaPeriodo" => value("moeda"),
        _ => None,
    };
    let (Some(base), Some(from), Some(to)) =
        (base.and_then(|b| b.parse().ok()), date("dataInicial"), date("dataFinalCotacao"))
    else {
        return bad();
    };
    let mut rates = Vec::new();
    let mut day = to.min(world.clock().date_naive());
    while day >= from {
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            let Some(at) = day.and_hms_opt(16, 4, 28) else { return bad() };
            let price = world.price_at(Provider::Ptax, &base, &Currency::Brl, at.and_utc());
            let price = price.and_then(|price| price.to_f64());
            let local = (at - TimeDelta::hours(3)).format("%Y-%m-%d %H:%M:%S").to_string();
            rates.push(json!({"cotacaoCompra": price.map(|p| p - 0.0006), "cotacaoVenda": price, "dataHoraCotacao": format!("{local}.123")}));
        }
        day -= TimeDelta::days(1);
    }
    if parameters.get("$orderby").is_none_or(|order| order != "dataHoraCotacao desc") {
        rates.reverse();
    }
    rates.truncate(parameters.get("$top").and_then(|n| n.parse().ok()).unwrap_or(100));
    Json(json!({"@odata.context": "https://was-p.bcnet.bcb.gov.br/olinda", "value": rates})).into_response()
}
