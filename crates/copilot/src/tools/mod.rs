//! The tools: one per kind of question. Each takes the understood request and returns an answer made of facts.

mod alert;
mod alert_words;
mod change;
mod chart;
mod compare;
mod convert;
mod explain;
mod fx;
mod glossary;
mod high_low;
mod history;
mod indicator;
mod movers;
mod overview;
mod portfolio;
mod price;
mod price_facts;
mod report;
mod schedule;
mod small_talk;
mod trend;
mod volume;
mod watchlist;

pub use report::{Report, ReportLine, daily_report};

use crate::{Answer, Asked, Clock, Dialogue, Elsewhere, Problem, Store, composer::Composer};
use alfa_domain::{Alert, CoinTable, Currency, Fact, Quote, Schedule, Ticker};
use alfa_language::{Coins, Intent, Understood};
use alfa_market::Market;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::sync::Arc;

/// Why a tool did not answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It could not.
    Problem(Problem),
    /// It would, but the user must say yes first; the question is the answer.
    Confirm(Answer),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<alfa_market::MarketError> for Refusal {
    fn from(error: alfa_market::MarketError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<crate::StoreError> for Refusal {
    fn from(error: crate::StoreError) -> Self {
        Self::Problem(error.into())
    }
}

/// An amount that cannot be meant.
pub(crate) use convert::absurd as absurd_amount;

pub(crate) type ToolResult = Result<Answer, Refusal>;

/// What stands around a request.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    /// The user's words.
    pub(crate) said: &'a str,
    /// What was said before.
    pub(crate) dialogue: &'a Dialogue,
    /// The user has said yes to it.
    pub(crate) confirmed: bool,
}

/// All tools over one market and one user's data. Cheap to clone.
#[derive(Clone)]
pub struct Toolbox {
    pub(crate) market: Market,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) coins: CoinTable,
    elsewhere: Option<Arc<dyn Elsewhere>>,
}

impl Toolbox {
    /// The tools over these surroundings.
    pub fn new(market: Market, store: Arc<dyn Store>, clock: Arc<dyn Clock>, coins: CoinTable) -> Self {
        Self { market, store, clock, coins, elsewhere: None }
    }

    /// The same, but that what another computer has runs there.
    #[must_use]
    pub fn with_elsewhere(mut self, elsewhere: Arc<dyn Elsewhere>) -> Self {
        self.elsewhere = Some(elsewhere);
        self
    }

    /// The coins these tools know.
    pub fn coins(&self) -> &CoinTable {
        &self.coins
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The moment lookbacks end: what the user's words are measured from.
    pub(crate) fn words_now(&self) -> DateTime<Utc> {
        self.clock.words_now()
    }

    pub(crate) fn zone(&self) -> Tz {
        self.clock.zone()
    }

    pub(crate) fn composer(&self) -> Composer<'_> {
        Composer::new(&self.coins, self.now())
    }

    /// Runs the tool of a request.
    pub(crate) async fn run(&self, request: &Understood, around: Around<'_>) -> ToolResult {
        if let Some(elsewhere) = self.elsewhere.as_ref().filter(|elsewhere| elsewhere.has(request.intent)) {
            let (request, said) = (request.clone(), around.said.to_owned());
            return elsewhere.run(Asked { request, said, confirmed: around.confirmed }).await.into();
        }
        let answer = match request.intent {
            Intent::Price => price::price(self, request).await,
            Intent::Convert => convert::convert(self, request).await,
            Intent::ConvertInverse => convert::convert_inverse(self, request).await,
            Intent::Fx => fx::fx(self, request).await,
            Intent::Change => change::change(self, request).await,
            Intent::Compare => compare::compare(self, request).await,
            Intent::HighLow => high_low::high_low(self, request).await,
            Intent::HistoryPrice => history::history_price(self, request).await,
            Intent::WhatIf => history::what_if(self, request).await,
            Intent::Volume => volume::volume(self, request).await,
            Intent::MarketCap => overview::market_cap(self, request).await,
            Intent::Dominance => overview::dominance(self, request).await,
            Intent::FearGreed => overview::fear_greed(self).await,
            Intent::MarketOverview => overview::market_overview(self).await,
            Intent::TopGainers => movers::movers(self, request, movers::Direction::Up).await,
            Intent::TopLosers => movers::movers(self, request, movers::Direction::Down).await,
            Intent::Indicator => indicator::indicator(self, request).await,
            Intent::Trend => trend::trend(self, request).await,
            Intent::Chart => chart::chart(self, request).await,
            Intent::AlertCreate => alert::create(self, request, around.said).await,
            Intent::AlertList => alert::list(self).await,
            Intent::AlertChange => alert::change(self, request).await,
            Intent::AlertPause => alert::pause(self, request).await,
            Intent::AlertCancel => alert::cancel(self, request, around.confirmed).await,
            Intent::WatchAdd => watchlist::add(self, request).await,
            Intent::WatchRemove => watchlist::remove(self, request).await,
            Intent::WatchList => watchlist::list(self).await,
            Intent::PortfolioValue => portfolio::value(self).await,
            Intent::PortfolioBuy | Intent::PortfolioSell => portfolio::record(self, request).await,
            Intent::Schedule => schedule::create(self, request, around.said).await,
            Intent::Explain => explain::explain(self, request, around.said),
            Intent::ExplainSource => explain::source(self, around.dialogue),
            Intent::Repeat => small_talk::repeat(around.dialogue),
            Intent::Slower => Ok(small_talk::pace(self, false)),
            Intent::Faster => Ok(small_talk::pace(self, true)),
            Intent::Stop => Ok(small_talk::stop(self)),
            Intent::Help => Ok(small_talk::help(self)),
            Intent::Confirm => Ok(small_talk::nothing_pending(self)),
            Intent::Deny => Ok(small_talk::denied(self)),
            Intent::OutOfScope => Ok(small_talk::out_of_scope(self)),
            Intent::AdviceRefuse => small_talk::no_advice(self, request).await,
        };
        answer.map(|answer| self.marked(answer, request.intent)).map_err(|refusal| match refusal {
            Refusal::Confirm(question) => Refusal::Confirm(self.marked(question, request.intent)),
            problem @ Refusal::Problem(_) => problem,
        })
    }

    /// What an alert waits for, as a sentence for the screen: "Bitcoin passar de R$ 500.000,00".
    pub fn alert_words(&self, alert: &Alert) -> String {
        let mut composer = self.composer();
        alert_words::condition(&mut composer, alert);
        capitalised(&composer.finish().text)
    }

    /// When a schedule speaks, and of what, as a sentence for the screen: "Todo dia às 08:00, o preço do Bitcoin".
    pub fn schedule_words(&self, schedule: &Schedule) -> String {
        let mut composer = self.composer();
        schedule::words(&mut composer, schedule);
        capitalised(&composer.finish().text)
    }

    /// What a schedule tells for one of its times: what the question it stands for is answered now. `late` says that it was missed.
    ///
    /// # Errors
    /// As the question.
    pub async fn scheduled(&self, schedule: &Schedule, at: DateTime<Utc>, late: bool) -> Result<Answer, Problem> {
        schedule::answer(self, schedule, at, late).await.or_else(|refusal| match refusal {
            Refusal::Problem(problem) => Err(problem),
            Refusal::Confirm(question) => Ok(question),
        })
    }

    /// A problem as an answer, so that it is heard too.
    pub fn problem_words(&self, problem: &Problem) -> Answer {
        let mut composer = self.composer();
        composer.read(&problem.sentence());
        composer.finish()
    }

    /// An answer from the simulated market says so.
    fn marked(&self, answer: Answer, intent: Intent) -> Answer {
        if matches!(intent, Intent::Stop | Intent::Repeat) { answer } else { self.simulated(answer) }
    }

    fn simulated(&self, answer: Answer) -> Answer {
        if self.market.simulated() { marked_as_simulated(answer) } else { answer }
    }
}

fn marked_as_simulated(mut answer: Answer) -> Answer {
    let mark = " Mercado simulado.";
    answer.text.push_str(mark);
    answer.spoken.push_str(mark);
    answer
}

/// What is told when an alert fires at this price, and the price as the fact it rests on. `late` says that it was found afterwards, in
/// the candles of a time when nobody watched; `simulated`, that the price is of a simulated market.
pub fn firing_words(
    coins: &CoinTable,
    clock: &dyn Clock,
    simulated: bool,
    alert: &Alert,
    price: &Quote,
    late: bool,
) -> (Answer, Fact) {
    let mut composer = Composer::new(coins, clock.now());
    let price = price_facts::price(price);
    alert_words::fired(&mut composer, alert, price.clone(), late, clock.zone());
    let answer = composer.finish();
    (if simulated { marked_as_simulated(answer) } else { answer }, price)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The coin a request is about.
pub(crate) fn one_coin(request: &Understood) -> Result<&Ticker, Problem> {
    request.coins.first().ok_or_else(|| {
        Problem::new("missing_coin", "Faltou dizer a moeda.", "Diga, por exemplo: qual o preço do bitcoin?")
    })
}

/// The currency a request asks for; the real if none was said.
pub(crate) fn currency(request: &Understood) -> Currency {
    request.quote.clone().unwrap_or(Currency::Brl)
}

/// The coins a request names, at least one.
pub(crate) fn coins(request: &Understood) -> Result<&[Ticker], Problem> {
    one_coin(request)?;
    match &request.coins {
        Coins::List(list) => Ok(list),
        Coins::All => Ok(&[]),
    }
}
