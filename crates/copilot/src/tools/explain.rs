//! Terms explained, and where the last figures came from.

use super::{ToolResult, Toolbox, glossary, one_coin, price_facts};
use crate::composer::{Article, SAID_BY_USER};
use crate::{Dialogue, Problem};
use alfa_domain::{Fact, Indicator};
use alfa_language::Understood;
use chrono::Timelike;

pub(super) fn explain(tools: &Toolbox, request: &Understood, said: &str) -> ToolResult {
    let mut composer = tools.composer();
    if request.indicator.is_empty()
        && let Some(words) = glossary::find(said)
    {
        composer.read(words);
        return Ok(composer.finish());
    }
    let words = match request.indicator.first() {
        Some(Indicator::Rsi(_)) => {
            "O RSI, índice de força relativa, mede de zero a cem o quanto as altas recentes superam as quedas. Acima de \
             setenta costuma-se falar em sobrecompra, e abaixo de trinta, em sobrevenda."
        }
        Some(Indicator::Sma(_)) => {
            "A média móvel é a média dos últimos preços de fechamento. Ela alisa o vaivém e mostra a direção: preço acima \
             da média sugere alta, abaixo dela, queda."
        }
        Some(Indicator::Ema(_)) => {
            "A média exponencial é uma média móvel que dá mais peso aos preços mais recentes, e por isso reage mais rápido."
        }
        Some(Indicator::Macd(..)) => {
            "O MACD compara duas médias exponenciais, uma rápida e uma lenta. Quando a linha cruza o sinal para cima, o \
             impulso é de alta; para baixo, de queda."
        }
        Some(Indicator::Bollinger(..)) => {
            "As bandas de Bollinger são uma média móvel com uma faixa de dois desvios para cada lado. Preço fora da faixa \
             indica movimento esticado; faixa estreita, mercado calmo."
        }
        Some(Indicator::Atr(_)) => {
            "O ATR mede quanto o preço costuma andar em cada vela, para cima ou para baixo. É uma medida de volatilidade."
        }
        Some(Indicator::Stochastic(..)) => {
            "O estocástico mostra, de zero a cem, onde o preço está entre a mínima e a máxima recentes. Acima de oitenta é \
             sobrecompra, e abaixo de vinte, sobrevenda."
        }
        Some(Indicator::Adx(_)) => {
            "O ADX mede a força da tendência, sem dizer a direção. Acima de vinte e cinco a tendência é forte."
        }
        Some(Indicator::Obv) => {
            "O OBV soma o volume dos dias de alta e desconta o dos dias de queda, para ver se o dinheiro acompanha o preço."
        }
        Some(Indicator::Vwap) => "O VWAP é o preço médio do período ponderado pelo volume negociado.",
        Some(Indicator::Volume) => "O volume é quanto foi negociado da moeda no período.",
        None => match request.coins.first().and_then(|coin| tools.coins.get(coin)) {
            Some(coin) => {
                let ticker = one_coin(request)?;
                composer.the(ticker, Article::TheStart).say(" é uma criptomoeda");
                if coin.ticker.as_str() != coin.name.to_uppercase() {
                    composer.say(" negociada com a sigla ").read(coin.ticker.as_str());
                }
                composer.say(". Posso dizer o preço, a variação e os indicadores dela.");
                return Ok(composer.finish());
            }
            None => {
                return Err(Problem::new(
                    "unknown_term",
                    "Esse termo eu ainda não sei explicar.",
                    "Posso explicar indicadores, como RSI, MACD, média móvel e bandas de Bollinger, e termos como dominância.",
                )
                .into());
            }
        },
    };
    // the usual levels stand in the explanation as figures: they are kept as facts of the method
    composer.read(words);
    for level in levels(request.indicator.first()) {
        let fact = Fact {
            name: "usual level".to_owned(),
            value: (*level).into(),
            unit: alfa_domain::Unit::Points,
            source: "definição do indicador".to_owned(),
            at: composer.now(),
            derived_from: Vec::new(),
        };
        composer.keep(fact);
    }
    Ok(composer.finish())
}

fn levels(which: Option<&Indicator>) -> &'static [u32] {
    match which {
        Some(Indicator::Rsi(_)) => &[0, 100, 70, 30],
        Some(Indicator::Macd(..)) => &[2],
        Some(Indicator::Bollinger(..)) => &[2],
        Some(Indicator::Stochastic(..)) => &[0, 100, 80, 20],
        Some(Indicator::Adx(_)) => &[25],
        _ => &[],
    }
}

pub(super) fn source(tools: &Toolbox, dialogue: &Dialogue) -> ToolResult {
    let facts: Vec<&Fact> = dialogue
        .answer
        .iter()
        .flat_map(|answer| &answer.facts)
        .filter(|fact| fact.source != SAID_BY_USER && fact.source != "ALFA")
        .collect();
    if facts.is_empty() {
        let problem =
            Problem::new("no_source", "Ainda não dei nenhum número.", "Pergunte um preço e depois de onde ele veio.");
        return Err(problem.into());
    }
    let mut composer = tools.composer();
    let mut sources: Vec<(&str, &Fact)> = Vec::new();
    for fact in &facts {
        match sources.iter_mut().find(|(name, _)| *name == fact.source) {
            Some((_, newest)) if fact.at > newest.at => *newest = fact,
            Some(_) => {}
            None => sources.push((&fact.source, fact)),
        }
    }
    composer.say(if facts.len() == 1 { "Esse número veio de " } else { "Esses números vieram de " });
    let last = sources.len() - 1;
    for (index, (name, fact)) in sources.into_iter().enumerate() {
        let at = fact.at.with_timezone(&tools.zone());
        composer.say(match index {
            0 => "",
            _ if index == last => " e de ",
            _ => ", de ",
        });
        composer.both(name, &alfa_language::aloud::say(&price_facts::source_words(name), &tools.coins));
        let today = tools.now().with_timezone(&tools.zone()).date_naive();
        if at.date_naive() != today {
            composer.say(", em ").read(&crate::period::day_words(at.date_naive()));
        }
        let article = if at.hour() == 1 { "à" } else { "às" };
        composer.say(", ").read(&format!("{article} {:02}:{:02}", at.hour(), at.minute()));
    }
    composer.say(".");
    for fact in facts {
        composer.keep(fact.clone());
    }
    Ok(composer.finish())
}
