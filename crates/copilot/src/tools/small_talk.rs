//! What needs no figures: repeat, pace, stop, help, refusals.

use super::{ToolResult, Toolbox, price_facts};
use crate::composer::Article;
use crate::{Answer, Dialogue, Problem};
use alfa_domain::Currency;
use alfa_language::Understood;

fn plain(tools: &Toolbox, words: &str) -> Answer {
    let mut composer = tools.composer();
    composer.say(words);
    composer.finish()
}

pub(super) fn repeat(dialogue: &Dialogue) -> ToolResult {
    match &dialogue.answer {
        Some(answer) => Ok(answer.clone()),
        None => {
            Err(Problem::new("nothing_to_repeat", "Ainda não há o que repetir.", "Faça uma pergunta primeiro.").into())
        }
    }
}

pub(super) fn pace(tools: &Toolbox, faster: bool) -> Answer {
    plain(tools, if faster { "Certo, vou falar mais rápido." } else { "Certo, vou falar mais devagar." })
}

pub(super) fn stop(tools: &Toolbox) -> Answer {
    plain(tools, "Certo.")
}

pub(super) fn help(tools: &Toolbox) -> Answer {
    plain(
        tools,
        "Eu digo preços e variações de criptomoedas, converto valores, comparo moedas, leio indicadores como o RSI, \
         crio alertas, e cuido da sua lista e da sua carteira. Pergunte, por exemplo: qual o preço do bitcoin? \
         Ou: me avise quando o ethereum passar de vinte mil reais.",
    )
}

pub(super) fn nothing_pending(tools: &Toolbox) -> Answer {
    plain(tools, "Não há nada esperando a sua confirmação.")
}

pub(super) fn denied(tools: &Toolbox) -> Answer {
    plain(tools, "Certo, não fiz nada.")
}

pub(super) fn out_of_scope(tools: &Toolbox) -> Answer {
    plain(
        tools,
        "Isso eu não sei responder. Eu cuido de criptomoedas: preços, conversões, comparações, indicadores, alertas e \
         a sua carteira. Pergunte, por exemplo: quanto está o bitcoin?",
    )
}

pub(super) async fn no_advice(tools: &Toolbox, request: &Understood) -> ToolResult {
    let mut composer = tools.composer();
    composer.say("Eu não dou conselho de compra ou venda; essa decisão é sua. ");
    // the figures are what can be given instead
    if let Some(coin) = request.coins.first()
        && let Ok(quoted) = tools.market.quote(coin, &Currency::Brl).await
    {
        composer.say("O que posso dizer: ").the(coin, Article::The).say(" está em ");
        let fact = price_facts::with_legs(&mut composer, &quoted);
        composer.fact(fact);
        if let Some(change) = price_facts::change_24h(&quoted.quote) {
            composer.say(", ");
            super::price::movement(&mut composer, change);
            composer.say(" no dia");
        }
        composer.say(". ");
    }
    composer.say("Se quiser, leio os indicadores ou crio um alerta.");
    Ok(composer.finish())
}
