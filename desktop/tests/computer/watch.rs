//! Alerts watched over a market that speaks the exchanges' own formats: kept, told once, found late.

use crate::watching::{
    Ear, Watching, a_peak_in_two_hours, alert, btc, firings, keep_watched, market, now, open, price, until, watching,
};
use alfa_copilot::{Alerts, Problem};
use alfa_desktop::watch::{AlertWatch, Teller, Untold};
use alfa_domain::{AlertState, Channel, Currency, DeliveryState, Firing};
use alfa_market::standin::Provider;
use async_trait::async_trait;
use chrono::TimeDelta;
use rust_decimal::Decimal;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn a_live_crossing_is_kept_and_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(11).await;
    let start = price(&market);
    let level = (start * Decimal::new(102, 2)).round_dp(2);
    let alert = alert(&format!("price crosses_up {level}"), now());
    let mut watching = watching(folder.path(), &market, Vec::new()).await;
    watching.app.store.put_alert(&alert).await.unwrap();
    watching.until(|| async { market.sockets(Provider::Binance) > 0 }).await;
    // it may not have the first price yet: it is moved until the watch has seen it
    let pair = (btc(), Currency::Brl);
    watching.until(|| async { watching.app.store.watched_until(&pair).await.unwrap().is_some() }).await;
    let above = level + Decimal::ONE;
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, above);
    let told = watching.next().await;
    assert_eq!((told.alert, told.version, told.arming, told.late), (alert.id, 1, 1, false));
    assert_eq!((told.price.value, told.price.source.as_str()), (above, "Binance BTCBRL"));
    assert!(told.text.contains("disparou") && told.text.contains("Bitcoin"), "{}", told.text);
    watching.until(|| async { firings(&watching.app).await[0].deliveries[0].state == DeliveryState::Sent }).await;
    assert_eq!(watching.app.store.alerts().await.unwrap()[0].state, AlertState::Fired);
    // it crosses again, and nobody asked for that
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, start);
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, above);
    let app = watching.end().await;
    assert_eq!(firings(&app).await.len(), 1);
    drop(app);
    let mut again = self::watching(folder.path(), &market, Vec::new()).await;
    tokio::time::timeout(Duration::from_secs(3), again.told.recv()).await.unwrap_err();
    assert_eq!(firings(&again.app).await.len(), 1);
}

#[tokio::test]
async fn a_crossing_while_nobody_watched_is_found_late_with_its_true_time() {
    let folder = tempfile::tempdir().unwrap();
    // two hours ago the watch ended; the price went up in between, and came back
    let (market, candles, level) = a_peak_in_two_hours().await;
    let begin = &candles[0];
    let ended = begin.open_at + TimeDelta::seconds(59);
    let app = open(folder.path(), &market).await;
    let pair = (btc(), Currency::Brl);
    keep_watched(&app, pair, ended, begin.close).await;
    let crossed = alert(&format!("price crosses_up {}", level.normalize()), ended - TimeDelta::hours(1));
    // the same, but asked for only now: what happened before is none of its business
    let later = alert(&format!("price crosses_up {}", level.normalize()), now());
    for alert in [&crossed, &later] {
        app.store.put_alert(alert).await.unwrap();
    }
    drop(app);
    let mut watching = watching(folder.path(), &market, Vec::new()).await;
    let told = watching.next().await;
    assert_eq!(told.alert, crossed.id);
    assert!(told.late && told.text.contains("quando eu não estava olhando"), "{}", told.text);
    let first = candles.iter().find(|candle| candle.high >= level).unwrap();
    assert!(
        told.at >= first.open_at && told.at < first.open_at + TimeDelta::minutes(1),
        "{} is not in the minute of {}",
        told.at,
        first.open_at
    );
    let app = watching.end().await;
    assert_eq!(firings(&app).await.len(), 1);
}

#[tokio::test]
async fn a_channel_that_fails_is_tried_again_and_one_that_cannot_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(13).await;
    let app = open(folder.path(), &market).await;
    let level = price(&market) / Decimal::TWO;
    // it is above already: "above" needs no crossing
    let mut above = alert(&format!("price > {}", level.round_dp(2)), now());
    above.channels = vec![Channel::Tray, Channel::Telegram];
    app.store.put_alert(&above).await.unwrap();
    drop(app);
    let failure = Untold { problem: Problem::new("busy", "Ocupado.", "Espere."), again: true };
    let mut watching = watching(folder.path(), &market, vec![failure]).await;
    let told = watching.next().await;
    assert_eq!(told.alert, above.id);
    watching
        .until(|| async {
            let told = &firings(&watching.app).await[0];
            told.deliveries.iter().all(|delivery| delivery.state != DeliveryState::Pending)
        })
        .await;
    let told = firings(&watching.app).await.remove(0);
    let of = |channel: Channel| told.deliveries.iter().find(|delivery| delivery.channel == channel).unwrap();
    assert_eq!((of(Channel::Tray).state, of(Channel::Tray).attempts), (DeliveryState::Sent, 2));
    assert_eq!(of(Channel::Telegram).state, DeliveryState::Failed);
    assert!(of(Channel::Telegram).problem.as_ref().unwrap().contains("não está configurado"));
}

/// A voice that never comes to an end.
struct Endless;

#[async_trait]
impl Teller for Endless {
    fn channel(&self) -> Channel {
        Channel::Voice
    }

    async fn tell(&self, _firing: &Firing) -> Result<(), Untold> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn what_is_being_said_holds_no_notification_up() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(16).await;
    let app = open(folder.path(), &market).await;
    let level = (price(&market) / Decimal::TWO).round_dp(2);
    for number in 0..5 {
        let mut above = alert(&format!("price > {}", level + Decimal::from(number)), now());
        above.channels = vec![Channel::Voice, Channel::Tray];
        app.store.put_alert(&above).await.unwrap();
    }
    let (heard, mut told) = mpsc::unbounded_channel();
    let tellers: Vec<Arc<dyn Teller>> = vec![Arc::new(Endless), Arc::new(Ear::telling(heard))];
    let cancel = CancellationToken::new();
    let task = tokio::spawn(AlertWatch::new(&app, tellers).run(cancel.clone()));
    let all = async {
        for _ in 0..5 {
            told.recv().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all).await.expect("the voice holds the notifications up");
    until(|| async {
        let told = firings(&app).await;
        told.iter().all(|told| told.deliveries.iter().any(|delivery| delivery.state == DeliveryState::Sent))
    })
    .await;
    cancel.cancel();
    task.await.unwrap();
}

#[tokio::test]
async fn the_channels_of_the_settings_tell_and_a_wrong_one_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(15).await;
    let (sender, mut came) = mpsc::unbounded_channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/casa", listener.local_addr().unwrap());
    let routes = axum::Router::new().fallback(move |body: String| async move {
        sender.send(body).unwrap();
    });
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let mut app = open(folder.path(), &market).await;
    app.settings.notify.webhook_url = url;
    app.settings.notify.telegram_chat = "123".to_owned();
    let mut alert = alert(&format!("price > {}", (price(&market) / Decimal::TWO).round_dp(2)), now());
    alert.channels = vec![Channel::Webhook, Channel::Telegram];
    app.store.put_alert(&alert).await.unwrap();
    let secrets = alfa_desktop::secrets::Secrets::new("alfa-test-without-keys");
    let tellers = alfa_desktop::watch::channels(&app.settings, &secrets).await;
    assert_eq!(tellers.iter().map(|teller| teller.channel()).collect::<Vec<_>>(), alert.channels);
    let cancel = CancellationToken::new();
    let task = tokio::spawn(AlertWatch::new(&app, tellers).run(cancel.clone()));
    let (told, announced) = (mpsc::unbounded_channel().1, mpsc::unbounded_channel().1);
    let watching = Watching { app, told, announced, cancel, task };
    let body = tokio::time::timeout(Duration::from_secs(60), came.recv()).await.unwrap().unwrap();
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((body["coin"].as_str(), body["alert"].as_str()), (Some("BTC"), Some(alert.id.to_string().as_str())));
    watching
        .until(|| async {
            let deliveries = &firings(&watching.app).await[0].deliveries;
            deliveries.iter().all(|delivery| delivery.state != DeliveryState::Pending)
        })
        .await;
    let told = firings(&watching.app).await.remove(0);
    assert_eq!(told.deliveries[0].state, DeliveryState::Sent);
    assert_eq!(told.deliveries[1].state, DeliveryState::Failed, "there is no key for the bot");
    assert!(told.deliveries[1].problem.as_ref().unwrap().contains("chave"), "{:?}", told.deliveries[1]);
    watching.end().await;
}
