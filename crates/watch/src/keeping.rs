//! What the watch has found and not yet put away.

use crate::{NewFiring, Passed, WatchStore, Watched};
use alfa_alerts::{Memory, Pair};
use alfa_domain::{AlertId, Firing};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;
use tokio::time::Instant;

/// Where keeping fails it is tried again after so long: a disk that is full answers at once, and prices go on coming.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What is to be kept together: a firing without the price it was found at would be found again by the next run.
#[derive(Default)]
pub(super) struct Unkept {
    firings: Vec<NewFiring>,
    /// The last of each alert.
    armings: HashMap<AlertId, Memory>,
    /// Up to where each pair went through the watcher.
    progress: BTreeMap<Pair, Watched>,
    /// The pairs that went on since they were kept.
    moved: BTreeSet<Pair>,
    /// Keeping failed, and waits until then.
    waits: Option<Instant>,
}

impl Unkept {
    /// A pair's price went through the watcher.
    pub fn passed(&mut self, pair: &Pair, now: DateTime<Utc>, mut watched: Watched) {
        if let Some(last) = self.progress.get(pair) {
            // a price that comes late counts as of the last one, unless the clock was set back
            watched.at = watched.at.max(last.at.min(now));
        }
        self.progress.insert(pair.clone(), watched);
        if !self.moved.contains(pair) {
            self.moved.insert(pair.clone());
        }
    }

    /// Up to when a pair went through the watcher in this run.
    pub fn until(&self, pair: &Pair) -> Option<DateTime<Utc>> {
        self.progress.get(pair).map(|watched| watched.at)
    }

    /// An alert fired. One that repeats is disarmed since then.
    pub fn fired(&mut self, new: NewFiring) {
        if new.repeats {
            let Firing { alert, version, arming, at, .. } = new.firing;
            self.armings.insert(alert, Memory { version, arming, fired_ms: Some(at.timestamp_millis()) });
        }
        self.firings.push(new);
    }

    /// An alert armed again.
    pub fn armed(&mut self, alert: AlertId, memory: Memory) {
        self.armings.insert(alert, memory);
    }

    /// An alert is watched from now on; what is known of this version already stays.
    pub fn begun(&mut self, alert: AlertId, version: u32) {
        if self.armings.get(&alert).is_none_or(|memory| memory.version < version) {
            self.armings.insert(alert, Memory { version, arming: 1, fired_ms: None });
        }
    }

    /// Keeps what was found, and with it up to where prices went; without anything found that alone, if `all`. Whether something new is
    /// to be told.
    pub async fn keep(&mut self, store: &dyn WatchStore, now: DateTime<Utc>, all: bool) -> bool {
        let found = !self.firings.is_empty() || !self.armings.is_empty();
        let due = found || all && !self.moved.is_empty();
        if !due || self.waits.is_some_and(|until| Instant::now() < until) {
            return false;
        }
        let watched = |pair: &Pair| Some((pair.clone(), self.progress.get(pair)?.clone()));
        let passed = Passed {
            firings: self.firings.clone(),
            armings: self.armings.iter().map(|(alert, memory)| (*alert, *memory)).collect(),
            watched: self.moved.iter().filter_map(watched).collect(),
        };
        let count = passed.firings.len();
        match store.record(passed, now).await {
            Ok(new) => {
                self.firings.clear();
                self.armings.clear();
                self.moved.clear();
                self.waits = None;
                if new {
                    tracing::info!(count, "alerts fired");
                }
                new
            }
            Err(error) => {
                tracing::error!(%error, "what the watch found could not be kept yet");
                self.waits = Some(Instant::now() + AGAIN_AFTER);
                false
            }
        }
    }

    /// At the end there is no later: what waits is tried at once.
    pub fn hurry(&mut self) {
        self.waits = None;
    }
}
