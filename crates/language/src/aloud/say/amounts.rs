//! Figures with what they count.

use super::figures::Figure;
use super::scan::{Read, Scan};
use super::tables::{CURRENCIES, SCALES, UNITS};
use crate::aloud::money::{Noun, counted, fiat_noun, named};
use crate::aloud::{cardinal, decimal, digits, money, ordinal};
use alfa_domain::{Currency, Gender, Money};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

impl Scan<'_> {
    /// A figure with its sign, its currency and what it counts; a currency's symbol alone.
    pub(super) fn amount(&self, at: usize) -> Option<Read> {
        let (sign, start) = self.sign(at);
        if let Some((after, currency)) = self.currency_mark(start) {
            let figure_at = self.past_spaces(after);
            let (inner, figure_at) = self.sign(figure_at);
            let sign = if sign.is_empty() { inner } else { sign };
            return match self.figure(figure_at) {
                Some((end, Figure::Number(value))) => Some(signed(sign, self.in_currency(end, value, &currency))),
                _ if sign.is_empty() => Some(Read::new(after, plural(&currency))),
                _ => None,
            };
        }
        if let Some(read) = sign.is_empty().then(|| self.coded_ticker(start)).flatten() {
            return Some(read);
        }
        self.at(start)?.is_ascii_digit().then_some(())?;
        if sign.is_empty()
            && let Some(read) = self.date(start).or_else(|| self.time(start)).or_else(|| self.code_with_marks(start))
        {
            return Some(read);
        }
        let (end, figure) = self.figure(start)?;
        let read = match figure {
            Figure::Number(value) => self.quantity(start, end, value),
            Figure::Code(code) => Read::new(end, digits(&code)),
            Figure::Dotted(parts) => {
                let said: Vec<String> = parts
                    .iter()
                    .map(|p| p.parse::<i64>().map_or_else(|_| digits(p), |n| cardinal(n, Gender::Masculine)))
                    .collect();
                Read::new(end, said.join(" ponto "))
            }
        };
        Some(signed(sign, self.up_to(read)))
    }

    /// A sign that belongs to the figure or currency behind it.
    fn sign(&self, at: usize) -> (&'static str, usize) {
        let word = match self.at(at) {
            Some('-' | '−' | '–') => "menos",
            Some('+') => "mais",
            Some('±') => "mais ou menos",
            _ => return ("", at),
        };
        let next = if word == "menos" || word == "mais" { at + 1 } else { self.past_spaces(at + 1) };
        let figure = self.at(next).is_some_and(|c| c.is_ascii_digit()) || self.currency_mark(next).is_some();
        let free = !self.before(at).is_some_and(|c| c.is_alphanumeric() || c == '%' || c == ')');
        if figure && free { (word, next) } else { ("", at) }
    }

    /// "10-20" is "dez a vinte".
    fn up_to(&self, read: Read) -> Read {
        let dash = matches!(self.at(read.end), Some('-' | '–'));
        let next = read.end + 1;
        let figure = self.at(next).is_some_and(|c| c.is_ascii_digit()) || (dash && self.currency_mark(next).is_some());
        if dash && figure { Read::new(next, format!("{} a ", read.words)) } else { read }
    }

    /// The currency written before a figure, with the end of its mark.
    fn currency_mark(&self, at: usize) -> Option<(usize, Currency)> {
        let (mark, code) = CURRENCIES.iter().find(|(mark, _)| {
            let end = at + mark.chars().count();
            self.starts_with(at, mark)
                && (!mark.ends_with(char::is_alphabetic)
                    || (self.ends(end) && self.at(self.past_spaces(end)).is_some_and(|c| c.is_ascii_digit())))
        })?;
        Some((at + mark.chars().count(), code.parse().ok()?))
    }

    /// A value in a currency, with the class word that may follow: "R$ 20 mil", "US$ 1,5 bi".
    fn in_currency(&self, end: usize, value: Decimal, currency: &Currency) -> Read {
        let Some((end, scale)) = self.scale(end) else {
            return self.up_to(Read::new(end, money(&Money { amount: value, currency: currency.clone() })));
        };
        let words = match scale {
            Scale::Thousand => money(&Money { amount: value * Decimal::ONE_THOUSAND, currency: currency.clone() }),
            Scale::Class(stem) => format!("{} de {}", in_class(value, stem), plural(currency)),
        };
        // "R$ 20 mil reais"
        let next = self.past_spaces(end);
        let (word_end, word) = self.word_at(next);
        let repeated = word.to_lowercase() == plural(currency);
        Read::new(if repeated { word_end } else { end }, words)
    }

    /// A figure without a currency before it.
    fn quantity(&self, start: usize, end: usize, value: Decimal) -> Read {
        if let Some(read) = self.ordinal_at(end, value).or_else(|| self.attached(end, value)) {
            return read;
        }
        let next = self.past_spaces(end);
        if self.at(next) == Some('%') {
            return Read::new(next + 1, format!("{} por cento", decimal(value, Gender::Masculine)));
        }
        if let Some((end, scale)) = self.scale(end) {
            let gender = self.gender_around(start, end);
            return match scale {
                Scale::Thousand => self.of_something(end, value * Decimal::ONE_THOUSAND, gender),
                Scale::Class(stem) => {
                    let words = in_class(value, stem);
                    // "2 milhões R$" is not written; a coin or currency behind takes "de"
                    match self.noun_after(end) {
                        Some((end, noun)) => Read::new(end, format!("{words} de {}", noun.plural)),
                        None => Read::new(end, words),
                    }
                }
            };
        }
        self.of_something(end, value, self.gender_around(start, end))
    }

    /// A value and the currency or coin that may follow.
    fn of_something(&self, end: usize, value: Decimal, gender: Gender) -> Read {
        let next = self.past_spaces(end);
        if next > end || self.at(next).is_some_and(char::is_alphabetic) {
            let (word_end, word) = self.word_at(next);
            if let Some(currency) = currency_word(&word) {
                return Read::new(word_end, money(&Money { amount: value, currency }));
            }
        }
        match self.noun_after(end) {
            Some((end, noun)) => Read::new(end, counted(value, &noun)),
            None => Read::new(end, decimal(value, gender)),
        }
    }

    /// A coin's ticker behind a figure.
    fn noun_after(&self, end: usize) -> Option<(usize, Noun)> {
        let next = self.past_spaces(end);
        let (word_end, word) = self.word_at(next);
        // "5 BTC/BRL" is a pair, read by itself
        if self.at(word_end) == Some('/') {
            return None;
        }
        if let Some(noun) = currency_word(&word).as_ref().and_then(fiat_noun) {
            return Some((word_end, noun));
        }
        let coin = self.ticker(&word, true)?;
        Some((word_end, named(coin, &coin.spoken)))
    }

    /// "1º", "2ª", "3o".
    fn ordinal_at(&self, end: usize, value: Decimal) -> Option<Read> {
        let gender = match self.at(end)? {
            'º' | '°' | 'o' => Gender::Masculine,
            'ª' | 'a' => Gender::Feminine,
            _ => return None,
        };
        if !self.ends(end + 1) || self.at(end + 1) == Some('C') || value.scale() > 0 {
            return None;
        }
        Some(Read::new(end + 1, ordinal(value.to_u64()?, gender)))
    }

    /// What is written onto the figure or behind it: "2x", "24h", "15 min", "5 p.p.".
    fn attached(&self, end: usize, value: Decimal) -> Option<Read> {
        let next = self.past_spaces(end);
        if self.starts_with(next, "p.p.") {
            let noun = Noun::new("ponto percentual", "pontos percentuais", Gender::Masculine);
            // the last dot may also end the sentence
            let close = if self.at(self.past_spaces(next + 4)).is_none() { next + 3 } else { next + 4 };
            return Some(Read::new(close, counted(value, &noun)));
        }
        if self.starts_with(next, "°C") || self.starts_with(next, "ºC") {
            return Some(Read::new(next + 2, counted(value, &Noun::new("grau", "graus", Gender::Masculine))));
        }
        if self.at(end) == Some('×') {
            return Some(Read::new(end + 1, counted(value, &Noun::new("vez", "vezes", Gender::Feminine))));
        }
        let (word_end, word) = self.word_at(next);
        let unit = UNITS.iter().find(|unit| unit.mark == word && (next == end || unit.apart))?;
        Some(Read::new(word_end, counted(value, &Noun::new(unit.singular, unit.plural, unit.gender))))
    }

    fn scale(&self, end: usize) -> Option<(usize, Scale)> {
        let next = self.past_spaces(end);
        let (word_end, word) = self.word_at(next);
        let (_, stem, _) = SCALES.iter().find(|(mark, _, apart)| *mark == word && (next == end || *apart))?;
        Some((word_end, if *stem == "mil" { Scale::Thousand } else { Scale::Class(stem) }))
    }
}

enum Scale {
    Thousand,
    Class(&'static str),
}

/// "um vírgula cinco milhão", "dois bilhões".
fn in_class(value: Decimal, stem: &str) -> String {
    let ending = if value.abs() < Decimal::TWO { "ão" } else { "ões" };
    format!("{} {stem}{ending}", decimal(value, Gender::Masculine))
}

fn signed(sign: &str, read: Read) -> Read {
    if sign.is_empty() { read } else { Read::new(read.end, format!("{sign} {}", read.words)) }
}

pub(super) fn plural(currency: &Currency) -> String {
    fiat_noun(currency).map_or_else(|| currency.code().to_owned(), |noun| noun.plural)
}

/// A word that means a state's currency: "reais", "USD".
pub(super) fn currency_word(word: &str) -> Option<Currency> {
    Some(match word {
        "BRL" | "real" | "reais" => Currency::Brl,
        "USD" | "dólar" | "dólares" => Currency::Usd,
        "EUR" | "euro" | "euros" => Currency::Eur,
        _ => return None,
    })
}
