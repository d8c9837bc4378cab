//! Several instances over one database: one goes, and nobody notices.

use crate::balancer::Balancer;
use crate::client::{Answer, Computer, account};
use crate::processes::{Postgres, Redis, Server};
use alfa_market::standin::{Provider, StandIn, World};
use alfa_sync::Op;
use futures::StreamExt;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// What one computer did, and every answer that was not a good one.
struct Done {
    taken: Vec<Op>,
    asked: usize,
    failed: Vec<Answer>,
}

fn assert_none(failed: &[Answer]) {
    let said: Vec<String> = failed.iter().map(|answer| format!("{} {}", answer.status, answer.body)).collect();
    assert!(said.is_empty(), "{said:?}");
}

/// Pushes, pulls and asks until it is told to stop.
async fn work(mut computer: Computer, stop: Arc<AtomicBool>) -> Done {
    let mut done = Done { taken: Vec::new(), asked: 0, failed: Vec::new() };
    while !stop.load(Ordering::SeqCst) {
        let ops = computer.messages(5);
        let mut answers = computer.push_until_taken(&ops).await;
        done.taken.extend(ops);
        answers.push(computer.pull(0).await);
        answers.push(computer.get("/v1/devices").await);
        answers.push(computer.refresh().await);
        done.asked += answers.len();
        done.failed.extend(answers.into_iter().filter(|answer| answer.status != 200));
        // a person's computers do not ask without a pause
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_instances_ends_or_is_killed_under_load_and_no_request_fails_and_nothing_is_lost() {
    let (postgres, redis) = (Postgres::start().await, Redis::start());
    let (folder, database, redis_url) = (postgres.folder.path(), postgres.cluster.url(), redis.url());
    let start =
        || Server::start(folder, &database, &[("REDIS_URL", &redis_url), ("ALFA_SERVER_REQUESTS_PER_USER", "0")]);
    // both at once: one brings the database up to date, the other waits
    let (mut first, second) = (start(), start());
    first.answers(200).await;
    second.answers(200).await;
    let balancer = Balancer::start(&[first.port, second.port]).await;
    account(&balancer.url, folder, "ana@exemplo.com").await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut working = Vec::new();
    for _ in 0..4 {
        let computer = Computer::sign_in(&balancer.url, "ana@exemplo.com").await;
        working.push(tokio::spawn(work(computer, Arc::clone(&stop))));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    first.signal("TERM");
    assert!(first.ended().await.success(), "{}", first.log());
    assert_eq!(balancer.again(), 0, "one that says that it ends gets no request any more");
    let third = start();
    third.answers(200).await;
    balancer.add(third.port);
    tokio::time::sleep(Duration::from_secs(1)).await;
    second.signal("KILL");
    tokio::time::sleep(Duration::from_secs(2)).await;
    stop.store(true, Ordering::SeqCst);
    let (mut taken, mut asked) = (Vec::new(), 0);
    for done in working {
        let done = done.await.unwrap();
        assert_none(&done.failed);
        taken.extend(done.taken);
        asked += done.asked;
    }
    assert!(asked > 100, "{asked} requests are no load");
    assert!(balancer.again() > 0, "the kill was in the middle of it");
    let there = Computer::sign_in(&balancer.url, "ana@exemplo.com").await.all().await;
    let ids = |ops: &[Op]| ops.iter().map(|op| op.op_id).collect::<BTreeSet<_>>();
    assert_eq!(there.len(), ids(&there).len(), "nothing twice");
    assert_eq!(ids(&there), ids(&taken), "nothing lost");
    for (device, ops) in taken.iter().fold(std::collections::BTreeMap::<_, Vec<i64>>::new(), |mut by, op| {
        by.entry(op.device_id).or_default().push(op.dev_n);
        by
    }) {
        let of_device: Vec<i64> = there.iter().filter(|op| op.device_id == device).map(|op| op.dev_n).collect();
        assert_eq!(of_device, ops, "in the order in which each computer made them");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_in_the_middle_of_it_everything_goes_on() {
    let (postgres, mut redis) = (Postgres::start().await, Redis::start());
    let folder = postgres.folder.path();
    let server = Server::start(folder, &postgres.cluster.url(), &[("REDIS_URL", &redis.url())]);
    server.answers(200).await;
    account(&server.url(), folder, "ana@exemplo.com").await;
    let computer = Computer::sign_in(&server.url(), "ana@exemplo.com").await;
    let stop = Arc::new(AtomicBool::new(false));
    let working = tokio::spawn(work(computer.clone(), Arc::clone(&stop)));
    said(&server, "redis is there").await;
    redis.kill();
    said(&server, "redis is away").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    redis.resume();
    let end = Instant::now() + Duration::from_secs(10);
    while server.log().matches("redis is there").count() < 2 {
        assert!(Instant::now() < end, "{}", server.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.store(true, Ordering::SeqCst);
    let done = working.await.unwrap();
    assert_none(&done.failed);
    assert_eq!(computer.all().await, done.taken);
    assert_eq!(server.log().matches("redis is away").count(), 1, "said once:\n{}", server.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_count_requests_together_and_each_for_itself_while_redis_is_away() {
    let (postgres, mut redis) = (Postgres::start().await, Redis::start());
    let (folder, database, redis_url) = (postgres.folder.path(), postgres.cluster.url(), redis.url());
    let with = [("REDIS_URL", redis_url.as_str()), ("ALFA_SERVER_REQUESTS_PER_USER", "20")];
    let start = || Server::start(folder, &database, &with);
    let (first, second) = (start(), start());
    first.answers(200).await;
    second.answers(200).await;
    account(&first.url(), folder, "ana@exemplo.com").await;
    said(&first, "redis is there").await;
    said(&second, "redis is there").await;
    // a sign-in says hello, which is the first
    let computer = Computer::sign_in(&first.url(), "ana@exemplo.com").await;
    let at = |server: &Server| computer.at(server.url());
    let mut allowed = 1;
    loop {
        let server = if allowed % 2 == 0 { &first } else { &second };
        let answer = at(server).get("/v1/devices").await;
        if answer.status != 200 {
            assert_eq!((answer.status, &answer.body["code"]), (429, &serde_json::json!("too_many_requests")));
            break;
        }
        allowed += 1;
    }
    // one comes back every three seconds
    assert!((20..=23).contains(&allowed), "{allowed} of 20");
    redis.kill();
    let mut alone = 0;
    while at(&first).get("/v1/devices").await.status == 200 {
        alone += 1;
    }
    assert!((20..=23).contains(&alone), "its own count begins: {alone} of 20");
    assert_eq!(at(&second).get("/v1/devices").await.status, 200, "and the other's own");
}

/// What a WebSocket brings next.
async fn next(
    socket: &mut (impl StreamExt<Item = Result<Message, tokio_tungstenite::tungstenite::Error>> + Unpin),
) -> Message {
    tokio::time::timeout(Duration::from_secs(10), socket.next()).await.unwrap().unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_to_one_instance_is_heard_at_another_also_after_redis_was_away_and_the_end_says_1012() {
    let (postgres, mut redis) = (Postgres::start().await, Redis::start());
    let (folder, database, redis_url) = (postgres.folder.path(), postgres.cluster.url(), redis.url());
    let start =
        || Server::start(folder, &database, &[("REDIS_URL", &redis_url), ("ALFA_SERVER_REQUESTS_PER_USER", "0")]);
    let (first, mut second) = (start(), start());
    first.answers(200).await;
    second.answers(200).await;
    account(&first.url(), folder, "ana@exemplo.com").await;
    let mut computer = Computer::sign_in(&first.url(), "ana@exemplo.com").await;
    let url = format!("ws://127.0.0.1:{}/v1/sync/live", second.port);
    let mut request = url.into_client_request().unwrap();
    request.headers_mut().insert("authorization", format!("Bearer {}", computer.token).parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    // a poke is no promise (the second may not listen yet): it comes for some push soon
    heard(&mut computer, &mut socket).await;
    redis.kill();
    said(&second, "redis is away").await;
    let ops = computer.messages(1);
    assert_eq!(computer.push(&ops).await.status, 200);
    redis.resume();
    heard(&mut computer, &mut socket).await;
    second.signal("TERM");
    loop {
        if let Message::Close(frame) = next(&mut socket).await {
            assert_eq!(frame.unwrap().code, CloseCode::Restart);
            break;
        }
    }
    assert!(second.ended().await.success());
}

/// Pushes again and again until the socket says so.
async fn heard(
    computer: &mut Computer,
    socket: &mut (impl StreamExt<Item = Result<Message, tokio_tungstenite::tungstenite::Error>> + Unpin),
) {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let ops = computer.messages(1);
        assert_eq!(computer.push(&ops).await.status, 200);
        let told = tokio::time::timeout(Duration::from_millis(200), socket.next()).await;
        if let Ok(Some(Ok(Message::Text(text)))) = told {
            assert!(text.starts_with("{\"head\":"), "{text}");
            return;
        }
        assert!(Instant::now() < end, "nothing is heard");
    }
}

async fn said(server: &Server, what: &str) {
    let end = Instant::now() + Duration::from_secs(10);
    while !server.log().contains(what) {
        assert!(Instant::now() < end, "{}", server.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_one_instance_was_told_another_gives_too_without_asking_for_it() {
    let (postgres, redis) = (Postgres::start().await, Redis::start());
    let market = StandIn::start(World::random(11)).await.unwrap();
    let (folder, database, redis_url) = (postgres.folder.path(), postgres.cluster.url(), redis.url());
    let gateway = market.url().to_string();
    let set = [
        ("REDIS_URL", redis_url.as_str()),
        ("ALFA_SERVER_MARKET_SOURCES", "mercadobitcoin"),
        ("ALFA_SERVER_MARKET_GATEWAY", gateway.as_str()),
    ];
    let (first, second) = (Server::start(folder, &database, &set), Server::start(folder, &database, &set));
    for server in [&first, &second] {
        server.answers(200).await;
        said(server, "redis is there").await;
    }
    account(&first.url(), folder, "ana@exemplo.com").await;
    let one = Computer::sign_in(&first.url(), "ana@exemplo.com").await;
    let other = one.at(second.url());
    // it is kept for a second: a slow machine may need another try
    for _ in 0..10 {
        let told = one.get("/api/market/price?coin=BTC").await;
        assert_eq!(told.status, 200, "{}", told.body);
        let asked = market.requests(Provider::MercadoBitcoin);
        let same = other.get("/api/market/price?coin=BTC").await;
        assert_eq!(same.status, 200, "{}", same.body);
        if market.requests(Provider::MercadoBitcoin) == asked {
            assert_eq!(same.body, told.body);
            return;
        }
        tokio::time::sleep(Duration::from_millis(1_100)).await;
    }
    panic!("each instance asks for itself");
}
