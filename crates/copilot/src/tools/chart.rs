//! A chart on the screen, with its summary aloud.

use super::{ToolResult, Toolbox, change, coins, currency, indicator, price, price_facts};
use crate::composer::Article;
use crate::{Card, Problem, period};
use alfa_domain::{Span, Timeframe, Unit, Window};
use alfa_language::Understood;
use alfa_market::CandleSpan;

pub(super) async fn chart(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coins = coins(request)?;
    let currency = currency(request);
    let now = tools.words_now();
    // with an indicator the slot is the candles' timeframe
    let (window, timeframe) = match (request.indicator.first(), request.window) {
        (Some(_), span) => {
            let timeframe = span.and_then(Span::timeframe).unwrap_or(Timeframe::D1);
            (None, timeframe)
        }
        (None, span) => {
            let window = span.and_then(Span::lookback).unwrap_or(Window::Days(30));
            (Some(window), period::timeframe(window, now, tools.zone()))
        }
    };
    let mut composer = tools.composer();
    for (index, coin) in coins.iter().enumerate() {
        let span = match window {
            Some(window) => {
                CandleSpan::Between(period::start(window, now, tools.zone()), period::end(window, now, tools.zone()))
            }
            None => CandleSpan::Last(500),
        };
        let candles = tools.market.candles(coin, &currency, timeframe, span).await?;
        let (Some(first), Some(last)) = (candles.candles.first(), candles.candles.last()) else {
            let problem = Problem::new("no_history", "Não há velas dessa moeda nesse período.", "Peça outro período.");
            return Err(problem.into());
        };
        if index > 0 {
            composer.say(" ");
        }
        match (window, request.indicator.first()) {
            (Some(window), _) => {
                let fact =
                    |what: &str, value, at| price_facts::past_price(coin, &currency, value, &candles.source, at, what);
                let before = fact("price at start", first.open, first.open_at);
                let after = fact("price at end", last.close, last.open_at);
                let percent =
                    price_facts::percent(before.value, after.value).ok_or_else(|| change::no_history(window))?;
                let moved = price_facts::derived(
                    price_facts::change_name(coin, &currency, window),
                    percent,
                    Unit::Percent,
                    &[&after, &before],
                );
                let high = candles.candles.iter().max_by_key(|candle| candle.high).unwrap_or(last);
                let low = candles.candles.iter().min_by_key(|candle| candle.low).unwrap_or(last);
                composer.say("Este é o gráfico ").the(coin, Article::Of).say(" ").window(window).say(": ");
                price::moved(&mut composer, moved);
                composer.say(", entre ").fact(fact("low", low.low, low.open_at)).say(" e ");
                composer.fact(fact("high", high.high, high.open_at)).say(".").keep(before).keep(after);
            }
            (None, Some(which)) => {
                composer.say("Este é o gráfico ").the(coin, Article::Of).say(". ");
                let values = indicator::values(*which, &candles, coin, &currency)?;
                indicator::reading(&mut composer, *which, &values, coin, timeframe, Article::TheStart);
            }
            (None, None) => {}
        }
        composer.card(Card::Chart {
            coin: coin.clone(),
            currency: currency.clone(),
            timeframe,
            candles: candles.candles,
        });
    }
    Ok(composer.finish())
}
