//! Price now.

use super::{Refusal, ToolResult, Toolbox, coins, currency, price_facts};
use crate::Card;
use crate::composer::{Article, Composer};
use alfa_domain::{Fact, Ticker};
use alfa_language::Understood;
use alfa_market::Quoted;

pub(super) async fn price(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coins = coins(request)?;
    let currency = currency(request);
    let results = tools.market.quotes(coins, &currency).await;
    let mut composer = tools.composer();
    let mut failed = None;
    let mut missing: Vec<&Ticker> = Vec::new();
    let mut answered = 0;
    for (coin, result) in coins.iter().zip(results) {
        match result {
            Ok(quoted) => {
                if answered > 0 {
                    composer.say(" ");
                }
                sentence(tools, &mut composer, &quoted, coins.len() == 1);
                answered += 1;
            }
            Err(error) => {
                missing.push(coin);
                failed.get_or_insert(error);
            }
        }
    }
    if let Some(error) = failed {
        if answered == 0 {
            return Err(Refusal::from(error));
        }
        for coin in missing {
            composer.say(" Não consegui o preço ").the(coin, Article::Of).say(" agora.");
        }
    }
    Ok(composer.finish())
}

fn sentence(tools: &Toolbox, composer: &mut Composer<'_>, quoted: &Quoted, alone: bool) {
    let quote = &quoted.quote;
    composer.the(&quote.coin, Article::TheStart).say(" está em ");
    let fact = price_facts::with_legs(composer, quoted);
    composer.fact(fact);
    if let Some(change) = price_facts::change_24h(quote).filter(|_| alone && quoted.stale.is_none()) {
        composer.say(", ");
        movement(composer, change);
        composer.read(" em 24 horas");
        let hours = composer.given_fact("window", 24.into(), alfa_domain::Unit::Count);
        composer.keep(hours);
    }
    composer.say(".").card(Card::Quote { quote: quote.clone() });
    price_facts::caveats(tools, composer, quoted);
}

/// "alta de 3,2%", "queda de 1%", "sem variação".
pub(super) fn movement(composer: &mut Composer<'_>, change: Fact) {
    if change.value.round_dp(2).is_zero() {
        composer.keep(change).say("estável");
    } else {
        composer.say(if change.value.is_sign_positive() { "alta de " } else { "queda de " }).magnitude(change);
    }
}

/// "subiu 3,2%", "caiu 1%", "ficou estável".
pub(super) fn moved(composer: &mut Composer<'_>, change: Fact) {
    if change.value.round_dp(2).is_zero() {
        composer.keep(change).say("ficou estável");
    } else {
        composer.say(if change.value.is_sign_positive() { "subiu " } else { "caiu " }).magnitude(change);
    }
}
