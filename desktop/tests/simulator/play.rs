//! One run.

use crate::checks::{self, Acknowledged};
use crate::processes::Peer;
use crate::random::Random;
use crate::world::{PATIENCE, World};
use alfa_sync::Phrase;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;
use uuid::Uuid;

const STEPS: u64 = 45;
/// After the last fault everything is level within so many rounds of each.
const ROUNDS: usize = 6;

pub struct Run<'a> {
    pub world: &'a mut World,
    pub user: Uuid,
    pub folder: PathBuf,
    pub restored: bool,
    pub kept: Acknowledged,
    email: String,
    phrase: String,
    random: Random,
    peers: Vec<Peer>,
    picks: u64,
}

/// Plays a seed; what was wrong in the end.
pub async fn play(world: &mut World, seed: u64) -> Vec<String> {
    let email = format!("ana{seed}@exemplo.com.br");
    world.proxy.seed(seed);
    let user = world.account(&email).await;
    let folder = world.folder().join(format!("run{seed}"));
    let phrase = Phrase::new().unwrap().words().join(" ");
    let random = Random::new(seed);
    let kept = Acknowledged::default();
    let mut run =
        Run { world, user, folder, restored: false, kept, email, phrase, random, peers: Vec::new(), picks: 0 };
    for number in 0..3 {
        run.join(number).await;
    }
    let restore = seed.is_multiple_of(4);
    run.world.proxy.set_bad(true);
    for step in 0..STEPS {
        match step {
            15 if restore => run.world.back_up(),
            32 if restore => run.restore().await,
            // in the midst of everything else, and in runs whose database loses it again
            10 | 24 if seed.is_multiple_of(2) => {
                let number = run.random.index(3);
                drop(run.peers[number].ask(json!({ "do": "rotate" })).await);
            }
            _ => run.step().await,
        }
    }
    run.world.proxy.set_bad(false);
    let mut wrong = run.come_to_rest().await;
    if wrong.is_empty() {
        wrong = checks::check(&mut run).await;
    }
    for peer in &mut run.peers {
        peer.kill().await;
    }
    if let Some(kept) = std::env::var_os("ALFA_SIMULATOR_KEEP").filter(|_| !wrong.is_empty()) {
        std::fs::create_dir_all(&kept).unwrap();
        for number in 0..run.peers.len() {
            let copy = PathBuf::from(&kept).join(format!("{number}.db"));
            let data = rusqlite::Connection::open(run.database_of(number)).unwrap();
            data.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        }
    }
    let _ = std::fs::remove_dir_all(&run.folder);
    wrong
}

impl Run<'_> {
    fn start(&self, number: usize) -> Peer {
        let name = format!("computador{number}");
        Peer::start(&self.folder.join(&name), &self.world.proxy.url, &self.email, &name)
    }

    /// A computer signs in with password and phrase.
    pub async fn join(&mut self, number: usize) {
        let peer = self.start(number);
        self.peers.push(peer);
        self.sign_in(number).await;
    }

    async fn sign_in(&mut self, number: usize) {
        let said = self.peers[number].ask(json!({ "do": "sign-in", "phrase": self.phrase })).await;
        let said = tokio::time::timeout(PATIENCE, said).await.unwrap().unwrap();
        assert!(said.get("error").is_none(), "signing in over a good line: {said}");
    }

    /// Where a computer keeps its data.
    pub fn database_of(&self, number: usize) -> PathBuf {
        self.folder.join(format!("computador{number}/alfa.db"))
    }

    async fn act(&mut self, number: usize) -> tokio::sync::oneshot::Receiver<Value> {
        self.picks += 1;
        let (kind, pick) = (self.random.below(9), 1_000 + self.picks);
        self.peers[number].ask(json!({ "do": "act", "kind": kind, "pick": pick })).await
    }

    async fn acts(&mut self, number: usize) {
        let done = self.act(number).await;
        // an act needs no network: it is always done
        let said = tokio::time::timeout(PATIENCE, done).await.unwrap().unwrap();
        self.kept.note(&said);
    }

    async fn step(&mut self) {
        let number = self.random.index(3);
        let away = Duration::from_millis(self.random.below(300));
        match self.random.below(100) {
            0..55 => self.acts(number).await,
            // its end is not waited for: others act and sync meanwhile
            55..80 => drop(self.peers[number].ask(json!({ "do": "round" })).await),
            80..87 => {
                // in the middle of a round and of a change, neither of which may have been done
                drop(self.peers[number].ask(json!({ "do": "round" })).await);
                drop(self.act(number).await);
                tokio::time::sleep(away / 4).await;
                self.peers[number].kill().await;
                self.peers[number] = self.start(number);
            }
            87..90 => self.world.kill_server(away).await,
            90..92 => self.world.kill_postgres(away).await,
            92..95 => {
                self.world.proxy.set_cut(true);
                tokio::time::sleep(away).await;
                self.world.proxy.set_cut(false);
            }
            95..97 => {
                let hours = 1 + i64::try_from(self.random.below(5)).unwrap();
                checks::set_clock_ahead(&self.database_of(number), hours * 3_600_000);
            }
            _ => tokio::time::sleep(away).await,
        }
    }

    /// The database goes back to its backup while changes are on their way to it.
    async fn restore(&mut self) {
        self.restored = true;
        for number in 0..3 {
            // what the backup has not
            self.acts(number).await;
            let round = self.peers[number].ask(json!({ "do": "round" })).await;
            let _ = tokio::time::timeout(PATIENCE, round).await;
            self.kept.note(&json!({}));
            self.acts(number).await;
        }
        self.world.proxy.set_bad(false);
        self.world.proxy.hold_pushes(true);
        for number in 0..3 {
            drop(self.peers[number].ask(json!({ "do": "round" })).await);
        }
        for _ in 0..200 {
            if self.world.proxy.held() == 3 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.world.restore();
        self.world.proxy.hold_pushes(false);
        self.world.proxy.set_bad(true);
    }

    /// Nothing fails any more: all are level soon.
    async fn come_to_rest(&mut self) -> Vec<String> {
        let arrived = async {
            while self.world.proxy.late() > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, arrived).await.unwrap();
        self.world.is_ready().await;
        for pass in 0..ROUNDS {
            let mut moved = 0;
            for number in 0..self.peers.len() {
                match self.round(number).await {
                    Ok(count) => moved += count,
                    Err(wrong) => return vec![format!("computer {number}: {wrong}")],
                }
            }
            // the first also waits for rounds begun before, whose movements are not counted
            if moved == 0 && pass > 0 {
                return Vec::new();
            }
        }
        vec![format!("not level after {ROUNDS} rounds of each")]
    }

    /// A round over a good line, which must come to its end; how much it moved.
    pub async fn round(&mut self, number: usize) -> Result<u64, String> {
        for _ in 0..2 {
            let said = self.peers[number].ask(json!({ "do": "round" })).await;
            let Ok(Ok(said)) = tokio::time::timeout(Duration::from_secs(30), said).await else {
                return Err("stuck for 30 s".to_owned());
            };
            match said["error"].as_str() {
                None => {
                    return Ok(["sent", "received", "healed"].iter().filter_map(|what| said[*what].as_u64()).sum());
                }
                // the restored database does not know its session
                Some("signed_out") if self.restored => self.sign_in(number).await,
                Some(_) => return Err(format!("a round fails over a good line: {said}")),
            }
        }
        Err("signed out after signing in".to_owned())
    }
}
