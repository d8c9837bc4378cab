//! The coins the user follows.

use super::{ToolResult, Toolbox, coins, price, price_facts};
use crate::composer::{Article, Composer};
use crate::{Card, CardRow};
use alfa_domain::{Currency, Ticker};
use alfa_language::Understood;

pub(super) async fn add(tools: &Toolbox, request: &Understood) -> ToolResult {
    let mut added = Vec::new();
    let mut there = Vec::new();
    for coin in coins(request)? {
        let new = tools.store.watch(coin, tools.now()).await?;
        if new { &mut added } else { &mut there }.push(coin.clone());
    }
    let mut composer = tools.composer();
    said(&mut composer, &added, "Adicionei ", " à sua lista.");
    if !added.is_empty() && !there.is_empty() {
        composer.say(" ");
    }
    said(&mut composer, &there, "Já estava na sua lista: ", ".");
    Ok(composer.finish())
}

pub(super) async fn remove(tools: &Toolbox, request: &Understood) -> ToolResult {
    let mut removed = Vec::new();
    let mut missing = Vec::new();
    for coin in coins(request)? {
        let was = tools.store.unwatch(coin, tools.now()).await?;
        if was { &mut removed } else { &mut missing }.push(coin.clone());
    }
    let mut composer = tools.composer();
    said(&mut composer, &removed, "Tirei ", " da sua lista.");
    if !removed.is_empty() && !missing.is_empty() {
        composer.say(" ");
    }
    said(&mut composer, &missing, "Não estava na sua lista: ", ".");
    Ok(composer.finish())
}

fn said(composer: &mut Composer<'_>, coins: &[Ticker], before: &str, after: &str) {
    if coins.is_empty() {
        return;
    }
    composer.say(before);
    for (index, coin) in coins.iter().enumerate() {
        composer.say(match index {
            0 => "",
            _ if index + 1 == coins.len() => " e ",
            _ => ", ",
        });
        composer.the(coin, Article::The);
    }
    composer.say(after);
}

pub(super) async fn list(tools: &Toolbox) -> ToolResult {
    let watched = tools.store.watched().await?;
    let mut composer = tools.composer();
    if watched.is_empty() {
        composer.say("Sua lista está vazia. Para começar, diga: adiciona o bitcoin na minha lista.");
        return Ok(composer.finish());
    }
    let quotes = tools.market.quotes(&watched, &Currency::Brl).await;
    composer.say("Na sua lista: ");
    let last = watched.len() - 1;
    let mut rows = Vec::new();
    for (index, (coin, quoted)) in watched.iter().zip(quotes).enumerate() {
        composer.say(match index {
            0 => "",
            _ if index == last => " e ",
            _ => ", ",
        });
        composer.coin(coin);
        match quoted {
            Ok(quoted) => {
                composer.say(" a ");
                let fact = price_facts::with_legs(&mut composer, &quoted);
                composer.fact(fact);
                if let Some(change) = price_facts::change_24h(&quoted.quote) {
                    composer.say(", em ");
                    price::movement(&mut composer, change);
                }
                let change = quoted.quote.change_24h.unwrap_or_default();
                rows.push(CardRow { coin: coin.clone(), values: vec![quoted.quote.price, change] });
            }
            Err(_) => {
                composer.say(", sem preço agora");
            }
        }
    }
    composer.say(".").card(Card::Table { title: "Sua lista".to_owned(), rows });
    Ok(composer.finish())
}
