//! The protocol, refusal by refusal.

use crate::cloud::{Cloud, SignedIn};
use alfa_sync::wire::{Hello, Pulled, Push, Pushed, Verdict, Welcome};
use alfa_sync::{Collection, Digest, Hlc, Kind, Op};
use serde_json::{Value, json};
use uuid::Uuid;

pub struct Device {
    pub id: Uuid,
    pub signed: SignedIn,
    pub welcome: Welcome,
    made: i64,
}

impl Device {
    pub async fn start(cloud: &Cloud, email: &str) -> Self {
        Self::of(cloud, cloud.sign_in(email, "teste").await).await
    }

    pub async fn of(cloud: &Cloud, signed: SignedIn) -> Self {
        let id = Uuid::now_v7();
        let hello = Hello { device_id: id, epoch: None, after: 0, acked: 0 };
        let (status, welcome) = cloud.post("/v1/sync/hello", Some(&signed.access), json!(hello)).await;
        assert_eq!(status, 200, "{welcome}");
        Self { id, signed, welcome: serde_json::from_value(welcome).unwrap(), made: 0 }
    }

    pub fn op(&mut self, collection: Collection, entity: u128, kind: Kind, seconds: i64) -> Op {
        self.made += 1;
        Op {
            op_id: Uuid::now_v7(),
            device_id: self.id,
            dev_n: self.made,
            hlc: Hlc::at(seconds * 1_000),
            collection,
            entity: Uuid::from_u128(entity),
            kind,
            schema_v: 1,
            body: if kind == Kind::Put { b"{}".to_vec() } else { Vec::new() },
        }
    }

    pub async fn push(&self, cloud: &Cloud, ops: &[Op]) -> (u16, Value) {
        let push = Push { epoch: self.welcome.epoch, device_id: self.id, ops: ops.to_vec() };
        cloud.post("/v1/sync/push", Some(&self.signed.access), json!(push)).await
    }

    pub async fn pushed(&self, cloud: &Cloud, ops: &[Op]) -> Vec<Verdict> {
        let (status, answer) = self.push(cloud, ops).await;
        assert_eq!(status, 200, "{answer}");
        serde_json::from_value::<Pushed>(answer).unwrap().verdicts
    }

    pub async fn pull(&self, cloud: &Cloud, after: i64, limit: i64) -> Pulled {
        let path = format!("/v1/sync/pull?epoch={}&device={}&after={after}&limit={limit}", self.welcome.epoch, self.id);
        let (status, answer) = cloud.get(&path, &self.signed.access).await;
        assert_eq!(status, 200, "{answer}");
        serde_json::from_value(answer).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_device_pushes_another_pulls_once_and_in_order() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let (mut first, second) =
        (Device::start(&cloud, "ana@exemplo.com").await, Device::start(&cloud, "ana@exemplo.com").await);
    let ops: Vec<Op> = (0..5).map(|entity| first.op(Collection::Messages, entity, Kind::Put, 10)).collect();
    let applied: Vec<Verdict> = (1..=5).map(|seq| Verdict::Applied { seq }).collect();
    assert_eq!(first.pushed(&cloud, &ops).await, applied);
    // the answer was lost: nothing happens twice
    let duplicates: Vec<Verdict> = (1..=5).map(|seq| Verdict::Duplicate { seq }).collect();
    assert_eq!(first.pushed(&cloud, &ops).await, duplicates);
    let sixth = first.op(Collection::Settings, 9, Kind::Put, 10);
    let half = [ops[4].clone(), sixth.clone()];
    assert_eq!(first.pushed(&cloud, &half).await, [Verdict::Duplicate { seq: 5 }, Verdict::Applied { seq: 6 }]);

    let page = second.pull(&cloud, 0, 4).await;
    assert_eq!((page.next, page.head), (4, 6));
    assert!(page.digests.is_empty(), "not at the head");
    let rest = second.pull(&cloud, page.next, 4).await;
    assert_eq!((rest.next, rest.head), (6, 6));
    let pulled: Vec<Op> = page.ops.into_iter().chain(rest.ops).map(|placed| placed.op).collect();
    assert_eq!(pulled, [&ops[..], std::slice::from_ref(&sixth)].concat());
    let mut messages = Digest::default();
    ops.iter().for_each(|op| messages.toggle(Digest::of(op.collection, op.entity, &op.stamp())));
    let settings = Digest::of(Collection::Settings, sixth.entity, &sixth.stamp());
    assert_eq!(rest.digests, [(Collection::Messages, messages), (Collection::Settings, settings)].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_later_change_holds_and_deletion_ends_an_alert() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let (mut first, mut second) =
        (Device::start(&cloud, "ana@exemplo.com").await, Device::start(&cloud, "ana@exemplo.com").await);
    let late = first.op(Collection::Settings, 1, Kind::Put, 20);
    let deleted = first.op(Collection::Alerts, 2, Kind::Delete, 20);
    first.pushed(&cloud, &[late.clone(), deleted.clone()]).await;
    let early = second.op(Collection::Settings, 1, Kind::Put, 10);
    let edited = second.op(Collection::Alerts, 2, Kind::Put, 30);
    let mut firing = second.op(Collection::Firings, 3, Kind::Put, 31);
    firing.body = json!({ "alert": Uuid::from_u128(2) }).to_string().into_bytes();
    let mut broken = second.op(Collection::Alerts, 4, Kind::Put, 32);
    broken.body = b"no json".to_vec();
    let fine = second.op(Collection::Alerts, 5, Kind::Put, 33);
    let verdicts = second.pushed(&cloud, &[early, edited, firing, broken, fine.clone()]).await;
    let expected = [
        Verdict::Superseded { seq: 3 },
        Verdict::Superseded { seq: 4 },
        Verdict::Superseded { seq: 5 },
        Verdict::Rejected { seq: 6, problem: "unreadable_body".to_owned() },
        Verdict::Applied { seq: 7 },
    ];
    assert_eq!(verdicts, expected, "one that cannot be taken does not hold up the others");
    let pulled: Vec<Op> = second.pull(&cloud, 0, 100).await.ops.into_iter().map(|placed| placed.op).collect();
    assert_eq!(pulled, [late, deleted, fine]);
    // what holds no more has no body on the server
    let newer = second.op(Collection::Settings, 1, Kind::Put, 40);
    second.pushed(&cloud, &[newer]).await;
    let bodies: Vec<(i64, i32)> = sqlx::query_as("SELECT seq, length(body) FROM op WHERE NOT live ORDER BY seq")
        .fetch_all(&cloud.app.pool)
        .await
        .unwrap();
    assert_eq!(bodies, [(1, 0), (3, 0), (4, 0), (5, 0), (6, 0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_in_order_is_refused_and_nothing_of_it_stays() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let mut device = Device::start(&cloud, "ana@exemplo.com").await;
    let first = device.op(Collection::Messages, 1, Kind::Put, 1);
    let second = device.op(Collection::Messages, 2, Kind::Put, 1);
    let third = device.op(Collection::Messages, 3, Kind::Put, 1);
    let gap = device.push(&cloud, &[second.clone(), third.clone()]).await;
    assert_eq!((gap.0, &gap.1["code"], &gap.1["expected"]), (409, &json!("gap"), &json!(1)));
    let inside = device.push(&cloud, &[first.clone(), third.clone()]).await;
    assert_eq!((inside.0, &inside.1["code"], &inside.1["expected"]), (409, &json!("gap"), &json!(2)));
    let mut last = second.clone();
    last.dev_n = i64::MAX;
    let end = device.push(&cloud, &[last, second.clone()]).await;
    assert_eq!((end.0, &end.1["code"]), (409, &json!("gap")));
    device.pushed(&cloud, std::slice::from_ref(&first)).await;
    let mut forked = first.clone();
    forked.entity = Uuid::from_u128(77);
    assert_eq!(device.push(&cloud, &[forked]).await.1["code"], "device_forked");
    let mut stolen = second.clone();
    stolen.op_id = first.op_id;
    assert_eq!(device.push(&cloud, &[stolen]).await.1["code"], "device_forked");
    let mut ahead = second.clone();
    ahead.hlc = Hlc::at(device.welcome.now_ms + 3_600_000);
    let refused = device.push(&cloud, &[ahead]).await;
    assert_eq!(refused.1["code"], "clock_ahead");
    assert!(refused.1["now_ms"].as_i64().unwrap() >= device.welcome.now_ms);
    assert_eq!(device.pull(&cloud, 0, 10).await.head, 1, "nothing of what was refused stays");
    let mut stranger = Device::start(&cloud, "ana@exemplo.com").await;
    stranger.welcome.epoch = Uuid::nil();
    let op = stranger.op(Collection::Messages, 9, Kind::Put, 1);
    let epoch = stranger.push(&cloud, &[op]).await;
    assert_eq!((&epoch.1["code"], &epoch.1["epoch"]), (&json!("epoch_changed"), &json!(device.welcome.epoch)));
    device.pushed(&cloud, &[second, third]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_long_comes_in_pages_none_of_which_is_too_much() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let mut device = Device::start(&cloud, "ana@exemplo.com").await;
    let mut ops = Vec::new();
    // nine bodies of 700 kB with a short one before each
    for entity in 0..18_u128 {
        let mut op = device.op(Collection::Messages, entity, Kind::Put, 1);
        op.body = vec![u8::try_from(entity).unwrap(); if entity % 2 == 0 { 10 } else { 700_000 }];
        device.pushed(&cloud, std::slice::from_ref(&op)).await;
        ops.push(op);
    }
    let (mut come, mut after, mut pages) = (Vec::new(), 0, 0);
    loop {
        let page = device.pull(&cloud, after, 500).await;
        let bytes: usize = page.ops.iter().map(|placed| placed.op.body.len()).sum();
        assert!(bytes < 5 << 20, "{bytes}");
        assert_eq!(page.digests.is_empty(), page.next < page.head);
        come.extend(page.ops.into_iter().map(|placed| placed.op));
        (after, pages) = (page.next, pages + 1);
        if page.next == page.head {
            break;
        }
    }
    assert_eq!(pages, 2);
    assert!(come == ops, "each once, in its order");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_knows_less_than_a_device_was_restored() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let device = Device::start(&cloud, "ana@exemplo.com").await;
    let hello = Hello { device_id: device.id, epoch: Some(device.welcome.epoch), after: 0, acked: 4 };
    let (_, welcome) = cloud.post("/v1/sync/hello", Some(&device.signed.access), json!(hello)).await;
    let welcome: Welcome = serde_json::from_value(welcome).unwrap();
    assert_ne!(welcome.epoch, device.welcome.epoch);
    assert_eq!(welcome.last_dev_n, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_do_not_see_each_other() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    cloud.account("bia@exemplo.com").await;
    let (mut ana, bia) =
        (Device::start(&cloud, "ana@exemplo.com").await, Device::start(&cloud, "bia@exemplo.com").await);
    let op = ana.op(Collection::Messages, 1, Kind::Put, 1);
    ana.pushed(&cloud, &[op]).await;
    assert!(bia.pull(&cloud, 0, 10).await.ops.is_empty());
    let key = json!({ "wrapped": "AAAA", "check": "AAAA" });
    let put = async |device: &Device| {
        let answer =
            cloud.ask(reqwest::Method::PUT, "/v1/sync/key", Some(&device.signed.access), Some(key.clone())).await;
        answer.status().as_u16()
    };
    assert_eq!(cloud.get("/v1/sync/key", &ana.signed.access).await.0, 404);
    assert_eq!(put(&ana).await, 201);
    assert_eq!(put(&ana).await, 409, "a key is never replaced");
    assert_eq!(cloud.get("/v1/sync/key", &ana.signed.access).await, (200, key.clone()));
    assert_eq!(cloud.get("/v1/sync/key", &bia.signed.access).await.0, 404);
}
