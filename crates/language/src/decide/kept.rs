//! What the user keeps: alerts, schedules, the watchlist, the portfolio.

use super::{Decision, sure};
use crate::Intent;
use crate::condition;
use crate::item::What;
use crate::lexicon::Cue;
use crate::sentence::Sentence;

/// Alerts, schedules, the watchlist and the portfolio.
pub(super) fn kept(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins().len();
    let every = s.items.0.iter().any(|x| matches!(x.what, What::Every(_)));
    let cancels = s.has(Cue::CancelVerb);
    if every && !s.has(Cue::AlertNoun) && !(s.future() && s.has(Cue::IfWhen)) {
        return sure(Intent::Schedule);
    }
    if s.has(Cue::StopNotifying) {
        return sure(Intent::AlertCancel);
    }
    let stated = condition::stated(s.items, &s.found, true);
    let awaits = s.has(Cue::IfWhen) && (s.future() || stated.is_some());
    let noun = s.found.at(Cue::AlertNoun);
    let asks_alert = s.any(&[Cue::Notify, Cue::AlertNoun]) && s.has(Cue::IfWhen) && s.future();
    if asks_alert && s.any(&[Cue::Dominance, Cue::FearGreed, Cue::MarketCap]) {
        // no alert of ours watches these
        return sure(Intent::OutOfScope);
    }
    if let Some(noun) = &noun {
        let told = s.found.at(Cue::Tell).is_some_and(|t| t.start < noun.start);
        let creates = s.found.all(Cue::CreateVerb).any(|verb| {
            verb.start < noun.start && !matches!(s.items.word(verb.start), "novo" | "nova")
                || matches!(s.items.word(verb.start), "novo" | "nova")
        });
        let listing = s.has(Cue::ListWord) && !awaits && stated.is_none();
        let halts = matches!(s.items.word(0), "para" | "pare" | "parem") && noun.start <= 3;
        if (s.has(Cue::PauseVerb) || halts) && !awaits {
            return sure(Intent::AlertPause);
        }
        if cancels && !(awaits && creates) && !s.has(Cue::ChangeVerb) {
            return sure(Intent::AlertCancel);
        }
        let changes = s.found.at(Cue::ChangeVerb).is_some_and(|verb| verb.start < noun.start);
        if changes
            && !s.found.at(Cue::CreateVerb).is_some_and(|verb| {
                verb.start + 2 >= noun.start && verb.start < noun.start && s.word(&["cria", "crie", "criar"])
            })
        {
            return sure(Intent::AlertChange);
        }
        if every {
            return sure(Intent::Schedule);
        }
        let makes = creates && !s.word(&["quais", "quantos", "meus", "tenho"]);
        if listing && !makes || told && stated.is_none() && !awaits && !makes {
            return sure(Intent::AlertList);
        }
        if stated.is_some() || awaits || creates || coins > 0 || s.has(Cue::Notify) {
            return sure(Intent::AlertCreate);
        }
        return sure(Intent::AlertList);
    }
    if let Some(decision) = unsaid_object(s, coins) {
        return Some(decision);
    }
    let watches = s.word(&["monitora", "monitore", "monitorar", "vigia", "vigie", "olho", "monitorando"]);
    if s.has(Cue::Unwatch) && coins > 0 {
        return sure(Intent::WatchRemove);
    }
    if s.has(Cue::Notify) && !(s.has(Cue::Stop) && s.items.len() < 3) {
        if awaits || stated.is_some() && !s.has(Cue::PastPrice) {
            return sure(Intent::AlertCreate);
        }
        if watches && coins > 0 {
            return sure(Intent::WatchAdd);
        }
        if s.any(&[Cue::IfWhen])
            || coins > 0 && !s.any(&[Cue::Price, Cue::Change, Cue::Overview]) && s.indicators().is_empty()
        {
            return sure(Intent::AlertCreate);
        }
    }
    let asks = s.word(&["quanto", "qual", "compro", "compra", "vendo", "devo"]);
    if s.has(Cue::IfWhen)
        && s.future()
        && stated.is_some()
        && !s.any(&[Cue::Advice, Cue::BoughtVerb, Cue::SoldVerb])
        && (s.has(Cue::Tell) || !asks)
    {
        return sure(Intent::AlertCreate);
    }
    if s.has(Cue::IfWhen)
        && s.future()
        && s.has(Cue::Tell)
        && coins > 0
        && !s.any(&[Cue::Advice, Cue::Forecast, Cue::Explain])
    {
        return sure(Intent::AlertCreate);
    }
    watch_and_portfolio(s, coins, cancels)
}

/// "apaga todos", "cancela o do ethereum": alerts are what is cancelled when nothing is said.
fn unsaid_object(s: &Sentence<'_>, coins: usize) -> Option<Decision> {
    let other = s.any(&[
        Cue::WatchNoun,
        Cue::IfWhen,
        Cue::PortfolioValue,
        Cue::Glossary,
        Cue::TradeNounBuy,
        Cue::SoldVerb,
        Cue::BoughtVerb,
    ]) || s.coin_amount().is_some();
    if other || !s.only_with_coins(&[Cue::CancelVerb, Cue::PauseVerb, Cue::All, Cue::Stop]) {
        return None;
    }
    let intent = if s.has(Cue::PauseVerb) { Intent::AlertPause } else { Intent::AlertCancel };
    let object = coins > 0 || s.has(Cue::All) && s.word(&["todos", "todas", "tudo", "todinhos", "tudinho"]);
    if !(s.any(&[Cue::CancelVerb, Cue::PauseVerb]) && object) {
        return None;
    }
    let takes_out =
        s.items.0.iter().any(|x| ["tir", "remov", "retir"].iter().any(|v| crate::pattern::is_verb(&x.text, v)));
    sure(if takes_out && coins > 0 && intent == Intent::AlertCancel { Intent::WatchRemove } else { intent })
}

fn watch_and_portfolio(s: &Sentence<'_>, coins: usize, cancels: bool) -> Option<Decision> {
    let amount = s.coin_amount().is_some() || coins > 0 && s.money().is_some();
    let listed = s.has(Cue::WatchNoun);
    if coins > 0 && listed && (cancels || s.has(Cue::Unwatch)) {
        return sure(Intent::WatchRemove);
    }
    if listed && coins > 0 && s.any(&[Cue::AddVerb, Cue::WatchVerb]) && !s.any(&[Cue::Price]) {
        return sure(Intent::WatchAdd);
    }
    let wallet = s.word(&["carteira", "portfolio", "portifolio"]);
    if !s.has(Cue::Advice) && coins > 0 {
        let sold = s.has(Cue::SoldVerb);
        if s.has(Cue::BoughtVerb) && !sold && !s.word(&["quanto", "demais", "muito"]) && !s.has(Cue::Overbought) {
            return sure(Intent::PortfolioBuy);
        }
        if sold && (!s.word(&["demais", "muito"]) && !s.has(Cue::Oversold)) {
            return sure(Intent::PortfolioSell);
        }
        if s.has(Cue::RecordVerb) && s.has(Cue::TradeNounSell) {
            return sure(Intent::PortfolioSell);
        }
        if s.has(Cue::RecordVerb) && s.has(Cue::TradeNounBuy) {
            return sure(Intent::PortfolioBuy);
        }
        if wallet && amount && cancels {
            return sure(Intent::PortfolioSell);
        }
        if wallet && amount && s.any(&[Cue::AddVerb, Cue::RecordVerb]) {
            return sure(Intent::PortfolioBuy);
        }
        if wallet && cancels {
            return sure(Intent::WatchRemove);
        }
        if wallet && s.any(&[Cue::AddVerb]) && !s.any(&[Cue::Price]) {
            return sure(Intent::WatchAdd);
        }
    }
    if coins == 0 && s.has(Cue::WatchListing) {
        return sure(Intent::WatchList);
    }
    if coins == 0 && listed && s.any(&[Cue::AddVerb]) && s.unknown() + usize::from(s.reading.stranger.is_some()) > 0 {
        return sure(Intent::WatchAdd);
    }
    if coins > 0 && s.has(Cue::WatchVerb) && !s.any(&[Cue::Price, Cue::Change, Cue::Chart]) && s.indicators().is_empty()
    {
        return sure(Intent::WatchAdd);
    }
    None
}
