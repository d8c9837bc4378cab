//! A server of the test's own.

use alfa_sync_server::private_postgres::PrivatePostgres;
use alfa_sync_server::{App, Config, router};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, Weak};
use std::time::Duration;

/// One Postgres for all tests that run at a time; each has a database of its own in it.
static POSTGRES: Mutex<Weak<Shared>> = Mutex::new(Weak::new());
static DATABASES: AtomicU32 = AtomicU32::new(0);

struct Shared {
    postgres: PrivatePostgres,
    _folder: tempfile::TempDir,
}

fn postgres() -> Arc<Shared> {
    let mut kept = POSTGRES.lock().unwrap();
    if let Some(shared) = kept.upgrade() {
        return shared;
    }
    let folder = tempfile::tempdir().unwrap();
    // its own user must be able to go in
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let postgres = PrivatePostgres::start(&folder.path().join("postgres"), None, false).unwrap();
    let shared = Arc::new(Shared { postgres, _folder: folder });
    *kept = Arc::downgrade(&shared);
    shared
}

pub struct Cloud {
    pub url: String,
    pub app: App,
    http: Client,
    mails: PathBuf,
    _mail_folder: tempfile::TempDir,
    _postgres: Arc<Shared>,
}

/// A signed-in device.
pub struct SignedIn {
    pub access: String,
    pub refresh: String,
    pub session_id: String,
}

pub const PASSWORD: &str = "uma senha comprida";

impl Cloud {
    pub async fn start() -> Self {
        let shared = tokio::task::spawn_blocking(postgres).await.unwrap();
        let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        let admin = sqlx::PgPool::connect(&shared.postgres.url()).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
        admin.close().await;
        let folder = tempfile::tempdir().unwrap();
        let mails = folder.path().join("mail");
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let database = format!("{}/{name}", shared.postgres.url().trim_end_matches("/postgres"));
        let config = Config::read(None, |variable| match variable {
            "DATABASE_URL" => Some(database.clone()),
            "ALFA_SERVER_SIGNING_KEY" | "ALFA_SERVER_SECRET_KEY" => Some(key.to_owned()),
            "ALFA_SERVER_MAIL_FOLDER" => Some(mails.display().to_string()),
            "ALFA_SERVER_DATABASE_CONNECTIONS" => Some("6".to_owned()),
            _ => None,
        })
        .unwrap();
        let app = App::start(config).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = router(app.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let http = Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        Self { url, app, http, mails, _mail_folder: folder, _postgres: shared }
    }

    pub async fn ask(&self, method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Response {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.unwrap()
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: Value) -> (u16, Value) {
        answer(self.ask(Method::POST, path, token, Some(body)).await).await
    }

    pub async fn get(&self, path: &str, token: &str) -> (u16, Value) {
        answer(self.ask(Method::GET, path, Some(token), None).await).await
    }

    /// The texts of the mails to an address, once there are so many.
    pub async fn mails_to(&self, email: &str, count: usize) -> Vec<String> {
        for _ in 0..400 {
            let files = std::fs::read_dir(&self.mails).into_iter().flatten().flatten();
            let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
            // quoted-printable breaks long lines
            let texts = texts.map(|text| text.replace("=\r\n", "").replace("=3D", "="));
            let found: Vec<String> = texts.filter(|text| text.contains(&format!("To: {email}"))).collect();
            if found.len() >= count {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{count} mails to {email} did not come");
    }

    /// An account whose address is proved.
    pub async fn account(&self, email: &str) {
        let made = self.post("/v1/accounts", None, json!({ "email": email, "password": PASSWORD })).await;
        assert_eq!(made.0, 202, "{made:?}");
        let mail = self.mails_to(email, 1).await.remove(0);
        let code = mail.lines().map(str::trim).find(|line| line.len() == 43 && !line.contains(' ')).expect(&mail);
        let verified = self.post("/v1/accounts/verify", None, json!({ "code": code })).await;
        assert_eq!(verified.0, 204, "{verified:?}");
    }

    pub async fn sign_in(&self, email: &str, device: &str) -> SignedIn {
        let body = json!({ "email": email, "password": PASSWORD, "device_name": device, "platform": "linux" });
        let (status, session) = self.post("/v1/sessions", None, body).await;
        assert_eq!(status, 201, "{session}");
        signed_in(&session)
    }
}

pub fn signed_in(session: &Value) -> SignedIn {
    let text = |key: &str| session[key].as_str().unwrap().to_owned();
    SignedIn { access: text("access_token"), refresh: text("refresh_token"), session_id: text("session_id") }
}

pub async fn answer(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    if status >= 400 {
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
