//! Postgres away: whoever asks is told within a second, and served again within two of its being back; what was taken is there.

use crate::client::{Answer, Computer, account};
use crate::line::{Line, State};
use crate::processes::{Postgres, Server};
use alfa_sync::Op;
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// A second, and what the test itself needs on a computer that does other things besides.
const TOLD: Duration = Duration::from_millis(1_300);

struct World {
    server: Server,
    line: Line,
    postgres: Postgres,
}

impl World {
    async fn start() -> Self {
        let postgres = Postgres::start().await;
        let line = Line::to(postgres.port()).await;
        // a database that is cut off is told so soon that whoever asks on and on would use up his budget
        let unlimited = [("ALFA_SERVER_REQUESTS_PER_USER", "0"), ("ALFA_SERVER_REQUESTS_PER_ADDRESS", "0")];
        let server = Server::start(postgres.folder.path(), &postgres.url_at(line.port), &unlimited);
        server.answers(200).await;
        Self { server, line, postgres }
    }

    async fn computer(&self) -> Computer {
        account(&self.server.url(), self.postgres.folder.path(), "ana@exemplo.com").await;
        Computer::sign_in(&self.server.url(), "ana@exemplo.com").await
    }
}

fn assert_told(answers: &[Answer], what: &str) {
    for answer in answers {
        assert!(answer.is_away(), "{what}: {} {}", answer.status, answer.body);
        assert!(answer.took < TOLD, "{what}: told after {:?}", answer.took);
    }
}

/// How long after this moment everything works again.
async fn back(computer: &Computer, since: Instant) -> Duration {
    loop {
        if computer.get("/v1/devices").await.status == 200 && computer.get("/readyz").await.status == 200 {
            return since.elapsed();
        }
        assert!(since.elapsed() < Duration::from_secs(10), "not back after ten seconds");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_silent_or_cut_off_is_told_within_a_second_and_back_within_two() {
    let world = World::start().await;
    let mut computer = world.computer().await;
    let first = computer.messages(3);
    assert_eq!(computer.push(&first).await.status, 200);
    for state in [State::Silent, State::Cut, State::Silent] {
        world.line.set(state);
        let since = Instant::now();
        // more at a time than there are connections, one wave after another: none is kept waiting by those before it
        while since.elapsed() < Duration::from_secs(4) {
            let mut asked = Vec::new();
            for _ in 0..6 {
                let (reader, mut writer) = (computer.clone(), computer.clone());
                let ops = computer.clone().messages(2);
                asked.push(tokio::spawn(async move { reader.pull(0).await }));
                asked.push(tokio::spawn(async move { writer.push(&ops).await }));
                let body = json!({ "email": "ana@exemplo.com", "password": "outra senha qualquer", "device_name": "x", "platform": "linux" });
                let other = computer.clone();
                asked.push(tokio::spawn(async move { other.ask(Method::POST, "/v1/sessions", Some(body)).await }));
            }
            let answers: Vec<Answer> =
                futures::future::join_all(asked).await.into_iter().map(|answer| answer.unwrap()).collect();
            assert_told(&answers, &format!("{state:?}: {}", world.server.log()));
        }
        assert_eq!(computer.get("/readyz").await.status, 503);
        assert_eq!(computer.get("/healthz").await.status, 200, "the server itself lives");
        world.line.set(State::Through);
        let took = back(&computer, Instant::now()).await;
        assert!(took < Duration::from_secs(2), "back {took:?} after {state:?}");
        assert_eq!(computer.all().await, first, "what was never taken is not there, what was is");
    }
    let more = computer.messages(2);
    assert_eq!(computer.push(&more).await.status, 200);
    assert_eq!(computer.all().await, [first, more].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_outlives_a_database_that_is_killed_under_load() {
    let world = World::start().await;
    world.computer().await;
    let url = world.server.url();
    let mut asking = Vec::new();
    for _ in 0..4 {
        let mut computer = Computer::sign_in(&url, "ana@exemplo.com").await;
        asking.push(tokio::spawn(async move {
            let (mut taken, mut answers) = (Vec::new(), Vec::new());
            let since = Instant::now();
            while since.elapsed() < Duration::from_secs(7) {
                let ops = computer.messages(5);
                answers.extend(computer.push_until_taken(&ops).await);
                taken.extend(ops);
            }
            (taken, answers)
        }));
    }
    let postgres = world.postgres;
    let (postgres, up) = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(1_500));
        postgres.cluster.kill();
        std::thread::sleep(Duration::from_millis(1_500));
        postgres.cluster.resume().unwrap();
        (postgres, Instant::now())
    })
    .await
    .unwrap();
    let reader = Computer::sign_in_when_back(&url, "ana@exemplo.com").await;
    let took = up.elapsed();
    assert!(took < Duration::from_secs(2), "back after {took:?}");
    let mut taken: Vec<Op> = Vec::new();
    for asked in asking {
        let (ops, answers) = asked.await.unwrap();
        taken.extend(ops);
        let failed: Vec<Answer> = answers.into_iter().filter(|answer| answer.status != 200).collect();
        assert!(!failed.is_empty(), "the kill was in the middle of it");
        assert_told(&failed, "killed");
    }
    let there = reader.all().await;
    let ids = |ops: &[Op]| ops.iter().map(|op| op.op_id).collect::<BTreeSet<_>>();
    assert_eq!(there.len(), ids(&there).len(), "nothing twice");
    assert_eq!(ids(&there), ids(&taken), "nothing lost");
    drop(postgres);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_started_before_its_database_waits_for_it_and_says_so() {
    let postgres = Postgres::start().await;
    let line = Line::to(postgres.port()).await;
    line.set(State::Cut);
    let mut server = Server::start(postgres.folder.path(), &postgres.url_at(line.port), &[]);
    let end = Instant::now() + Duration::from_secs(10);
    while !server.log().contains("database_url: the database does not answer yet") {
        assert!(Instant::now() < end && server.is_running(), "{}", server.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    line.set(State::Through);
    server.answers(200).await;
    // what waiting cannot mend is said at once
    let wrong = postgres.cluster.url().replace("/postgres", "/nothing");
    let mut server = Server::start(postgres.folder.path(), &wrong, &[]);
    assert!(!server.ended().await.success());
    assert!(server.log().contains("database_url: "), "{}", server.log());
}
