//! The process that watches the alerts is killed: another goes on where it was.

use crate::client::{Computer, account};
use crate::processes::{Postgres, Server};
use alfa_domain::Currency;
use alfa_market::standin::{Provider, StandIn, World};
use rust_decimal::Decimal;
use std::path::Path;
use std::time::Duration;

/// A market in which Bitcoin is dear enough that levels of two digits tell prices apart.
async fn market() -> (StandIn, Decimal) {
    for seed in 900.. {
        let market = StandIn::start(World::random(seed)).await.unwrap();
        let price = market.price(Provider::Binance, &"BTC".parse().unwrap(), &Currency::Brl).unwrap();
        if price > Decimal::from(10_000) {
            return (market, price);
        }
    }
    unreachable!("there are worlds enough")
}

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

/// Mails that tell of a firing.
fn told(folder: &Path) -> usize {
    let files = std::fs::read_dir(folder.join("mail")).into_iter().flatten().flatten();
    files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).filter(|mail| mail.contains("disparou")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_process_that_watches_is_killed_another_finds_what_crossed_meanwhile_and_each_is_told_once() {
    let (market, begin) = market().await;
    let (postgres, gateway) = (Postgres::start().await, market.url().to_string());
    let (folder, database) = (postgres.folder.path(), postgres.cluster.url());
    let start = || Server::start(folder, &database, &[("ALFA_SERVER_WATCH_MARKET", gateway.as_str())]);
    let mut servers = [start(), start()];
    for server in &servers {
        server.answers(200).await;
    }
    account(&servers[0].url(), folder, "ana@exemplo.com").await;
    let mut computer = Computer::sign_in(&servers[0].url(), "ana@exemplo.com").await;
    let level = |thousandth: i64| (begin * Decimal::new(1_000 + thousandth, 3)).round_dp(2);
    let set_price = |price| market.set_price(Provider::Binance, &"BTC".parse().unwrap(), &Currency::Brl, price);
    let alerts: Vec<_> = (1..=4).map(|step| computer.alert(&format!("price crosses_up {}", level(step)))).collect();
    assert_eq!(computer.push(&alerts).await.status, 200);
    let pool = sqlx::PgPool::connect(&database).await.unwrap();
    let count = async |sql: &'static str| sqlx::query_as::<_, (i64,)>(sql).fetch_one(&pool).await.unwrap().0;
    until("the alerts are watched", async || {
        count("SELECT count(*) FROM arming").await == 4 && count("SELECT count(*) FROM watched").await > 0
    })
    .await;
    set_price(level(1) + Decimal::ONE);
    until("the first fires", async || count("SELECT count(*) FROM firing").await == 1).await;

    until("the other listens to the market too", async || market.sockets(Provider::Binance) >= 2).await;
    // and what it heard first is kept by the one that watches
    for _ in 0..5 {
        set_price(level(1) + Decimal::ONE);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let leads = servers.iter().position(|server| server.log().contains("watching alerts")).unwrap();
    servers[leads].signal("KILL");
    servers[leads].ended().await;
    // while nobody watches it crosses two more, and is back before anybody does
    for step in [2, 3, 0] {
        set_price(level(step) + Decimal::ONE);
        tokio::time::sleep(Duration::from_millis(1_200)).await;
    }
    until("the other watches", async || servers[1 - leads].log().contains("watching alerts")).await;
    until("both are found", async || count("SELECT count(*) FROM firing").await == 3).await;
    set_price(level(4) + Decimal::ONE);
    until("the last fires", async || count("SELECT count(*) FROM firing").await == 4).await;
    until("all are told", async || told(folder) == 4).await;
    until("nothing is left to tell", async || {
        count("SELECT count(*) FROM job WHERE name IN ('tell_firing', 'mail')").await == 0
    })
    .await;
    assert_eq!((told(folder), count("SELECT count(*) FROM op WHERE collection = 9").await), (4, 4));
}
