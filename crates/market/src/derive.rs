//! Prices made of other prices, with their path.

use crate::Quoted;
use alfa_domain::{Currency, Quote, Ticker};
use rust_decimal::Decimal;

/// How many digits behind the point a quotient keeps: enough for the smallest coins.
const SCALE: u32 = 18;

/// The source with its pair: "CoinGecko" alone does not say of what.
pub(crate) fn label(quote: &Quote) -> String {
    let has_pair = quote.source.contains([' ', '×', '÷']) && quote.source.ends_with(quote.currency.code());
    if has_pair { quote.source.clone() } else { format!("{} {}/{}", quote.source, quote.coin, quote.currency) }
}

fn legs(quoted: &Quoted) -> Vec<Quote> {
    if quoted.path.is_empty() { vec![quoted.quote.clone()] } else { quoted.path.clone() }
}

/// Whose change of 24 hours a derived price has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// The first leg's own figure: the second hardly moves (USDT in dollars).
    OfFirst,
    /// Both legs', compounded.
    Compounded,
}

/// A in B times B in C: A in C.
pub(crate) fn times(a: &Quoted, b: &Quoted, change: Change) -> Option<Quoted> {
    let rate = b.quote.price;
    let through = |value: Option<Decimal>| value.and_then(|v| v.checked_mul(rate));
    let own = change == Change::OfFirst;
    let quote = Quote {
        price: a.quote.price.checked_mul(rate)?,
        change_24h: match change {
            Change::OfFirst => a.quote.change_24h,
            Change::Compounded => compounded(a.quote.change_24h, b.quote.change_24h, Decimal::checked_mul),
        },
        // where both legs move, the highest of one did not meet the highest of the other
        high_24h: through(a.quote.high_24h).filter(|_| own),
        low_24h: through(a.quote.low_24h).filter(|_| own),
        volume_24h: through(a.quote.volume_24h),
        currency: b.quote.currency.clone(),
        source: format!("{} × {}", label(&a.quote), label(&b.quote)),
        ..a.quote.clone()
    };
    Some(joined(quote, a, b))
}

/// A in C divided by B in C: A in B.
pub(crate) fn over(a: &Quoted, b: &Quoted, currency: &Currency) -> Option<Quoted> {
    let rate = b.quote.price;
    let quote = Quote {
        price: a.quote.price.checked_div(rate)?.round_dp(SCALE).normalize(),
        change_24h: compounded(a.quote.change_24h, b.quote.change_24h, Decimal::checked_div),
        high_24h: None,
        low_24h: None,
        volume_24h: a.quote.volume_24h.and_then(|v| v.checked_div(rate)),
        currency: currency.clone(),
        source: format!("{} ÷ {}", label(&a.quote), label(&b.quote)),
        ..a.quote.clone()
    };
    (!quote.price.is_zero()).then(|| joined(quote, a, b))
}

/// B in A turned round: A in B.
pub(crate) fn inverted(quote: &Quote, coin: &Ticker, currency: &Currency) -> Option<Quoted> {
    let turn = |value: Decimal| Decimal::ONE.checked_div(value).map(|v| v.round_dp(SCALE).normalize());
    let turned = Quote {
        coin: coin.clone(),
        currency: currency.clone(),
        price: turn(quote.price).filter(|price| !price.is_zero())?,
        change_24h: compounded(Some(Decimal::ZERO), quote.change_24h, Decimal::checked_div),
        high_24h: quote.low_24h.and_then(turn),
        low_24h: quote.high_24h.and_then(turn),
        volume_24h: None,
        source: format!("1 ÷ {}", label(quote)),
        at: quote.at,
    };
    Some(Quoted { path: vec![quote.clone()], ..Quoted::direct(turned) })
}

/// One coin in itself.
pub(crate) fn identity(coin: &Ticker, currency: &Currency, at: chrono::DateTime<chrono::Utc>) -> Quoted {
    Quoted::direct(Quote {
        coin: coin.clone(),
        currency: currency.clone(),
        price: Decimal::ONE,
        change_24h: Some(Decimal::ZERO),
        high_24h: None,
        low_24h: None,
        volume_24h: None,
        source: "por definição".to_owned(),
        at,
    })
}

fn joined(quote: Quote, a: &Quoted, b: &Quoted) -> Quoted {
    let path = legs(a).into_iter().chain(legs(b)).collect();
    let skipped = a.skipped.iter().chain(&b.skipped).cloned().collect();
    Quoted { quote, path, stale: a.stale.max(b.stale), skipped, disagreement: None }
}

fn compounded(
    a: Option<Decimal>,
    b: Option<Decimal>,
    join: fn(Decimal, Decimal) -> Option<Decimal>,
) -> Option<Decimal> {
    let growth = |pct: Decimal| pct.checked_div(Decimal::ONE_HUNDRED)?.checked_add(Decimal::ONE);
    let joined = join(growth(a?)?, growth(b?)?)?.checked_sub(Decimal::ONE)?;
    Some(joined.checked_mul(Decimal::ONE_HUNDRED)?.round_dp(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(coin: &str, currency: &str, price: &str, change: &str, source: &str) -> Quoted {
        Quoted::direct(Quote {
            coin: coin.parse().unwrap(),
            currency: currency.parse().unwrap(),
            price: price.parse().unwrap(),
            change_24h: change.parse().ok(),
            high_24h: None,
            low_24h: None,
            volume_24h: None,
            source: source.into(),
            at: chrono::DateTime::UNIX_EPOCH,
        })
    }

    #[test]
    fn a_derived_price_says_its_path() {
        let coin = quoted("BTC", "USDT", "95000", "2", "Binance BTCUSDT");
        let tether = quoted("USDT", "USD", "0.999", "0.01", "CoinGecko");
        let dollars = times(&coin, &tether, Change::OfFirst).unwrap();
        assert_eq!(dollars.quote.price, "94905".parse().unwrap());
        assert_eq!(dollars.quote.change_24h, Some(Decimal::TWO));
        assert_eq!(dollars.quote.source, "Binance BTCUSDT × CoinGecko USDT/USD");
        let rate = quoted("USD", "BRL", "5.5", "-1", "AwesomeAPI USD-BRL");
        let reais = times(&dollars, &rate, Change::Compounded).unwrap();
        assert_eq!(reais.quote.source, "Binance BTCUSDT × CoinGecko USDT/USD × AwesomeAPI USD-BRL");
        assert_eq!(reais.quote.change_24h, Some("0.98".parse().unwrap()));
        assert_eq!(reais.path.len(), 3);
        let back = over(&reais, &rate, &Currency::Usd).unwrap();
        assert_eq!(back.quote.price, dollars.quote.price);
    }

    #[test]
    fn what_cannot_be_held_is_no_price() {
        let huge = quoted("A", "BRL", "79228162514264337593543950335", "0", "x");
        assert!(times(&huge, &huge, Change::OfFirst).is_none());
        let nothing = quoted("A", "BRL", "0", "0", "x");
        assert!(over(&huge, &nothing, &Currency::Usd).is_none());
        assert!(inverted(&nothing.quote, &"B".parse().unwrap(), &Currency::Usd).is_none());
    }
}
