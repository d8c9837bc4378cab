//! Tools that run on the user's device: what needs his data, and prices the operator may not relay.

use super::line::Line;
use super::messages::Down;
use alfa_copilot::{Asked, Elsewhere, Problem, Returned};
use alfa_language::Intent;
use async_trait::async_trait;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// A device answers by then.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Device {
    line: Line,
    /// What the operator relays.
    sources: Vec<String>,
    turn: AtomicU32,
    calls: AtomicU32,
    waiting: Mutex<HashMap<u32, oneshot::Sender<Returned>>>,
}

impl Device {
    pub fn new(line: Line, sources: Vec<String>) -> Self {
        Self { line, sources, turn: AtomicU32::new(0), calls: AtomicU32::new(0), waiting: Mutex::default() }
    }

    /// Calls are of this turn from now on; those of one before are given up.
    pub fn turn(&self, turn: u32) {
        self.turn.store(turn, Ordering::SeqCst);
        self.waiting().clear();
    }

    /// A call came back.
    pub fn returned(&self, call: u32, returned: Returned) {
        if let Some(waits) = self.waiting().remove(&call) {
            let _ = waits.send(returned);
        }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, HashMap<u32, oneshot::Sender<Returned>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn relays(&self, any: &[&str]) -> bool {
        self.sources.iter().any(|source| any.contains(&source.as_str()))
    }
}

#[async_trait]
impl Elsewhere for Device {
    fn has(&self, intent: Intent) -> bool {
        match intent {
            Intent::AlertCreate
            | Intent::AlertList
            | Intent::AlertChange
            | Intent::AlertPause
            | Intent::AlertCancel
            | Intent::WatchAdd
            | Intent::WatchRemove
            | Intent::WatchList
            | Intent::PortfolioValue
            | Intent::PortfolioBuy
            | Intent::PortfolioSell
            | Intent::Schedule => true,
            Intent::Price
            | Intent::Convert
            | Intent::ConvertInverse
            | Intent::Change
            | Intent::Compare
            | Intent::HighLow
            | Intent::HistoryPrice
            | Intent::WhatIf
            | Intent::Volume
            | Intent::Indicator
            | Intent::Trend
            | Intent::Chart
            | Intent::AdviceRefuse => !self.relays(&["binance", "mercadobitcoin"]),
            Intent::Fx => !self.relays(&["awesomeapi", "ptax"]),
            Intent::MarketCap | Intent::Dominance | Intent::MarketOverview | Intent::TopGainers | Intent::TopLosers => {
                !self.relays(&["coingecko"])
            }
            Intent::FearGreed => !self.relays(&["fng"]),
            Intent::Explain
            | Intent::ExplainSource
            | Intent::Repeat
            | Intent::Slower
            | Intent::Faster
            | Intent::Stop
            | Intent::Help
            | Intent::Confirm
            | Intent::Deny
            | Intent::OutOfScope => false,
        }
    }

    async fn run(&self, asked: Asked) -> Returned {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let (waits, returned) = oneshot::channel();
        self.waiting().insert(call, waits);
        self.line.send(&Down::Tool { turn: self.turn.load(Ordering::SeqCst), call, asked: &asked }).await;
        let returned = tokio::time::timeout(PATIENCE, returned).await;
        self.waiting().remove(&call);
        returned.ok().and_then(Result::ok).unwrap_or_else(|| Returned::Problem {
            problem: Problem::new(
                "device_silent",
                "O seu computador não respondeu à pergunta sobre os seus dados.",
                "Confira a conexão e pergunte de novo.",
            ),
        })
    }
}
