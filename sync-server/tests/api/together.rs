//! Pushes that come together share a transaction, and pulls a statement; nothing else.

use crate::cloud::{Cloud, SignedIn};
use crate::sync::Device;
use alfa_sync::wire::{Pulled, Verdict};
use alfa_sync::{Collection, Kind, Op};
use futures::future::join_all;
use reqwest::Method;
use uuid::Uuid;

/// One of the test's own, without the weight of a password.
async fn stranger(cloud: &Cloud, number: u128) -> Device {
    let email = format!("{number}@exemplo.com");
    cloud.account(&email).await;
    let signed: SignedIn = cloud.sign_in(&email, "teste").await;
    Device::of(cloud, signed).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_refused_does_not_touch_the_others() {
    let cloud = Cloud::start().await;
    let mut devices = Vec::new();
    for number in 0..6 {
        devices.push(stranger(&cloud, number).await);
    }
    // the second one has a hole, the third an id that is known, the fourth another epoch, the fifth was revoked
    let known = devices[2].op(Collection::Messages, 1, Kind::Put, 1);
    devices[2].pushed(&cloud, std::slice::from_ref(&known)).await;
    devices[3].welcome.epoch = Uuid::nil();
    let revoke = format!("/v1/devices/{}", devices[4].signed.session_id);
    let token = devices[4].signed.access.clone();
    assert_eq!(cloud.ask(Method::DELETE, &revoke, Some(&token), None).await.status(), 204);
    let mut ops: Vec<Op> = devices.iter_mut().map(|device| device.op(Collection::Messages, 7, Kind::Put, 1)).collect();
    ops[1].dev_n = 5;
    ops[2].op_id = known.op_id;
    for _ in 0..20 {
        let answers =
            join_all(devices.iter().zip(&ops).map(|(device, op)| device.push(&cloud, std::slice::from_ref(op)))).await;
        let said: Vec<(u16, &str)> =
            answers.iter().map(|(status, body)| (*status, body["code"].as_str().unwrap_or_default())).collect();
        let expected =
            [(200, ""), (409, "gap"), (409, "device_forked"), (409, "epoch_changed"), (401, "signed_out"), (200, "")];
        assert_eq!(said, expected);
    }
    let heads: Vec<i64> =
        sqlx::query_scalar("SELECT h.seq FROM sync_head h JOIN account a ON a.id = h.user_id ORDER BY a.email")
            .fetch_all(&cloud.app.pool)
            .await
            .unwrap();
    assert_eq!(heads, [1, 0, 1, 0, 0, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_of_one_account_and_a_repeated_push_at_once_have_places_without_holes() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let (mut home, mut work) =
        (Device::start(&cloud, "ana@exemplo.com").await, Device::start(&cloud, "ana@exemplo.com").await);
    for entity in 0..15 {
        let (one, other) = (
            [home.op(Collection::Messages, entity, Kind::Put, 1)],
            [work.op(Collection::Messages, 100 + entity, Kind::Put, 1)],
        );
        let (first, again, beside) =
            tokio::join!(home.pushed(&cloud, &one), home.pushed(&cloud, &one), work.pushed(&cloud, &other));
        let place = |verdict: &Verdict| match verdict {
            Verdict::Applied { seq } => (true, *seq),
            Verdict::Duplicate { seq } => (false, *seq),
            other => panic!("{other:?}"),
        };
        let (first, again) = (place(&first[0]), place(&again[0]));
        assert_eq!(first.1, again.1);
        assert!(first.0 != again.0, "one of them took it in");
        assert!(place(&beside[0]).0);
    }
    let pulled = work.pull(&cloud, 0, 100).await;
    assert_eq!(pulled.ops.iter().map(|placed| placed.seq).collect::<Vec<_>>(), (1..=30).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_that_puts_nothing_keeps_nothing_locked() {
    let cloud = Cloud::start().await;
    let mut device = stranger(&cloud, 1).await;
    let op = [device.op(Collection::Messages, 1, Kind::Put, 1)];
    device.pushed(&cloud, &op).await;
    for _ in 0..10 {
        assert_eq!(device.pushed(&cloud, &op).await, [Verdict::Duplicate { seq: 1 }]);
        let taken = sqlx::query("SELECT FROM sync_head FOR UPDATE NOWAIT").fetch_all(&cloud.app.pool).await;
        assert_eq!(taken.map(|heads| heads.len()).map_err(|error| error.to_string()), Ok(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pulls_that_come_together_are_each_answered_as_if_alone() {
    let cloud = Cloud::start().await;
    let mut devices = Vec::new();
    for number in 0..8 {
        devices.push(stranger(&cloud, number).await);
    }
    // nothing, little with a long body, more than little, the end of little, a page of it, a place before all, another epoch, revoked
    let counts = [0_u128, 3, 100, 3, 5, 2, 1, 1];
    for (device, count) in devices.iter_mut().zip(counts) {
        let mut ops: Vec<Op> = (0..count).map(|entity| device.op(Collection::Messages, entity, Kind::Put, 1)).collect();
        if count == 3 {
            ops[1].body = vec![7; 9_000];
        }
        if count > 0 {
            device.pushed(&cloud, &ops).await;
        }
    }
    devices[6].welcome.epoch = Uuid::nil();
    let revoke = format!("/v1/devices/{}", devices[7].signed.session_id);
    assert_eq!(cloud.ask(Method::DELETE, &revoke, Some(&devices[7].signed.access), None).await.status(), 204);
    let asked = [(0, 500), (0, 500), (0, 500), (1, 500), (1, 2), (i64::MIN, 500), (0, 500), (0, 500)];
    for _ in 0..10 {
        let pulls = devices.iter().zip(asked).map(|(device, (after, limit))| {
            let (epoch, id) = (device.welcome.epoch, device.id);
            let path = format!("/v1/sync/pull?epoch={epoch}&device={id}&after={after}&limit={limit}");
            let token = device.signed.access.clone();
            let cloud = &cloud;
            async move { cloud.get(&path, &token).await }
        });
        let said: Vec<(u16, String)> = join_all(pulls)
            .await
            .into_iter()
            .map(|(status, body)| match status {
                200 => {
                    let pulled: Pulled = serde_json::from_value(body).unwrap();
                    let places: Vec<i64> = pulled.ops.iter().map(|placed| placed.seq).collect();
                    let ends = (places.first().copied(), places.last().copied(), places.len());
                    let level = pulled.next == pulled.head;
                    assert_eq!(level && pulled.head > 0, !pulled.digests.is_empty());
                    (status, format!("{ends:?} {} {} {}", pulled.next, pulled.head, pulled.last_dev_n))
                }
                _ => (status, body["code"].as_str().unwrap().to_owned()),
            })
            .collect();
        let expected = [
            (200, "(None, None, 0) 0 0 0"),
            (200, "(Some(1), Some(3), 3) 3 3 3"),
            (200, "(Some(1), Some(100), 100) 100 100 100"),
            (200, "(Some(2), Some(3), 2) 3 3 3"),
            (200, "(Some(2), Some(3), 2) 3 5 5"),
            (200, "(Some(1), Some(2), 2) 2 2 2"),
            (409, "epoch_changed"),
            (401, "signed_out"),
        ];
        let expected = expected.map(|(status, text)| (status, text.to_owned()));
        assert_eq!(said, expected);
    }
}
