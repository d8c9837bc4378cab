//! What a run takes place in: a Postgres, the server as a process, the line to it.

use crate::processes;
use crate::proxy::Proxy;
use alfa_desktop::cloud::Session;
use alfa_sync_server::private_postgres::PrivatePostgres;
use secrecy::SecretString;
use sqlx::{Connection, PgConnection};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tokio::process::Child;
use uuid::Uuid;

pub const PASSWORD: &str = "uma senha comprida";
/// Whoever has not answered by then does not.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct World {
    pub proxy: Proxy,
    folder: tempfile::TempDir,
    postgres: PrivatePostgres,
    server: Child,
    port: u16,
    without: String,
}

impl World {
    /// With a server that leaves out this guard, if one is named.
    pub async fn start(without: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let postgres = PrivatePostgres::start(&folder.path().join("postgres"), None, false).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let proxy = Proxy::start(([127, 0, 0, 1], port).into()).await;
        let server = processes::server(&postgres.url(), port, &folder.path().join("mail"), without);
        let world = Self { proxy, folder, postgres, server, port, without: without.to_owned() };
        world.serves().await;
        // one account signs up, so that the others can have its password
        let password: SecretString = PASSWORD.into();
        Session::sign_up(&world.proxy.url, "primeira@exemplo.com.br", &password).await.unwrap();
        world
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub async fn database(&self) -> PgConnection {
        PgConnection::connect(&self.postgres.url()).await.unwrap()
    }

    /// An account whose address is proved.
    pub async fn account(&self, email: &str) -> Uuid {
        let mut database = self.database().await;
        let id = Uuid::now_v7();
        sqlx::query(
            "INSERT INTO account (id, email, email_key, password_hash, verified_at)
             SELECT $1, $2, $2, password_hash, now() FROM account WHERE email_key = 'primeira@exemplo.com.br'",
        )
        .bind(id)
        .bind(email)
        .execute(&mut database)
        .await
        .unwrap();
        sqlx::query("INSERT INTO sync_head (user_id, epoch) VALUES ($1, $2)")
            .bind(id)
            .bind(Uuid::now_v7())
            .execute(&mut database)
            .await
            .unwrap();
        id
    }

    /// Waits until the server answers.
    async fn serves(&self) {
        self.says("/healthz").await;
    }

    /// Waits until the server has its database again.
    pub async fn is_ready(&self) {
        self.says("/readyz").await;
    }

    async fn says(&self, path: &str) {
        let health = format!("http://127.0.0.1:{}{path}", self.port);
        let answers = async {
            while !reqwest::get(&health).await.is_ok_and(|answer| answer.status().is_success()) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, answers).await.unwrap();
    }

    pub async fn kill_server(&mut self, away: Duration) {
        processes::kill(&mut self.server).await;
        tokio::time::sleep(away).await;
        self.server =
            processes::server(&self.postgres.url(), self.port, &self.folder.path().join("mail"), &self.without);
        self.serves().await;
    }

    pub async fn kill_postgres(&self, away: Duration) {
        self.postgres.kill();
        tokio::time::sleep(away).await;
        self.postgres.resume().unwrap();
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("postgres/data")
    }

    fn copy(from: &Path, to: &Path) {
        let _ = std::fs::remove_dir_all(to);
        assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
    }

    /// The database as it is now, kept aside.
    pub fn back_up(&self) {
        self.postgres.kill();
        Self::copy(&self.data(), &self.folder.path().join("backup"));
        self.postgres.resume().unwrap();
    }

    /// As it was when it was backed up.
    pub fn restore(&self) {
        self.postgres.kill();
        Self::copy(&self.folder.path().join("backup"), &self.data());
        self.postgres.resume().unwrap();
    }
}
