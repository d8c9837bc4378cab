//! Signing in through the browser, as a browser does it: its pages, cookies and redirects.

use crate::cloud::{Cloud, PASSWORD, answer, signed_in};
use crate::second_factor::{code, turn_on};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Mutex;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const REDIRECT: &str = "http://127.0.0.1:49152/entrar";
const STATE: &str = "af0ifjsldkj-af0ifjsldkj";

/// A browser of few words: it keeps cookies and follows nothing by itself.
struct Browser<'a> {
    cloud: &'a Cloud,
    http: Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

fn request() -> Vec<(&'static str, String)> {
    // RFC 7636, appendix B
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    vec![
        ("response_type", "code".into()),
        ("client_id", "alfa-desktop".into()),
        ("redirect_uri", REDIRECT.into()),
        ("code_challenge", challenge.into()),
        ("code_challenge_method", "S256".into()),
        ("state", STATE.into()),
        ("device_name", "notebook <da> \"Ana\"".into()),
        ("platform", "linux".into()),
    ]
}

impl<'a> Browser<'a> {
    fn new(cloud: &'a Cloud) -> Self {
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { cloud, http, cookies: Mutex::default() }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Response {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        for set in response.headers().get_all("set-cookie") {
            let set = set.to_str().unwrap();
            assert!(set.contains("; Path=/; HttpOnly; SameSite=Lax"), "{set}");
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        response
    }

    async fn open(&self, query: &[(&str, String)]) -> Response {
        self.send(self.http.get(format!("{}/v1/authorize", self.cloud.url)).query(query)).await
    }

    /// Sends the form of a page, as this origin.
    async fn fill(&self, page: &str, fields: &[(&str, &str)], origin: &str) -> Response {
        let between = |before: &str| page.split(before).nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        let unescaped = |text: String| text.replace("&#38;", "&");
        let action = unescaped(between("action=\"").unwrap());
        let mut form: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        for hidden in ["token", "ticket"] {
            if let Some(value) = between(&format!("name=\"{hidden}\" value=\"")) {
                form.push((hidden.to_owned(), value));
            }
        }
        let request = self.http.post(format!("{}{action}", self.cloud.url)).header("origin", origin).form(&form);
        self.send(request).await
    }

    async fn sign_in(&self, page: &str, password: &str) -> Response {
        let fields = [("action", "sign_in"), ("email", "ana@exemplo.com"), ("password", password)];
        self.fill(page, &fields, &self.cloud.url).await
    }
}

fn location(response: &Response) -> String {
    assert_eq!(response.status(), 303);
    response.headers()["location"].to_str().unwrap().to_owned()
}

fn code_in(location: &str) -> String {
    let (to, query) = location.split_once('?').unwrap();
    assert_eq!(to, REDIRECT);
    let (code, state) = query.split_once('&').unwrap();
    assert_eq!(state, format!("state={STATE}"));
    code.strip_prefix("code=").unwrap().to_owned()
}

async fn exchange(cloud: &Cloud, code: &str, verifier: &str, redirect: &str) -> (u16, serde_json::Value) {
    let body = json!({ "code": code, "code_verifier": verifier, "redirect_uri": redirect });
    cloud.post("/v1/sessions/code", None, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_is_let_in_through_the_browser() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let browser = Browser::new(&cloud);
    let page = browser.open(&request()).await;
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(policy.contains("form-action 'self' http://127.0.0.1:49152;"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers()["cache-control"], "no-store");
    let text = page.text().await.unwrap();
    assert!(text.contains(&format!("<style nonce=\"{nonce}\">")) && !text.contains("<script"), "{text}");
    assert!(text.contains("notebook &#60;da&#62; &#34;Ana&#34;"), "what others name is no markup: {text}");

    let wrong = browser.sign_in(&text, "uma senha errada").await;
    assert_eq!(wrong.status(), 401);
    let again = wrong.text().await.unwrap();
    assert!(again.contains("E-mail ou senha não conferem") && again.contains("value=\"ana@exemplo.com\""), "{again}");
    let back = location(&browser.sign_in(&again, PASSWORD).await);
    assert!(back.starts_with("/v1/authorize?response_type=code&"), "{back}");
    let consent = browser.open(&request()).await.text().await.unwrap();
    assert!(consent.contains("Entrar neste computador") && consent.contains("ana@exemplo.com"), "{consent}");
    let denied = location(&browser.fill(&consent, &[("action", "deny")], &cloud.url).await);
    assert_eq!(denied, format!("{REDIRECT}?error=access_denied&state={STATE}"));
    let code = code_in(&location(&browser.fill(&consent, &[("action", "allow")], &cloud.url).await));

    let (status, session) = exchange(&cloud, &code, VERIFIER, REDIRECT).await;
    assert_eq!(status, 201, "{session}");
    let computer = signed_in(&session);
    let (_, devices) = cloud.get("/v1/devices", &computer.access).await;
    let mut listed: Vec<(&str, &str)> = devices
        .as_array()
        .unwrap()
        .iter()
        .map(|device| (device["platform"].as_str().unwrap(), device["name"].as_str().unwrap()))
        .collect();
    listed.sort_unstable();
    assert_eq!(listed, [("linux", "notebook <da> \"Ana\""), ("web", "Navegador")]);
    // somebody else has seen it too
    assert_eq!(exchange(&cloud, &code, VERIFIER, REDIRECT).await.1["code"], "bad_code");
    assert_eq!(cloud.get("/v1/devices", &computer.access).await.0, 401);
    assert!(cloud.mails_to("ana@exemplo.com", 2).await.iter().any(|mail| mail.contains("saiu da sua conta")));

    // another account, or none
    let consent = browser.open(&request()).await.text().await.unwrap();
    location(&browser.fill(&consent, &[("action", "sign_out")], &cloud.url).await);
    let page = browser.open(&request()).await.text().await.unwrap();
    assert!(page.contains("type=\"password\""), "{page}");
    let late = browser.fill(&consent, &[("action", "allow")], &cloud.url).await;
    assert_eq!(late.status(), 401, "who has signed out lets nobody in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_for_whoever_asked_for_it_and_for_a_minute() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let browser = Browser::new(&cloud);
    let page = browser.open(&request()).await.text().await.unwrap();
    location(&browser.sign_in(&page, PASSWORD).await);
    let allowed = async || {
        let consent = browser.open(&request()).await.text().await.unwrap();
        code_in(&location(&browser.fill(&consent, &[("action", "allow")], &cloud.url).await))
    };
    let other = "another-verifier-of-the-right-length-1234567";
    for (verifier, redirect) in [(other, REDIRECT), ("", REDIRECT), (VERIFIER, "http://127.0.0.1:49153/entrar")] {
        let code = allowed().await;
        assert_eq!(exchange(&cloud, &code, verifier, redirect).await.1["code"], "bad_code");
        assert_eq!(exchange(&cloud, &code, VERIFIER, REDIRECT).await.1["code"], "bad_code", "it is used up");
    }
    let code = allowed().await;
    sqlx::query("UPDATE authorization_code SET expires_at = now()").execute(&cloud.app.pool).await.unwrap();
    assert_eq!(exchange(&cloud, &code, VERIFIER, REDIRECT).await.1["code"], "bad_code");
    // the challenge is what RFC 7636 makes of the verifier
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    assert_eq!(request()[3].1, challenge);

    for (key, wrong) in [
        ("redirect_uri", "https://exemplo.com/entrar"),
        ("redirect_uri", "http://localhost:49152/entrar"),
        ("code_challenge_method", "plain"),
        ("code_challenge", "curto"),
        ("response_type", "token"),
        ("client_id", "outro"),
        ("state", "x"),
        ("device_name", ""),
    ] {
        let mut asked = request();
        asked.iter_mut().filter(|(name, _)| *name == key).for_each(|(_, value)| wrong.clone_into(value));
        let page = browser.open(&asked).await;
        assert_eq!(page.status(), 422, "{key}={wrong}");
        assert!(page.headers().get("location").is_none() && !page.text().await.unwrap().contains("<form"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_page_does_nothing() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let browser = Browser::new(&cloud);
    let page = browser.open(&request()).await.text().await.unwrap();
    location(&browser.sign_in(&page, PASSWORD).await);
    let consent = browser.open(&request()).await.text().await.unwrap();
    for origin in ["https://exemplo.com", "null", "http://127.0.0.1"] {
        let sent = browser.fill(&consent, &[("action", "allow")], origin).await;
        assert_eq!(sent.status(), 403, "{origin}");
    }
    let token = consent.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let forged = consent.replace(token, "AAAA");
    assert_eq!(browser.fill(&forged, &[("action", "allow")], &cloud.url).await.status(), 403);
    // the token of one browser is of no use in another
    let other = Browser::new(&cloud);
    other.open(&request()).await;
    assert_eq!(other.fill(&consent, &[("action", "allow")], &cloud.url).await.status(), 403);
    assert_eq!(browser.fill(&consent, &[("action", "allow"), ("admin", "1")], &cloud.url).await.status(), 422);
    location(&browser.fill(&consent, &[("action", "allow")], &cloud.url).await);

    // a computer that named an account is not let into another
    let hint = |email: &str| [request(), vec![("login_hint", email.to_owned())]].concat();
    let other = browser.open(&hint("rui@exemplo.com")).await.text().await.unwrap();
    assert!(other.contains("pediu a conta rui@exemplo.com") && !other.contains("value=\"allow\""), "{other}");
    assert_eq!(browser.fill(&other, &[("action", "allow")], &cloud.url).await.status(), 401);
    let same = browser.open(&hint("Ana@Exemplo.com")).await.text().await.unwrap();
    location(&browser.fill(&same, &[("action", "allow")], &cloud.url).await);

    // a browser that is signed out in the list of devices lets nobody in
    let home = cloud.sign_in("ana@exemplo.com", "casa").await;
    let (_, devices) = cloud.get("/v1/devices", &home.access).await;
    let web = devices.as_array().unwrap().iter().find(|device| device["platform"] == "web").unwrap();
    let revoke = format!("/v1/devices/{}", web["id"].as_str().unwrap());
    assert_eq!(cloud.ask(Method::DELETE, &revoke, Some(&home.access), None).await.status(), 204);
    assert_eq!(browser.fill(&consent, &[("action", "allow")], &cloud.url).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_asks_for_the_second_factor_too() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let home = cloud.sign_in("ana@exemplo.com", "casa").await;
    let (secret, recovery) = turn_on(&cloud, &home).await;
    let browser = Browser::new(&cloud);
    let page = browser.open(&request()).await.text().await.unwrap();
    let asked = browser.sign_in(&page, PASSWORD).await;
    assert_eq!(asked.status(), 200);
    let asked = asked.text().await.unwrap();
    assert!(asked.contains("one-time-code"), "{asked}");
    let ticket = asked.split("name=\"ticket\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let elsewhere = json!({ "ticket": ticket, "code": recovery[0] });
    let elsewhere = cloud.post("/v1/sessions/second-factor", None, elsewhere).await;
    assert_eq!(elsewhere.1["code"], "bad_ticket", "a ticket of the browser gives no tokens");
    let fields = |code: &str| [("action", "second_factor".to_owned()), ("code", code.to_owned())];
    let fill = async |page: &str, code: &str| {
        let fields = fields(code);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.fill(page, &fields, &cloud.url).await
    };
    let wrong = fill(&asked, "000 000").await;
    assert_eq!(wrong.status(), 403);
    let again = wrong.text().await.unwrap();
    location(&fill(&again, &code(&secret, 1)).await);
    let consent = browser.open(&request()).await.text().await.unwrap();
    let code = code_in(&location(&browser.fill(&consent, &[("action", "allow")], &cloud.url).await));
    assert_eq!(exchange(&cloud, &code, VERIFIER, REDIRECT).await.0, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_the_browser_is_a_page_and_elsewhere_a_problem() {
    let cloud = Cloud::start().await;
    let browser = Browser::new(&cloud);
    let page = browser.open(&[]).await;
    assert_eq!(page.status(), 422);
    assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    let page = page.text().await.unwrap();
    assert!(page.contains("Não deu para continuar"), "{page}");
    let exchange = answer(cloud.ask(Method::POST, "/v1/sessions/code", None, Some(json!({}))).await).await;
    assert_eq!((exchange.0, &exchange.1["code"]), (422, &json!("invalid_request")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_with_the_browsers_session_and_with_the_password() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let home = cloud.sign_in("ana@exemplo.com", "casa").await;
    let allowed = async |password: &str| {
        let browser = Browser::new(&cloud);
        let page = browser.open(&request()).await.text().await.unwrap();
        location(&browser.sign_in(&page, password).await);
        let consent = browser.open(&request()).await.text().await.unwrap();
        code_in(&location(&browser.fill(&consent, &[("action", "allow")], &cloud.url).await))
    };
    let code = allowed(PASSWORD).await;
    let (_, devices) = cloud.get("/v1/devices", &home.access).await;
    let web = devices.as_array().unwrap().iter().find(|device| device["platform"] == "web").unwrap();
    let revoke = format!("/v1/devices/{}", web["id"].as_str().unwrap());
    assert_eq!(cloud.ask(Method::DELETE, &revoke, Some(&home.access), None).await.status(), 204);
    assert_eq!(exchange(&cloud, &code, VERIFIER, REDIRECT).await.1["code"], "bad_code", "the browser was signed out");

    let code = allowed(PASSWORD).await;
    let change = Some(json!({ "password": PASSWORD, "new_password": "outra senha comprida" }));
    let changed = cloud.ask(Method::PUT, "/v1/account/password", Some(&home.access), change).await;
    assert_eq!(changed.status(), 204);
    assert_eq!(exchange(&cloud, &code, VERIFIER, REDIRECT).await.1["code"], "bad_code", "the password was changed");
    let unused = sqlx::query("SELECT FROM authorization_code WHERE used_at IS NULL").fetch_all(&cloud.app.pool);
    assert!(unused.await.unwrap().is_empty());
    let code = allowed("outra senha comprida").await;
    assert_eq!(exchange(&cloud, &code, VERIFIER, REDIRECT).await.0, 201);
}
