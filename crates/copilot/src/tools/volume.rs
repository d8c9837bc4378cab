//! Traded volume of a window.

use super::{ToolResult, Toolbox, change, currency, one_coin, price_facts};
use crate::composer::Article;
use crate::period;
use alfa_domain::{Currency, Unit, Window};
use alfa_language::Understood;
use alfa_market::CandleSpan;
use chrono::Duration;
use rust_decimal::Decimal;

pub(super) async fn volume(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?;
    let currency = currency(request);
    let window = change::window(request, Window::Hours(24));
    let mut composer = tools.composer();
    let fact = if window == Window::Hours(24) || window == Window::Days(1) {
        let quoted = tools.market.quote(coin, &currency).await?;
        quoted
            .quote
            .volume_24h
            .map(|volume| price_facts::of_quote(&quoted.quote, "volume", volume, Unit::Money(currency.clone())))
    } else {
        None
    };
    let fact = match fact {
        Some(fact) => fact,
        None => {
            // candles count units of the coin: no price is assumed for what was traded inside one
            let now = tools.words_now();
            let (start, end) = (period::start(window, now, tools.zone()), period::end(window, now, tools.zone()));
            let timeframe = period::timeframe(window, now, tools.zone());
            let candles = tools.market.candles(coin, &currency, timeframe, CandleSpan::Between(start, end)).await?;
            let last = candles.candles.last().ok_or_else(|| change::no_history(window))?;
            let at = (last.open_at + Duration::seconds(timeframe.seconds())).min(now);
            let total: Decimal = candles.candles.iter().map(|candle| candle.volume).sum();
            let unit = Unit::Money(Currency::Coin(coin.clone()));
            alfa_domain::Fact {
                name: format!("{} {window}", price_facts::name("volume", coin, &currency)),
                value: total,
                unit,
                source: candles.source,
                at,
                derived_from: Vec::new(),
            }
        }
    };
    let place = price_facts::source_words(&fact.source);
    composer.say("O volume ").the(coin, Article::Of).say(" ").window(window).say(" foi de ").fact(fact);
    composer.say(", segundo ").read(&place).say(".");
    Ok(composer.finish())
}
