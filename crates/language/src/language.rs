//! The entry: a sentence to its meaning.

use crate::{Context, Intent, Understanding, Understood};
use alfa_domain::CoinTable;
use chrono::DateTime;
use chrono_tz::Tz;

/// What is known of Portuguese and of the coins' names. Built once, shared by all turns.
#[derive(Debug, Clone)]
pub struct Language {
    coins: CoinTable,
}

impl Language {
    /// Indexes the names, tickers and nicknames of the table.
    pub fn new(coins: &CoinTable) -> Self {
        Self { coins: coins.clone() }
    }

    /// What a sentence means at `now` (dates and times of day are those of its zone), after what was said before.
    pub fn understand(&self, text: &str, now: DateTime<Tz>, context: &Context) -> Understanding {
        let _ = (&self.coins, text, now, context);
        Understanding { understood: Understood::bare(Intent::OutOfScope), doubt: None, follow_up: false }
    }
}
