//! Candles and past prices against the stand-in.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use alfa_domain::{Candle, Currency, Ticker, Timeframe};
use alfa_market::standin::{Fault, Provider, StandIn, World};
use alfa_market::{CandleSpan, MarketError, indicators};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use common::{coin, config, market_with, start};
use rust_decimal::Decimal;

fn btc() -> Ticker {
    coin("BTC")
}

#[tokio::test]
async fn candles_of_every_length_are_the_exchanges_own() {
    let (standin, market) = start(31).await;
    for timeframe in Timeframe::ALL {
        let found = market.candles(&btc(), &Currency::Brl, timeframe, CandleSpan::Last(40)).await.unwrap();
        let expected = standin.candles(Provider::Binance, &btc(), &Currency::Brl, timeframe, 40);
        assert_eq!(found.candles, expected, "{timeframe}");
        assert_eq!(found.source, "Binance BTCBRL");
        let now = standin.price(Provider::Binance, &btc(), &Currency::Brl).unwrap();
        assert_eq!(found.candles.last().unwrap().close, now);
    }
}

#[tokio::test]
async fn more_than_a_thousand_come_in_pages_without_gap_or_double() {
    let (_standin, market) = start(32).await;
    let found = market.candles(&btc(), &Currency::Usdt, Timeframe::H1, CandleSpan::Last(2_345)).await.unwrap();
    assert_eq!(found.candles.len(), 2_345);
    let step = |pair: &[Candle]| (pair[1].open_at - pair[0].open_at).num_seconds();
    assert!(found.candles.windows(2).all(|pair| step(pair) == 3_600));
    let to = found.candles.last().unwrap().open_at;
    let span = CandleSpan::Between(found.candles[0].open_at, to);
    let same = market.candles(&btc(), &Currency::Usdt, Timeframe::H1, span).await.unwrap();
    assert_eq!(same.candles, found.candles[..2_344]);
}

#[tokio::test]
async fn mercado_bitcoin_stands_in_and_what_it_lacks_is_made_of_shorter_candles() {
    let (standin, market) = start(33).await;
    standin.fail(Provider::Binance, Some(Fault::Down));
    for (timeframe, count) in [(Timeframe::H4, 30), (Timeframe::D1, 30)] {
        let found = market.candles(&btc(), &Currency::Brl, timeframe, CandleSpan::Last(count)).await.unwrap();
        assert_eq!(found.source, "Mercado Bitcoin BTC-BRL");
        let expected = standin.candles(Provider::MercadoBitcoin, &btc(), &Currency::Brl, timeframe, count);
        let price = |c: &Candle| (c.open_at, c.open, c.high, c.low, c.close);
        let prices = |candles: &[Candle]| candles.iter().map(price).collect::<Vec<_>>();
        assert_eq!(prices(&found.candles), prices(&expected), "{timeframe}");
    }
}

#[tokio::test]
async fn candles_in_dollars_come_through_usdt_and_end_at_the_price_in_dollars() {
    let (standin, market) = start(34).await;
    let found = market.candles(&btc(), &Currency::Usd, Timeframe::D1, CandleSpan::Last(50)).await.unwrap();
    assert_eq!(found.source, "Binance BTCUSDT × CoinGecko USDT/USD");
    let now = market.quote(&btc(), &Currency::Usd).await.unwrap().quote.price;
    assert_eq!(found.candles.last().unwrap().close, now);
    standin.fail(Provider::CoinGecko, Some(Fault::Down));
    let alone = market_with(config(&standin))
        .candles(&btc(), &Currency::Usd, Timeframe::D1, CandleSpan::Last(50))
        .await
        .unwrap();
    assert_eq!((alone.currency, alone.source.as_str()), (Currency::Usdt, "Binance BTCUSDT"));
}

#[tokio::test]
async fn candles_without_a_pair_are_made_of_two() {
    let mut world = World::random(35);
    world.remove(Provider::Binance, &coin("ETH"), &Currency::Brl);
    world.remove(Provider::MercadoBitcoin, &coin("ETH"), &Currency::Brl);
    let usdt = coin("USDT");
    world.put(Provider::Binance, &usdt, Currency::Brl, 5.4321, 0.1, 7);
    let standin = StandIn::start(world).await.unwrap();
    let market = market_with(config(&standin));
    let found = market.candles(&coin("ETH"), &Currency::Brl, Timeframe::H1, CandleSpan::Last(100)).await.unwrap();
    assert_eq!(found.source, "Binance ETHUSDT × Binance USDTBRL");
    let legs = [(coin("ETH"), Currency::Usdt), (usdt, Currency::Brl)];
    let [first, second] =
        legs.map(|(coin, currency)| standin.candles(Provider::Binance, &coin, &currency, Timeframe::H1, 100));
    for ((made, a), b) in found.candles.iter().zip(&first).zip(&second) {
        assert_eq!((made.open, made.close, made.volume), (a.open * b.open, a.close * b.close, a.volume));
    }
    let euro = market.candles(&coin("ETH"), &Currency::Coin(btc()), Timeframe::H1, CandleSpan::Last(10)).await.unwrap();
    assert_eq!(euro.source, "Binance ETHBTC");
}

#[tokio::test]
async fn an_indicator_of_the_market_is_that_of_the_exchanges_candles() {
    let (standin, market) = start(36).await;
    for name in ["rsi", "macd", "bbands", "atr", "stoch", "adx", "sma", "ema", "obv", "vwap"] {
        let indicator = alfa_domain::Indicator::usual(name).unwrap();
        let wanted = indicators::candles_wanted(indicator);
        let found = market.candles(&btc(), &Currency::Brl, Timeframe::H4, CandleSpan::Last(wanted)).await.unwrap();
        let theirs = standin.candles(Provider::Binance, &btc(), &Currency::Brl, Timeframe::H4, wanted);
        assert_eq!(indicators::compute(indicator, &found.candles), indicators::compute(indicator, &theirs), "{name}");
        assert!(indicators::compute(indicator, &found.candles).is_ok(), "{name}");
    }
}

/// The close of the last hour of a day in São Paulo, which ends at 3:00 UTC.
fn close_of(standin: &StandIn, provider: Provider, coin: &Ticker, currency: &Currency, day: NaiveDate) -> Decimal {
    let hour: DateTime<Utc> = day.succ_opt().unwrap().and_hms_opt(2, 0, 0).unwrap().and_utc();
    let hours = standin.candles(provider, coin, currency, Timeframe::H1, 24 * 50);
    hours.iter().find(|c| c.open_at == hour).unwrap().close
}

fn days_ago(days: i64) -> NaiveDate {
    ((common::now() - TimeDelta::hours(3)) - TimeDelta::days(days)).date_naive()
}

#[tokio::test]
async fn the_price_of_a_day_is_its_close_in_sao_paulo() {
    let (standin, market) = start(37).await;
    for days in [1, 2, 7, 40] {
        let day = days_ago(days);
        let quoted = market.price_on(&btc(), &Currency::Brl, day).await.unwrap();
        assert_eq!(quoted.quote.price, close_of(&standin, Provider::Binance, &btc(), &Currency::Brl, day), "{day}");
        assert_eq!(quoted.quote.at, day.succ_opt().unwrap().and_hms_opt(3, 0, 0).unwrap().and_utc());
    }
    standin.fail(Provider::Binance, Some(Fault::Down));
    let day = days_ago(3);
    let second = market.price_on(&btc(), &Currency::Brl, day).await.unwrap();
    assert_eq!(second.quote.price, close_of(&standin, Provider::MercadoBitcoin, &btc(), &Currency::Brl, day));
    assert_eq!(second.skipped[0].source_name, "Binance");
    standin.fail(Provider::MercadoBitcoin, Some(Fault::Garbage));
    let third = market.price_on(&btc(), &Currency::Brl, days_ago(4)).await.unwrap();
    assert_eq!(third.quote.source, "CoinGecko");
}

#[tokio::test]
async fn a_past_price_in_dollars_and_todays_price() {
    let (standin, market) = start(38).await;
    let day = days_ago(2);
    let quoted = market.price_on(&btc(), &Currency::Usd, day).await.unwrap();
    assert_eq!(quoted.quote.source, "Binance BTCUSDT × CoinGecko USDT/USD");
    assert_eq!(quoted.path[0].price, close_of(&standin, Provider::Binance, &btc(), &Currency::Usdt, day));
    let today = market.price_on(&btc(), &Currency::Brl, days_ago(0)).await.unwrap();
    assert_eq!(today.quote, market.quote(&btc(), &Currency::Brl).await.unwrap().quote);
    standin.fail(Provider::CoinGecko, Some(Fault::Down));
    let through_reais = market_with(config(&standin)).price_on(&btc(), &Currency::Usd, days_ago(5)).await.unwrap();
    assert_eq!(through_reais.quote.source, "Binance BTCBRL ÷ PTAX USD-BRL");
}

#[tokio::test]
async fn what_has_no_history_is_said_so() {
    let (_standin, market) = start(39).await;
    let tomorrow = days_ago(-1);
    assert!(matches!(market.price_on(&btc(), &Currency::Brl, tomorrow).await, Err(MarketError::NoHistory { .. })));
    let nobody = coin("NADA123");
    let unknown = market.candles(&nobody, &Currency::Brl, Timeframe::D1, CandleSpan::Last(5)).await;
    assert_eq!(unknown, Err(MarketError::UnknownCoin(nobody)));
}

#[tokio::test]
async fn garbage_in_candles_is_passed_over() {
    for fault in [Fault::Garbage, Fault::Zero, Fault::Negative, Fault::WrongTypes, Fault::Empty, Fault::Cut] {
        let (standin, market) = start(40).await;
        standin.fail(Provider::Binance, Some(fault));
        let found = market.candles(&btc(), &Currency::Brl, Timeframe::H1, CandleSpan::Last(20)).await.unwrap();
        assert_eq!(found.source, "Mercado Bitcoin BTC-BRL", "{fault:?}");
    }
}
