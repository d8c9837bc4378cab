//! Another address.

use crate::accounts::code_of;
use crate::cloud::{Cloud, PASSWORD, answer};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn another_address_takes_effect_when_it_is_proved_and_the_old_one_is_told() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    cloud.account("rui@exemplo.com").await;
    let ana = cloud.sign_in("ana@exemplo.com", "casa").await;
    let rui = cloud.sign_in("rui@exemplo.com", "casa").await;
    let change = async |email: &str, password: &str| {
        let body = json!({ "password": password, "email": email });
        answer(cloud.ask(Method::PUT, "/v1/account/email", Some(&ana.access), Some(body)).await).await
    };
    let confirm = async |access: &str, code: &str| {
        cloud.post("/v1/account/email/confirm", Some(access), json!({ "code": code })).await
    };
    let signs = async |email: &str| {
        let body = json!({ "email": email, "password": PASSWORD, "device_name": "casa", "platform": "linux" });
        cloud.post("/v1/sessions", None, body).await.0
    };
    assert_eq!(change("nova@exemplo.com", "não é esta").await.1["code"], "wrong_password");
    assert_eq!(change("nova", PASSWORD).await.1["code"], "bad_email");
    // one that has an account: the same answer, and its owner is told
    let taken = change("rui@exemplo.com", PASSWORD).await;
    let told = cloud.mails_to("rui@exemplo.com", 2).await;
    assert!(told.iter().any(|mail| mail.contains("quis passar uma conta")), "{told:?}");
    // one that somebody has asked an account for, and not proved
    let squatted = json!({ "email": "nova@exemplo.com", "password": "outra senha qualquer" });
    assert_eq!(cloud.post("/v1/accounts", None, squatted).await.0, 202);
    assert_eq!(change(" Nova@exemplo.com", PASSWORD).await, taken);
    let mails = cloud.mails_to("Nova@exemplo.com", 1).await;
    let code = code_of(&mails[0]);
    let old = cloud.mails_to("ana@exemplo.com", 3).await;
    assert_eq!(old.iter().filter(|mail| mail.contains("nada muda")).count(), 2, "{old:?}");
    assert_eq!(confirm(&rui.access, &code).await.1["code"], "bad_code", "a code is for its account");
    assert_eq!(signs("ana@exemplo.com").await, 201, "nothing has changed yet");
    assert_eq!(confirm(&ana.access, &code).await, (200, json!({ "email": "Nova@exemplo.com" })));
    assert_eq!(confirm(&ana.access, &code).await.1["code"], "bad_code", "a code is used once");
    assert_eq!((signs("nova@exemplo.com").await, signs("ana@exemplo.com").await), (201, 401));
    assert_eq!(cloud.get("/v1/devices", &ana.access).await.0, 200, "whoever was signed in still is");
    let last = cloud.mails_to("ana@exemplo.com", 4).await;
    assert!(last.iter().any(|mail| mail.contains("passou para Nova@exemplo.com")), "{last:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_proved_by_another_in_the_meantime_is_not_taken() {
    let cloud = Cloud::start().await;
    cloud.account("bia@exemplo.com").await;
    let bia = cloud.sign_in("bia@exemplo.com", "casa").await;
    let body = json!({ "password": PASSWORD, "email": "nova@exemplo.com" });
    assert_eq!(cloud.ask(Method::PUT, "/v1/account/email", Some(&bia.access), Some(body)).await.status(), 202);
    let code = code_of(&cloud.mails_to("nova@exemplo.com", 1).await[0]);
    let other = json!({ "email": "nova@exemplo.com", "password": "outra senha qualquer" });
    assert_eq!(cloud.post("/v1/accounts", None, other).await.0, 202);
    let mails = cloud.mails_to("nova@exemplo.com", 2).await;
    let other = mails.iter().map(|mail| code_of(mail)).find(|found| *found != code).unwrap();
    assert_eq!(cloud.post("/v1/accounts/verify", None, json!({ "code": other })).await.0, 204);
    let confirmed: (u16, Value) =
        cloud.post("/v1/account/email/confirm", Some(&bia.access), json!({ "code": code })).await;
    assert_eq!((confirmed.0, &confirmed.1["code"]), (409, &json!("email_taken")));
    cloud.sign_in("bia@exemplo.com", "trabalho").await;
}
