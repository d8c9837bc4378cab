//! The entry: a sentence to its meaning.

use crate::coins::CoinNames;
use crate::decide::decide;
use crate::follow_up;
use crate::lexicon::Lexicon;
use crate::reading::Reader;
use crate::repair::Repairs;
use crate::sentence::Sentence;
use crate::{Context, Intent, Understanding, slots};
use alfa_domain::CoinTable;
use chrono::DateTime;
use chrono_tz::Tz;
use std::sync::Arc;

/// What is known of Portuguese and of the coins' names. Built once, shared by all turns; cheap to clone.
#[derive(Debug, Clone)]
pub struct Language {
    reader: Arc<Reader>,
}

impl Language {
    /// Indexes the names, tickers, nicknames and sounds of the table's coins.
    pub fn new(coins: &CoinTable) -> Self {
        let lexicon = Lexicon::new();
        let repairs = Repairs::new(&lexicon);
        let names = CoinNames::new(coins, &lexicon);
        Self { reader: Arc::new(Reader { lexicon, repairs, names }) }
    }

    /// What a sentence means at `now` (dates and times of day are those of its zone), after what was said before.
    ///
    /// Pure: the same sentence, time and context always give the same meaning. A request that something keeps from being acted on
    /// carries a [`crate::Doubt`]; what is no request ALFA knows is [`Intent::OutOfScope`]. Thanks and goodbyes are [`Intent::Stop`]:
    /// nothing more is said. Greetings are [`Intent::Help`].
    pub fn understand(&self, text: &str, now: DateTime<Tz>, context: &Context) -> Understanding {
        let today = now.date_naive();
        let reading = self.reader.read(text, today);
        let sentence = Sentence::new(&reading, &self.reader.lexicon, today, text);
        let decision = decide(&sentence);
        let own = slots::fill(&sentence, decision.intent);
        if let Some(answer) = follow_up::answer(&sentence, &own, decision.explicit, context) {
            return answer;
        }
        if let Some(understood) = follow_up::lean(&sentence, &own, decision.explicit, context) {
            let doubt = slots::doubt(&sentence, &understood);
            return Understanding { understood, doubt, follow_up: true };
        }
        if own.intent == Intent::Deny && context.pending.is_none() {
            return Understanding { understood: own, doubt: None, follow_up: false };
        }
        let doubt = slots::doubt(&sentence, &own);
        Understanding { understood: own, doubt, follow_up: false }
    }
}
