//! Change over a window.

use super::{Refusal, ToolResult, Toolbox, coins, currency, price, price_facts};
use crate::Problem;
use crate::composer::Article;
use crate::period;
use alfa_domain::{Currency, Fact, Ticker, Timeframe, Unit, Window};
use alfa_language::Understood;
use alfa_market::{CandleSpan, Quoted};
use chrono::Duration;

/// The change of a coin over a window and what it was computed from.
pub(super) struct Change {
    pub(super) change: Fact,
    /// Price at the start, where it was looked up.
    pub(super) before: Option<Fact>,
    /// Price at the end, now or at the end of a past day or month.
    pub(super) after: Fact,
    pub(super) quoted: Option<Quoted>,
}

pub(super) async fn change(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coins = coins(request)?;
    let currency = currency(request);
    let window = window(request, Window::Hours(24));
    let mut composer = tools.composer();
    let results = futures::future::join_all(coins.iter().map(|coin| over(tools, coin, &currency, window))).await;
    let mut failed = None;
    let mut said = false;
    for (coin, result) in coins.iter().zip(results) {
        let result = match result {
            Ok(result) => result,
            Err(error) => {
                failed = Some((coin, error));
                continue;
            }
        };
        if said {
            composer.say(" ");
        }
        said = true;
        composer.the(coin, Article::TheStart).say(" ");
        price::moved(&mut composer, result.change);
        composer.say(" ").window(window);
        match result.before {
            Some(before) => {
                composer.say(", de ").fact(before).say(" para ").fact(result.after).say(".");
            }
            None => {
                composer.say(" e está em ").fact(result.after).say(".");
            }
        }
        if let Some(quoted) = result.quoted {
            price_facts::caveats(tools, &mut composer, &quoted);
        }
    }
    match failed {
        Some((_, error)) if !said => Err(error),
        Some((coin, _)) => {
            composer.say(" Não consegui a variação ").the(coin, Article::Of).say(" agora.");
            Ok(composer.finish())
        }
        None => Ok(composer.finish()),
    }
}

/// The lookback of a request.
pub(super) fn window(request: &Understood, unsaid: Window) -> Window {
    request.window.and_then(alfa_domain::Span::lookback).unwrap_or(unsaid)
}

/// The change over a window: the ticker's own figure for 24 hours, else the price now against the price at its start.
pub(super) async fn over(
    tools: &Toolbox,
    coin: &Ticker,
    currency: &Currency,
    window: Window,
) -> Result<Change, Refusal> {
    let past = matches!(window, Window::Date(_) | Window::Month(_));
    if past {
        return over_past(tools, coin, currency, window).await;
    }
    if window == Window::Hours(24) || window == Window::Days(1) {
        let quoted = tools.market.quote(coin, currency).await?;
        if let Some(change) = quoted.quote.change_24h {
            let mut fact = price_facts::of_quote(&quoted.quote, "change", change, Unit::Percent);
            fact.name = price_facts::change_name(coin, currency, window);
            return Ok(Change {
                change: fact,
                before: None,
                after: price_facts::price(&quoted.quote),
                quoted: Some(quoted),
            });
        }
    }
    let (quoted, before) =
        futures::join!(tools.market.quote(coin, currency), price_at_start(tools, coin, currency, window));
    let (quoted, before) = (quoted?, before?);
    let after = price_facts::price(&quoted.quote);
    let value = price_facts::percent(before.value, after.value).ok_or_else(|| no_history(window))?;
    let change = price_facts::derived(
        price_facts::change_name(coin, currency, window),
        value,
        Unit::Percent,
        &[&after, &before],
    );
    Ok(Change { change, before: Some(before), after, quoted: Some(quoted) })
}

/// From the open to the close of a day or month of the past.
async fn over_past(tools: &Toolbox, coin: &Ticker, currency: &Currency, window: Window) -> Result<Change, Refusal> {
    let now = tools.words_now();
    let (start, end) = (period::start(window, now, tools.zone()), period::end(window, now, tools.zone()));
    let timeframe = if matches!(window, Window::Date(_)) { Timeframe::H1 } else { Timeframe::D1 };
    let candles = tools.market.candles(coin, currency, timeframe, CandleSpan::Between(start, end)).await?;
    let (Some(first), Some(last)) = (candles.candles.first(), candles.candles.last()) else {
        return Err(no_history(window).into());
    };
    let before = price_facts::past_price(coin, currency, first.open, &candles.source, first.open_at, "price at start");
    let close_at = (last.open_at + Duration::seconds(timeframe.seconds())).min(now);
    let after = price_facts::past_price(coin, currency, last.close, &candles.source, close_at, "price at end");
    let value = price_facts::percent(before.value, after.value).ok_or_else(|| no_history(window))?;
    let change = price_facts::derived(
        price_facts::change_name(coin, currency, window),
        value,
        Unit::Percent,
        &[&after, &before],
    );
    Ok(Change { change, before: Some(before), after, quoted: None })
}

/// The price that stood when a lookback begins: the open of the candle that holds that moment.
pub(super) async fn price_at_start(
    tools: &Toolbox,
    coin: &Ticker,
    currency: &Currency,
    window: Window,
) -> Result<Fact, Refusal> {
    let now = tools.words_now();
    let start = period::start(window, now, tools.zone());
    let timeframe = match (now - start).num_hours() {
        ..=24 => Timeframe::M1,
        25..=2_200 => Timeframe::H1,
        _ => Timeframe::D1,
    };
    let length = Duration::seconds(timeframe.seconds());
    // "desde o começo" has no candle at its start: the first there is counts
    let span = if window == Window::All {
        CandleSpan::Between(start, now)
    } else {
        CandleSpan::Between(start - length * 2, start + length * 3)
    };
    let timeframe = if window == Window::All { Timeframe::W1 } else { timeframe };
    let candles = tools.market.candles(coin, currency, timeframe, span).await?;
    let found = candles
        .candles
        .iter()
        .rfind(|candle| candle.open_at <= start)
        .or_else(|| candles.candles.first())
        .ok_or_else(|| no_history(window))?;
    Ok(price_facts::past_price(coin, currency, found.open, &candles.source, found.open_at, "price at start"))
}

/// No source reaches back so far.
pub(super) fn no_history(window: Window) -> Problem {
    Problem::new(
        "no_history",
        format!("Não há preço registrado {} para essa moeda.", period::words(window)),
        "Peça um período mais curto.",
    )
}
