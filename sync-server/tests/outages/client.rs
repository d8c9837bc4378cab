//! A computer that pushes and pulls, and says what it was answered and how long that took.

use alfa_sync::wire::{Hello, Pulled, Push, Pushed, Welcome};
use alfa_sync::{Collection, Hlc, Kind, Op};
use chrono::{DateTime, Utc};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

const PASSWORD: &str = "uma senha comprida";

#[expect(clippy::disallowed_methods, reason = "the real time, as the stand-in market has it")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

pub struct Answer {
    /// 0 where the connection broke.
    pub status: u16,
    pub body: Value,
    pub took: Duration,
}

impl Answer {
    pub fn is_away(&self) -> bool {
        self.status == 503 && self.body["code"] == "database_away"
    }
}

#[derive(Clone)]
pub struct Computer {
    pub url: String,
    pub device: Uuid,
    /// The signed-in device's id.
    pub session: String,
    epoch: Uuid,
    pub token: String,
    refresh: String,
    http: Client,
    /// The last it made.
    made: i64,
    /// The last the server said it has.
    pub acked: i64,
}

pub async fn ask(http: &Client, method: Method, url: String, token: Option<&str>, body: Option<Value>) -> Answer {
    let mut request = http.request(method, url);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    let since = Instant::now();
    let (status, text) = match request.send().await {
        Err(_) => (0, String::new()),
        Ok(answer) => {
            let status = answer.status().as_u16();
            answer.text().await.map_or((0, String::new()), |text| (status, text))
        }
    };
    Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::String(text)), took: since.elapsed() }
}

/// An account whose address is proved.
pub async fn account(url: &str, folder: &Path, email: &str) {
    let http = Client::new();
    let body = json!({ "email": email, "password": PASSWORD });
    let made = ask(&http, Method::POST, format!("{url}/v1/accounts"), None, Some(body)).await;
    assert_eq!(made.status, 202, "{}", made.body);
    let end = Instant::now() + Duration::from_secs(20);
    let mail = loop {
        let files = std::fs::read_dir(folder.join("mail")).into_iter().flatten().flatten();
        let mut texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        if let Some(mail) = texts.find(|text| text.contains(&format!("To: {email}"))) {
            break mail.replace("=\r\n", "").replace("=3D", "=");
        }
        assert!(Instant::now() < end, "no mail to {email}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    };
    let code = mail.lines().map(str::trim).find(|line| line.len() == 43 && !line.contains(' ')).expect(&mail);
    let verified =
        ask(&http, Method::POST, format!("{url}/v1/accounts/verify"), None, Some(json!({ "code": code }))).await;
    assert_eq!(verified.status, 204, "{}", verified.body);
}

impl Computer {
    /// Signs in on a device that has nothing yet.
    pub async fn sign_in(url: &str, email: &str) -> Self {
        let session = Self::try_to_sign_in(url, email).await;
        assert_eq!(session.status, 201, "{}", session.body);
        Self::of(url, &session).await
    }

    /// As soon as the server can do it.
    pub async fn sign_in_when_back(url: &str, email: &str) -> Self {
        loop {
            let session = Self::try_to_sign_in(url, email).await;
            match session.status {
                201 => return Self::of(url, &session).await,
                0 | 503 => tokio::time::sleep(Duration::from_millis(20)).await,
                other => panic!("{other}: {}", session.body),
            }
        }
    }

    async fn try_to_sign_in(url: &str, email: &str) -> Answer {
        let body = json!({ "email": email, "password": PASSWORD, "device_name": "teste", "platform": "linux" });
        ask(&Client::new(), Method::POST, format!("{url}/v1/sessions"), None, Some(body)).await
    }

    async fn of(url: &str, session: &Answer) -> Self {
        let http = Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
        let token = session.body["access_token"].as_str().unwrap().to_owned();
        let refresh = session.body["refresh_token"].as_str().unwrap().to_owned();
        let id = session.body["session_id"].as_str().unwrap().to_owned();
        let device = Uuid::now_v7();
        let hello = json!(Hello { device_id: device, epoch: None, after: 0, acked: 0 });
        let welcome = ask(&http, Method::POST, format!("{url}/v1/sync/hello"), Some(&token), Some(hello)).await;
        let welcome: Welcome = serde_json::from_value(welcome.body).unwrap();
        Self { url: url.to_owned(), device, session: id, epoch: welcome.epoch, token, refresh, http, made: 0, acked: 0 }
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        ask(&self.http, method, format!("{}{path}", self.url), Some(&self.token), body).await
    }

    /// The same one, at another instance.
    pub fn at(&self, url: String) -> Self {
        Self { url, ..self.clone() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    /// Renews the session. The same may be asked again: it gets the same.
    pub async fn refresh(&mut self) -> Answer {
        let body = json!({ "refresh_token": self.refresh });
        let answer = self.ask(Method::POST, "/v1/sessions/refresh", Some(body)).await;
        if answer.status == 200 {
            self.token = answer.body["access_token"].as_str().unwrap().to_owned();
            self.refresh = answer.body["refresh_token"].as_str().unwrap().to_owned();
        }
        answer
    }

    /// So many new messages.
    pub fn messages(&mut self, count: usize) -> Vec<Op> {
        let message = |_| {
            self.made += 1;
            let made = u64::try_from(self.made).unwrap();
            Op {
                op_id: Uuid::now_v7(),
                device_id: self.device,
                dev_n: self.made,
                hlc: Hlc::at(1_000),
                collection: Collection::Messages,
                entity: Uuid::from_u64_pair(self.device.as_u64_pair().1, made),
                kind: Kind::Put,
                schema_v: 1,
                body: vec![7; 120],
            }
        };
        (0..count).map(message).collect()
    }

    /// A new alert of Bitcoin in reais, told by e-mail.
    pub fn alert(&mut self, condition: &str) -> Op {
        let mut op = self.messages(1).remove(0);
        op.collection = Collection::Alerts;
        let body = json!({
            "id": op.entity, "version": 1, "coin": "BTC", "quote": "BRL", "condition": condition, "span": null, "cooldown_s": 0,
            "hysteresis_pct": "0.1", "channels": "[\"email\"]", "state": "active", "said": "", "created_at": now().timestamp_micros(),
        });
        op.body = body.to_string().into_bytes();
        op
    }

    pub async fn push(&mut self, ops: &[Op]) -> Answer {
        let push = json!(Push { epoch: self.epoch, device_id: self.device, ops: ops.to_vec() });
        let answer = self.ask(Method::POST, "/v1/sync/push", Some(push)).await;
        if answer.status == 200 {
            let pushed: Pushed = serde_json::from_value(answer.body.clone()).unwrap();
            assert_eq!(pushed.verdicts.len(), ops.len());
            self.acked = ops.last().unwrap().dev_n;
        }
        answer
    }

    /// Pushes them until the server says that it has them, as a computer does whose line is bad.
    pub async fn push_until_taken(&mut self, ops: &[Op]) -> Vec<Answer> {
        let mut answers = Vec::new();
        loop {
            let answer = self.push(ops).await;
            let status = answer.status;
            assert!([0, 200, 503].contains(&status), "{status}: {}", answer.body);
            answers.push(answer);
            if status == 200 {
                return answers;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn pull(&self, after: i64) -> Answer {
        let (epoch, device) = (self.epoch, self.device);
        self.get(&format!("/v1/sync/pull?epoch={epoch}&device={device}&after={after}&limit=1000")).await
    }

    /// All there is, in order.
    pub async fn all(&self) -> Vec<Op> {
        let (mut after, mut ops) = (0, Vec::new());
        loop {
            let answer = self.pull(after).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let page: Pulled = serde_json::from_value(answer.body).unwrap();
            ops.extend(page.ops.into_iter().map(|placed| placed.op));
            after = page.next;
            if after == page.head {
                return ops;
            }
        }
    }
}
