//! Amounts of money and coins in words.

use super::cardinal::{cardinal, decimal, parts, unsigned};
use alfa_domain::{Coin, CoinTable, Currency, Gender, Money, Ticker};
use rust_decimal::Decimal;
use std::sync::LazyLock;

static COINS: LazyLock<CoinTable> = LazyLock::new(CoinTable::shipped);

/// An amount in words, all of it: R$ 512.340,55 → "quinhentos e doze mil, trezentos e quarenta reais e cinquenta e cinco
/// centavos".
///
/// Reais, dollars and euros with at most two decimals are said with their centavos; finer amounts, and coins, as a decimal
/// number: "zero vírgula zero zero um dois reais", "zero vírgula cinco bitcoin", "dois bitcoins". USDT is "tether", a coin. A coin
/// that the shipped table does not know keeps its ticker.
pub fn money(money: &Money) -> String {
    let amount = money.amount.normalize();
    match fiat_noun(&money.currency) {
        Some(noun) if amount.scale() <= 2 => with_cents(amount, &noun),
        Some(noun) => format!("{} {}", decimal(amount, noun.gender), noun.plural),
        None => counted(amount, &coin_noun(&money.currency)),
    }
}

/// What is counted, in both numbers, with its gender.
#[derive(Debug, Clone)]
pub(super) struct Noun {
    pub(super) singular: String,
    pub(super) plural: String,
    pub(super) gender: Gender,
}

impl Noun {
    pub(super) fn new(singular: &str, plural: &str, gender: Gender) -> Self {
        Self { singular: singular.to_owned(), plural: plural.to_owned(), gender }
    }

    /// Singular below two, as in "um vírgula cinco milhão".
    pub(super) fn of(&self, amount: Decimal) -> &str {
        if amount.abs() < Decimal::TWO { &self.singular } else { &self.plural }
    }
}

/// A number and its noun: "duas solanas", "um milhão de bitcoins".
pub(super) fn counted(amount: Decimal, noun: &Noun) -> String {
    let words = decimal(amount, noun.gender);
    let de = if ends_on_class(&words) { " de" } else { "" };
    format!("{words}{de} {}", noun.of(amount))
}

/// Whether a noun follows these words with "de": "dois milhões de reais".
pub(super) fn ends_on_class(words: &str) -> bool {
    words.ends_with("ilhão") || words.ends_with("ilhões")
}

fn with_cents(amount: Decimal, noun: &Noun) -> String {
    let (whole, fraction) = parts(amount);
    let cents: u8 = format!("{fraction:0<2}").parse().unwrap_or(0);
    let mut said = Vec::new();
    if whole > 0 || cents == 0 {
        let words = unsigned(whole, noun.gender);
        let de = if ends_on_class(&words) { " de" } else { "" };
        said.push(format!("{words}{de} {}", if whole == 1 { &noun.singular } else { &noun.plural }));
    }
    if cents > 0 {
        let name = if cents == 1 { "centavo" } else { "centavos" };
        said.push(format!("{} {name}", cardinal(cents, Gender::Masculine)));
    }
    let said = said.join(" e ");
    if amount.is_sign_negative() && !amount.is_zero() { format!("menos {said}") } else { said }
}

/// The noun of a state's currency.
pub(super) fn fiat_noun(currency: &Currency) -> Option<Noun> {
    let (singular, plural) = match currency {
        Currency::Brl => ("real", "reais"),
        Currency::Usd => ("dólar", "dólares"),
        Currency::Eur => ("euro", "euros"),
        Currency::Usdt | Currency::Coin(_) => return None,
    };
    Some(Noun::new(singular, plural, Gender::Masculine))
}

/// The noun of a coin as a currency, from the shipped table.
pub(super) fn coin_noun(currency: &Currency) -> Noun {
    match currency {
        Currency::Usdt => Noun::new("tether", "tethers", Gender::Masculine),
        other => other
            .code()
            .parse()
            .map_or_else(|_| Noun::new(other.code(), other.code(), Gender::Masculine), |ticker| ticker_noun(&ticker)),
    }
}

/// The noun of a coin from the shipped table.
pub(super) fn ticker_noun(ticker: &Ticker) -> Noun {
    match COINS.get(ticker) {
        Some(coin) => named(coin, &coin.name),
        None => Noun::new(ticker.as_str(), ticker.as_str(), Gender::Masculine),
    }
}

/// A coin's noun under one of its names. A name of one ordinary word is a common noun in a sum: "dois bitcoins"; others do not change:
/// "dois Shiba Inu", "dois XRP".
pub(super) fn named(coin: &Coin, name: &str) -> Noun {
    let mut letters = name.chars();
    let ordinary = letters.next().is_some_and(char::is_alphabetic) && letters.all(char::is_lowercase);
    if !ordinary {
        return Noun::new(name, name, coin.gender);
    }
    let singular = name.to_lowercase();
    let plural = if singular.ends_with(['s', 'x', 'z']) { singular.clone() } else { format!("{singular}s") };
    Noun { singular, plural, gender: coin.gender }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(amount: &str, currency: &str) -> String {
        money(&Money { amount: amount.parse().unwrap(), currency: currency.parse().unwrap() })
    }

    #[test]
    fn reais_are_said_with_their_centavos() {
        assert_eq!(
            say("512340.55", "BRL"),
            "quinhentos e doze mil, trezentos e quarenta reais e cinquenta e cinco centavos"
        );
        assert_eq!(say("1", "BRL"), "um real");
        assert_eq!(say("1.01", "BRL"), "um real e um centavo");
        assert_eq!(say("0.01", "BRL"), "um centavo");
        assert_eq!(say("0.5", "BRL"), "cinquenta centavos");
        assert_eq!(say("0", "BRL"), "zero reais");
        assert_eq!(say("1000000", "BRL"), "um milhão de reais");
        assert_eq!(say("2000000.50", "BRL"), "dois milhões de reais e cinquenta centavos");
        assert_eq!(say("-6.10", "BRL"), "menos seis reais e dez centavos");
    }

    #[test]
    fn tiny_prices_are_said_digit_by_digit() {
        assert_eq!(say("0.00001234", "BRL"), "zero vírgula zero zero zero zero um dois três quatro reais");
    }

    #[test]
    fn other_currencies_have_their_names() {
        assert_eq!(say("2.10", "USD"), "dois dólares e dez centavos");
        assert_eq!(say("1", "EUR"), "um euro");
        assert_eq!(say("10.5", "USDT"), "dez vírgula cinco tethers");
        assert_eq!(say("0.5", "BTC"), "zero vírgula cinco bitcoin");
        assert_eq!(say("2", "BTC"), "dois bitcoins");
        assert_eq!(say("3", "NOPE9"), "três NOPE9");
    }
}
