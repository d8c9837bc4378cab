//! The slots of an intent, and what is missing from them.

mod doubt;
mod records;

use crate::condition::{self, Stated};
use crate::item::{What, When};
use crate::lexicon::Cue;
use crate::sentence::Sentence;
use crate::time::{day_before, timeframe_of};
use crate::{Coins, Intent, Understood};
use alfa_domain::{Condition, Currency, Indicator, Left, Span, Ticker, Timeframe, Window};
use chrono::NaiveDate;
pub(crate) use doubt::{doubt, still_missing};
use records::{schedule_time, trade};
use rust_decimal::Decimal;

fn ticker(code: &str) -> Option<Ticker> {
    code.parse().ok()
}

fn day() -> Window {
    Window::Hours(24)
}

/// Fills the slots that the contract's table gives this intent.
pub(crate) fn fill(s: &Sentence<'_>, intent: Intent) -> Understood {
    let mut u = Understood::bare(intent);
    let coins = s.coins();
    let one = || Coins::List(coins.iter().take(1).cloned().collect());
    let all = || Coins::List(coins.clone());
    let quote = || Some(s.quote().unwrap_or(Currency::Brl));
    let lookback = || s.window().map(Span::Lookback);
    match intent {
        Intent::Price => (u.coins, u.quote) = (all(), quote()),
        Intent::Convert => {
            (u.coins, u.quote) = (counted(s, &coins), quote());
            u.amount = s.coin_amount().or_else(|| s.number());
        }
        Intent::ConvertInverse => inverse(s, &mut u, &coins),
        Intent::Fx => exchange(s, &mut u, &coins),
        Intent::Change => {
            (u.coins, u.quote) = (all(), quote());
            u.window = lookback().or(timeframe_lookback(s)).or(Some(Span::Lookback(day())));
        }
        Intent::Compare => (u.coins, u.quote, u.window) = (all(), quote(), lookback().or(timeframe_lookback(s))),
        Intent::HighLow => {
            (u.coins, u.quote) = (one(), quote());
            let ever = s.any(&[Cue::AllTimeHigh, Cue::AllTimeLow]) && s.when().is_none();
            u.window = if ever {
                Some(Span::Lookback(Window::All))
            } else {
                lookback().or(timeframe_lookback(s)).or(Some(Span::Lookback(day())))
            };
            u.condition = match (s.any(&[Cue::High, Cue::AllTimeHigh]), s.any(&[Cue::Low, Cue::AllTimeLow])) {
                (true, false) => Some(Condition::Max),
                (false, true) => Some(Condition::Min),
                _ => None,
            };
        }
        Intent::HistoryPrice => {
            (u.coins, u.quote) = (one(), quote());
            u.window = date(s).map(Span::Lookback);
        }
        Intent::WhatIf => what_if(s, &mut u, &coins),
        Intent::Volume => {
            (u.coins, u.quote) = (one(), quote());
            u.window = lookback().or(timeframe_lookback(s)).or(Some(Span::Lookback(day())));
        }
        Intent::MarketCap => {
            if coins.is_empty() {
                u.coins = Coins::All;
            } else {
                (u.coins, u.quote) = (all(), quote());
            }
        }
        Intent::Dominance => {
            u.coins = if coins.is_empty() { Coins::List(ticker("BTC").into_iter().collect()) } else { one() }
        }
        Intent::FearGreed | Intent::MarketOverview => u.coins = Coins::All,
        Intent::TopGainers | Intent::TopLosers => {
            (u.coins, u.quote, u.window) = (Coins::All, quote(), lookback().or(timeframe_lookback(s)));
            u.amount = how_many(s);
        }
        Intent::Indicator => indicator(s, &mut u, one(), quote()),
        Intent::Trend => (u.coins, u.quote, u.window) = (one(), quote(), lookback().or(timeframe_lookback(s))),
        Intent::Chart => {
            (u.coins, u.quote, u.indicator) = (all(), quote(), s.indicators());
            u.window = if u.indicator.is_empty() {
                lookback().or(timeframe_lookback(s))
            } else {
                s.timeframe().map(Span::Timeframe).or(lookback())
            };
        }
        Intent::AlertCreate => alert(s, &mut u, one()),
        Intent::AlertChange => {
            u.coins = one();
            // the verb before "alerta" moves the alert, not the price
            let from = s.found.at(Cue::AlertNoun).map_or(0, |noun| noun.start);
            let rest = crate::item::Items(s.items.0[from..].to_vec());
            let stated = condition::stated(&rest, &s.found, true);
            u.quote = Some(stated.as_ref().and_then(|st| st.quote.clone()).or(s.quote()).unwrap_or(Currency::Brl));
            if let Some(stated) = stated {
                u.indicator = stated.indicators;
                u.condition = Some(stated.condition);
            }
        }
        Intent::AlertPause | Intent::AlertCancel => u.coins = if coins.is_empty() { Coins::All } else { all() },
        Intent::WatchAdd | Intent::WatchRemove => u.coins = all(),
        Intent::PortfolioBuy | Intent::PortfolioSell => trade(s, &mut u, &coins),
        Intent::Schedule => {
            u.coins = Coins::List(with_fiat(s));
            u.quote = match u.coins.list() {
                [] => None,
                _ if coins.is_empty() => Some(Currency::Brl),
                _ => quote(),
            };
            u.condition = Some(Condition::Every(schedule_time(s)));
        }
        Intent::Explain => u.indicator = s.indicators().into_iter().take(1).collect(),
        Intent::AdviceRefuse => u.coins = all(),
        Intent::AlertList
        | Intent::WatchList
        | Intent::PortfolioValue
        | Intent::ExplainSource
        | Intent::Repeat
        | Intent::Slower
        | Intent::Faster
        | Intent::Stop
        | Intent::Help
        | Intent::Confirm
        | Intent::Deny
        | Intent::OutOfScope => {}
    }
    // "o dólar subiu hoje?": the currency is what is asked about
    let about = matches!(
        intent,
        Intent::Change | Intent::HistoryPrice | Intent::HighLow | Intent::Chart | Intent::AlertCreate | Intent::Trend
    );
    if about && coins.is_empty() && s.reading.stranger.is_none() {
        let fiat: Vec<Ticker> = s
            .currencies()
            .filter(|(i, c)| c.code() != "BRL" && !matches!(s.items.before(*i), "em" | "para" | "pra"))
            .filter_map(|(_, c)| ticker(c.code()))
            .collect();
        if !fiat.is_empty() {
            u.coins = Coins::List(fiat.into_iter().take(1).collect());
            u.quote = Some(s.money().map_or(Currency::Brl, |(_, c)| c));
        }
    }
    u.amount = u.amount.map(|n| n.normalize());
    u
}

/// The coins and the currencies whose rate is wanted ("a cotação do dólar"), in order.
fn with_fiat(s: &Sentence<'_>) -> Vec<Ticker> {
    let coins = s.coins();
    let mut list: Vec<Ticker> = Vec::new();
    for (i, item) in s.items.0.iter().enumerate() {
        let found = match &item.what {
            What::Coin { ticker, .. } if coins.contains(ticker) => Some(ticker.clone()),
            What::Currency(c) if *c != Currency::Brl && matches!(s.items.before(i), "do" | "o" | "e") => {
                ticker(c.code())
            }
            _ => None,
        };
        if let Some(found) = found
            && !list.contains(&found)
        {
            list.push(found);
        }
    }
    list
}

/// The coin that is counted, before any other.
fn counted(s: &Sentence<'_>, coins: &[Ticker]) -> Coins {
    let quote = s.quote_coin();
    let counted =
        s.items.coins().find(|(i, _, amount)| amount.is_some() && Some(*i) != quote).map(|(_, t, _)| t.clone());
    Coins::List(counted.or_else(|| coins.first().cloned()).into_iter().collect())
}

/// Money into a coin, or "mil reais em dólar".
fn inverse(s: &Sentence<'_>, u: &mut Understood, coins: &[Ticker]) {
    let money = s.money();
    u.amount = money.as_ref().map(|(n, _)| *n).or_else(|| s.number());
    let paid = money.map(|(_, c)| c);
    if coins.is_empty() {
        let foreign = s.currencies().find(|(_, c)| c.code() != "BRL").map(|(_, c)| c.code().to_owned());
        u.coins = Coins::List(foreign.and_then(|code| ticker(&code)).into_iter().collect());
        u.quote = Some(paid.unwrap_or(Currency::Brl));
        return;
    }
    // the coin bought is the one behind "em", also when it reads like a currency
    u.coins = match s.quote_coin().and_then(|i| s.items.get(i)).map(|x| &x.what) {
        Some(What::Coin { ticker, .. }) if coins.is_empty() => Coins::List(vec![ticker.clone()]),
        _ => Coins::List(coins.iter().take(1).cloned().collect()),
    };
    u.quote = Some(paid.or(s.quote()).unwrap_or(Currency::Brl));
}

fn exchange(s: &Sentence<'_>, u: &mut Understood, coins: &[Ticker]) {
    let foreign = s
        .money()
        .map(|(_, c)| c)
        .filter(|c| *c != Currency::Brl)
        .or_else(|| s.currencies().map(|(_, c)| c.clone()).find(|c| *c != Currency::Brl))
        .map(|c| c.code().to_owned())
        .or_else(|| coins.first().map(|t| t.as_str().to_owned()));
    u.coins = Coins::List(foreign.and_then(|code| ticker(&code)).into_iter().collect());
    u.quote = Some(Currency::Brl);
    // "um euro" asks for its rate; "1 euro" counts it
    let bare = s.items.0.iter().any(|x| matches!(x.what, What::Money(..)) && x.text.starts_with("um "));
    u.amount = s.money().filter(|_| !bare).map(|(n, _)| n).or(s.coin_amount());
}

fn what_if(s: &Sentence<'_>, u: &mut Understood, coins: &[Ticker]) {
    u.coins = Coins::List(coins.iter().take(1).cloned().collect());
    let money = s.money();
    u.quote = Some(money.as_ref().map(|(_, c)| c.clone()).or(s.quote()).unwrap_or(Currency::Brl));
    u.amount = money.map(|(n, _)| n).or_else(|| s.number()).or_else(|| s.coin_amount());
    u.window = s.window().map(Span::Lookback);
}

/// The day a past price is asked of.
fn date(s: &Sentence<'_>) -> Option<Window> {
    match s.when()? {
        When::Ago(window) | When::Back(window) => day_before(s.today, window).map(Window::Date),
        When::Day(date) => Some(Window::Date(date)),
        When::InMonth(month) => Some(Window::Month(month)),
        When::InYear(year) => NaiveDate::from_ymd_opt(year, 1, 1).map(Window::Date),
    }
}

/// "gráfico semanal" without an indicator looks back a week.
fn timeframe_lookback(s: &Sentence<'_>) -> Option<Span> {
    Some(Span::Lookback(match s.timeframe()? {
        Timeframe::M1 => Window::Minutes(1),
        Timeframe::M5 => Window::Minutes(5),
        Timeframe::M15 => Window::Minutes(15),
        Timeframe::H1 => Window::Hours(1),
        Timeframe::H4 => Window::Hours(4),
        Timeframe::D1 => day(),
        Timeframe::W1 => Window::Days(7),
        Timeframe::Mo1 => Window::Days(30),
    }))
}

/// "as cinco maiores altas", "top 10", "qual a moeda que mais subiu" says none.
fn how_many(s: &Sentence<'_>) -> Option<Decimal> {
    s.number().filter(|n| n.is_integer() && *n > Decimal::ZERO)
}

/// The candles an indicator is wanted on; daily ones unless said.
fn candles(s: &Sentence<'_>) -> Timeframe {
    let weeks = s
        .items
        .0
        .iter()
        .enumerate()
        .any(|(i, x)| matches!(x.what, What::Indicator(_)) && s.items.word(i + 1).starts_with("semana"));
    if weeks {
        return Timeframe::W1;
    }
    s.timeframe()
        .or_else(|| match s.when() {
            Some(When::Back(window)) => timeframe_of(window),
            _ => None,
        })
        .unwrap_or(Timeframe::D1)
}

fn indicator(s: &Sentence<'_>, u: &mut Understood, coins: Coins, quote: Option<Currency>) {
    (u.coins, u.quote) = (coins, quote);
    u.window = Some(Span::Timeframe(candles(s)));
    u.indicator = s.indicators();
    if let Some(stated) = condition::stated(s.items, &s.found, false)
        && !stated.indicators.is_empty()
    {
        u.indicator = stated.indicators;
        u.condition = Some(stated.condition);
    }
}

fn alert(s: &Sentence<'_>, u: &mut Understood, coins: Coins) {
    u.coins = coins;
    let stated = condition::stated(s.items, &s.found, true);
    u.quote = Some(stated.as_ref().and_then(|st| st.quote.clone()).or(s.quote()).unwrap_or(Currency::Brl));
    let Some(Stated { condition, indicators, .. }) = stated else { return };
    let lookback = condition::lookback(s.items).or_else(|| {
        Some(match timeframe_lookback(s)? {
            Span::Lookback(window) => window,
            Span::Timeframe(_) => return None,
        })
    });
    u.window = match &condition {
        Condition::Extreme { .. } => Some(Span::Lookback(lookback.unwrap_or(Window::All))),
        Condition::Compare { left: Left::Percent | Left::AbsolutePercent, .. } => {
            Some(Span::Lookback(lookback.unwrap_or(day())))
        }
        Condition::Compare { left: Left::Volume, .. } => Some(Span::Lookback(lookback.unwrap_or(day()))),
        _ if indicators.iter().any(|i| *i != Indicator::Volume) => Some(Span::Timeframe(candles(s))),
        _ => None,
    };
    u.indicator = indicators;
    u.condition = Some(condition);
}
