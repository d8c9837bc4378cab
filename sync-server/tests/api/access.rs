//! Who may use which route: every route × {nobody, another user, the owner, a revoked device, an expired token}.

use crate::cloud::{Cloud, SignedIn, answer};
use crate::sync::Device;
use aws_lc_rs::signature::Ed25519KeyPair;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Open to everybody; what they answer to an empty body is not about access.
const OPEN: [(&str, &str); 11] = [
    ("get", "/openapi.json"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("post", "/v1/accounts"),
    ("post", "/v1/accounts/verify"),
    ("post", "/v1/accounts/reset"),
    ("post", "/v1/accounts/reset/confirm"),
    ("post", "/v1/sessions"),
    ("post", "/v1/sessions/refresh"),
    ("post", "/v1/sessions/second-factor"),
    ("post", "/v1/sessions/code"),
];

/// The rest: for whoever is signed in, on what is his. What the owner gets, and what another user gets for the same request.
fn closed() -> Vec<(&'static str, &'static str, Value, u16, u16)> {
    let (no_password, no_code) = (json!({ "password": "não é esta senha" }), json!({ "code": "000000" }));
    let neither = json!({ "password": "não é esta senha", "code": "000000" });
    let other_email = json!({ "password": "não é esta senha", "email": "outra@exemplo.com" });
    let wrong = json!({ "password": "não é esta senha", "new_password": "outra senha comprida" });
    vec![
        ("get", "/v1/devices", Value::Null, 200, 200),
        ("get", "/v1/sync/key", Value::Null, 200, 404),
        ("put", "/v1/sync/key", json!({ "wrapped": "AAAA", "check": "AAAA" }), 409, 201),
        ("get", "/v1/sync/keys", Value::Null, 200, 200),
        ("put", "/v1/sync/device-key", json!({ "public_key": "AAAA", "proof": "AAAA" }), 204, 204),
        // of a device nobody has; of another user's, which is none for whoever asks, see `rotation`
        (
            "post",
            "/v1/sync/keys",
            json!({ "revoke": DEVICE, "version": 2, "wrapped": "AAAA", "check": "AAAA", "shares": {} }),
            404,
            404,
        ),
        ("post", "/v1/sync/hello", json!({ "device_id": DEVICE, "epoch": null, "after": 0, "acked": 0 }), 200, 200),
        ("post", "/v1/sync/push", json!({ "epoch": EPOCH, "device_id": DEVICE, "ops": [] }), 422, 422),
        ("get", "/v1/sync/pull?epoch={epoch}&device={device}&after=0&limit=10", Value::Null, 200, 409),
        ("get", "/v1/sync/snapshot?epoch={epoch}&device={device}&after=0", Value::Null, 200, 409),
        // asked without being a WebSocket
        ("get", "/v1/sync/live", Value::Null, 426, 426),
        ("get", "/v1/sync/buckets?collection=messages", Value::Null, 200, 200),
        ("get", "/v1/sync/bucket?collection=messages&bucket=1", Value::Null, 200, 200),
        ("get", "/v1/account/report", Value::Null, 200, 200),
        (
            "put",
            "/v1/account/report",
            json!({ "enabled": false, "hour": 8, "minute": 0, "time_zone": "America/Sao_Paulo", "coins": ["BTC"] }),
            200,
            200,
        ),
        ("get", "/v1/alerts/channels", Value::Null, 200, 200),
        (
            "put",
            "/v1/alerts/channels",
            json!({ "email": { "enabled": true, "when_away": true }, "webhook": null, "telegram": null }),
            200,
            200,
        ),
        (
            "post",
            "/v1/alerts/firings/claim",
            json!({ "alert": DEVICE, "version": 1, "arming": 1, "way": "computer" }),
            404,
            404,
        ),
        (
            "post",
            "/v1/alerts/firings/told",
            json!({ "alert": DEVICE, "version": 1, "arming": 1, "way": "computer" }),
            404,
            404,
        ),
        ("get", "/v1/account/usage", Value::Null, 200, 200),
        // of a server that has none of it
        ("post", "/api/audio/transcribe", json!({}), 404, 404),
        ("post", "/api/audio/speak", json!({ "text": "oi" }), 404, 404),
        ("post", "/v1/audio/jobs", json!({ "text": "oi" }), 404, 404),
        ("get", "/v1/audio/jobs", Value::Null, 404, 404),
        ("get", "/v1/audio/jobs/{id}", Value::Null, 404, 404),
        ("get", "/v1/audio/jobs/{id}/audio", Value::Null, 404, 404),
        ("delete", "/v1/audio/jobs/{id}", Value::Null, 404, 404),
        ("get", "/api/realtime", Value::Null, 404, 404),
        ("get", "/api/market/price?coin=BTC", Value::Null, 404, 404),
        ("get", "/api/market/candles?coin=BTC", Value::Null, 404, 404),
        ("get", "/v1/account/second-factor", Value::Null, 200, 200),
        ("post", "/v1/account/second-factor/confirm", no_code.clone(), 409, 409),
        ("post", "/v1/account/email/confirm", no_code, 422, 422),
        // five a minute
        ("put", "/v1/account/password", wrong, 403, 403),
        ("delete", "/v1/account", no_password.clone(), 403, 403),
        ("put", "/v1/account/email", other_email, 403, 403),
        ("post", "/v1/account/export", no_password.clone(), 403, 403),
        ("post", "/v1/account/second-factor", no_password, 403, 403),
        ("delete", "/v1/account/second-factor", neither.clone(), 429, 429),
        ("post", "/v1/account/second-factor/recovery-codes", neither, 429, 429),
        // the other may not end the owner's device, so it comes first for him
        ("delete", "/v1/devices/{id}", Value::Null, 204, 404),
        ("delete", "/v1/sessions/current", Value::Null, 204, 204),
    ]
}

const DEVICE: &str = "01a20d9b-e681-73cf-9489-5555d5b48025";
const EPOCH: &str = "01a20d9b-e1ec-753b-8c07-43f1d192a9f0";

/// What the router has, by the document that is made of it: one that is added there must be added here.
fn routes() -> BTreeSet<(String, String)> {
    let document = json!(alfa_sync_server::openapi());
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let methods = item.as_object().unwrap().keys().filter(|key| *key != "parameters");
        methods.map(|method| (method.clone(), path.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn every_route_stands_in_the_matrix() {
    let listed = OPEN.map(|(method, path)| (method.to_owned(), path.to_owned()));
    let bare = |path: &str| path.split('?').next().unwrap().to_owned();
    let closed = closed().into_iter().map(|(method, path, ..)| (method.to_owned(), bare(path)));
    assert_eq!(routes(), listed.into_iter().chain(closed).collect());
}

/// A token of this device as it was made, but for its end, which is over.
fn expired(signed: &SignedIn) -> String {
    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(&signed.access).unwrap();
    let (mut header, mut claims) = (Header::new(Algorithm::EdDSA), claims.claims);
    header.kid = jsonwebtoken::decode_header(&signed.access).unwrap().kid;
    // the key of the tests' configuration
    let seed: Vec<u8> = (0..32).collect();
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    let key = EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref());
    let again = jsonwebtoken::encode(&header, &claims, &key).unwrap();
    assert_eq!(again.split('.').nth(2), signed.access.split('.').nth(2), "signed as the server signs");
    claims["exp"] = json!(claims["iat"].as_i64().unwrap() - 1);
    jsonwebtoken::encode(&header, &claims, &key).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_at_what_is_not_his() {
    let cloud = Cloud::start().await;
    cloud.account("lia@exemplo.com").await;
    cloud.account("mel@exemplo.com").await;
    let owner = Device::of(&cloud, cloud.sign_in("lia@exemplo.com", "casa").await).await;
    let lost = cloud.sign_in("lia@exemplo.com", "perdido").await;
    let key = json!({ "wrapped": "AAAA", "check": "AAAA" });
    let put = cloud.ask(Method::PUT, "/v1/sync/key", Some(&owner.signed.access), Some(key)).await;
    assert_eq!(put.status(), 201);
    let revoke = format!("/v1/devices/{}", lost.session_id);
    assert_eq!(cloud.ask(Method::DELETE, &revoke, Some(&owner.signed.access), None).await.status(), 204);
    let third = cloud.sign_in("lia@exemplo.com", "terceiro").await;
    let other = cloud.sign_in("mel@exemplo.com", "casa").await;
    let old = expired(&owner.signed);
    for (method, path, body, to_owner, to_other) in closed() {
        let path = path
            .replace("{id}", &third.session_id)
            .replace("{epoch}", &owner.welcome.epoch.to_string())
            .replace("{device}", &owner.id.to_string());
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let body = Some(body).filter(|body| !body.is_null());
        let ask = async |token: Option<&str>| answer(cloud.ask(method.clone(), &path, token, body.clone()).await).await;
        for (who, token) in [("nobody", None), ("revoked", Some(lost.access.as_str())), ("expired", Some(&old))] {
            let (status, problem) = ask(token).await;
            assert_eq!((status, &problem["code"]), (401, &json!("signed_out")), "{method} {path} as {who}");
        }
        let (status, said) = ask(Some(&other.access)).await;
        assert_eq!(status, to_other, "{method} {path} as another user: {said}");
        assert!(!said.to_string().contains(&owner.signed.session_id), "{method} {path} tells another user: {said}");
        let (status, said) = ask(Some(&owner.signed.access)).await;
        assert_eq!(status, to_owner, "{method} {path} as its owner: {said}");
    }
}
