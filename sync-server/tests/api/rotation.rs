//! The data key changes when a device is revoked.

use crate::cloud::{Cloud, SignedIn};
use crate::sync::Device;
use alfa_sync::wire::{Hello, Keys, Welcome};
use alfa_sync::{Collection, DataKey, KeyRing, Kind, PrivateKey, RotatedKey, Sealed};
use serde_json::{Value, json};
use uuid::Uuid;

async fn rotate(
    cloud: &Cloud,
    by: &SignedIn,
    revoke: &str,
    version: u32,
    shares: &[(&str, Option<&str>)],
) -> (u16, Value) {
    let shares: serde_json::Map<String, Value> =
        shares.iter().map(|(session, share)| ((*session).to_owned(), json!(share))).collect();
    let body = json!({ "revoke": revoke, "version": version, "wrapped": "AAAA", "check": "AAAA", "shares": shares });
    cloud.post("/v1/sync/keys", Some(&by.access), body).await
}

async fn keys(cloud: &Cloud, of: &SignedIn) -> Keys {
    let (status, keys) = cloud.get("/v1/sync/keys", &of.access).await;
    assert_eq!(status, 200, "{keys}");
    serde_json::from_value(keys).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_with_the_device_or_not_at_all_and_each_has_its_own_share() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    cloud.account("bia@exemplo.com").await;
    let home = Device::start(&cloud, "ana@exemplo.com").await;
    let work = cloud.sign_in("ana@exemplo.com", "trabalho").await;
    let lost = cloud.sign_in("ana@exemplo.com", "perdido").await;
    let stranger = cloud.sign_in("bia@exemplo.com", "casa").await;
    let home_id = home.signed.session_id.as_str();
    let key = json!({ "public_key": "AQID", "proof": "BAUG" });
    let put = cloud.ask(reqwest::Method::PUT, "/v1/sync/device-key", Some(&work.access), Some(key)).await;
    assert_eq!(put.status(), 204);
    let listed = keys(&cloud, &home.signed).await.devices;
    assert_eq!(listed.len(), 3);
    let shown: Vec<&str> = listed.iter().filter_map(|device| Some(device.key.as_ref()?.public_key.as_str())).collect();
    assert_eq!(shown, ["AQID"]);

    let all = [(home_id, Some("AAAA")), (work.session_id.as_str(), Some("AAEC"))];
    let refused = async |revoke: &str, version: u32, shares: &[(&str, Option<&str>)]| {
        let (status, problem) = rotate(&cloud, &home.signed, revoke, version, shares).await;
        (status, problem["code"].as_str().unwrap_or_default().to_owned())
    };
    let code = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(refused(&stranger.session_id, 2, &all).await, code(404, "no_such_device"));
    assert_eq!(refused(home_id, 2, &all).await, code(422, "invalid_request"));
    assert_eq!(refused(&lost.session_id, 1, &all).await, code(422, "invalid_request"));
    assert_eq!(refused(&lost.session_id, 3, &all).await, code(409, "key_rotated"));
    assert_eq!(refused(&lost.session_id, 2, &all[..1]).await, code(409, "devices_changed"));
    let of_another = [all[0], all[1], (stranger.session_id.as_str(), Some("AAAA"))];
    assert_eq!(refused(&lost.session_id, 2, &of_another).await, code(409, "devices_changed"));
    assert_eq!(refused(&lost.session_id, 2, &[all[0], (work.session_id.as_str(), Some("não é base64"))]).await.0, 422);
    assert_eq!(cloud.get("/v1/sync/keys", &lost.access).await.0, 200, "nothing of what was refused was done");

    assert_eq!(rotate(&cloud, &home.signed, &lost.session_id, 2, &[(home_id, None), all[1]]).await.0, 201);
    assert_eq!(cloud.get("/v1/sync/keys", &lost.access).await.0, 401);
    let share = |share: Option<&str>| RotatedKey {
        version: 2,
        wrapped: "AAAA".to_owned(),
        check: "AAAA".to_owned(),
        share: share.map(str::to_owned),
    };
    assert_eq!(keys(&cloud, &work).await.rotated, [share(Some("AAEC"))]);
    assert_eq!(keys(&cloud, &home.signed).await.rotated, [share(None)]);
    assert!(keys(&cloud, &stranger).await.rotated.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_old_key_sealed_is_taken_no_more() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let mut home = Device::start(&cloud, "ana@exemplo.com").await;
    let lost = cloud.sign_in("ana@exemplo.com", "perdido").await;
    let of = Sealed {
        user_id: Uuid::nil(),
        collection: Collection::Messages,
        entity: Uuid::nil(),
        op_id: Uuid::nil(),
        device_id: home.id,
        schema_v: 1,
    };
    let mut ring = KeyRing::from(DataKey::new().unwrap());
    let (own, phrase) = (PrivateKey::new().unwrap(), PrivateKey::new().unwrap());
    let mut before = home.op(Collection::Messages, 1, Kind::Put, 1);
    before.body = ring.seal(b"{}", &of).unwrap();
    home.pushed(&cloud, std::slice::from_ref(&before)).await;
    let mut old = home.op(Collection::Messages, 2, Kind::Put, 1);
    old.body = before.body.clone();

    let home_id = home.signed.session_id.clone();
    assert_eq!(rotate(&cloud, &home.signed, &lost.session_id, 2, &[(&home_id, None)]).await.0, 201);
    let hello = Hello { device_id: home.id, epoch: Some(home.welcome.epoch), after: 0, acked: 1 };
    let welcome = cloud.post("/v1/sync/hello", Some(&home.signed.access), json!(hello)).await.1;
    assert_eq!(serde_json::from_value::<Welcome>(welcome).unwrap().key_version, 2);
    let refused = home.push(&cloud, std::slice::from_ref(&old)).await;
    assert_eq!((refused.0, &refused.1["code"], &refused.1["version"]), (409, &json!("key_changed"), &json!(2)));
    // what was taken before is known, whatever key sealed it; deletions and what is readable are sealed with none
    let mut alert = home.op(Collection::Alerts, 3, Kind::Put, 1);
    let mut deletion = home.op(Collection::Messages, 1, Kind::Delete, 2);
    (alert.dev_n, deletion.dev_n, old.dev_n) = (2, 3, 4);
    home.pushed(&cloud, &[before, alert, deletion]).await;
    let next = ring.next(&phrase.public().unwrap(), Uuid::nil()).unwrap();
    let share = Some(next.share(&own.public().unwrap()).unwrap());
    let rotated = RotatedKey { version: 2, wrapped: next.wrapped.clone(), check: next.check.clone(), share };
    ring.take_share(&rotated, &own, Uuid::nil()).unwrap();
    old.body = ring.seal(b"{}", &of).unwrap();
    home.pushed(&cloud, &[old]).await;
}
