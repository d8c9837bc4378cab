//! Facts from quotes and candles, and the words around a price that its user must know: its age, its path, its rival.

use super::Toolbox;
use crate::composer::{Article, Composer};
use alfa_domain::{Currency, Fact, Quote, Ticker, Unit, Window};
use alfa_market::Quoted;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

/// "price BTC/BRL"
pub(crate) fn name(what: &str, coin: &Ticker, currency: &Currency) -> String {
    format!("{what} {coin}/{currency}")
}

/// The price of a quote.
pub(crate) fn price(quote: &Quote) -> Fact {
    Fact {
        name: name("price", &quote.coin, &quote.currency),
        value: quote.price,
        unit: Unit::Money(quote.currency.clone()),
        source: quote.source.clone(),
        at: quote.at,
        derived_from: Vec::new(),
    }
}

/// A figure that comes with a quote.
pub(crate) fn of_quote(quote: &Quote, what: &str, value: Decimal, unit: Unit) -> Fact {
    Fact {
        name: format!("{} 24h", name(what, &quote.coin, &quote.currency)),
        value,
        unit,
        source: quote.source.clone(),
        at: quote.at,
        derived_from: Vec::new(),
    }
}

/// The source's own 24-hour change of a quote, in percent points.
pub(crate) fn change_24h(quote: &Quote) -> Option<Fact> {
    quote.change_24h.map(|change| of_quote(quote, "change", change, Unit::Percent))
}

/// A figure computed from others.
pub(crate) fn derived(name: String, value: Decimal, unit: Unit, from: &[&Fact]) -> Fact {
    let mut sources: Vec<&str> = Vec::new();
    for fact in from {
        if !sources.contains(&fact.source.as_str()) {
            sources.push(&fact.source);
        }
    }
    Fact {
        name,
        value: value.normalize(),
        unit,
        source: sources.join(" e "),
        at: from.iter().map(|fact| fact.at).max().unwrap_or(DateTime::UNIX_EPOCH),
        derived_from: from.iter().map(|fact| fact.name.clone()).collect(),
    }
}

/// The change from one price to another in percent points; `None` from zero.
pub(crate) fn percent(from: Decimal, to: Decimal) -> Option<Decimal> {
    (to - from).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(from)
}

/// "change BTC/BRL 7d"
pub(crate) fn change_name(coin: &Ticker, currency: &Currency, window: Window) -> String {
    format!("{} {window}", name("change", coin, currency))
}

/// Keeps a price's fact and the legs it was computed from, and returns it to be said.
pub(crate) fn with_legs(composer: &mut Composer<'_>, quoted: &Quoted) -> Fact {
    let mut fact = price(&quoted.quote);
    for leg in &quoted.path {
        let leg = price(leg);
        fact.derived_from.push(leg.name.clone());
        composer.keep(leg);
    }
    fact
}

/// What must be said behind a price: that it is old, that a source was down, that another source disagrees.
pub(crate) fn caveats(tools: &Toolbox, composer: &mut Composer<'_>, quoted: &Quoted) {
    if let Some(age) = quoted.stale {
        let minutes = age.as_secs().div_ceil(60).max(1);
        let fact = Fact {
            name: format!("age {}", price(&quoted.quote).name),
            value: minutes.into(),
            unit: Unit::Count,
            source: quoted.quote.source.clone(),
            at: tools.now(),
            derived_from: Vec::new(),
        };
        composer.say(" Estou sem conexão com as fontes: este é o último preço que tenho, de ");
        composer.fact(fact).say(if minutes == 1 { " minuto atrás." } else { " minutos atrás." });
    }
    if let Some(disagreement) = &quoted.disagreement {
        let other = price(&disagreement.other);
        let ours = price(&quoted.quote);
        let gap = derived(
            name("disagreement", &quoted.quote.coin, &quoted.quote.currency),
            disagreement.pct,
            Unit::Percent,
            &[&ours, &other],
        );
        composer.say(" Atenção, as fontes discordam: em ").read(&source_words(&disagreement.other.source)).say(" ");
        composer.the(&quoted.quote.coin, Article::The).say(" está em ").fact(other).say(", diferença de ");
        composer.magnitude(gap).say(".");
    }
    if quoted.stale.is_none() && !quoted.skipped.is_empty() {
        let names: Vec<&str> = quoted.skipped.iter().map(|problem| problem.source_name.as_str()).collect();
        composer.say(" ").read(&format!(
            "{} não respondeu; o preço é de {}.",
            names.join(" e "),
            source_words(&quoted.quote.source)
        ));
    }
}

/// The exchange's name of a source such as "Binance BTCBRL".
pub(crate) fn source_words(source: &str) -> String {
    source
        .split(" × ")
        .map(|leg| {
            leg.split_whitespace()
                .filter(|word| !word.chars().any(|c| c == '/' || c == '-') && !is_pair(word))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect::<Vec<_>>()
        .join(" e ")
}

fn is_pair(word: &str) -> bool {
    word.len() >= 5 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// A price of the past, from candles.
pub(crate) fn past_price(
    coin: &Ticker,
    currency: &Currency,
    value: Decimal,
    source: &str,
    at: DateTime<Utc>,
    what: &str,
) -> Fact {
    Fact {
        name: name(what, coin, currency),
        value,
        unit: Unit::Money(currency.clone()),
        source: source.to_owned(),
        at,
        derived_from: Vec::new(),
    }
}
