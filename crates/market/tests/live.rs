//! The live board: WebSockets of the stand-in, and of a server that breaks off in the middle of a message.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use alfa_domain::{CoinTable, Currency, Quote, Ticker};
use alfa_market::standin::{Fault, Provider, StandIn};
use alfa_market::{Endpoints, Market, MarketConfig};
use common::{coin, config, market_with, start};
use rust_decimal::Decimal;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;

fn btc() -> Ticker {
    coin("BTC")
}

/// Not a measurement: only so that a test that would wait forever fails.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), what).await.expect("it never came")
}

async fn tick(ticks: &mut Receiver<Quote>, wanted: impl Fn(&Quote) -> bool) -> Quote {
    soon(async {
        loop {
            if let Ok(quote) = ticks.recv().await
                && wanted(&quote)
            {
                return quote;
            }
        }
    })
    .await
}

async fn moves(standin: &StandIn, ticks: &mut Receiver<Quote>, provider: Provider, source: &str) -> Decimal {
    let old = tick(ticks, |quote| quote.source == source).await.price;
    let new = (old * Decimal::new(101, 2)).round_sf(6).unwrap();
    standin.set_price(provider, &btc(), &Currency::Brl, new);
    tick(ticks, |quote| quote.source == source && quote.price == new).await;
    new
}

#[tokio::test]
async fn a_tick_stands_on_the_board_and_a_quote_asks_nobody() {
    let (standin, market) = start(61).await;
    let mut ticks = market.ticks();
    market.warm(&[btc(), coin("ETH")]);
    let new = moves(&standin, &mut ticks, Provider::Binance, "Binance BTCBRL").await;
    let asked = standin.requests(Provider::Binance);
    let quoted = market.quote(&btc(), &Currency::Brl).await.unwrap();
    assert_eq!((quoted.quote.price, quoted.quote.source.as_str()), (new, "Binance BTCBRL"));
    assert_eq!(quoted.quote.change_24h, standin.change(Provider::Binance, &btc(), &Currency::Brl));
    assert_eq!(standin.requests(Provider::Binance), asked);
}

#[tokio::test]
async fn both_exchanges_stream_and_coins_can_be_added() {
    let (standin, market) = start(62).await;
    let mut ticks = market.ticks();
    market.warm(&[btc()]);
    moves(&standin, &mut ticks, Provider::MercadoBitcoin, "Mercado Bitcoin BTC-BRL").await;
    market.warm(&[coin("ETH")]);
    tick(&mut ticks, |quote| quote.source == "Binance ETHBRL").await;
}

#[tokio::test]
async fn where_no_websocket_answers_quotes_come_over_http() {
    let (standin, market) = start(63).await;
    for provider in [Provider::Binance, Provider::MercadoBitcoin] {
        standin.fail(provider, Some(Fault::NoWebSocket));
    }
    market.warm(&[btc()]);
    soon(async {
        // it tries, and tries the other address
        while standin.sockets(Provider::Binance) < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let quoted = market.quote(&btc(), &Currency::Brl).await.unwrap();
    assert_eq!(Some(quoted.quote.price), standin.price(Provider::Binance, &btc(), &Currency::Brl));
}

#[tokio::test]
async fn a_stream_that_ends_is_opened_again() {
    let (standin, market) = start(64).await;
    let mut ticks = market.ticks();
    standin.fail(Provider::Binance, Some(Fault::Cut));
    market.warm(&[btc()]);
    soon(async {
        while standin.sockets(Provider::Binance) < 3 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    standin.fail(Provider::Binance, None);
    moves(&standin, &mut ticks, Provider::Binance, "Binance BTCBRL").await;
}

#[tokio::test]
async fn garbage_and_zeros_on_a_stream_are_no_prices() {
    let (standin, market) = start(65).await;
    standin.fail(Provider::Binance, Some(Fault::Zero));
    let mut ticks = market.ticks();
    market.warm(&[btc()]);
    let first = tick(&mut ticks, |quote| quote.currency == Currency::Brl).await;
    assert_eq!(first.source, "Mercado Bitcoin BTC-BRL", "Binance only says zero");
    let quoted = market.quote(&btc(), &Currency::Brl).await.unwrap();
    assert_eq!(quoted.quote.source, "Mercado Bitcoin BTC-BRL");
}

/// Greets as a WebSocket, sends a tick and then the first half of a message.
#[tokio::test]
async fn a_stream_cut_in_the_middle_of_a_message_is_opened_again() {
    use futures::SinkExt;
    use tokio::io::AsyncWriteExt;
    use tokio_tungstenite::tungstenite::Message;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { continue };
            let price = 500_000 + count.fetch_add(1, Ordering::SeqCst);
            let text = format!(
                r#"{{"stream":"btcbrl@miniTicker","data":{{"e":"24hrMiniTicker","E":{},"s":"BTCBRL","c":"{price}","o":"490000","h":"600000","l":"400000","v":"1","q":"1"}}}}"#,
                common::now().timestamp_millis()
            );
            let _ = socket.send(Message::text(text)).await;
            // a text frame of 4,096 bytes of which one comes
            let _ = socket.get_mut().write_all(&[0x81, 0x7e, 0x10, 0x00, b'{']).await;
            let _ = socket.get_mut().shutdown().await;
        }
    });
    let config = MarketConfig { endpoints: Endpoints::Gateway(url), ..MarketConfig::default() };
    let market = Market::new(CoinTable::shipped(), config, Arc::new(common::now)).unwrap();
    let mut ticks = market.ticks();
    market.warm(&[btc()]);
    tick(&mut ticks, |quote| quote.price >= Decimal::from(500_002)).await;
    assert!(opened.load(Ordering::SeqCst) >= 3);
    server.abort();
}

#[tokio::test]
async fn the_streams_end_with_the_market() {
    let (standin, _) = start(66).await;
    let market = market_with(config(&standin));
    let mut ticks = market.ticks();
    market.warm(&[btc()]);
    tick(&mut ticks, |_| true).await;
    drop(market);
    soon(async { while !matches!(ticks.recv().await, Err(tokio::sync::broadcast::error::RecvError::Closed)) {} }).await;
}

#[test]
fn without_a_runtime_the_board_stays_cold() {
    let config = MarketConfig::default();
    let market = Market::new(CoinTable::shipped(), config, Arc::new(common::now)).unwrap();
    market.warm(&[btc()]);
    assert!(!market.simulated());
}
