//! What stands before several instances: it asks `/readyz`, sends each request to the next that is ready, and to another where one breaks before it
//! has answered, as proxies do for requests that may be repeated. All of sync's may.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub struct Balancer {
    pub url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    instances: Mutex<Vec<Instance>>,
    next: AtomicUsize,
    again: AtomicUsize,
}

#[derive(Clone, Copy)]
struct Instance {
    port: u16,
    ready: bool,
}

impl Balancer {
    pub async fn start(ports: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let (each, asking) = (Arc::clone(&shared), Arc::clone(&shared));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&each).carry(stream));
            }
        });
        tokio::spawn(async move {
            loop {
                asking.look().await;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        });
        let balancer = Self { url, shared };
        ports.iter().for_each(|port| balancer.add(*port));
        balancer
    }

    /// One that is ready.
    pub fn add(&self, port: u16) {
        self.shared.instances().push(Instance { port, ready: true });
    }

    /// How many requests were sent to a second instance.
    pub fn again(&self) -> usize {
        self.shared.again.load(Ordering::SeqCst)
    }
}

impl Shared {
    fn instances(&self) -> std::sync::MutexGuard<'_, Vec<Instance>> {
        self.instances.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn look(&self) {
        let ports: Vec<u16> = self.instances().iter().map(|instance| instance.port).collect();
        for port in ports {
            let asked = exchange(port, b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
            let ready = asked.is_some_and(|answer| answer.starts_with(b"HTTP/1.1 200"));
            self.instances().iter_mut().filter(|instance| instance.port == port).for_each(|at| at.ready = ready);
        }
    }

    /// One request, on a connection of its own.
    async fn carry(self: Arc<Self>, mut from: TcpStream) -> Option<()> {
        let request = read_request(&mut from).await?;
        let first = self.next.fetch_add(1, Ordering::SeqCst);
        // ready ones first, one after another
        let mut instances = self.instances().clone();
        let count = instances.len();
        instances.rotate_left(first % count.max(1));
        instances.sort_by_key(|instance| !instance.ready);
        for (tried, instance) in instances.iter().enumerate() {
            if tried > 0 {
                self.again.fetch_add(1, Ordering::SeqCst);
            }
            if let Some(answer) = exchange(instance.port, &request).await {
                return from.write_all(&answer).await.ok();
            }
        }
        from.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await.ok()
    }
}

/// The whole answer; none where the instance is not there, or breaks before its end.
async fn exchange(port: u16, request: &[u8]) -> Option<Vec<u8>> {
    let mut to = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    to.write_all(request).await.ok()?;
    let mut answer = Vec::new();
    to.read_to_end(&mut answer).await.ok()?;
    let (head, length) = head(&answer)?;
    (answer.len() >= head + length).then_some(answer)
}

/// Where the head ends, and how long what follows is.
fn head(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    Some((end, length.unwrap_or(0)))
}

/// Head and body. The instance is asked to close after it, so that its answer is what comes until then.
async fn read_request(from: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some((end, length)) = head(&bytes)
            && bytes.len() >= end + length
        {
            let first = bytes.windows(2).position(|window| window == b"\r\n")? + 2;
            return Some([&bytes[..first], b"Connection: close\r\n", &bytes[first..]].concat());
        }
        if from.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
