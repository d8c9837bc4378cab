//! What the tests share: a market over a stand-in.
#![allow(dead_code, reason = "each test file uses its part")]

use alfa_domain::{CoinTable, Currency, Ticker};
use alfa_market::standin::{StandIn, World};
use alfa_market::{Endpoints, Market, MarketConfig};
use chrono::Utc;
use std::sync::Arc;
use std::time::Duration;

pub fn coin(ticker: &str) -> Ticker {
    ticker.parse().unwrap()
}

pub fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

/// The real time: the stand-in's answers carry it.
#[expect(clippy::disallowed_methods, reason = "a test is an edge: it is where time comes in")]
pub fn now() -> chrono::DateTime<Utc> {
    Utc::now()
}

pub fn config(standin: &StandIn) -> MarketConfig {
    MarketConfig {
        endpoints: Endpoints::Gateway(standin.url()),
        // a loaded machine must not turn a working source into a slow one
        timeout: Duration::from_secs(10),
        deadline: Duration::from_secs(30),
        second_opinion: Duration::from_secs(10),
        ..MarketConfig::default()
    }
}

pub fn market_with(config: MarketConfig) -> Market {
    Market::new(CoinTable::shipped(), config, Arc::new(now)).unwrap()
}

pub async fn start(seed: u64) -> (StandIn, Market) {
    let standin = StandIn::start(World::random(seed)).await.unwrap();
    let market = market_with(config(&standin));
    (standin, market)
}
