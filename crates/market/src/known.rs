//! The last known prices, kept for when no source answers, and in a small file for the next process.

use crate::Quoted;
use crate::feeds::Pair;
use alfa_domain::Quote;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Prices kept, at most.
const MOST: usize = 1_000;
/// The file is written no more often than this, except for the first time.
const PAUSE: Duration = Duration::from_secs(5);
/// A file larger than this is not ours.
const FILE_LIMIT: u64 = 4 << 20;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Known {
    pub(crate) quote: Quote,
    pub(crate) path: Vec<Quote>,
    /// When ALFA heard it, by its own clock: a source's clock may be wrong.
    pub(crate) heard_at: DateTime<Utc>,
}

pub(crate) struct LastKnown {
    file: Option<PathBuf>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    prices: HashMap<Pair, Known>,
    written: Option<Instant>,
}

impl LastKnown {
    pub(crate) fn new(file: Option<PathBuf>) -> Self {
        let read = file.as_deref().map(read).unwrap_or_default();
        let prices =
            read.into_iter().map(|known| (Pair::new(&known.quote.coin, &known.quote.currency), known)).collect();
        Self { file, state: Mutex::new(State { prices, written: None }) }
    }

    pub(crate) fn get(&self, pair: &Pair) -> Option<Known> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).prices.get(pair).cloned()
    }

    /// Keeps prices that were just heard.
    pub(crate) fn put<'a>(&self, heard: impl Iterator<Item = &'a Quoted>, now: DateTime<Utc>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = state.prices.len();
        let mut any = false;
        for quoted in heard {
            let known = Known { quote: quoted.quote.clone(), path: quoted.path.clone(), heard_at: now };
            any |= state.prices.insert(Pair::new(&quoted.quote.coin, &quoted.quote.currency), known).is_none();
        }
        if state.prices.len() > MOST {
            let mut times: Vec<DateTime<Utc>> = state.prices.values().map(|known| known.heard_at).collect();
            times.sort_unstable();
            let oldest = times[times.len() - MOST];
            state.prices.retain(|_, known| known.heard_at >= oldest);
        }
        let due = any || before == 0 || state.written.is_none_or(|at| at.elapsed() >= PAUSE);
        if let Some(file) = self.file.clone().filter(|_| due) {
            state.written = Some(Instant::now());
            let prices: Vec<Known> = state.prices.values().cloned().collect();
            drop(state);
            // a lost cache is no loss: the next process asks the sources
            if let Err(error) = write(&file, &prices) {
                tracing::debug!(%error, "the last known prices could not be written");
            }
        }
    }
}

fn read(file: &Path) -> Vec<Known> {
    let small = std::fs::metadata(file).is_ok_and(|meta| meta.len() <= FILE_LIMIT);
    let text = if small { std::fs::read(file).unwrap_or_default() } else { Vec::new() };
    serde_json::from_slice(&text).unwrap_or_default()
}

/// Written beside and moved into place, so that another process never reads half a file.
fn write(file: &Path, prices: &[Known]) -> std::io::Result<()> {
    let beside = file.with_extension(format!("{}.part", std::process::id()));
    std::fs::write(&beside, serde_json::to_vec(prices)?)?;
    std::fs::rename(&beside, file).inspect_err(|_| {
        let _ = std::fs::remove_file(&beside);
    })
}
