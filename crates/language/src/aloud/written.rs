//! Values on the screen, in Brazilian format.

use super::fact::significant;
use alfa_domain::{Currency, Fact, Money, Unit};
use rust_decimal::{Decimal, RoundingStrategy};

const NEAREST: RoundingStrategy = RoundingStrategy::MidpointAwayFromZero;

/// The finest step a market quotes in from one unit up; what has more digits was computed.
const QUOTED_DECIMALS: u32 = 8;
/// The finest step below one unit.
const QUOTED_TINY_DECIMALS: u32 = 12;

/// A fact's value as the screen shows it: money and coins as [`written_money`] gives them, a percentage and points with two decimals at
/// most (two significant digits below 0.01), a count whole.
pub fn shown(fact: &Fact) -> Decimal {
    let value = fact.value;
    match &fact.unit {
        Unit::Money(currency) => as_quoted(value, decimals(currency)),
        Unit::Percent | Unit::Points => two_decimals(value),
        Unit::Count => value.round_dp_with_strategy(0, NEAREST),
    }
}

/// A fact's value for the screen, with its unit: "R$ 512.340,55", "-6,64%", "0,5 BTC", rounded as [`shown`]. A plus sign is left to the
/// sentence, as not every percentage is a change.
pub fn written(fact: &Fact) -> String {
    match &fact.unit {
        Unit::Money(currency) => written_money(&Money { amount: fact.value, currency: currency.clone() }),
        Unit::Percent => format!("{}%", written_decimal(shown(fact))),
        Unit::Points | Unit::Count => written_decimal(shown(fact)),
    }
}

/// Decimals of what was computed, from one unit up.
fn decimals(currency: &Currency) -> u32 {
    match currency {
        Currency::Brl | Currency::Usd | Currency::Eur => 2,
        Currency::Usdt | Currency::Coin(_) => 8,
    }
}

/// An amount for the screen: "R$ 512.340,55", "US$ 94.120,50", "€ 10,00", "0,5 BTC", "-R$ 3,20".
///
/// Exact: reais, dollars and euros have at least two decimals and as many more as the source gave. Only what was
/// computed and has more than eight decimals is rounded, to centavos; below one unit more than twelve, to eight significant digits.
pub fn written_money(money: &Money) -> String {
    let symbol = match money.currency {
        Currency::Brl => "R$",
        Currency::Usd => "US$",
        Currency::Eur => "€",
        Currency::Usdt | Currency::Coin(_) => {
            return format!(
                "{} {}",
                written_decimal(as_quoted(money.amount, decimals(&money.currency))),
                money.currency
            );
        }
    };
    let mut amount = as_quoted(money.amount, decimals(&money.currency));
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    let sign = if amount.is_sign_negative() && !amount.is_zero() { "-" } else { "" };
    format!("{sign}{symbol} {}", grouped(amount.abs()))
}

/// A number for the screen, exact, without trailing zeros: "1.234,5".
pub fn written_decimal(value: Decimal) -> String {
    let value = value.normalize();
    let sign = if value.is_sign_negative() && !value.is_zero() { "-" } else { "" };
    format!("{sign}{}", grouped(value.abs()))
}

fn as_quoted(value: Decimal, decimals: u32) -> Decimal {
    let value = value.normalize();
    match value.abs() >= Decimal::ONE {
        true if value.scale() > QUOTED_DECIMALS => value.round_dp_with_strategy(decimals, NEAREST).normalize(),
        false if value.scale() > QUOTED_TINY_DECIMALS => significant(value, 8).normalize(),
        _ => value,
    }
}

fn two_decimals(value: Decimal) -> Decimal {
    if value.abs() >= Decimal::new(1, 2) { value.round_dp_with_strategy(2, NEAREST) } else { significant(value, 2) }
}

/// Dots between the thousands, a comma before the decimals it has.
fn grouped(value: Decimal) -> String {
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push('.');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(',');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brl(amount: &str) -> String {
        written_money(&Money { amount: amount.parse().unwrap(), currency: Currency::Brl })
    }

    #[test]
    fn the_screen_shows_the_exact_value() {
        assert_eq!(brl("512340.55"), "R$ 512.340,55");
        assert_eq!(brl("94120.5"), "R$ 94.120,50");
        assert_eq!(brl("1000000"), "R$ 1.000.000,00");
        assert_eq!(brl("0.00001234"), "R$ 0,00001234");
        assert_eq!(brl("4.2567"), "R$ 4,2567");
        assert_eq!(brl("-3.2"), "-R$ 3,20");
        assert_eq!(brl("-0"), "R$ 0,00");
    }

    #[test]
    fn a_computed_quotient_is_shortened() {
        assert_eq!(brl("1234.5678901234567890"), "R$ 1.234,57");
        assert_eq!(brl("0.00012345678901234567"), "R$ 0,00012345679");
    }

    #[test]
    fn coins_follow_their_amount() {
        let money = Money { amount: "0.50".parse().unwrap(), currency: "BTC".parse().unwrap() };
        assert_eq!(written_money(&money), "0,5 BTC");
    }
}
