//! A coin's trend in a few sentences: changes, moving averages, RSI.

use super::{ToolResult, Toolbox, change, currency, indicator, one_coin, price};
use crate::composer::Article;
use alfa_domain::{Indicator, Span, Timeframe, Window};
use alfa_language::Understood;

pub(super) async fn trend(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?;
    let currency = currency(request);
    let window = request.window.and_then(Span::lookback).unwrap_or(Window::Days(30));
    let (moved, candles) = futures::join!(
        change::over(tools, coin, &currency, window),
        indicator::candles(tools, coin, &currency, Timeframe::D1)
    );
    let (moved, candles) = (moved?, candles?);
    let mut composer = tools.composer();
    composer.the(coin, Article::TheStart).say(" ");
    price::moved(&mut composer, moved.change);
    composer.say(" ").window(window).say(" e está em ").fact(moved.after).say(".");
    if let Some(before) = moved.before {
        composer.keep(before);
    }
    let fifty = indicator::values(Indicator::Sma(50), &candles, coin, &currency);
    let two_hundred = indicator::values(Indicator::Sma(200), &candles, coin, &currency);
    if let (Ok(fifty), Ok(two_hundred)) = (fifty, two_hundred)
        && let (Some(short), Some(long)) = (fifty.main().cloned(), two_hundred.main().cloned())
    {
        let close = fifty.close.value;
        let (above_short, above_long) = (close >= short.value, close >= long.value);
        let words = match (above_short, above_long) {
            (true, true) => "O preço está acima das duas médias, a de ",
            (false, false) => "O preço está abaixo das duas médias, a de ",
            (true, false) => "O preço passou a média curta mas segue abaixo da longa; são elas a de ",
            (false, true) => "O preço perdeu a média curta mas segue acima da longa; são elas a de ",
        };
        let days = |n: u32| composer_days(&composer, n);
        let (a, b) = (days(50), days(200));
        composer.say(" ").say(words).fact(a).say(" dias, em ").fact(short).say(", e a de ").fact(b).say(" dias, em ");
        composer.fact(long).say(match (above_short, above_long) {
            (true, true) => ": tendência de alta.",
            (false, false) => ": tendência de baixa.",
            _ => ": tendência indefinida.",
        });
        composer.keep(fifty.close);
    }
    if let Ok(rsi) = indicator::values(Indicator::Rsi(14), &candles, coin, &currency) {
        composer.say(" ");
        indicator::reading(&mut composer, Indicator::Rsi(14), &rsi, coin, Timeframe::D1, Article::TheStart);
    }
    Ok(composer.finish())
}

fn composer_days(composer: &crate::composer::Composer<'_>, n: u32) -> alfa_domain::Fact {
    composer.given_fact("period", n.into(), alfa_domain::Unit::Count)
}
