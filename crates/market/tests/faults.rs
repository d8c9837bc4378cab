//! A source that fails: the next one answers and is named, and the failed one is listed with its reason.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use alfa_domain::{CoinTable, Currency, Ticker};
use alfa_market::standin::{Fault, Provider, StandIn, World};
use alfa_market::{Endpoints, Market, MarketConfig, MarketError, Problem};
use chrono::TimeDelta;
use common::{coin, config, market_with, start};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const ALL: [Provider; 7] = [
    Provider::Binance,
    Provider::MercadoBitcoin,
    Provider::CoinGecko,
    Provider::CoinMarketCap,
    Provider::AwesomeApi,
    Provider::Ptax,
    Provider::FearGreed,
];

fn btc() -> Ticker {
    coin("BTC")
}

async fn after(fault: Fault, expected: impl Fn(&Problem) -> bool) {
    let (standin, market) = start(21).await;
    standin.fail(Provider::Binance, Some(fault));
    let quoted = market.quote(&btc(), &Currency::Brl).await.unwrap();
    assert_eq!(quoted.quote.source, "Mercado Bitcoin BTC-BRL");
    assert_eq!(Some(quoted.quote.price), standin.price(Provider::MercadoBitcoin, &btc(), &Currency::Brl));
    let [skipped] = quoted.skipped.as_slice() else { panic!("{:?}", quoted.skipped) };
    assert_eq!(skipped.source_name, "Binance");
    assert!(expected(&skipped.problem), "{fault:?} is told as {:?}", skipped.problem);
}

#[tokio::test]
async fn down() {
    after(Fault::Down, |problem| *problem == Problem::Status(502)).await;
}

#[tokio::test]
async fn asked_to_wait() {
    after(
        Fault::Limited(30),
        |problem| matches!(problem, Problem::Limited { retry_after } if retry_after.as_secs() >= 28),
    )
    .await;
}

#[tokio::test]
async fn garbage() {
    after(Fault::Garbage, |problem| matches!(problem, Problem::Garbage(_))).await;
}

#[tokio::test]
async fn a_price_of_zero() {
    after(Fault::Zero, |problem| matches!(problem, Problem::Implausible(_))).await;
}

#[tokio::test]
async fn a_negative_price() {
    after(Fault::Negative, |problem| matches!(problem, Problem::Implausible(_))).await;
}

#[tokio::test]
async fn wrong_types() {
    after(Fault::WrongTypes, |problem| matches!(problem, Problem::Garbage(_))).await;
}

#[tokio::test]
async fn missing_fields() {
    after(Fault::Empty, |problem| matches!(problem, Problem::Garbage(_))).await;
}

#[tokio::test]
async fn cut_in_the_middle() {
    after(Fault::Cut, |problem| matches!(problem, Problem::Unreachable(_))).await;
}

#[tokio::test]
async fn an_answer_without_end() {
    after(Fault::Huge, |problem| matches!(problem, Problem::Garbage(_))).await;
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    after(Fault::Redirect, |problem| *problem == Problem::Status(302)).await;
}

#[tokio::test]
async fn refused() {
    after(Fault::Status(403), |problem| *problem == Problem::Status(403)).await;
    after(Fault::Status(451), |problem| *problem == Problem::Status(451)).await;
}

#[tokio::test]
async fn slow() {
    let (standin, _) = start(22).await;
    standin.fail(Provider::Binance, Some(Fault::Slow(60_000)));
    let market = market_with(MarketConfig { timeout: Duration::from_secs(2), ..config(&standin) });
    let quoted = market.quote(&btc(), &Currency::Brl).await.unwrap();
    assert_eq!(quoted.quote.source, "Mercado Bitcoin BTC-BRL");
    assert_eq!(quoted.skipped[0].problem, Problem::TimedOut);
}

#[tokio::test]
async fn two_exchanges_down_leave_the_aggregator() {
    let (standin, market) = start(23).await;
    standin.fail(Provider::Binance, Some(Fault::Garbage));
    standin.fail(Provider::MercadoBitcoin, Some(Fault::Cut));
    let quoted = market.quote(&btc(), &Currency::Brl).await.unwrap();
    assert_eq!(quoted.quote.source, "CoinGecko");
    let skipped: Vec<&str> = quoted.skipped.iter().map(|problem| problem.source_name.as_str()).collect();
    assert_eq!(skipped, ["Binance", "Mercado Bitcoin"]);
}

#[tokio::test]
async fn mercado_bitcoin_with_a_price_of_zero_is_passed_over() {
    let (standin, market) = start(24).await;
    standin.fail(Provider::Binance, Some(Fault::Down));
    standin.fail(Provider::MercadoBitcoin, Some(Fault::Zero));
    let quoted = market.quote(&btc(), &Currency::Brl).await.unwrap();
    assert_eq!(quoted.quote.source, "CoinGecko");
    assert!(matches!(quoted.skipped[1].problem, Problem::Implausible(_)));
}

#[tokio::test]
async fn who_asks_for_silence_is_not_asked_before_its_time_and_then_again() {
    let (standin, market) = start(25).await;
    standin.fail(Provider::Binance, Some(Fault::Limited(6)));
    for ticker in ["BTC", "ETH", "XRP"] {
        let _ = market.quote(&coin(ticker), &Currency::Brl).await;
    }
    assert_eq!(standin.requests(Provider::Binance), 1, "{:?}", standin.asked(Provider::Binance));
    tokio::time::sleep(Duration::from_millis(6_100)).await;
    // asked again, and banned: 418 has a Retry-After too
    let quoted = market.quote(&btc(), &Currency::Brl).await.unwrap();
    assert!(matches!(quoted.skipped[0].problem, Problem::Limited { .. }));
    let _ = market.quote(&coin("ETH"), &Currency::Brl).await;
    assert_eq!(standin.requests(Provider::Binance), 2);
    standin.fail(Provider::Binance, None);
    tokio::time::sleep(Duration::from_millis(6_100)).await;
    assert_eq!(market.quote(&btc(), &Currency::Brl).await.unwrap().quote.source, "Binance BTCBRL");
}

#[tokio::test]
async fn coinmarketcaps_error_code_is_read_with_status_200_and_kept_to() {
    let (standin, _) = start(26).await;
    for provider in ALL {
        standin.fail(provider, Some(Fault::Down));
    }
    standin.fail(Provider::CoinMarketCap, Some(Fault::ErrorCode(1008)));
    let market = market_with(MarketConfig { coinmarketcap_key: Some("k".to_owned().into()), ..config(&standin) });
    let Err(MarketError::Unavailable(problems)) = market.quote(&btc(), &Currency::Brl).await else {
        panic!("answered")
    };
    let limited = problems.iter().find(|problem| problem.source_name == "CoinMarketCap").unwrap();
    assert!(matches!(limited.problem, Problem::Limited { .. }));
    let asked = standin.requests(Provider::CoinMarketCap);
    let _ = market.quote(&coin("ETH"), &Currency::Brl).await;
    assert_eq!(standin.requests(Provider::CoinMarketCap), asked);
    standin.fail(Provider::CoinMarketCap, Some(Fault::ErrorCode(1001)));
    let fresh = market_with(MarketConfig { coinmarketcap_key: Some("k".to_owned().into()), ..config(&standin) });
    let Err(MarketError::Unavailable(problems)) = fresh.quote(&btc(), &Currency::Brl).await else { panic!("answered") };
    assert!(problems.iter().any(|problem| problem.problem == Problem::BadKey));
}

/// A file that is removed at the end.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("alfa-market-{}-{name}.json", std::process::id())))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn without_a_network_the_last_known_price_is_told_with_its_age_until_it_is_too_old() {
    let (standin, _) = start(27).await;
    let file = File::new("known");
    let config = MarketConfig { last_known: Some(file.0.clone()), ..config(&standin) };
    let first = market_with(config.clone()).quote(&btc(), &Currency::Brl).await.unwrap();
    for provider in ALL {
        standin.fail(provider, Some(Fault::Down));
    }
    let at = |minutes: i64| {
        let clock = Arc::new(move || common::now() + TimeDelta::minutes(minutes));
        Market::new(CoinTable::shipped(), config.clone(), clock).unwrap()
    };
    let later = at(10).quote(&btc(), &Currency::Brl).await.unwrap();
    assert_eq!(later.quote, first.quote);
    assert!(later.stale.is_some_and(|age| (600..660).contains(&age.as_secs())), "{:?}", later.stale);
    assert!(later.skipped.iter().any(|problem| problem.source_name == "Binance"));
    // a clock that was set back makes nothing younger than now
    let earlier = at(-60).quote(&btc(), &Currency::Brl).await.unwrap();
    assert_eq!(earlier.stale, Some(Duration::ZERO));
    let error = at(20).quote(&btc(), &Currency::Brl).await.unwrap_err();
    assert!(
        matches!(&error, MarketError::TooOld { quote, age } if quote.price == first.quote.price && age.as_secs() >= 1_200)
    );
    let never = at(0).quote(&coin("ETH"), &Currency::Brl).await.unwrap_err();
    assert!(matches!(never, MarketError::Unavailable(problems) if problems.len() >= 3));
}

#[tokio::test]
async fn a_damaged_file_of_last_known_prices_is_no_harm() {
    let (standin, _) = start(28).await;
    let file = File::new("damaged");
    std::fs::write(&file.0, b"[{\"quote\":{\"coin\"").unwrap();
    let market = market_with(MarketConfig { last_known: Some(file.0.clone()), ..config(&standin) });
    assert!(market.quote(&btc(), &Currency::Brl).await.is_ok());
    assert!(std::fs::read_to_string(&file.0).unwrap().contains("BTC"));
}

#[tokio::test]
async fn nobody_listens_at_all() {
    // a port that was free a moment ago
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let market = market_with(MarketConfig { endpoints: Endpoints::Gateway(url), ..MarketConfig::default() });
    let Err(MarketError::Unavailable(problems)) = market.quote(&btc(), &Currency::Brl).await else {
        panic!("answered")
    };
    assert!(problems.iter().all(|p| matches!(p.problem, Problem::Unreachable(_) | Problem::TimedOut)), "{problems:?}");
    assert!(market.health().await.iter().all(|health| health.answered.is_err()));
    assert!(market.fear_greed().await.is_err() && market.overview(&Currency::Brl).await.is_err());
}

#[tokio::test]
async fn a_sources_clock_may_be_wrong() {
    for hours in [-5, 5] {
        let standin = StandIn::start(World::random(29).off_by(TimeDelta::hours(hours))).await.unwrap();
        let quoted = market_with(config(&standin)).quote(&btc(), &Currency::Brl).await.unwrap();
        let off = quoted.quote.at - common::now();
        assert_eq!(
            (off.num_seconds() as f64 / 3_600.0).round() as i64,
            hours,
            "the source's time is kept as it gave it"
        );
        assert_eq!(quoted.stale, None);
    }
}

#[test]
fn an_address_that_cannot_be_a_gateway_is_refused() {
    for url in ["mailto:a@b", "ftp://example.org/"] {
        let config = MarketConfig { endpoints: Endpoints::Gateway(url.parse().unwrap()), ..MarketConfig::default() };
        let made = Market::new(CoinTable::shipped(), config, Arc::new(common::now));
        assert!(matches!(made.err(), Some(MarketError::BadConfig(_))), "{url}");
    }
}
