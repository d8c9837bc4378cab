//! Which coin a sentence speaks of: a figure of another coin does not carry its numbers.

use super::tokens::Text;
use alfa_domain::{CoinTable, Fact};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What is money in any sentence, whatever it is about.
const MONEY: [&str; 5] = ["BRL", "USD", "EUR", "USDT", "USDC"];

/// Coins by the first word of their name or their ticker as it is written; the longest name first.
static COINS: LazyLock<HashMap<String, Vec<Known>>> = LazyLock::new(|| {
    let mut coins: HashMap<String, Vec<Known>> = HashMap::new();
    for coin in CoinTable::shipped().iter() {
        let words: Vec<String> = Text::new(&coin.name).tokens.into_iter().map(|token| token.folded).collect();
        if let Some(first) = words.first().filter(|first| first.len() >= 3) {
            coins.entry(first.clone()).or_default().push(Known { words, ticker: coin.ticker.as_str().to_owned() });
        }
    }
    for known in coins.values_mut() {
        known.sort_by_key(|coin| std::cmp::Reverse(coin.words.len()));
    }
    coins
});

struct Known {
    words: Vec<String>,
    ticker: String,
}

/// The coin a fact is about; none for sums, counts and money itself.
pub(super) fn coin_of(fact: &Fact) -> Option<&str> {
    let (coin, _) = fact.name.split_whitespace().find_map(|word| word.split_once('/'))?;
    (!MONEY.contains(&coin)).then_some(coin)
}

/// The one coin that the sentence around a token names; `None` where it names none or several.
pub(super) fn coin_at(text: &Text, index: usize) -> Option<String> {
    let begins = |at: &usize| text.tokens.get(*at).is_some_and(super::tokens::Token::begins_sentence);
    let start = (0..=index).rev().find(begins).unwrap_or(0);
    let end = (index + 1..text.tokens.len()).find(begins).unwrap_or(text.tokens.len());
    let mut found: Option<String> = None;
    let mut at = start;
    while at < end {
        let Some((ticker, length)) = named(text, at) else {
            at += 1;
            continue;
        };
        if found.as_ref().is_some_and(|other| *other != ticker) {
            return None;
        }
        found = Some(ticker);
        at += length;
    }
    found
}

/// A shorter name may be a Portuguese word ("sei", "lido", "terra") where it is not written as a name.
const SHORT: usize = 6;

/// A coin named at a token, and how many tokens name it.
fn named(text: &Text, at: usize) -> Option<(String, usize)> {
    let by_name = COINS.get(text.at(at)).and_then(|list| {
        list.iter().find(|coin| coin.words.iter().enumerate().all(|(next, word)| text.at(at + next) == word))
    });
    let written = text.written(at..at + 1);
    let is_a_name = |coin: &&Known| {
        // "Daí" is no "Dai"
        let same = text.tokens[at].word == coin.words[0];
        let capital = written.starts_with(|first: char| first.is_uppercase());
        same && (capital || coin.words[0].len() >= SHORT)
    };
    if let Some(coin) = by_name.filter(is_a_name) {
        return Some((coin.ticker.clone(), coin.words.len()));
    }
    let is_code = written.len() >= 3 && written.chars().all(|c| c.is_ascii_uppercase());
    let is_coin = || COINS.values().flatten().any(|coin| coin.ticker == written);
    (is_code && is_coin()).then(|| (written.to_owned(), 1))
}
