//! The simulated market: everything is marked, follows the clock, and agrees with itself.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use alfa_domain::{CoinTable, Currency, Ticker, Timeframe, Window};
use alfa_market::{CandleSpan, Market, MarketError};
use chrono::{DateTime, TimeDelta, Utc};
use common::{coin, currency};
use rust_decimal::Decimal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn at(time: &str) -> Market {
    let time: DateTime<Utc> = time.parse().unwrap();
    Market::simulated_default(CoinTable::shipped(), Arc::new(move || time)).unwrap()
}

const NOW: &str = "2026-11-22T15:07:31Z";

async fn coins(market: &Market) -> Vec<Ticker> {
    market.movers(&Currency::Usd, Window::Hours(24)).await.unwrap().into_iter().map(|mover| mover.coin).collect()
}

#[tokio::test]
async fn every_coin_has_a_price_in_every_currency_and_says_simulated() {
    let market = at(NOW);
    assert!(market.simulated());
    let coins = coins(&market).await;
    assert!(coins.len() >= 40, "{} coins", coins.len());
    for code in ["BRL", "USD", "EUR", "USDT", "BTC"] {
        for (coin, found) in coins.iter().zip(market.quotes(&coins, &currency(code)).await) {
            let quoted = found.unwrap_or_else(|error| panic!("{coin} in {code}: {error}"));
            if coin.as_str() == code {
                continue;
            }
            assert!(quoted.quote.source.starts_with("simulado"), "{}", quoted.quote.source);
            assert!(quoted.quote.price > Decimal::ZERO);
            let (high, low) = (quoted.quote.high_24h.unwrap(), quoted.quote.low_24h.unwrap());
            if code != "BTC" {
                assert!(low <= quoted.quote.price && quoted.quote.price <= high, "{coin} in {code}");
            }
            assert!(quoted.quote.change_24h.is_some() && quoted.quote.volume_24h.is_some());
        }
    }
    for base in ["USD", "EUR", "USDT"] {
        assert!(market.fx(&currency(base)).await.unwrap().quote.source.starts_with("simulado"));
    }
    let spread = market.spread(&coin("BTC"), &Currency::Brl).await.unwrap();
    assert!(spread.len() == 2 && spread[0].price != spread[1].price);
}

#[tokio::test]
async fn candles_of_every_length_end_at_the_price_and_hold_each_other() {
    let market = at(NOW);
    for code in ["BRL", "USD", "USDT", "EUR"] {
        for ticker in ["BTC", "SHIB", "USDT"] {
            if ticker == code {
                continue;
            }
            let (coin, currency) = (coin(ticker), currency(code));
            let price = market.quote(&coin, &currency).await.unwrap().quote.price;
            for timeframe in Timeframe::ALL {
                let found = market.candles(&coin, &currency, timeframe, CandleSpan::Last(60)).await.unwrap();
                assert_eq!(found.candles.len(), 60, "{ticker}/{code} {timeframe}");
                assert_eq!(found.candles.last().unwrap().close, price, "{ticker}/{code} {timeframe}");
                assert!(found.source.starts_with("simulado"));
            }
            let from: DateTime<Utc> = "2026-11-09T00:00:00Z".parse().unwrap();
            let week = CandleSpan::Between(from, from + TimeDelta::days(7));
            let whole = market.candles(&coin, &currency, Timeframe::W1, week).await.unwrap().candles.remove(0);
            for timeframe in [Timeframe::D1, Timeframe::H4, Timeframe::H1, Timeframe::M15] {
                let parts = market.candles(&coin, &currency, timeframe, week).await.unwrap().candles;
                assert_eq!(parts.first().unwrap().open, whole.open);
                assert_eq!(parts.last().unwrap().close, whole.close);
                assert_eq!(parts.iter().map(|c| c.high).max().unwrap(), whole.high, "{ticker}/{code} {timeframe}");
                assert_eq!(parts.iter().map(|c| c.low).min().unwrap(), whole.low, "{ticker}/{code} {timeframe}");
                let volume: Decimal = parts.iter().map(|c| c.volume).sum();
                assert!((volume / whole.volume - Decimal::ONE).abs() < Decimal::new(1, 6));
            }
        }
    }
}

#[tokio::test]
async fn the_change_of_a_day_is_that_against_the_price_a_day_ago() {
    let (today, yesterday) = (at(NOW), at("2026-11-21T15:07:31Z"));
    for ticker in ["BTC", "ETH", "PEPE"] {
        let quote = today.quote(&coin(ticker), &Currency::Brl).await.unwrap().quote;
        let before = yesterday.quote(&coin(ticker), &Currency::Brl).await.unwrap().quote.price;
        let change = (quote.price / before - Decimal::ONE) * Decimal::ONE_HUNDRED;
        assert!((quote.change_24h.unwrap() - change).abs() <= Decimal::new(1, 3), "{ticker}");
        let movers = today.movers(&Currency::Brl, Window::Hours(24)).await.unwrap();
        assert_eq!(movers.iter().find(|mover| mover.coin == quote.coin).unwrap().change_pct, quote.change_24h.unwrap());
    }
}

#[tokio::test]
async fn there_is_history_for_years_and_the_close_of_each_day() {
    let market = at(NOW);
    let days = market.candles(&coin("BTC"), &Currency::Brl, Timeframe::D1, CandleSpan::Last(1_000)).await.unwrap();
    assert_eq!(days.candles.len(), 1_000);
    let day = "2026-11-20".parse().unwrap();
    let close = market.price_on(&coin("BTC"), &Currency::Usd, day).await.unwrap();
    let later = at("2026-11-21T03:00:00Z").quote(&coin("BTC"), &Currency::Usd).await.unwrap();
    let gap = (close.quote.price / later.quote.price - Decimal::ONE).abs();
    assert!(gap < Decimal::new(1, 4), "{} and {}", close.quote.price, later.quote.price);
    let before = market.price_on(&coin("BTC"), &Currency::Brl, "2010-01-01".parse().unwrap()).await;
    assert!(matches!(before, Err(MarketError::NoHistory { .. })));
}

#[tokio::test]
async fn figures_of_the_whole_market() {
    let market = at(NOW);
    for window in ["15m", "1h", "24h", "7d", "30d", "90d", "6mo", "1y", "ytd", "mtd", "all", "2026-11-20", "2026-10"] {
        let movers = market.movers(&Currency::Brl, window.parse().unwrap()).await.unwrap();
        assert!(movers.len() >= 40, "{window}");
        assert!(movers.iter().all(|mover| mover.source.starts_with("simulado")));
        assert!(movers.windows(2).all(|pair| pair[0].market_cap >= pair[1].market_cap));
    }
    let overview = market.overview(&Currency::Brl).await.unwrap();
    let cap = market.market_cap(&coin("BTC"), &Currency::Brl).await.unwrap();
    let share = overview.dominance.iter().find(|(ticker, _)| ticker.as_str() == "BTC").unwrap().1;
    assert!((share - cap.value / overview.total_cap * Decimal::ONE_HUNDRED).abs() < Decimal::new(1, 3));
    let index = market.fear_greed().await.unwrap();
    assert!(index.value >= Decimal::from(5) && index.value <= Decimal::from(95) && index.source == "simulado");
    let nobody = coin("NADA123");
    assert_eq!(market.quote(&nobody, &Currency::Brl).await, Err(MarketError::UnknownCoin(nobody)));
}

#[tokio::test]
async fn it_moves_with_the_clock_and_is_the_same_for_everybody() {
    let price =
        |time: &'static str| async move { at(time).quote(&coin("BTC"), &Currency::Usd).await.unwrap().quote.price };
    assert_eq!(price(NOW).await, price(NOW).await);
    assert_ne!(price(NOW).await, price("2026-11-22T15:12:31Z").await);
    assert!(price("2031-05-05T05:05:05Z").await > Decimal::ONE_THOUSAND);
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Self(std::env::temp_dir().join(format!("alfa-replay-{}-{name}", std::process::id())));
        std::fs::create_dir_all(folder.0.join("candles")).unwrap();
        for (file, text) in files {
            std::fs::write(folder.0.join(file), text).unwrap();
        }
        folder
    }
    fn open(&self) -> Result<Market, MarketError> {
        Market::replay(CoinTable::shipped(), &self.0, Arc::new(common::now))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const RECORDED: &str = r#"
seed = 1
at = "2026-11-22T15:00:00Z"
since = "2024-01-01"
[[rate]]
code = "USD"
brl = 5.4
volatility = 0.1
[[rate]]
code = "EUR"
brl = 6.2
volatility = 0.1
[[coin]]
ticker = "BTC"
usd = 91234.56
volatility = 0.5
supply = 19900000.0
turnover = 0.02
[[coin]]
ticker = "USDT"
usd = 0.999
volatility = 0.01
supply = 1e11
turnover = 0.5
stable = true
"#;

#[tokio::test]
async fn a_recording_stands_still_at_its_moment_with_exactly_its_prices() {
    let candles = "open_at,open,high,low,close,volume\n2026-11-22T13:00:00Z,490000,495000,489000,494000,3\n2026-11-22T14:00:00Z,494000,501000,493000,500123.45,2\n";
    let folder = Folder::new("recording", &[("market.toml", RECORDED), ("candles/BTC-BRL-1h.csv", candles)]);
    let market = folder.open().unwrap();
    let dollars = market.quote(&coin("BTC"), &Currency::Usd).await.unwrap().quote;
    assert_eq!(
        (dollars.price.to_string().as_str(), dollars.at.to_rfc3339()),
        ("91234.56", "2026-11-22T15:00:00+00:00".to_owned())
    );
    assert_eq!(market.fx(&Currency::Usd).await.unwrap().quote.price, "5.4".parse().unwrap());
    let reais = market.quote(&coin("BTC"), &Currency::Brl).await.unwrap().quote;
    assert_eq!(reais.price, "500123.45".parse().unwrap());
    let hours = market.candles(&coin("BTC"), &Currency::Brl, Timeframe::H4, CandleSpan::Last(2)).await.unwrap();
    assert_eq!(hours.candles[0].volume, Decimal::from(5));
}

#[test]
fn the_folder_that_ships_can_be_replayed_and_a_broken_one_is_named() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("simulated");
    assert!(Market::replay(CoinTable::shipped(), &shipped, Arc::new(common::now)).unwrap().simulated());
    let problem = |folder: &Folder| match folder.open().err() {
        Some(MarketError::BadReplay { path, problem }) => {
            (path.file_name().unwrap().to_string_lossy().into_owned(), problem)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(problem(&Folder::new("empty", &[])).0, "market.toml");
    for (name, broken) in [
        ("toml", "seed = ".to_owned()),
        ("price", RECORDED.replace("91234.56", "-1.0")),
        ("infinite", RECORDED.replace("91234.56", "inf")),
        ("time", RECORDED.replace("2026-11-22T15:00:00Z", "ontem")),
        ("rate", RECORDED.replace("\"EUR\"", "\"CHF\"")),
        ("twice", RECORDED.replace("USDT", "BTC")),
    ] {
        assert_eq!(problem(&Folder::new(name, &[("market.toml", &broken)])).0, "market.toml", "{name}");
    }
    let candles = "open_at,open,high,low,close,volume\n2026-11-22T13:00:00Z,1,2,3\n";
    let (file, problem) =
        problem(&Folder::new("csv", &[("market.toml", RECORDED), ("candles/BTC-BRL-1h.csv", candles)]));
    assert_eq!((file.as_str(), problem.as_str()), ("BTC-BRL-1h.csv", "line 2 is no candle"));
}
