//! Builds an answer from words and facts, so that a number can only reach the user as a fact.

use crate::{Answer, Card, period};
use alfa_domain::{Coin, CoinTable, Currency, Fact, Gender, Ticker, Timeframe, Unit, Window};
use alfa_language::aloud;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

/// The source of a figure that the user said.
pub(crate) const SAID_BY_USER: &str = "você";

/// An answer in the making: the screen's text and the voice's words grow together.
pub(crate) struct Composer<'a> {
    coins: &'a CoinTable,
    now: DateTime<Utc>,
    answer: Answer,
}

impl<'a> Composer<'a> {
    pub(crate) fn new(coins: &'a CoinTable, now: DateTime<Utc>) -> Self {
        Self { coins, now, answer: Answer::default() }
    }

    /// Words without figures; the voice reads them as they stand.
    pub(crate) fn say(&mut self, words: &str) -> &mut Self {
        self.answer.text.push_str(words);
        self.answer.spoken.push_str(words);
        self
    }

    /// Words that differ between screen and voice.
    pub(crate) fn both(&mut self, written: &str, spoken: &str) -> &mut Self {
        self.answer.text.push_str(written);
        self.answer.spoken.push_str(spoken);
        self
    }

    /// A figure, exact on the screen and rounded aloud; it is kept as a fact.
    pub(crate) fn fact(&mut self, fact: Fact) -> &mut Self {
        self.answer.text.push_str(&aloud::written(&fact));
        self.answer.spoken.push_str(&aloud::spoken(&fact));
        self.keep(fact)
    }

    /// The size of a signed figure whose direction the words around it say ("subiu 3,2%").
    pub(crate) fn magnitude(&mut self, fact: Fact) -> &mut Self {
        let size = Fact { value: fact.value.abs(), ..fact.clone() };
        self.answer.text.push_str(aloud::written(&size).trim_start_matches('+'));
        self.answer.spoken.push_str(&aloud::spoken(&size));
        self.keep(fact)
    }

    /// Keeps a fact that is not said, such as a leg of a derived price.
    pub(crate) fn keep(&mut self, fact: Fact) -> &mut Self {
        if !self.answer.facts.contains(&fact) {
            self.answer.facts.push(fact);
        }
        self
    }

    /// A figure the user gave, said back.
    pub(crate) fn given(&mut self, name: &str, value: Decimal, unit: Unit) -> &mut Self {
        let fact = self.given_fact(name, value, unit);
        self.fact(fact)
    }

    /// A figure the user gave, as a fact.
    pub(crate) fn given_fact(&self, name: &str, value: Decimal, unit: Unit) -> Fact {
        Fact {
            name: name.to_owned(),
            value,
            unit,
            source: SAID_BY_USER.to_owned(),
            at: self.now,
            derived_from: Vec::new(),
        }
    }

    /// A whole number of things that ALFA counted itself, in the gender of those things.
    pub(crate) fn count(&mut self, name: &str, value: usize, gender: Gender) -> &mut Self {
        let value = Decimal::from(value);
        let fact = Fact {
            name: name.to_owned(),
            value,
            unit: Unit::Count,
            source: "ALFA".to_owned(),
            at: self.now,
            derived_from: Vec::new(),
        };
        self.answer.text.push_str(&aloud::written(&fact));
        self.answer.spoken.push_str(&aloud::decimal(value, gender));
        self.keep(fact)
    }

    /// The coin's name: "Bitcoin".
    pub(crate) fn coin(&mut self, ticker: &Ticker) -> &mut Self {
        match self.coins.get(ticker) {
            // how a voice pronounces the name is the voice's affair
            Some(coin) => self.say(&coin.name),
            None => self.read(ticker.as_str()),
        }
    }

    /// The coin's name behind its article: "o Bitcoin", "A Solana".
    pub(crate) fn the(&mut self, ticker: &Ticker, article: Article) -> &mut Self {
        let gender = gender(self.coins.get(ticker));
        self.say(article.word(gender)).say(" ").coin(ticker)
    }

    /// The words for a currency after "em": "reais", "dólares".
    pub(crate) fn currency(&mut self, currency: &Currency) -> &mut Self {
        match currency {
            Currency::Brl => self.say("reais"),
            Currency::Usd => self.say("dólares"),
            Currency::Eur => self.say("euros"),
            Currency::Usdt => self.both("USDT", "téter"),
            Currency::Coin(ticker) => self.coin(ticker),
        }
    }

    /// The lookback in words: "nas últimas 24 horas".
    pub(crate) fn window(&mut self, window: Window) -> &mut Self {
        let words = period::words(window);
        self.both(&words, &aloud::say(&words, self.coins));
        if let Some(number) = period::number(window) {
            let fact = self.given_fact("window", number.into(), Unit::Count);
            self.keep(fact);
        }
        self
    }

    /// The timeframe in words: "no gráfico de 4 horas".
    pub(crate) fn timeframe(&mut self, timeframe: Timeframe) -> &mut Self {
        let words = period::timeframe_words(timeframe);
        self.both(words, &aloud::say(words, self.coins));
        if let Some(number) = period::timeframe_number(timeframe) {
            let fact = self.given_fact("timeframe", number.into(), Unit::Count);
            self.keep(fact);
        }
        self
    }

    /// Words whose dates, hours or tickers the voice has to read out.
    pub(crate) fn read(&mut self, words: &str) -> &mut Self {
        // reading aloud trims its text; the spaces around it belong to the sentence
        let core = words.trim();
        let (before, after) = words.split_once(core).unwrap_or(("", ""));
        let spoken = format!("{before}{}{after}", aloud::say(core, self.coins));
        self.both(words, &spoken)
    }

    /// Shows something beside the text.
    pub(crate) fn card(&mut self, card: Card) -> &mut Self {
        self.answer.cards.push(card);
        self
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(crate) fn finish(self) -> Answer {
        self.answer
    }
}

fn gender(coin: Option<&Coin>) -> Gender {
    coin.map_or(Gender::Masculine, |coin| coin.gender)
}

/// A Portuguese article, alone or joined to a preposition.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Article {
    /// "o" / "a"
    The,
    /// "O" / "A", at the start of a sentence
    TheStart,
    /// "do" / "da"
    Of,
}

impl Article {
    fn word(self, gender: Gender) -> &'static str {
        match (self, gender) {
            (Self::The, Gender::Masculine) => "o",
            (Self::The, Gender::Feminine) => "a",
            (Self::TheStart, Gender::Masculine) => "O",
            (Self::TheStart, Gender::Feminine) => "A",
            (Self::Of, Gender::Masculine) => "do",
            (Self::Of, Gender::Feminine) => "da",
        }
    }
}
