//! Postgres, Redis and the server, each as a process of its own.

use alfa_sync_server::private_postgres::PrivatePostgres;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A folder that Postgres' own user can go into.
pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    folder
}

pub struct Postgres {
    pub cluster: PrivatePostgres,
    pub folder: tempfile::TempDir,
}

impl Postgres {
    pub async fn start() -> Self {
        tokio::task::spawn_blocking(|| {
            let folder = folder();
            let cluster = PrivatePostgres::start(&folder.path().join("postgres"), None, false).unwrap();
            Self { cluster, folder }
        })
        .await
        .unwrap()
    }

    pub fn port(&self) -> u16 {
        self.cluster.url().rsplit_once(':').unwrap().1.split('/').next().unwrap().parse().unwrap()
    }

    /// Its address over a line.
    pub fn url_at(&self, port: u16) -> String {
        format!("postgres://postgres@127.0.0.1:{port}/postgres")
    }
}

pub struct Redis {
    process: Option<Child>,
    pub port: u16,
    /// With TLS: its certificate, which signs itself.
    pub certificate: Option<PathBuf>,
    folder: tempfile::TempDir,
}

impl Redis {
    pub fn start() -> Self {
        let mut redis = Self { process: None, port: free_port(), certificate: None, folder: folder() };
        redis.resume();
        redis
    }

    pub fn start_with_tls() -> Self {
        let mut redis = Self { process: None, port: free_port(), certificate: None, folder: folder() };
        let place = |name: &str| redis.folder.path().join(name);
        let (certificate, key) = (place("certificate.pem"), place("key.pem"));
        let mut openssl = Command::new("openssl");
        openssl.args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ]);
        openssl.args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]);
        openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
        openssl.arg("-keyout").arg(&key).arg("-out").arg(&certificate).stderr(Stdio::null());
        assert!(openssl.status().expect("openssl is installed").success());
        redis.certificate = Some(certificate);
        redis.resume();
        redis
    }

    pub fn url(&self) -> String {
        let scheme = if self.certificate.is_some() { "rediss" } else { "redis" };
        format!("{scheme}://127.0.0.1:{}/0", self.port)
    }

    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// As it comes up after a kill: it kept nothing.
    pub fn resume(&mut self) {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        let port = self.port.to_string();
        match &self.certificate {
            None => command.args(["--port", &port]),
            Some(certificate) => {
                command.args(["--port", "0", "--tls-port", &port, "--tls-auth-clients", "no", "--tls-cert-file"]);
                command.arg(certificate).arg("--tls-key-file").arg(certificate.with_file_name("key.pem"))
            }
        };
        command.arg("--dir").arg(self.folder.path()).stdout(Stdio::null());
        self.process = Some(command.spawn().expect("redis-server is installed"));
        let end = Instant::now() + Duration::from_secs(10);
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(Instant::now() < end, "redis does not come up");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The built program.
pub struct Server {
    process: Option<Child>,
    pub port: u16,
    log: PathBuf,
}

impl Server {
    /// Starts it; its mails and its log go to this folder.
    pub fn start(folder: &Path, database: &str, more: &[(&str, &str)]) -> Self {
        let port = free_port();
        let log = folder.join(format!("server-{port}.log"));
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let mut command = Command::new(env!("CARGO_BIN_EXE_alfa-sync-server"));
        command
            .arg("serve")
            .env("DATABASE_URL", database)
            .env("ALFA_SERVER_LISTEN", format!("127.0.0.1:{port}"))
            // in the tokens: the same for all instances
            .env("ALFA_SERVER_PUBLIC_URL", "http://127.0.0.1:1")
            .env("ALFA_SERVER_SIGNING_KEY", key)
            .env("ALFA_SERVER_SECRET_KEY", key)
            .env("ALFA_SERVER_MAIL_FOLDER", folder.join("mail"))
            .env("ALFA_SERVER_STORAGE_FOLDER", folder.join("storage"))
            .env("ALFA_SERVER_DATABASE_CONNECTIONS", "8")
            .env_remove("REDIS_URL")
            .envs(more.iter().copied())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log).unwrap());
        Self { process: Some(command.spawn().unwrap()), port, log }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits until `/readyz` answers so.
    pub async fn answers(&self, status: u16) {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let got = reqwest::get(format!("{}/readyz", self.url())).await.map(|answer| answer.status().as_u16());
            if got.as_ref().is_ok_and(|got| *got == status) {
                return;
            }
            assert!(Instant::now() < end, "/readyz says {got:?}, not {status}:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub fn signal(&self, name: &str) {
        let id = self.process.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    pub fn is_running(&mut self) -> bool {
        self.process.as_mut().unwrap().try_wait().unwrap().is_none()
    }

    pub async fn ended(&mut self) -> ExitStatus {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(status) = self.process.as_mut().unwrap().try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "it does not end:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
