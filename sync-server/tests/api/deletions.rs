//! The end of deletions.

use crate::cloud::Cloud;
use crate::sync::Device;
use alfa_sync::wire::{Hello, Welcome};
use alfa_sync::{Collection, Digest, Kind};
use alfa_sync_server::sync::forget;
use serde_json::json;

async fn hello(cloud: &Cloud, device: &Device, after: i64) -> Welcome {
    let hello = Hello { device_id: device.id, epoch: Some(device.welcome.epoch), after, acked: 0 };
    let (status, welcome) = cloud.post("/v1/sync/hello", Some(&device.signed.access), json!(hello)).await;
    assert_eq!(status, 200, "{welcome}");
    serde_json::from_value(welcome).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_is_kept_until_every_device_that_lives_has_it_or_90_days() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let (mut home, work) =
        (Device::start(&cloud, "ana@exemplo.com").await, Device::start(&cloud, "ana@exemplo.com").await);
    let now = home.welcome.now_ms / 1_000;
    let kept = home.op(Collection::Messages, 1, Kind::Put, now);
    let made = home.op(Collection::Messages, 2, Kind::Put, now);
    let deleted = home.op(Collection::Messages, 2, Kind::Delete, now);
    home.pushed(&cloud, &[kept.clone(), made, deleted.clone()]).await;
    // what is deleted does not count, so that one end may forget it before the other
    let only = Digest::of(kept.collection, kept.entity, &kept.stamp());
    assert_eq!(work.pull(&cloud, 0, 10).await.digests, [(Collection::Messages, only)].into());
    let tombstones = async || -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM entity WHERE kind = 1").fetch_one(&cloud.app.pool).await.unwrap()
    };
    assert!(!hello(&cloud, &home, 3).await.stale);
    assert_eq!(forget(&cloud.app).await.unwrap(), 0, "one device has not pulled it yet");
    hello(&cloud, &work, 3).await;
    assert_eq!((forget(&cloud.app).await.unwrap(), tombstones().await), (1, 0));
    assert_eq!(work.pull(&cloud, 0, 10).await.ops.len(), 1);
    // sent again it is known, and comes back no more
    assert_eq!(home.push(&cloud, &[deleted]).await.0, 200);
    assert_eq!(tombstones().await, 0);
    // one that has not come so far compares in full; one that has, and one that begins, do not
    assert!(hello(&cloud, &work, 2).await.stale);
    assert!(!hello(&cloud, &work, 3).await.stale && !hello(&cloud, &work, 0).await.stale);

    // a device that never comes holds it up for 90 days
    let old = home.op(Collection::Messages, 3, Kind::Delete, now - 91 * 86_400);
    let young = home.op(Collection::Messages, 4, Kind::Delete, now - 89 * 86_400);
    home.pushed(&cloud, &[old, young]).await;
    assert_eq!((forget(&cloud.app).await.unwrap(), tombstones().await), (1, 1));
    sqlx::query("UPDATE sync_device SET seen_at = now() - interval '91 days' WHERE device_id = $1")
        .bind(work.id)
        .execute(&cloud.app.pool)
        .await
        .unwrap();
    hello(&cloud, &home, 5).await;
    assert_eq!((forget(&cloud.app).await.unwrap(), tombstones().await), (1, 0));
}
