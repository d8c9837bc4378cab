//! The one rounding rule, and facts in words after it.
//!
//! It depends only on a fact's unit and value:
//!
//! | unit | size of the value | what is said |
//! | --- | --- | --- |
//! | reais, dollars, euros, USDT | from 10 million | three significant digits: "dez vírgula dois trilhões de reais" |
//! | | from 100 | whole units; the centavos are left off, not rounded up, so that the digits said are digits shown |
//! | | from 0.10 | to the nearest centavo |
//! | | below | the first four significant digits |
//! | coins | from 10 million | three significant digits |
//! | | from 10,000 | whole |
//! | | from 100 | two decimals |
//! | | from 1 | four decimals |
//! | | below | the first four significant digits |
//! | per cent | from 0.01 | two decimals |
//! | | below | the first significant digit |
//! | points | from 10 million | three significant digits |
//! | | from 1 | one decimal |
//! | | below | the first two significant digits |
//! | count | from 10 million | three significant digits |
//! | | below | whole |
//!
//! Everything but the centavos is rounded to the nearest, a half away from zero. Rounding twice is rounding once.

use super::cardinal::decimal;
use super::money::{Noun, coin_noun, counted, ends_on_class, fiat_noun, money};
use alfa_domain::{Currency, Fact, Gender, Money, Unit};
use rust_decimal::{Decimal, RoundingStrategy};

const NEAREST: RoundingStrategy = RoundingStrategy::MidpointAwayFromZero;
const TEN_MILLION: Decimal = Decimal::from_parts(10_000_000, 0, 0, false, 0);
const TEN_THOUSAND: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
const TENTH: Decimal = Decimal::from_parts(1, 0, 0, false, 1);
const HUNDREDTH: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// A fact's value as it is said, after the rounding rule of this module.
pub fn rounded(fact: &Fact) -> Decimal {
    round(fact.value, &fact.unit).normalize()
}

/// A fact's value in words after the rounding rule, with its unit: R$ 512.340,55 → "quinhentos e doze mil, trezentos e quarenta
/// reais", -6.641 % → "menos seis vírgula sessenta e quatro por cento". Points and counts have no unit to say.
pub fn spoken(fact: &Fact) -> String {
    let value = rounded(fact);
    match &fact.unit {
        Unit::Money(currency) if fiat_noun(currency).is_some() && value.abs() < TEN_MILLION => {
            money(&Money { amount: value, currency: currency.clone() })
        }
        Unit::Money(currency) => {
            let noun = fiat_noun(currency).unwrap_or_else(|| coin_noun(currency));
            large(value, Some(&noun)).unwrap_or_else(|| counted(value, &noun))
        }
        Unit::Percent => format!("{} por cento", decimal(value, Gender::Masculine)),
        Unit::Points | Unit::Count => large(value, None).unwrap_or_else(|| decimal(value, Gender::Masculine)),
    }
}

fn round(value: Decimal, unit: &Unit) -> Decimal {
    let size = value.abs();
    let decimals = |count: u32| value.round_dp_with_strategy(count, NEAREST);
    match unit {
        Unit::Percent if size >= HUNDREDTH => decimals(2),
        Unit::Percent => significant(value, 1),
        _ if size >= TEN_MILLION => significant(value, 3),
        Unit::Money(Currency::Brl | Currency::Usd | Currency::Eur | Currency::Usdt) => {
            if size >= Decimal::ONE_HUNDRED {
                value.trunc()
            } else if size >= TENTH {
                decimals(2)
            } else {
                significant(value, 4)
            }
        }
        Unit::Money(Currency::Coin(_)) => {
            let whole = decimals(0);
            if size >= TEN_THOUSAND {
                if whole.abs() >= TEN_MILLION { significant(whole, 3) } else { whole }
            } else if size >= Decimal::ONE_HUNDRED {
                decimals(2)
            } else if size >= Decimal::ONE {
                decimals(4)
            } else {
                significant(value, 4)
            }
        }
        Unit::Points if size >= Decimal::ONE => decimals(1),
        Unit::Points => significant(value, 2),
        Unit::Count => decimals(0),
    }
}

/// The first so many significant digits, to the nearest.
pub(super) fn significant(value: Decimal, digits: u32) -> Decimal {
    value.round_sf_with_strategy(digits, NEAREST).unwrap_or(value)
}

/// A number from ten million up in its own class: "dez vírgula dois trilhões de reais".
fn large(value: Decimal, noun: Option<&Noun>) -> Option<String> {
    if value.abs() < TEN_MILLION {
        return None;
    }
    let classes = ["milh", "bilh", "trilh", "quatrilh", "quintilh", "sextilh", "septilh"];
    let mut unit = Decimal::from(1_000_000);
    let mut class = 0;
    let thousand = Decimal::ONE_THOUSAND;
    while class + 1 < classes.len() && value.abs() / unit >= thousand {
        unit *= thousand;
        class += 1;
    }
    let amount = (value / unit).normalize();
    let ending = if amount.abs() < Decimal::TWO { "ão" } else { "ões" };
    let words = format!("{} {}{ending}", decimal(amount, Gender::Masculine), classes[class]);
    debug_assert!(ends_on_class(&words));
    Some(match noun {
        Some(noun) => format!("{words} de {}", noun.plural),
        None => words,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn fact(value: &str, unit: &str) -> Fact {
        Fact {
            name: "price".to_owned(),
            value: value.parse().unwrap(),
            unit: unit.parse().unwrap(),
            source: "test".to_owned(),
            at: DateTime::UNIX_EPOCH,
            derived_from: Vec::new(),
        }
    }

    #[test]
    fn each_unit_is_said_with_the_digits_that_help() {
        for (value, unit, words) in [
            ("512340.55", "BRL", "quinhentos e doze mil, trezentos e quarenta reais"),
            ("94120.5", "USD", "noventa e quatro mil, cento e vinte dólares"),
            ("42.357", "BRL", "quarenta e dois reais e trinta e seis centavos"),
            ("0.8731", "BRL", "oitenta e sete centavos"),
            ("0.00001234", "BRL", "zero vírgula zero zero zero zero um dois três quatro reais"),
            ("0.000012345678", "USD", "zero vírgula zero zero zero zero um dois três cinco dólares"),
            ("10234567890123.4", "BRL", "dez vírgula dois trilhões de reais"),
            ("1234567890", "USD", "um vírgula vinte e três bilhão de dólares"),
            ("9999999.99", "BRL", "nove milhões, novecentos e noventa e nove mil, novecentos e noventa e nove reais"),
            ("3.2", "%", "três vírgula dois por cento"),
            ("-6.6449", "%", "menos seis vírgula sessenta e quatro por cento"),
            ("0.0042", "%", "zero vírgula zero zero quatro por cento"),
            ("0", "%", "zero por cento"),
            ("54.3219", "points", "cinquenta e quatro vírgula três"),
            ("-0.000123", "points", "menos zero vírgula zero zero zero um dois"),
            ("17", "count", "dezessete"),
            ("0.5", "BTC", "zero vírgula cinco bitcoin"),
            ("0.009765432", "BTC", "zero vírgula zero zero nove sete seis cinco bitcoin"),
            ("25000000", "BTC", "vinte e cinco milhões de bitcoins"),
        ] {
            assert_eq!(spoken(&fact(value, unit)), words, "{value} {unit}");
        }
    }
}
