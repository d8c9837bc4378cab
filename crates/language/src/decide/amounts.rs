//! Amounts, what they would have become, prices, and things merely named.

use super::{Decision, sure};
use crate::Intent;
use crate::item::{What, When};
use crate::lexicon::Cue;
use crate::sentence::Sentence;

/// What an amount would have become.
pub(super) fn hypothetical(s: &Sentence<'_>) -> Option<Decision> {
    let amount = s.money().is_some() || s.number().is_some() || s.coin_amount().is_some();
    let past = s.when().is_some_and(|when| !matches!(when, When::Back(w) if w.to_string() == "24h"));
    let alert = s.any(&[Cue::Notify, Cue::AlertNoun]);
    let would = s.has(Cue::WhatIf) && (s.has(Cue::WhatIfResult) || amount && past);
    let result = s.has(Cue::WhatIfResult) && amount && past;
    let invested = s.has(Cue::WhatIf) && s.word(&["tivesse", "houvesse", "tivessemos", "investisse", "comprasse"]);
    let own = s.word(&["comprei", "compramos", "adquiri", "peguei", "aportei", "acabei", "entrei"])
        && !s.has(Cue::WhatIfResult)
        && !invested;
    if !alert && (would && (!own || s.has(Cue::WhatIfResult)) || result || invested) {
        return sure(Intent::WhatIf);
    }
    None
}

/// Amounts turned into each other, the dollar, the price.
pub(super) fn money(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins();
    let only_tether = coins.len() == 1 && coins[0].as_str() == "USDT";
    let fiat = s.currencies().next().is_some() || s.money().is_some();
    if s.coin_amount().is_some() && !coins.is_empty() {
        if only_tether && s.quote().is_none_or(|q| q.code() == "BRL") {
            return sure(Intent::Fx);
        }
        return sure(Intent::Convert);
    }
    let held = s.word(&["acima", "abaixo", "passou", "bateu", "chegou", "ultrapassou", "atingiu", "rompeu", "perdeu"]);
    let figure = s.money().is_some() || s.number().is_some();
    if figure
        && !coins.is_empty()
        && !held
        && (s.money().is_some() || s.any(&[Cue::Convert, Cue::HowMuchBuys, Cue::Price]) || s.is_bare())
    {
        return sure(Intent::ConvertInverse);
    }
    if coins.is_empty() && fiat && s.unknown() == 0 && !s.any(&[Cue::OffTopic]) {
        let foreign =
            s.currencies().any(|(_, c)| c.code() != "BRL") || s.money().is_some_and(|(_, c)| c.code() != "BRL");
        if foreign {
            let local = s.money().is_some_and(|(_, c)| c.code() == "BRL");
            return Some(Decision {
                intent: if local { Intent::ConvertInverse } else { Intent::Fx },
                explicit: s.explicit_fx(),
            });
        }
    }
    if only_tether && s.quote().is_none_or(|q| q.code() == "BRL") && (s.has(Cue::Price) || s.is_bare()) {
        return sure(Intent::Fx);
    }
    if !coins.is_empty() && s.has(Cue::Price) && (s.unknown() <= 1 || s.word(&["preco", "cotacao"])) {
        return sure(Intent::Price);
    }
    if coins.is_empty() && s.has(Cue::Price) && s.unknown() == 0 && s.number().is_none() {
        return sure(Intent::Price);
    }
    if coins.is_empty() && s.reading.stranger.is_some() && s.any(&[Cue::Price, Cue::Convert]) {
        return sure(Intent::Price);
    }
    if coins.is_empty()
        && s.unknown() == 0
        && s.any(&[Cue::HowMuchBuys, Cue::Convert])
        && (s.money().is_some() || s.number().is_some())
        && !s.has(Cue::OffTopic)
        && s.items.0.iter().all(|x| {
            x.text != "+"
                && x.text != "/"
                && !matches!(x.text.as_str(), "mais" | "menos" | "vezes")
                && !matches!(x.what, What::Times(_))
        })
    {
        return sure(if s.word(&["real", "reais"]) || s.money().is_some() {
            Intent::ConvertInverse
        } else {
            Intent::Convert
        });
    }
    None
}

/// Nothing but things named: what they are asks for itself.
pub(super) fn bare(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins().len();
    let loose = |intent| Some(Decision { intent, explicit: false });
    if coins == 0
        && s.money().is_none()
        && s.when().is_none()
        && s.timeframe().is_none()
        && s.currencies().count() == 0
        && s.number().is_none()
    {
        return None;
    }
    if coins > 0 && (s.is_bare() || s.unknown() <= 1 && !s.has(Cue::OffTopic) && !s.has(Cue::News)) {
        let window = s.when();
        return loose(match window {
            Some(When::Back(w)) if w.to_string() != "24h" => Intent::Change,
            Some(When::Back(_)) | None => Intent::Price,
            Some(_) => Intent::HistoryPrice,
        });
    }
    if coins == 0 && s.is_bare() {
        // leans on what came before; without that it is nothing
        return loose(Intent::OutOfScope);
    }
    None
}
