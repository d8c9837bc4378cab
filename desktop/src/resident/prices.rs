//! Live prices of what is shown: the watchlist and the chart.

use super::view::AppEvent;
use super::{Resident, locked};
use alfa_copilot::Watchlist;
use alfa_domain::{Currency, Quote, Ticker};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// While somebody looks.
const SHOWN_EVERY: Duration = Duration::from_secs(2);
/// While only the tray shows them.
const HIDDEN_EVERY: Duration = Duration::from_secs(30);

pub(super) struct Prices {
    currency: Mutex<Currency>,
    chart: Mutex<Option<Ticker>>,
    visible: watch::Sender<bool>,
}

impl Prices {
    pub fn new() -> Self {
        Self { currency: Mutex::new(Currency::Brl), chart: Mutex::default(), visible: watch::Sender::new(false) }
    }

    /// Prices are shown in this currency.
    pub fn show(&self, currency: &Currency) {
        currency.clone_into(&mut locked(&self.currency));
    }

    /// The chart shows this coin.
    pub fn chart(&self, coin: &Ticker) {
        *locked(&self.chart) = Some(coin.clone());
    }
}

impl Resident {
    /// Whether the window can be seen: prices come more often then.
    pub fn set_visible(&self, visible: bool) {
        self.prices.visible.send_replace(visible);
    }

    /// The last prices of the watchlist, in reais, for the tray.
    pub async fn watched_quotes(&self) -> Vec<Quote> {
        let app = self.app();
        let coins = app.store.watched().await.unwrap_or_default();
        app.market.quotes(&coins, &Currency::Brl).await.into_iter().flatten().map(|quoted| quoted.quote).collect()
    }
}

/// Sends prices until the resident is gone.
pub(super) fn follow(resident: &Arc<Resident>) {
    let weak = Arc::downgrade(resident);
    let mut visible = resident.prices.visible.subscribe();
    tokio::spawn(async move {
        loop {
            let wait = if *visible.borrow_and_update() { SHOWN_EVERY } else { HIDDEN_EVERY };
            let asked = weak.upgrade();
            let Some(resident) = asked else { break };
            let app = resident.app();
            let mut coins = app.store.watched().await.unwrap_or_default();
            let charted = locked(&resident.prices.chart).clone();
            coins.extend(charted.filter(|coin| !coins.contains(coin)));
            let currency = locked(&resident.prices.currency).clone();
            app.market.warm(&coins);
            let quotes: Vec<Quote> =
                app.market.quotes(&coins, &currency).await.into_iter().flatten().map(|quoted| quoted.quote).collect();
            if !quotes.is_empty() {
                resident.tell(AppEvent::Quotes { quotes });
            }
            drop((resident, app));
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                changed = visible.changed() => if changed.is_err() { break },
            }
        }
    });
}
