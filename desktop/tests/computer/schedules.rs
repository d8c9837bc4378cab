//! Spoken schedules at their time, under a clock that can be set.

use crate::watching::{
    Ear, SetClock, Watching, btc, diary, market, now, open, until, watch_elsewhere, watching_app, with_clock,
};
use alfa_copilot::Schedules;
use alfa_domain::{Schedule, ScheduleId, Ticker};
use alfa_market::standin::{Fault, Provider, StandIn};
use chrono::{DateTime, TimeDelta, Utc};
use std::path::Path;
use std::sync::Arc;

fn schedule(number: u8, time: &str, coins: Vec<Ticker>) -> Schedule {
    Schedule {
        id: ScheduleId::new(now(), [number; 10]),
        time: time.parse().unwrap(),
        coins,
        quote: None,
        said: "todo dia às oito, diga o preço do bitcoin".to_owned(),
        created_at: now(),
    }
}

/// Eight in the morning in São Paulo, some days from now.
fn eight(days: i64) -> DateTime<Utc> {
    (now().date_naive() + TimeDelta::days(days)).and_hms_opt(11, 0, 0).unwrap().and_utc()
}

/// A computer whose user asked for the price of Bitcoin at eight, and that is switched on at a moment.
async fn on(folder: &Path, market: &StandIn, clock: &Arc<SetClock>) -> Watching {
    watching_app(with_clock(open(folder, market).await, clock), Ear::default())
}

async fn ask_for(folder: &Path, market: &StandIn, schedule: &Schedule) {
    open(folder, market).await.store.put_schedule(schedule).await.unwrap();
}

#[tokio::test]
async fn a_schedule_speaks_once_at_its_time_day_by_day() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(61).await;
    let asked = schedule(1, "every day 08:00", vec![btc()]);
    ask_for(folder.path(), &market, &asked).await;
    let clock = SetClock::at(eight(2) - TimeDelta::minutes(10));
    let mut watching = on(folder.path(), &market, &clock).await;
    watching.stays_silent().await;
    clock.set(eight(2));
    let told = watching.next_announcement().await;
    assert_eq!(told.title, "Todo dia às 08:00, o preço do Bitcoin");
    assert!(told.written.starts_with("O Bitcoin está em R$"), "{}", told.written);
    assert!(told.spoken.contains("reais") && !told.spoken.contains("R$"), "{}", told.spoken);
    assert_eq!(watching.app.store.spoken().await.unwrap()[&asked.id], eight(2));
    watching.stays_silent().await;
    watching.end().await;
    // started again within the hour it has nothing to say
    let mut watching = on(folder.path(), &market, &clock).await;
    watching.stays_silent().await;
    clock.set(eight(3));
    let told = watching.next_announcement().await;
    assert!(told.written.starts_with("O Bitcoin está em R$"), "{}", told.written);
    // deleted it is silent
    watching.app.store.delete_schedules(&[asked.id], now()).await.unwrap();
    clock.set(eight(4));
    watching.stays_silent().await;
}

#[tokio::test]
async fn what_was_missed_by_less_than_an_hour_is_told_late_and_by_more_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(62).await;
    // no coins: the market as a whole
    ask_for(folder.path(), &market, &schedule(2, "every day 08:00", Vec::new())).await;
    let clock = SetClock::at(eight(2) + TimeDelta::minutes(61));
    let mut watching = on(folder.path(), &market, &clock).await;
    watching.stays_silent().await;
    // it sleeps until the next day, a little too long
    clock.set(eight(3) + TimeDelta::minutes(40));
    let told = watching.next_announcement().await;
    assert_eq!(told.title, "Todo dia às 08:00, um resumo do mercado");
    assert!(told.written.starts_with("Isto era para as 08:00, quando eu não estava aqui. "), "{}", told.written);
    assert!(told.written.contains("mercado"), "{}", told.written);
    assert!(told.spoken.starts_with("Isto era para as oito"), "{}", told.spoken);
    watching.stays_silent().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_speaks_it_does_not_begin_again() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(63).await;
    ask_for(folder.path(), &market, &schedule(3, "every day 08:00", vec![btc()])).await;
    let ahead = eight(2) - now();
    let mut child = watch_elsewhere(folder.path(), &market, ahead);
    until(|| async { !diary(folder.path()).is_empty() }).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let mut watching = on(folder.path(), &market, &SetClock::ahead(ahead)).await;
    watching.stays_silent().await;
    watching.end().await;
    assert_eq!(diary(folder.path()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_market_that_does_not_answer_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(64).await;
    let asked = schedule(4, "every day 08:00", vec![btc()]);
    ask_for(folder.path(), &market, &asked).await;
    let all = [Provider::Binance, Provider::MercadoBitcoin, Provider::CoinGecko, Provider::CoinMarketCap];
    for provider in all {
        market.fail(provider, Some(Fault::Down));
    }
    let clock = SetClock::at(eight(2));
    let mut watching = on(folder.path(), &market, &clock).await;
    watching.until(|| async { market.requests(Provider::Binance) > 0 }).await;
    watching.stays_silent().await;
    assert!(watching.app.store.spoken().await.unwrap().is_empty());
    for provider in all {
        market.fail(provider, None);
    }
    let told = watching.next_announcement().await;
    assert!(told.written.starts_with("O Bitcoin está em R$"), "{}", told.written);
    assert_eq!(watching.app.store.spoken().await.unwrap()[&asked.id], eight(2));
}
