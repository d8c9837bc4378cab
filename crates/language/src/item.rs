//! A sentence as items: words, and the figures, coins, dates and indicators found in it.

use crate::text::{Case, Token};
use alfa_domain::{Currency, Days, Indicator, Month, Ticker, Timeframe, Window};
use chrono::{NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use std::ops::Range;

/// A time a sentence points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// The last so long: "nas últimas 24 horas", "na semana".
    Back(Window),
    /// That long ago: "há um ano", "três dias atrás".
    Ago(Window),
    /// A day: "ontem", "dia 25 de dezembro".
    Day(NaiveDate),
    /// A month: "em janeiro de 2024".
    InMonth(Month),
    /// A year: "em 2020".
    InYear(i32),
}

/// A lookback as the contract counts it: up to three months in days.
pub(crate) fn counted(window: Window) -> Window {
    match window {
        Window::Months(months @ 1..=3) => Window::Days(months * 30),
        other => other,
    }
}

/// What an item is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    Word,
    Number(Decimal),
    /// "um" or "uma": a number or an article.
    One,
    Percent(Decimal),
    Money(Decimal, Currency),
    /// "R$" or "reais" without a figure.
    Currency(Currency),
    Coin {
        ticker: Ticker,
        amount: Option<Decimal>,
    },
    When(When),
    /// A candle's length said as such: "gráfico de quatro horas", "no diário".
    Timeframe(Timeframe),
    Clock(NaiveTime),
    Every(Days),
    Indicator(Indicator),
    /// "até sexta".
    Until(NaiveDate),
    /// "3 vezes", "2x", "o dobro".
    Times(Decimal),
}

/// A word or an entity, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub what: What,
    /// The folded words.
    pub text: String,
    pub range: Range<usize>,
    pub case: Case,
    pub after_break: bool,
}

impl Item {
    pub(crate) fn word(token: &Token) -> Self {
        Self {
            what: What::Word,
            text: token.text.clone(),
            range: token.range.clone(),
            case: token.case,
            after_break: token.after_break,
        }
    }
}

/// The items of a sentence, shortened as entities are recognised.
#[derive(Debug, Clone, Default)]
pub(crate) struct Items(pub Vec<Item>);

impl Items {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, i: usize) -> Option<&Item> {
        self.0.get(i)
    }

    /// The word at a place, `""` where there is none or something else stands.
    pub(crate) fn word(&self, i: usize) -> &str {
        match self.0.get(i) {
            Some(Item { what: What::Word, text, .. }) => text,
            _ => "",
        }
    }

    /// The word before a place.
    pub(crate) fn before(&self, i: usize) -> &str {
        if i == 0 { "" } else { self.word(i - 1) }
    }

    /// A number at a place; "um" counts.
    pub(crate) fn number(&self, i: usize) -> Option<Decimal> {
        match self.0.get(i)?.what {
            What::Number(value) => Some(value),
            What::One => Some(Decimal::ONE),
            _ => None,
        }
    }

    /// A whole number at a place.
    pub(crate) fn whole(&self, i: usize) -> Option<u32> {
        use rust_decimal::prelude::ToPrimitive;
        self.number(i).filter(Decimal::is_integer)?.to_u32()
    }

    /// Puts one entity where these items stand.
    pub(crate) fn merge(&mut self, range: Range<usize>, what: What) {
        let Some(slice) = self.0.get(range.clone()) else { return };
        let (Some(first), Some(last)) = (slice.first(), slice.last()) else { return };
        let text = slice.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(" ");
        let item = Item {
            what,
            text,
            range: first.range.start..last.range.end,
            case: first.case,
            after_break: first.after_break,
        };
        self.0.splice(range, [item]);
    }

    /// Recognises entities from left to right: `read` says what starts at a place and how many items it takes.
    pub(crate) fn recognise(&mut self, read: impl Fn(&Self, usize) -> Option<(What, usize)>) {
        let mut i = 0;
        while i < self.len() {
            if let Some((what, length)) = read(self, i)
                && length > 0
                && i + length <= self.len()
            {
                self.merge(i..i + length, what);
            }
            i += 1;
        }
    }

    /// Whether any of these words stands somewhere.
    pub(crate) fn has_word(&self, words: &[&str]) -> bool {
        self.0.iter().any(|item| item.what == What::Word && words.contains(&item.text.as_str()))
    }

    pub(crate) fn coins(&self) -> impl Iterator<Item = (usize, &Ticker, Option<Decimal>)> {
        self.0.iter().enumerate().filter_map(|(i, item)| match &item.what {
            What::Coin { ticker, amount, .. } => Some((i, ticker, *amount)),
            _ => None,
        })
    }
}
