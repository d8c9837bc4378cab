//! Figures of the whole market against the stand-in.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use alfa_domain::{Currency, Window};
use alfa_market::standin::{Fault, Provider};
use alfa_market::{FearGreedClass, MarketConfig, MarketError};
use common::{coin, config, market_with, start};
use rust_decimal::Decimal;

#[tokio::test]
async fn movers_are_the_aggregators_own_changes() {
    let (standin, market) = start(51).await;
    for window in ["1h", "24h", "7d", "30d", "1y"] {
        let window: Window = window.parse().unwrap();
        let movers = market.movers(&Currency::Brl, window).await.unwrap();
        assert_eq!(movers.len(), standin.coins().len());
        for mover in &movers {
            assert_eq!(Some(mover.price), standin.price(Provider::CoinGecko, &mover.coin, &Currency::Brl));
            assert_eq!(mover.source, "CoinGecko");
        }
        assert!(movers.windows(2).all(|pair| pair[0].market_cap >= pair[1].market_cap));
        if window == Window::Hours(24) {
            for mover in &movers {
                assert_eq!(Some(mover.change_pct), standin.change(Provider::CoinGecko, &mover.coin, &Currency::Brl));
            }
        }
    }
}

#[tokio::test]
async fn a_window_no_list_has_is_counted_from_candles() {
    let (standin, market) = start(52).await;
    for window in ["4h", "3d", "90d", "mtd", "ytd"] {
        let movers = market.movers(&Currency::Brl, window.parse().unwrap()).await.unwrap();
        assert!(movers.len() >= 3, "{window}: {} coins", movers.len());
        assert!(movers.iter().all(|mover| mover.source.starts_with("Binance") || mover.source.starts_with("Mercado")));
    }
    standin.fail(Provider::CoinGecko, Some(Fault::Down));
    let day = market_with(config(&standin)).movers(&Currency::Brl, Window::Hours(24)).await.unwrap();
    let bitcoin = day.iter().find(|mover| mover.coin.as_str() == "BTC").unwrap();
    assert_eq!(Some(bitcoin.change_pct), standin.change(Provider::Binance, &coin("BTC"), &Currency::Brl));
}

#[tokio::test]
async fn capitalisation_overview_and_dominance() {
    let (standin, market) = start(53).await;
    let movers = market.movers(&Currency::Usd, Window::Hours(24)).await.unwrap();
    let largest = &movers[0];
    let cap = market.market_cap(&largest.coin, &Currency::Usd).await.unwrap();
    assert_eq!((Some(cap.value), cap.rank, cap.source.as_str()), (largest.market_cap, Some(1), "CoinGecko"));
    let overview = market.overview(&Currency::Usd).await.unwrap();
    let total: Decimal = movers.iter().filter_map(|mover| mover.market_cap).sum();
    assert!((overview.total_cap / total - Decimal::ONE).abs() < Decimal::new(1, 6));
    assert_eq!(overview.dominance[0].0, largest.coin);
    let share = cap.value / total * Decimal::ONE_HUNDRED;
    assert!((overview.dominance[0].1 - share).abs() < Decimal::new(1, 4));
    // no list is in USDT: then in dollars, and said so
    assert_eq!(market.market_cap(&coin("BTC"), &Currency::Usdt).await.unwrap().unit_currency, Currency::Usd);
    let unknown = market.market_cap(&coin("NADA123"), &Currency::Brl).await;
    assert_eq!(unknown, Err(MarketError::UnknownCoin(coin("NADA123"))));

    standin.fail(Provider::CoinGecko, Some(Fault::Zero));
    let keyed = market_with(MarketConfig { coinmarketcap_key: Some("k".to_owned().into()), ..config(&standin) });
    assert_eq!(keyed.market_cap(&coin("BTC"), &Currency::Brl).await.unwrap().source, "CoinMarketCap");
    assert_eq!(keyed.overview(&Currency::Brl).await.unwrap().source, "CoinMarketCap");
    assert_eq!(keyed.movers(&Currency::Brl, Window::Days(7)).await.unwrap()[0].source, "CoinMarketCap");
}

#[tokio::test]
async fn fear_and_greed_and_who_stands_behind_it() {
    let (standin, market) = start(54).await;
    let index = market.fear_greed().await.unwrap();
    assert!(index.value >= Decimal::ZERO && index.value <= Decimal::ONE_HUNDRED);
    assert_eq!((index.class, index.source.as_str()), (FearGreedClass::of(index.value), "alternative.me"));
    // it changes once a day: asked once
    market.fear_greed().await.unwrap();
    assert_eq!(standin.requests(Provider::FearGreed), 1);
    standin.fail(Provider::FearGreed, Some(Fault::Garbage));
    assert!(matches!(market_with(config(&standin)).fear_greed().await, Err(MarketError::Unavailable(_))));
    let keyed = market_with(MarketConfig { coinmarketcap_key: Some("k".to_owned().into()), ..config(&standin) });
    assert_eq!(keyed.fear_greed().await.unwrap().source, "CoinMarketCap");
}

#[tokio::test]
async fn the_coin_table_grows_by_coins_it_did_not_know() {
    let (standin, _) = start(55).await;
    let small = alfa_domain::CoinTable::from_coins(alfa_domain::CoinTable::shipped().iter().take(3).cloned().collect());
    let market = alfa_market::Market::new(small, config(&standin), std::sync::Arc::new(common::now)).unwrap();
    let grown = market.grow_coins().await.unwrap();
    assert!(standin.coins().iter().all(|coin| grown.get(coin).is_some()));
    assert!(grown.get(&coin("BTC")).unwrap().spoken != "Bitcoin", "what the table knew stays");
}
