//! What the tray's menu shows.

use super::Resident;
use alfa_copilot::Alerts;
use alfa_domain::{AlertState, Money, Quote, Ticker};
use alfa_language::aloud;

/// Prices in the menu at most.
const PRICES: usize = 6;

/// What the tray's menu shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrayView {
    /// Coin and line: "Bitcoin R$ 512.340,55 · Binance BTCBRL, 14:03".
    pub prices: Vec<(Ticker, String)>,
    /// Alerts that are watched.
    pub active: usize,
    /// Alerts that are paused.
    pub paused: usize,
}

impl Resident {
    /// What the tray's menu shows now.
    pub async fn tray(&self) -> TrayView {
        let alerts = self.app().store.alerts().await.unwrap_or_default();
        let count = |state| alerts.iter().filter(|alert| alert.state == state).count();
        let quotes = self.watched_quotes().await;
        TrayView {
            prices: quotes.iter().take(PRICES).map(|quote| (quote.coin.clone(), self.price_line(quote))).collect(),
            active: count(AlertState::Active),
            paused: count(AlertState::Paused),
        }
    }

    fn price_line(&self, quote: &Quote) -> String {
        let money = Money { amount: quote.price, currency: quote.currency.clone() };
        let at = quote.at.with_timezone(&self.app().clock.zone()).format("%H:%M");
        format!("{}  {}  ·  {}, {at}", self.coin_name(&quote.coin), aloud::written_money(&money), quote.source)
    }
}
