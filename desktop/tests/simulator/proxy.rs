//! The line between computers and server: requests are lost, answers are lost or cut in their middle, both are late, requests arrive twice, and
//! some arrive after the ones that were sent later.

use crate::random::Random;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub struct Proxy {
    pub url: String,
    line: Arc<Line>,
}

struct Line {
    to: SocketAddr,
    bad: AtomicBool,
    cut: AtomicBool,
    hold_pushes: AtomicBool,
    held: AtomicUsize,
    late: AtomicUsize,
    compared: AtomicUsize,
    random: Mutex<Random>,
}

enum Fault {
    None,
    Lost,
    AnswerLost,
    AnswerCut,
    Late(u64),
    Twice,
    /// The computer gives up; the server gets it then.
    AfterOthers(u64),
}

impl Proxy {
    pub async fn start(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let line = Arc::new(Line {
            to,
            bad: AtomicBool::new(false),
            cut: AtomicBool::new(false),
            hold_pushes: AtomicBool::new(false),
            held: AtomicUsize::new(0),
            late: AtomicUsize::new(0),
            compared: AtomicUsize::new(0),
            random: Mutex::new(Random::new(0)),
        });
        let each = Arc::clone(&line);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&each).carry(stream));
            }
        });
        Self { url, line }
    }

    pub fn seed(&self, seed: u64) {
        *self.line.random.lock().unwrap() = Random::new(seed ^ 0xA1FA);
        self.line.compared.store(0, Ordering::SeqCst);
    }

    /// Whether anything goes wrong on it.
    pub fn set_bad(&self, bad: bool) {
        self.line.bad.store(bad, Ordering::SeqCst);
    }

    /// Nothing gets through.
    pub fn set_cut(&self, cut: bool) {
        self.line.cut.store(cut, Ordering::SeqCst);
    }

    /// Changes on their way to the server wait here.
    pub fn hold_pushes(&self, hold: bool) {
        self.line.hold_pushes.store(hold, Ordering::SeqCst);
    }

    pub fn held(&self) -> usize {
        self.line.held.load(Ordering::SeqCst)
    }

    /// Requests that will still arrive, although nobody waits for them.
    pub fn late(&self) -> usize {
        self.line.late.load(Ordering::SeqCst)
    }

    /// How often a computer found that it was not level with the server although both thought so.
    pub fn compared(&self) -> usize {
        self.line.compared.load(Ordering::SeqCst)
    }
}

impl Line {
    fn fault(&self) -> Fault {
        if !self.bad.load(Ordering::SeqCst) {
            return Fault::None;
        }
        let mut random = self.random.lock().unwrap();
        match random.below(20) {
            0 => Fault::Lost,
            1 | 2 => Fault::AnswerLost,
            3 => Fault::AnswerCut,
            4 => Fault::Late(random.below(300)),
            5 | 6 => Fault::Twice,
            7 | 8 => Fault::AfterOthers(50 + random.below(1_200)),
            _ => Fault::None,
        }
    }

    /// One request, on a connection of its own.
    async fn carry(self: Arc<Self>, mut from: TcpStream) -> Option<()> {
        let request = read_request(&mut from).await?;
        if self.cut.load(Ordering::SeqCst) {
            return None;
        }
        if request.starts_with(b"GET /v1/sync/buckets") {
            self.compared.fetch_add(1, Ordering::SeqCst);
        }
        if request.starts_with(b"POST /v1/sync/push") && self.hold_pushes.load(Ordering::SeqCst) {
            self.held.fetch_add(1, Ordering::SeqCst);
            while self.hold_pushes.load(Ordering::SeqCst) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            self.held.fetch_sub(1, Ordering::SeqCst);
        }
        match self.fault() {
            Fault::None => from.write_all(&self.answer(&request).await?).await.ok(),
            Fault::Lost => None,
            Fault::AnswerLost => self.answer(&request).await.map(drop),
            Fault::AnswerCut => {
                let answer = self.answer(&request).await?;
                from.write_all(&answer[..answer.len() * 2 / 3]).await.ok()
            }
            Fault::Late(millis) => {
                tokio::time::sleep(Duration::from_millis(millis)).await;
                let answer = self.answer(&request).await?;
                tokio::time::sleep(Duration::from_millis(millis)).await;
                from.write_all(&answer).await.ok()
            }
            Fault::Twice => {
                self.answer(&request).await?;
                from.write_all(&self.answer(&request).await?).await.ok()
            }
            Fault::AfterOthers(millis) => {
                self.late.fetch_add(1, Ordering::SeqCst);
                drop(from);
                tokio::time::sleep(Duration::from_millis(millis)).await;
                let _ = self.answer(&request).await;
                self.late.fetch_sub(1, Ordering::SeqCst);
                None
            }
        }
    }

    /// The whole answer; none where the server is not there, or dies before its end.
    async fn answer(&self, request: &[u8]) -> Option<Vec<u8>> {
        let mut to = TcpStream::connect(self.to).await.ok()?;
        to.write_all(request).await.ok()?;
        let mut answer = Vec::new();
        to.read_to_end(&mut answer).await.ok()?;
        (!answer.is_empty()).then_some(answer)
    }
}

/// Head and body. The server is asked to close after it, so that its answer is what comes until then.
async fn read_request(from: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if from.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    while bytes.len() < head + length.unwrap_or(0) {
        if from.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let first = bytes.windows(2).position(|window| window == b"\r\n")? + 2;
    Some([&bytes[..first], b"Connection: close\r\n", &bytes[first..]].concat())
}
