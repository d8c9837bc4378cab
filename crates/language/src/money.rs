//! Money, percentages, multiples and amounts of a coin.

use crate::item::{Items, What};
use alfa_domain::Currency;
use rust_decimal::Decimal;

/// "10%", "dez por cento", "3,5 pontos percentuais".
pub(crate) fn percent(items: &Items, i: usize) -> Option<(What, usize)> {
    let value = items.number(i)?;
    let length = match (items.word(i + 1), items.word(i + 2)) {
        ("%", _) | ("pct", _) => 2,
        ("por", "cento") | ("pontos" | "ponto", "percentuais" | "percentual") => 3,
        // "um e meio por cento" loses its "por" in fast speech
        ("cento", _) if matches!(items.0[i].what, What::Number(_)) => 2,
        _ => return None,
    };
    Some((What::Percent(value), length))
}

/// "3 vezes", "2x", "o dobro".
pub(crate) fn times(items: &Items, i: usize) -> Option<(What, usize)> {
    match items.word(i) {
        "dobro" => return Some((What::Times(Decimal::TWO), 1)),
        "triplo" => return Some((What::Times(Decimal::from(3)), 1)),
        "quadruplo" => return Some((What::Times(Decimal::from(4)), 1)),
        _ => {}
    }
    let value = items.number(i)?;
    matches!(items.word(i + 1), "vezes" | "x").then_some((What::Times(value), 2))
}

fn symbol(word: &str) -> Option<Currency> {
    Some(match word {
        "r$" => Currency::Brl,
        "us$" | "u$" | "$" => Currency::Usd,
        "€" => Currency::Eur,
        _ => return None,
    })
}

fn unit(word: &str) -> Option<Currency> {
    Some(match word {
        "real" | "reais" | "conto" | "contos" | "pila" | "pilas" | "mango" | "mangos" | "pau" | "paus" | "prata"
        | "pratas" | "dinheiros" | "brl" | "realzinho" | "reaizinhos" | "merreis" | "tostoes" | "cruzeiros"
        | "barao" | "baroes" => Currency::Brl,
        "dolar" | "dolares" | "usd" | "doleta" | "doletas" | "verdinha" | "verdinhas" | "dols" | "buck" | "bucks" => {
            Currency::Usd
        }
        "euro" | "euros" | "eur" => Currency::Eur,
        _ => return symbol(word),
    })
}

/// An amount of money, or a currency alone.
pub(crate) fn money(items: &Items, i: usize) -> Option<(What, usize)> {
    if let Some(currency) = symbol(items.word(i)) {
        return match items.number(i + 1) {
            Some(value) => {
                // "R$ 20 mil reais", "US$ 100 dólares"
                let mut end = i + 2;
                if items.word(end) == "de" && unit(items.word(end + 1)).is_some() {
                    end += 1;
                }
                if unit(items.word(end)) == Some(currency.clone()) {
                    end += 1;
                }
                Some((What::Money(value, currency), end - i))
            }
            None => Some((What::Currency(currency), 1)),
        };
    }
    if let Some(value) = items.number(i) {
        let mut end = i + 1;
        if items.word(end) == "de" {
            end += 1;
        }
        if matches!(items.word(end), "centavo" | "centavos") && value.is_integer() {
            let currency = if items.word(end + 1) == "de" { unit(items.word(end + 2)) } else { None };
            let length = if currency.is_some() { end + 3 - i } else { end + 1 - i };
            return Some((What::Money(value / Decimal::ONE_HUNDRED, currency.unwrap_or(Currency::Brl)), length));
        }
        let mut currency = unit(items.word(end))?;
        end += 1;
        if currency == Currency::Usd
            && matches!(items.get(end).map(|x| &x.what), Some(What::Coin { ticker, .. }) if ticker.as_str() == "USDT")
        {
            currency = Currency::Usdt;
            end += 1;
        }
        let mut value = value;
        // "e cinquenta centavos"
        if items.word(end) == "e"
            && let Some(cents) = items.number(end + 1)
            && cents.is_integer()
            && cents < Decimal::ONE_HUNDRED
            && matches!(items.word(end + 2), "centavo" | "centavos" | "cents")
        {
            value += cents / Decimal::ONE_HUNDRED;
            end += 3;
        } else if items.word(end) == "e" && items.number(end + 1) == Some(Decimal::new(5, 1)) {
            value += Decimal::new(5, 1);
            end += 2;
        }
        return Some((What::Money(value, currency), end - i));
    }
    let word = items.word(i);
    if matches!(word, "conto" | "pau" | "prata" | "pratas" | "pila" | "mango" | "barao" | "real")
        && (items.before(i) == "tempo" || word != "real")
    {
        return None;
    }
    unit(word).map(|currency| (What::Currency(currency), 1))
}

/// Figures that count a coin: "0,5 bitcoin", "2 unidades de ethereum", "um bitcoin e meio", "trezentos satoshis".
pub(crate) fn amounts(items: &mut Items) {
    let mut i = 0;
    while i < items.len() {
        satoshis(items, i);
        let Some(What::Coin { ticker, amount: None }) = items.get(i).map(|x| x.what.clone()) else {
            i += 1;
            continue;
        };
        let mut start = i;
        let value = match i.checked_sub(1).and_then(|k| items.get(k)).map(|x| &x.what) {
            Some(What::Number(value)) if !items.0[i].after_break => {
                start = i - 1;
                Some(*value)
            }
            Some(What::One) => None,
            _ => counted(items, i).map(|(value, at)| {
                start = at;
                value
            }),
        };
        let half = items.word(i + 1) == "e"
            && items.number(i + 2) == Some(Decimal::new(5, 1))
            && !matches!(items.get(i + 3).map(|x| &x.what), Some(What::Coin { .. } | What::Currency(_)))
            && matches!(items.get(i + 2).map(|x| x.text.as_str()), Some("meio" | "meia"));
        let one = matches!(i.checked_sub(1).and_then(|k| items.get(k)).map(|x| &x.what), Some(What::One));
        let (value, end) = match (value, half) {
            (Some(value), true) => (Some(value + Decimal::new(5, 1)), i + 3),
            (None, true) if one => {
                start = i - 1;
                (Some(Decimal::new(15, 1)), i + 3)
            }
            (value, _) => (value, i + 1),
        };
        if value.is_some() {
            items.merge(start..end, What::Coin { ticker, amount: value });
            i = start;
        }
        i += 1;
    }
}

/// "2 unidades de", "0,5 de" before a coin. Money without its unit ("500 de bitcoin") is not that: only fractions are.
fn counted(items: &Items, i: usize) -> Option<(Decimal, usize)> {
    if items.before(i) != "de" || i < 2 {
        return None;
    }
    if matches!(items.word(i - 2), "unidades" | "unidade" | "moedas" | "tokens") && i >= 3 {
        return items.number(i - 3).map(|n| (n, i - 3));
    }
    let many = ["duzia", "dezena", "centena", "milhar", "milhao", "milhoes", "bilhao", "bilhoes"];
    let counted = items.get(i - 2).is_some_and(|x| many.iter().any(|w| x.text.ends_with(w)));
    items.number(i - 2).filter(|n| counted || n.fract() != Decimal::ZERO && *n < Decimal::ONE).map(|n| (n, i - 2))
}

fn satoshis(items: &mut Items, i: usize) {
    let Some(value) = items.number(i) else { return };
    let of = usize::from(items.word(i + 1) == "de");
    let (length, ticker, unit) = match items.get(i + 1 + of).map(|x| (x.text.as_str(), &x.what)) {
        Some(("satoshi" | "satoshis" | "sats" | "sat" | "satoshs", _)) => (2, "BTC", Decimal::new(1, 8)),
        Some(("gwei" | "gweis", _)) => (2, "ETH", Decimal::new(1, 9)),
        Some(("milesimos" | "milesimo", _)) if items.word(i + 2) == "de" => return,
        _ => return,
    };
    let (Ok(ticker), Some(amount)) = (ticker.parse(), value.checked_mul(unit)) else { return };
    let mut end = i + length + of;
    if items.word(end) == "de" && matches!(items.get(end + 1).map(|x| &x.what), Some(What::Coin { .. })) {
        end += 2;
    }
    items.merge(i..end, What::Coin { ticker, amount: Some(amount) });
}
