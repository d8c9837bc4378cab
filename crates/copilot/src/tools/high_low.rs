//! High and low of a window.

use super::{Refusal, ToolResult, Toolbox, change, currency, one_coin, price_facts};
use crate::composer::Article;
use crate::period;
use alfa_domain::{Condition, Currency, Fact, Ticker, Unit, Window};
use alfa_language::Understood;
use alfa_market::CandleSpan;
use chrono::{DateTime, Utc};

/// High and low with the time of the candle they stood in.
pub(super) struct Range {
    pub(super) high: Fact,
    pub(super) low: Fact,
}

pub(super) async fn high_low(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?;
    let currency = currency(request);
    let window = change::window(request, Window::Hours(24));
    let range = over(tools, coin, &currency, window).await?;
    let mut composer = tools.composer();
    let when = |at: DateTime<Utc>| {
        let local = at.with_timezone(&tools.zone());
        period::day_words(local.date_naive())
    };
    let dated = !matches!(window, Window::Minutes(_) | Window::Hours(_) | Window::Date(_) | Window::Days(1));
    match &request.condition {
        Some(Condition::Max) => {
            composer.say("A máxima ").the(coin, Article::Of).say(" ").window(window).say(" foi ");
            let at = range.high.at;
            composer.keep(range.low).fact(range.high);
            if dated {
                composer.say(", em ").read(&when(at));
            }
        }
        Some(Condition::Min) => {
            composer.say("A mínima ").the(coin, Article::Of).say(" ").window(window).say(" foi ");
            let at = range.low.at;
            composer.keep(range.high).fact(range.low);
            if dated {
                composer.say(", em ").read(&when(at));
            }
        }
        _ => {
            composer.the(coin, Article::TheStart).say(" ficou entre ").fact(range.low).say(" e ").fact(range.high);
            composer.say(" ").window(window);
        }
    }
    composer.say(".");
    Ok(composer.finish())
}

/// The high and the low of a window: the ticker's own for 24 hours, else from candles.
pub(super) async fn over(
    tools: &Toolbox,
    coin: &Ticker,
    currency: &Currency,
    window: Window,
) -> Result<Range, Refusal> {
    if window == Window::Hours(24) || window == Window::Days(1) {
        let quoted = tools.market.quote(coin, currency).await?;
        if let (Some(high), Some(low)) = (quoted.quote.high_24h, quoted.quote.low_24h) {
            let unit = Unit::Money(currency.clone());
            return Ok(Range {
                high: price_facts::of_quote(&quoted.quote, "high", high, unit.clone()),
                low: price_facts::of_quote(&quoted.quote, "low", low, unit),
            });
        }
    }
    let now = tools.words_now();
    let (start, end) = (period::start(window, now, tools.zone()), period::end(window, now, tools.zone()));
    let timeframe = period::timeframe(window, now, tools.zone());
    let candles = tools.market.candles(coin, currency, timeframe, CandleSpan::Between(start, end)).await?;
    let missing = || change::no_history(window);
    let high = candles.candles.iter().max_by_key(|candle| candle.high).ok_or_else(missing)?;
    let low = candles.candles.iter().min_by_key(|candle| candle.low).ok_or_else(missing)?;
    let fact = |what: &str, value, at| {
        let mut fact = price_facts::past_price(coin, currency, value, &candles.source, at, what);
        fact.name = format!("{} {window}", fact.name);
        fact
    };
    Ok(Range { high: fact("high", high.high, high.open_at), low: fact("low", low.low, low.open_at) })
}
