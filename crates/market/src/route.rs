//! The order of sources for a price: the exchange pair in the currency asked, Binance before Mercado Bitcoin; for US$ the pair with USDT
//! times USDT in US$; then CoinGecko, then CoinMarketCap where the user has a key; a cross through the dollar last. Sources are never
//! averaged.

use crate::derive::{self, Change};
use crate::feeds::Pair;
use crate::market::Inner;
use crate::source::Source;
use crate::{Disagreement, MarketError, Problem, Quoted, SourceProblem};
use alfa_domain::{Currency, Quote, Ticker};
use futures::future::{BoxFuture, FutureExt};
use rust_decimal::Decimal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// One way to come by a price.
#[derive(Clone)]
enum Step {
    /// The source has the price itself.
    Direct(Arc<Source>),
    /// The source's pair with USDT, times USDT in dollars.
    ThroughUsdt(Arc<Source>),
    /// The source has the pair the other way round.
    Inverted(Arc<Source>),
    /// Two prices in another currency.
    Cross,
}

/// How far a question goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// All steps, a second opinion, and the last known price.
    Whole,
    /// A leg of another price: no cross, no second opinion, nothing old.
    Leg,
}

/// A price, or the faults of the sources that might have had it (none: they all lack it).
pub(crate) type Answer = Result<Quoted, Vec<SourceProblem>>;

pub(crate) fn is_fiat(ticker: &Ticker) -> bool {
    matches!(ticker.as_str(), "USD" | "EUR" | "BRL")
}

impl Inner {
    fn steps(&self, currency: &Currency, depth: Depth) -> Vec<Step> {
        let sources = &self.sources;
        let mut steps: Vec<Step> = sources.exchanges.iter().cloned().map(Step::Direct).collect();
        match currency {
            Currency::Usd if !self.simulated => {
                steps.extend(sources.exchanges.iter().take(1).cloned().map(Step::ThroughUsdt));
            }
            Currency::Coin(_) => steps.extend(sources.exchanges.iter().take(1).cloned().map(Step::Inverted)),
            _ => {}
        }
        steps.extend(sources.aggregators.iter().cloned().map(Step::Direct));
        if depth == Depth::Whole {
            steps.push(Step::Cross);
        }
        steps
    }

    /// The prices of coins in a currency, each by the first step that has it.
    pub(crate) fn resolve<'a>(
        self: &'a Arc<Self>,
        coins: Vec<Ticker>,
        currency: &'a Currency,
        depth: Depth,
        deadline: Instant,
    ) -> BoxFuture<'a, Vec<Answer>> {
        async move {
            let mut answers: Vec<Option<Quoted>> = vec![None; coins.len()];
            let mut faults: Vec<Vec<SourceProblem>> = vec![Vec::new(); coins.len()];
            let steps = self.steps(currency, depth);
            for (index, step) in steps.iter().enumerate() {
                let pending: Vec<usize> = (0..coins.len()).filter(|&i| answers[i].is_none()).collect();
                if pending.is_empty() || Instant::now() >= deadline {
                    break;
                }
                let asked: Vec<Ticker> = pending.iter().map(|&i| coins[i].clone()).collect();
                let opinion =
                    (depth == Depth::Whole).then(|| self.second_opinion(step, &steps[index + 1..], &asked, currency));
                let found = match tokio::time::timeout_at(deadline, self.take(step, &asked, currency, deadline)).await {
                    Ok(found) => found,
                    Err(_) => vec![Err(step.fault(Problem::TimedOut)); asked.len()],
                };
                let any = found.iter().any(Result::is_ok);
                let others = match opinion {
                    Some(opinion) if any => opinion.hear(self.config.second_opinion, deadline).await,
                    _ => Vec::new(),
                };
                for (position, (&i, found)) in pending.iter().zip(found).enumerate() {
                    match found {
                        Ok(mut quoted) => {
                            let other = others.get(position).cloned().flatten();
                            quoted.disagreement = other.and_then(|other| self.disagreement(&quoted.quote, other));
                            quoted.skipped = merged(std::mem::take(&mut faults[i]), quoted.skipped);
                            answers[i] = Some(quoted);
                        }
                        Err(more) => faults[i] = merged(std::mem::take(&mut faults[i]), more),
                    }
                }
            }
            answers.into_iter().zip(faults).map(|(answer, faults)| answer.ok_or(faults)).collect()
        }
        .boxed()
    }

    /// One step for these coins.
    async fn take(
        self: &Arc<Self>,
        step: &Step,
        coins: &[Ticker],
        currency: &Currency,
        deadline: Instant,
    ) -> Vec<Answer> {
        match step {
            Step::Direct(source) => {
                let pairs: Vec<Pair> = coins.iter().map(|coin| Pair::new(coin, currency)).collect();
                let answer = |found: Result<Quote, Problem>| match found {
                    Ok(quote) => Ok(Quoted::direct(quote)),
                    Err(problem) => Err(source.fault(problem).into_iter().collect()),
                };
                source.quotes(&pairs).await.into_iter().map(answer).collect()
            }
            Step::ThroughUsdt(source) => self.through_usdt(source, coins, deadline).await,
            Step::Inverted(source) => {
                let Currency::Coin(other) = currency else { return vec![Err(Vec::new()); coins.len()] };
                let pairs: Vec<Pair> = coins
                    .iter()
                    .map(|coin| Pair { coin: other.clone(), currency: Currency::Coin(coin.clone()) })
                    .collect();
                let found = source.quotes(&pairs).await;
                let answer = |(coin, found): (&Ticker, Result<Quote, Problem>)| match found {
                    Ok(quote) => derive::inverted(&quote, coin, currency).ok_or_else(Vec::new),
                    Err(problem) => Err(source.fault(problem).into_iter().collect()),
                };
                coins.iter().zip(found).map(answer).collect()
            }
            Step::Cross => self.cross(coins, currency, deadline).await,
        }
    }

    async fn through_usdt(self: &Arc<Self>, source: &Arc<Source>, coins: &[Ticker], deadline: Instant) -> Vec<Answer> {
        let pairs: Vec<Pair> = coins.iter().map(|coin| Pair::new(coin, &Currency::Usdt)).collect();
        if pairs.iter().all(|pair| pair.coin.as_str() == "USDT") {
            return vec![Err(Vec::new()); coins.len()];
        }
        let (found, tether) = tokio::join!(source.quotes(&pairs), self.usdt_in_dollars(deadline));
        let answer = |found: Result<Quote, Problem>| match (found, &tether) {
            (Ok(quote), Ok(tether)) => {
                derive::times(&Quoted::direct(quote), tether, Change::OfFirst).ok_or_else(Vec::new)
            }
            (Ok(_), Err(faults)) => Err(faults.clone()),
            (Err(problem), _) => Err(source.fault(problem).into_iter().collect()),
        };
        found.into_iter().map(answer).collect()
    }

    /// USDT is not the dollar: what it costs there.
    pub(crate) async fn usdt_in_dollars(self: &Arc<Self>, deadline: Instant) -> Answer {
        let Ok(tether) = "USDT".parse::<Ticker>() else { return Err(Vec::new()) };
        self.resolve(vec![tether], &Currency::Usd, Depth::Leg, deadline).await.pop().unwrap_or(Err(Vec::new()))
    }

    /// Two prices with a common currency between them.
    async fn cross(self: &Arc<Self>, coins: &[Ticker], currency: &Currency, deadline: Instant) -> Vec<Answer> {
        let leg = |currency: &'static Currency| self.resolve(coins.to_vec(), currency, Depth::Leg, deadline);
        let each =
            |found: Vec<Answer>, rate: &Answer, join: &dyn Fn(&Quoted, &Quoted) -> Option<Quoted>| -> Vec<Answer> {
                let answer = |found: Answer| match (found, rate) {
                    (Ok(price), Ok(rate)) => join(&price, rate).ok_or_else(Vec::new),
                    (Ok(_), Err(faults)) => Err(faults.clone()),
                    (Err(faults), Ok(_)) => Err(faults),
                    (Err(faults), Err(more)) => Err(merged(faults, more.clone())),
                };
                found.into_iter().map(answer).collect()
            };
        match currency {
            Currency::Brl => {
                let (found, rate) = tokio::join!(leg(&Currency::Usd), self.rate(&Currency::Usd, deadline));
                each(found, &rate, &|price, rate| derive::times(price, rate, Change::Compounded))
            }
            Currency::Usd => {
                let (found, rate) = tokio::join!(leg(&Currency::Brl), self.rate(&Currency::Usd, deadline));
                each(found, &rate, &|price, rate| derive::over(price, rate, currency))
            }
            Currency::Eur => {
                let (reais, dollars) = tokio::join!(leg(&Currency::Brl), leg(&Currency::Usd));
                let (dollar, euro) =
                    tokio::join!(self.rate(&Currency::Usd, deadline), self.rate(&Currency::Eur, deadline));
                let through_dollars =
                    each(dollars, &dollar, &|price, rate| derive::times(price, rate, Change::Compounded));
                let reais =
                    reais.into_iter().zip(through_dollars).map(|(direct, through)| through.or(direct)).collect();
                each(reais, &euro, &|price, rate| derive::over(price, rate, currency))
            }
            Currency::Usdt => {
                let (found, tether) = tokio::join!(leg(&Currency::Usd), self.usdt_in_dollars(deadline));
                each(found, &tether, &|price, rate| derive::over(price, rate, currency))
            }
            Currency::Coin(other) => {
                let mut answers: Vec<Answer> = vec![Err(Vec::new()); coins.len()];
                for between in [&Currency::Usdt, &Currency::Brl, &Currency::Usd] {
                    if answers.iter().all(Result::is_ok) {
                        break;
                    }
                    let (found, other) = tokio::join!(
                        leg(between),
                        self.resolve(vec![other.clone()], between, Depth::Leg, deadline).map(|mut v| v.pop())
                    );
                    let other = other.unwrap_or(Err(Vec::new()));
                    let crossed = each(found, &other, &|price, rate| derive::over(price, rate, currency));
                    for (answer, crossed) in answers.iter_mut().zip(crossed) {
                        if answer.is_err() {
                            *answer = crossed;
                        }
                    }
                }
                answers
            }
        }
    }

    /// The dollar or the euro in reais.
    pub(crate) async fn rate(self: &Arc<Self>, base: &Currency, deadline: Instant) -> Answer {
        let Ok(coin) = base.code().parse::<Ticker>() else { return Err(Vec::new()) };
        let pair = Pair { coin, currency: Currency::Brl };
        let mut faults = Vec::new();
        for source in &self.sources.fiat {
            let found = tokio::time::timeout_at(deadline, source.quote(&pair)).await.unwrap_or(Err(Problem::TimedOut));
            match found {
                Ok(quote) => return Ok(Quoted { skipped: faults, ..Quoted::direct(quote) }),
                Err(problem) => faults.extend(source.fault(problem)),
            }
        }
        Err(faults)
    }

    /// Hears a second source beside the first. What is at hand costs nothing; where the first has to ask, the second is asked meanwhile.
    fn second_opinion(self: &Arc<Self>, first: &Step, rest: &[Step], coins: &[Ticker], currency: &Currency) -> Opinion {
        let heard: Heard = Arc::new(Mutex::new(vec![None; coins.len()]));
        let at_hand = match first {
            Step::Direct(source) => coins.iter().all(|coin| source.peek(&Pair::new(coin, currency)).is_some()),
            _ => false,
        };
        if at_hand {
            let mut slots = heard.lock().unwrap_or_else(PoisonError::into_inner);
            for (slot, coin) in slots.iter_mut().zip(coins) {
                let pair = Pair::new(coin, currency);
                *slot = rest.iter().find_map(|step| match step {
                    Step::Direct(source) => source.peek(&pair)?.ok(),
                    _ => None,
                });
            }
            drop(slots);
            return Opinion { heard, task: None };
        }
        let (market, into) = (Arc::clone(self), Arc::clone(&heard));
        let (rest, coins, currency) = (rest.to_vec(), coins.to_vec(), currency.clone());
        let deadline = Instant::now() + self.config.deadline;
        let task = tokio::spawn(async move {
            for step in rest.iter().filter(|step| !matches!(step, Step::Cross | Step::Inverted(_))) {
                let lacking = |heard: &Heard| -> Vec<usize> {
                    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                    (0..heard.len()).filter(|&i| heard[i].is_none()).collect()
                };
                let open = lacking(&into);
                if open.is_empty() {
                    break;
                }
                let asked: Vec<Ticker> = open.iter().map(|&i| coins[i].clone()).collect();
                let found = market.take(step, &asked, &currency, deadline).await;
                let mut heard = into.lock().unwrap_or_else(PoisonError::into_inner);
                for (i, found) in open.into_iter().zip(found) {
                    heard[i] = found.ok().map(|quoted| quoted.quote);
                }
            }
        });
        Opinion { heard, task: Some(task) }
    }

    fn disagreement(&self, used: &Quote, other: Quote) -> Option<Disagreement> {
        let ratio = other.price.checked_div(used.price)?.checked_sub(Decimal::ONE)?;
        let pct = ratio.checked_mul(Decimal::ONE_HUNDRED)?.round_dp(3);
        (pct.abs() > self.config.disagreement_pct).then_some(Disagreement { other, pct })
    }

    /// Turns what was found into what the caller is told; where nothing was, the last known price.
    pub(crate) fn conclude(&self, coin: &Ticker, currency: &Currency, found: Answer) -> Result<Quoted, MarketError> {
        let faults = match found {
            Ok(quoted) => return Ok(quoted),
            Err(faults) => faults,
        };
        if faults.is_empty() {
            return Err(match self.coins.get(coin) {
                Some(_) => MarketError::NoPair { coin: coin.clone(), currency: currency.clone() },
                None if is_fiat(coin) => MarketError::NoPair { coin: coin.clone(), currency: currency.clone() },
                None => MarketError::UnknownCoin(coin.clone()),
            });
        }
        let Some(known) = self.known.get(&Pair::new(coin, currency)) else {
            return Err(MarketError::Unavailable(faults));
        };
        let age = ((self.clock)() - known.heard_at).to_std().unwrap_or(Duration::ZERO);
        if age > self.config.max_age {
            return Err(MarketError::TooOld { quote: Box::new(known.quote), age });
        }
        let old = Quoted { path: known.path, stale: Some(age), skipped: faults, ..Quoted::direct(known.quote) };
        Ok(old)
    }
}

impl Step {
    fn fault(&self, problem: Problem) -> Vec<SourceProblem> {
        match self {
            Self::Direct(source) | Self::ThroughUsdt(source) | Self::Inverted(source) => {
                source.fault(problem).into_iter().collect()
            }
            Self::Cross => Vec::new(),
        }
    }
}

type Heard = Arc<Mutex<Vec<Option<Quote>>>>;

/// A second source's prices as they come in.
struct Opinion {
    heard: Heard,
    task: Option<tokio::task::JoinHandle<()>>,
}

impl Opinion {
    /// What has been heard, waiting a little; the rest of the question goes on for the next time.
    async fn hear(self, patience: Duration, deadline: Instant) -> Vec<Option<Quote>> {
        if let Some(task) = self.task {
            let until = deadline.min(Instant::now() + patience);
            let _ = tokio::time::timeout_at(until, task).await;
        }
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Both lists, each source once: the first thing that went wrong there.
fn merged(mut first: Vec<SourceProblem>, more: Vec<SourceProblem>) -> Vec<SourceProblem> {
    for problem in more {
        if !first.iter().any(|known| known.source_name == problem.source_name) {
            first.push(problem);
        }
    }
    first
}
