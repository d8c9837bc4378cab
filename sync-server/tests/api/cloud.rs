//! A server of the test's own.

use alfa_sync_server::private_postgres::PrivatePostgres;
use alfa_sync_server::{App, Background, Config, service};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use std::collections::HashMap;
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
    variables: HashMap<String, String>,
    mails: PathBuf,
    _background: Background,
    _mail_folder: tempfile::TempDir,
    _postgres: Arc<Shared>,
}

/// A signed-in device.
#[derive(Clone)]
pub struct SignedIn {
    pub access: String,
    pub refresh: String,
    pub session_id: String,
}

pub const PASSWORD: &str = "uma senha comprida";

impl Cloud {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With this set besides.
    pub async fn with(set: &[(&str, String)]) -> Self {
        let shared = tokio::task::spawn_blocking(postgres).await.unwrap();
        let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        let admin = sqlx::PgPool::connect(&shared.postgres.url()).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
        admin.close().await;
        let folder = tempfile::tempdir().unwrap();
        let mails = folder.path().join("mail");
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let database = format!("{}/{name}", shared.postgres.url().trim_end_matches("/postgres"));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let variables: HashMap<String, String> = [
            ("DATABASE_URL", database.as_str()),
            ("ALFA_SERVER_SIGNING_KEY", key),
            ("ALFA_SERVER_SECRET_KEY", key),
            ("ALFA_SERVER_PUBLIC_URL", url.as_str()),
            ("ALFA_SERVER_MAIL_FOLDER", &mails.display().to_string()),
            ("ALFA_SERVER_STORAGE_FOLDER", &folder.path().join("storage").display().to_string()),
            ("ALFA_SERVER_DATABASE_CONNECTIONS", "6"),
            // the tests of watching begin it themselves
            ("ALFA_SERVER_WATCH", "false"),
        ]
        .into_iter()
        .chain(set.iter().map(|(name, value)| (*name, value.as_str())))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        let config = Config::read(None, |name| variables.get(name).cloned()).unwrap();
        let app = App::start(config).await.unwrap();
        let routes = service(app.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let background = Background::start(&app);
        let http = Client::builder()
            .timeout(Duration::from_secs(20))
            // after a request that was too large the server closes its connection
            .pool_max_idle_per_host(0)
            .build()
            .unwrap();
        Self { url, app, http, variables, mails, _background: background, _mail_folder: folder, _postgres: shared }
    }

    /// Another instance over the same database, which serves nobody.
    pub async fn another_instance(&self) -> App {
        let config = Config::read(None, |name| self.variables.get(name).cloned()).unwrap();
        App::start(config).await.unwrap()
    }

    /// Has an instance serve, where its address says.
    pub async fn serve(app: &App) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = service(app.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        url
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

    /// A body that is not JSON.
    pub async fn send(&self, path: &str, token: &str, body: Vec<u8>) -> Response {
        self.http.post(format!("{}{path}", self.url)).bearer_auth(token).body(body).send().await.unwrap()
    }

    /// With headers of the test's own.
    pub async fn upload(
        &self,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Response {
        let mut request = self.http.post(format!("{}{path}", self.url)).bearer_auth(token).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
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

    /// Once no job waits or runs.
    pub async fn jobs_done(&self) {
        for _ in 0..400 {
            let jobs = sqlx::query("SELECT FROM job WHERE dead_at IS NULL LIMIT 1").fetch_optional(&self.app.pool);
            if jobs.await.unwrap().is_none() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("jobs were not done");
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
