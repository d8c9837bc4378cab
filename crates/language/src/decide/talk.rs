//! Requests to the conversation: repeat, slower, stop, help, yes, no, where a number came from.

use super::{Decision, sure};
use crate::Intent;
use crate::lexicon::Cue;
use crate::sentence::Sentence;

/// Requests to the conversation itself.
pub(super) fn talk(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins().len();
    let data = coins > 0 || !s.indicators().is_empty() || s.money().is_some() || s.has_percent();
    if s.items.len() == 0 {
        return sure(Intent::OutOfScope);
    }
    if s.has(Cue::Source) && !s.any(&[Cue::Notify, Cue::Advice, Cue::OffTopic]) && source(s, coins) {
        return sure(Intent::ExplainSource);
    }
    let voice = s.word(&[
        "fala",
        "fale",
        "falar",
        "falando",
        "velocidade",
        "voz",
        "ritmo",
        "leia",
        "le",
        "voce",
        "diz",
        "diga",
        "explica",
    ]);
    if !data && !s.any(&[Cue::Gainers, Cue::Losers, Cue::AlertNoun, Cue::OffTopic]) {
        if s.has(Cue::Faster) && !fast_already(s) && (voice || s.only(&[Cue::Faster])) {
            return sure(Intent::Faster);
        }
        if s.has(Cue::Slower) && (voice || s.only(&[Cue::Slower])) {
            return sure(Intent::Slower);
        }
    }
    if s.has(Cue::Repeat)
        && !s.any(&[Cue::IfWhen])
        && (!data || s.items.0.iter().any(|x| x.text.starts_with("repet")))
        && s.unknown() <= 1
        && !s.any(&[Cue::AlertNoun, Cue::OffTopic, Cue::WatchNoun])
    {
        return sure(Intent::Repeat);
    }
    if data {
        return None;
    }
    if matches!(s.items.0.as_slice(), [item] if matches!(item.text.as_str(), "hein" | "hem" | "han" | "ahn" | "que" | "como"))
        || matches!(s.items.0.as_slice(), [first, second] if first.text == "o" && second.text == "que")
    {
        return sure(Intent::Repeat);
    }
    let refuses = matches!(s.items.word(0), "nao" | "naum" | "negativo");
    if refuses && s.only(&[Cue::No, Cue::Thanks, Cue::Yes]) {
        return sure(Intent::Deny);
    }
    if s.has(Cue::Stop) && s.only(&[Cue::Stop, Cue::Thanks, Cue::Yes]) && !s.has(Cue::AlertNoun) {
        return sure(Intent::Stop);
    }
    if s.has(Cue::No) && s.only(&[Cue::No, Cue::Thanks, Cue::Yes]) && leads(s, Cue::No) {
        return sure(Intent::Deny);
    }
    let thanked =
        s.items.0.iter().any(|x| ["obrigad", "brigad", "valeu", "agradec"].iter().any(|w| x.text.starts_with(w)));
    if thanked && s.only(&[Cue::Thanks, Cue::Yes, Cue::Stop]) {
        // a thank-you ends the talk: nothing more is said
        return sure(Intent::Stop);
    }
    if s.has(Cue::Yes)
        && s.only(&[Cue::Yes, Cue::Thanks])
        && leads(s, Cue::Yes)
        && !s.word(&["quanto", "qual", "quais", "como", "bom", "boa"])
    {
        return sure(Intent::Confirm);
    }
    if s.has(Cue::Help)
        && !s.any(&[Cue::Glossary, Cue::AlertNoun, Cue::Gainers, Cue::Losers, Cue::OffTopic, Cue::Advice])
        && s.unknown() <= 1
    {
        return sure(Intent::Help);
    }
    if s.has(Cue::Thanks) && s.only(&[Cue::Thanks, Cue::Yes, Cue::Stop, Cue::No]) {
        return sure(Intent::Stop);
    }
    if s.has(Cue::Greeting) && s.only(&[Cue::Greeting]) {
        return sure(Intent::Help);
    }
    None
}

/// Whether a cue opens the sentence, fillers aside.
fn leads(s: &Sentence<'_>, cue: Cue) -> bool {
    s.found.at(cue).is_some_and(|range| s.items.0[..range.start].iter().all(|x| s.lexicon.is_filler(&x.text)))
}

fn fast_already(s: &Sentence<'_>) -> bool {
    s.word(&["rapido", "depressa", "acelerado"])
        && s.word(&["demais", "muito", "tao", "ta", "esta", "menos"])
        && !s.word(&["mais"])
}

fn source(s: &Sentence<'_>, coins: usize) -> bool {
    let where_from = s.items.0.windows(2).any(|w| {
        matches!(w[0].text.as_str(), "de" | "da" | "d" | "donde" | "aonde" | "onde")
            && matches!(w[1].text.as_str(), "onde" | "aonde" | "veio" | "vem" | "saiu" | "tirou" | "que" | "qual")
    });
    let fount = s.word(&["fonte", "fontes", "origem", "procedencia", "donde"]);
    let place = s.word(&["corretora", "exchange", "site", "onde", "quem", "baseado", "baseada", "lugar"]);
    if s.any(&[Cue::FutureVerb]) && s.has(Cue::IfWhen) {
        return false;
    }
    fount
        || coins == 0 && s.indicators().is_empty() && (where_from || place || s.word(&["sabe", "soube", "descobriu"]))
        || where_from && s.word(&["veio", "vem", "vieram", "saiu", "tirou", "pegou", "pega", "tira"])
}
