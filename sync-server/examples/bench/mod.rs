//! The server as a process, lines to it that cost little, and a clock.

use serde_json::Value;
use std::error::Error;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

type Failed = Box<dyn Error + Send + Sync>;

pub fn row(what: &str, measured: &str, target: &str, beside: &str) {
    println!("| {what} | {measured} | {target} | {beside} |");
}

pub fn now_ms() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()
}

/// Counts what is done until its time is over.
#[derive(Clone)]
pub struct Clock {
    begun: Instant,
    time: Duration,
    count: Arc<AtomicUsize>,
}

impl Clock {
    pub fn new(time: Duration) -> Self {
        Self { begun: Instant::now(), time, count: Arc::default() }
    }

    pub fn runs(&self) -> bool {
        self.begun.elapsed() < self.time
    }

    pub fn did(&self, count: usize) {
        self.count.fetch_add(count, Ordering::Relaxed);
    }

    pub fn per_second(&self) -> f64 {
        self.count.load(Ordering::Relaxed) as f64 / self.begun.elapsed().as_secs_f64()
    }
}

/// `alfa-sync-server`, built beside this program.
pub struct Server {
    pub address: SocketAddr,
    process: Child,
}

impl Server {
    pub async fn start(folder: &Path, database: &str) -> Result<Self, Failed> {
        let own = std::env::current_exe()?;
        let program = own.parent().and_then(Path::parent).ok_or("no folder")?.join("alfa-sync-server");
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let process = Command::new(&program)
            .arg("serve")
            .env_clear()
            .env("RUST_LOG", "warn")
            .env("DATABASE_URL", database)
            .env("ALFA_SERVER_SIGNING_KEY", key)
            .env("ALFA_SERVER_SECRET_KEY", key)
            .env("ALFA_SERVER_REQUESTS_PER_USER", "0")
            .env("ALFA_SERVER_LISTEN", address.to_string())
            .env("ALFA_SERVER_MAIL_FOLDER", folder.join("mail"))
            .current_dir(folder)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let begun = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            if begun.elapsed() > Duration::from_secs(30) {
                return Err("the server does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(Self { address, process })
    }

    pub fn resident_bytes(&self) -> Result<u64, Failed> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id().ok_or("it ended")?))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes * 1024)
    }

    pub async fn stop(mut self) {
        let _ = self.process.kill().await;
    }
}

/// A connection that is kept, and reads no more of HTTP than it needs.
pub struct Line {
    stream: TcpStream,
    address: SocketAddr,
    come: Vec<u8>,
}

impl Line {
    pub async fn open(server: &Server) -> Result<Self, Failed> {
        let stream = TcpStream::connect(server.address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, address: server.address, come: Vec::new() })
    }

    pub async fn post(&mut self, path: &str, token: &str, body: &Value) -> Result<Value, Failed> {
        let answer = self.send("POST", path, token, body.to_string().as_bytes()).await?;
        Ok(serde_json::from_slice(&answer).unwrap_or(Value::Null))
    }

    /// The body of a good answer.
    pub async fn send(&mut self, method: &str, path: &str, token: &str, body: &[u8]) -> Result<Vec<u8>, Failed> {
        let Self { address, .. } = self;
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        self.stream.write_all(&[head.as_bytes(), body].concat()).await?;
        let end = self.head().await?;
        let head = String::from_utf8_lossy(&self.come[..end]).to_ascii_lowercase();
        let length: usize = match head.split("content-length: ").nth(1) {
            Some(rest) => rest.split("\r\n").next().unwrap_or_default().parse()?,
            None => 0,
        };
        while self.come.len() < end + length {
            self.read().await?;
        }
        let body = self.come[end..end + length].to_vec();
        self.come.drain(..end + length);
        if !head.starts_with("http/1.1 2") {
            return Err(format!("{path}: {head}{}", String::from_utf8_lossy(&body)).into());
        }
        Ok(body)
    }

    /// A WebSocket that says nothing.
    pub async fn listen(server: &Server, token: &str) -> Result<Self, Failed> {
        let mut line = Self::open(server).await?;
        let Self { address, .. } = line;
        let head = format!(
            "GET /v1/sync/live HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAECAwQFBgcICQoLDA0ODw==\r\n\r\n"
        );
        line.stream.write_all(head.as_bytes()).await?;
        let end = line.head().await?;
        if !line.come.starts_with(b"HTTP/1.1 101") {
            return Err(String::from_utf8_lossy(&line.come[..end]).into_owned().into());
        }
        line.come = Vec::new();
        Ok(line)
    }

    /// Where the head of the answer ends.
    async fn head(&mut self) -> Result<usize, Failed> {
        loop {
            if let Some(at) = self.come.windows(4).position(|window| window == b"\r\n\r\n") {
                return Ok(at + 4);
            }
            self.read().await?;
        }
    }

    async fn read(&mut self) -> Result<(), Failed> {
        if self.come.capacity() - self.come.len() < 4096 {
            self.come.reserve(4096.max(self.come.len()));
        }
        match self.stream.read_buf(&mut self.come).await? {
            0 => Err("the server closed the line".into()),
            _ => Ok(()),
        }
    }
}
