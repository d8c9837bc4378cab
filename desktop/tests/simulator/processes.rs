//! Processes of this program, killed without a warning.

use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::oneshot;

/// This process ends when the one that began it has.
pub fn end_with_parent() {
    std::thread::spawn(|| {
        let mut byte = [0];
        while std::io::stdin().read(&mut byte).is_ok_and(|read| read > 0) {}
        std::process::exit(0);
    });
}

fn this_program(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(words).stdin(Stdio::piped()).kill_on_drop(true);
    if std::env::var_os("ALFA_SIMULATOR_LOUD").is_none() {
        command.stderr(Stdio::null());
    }
    command
}

pub async fn kill(child: &mut Child) {
    let _ = child.kill().await;
}

pub fn server(database: &str, port: u16, mails: &Path, without: &str) -> Child {
    let port = port.to_string();
    this_program(&["as-server", database, &port, mails.to_str().unwrap(), without]).spawn().unwrap()
}

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Value>>>>;

/// A computer.
pub struct Peer {
    child: Child,
    orders: ChildStdin,
    waiting: Waiting,
    next: AtomicU64,
}

impl Peer {
    pub fn start(folder: &Path, server: &str, email: &str, name: &str) -> Self {
        let mut child = this_program(&["as-computer", folder.to_str().unwrap(), server, email, name])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (orders, said) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let waiting = Waiting::default();
        let answers = Arc::clone(&waiting);
        tokio::spawn(async move {
            let mut lines = BufReader::new(said).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let Ok(answer) = serde_json::from_str::<Value>(&line) else { continue };
                let asked = answers.lock().unwrap().remove(&answer["number"].as_u64().unwrap_or_default());
                if let Some(asked) = asked {
                    let _ = asked.send(answer);
                }
            }
            // whoever still waits gets no answer any more
            answers.lock().unwrap().clear();
        });
        Self { child, orders, waiting, next: AtomicU64::new(1) }
    }

    /// Tells it to do something; the answer comes when it is done, or not at all when it is killed before.
    pub async fn ask(&mut self, mut order: Value) -> oneshot::Receiver<Value> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        order["number"] = json!(number);
        let (sender, receiver) = oneshot::channel();
        self.waiting.lock().unwrap().insert(number, sender);
        if self.orders.write_all(format!("{order}\n").as_bytes()).await.is_err() {
            self.waiting.lock().unwrap().remove(&number);
        }
        receiver
    }

    pub async fn kill(&mut self) {
        kill(&mut self.child).await;
    }
}
