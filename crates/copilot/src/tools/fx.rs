//! The dollar, the euro and the tether in reais.

use super::{ToolResult, Toolbox, one_coin, price_facts};
use alfa_domain::{Currency, Unit};
use alfa_language::Understood;

pub(super) async fn fx(tools: &Toolbox, request: &Understood) -> ToolResult {
    let base: Currency = one_coin(request)?.clone().as_str().parse().unwrap_or(Currency::Usd);
    let quoted = tools.market.fx(&base).await?;
    let mut composer = tools.composer();
    let rate = price_facts::with_legs(&mut composer, &quoted);
    match request.amount {
        Some(amount) => {
            let given = composer.given_fact("amount", amount, Unit::Money(base.clone()));
            let value = amount.checked_mul(rate.value).ok_or_else(super::convert::absurd)?;
            let result = price_facts::derived(
                price_facts::name("convert", &quoted.quote.coin, &Currency::Brl),
                value,
                Unit::Money(Currency::Brl),
                &[&given, &rate],
            );
            composer
                .fact(given)
                .say(" dão ")
                .fact(result)
                .say(", com ")
                .say(name(&base))
                .say(" a ")
                .fact(rate)
                .say(".");
        }
        None => {
            let start = match base {
                Currency::Eur => "O euro está em ",
                Currency::Usdt => "O téter está em ",
                _ => "O dólar está em ",
            };
            composer.say(start).fact(rate);
            if let Some(change) = price_facts::change_24h(&quoted.quote).filter(|_| quoted.stale.is_none()) {
                composer.say(", ");
                super::price::movement(&mut composer, change);
                composer.say(" no dia");
            }
            composer.say(".");
        }
    }
    price_facts::caveats(tools, &mut composer, &quoted);
    Ok(composer.finish())
}

fn name(base: &Currency) -> &'static str {
    match base {
        Currency::Eur => "o euro",
        Currency::Usdt => "o téter",
        _ => "o dólar",
    }
}
