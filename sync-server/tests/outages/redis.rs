//! Redis away: what it carried is each instance's own, and no request notices.

use crate::line::{Line, State};
use crate::processes::{Postgres, Redis, Server};
use alfa_sync_server::instances::Redis as Connection;
use std::time::{Duration, Instant};

async fn until(what: &str, holds: impl AsyncFn() -> bool) -> Duration {
    let since = Instant::now();
    while !holds().await {
        assert!(since.elapsed() < Duration::from_secs(10), "{what} does not come");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    since.elapsed()
}

async fn get(redis: &Connection, key: &str) -> Option<Option<String>> {
    redis.ask(async |redis| ::redis::cmd("GET").arg(key).query_async(redis).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_killed_or_silent_is_done_without_at_once_and_is_there_again_by_itself() {
    let mut server = Redis::start();
    let line = Line::to(server.port).await;
    let redis = Connection::start(&format!("redis://127.0.0.1:{}/0", line.port).into()).unwrap();
    until("the connection", async || redis.is_there()).await;
    let set = redis.ask(async |redis| ::redis::cmd("SET").arg("a").arg("b").query_async::<()>(redis).await).await;
    assert_eq!(set, Some(()));
    assert_eq!(get(&redis, "a").await, Some(Some("b".to_owned())));

    server.kill();
    let since = Instant::now();
    for _ in 0..1_000 {
        assert_eq!(get(&redis, "a").await, None);
    }
    assert!(since.elapsed() < Duration::from_secs(1), "a thousand questions in vain took {:?}", since.elapsed());
    server.resume();
    let took = until("redis", async || get(&redis, "a").await == Some(None)).await;
    assert!(took < Duration::from_secs(2), "{took:?}");

    line.set(State::Silent);
    let since = Instant::now();
    for _ in 0..1_000 {
        assert_eq!(get(&redis, "a").await, None);
    }
    assert!(since.elapsed() < Duration::from_secs(1), "a thousand questions in vain took {:?}", since.elapsed());
    line.set(State::Through);
    until("redis", async || get(&redis, "a").await == Some(None)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_with_tls_is_used_where_its_certificate_is_trusted_and_not_where_it_is_not() {
    let (postgres, redis) = (Postgres::start().await, Redis::start_with_tls());
    let url = redis.url();
    let trusted = redis.certificate.as_ref().unwrap().display().to_string();
    let start = |more: &[(&str, &str)]| {
        let set = [&[("REDIS_URL", url.as_str())], more].concat();
        Server::start(postgres.folder.path(), &postgres.cluster.url(), &set)
    };
    let server = start(&[("SSL_CERT_FILE", &trusted)]);
    server.answers(200).await;
    until("the connection", async || server.log().contains("redis is there")).await;
    let doubtful = start(&[]);
    doubtful.answers(200).await;
    until("the refusal", async || doubtful.log().contains("redis is away")).await;
    assert!(!doubtful.log().contains("redis is there"));
}
