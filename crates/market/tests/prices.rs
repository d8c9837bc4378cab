//! Prices against a stand-in whose prices are drawn at random.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use alfa_domain::{Currency, Ticker};
use alfa_market::standin::{Provider, StandIn, World};
use alfa_market::{Market, MarketError, Problem};
use common::{coin, config, currency, market_with, start};
use rust_decimal::Decimal;

#[tokio::test]
async fn the_exchange_pair_comes_first_and_has_the_exchanges_own_change() {
    for seed in [1, 2, 3] {
        let (standin, market) = start(seed).await;
        let quoted = market.quote(&coin("BTC"), &Currency::Brl).await.unwrap();
        assert_eq!(Some(quoted.quote.price), standin.price(Provider::Binance, &coin("BTC"), &Currency::Brl));
        assert_eq!(quoted.quote.change_24h, standin.change(Provider::Binance, &coin("BTC"), &Currency::Brl));
        assert_eq!(quoted.quote.source, "Binance BTCBRL");
        assert!(quoted.path.is_empty() && quoted.stale.is_none() && quoted.skipped.is_empty());
        assert!(
            quoted.quote.high_24h.unwrap() >= quoted.quote.price && quoted.quote.low_24h.unwrap() <= quoted.quote.price
        );
    }
}

/// Every coin of the world, in every currency: the price is that of the first source that has it, or made of the legs it names.
#[tokio::test]
async fn every_price_is_that_of_the_first_source_that_has_it() {
    for seed in [11, 12] {
        let (standin, market) = start(seed).await;
        let coins = standin.coins();
        for code in ["BRL", "USD", "EUR", "USDT"] {
            let currency = currency(code);
            let found = market.quotes(&coins, &currency).await;
            for (coin, found) in coins.iter().zip(found) {
                if coin.as_str() == code {
                    assert_eq!(found.unwrap().quote.price, Decimal::ONE);
                    continue;
                }
                let quoted = found.unwrap_or_else(|error| panic!("{coin} in {code}: {error}"));
                let (expected, source) = expected(&standin, coin, &currency);
                assert_eq!(quoted.quote.source, source, "{coin} in {code}");
                assert_eq!(quoted.quote.price, expected, "{coin} in {code}");
                assert_eq!((&quoted.quote.coin, &quoted.quote.currency), (coin, &currency));
            }
        }
    }
}

fn expected(standin: &StandIn, coin: &Ticker, currency: &Currency) -> (Decimal, String) {
    let at = |provider, currency: &Currency| standin.price(provider, coin, currency);
    if let Some(price) = at(Provider::Binance, currency) {
        return (price, format!("Binance {coin}{currency}"));
    }
    if let Some(price) = at(Provider::MercadoBitcoin, currency) {
        return (price, format!("Mercado Bitcoin {coin}-{currency}"));
    }
    let tether = standin.price(Provider::CoinGecko, &common::coin("USDT"), &Currency::Usd).unwrap();
    match currency {
        Currency::Usd if coin.as_str() != "USDT" => {
            let price = at(Provider::Binance, &Currency::Usdt).unwrap() * tether;
            (price, format!("Binance {coin}USDT × CoinGecko USDT/USD"))
        }
        _ => (at(Provider::CoinGecko, currency).unwrap(), "CoinGecko".to_owned()),
    }
}

#[tokio::test]
async fn a_price_in_dollars_says_its_path_through_usdt() {
    let (standin, market) = start(4).await;
    let quoted = market.quote(&coin("ETH"), &Currency::Usd).await.unwrap();
    let pairs: Vec<String> = quoted.path.iter().map(|leg| format!("{}/{}", leg.coin, leg.currency)).collect();
    assert_eq!(pairs, ["ETH/USDT", "USDT/USD"]);
    assert_eq!(quoted.quote.price, quoted.path[0].price * quoted.path[1].price);
    // the change is the ticker's own figure
    assert_eq!(quoted.quote.change_24h, standin.change(Provider::Binance, &coin("ETH"), &Currency::Usdt));
}

#[tokio::test]
async fn without_a_price_of_usdt_in_dollars_the_dollar_comes_through_the_real() {
    let (standin, market) = start(5).await;
    standin.fail(Provider::CoinGecko, Some(alfa_market::standin::Fault::Down));
    let quoted = market.quote(&coin("BTC"), &Currency::Usd).await.unwrap();
    assert_eq!(quoted.quote.source, "Binance BTCBRL ÷ AwesomeAPI USD-BRL");
    let rate = standin.price(Provider::AwesomeApi, &coin("USD"), &Currency::Brl).unwrap();
    let reais = standin.price(Provider::Binance, &coin("BTC"), &Currency::Brl).unwrap();
    assert!((quoted.quote.price * rate - reais).abs() < Decimal::new(1, 6));
    assert_eq!(quoted.skipped[0].source_name, "CoinGecko");
}

#[tokio::test]
async fn a_cross_through_the_dollar_comes_last() {
    let mut world = World::random(6);
    for provider in [Provider::Binance, Provider::MercadoBitcoin, Provider::CoinGecko, Provider::CoinMarketCap] {
        world.remove(provider, &coin("BTC"), &Currency::Brl);
    }
    let standin = StandIn::start(world).await.unwrap();
    let market = market_with(config(&standin));
    let quoted = market.quote(&coin("BTC"), &Currency::Brl).await.unwrap();
    assert_eq!(quoted.quote.source, "Binance BTCUSDT × CoinGecko USDT/USD × AwesomeAPI USD-BRL");
    assert_eq!(quoted.path.len(), 3);
    let product: Decimal = quoted.path.iter().map(|leg| leg.price).product();
    assert!((product / quoted.quote.price - Decimal::ONE).abs() < Decimal::new(1, 12));
    assert!(quoted.skipped.is_empty(), "lacking a pair is no fault: {:?}", quoted.skipped);
}

#[tokio::test]
async fn one_coin_in_another_by_its_pair_turned_round_or_a_cross() {
    let (standin, market) = start(7).await;
    let (btc, eth) = (coin("BTC"), coin("ETH"));
    let pair = standin.price(Provider::Binance, &eth, &Currency::Coin(btc.clone())).unwrap();
    let direct = market.quote(&eth, &Currency::Coin(btc.clone())).await.unwrap();
    assert_eq!((direct.quote.price, direct.quote.source.as_str()), (pair, "Binance ETHBTC"));
    let turned = market.quote(&btc, &Currency::Coin(eth.clone())).await.unwrap();
    assert_eq!(turned.quote.source, "1 ÷ Binance ETHBTC");
    assert!((turned.quote.price * pair - Decimal::ONE).abs() < Decimal::new(1, 9));
    let cross = market.quote(&coin("SOL"), &Currency::Coin(eth)).await.unwrap();
    assert_eq!(cross.quote.source, "Binance SOLUSDT ÷ Binance ETHUSDT");
    assert_eq!(cross.path.len(), 2);
}

#[tokio::test]
async fn the_dollar_and_the_euro_have_their_own_source_and_the_central_bank_behind_it() {
    let (standin, market) = start(8).await;
    for code in ["USD", "EUR"] {
        let quoted = market.fx(&currency(code)).await.unwrap();
        assert_eq!(quoted.quote.source, format!("AwesomeAPI {code}-BRL"));
        assert_eq!(Some(quoted.quote.price), standin.price(Provider::AwesomeApi, &coin(code), &Currency::Brl));
    }
    assert_eq!(market.fx(&Currency::Usdt).await.unwrap().quote.currency, Currency::Brl);
    assert!(matches!(market.fx(&Currency::Brl).await, Err(MarketError::NoPair { .. })));
    standin.fail(Provider::AwesomeApi, Some(alfa_market::standin::Fault::Garbage));
    let fresh = market_with(config(&standin));
    for code in ["USD", "EUR"] {
        let quoted = fresh.fx(&currency(code)).await.unwrap();
        assert_eq!(quoted.quote.source, format!("PTAX {code}-BRL"));
        assert_eq!(quoted.skipped[0].source_name, "AwesomeAPI");
        // a business day, at most some days ago
        assert!((common::now() - quoted.quote.at).num_days() < 5);
    }
}

#[tokio::test]
async fn the_same_price_at_each_exchange() {
    let (standin, market) = start(9).await;
    let spread = market.spread(&coin("BTC"), &Currency::Brl).await.unwrap();
    let sources: Vec<&str> = spread.iter().map(|quote| quote.source.as_str()).collect();
    assert_eq!(sources, ["Binance BTCBRL", "Mercado Bitcoin BTC-BRL"]);
    assert_eq!(Some(spread[1].price), standin.price(Provider::MercadoBitcoin, &coin("BTC"), &Currency::Brl));
}

#[tokio::test]
async fn what_nobody_has_is_said_so() {
    let (_standin, market) = start(10).await;
    let nobody = coin("NADA123");
    assert_eq!(market.quote(&nobody, &Currency::Brl).await, Err(MarketError::UnknownCoin(nobody.clone())));
    let several = market.quotes(&[coin("BTC"), nobody, coin("ETH")], &Currency::Brl).await;
    assert!(several[0].is_ok() && several[1].is_err() && several[2].is_ok());
}

#[tokio::test]
async fn several_prices_are_one_question() {
    let (standin, market) = start(13).await;
    let coins = standin.coins();
    let in_reais: Vec<Ticker> =
        coins.into_iter().filter(|c| standin.price(Provider::Binance, c, &Currency::Brl).is_some()).collect();
    assert!(in_reais.len() >= 6);
    let found = market.quotes(&in_reais, &Currency::Brl).await;
    assert!(found.iter().all(Result::is_ok));
    assert_eq!(standin.requests(Provider::Binance), 1, "{:?}", standin.asked(Provider::Binance));
    // and what is at hand is not asked again
    market.quotes(&in_reais, &Currency::Brl).await;
    assert_eq!(standin.requests(Provider::Binance), 1);
}

#[tokio::test]
async fn many_at_once_ask_once() {
    let (standin, market) = start(14).await;
    let ask = |market: Market| async move { market.quote(&coin("BTC"), &Currency::Brl).await.unwrap().quote.price };
    let prices = futures::future::join_all((0..50).map(|_| ask(market.clone()))).await;
    assert!(prices.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(standin.requests(Provider::Binance), 1);
}

#[tokio::test]
async fn two_sources_that_are_far_apart_are_said_to_disagree() {
    let (standin, market) = start(15).await;
    let btc = coin("BTC");
    let quoted = market.quote(&btc, &Currency::Brl).await.unwrap();
    assert_eq!(quoted.disagreement, None);
    let price = standin.price(Provider::Binance, &btc, &Currency::Brl).unwrap();
    standin.set_price(Provider::MercadoBitcoin, &btc, &Currency::Brl, price * Decimal::new(105, 2));
    let fresh = market_with(config(&standin));
    let disagreement = fresh.quote(&btc, &Currency::Brl).await.unwrap().disagreement.unwrap();
    assert_eq!(disagreement.other.source, "Mercado Bitcoin BTC-BRL");
    assert_eq!(disagreement.pct.round_dp(2), Decimal::from(5));
}

#[tokio::test]
async fn with_the_users_key_coinmarketcap_stands_behind_coingecko() {
    let (standin, _) = start(16).await;
    standin.fail(Provider::CoinGecko, Some(alfa_market::standin::Fault::Down));
    let key = Some("a-key".to_owned().into());
    let market = market_with(alfa_market::MarketConfig { coinmarketcap_key: key, ..config(&standin) });
    let rare = standin.coins().into_iter().find(|c| {
        standin.price(Provider::Binance, c, &Currency::Brl).is_none()
            && standin.price(Provider::MercadoBitcoin, c, &Currency::Brl).is_none()
    });
    let rare = rare.unwrap();
    let quoted = market.quote(&rare, &Currency::Brl).await.unwrap();
    assert_eq!(quoted.quote.source, "CoinMarketCap");
    assert_eq!(Some(quoted.quote.price), standin.price(Provider::CoinMarketCap, &rare, &Currency::Brl));
    assert_eq!(quoted.skipped[0].problem, Problem::Status(502));
    assert!(market.health().await.iter().any(|health| health.source == "CoinMarketCap" && health.answered.is_ok()));
}
