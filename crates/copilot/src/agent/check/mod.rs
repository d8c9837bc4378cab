//! The guard: every number of a reply, in figures or in words, must be carried by a fact, after the one rounding rule.
//!
//! A number is carried by a fact of this turn's tools or of the last answer, with the unit and the sign that the words around it give,
//! and not by one about another coin than the sentence's;
//! or it stands in the user's question; or it is no figure at all: a date, a time of day, the period or the indicator's parameter that was
//! asked for, a place in a list.
//!
//! - `tokens`, `numbers`: a text's words, figures and numbers
//! - `mention`: a number with its unit and direction
//! - `subject`: the coin a sentence is about
//! - `harmless`: numbers that are no figures

mod harmless;
mod mention;
mod numbers;
mod subject;
mod tokens;

use alfa_domain::{Condition, Currency, Fact, Indicator, Left, Right, Span, Timeframe, Unit, Window};
use alfa_language::{Intent, Understood, aloud};
use chrono::Datelike;
use mention::{Direction, Mention, Said, mentions};
use rust_decimal::Decimal;
use tokens::Text;

/// What a turn's numbers may rest on.
#[derive(Debug, Default)]
pub(super) struct Grounds {
    facts: Vec<Fact>,
    said: Vec<Mention>,
    codes: Vec<Currency>,
    /// Periods that were asked for or that facts cover, in hours.
    periods: Vec<Decimal>,
    years: Vec<i32>,
    parameters: Vec<Decimal>,
    coins: Vec<String>,
}

impl Grounds {
    /// Those of the question, what it leans on, and the facts known before.
    pub(super) fn new(question: &str, before: &[&Understood], known: &[Fact]) -> Self {
        let mut grounds = Self { periods: vec![Decimal::from(24)], ..Self::default() };
        grounds.add_facts(known);
        let text = Text::new(question);
        grounds.said = mentions(&text, &grounds.codes);
        for request in before {
            for value in numbers_of(request) {
                grounds.said.push(Mention {
                    value: Some(value),
                    said: Said::Plain,
                    direction: None,
                    tokens: 0..0,
                    whole: 0..0,
                });
            }
            grounds.add_request(request);
        }
        grounds
    }

    /// A tool was called.
    pub(super) fn add_request(&mut self, request: &Understood) {
        for indicator in request.indicator.iter().chain(&indicators_of(request.condition.as_ref())) {
            self.add_parameters(*indicator);
        }
        match request.window {
            Some(Span::Lookback(window)) => self.add_window(window),
            Some(Span::Timeframe(timeframe)) => self.add_timeframe(timeframe),
            None => {}
        }
        for coin in request.coins.list() {
            self.add_coin(coin.as_str());
        }
    }

    /// What a tool returned.
    pub(super) fn add_facts(&mut self, facts: &[Fact]) {
        for fact in facts {
            if let Unit::Money(currency) = &fact.unit
                && !self.codes.contains(currency)
            {
                self.codes.push(currency.clone());
            }
            self.years.push(fact.at.year());
            // "rsi(14) ETH/BRL 4h", "change BTC/BRL 7d", "price BTC/BRL 2025-12-25"
            for word in fact.name.split_whitespace() {
                if let Some((coin, _)) = word.split_once('/') {
                    self.add_coin(coin);
                } else if let Ok(indicator) = word.parse::<Indicator>() {
                    self.add_parameters(indicator);
                } else if let Ok(window) = word.parse::<Window>() {
                    self.add_window(window);
                } else if let Ok(timeframe) = word.parse::<Timeframe>() {
                    self.add_timeframe(timeframe);
                }
            }
            if !self.facts.contains(fact) {
                self.facts.push(fact.clone());
            }
        }
    }

    fn add_coin(&mut self, coin: &str) {
        if !self.coins.iter().any(|known| known == coin) {
            self.coins.push(coin.to_owned());
        }
    }

    fn add_timeframe(&mut self, timeframe: Timeframe) {
        self.periods.push(Decimal::from(timeframe.seconds()) / Decimal::from(3_600));
    }

    fn add_window(&mut self, window: Window) {
        let hours = |count: u32, each: u32| Decimal::from(u64::from(count) * u64::from(each));
        match window {
            Window::Minutes(count) => self.periods.push(Decimal::from(count) / Decimal::from(60)),
            Window::Hours(count) => self.periods.push(hours(count, 1)),
            Window::Days(count) => self.periods.push(hours(count, 24)),
            Window::Months(count) => self.periods.push(hours(count, 720)),
            Window::Years(count) => self.periods.push(hours(count, 8_760)),
            Window::Date(date) => self.years.push(date.year()),
            Window::Month(month) => self.years.push(month.year),
            Window::YearToDate | Window::MonthToDate | Window::All => {}
        }
    }

    fn add_parameters(&mut self, indicator: Indicator) {
        let text = indicator.to_string();
        let inside = text.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or("");
        self.parameters.extend(inside.split(',').filter_map(|number| number.parse::<Decimal>().ok()));
    }

    /// The numbers of a reply that nothing carries, as they stand in it with their units; empty for a reply that may be spoken.
    pub(super) fn invented(&self, reply: &str) -> Vec<String> {
        let text = Text::new(reply);
        let found = mentions(&text, &self.codes);
        let mut out: Vec<String> = Vec::new();
        for (index, mention) in found.iter().enumerate() {
            let about = subject::coin_at(&text, mention.tokens.start);
            if self.carries(mention, about.as_deref()) || harmless::is_harmless(self, &text, &found, index) {
                continue;
            }
            let written = text.written(mention.whole.clone()).to_owned();
            if !out.contains(&written) {
                out.push(written);
            }
        }
        out
    }

    /// Which of these facts a reply's numbers rest on.
    pub(super) fn resting(&self, reply: &str, facts: &[Fact]) -> Vec<Fact> {
        let text = Text::new(reply);
        let found = mentions(&text, &self.codes);
        let rests =
            |fact: &Fact| found.iter().any(|mention| mention.value.is_some_and(|value| carries(fact, value, mention)));
        facts.iter().filter(|fact| rests(fact)).cloned().collect()
    }

    /// `about` is the one coin the sentence names.
    fn carries(&self, mention: &Mention, about: Option<&str>) -> bool {
        let Some(value) = mention.value else { return false };
        self.said.iter().any(|said| {
            said.value.is_some_and(|said| said.abs() == value.abs())
                && (said.said == mention.said || said.said == Said::Plain || mention.said == Said::Plain)
        }) || self.facts.iter().any(|fact| {
            let other = about.zip(subject::coin_of(fact)).is_some_and(|(about, coin)| about != coin);
            !other && carries(fact, value, mention)
        })
    }

    /// Whether the user said the numbers of a request that changes data; others may come from tools and be computed by them.
    pub(super) fn said_by_user(&self, request: &Understood) -> bool {
        let lenient = request.intent == Intent::Schedule;
        lenient
            || numbers_of(request).into_iter().all(|value| {
                value == Decimal::ONE
                    || self.said.iter().any(|said| said.value.is_some_and(|said| said.abs() == value.abs()))
            })
    }
}

/// The numbers of a request that a user says: its amount, and what its condition compares with. Levels of indicators are not among
/// them: "sobrecomprado" says none.
fn numbers_of(request: &Understood) -> Vec<Decimal> {
    let mut numbers: Vec<Decimal> = request.amount.into_iter().collect();
    match &request.condition {
        Some(Condition::Compare {
            left: Left::Price | Left::Percent | Left::AbsolutePercent,
            right: Right::Number(number),
            ..
        }) => {
            numbers.push(*number);
        }
        Some(Condition::At(price)) => numbers.push(*price),
        _ => {}
    }
    numbers
}

fn indicators_of(condition: Option<&Condition>) -> Vec<Indicator> {
    let Some(Condition::Compare { left, right, .. }) = condition else { return Vec::new() };
    let mut out = Vec::new();
    if let Left::Indicator(indicator) = left {
        out.push(*indicator);
    }
    if let Right::Indicator(indicator) = right {
        out.push(*indicator);
    }
    out
}

/// Whether a fact carries a number: its size after the rounding rule, its unit, and its sign.
fn carries(fact: &Fact, value: Decimal, mention: &Mention) -> bool {
    let unit = match &mention.said {
        Said::Plain => true,
        Said::Percent => fact.unit == Unit::Percent,
        Said::Points => matches!(fact.unit, Unit::Points | Unit::Count),
        Said::Money(Some(currency)) => fact.unit == Unit::Money(currency.clone()),
        Said::Money(None) => matches!(&fact.unit, Unit::Money(currency) if currency.is_fiat()),
        // an age of so many minutes
        Said::Hours(_) => fact.unit == Unit::Count,
    };
    let size = value.abs();
    unit && said_sizes(fact).contains(&size) && sign_fits(fact, value, mention)
}

/// A percentage has the sign its words give it; of other figures only a loss must be said as one.
fn sign_fits(fact: &Fact, value: Decimal, mention: &Mention) -> bool {
    if fact.value.is_zero() {
        return true;
    }
    let minus = value.is_sign_negative() && !value.is_zero();
    let down = minus || mention.direction == Some(Direction::Down);
    let negative = fact.value.is_sign_negative();
    if fact.unit == Unit::Percent || negative { down == negative } else { !minus }
}

/// The sizes under which a fact may be said: exact, as on the screen, and as aloud.
fn said_sizes(fact: &Fact) -> [Decimal; 3] {
    [fact.value, aloud::shown(fact), aloud::rounded(fact)].map(|value| value.abs())
}

#[cfg(test)]
mod tests;
