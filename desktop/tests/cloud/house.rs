//! A server with its Postgres, and computers that sign in to it.

use alfa_desktop::cloud::{HttpTransport, Session};
use alfa_desktop::store::{Store, SyncStore};
use alfa_market::standin::StandIn;
use alfa_sync::{Client, DataKey};
use alfa_sync_server::private_postgres::PrivatePostgres;
use alfa_sync_server::{App, Background, Config, service};
use rusqlite::types::Value;
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub const EMAIL: &str = "ana@exemplo.com.br";
pub const PASSWORD: &str = "uma senha comprida";

pub struct House {
    pub url: String,
    pub app: App,
    _background: Background,
    folder: tempfile::TempDir,
    postgres: PrivatePostgres,
}

/// One computer: its data and its way to the server.
pub struct Computer {
    pub store: Store,
    pub session: Arc<Session>,
    pub client: Client<SyncStore, HttpTransport>,
    database: PathBuf,
}

fn password() -> SecretString {
    PASSWORD.into()
}

impl House {
    pub async fn start() -> Self {
        Self::begin(None, &[]).await
    }

    /// One that watches alerts over this market.
    pub async fn start_over(market: &StandIn) -> Self {
        Self::begin(Some(market.url().to_string()), &[]).await
    }

    /// Its server has these keys set besides, by their names in the environment.
    pub async fn start_with(set: &[(&str, &str)]) -> Self {
        Self::begin(None, set).await
    }

    async fn begin(market: Option<String>, set: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let place = folder.path().join("postgres");
        let start = move || PrivatePostgres::start(&place, None, false).unwrap();
        let postgres = tokio::task::spawn_blocking(start).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mails = folder.path().join("mail");
        let config = Config::read(None, |name| match name {
            "DATABASE_URL" => Some(postgres.url()),
            "ALFA_SERVER_SIGNING_KEY" | "ALFA_SERVER_SECRET_KEY" => {
                Some("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".to_owned())
            }
            "ALFA_SERVER_PUBLIC_URL" => Some(url.clone()),
            "ALFA_SERVER_MAIL_FOLDER" => Some(mails.display().to_string()),
            "ALFA_SERVER_STORAGE_FOLDER" => Some(folder.path().join("storage").display().to_string()),
            "ALFA_SERVER_WATCH" => Some(market.is_some().to_string()),
            "ALFA_SERVER_WATCH_MARKET" => market.clone(),
            _ => set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()),
        });
        let app = App::start(config.unwrap()).await.unwrap();
        let served = app.clone();
        tokio::spawn(async move { axum::serve(listener, service(served)).await });
        let background = Background::start(&app);
        let house = Self { url, app, _background: background, folder, postgres };
        Session::sign_up(&house.url, EMAIL, &password()).await.unwrap();
        Session::verify(&house.url, &house.mailed_code(&[]).await).await.unwrap();
        house
    }

    /// What a query counts.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let count: (i64,) = sqlx::query_as(sql).fetch_one(&self.app.pool).await.unwrap();
        count.0
    }

    /// How often was told over a way, as the cloud knows.
    pub async fn told(&self, way: &str) -> i64 {
        let told = "SELECT count(*) FROM telling WHERE way = $1 AND told_at IS NOT NULL";
        let told: (i64,) = sqlx::query_as(told).bind(way).fetch_one(&self.app.pool).await.unwrap();
        told.0
    }

    /// The cloud watches so many alerts, and knows their prices.
    pub async fn watches(&self, count: i64) {
        for _ in 0..1_200 {
            let ready = self.count("SELECT count(*) FROM arming").await == count
                && self.count("SELECT count(*) FROM watched").await > 0;
            if ready {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the cloud does not watch {count} alerts");
    }

    /// How many mails hold a word.
    pub fn mails(&self, word: &str) -> usize {
        let files = std::fs::read_dir(self.folder.path().join("mail")).into_iter().flatten().flatten();
        let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        texts.filter(|text| text.lines().any(|line| line.starts_with("Seu alerta") || line.contains(word))).count()
    }

    /// A code that was mailed and is none of these.
    pub async fn mailed_code(&self, but: &[String]) -> String {
        for _ in 0..400 {
            let files = std::fs::read_dir(self.folder.path().join("mail")).into_iter().flatten().flatten();
            let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
            let mut lines =
                texts.flat_map(|text| text.replace("=\r\n", "").lines().map(str::to_owned).collect::<Vec<_>>());
            let is_code = |line: &String| line.trim().len() == 43 && !line.trim().contains(' ') && !but.contains(line);
            if let Some(code) = lines.find(is_code) {
                return code;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("no code was mailed");
    }

    pub async fn sign_in(&self, name: &str) -> Arc<Session> {
        Arc::new(Session::sign_in(&self.url, EMAIL, &password(), name).await.unwrap())
    }

    /// A computer whose data is a copy of another's, as from a backup of its folder.
    pub async fn copy_of(&self, other: &Computer, name: &str, key: &DataKey) -> Computer {
        let copy = self.database(name);
        let from = rusqlite::Connection::open(&other.database).unwrap();
        from.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        self.computer(name, key).await
    }

    fn database(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.db"))
    }

    /// A computer with data of its own, signed in.
    pub async fn computer(&self, name: &str, key: &DataKey) -> Computer {
        let database = self.database(name);
        let store = Store::open(&database, crate::samples::at(0)).unwrap().store;
        let session = self.sign_in(name).await;
        let synced = store.sync_as(session.user_id(), key.clone()).await.unwrap();
        let client = Client { store: synced, transport: HttpTransport::new(Arc::clone(&session)) };
        Computer { store, session, client, database }
    }

    pub fn kill_postgres(&self) {
        self.postgres.kill();
    }

    pub fn resume_postgres(&self) {
        self.postgres.resume().unwrap();
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Computer {
    /// From here on its clock is so far ahead, as far as sync goes.
    pub fn set_clock_ahead(&self, millis: i64) {
        let data = rusqlite::Connection::open(&self.database).unwrap();
        data.execute("UPDATE sync_clock SET hlc = hlc + (?1 << 16), skew_ms = skew_ms + ?1", [millis]).unwrap();
    }

    /// What is done next is done at this moment, in milliseconds since 1970, as far as sync goes, if that is not past yet.
    pub fn set_clock_to(&self, millis: i64) {
        let data = rusqlite::Connection::open(&self.database).unwrap();
        data.execute("UPDATE sync_clock SET hlc = max(hlc, (?1 << 16) - 1)", [millis]).unwrap();
    }

    /// Many trades at once, as of one who imports them.
    pub fn make_trades(&self, count: i64) {
        let data = rusqlite::Connection::open(&self.database).unwrap();
        let sql = "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1)
            INSERT INTO trade (id, side, coin, amount, price, currency, price_source, at)
            SELECT randomblob(16), 'buy', 'ETH', n || '.5', '12345.60', 'USDT', 'user', n FROM number";
        data.execute(sql, [count]).unwrap();
    }

    /// All the user would see of the data, row by row.
    pub fn everything(&self) -> Vec<String> {
        let data = rusqlite::Connection::open(&self.database).unwrap();
        let tables = [
            ("conversation", "id, title, dialogue, created_at, updated_at"),
            ("message", "id, conversation, role, text, spoken, facts, understood, engine, created_at"),
            ("tool_call", "id, message, tool, arguments, facts, problem, millis"),
            ("watch", "coin"),
            ("trade", "id, side, coin, amount, price, currency, price_source, at"),
            ("alert", "id, version, coin, quote, condition, span, cooldown_s, channels, state, said, created_at"),
            ("firing", "alert, version, arming, coin, price, at, text"),
            ("schedule", "id, time, coins, quote, said, created_at"),
        ];
        let mut rows = Vec::new();
        for (table, columns) in tables {
            let count = columns.split(", ").count();
            let mut statement =
                data.prepare(&format!("SELECT {columns} FROM {table} WHERE deleted_at IS NULL")).unwrap();
            let found = statement.query_map([], |row| {
                let values: Vec<Value> = (0..count).map(|index| row.get(index)).collect::<Result<_, _>>()?;
                Ok(format!("{table} {values:?}"))
            });
            rows.extend(found.unwrap().map(Result::unwrap));
        }
        rows.sort();
        rows
    }
}
