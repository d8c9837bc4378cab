//! Two or more coins side by side.

use super::{Refusal, ToolResult, Toolbox, change, coins, currency, price};
use crate::composer::Article;
use crate::{Card, CardRow, Problem};
use alfa_domain::Window;
use alfa_language::Understood;

pub(super) async fn compare(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coins = coins(request)?;
    if coins.len() < 2 {
        let problem =
            Problem::new("missing_coin", "Faltou a segunda moeda.", "Diga, por exemplo: compare bitcoin com ethereum.");
        return Err(problem.into());
    }
    let currency = currency(request);
    let window = change::window(request, Window::Hours(24));
    let results =
        futures::future::join_all(coins.iter().map(|coin| change::over(tools, coin, &currency, window))).await;
    let mut changes = Vec::new();
    let mut failures = Vec::new();
    for (coin, result) in coins.iter().zip(results) {
        match result {
            Ok(result) => changes.push((coin, result)),
            Err(error) => failures.push((coin, error)),
        }
    }
    if changes.is_empty() || (changes.len() < 2 && coins.len() == 2) {
        return Err(failures.into_iter().next().map_or_else(|| change::no_history(window).into(), |(_, error)| error));
    }
    changes.sort_by_key(|(_, change)| std::cmp::Reverse(change.change.value));
    let mut composer = tools.composer();
    let rows = changes
        .iter()
        .map(|(coin, c)| CardRow { coin: (*coin).clone(), values: vec![c.after.value, c.change.value] })
        .collect();
    composer.card(Card::Table { title: format!("Comparação {}", crate::period::words(window)), rows });
    let best = changes.first().map(|(coin, c)| ((*coin).clone(), c.change.value));
    let last = changes.len() - 1;
    for (index, (coin, result)) in changes.into_iter().enumerate() {
        match index {
            0 => composer.the(coin, Article::TheStart),
            _ if index == last => composer.say(" e ").the(coin, Article::The),
            _ => composer.say(", ").the(coin, Article::The),
        };
        composer.say(" ");
        price::moved(&mut composer, result.change);
        if index == 0 {
            composer.say(" ").window(window);
        }
        composer.say(", para ").fact(result.after);
    }
    composer.say(".");
    if let Some((coin, change)) = best {
        let words = if change.is_sign_negative() { " Quem caiu menos foi " } else { " Quem se saiu melhor foi " };
        composer.say(words).the(&coin, Article::The).say(".");
    }
    for (coin, error) in failures {
        let Refusal::Problem(_) = error else { continue };
        composer.say(" Não consegui os dados ").the(coin, Article::Of).say(" agora.");
    }
    Ok(composer.finish())
}
