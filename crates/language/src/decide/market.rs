//! Questions about the market and about coins by name.

use super::{Decision, sure};
use crate::Intent;
use crate::item::When;
use crate::lexicon::Cue;
use crate::sentence::Sentence;

/// The market as a whole.
pub(super) fn market(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins().len();
    let indicator = !s.indicators().is_empty();
    if s.has(Cue::FearGreed) && !indicator {
        return sure(Intent::FearGreed);
    }
    if s.has(Cue::MarketCap) && !indicator {
        return sure(Intent::MarketCap);
    }
    if s.has(Cue::Dominance) && !indicator && s.money().is_none() {
        return sure(Intent::Dominance);
    }
    if coins == 0 && !indicator && s.money().is_none() {
        let (up, down) = (s.found.at(Cue::Gainers), s.found.at(Cue::Losers));
        let fiat = s.currencies().any(|(i, _)| !matches!(s.items.before(i), "em"));
        if !fiat && !s.word(&["ele", "ela"]) {
            match (up, down) {
                (Some(up), Some(down)) => {
                    let losers = down.start < up.start
                        || s.word(&["piores", "pior", "cairam", "caiu"])
                            && !s.word(&["subiram", "subiu", "altas", "alta"]);
                    return sure(if losers { Intent::TopLosers } else { Intent::TopGainers });
                }
                (Some(_), None) if s.unknown() <= 1 => return sure(Intent::TopGainers),
                (None, Some(_)) if s.unknown() <= 1 => return sure(Intent::TopLosers),
                _ => {}
            }
        }
        if s.has(Cue::Overview) && (!s.has(Cue::Chart)) && s.unknown() <= 1 && !s.has(Cue::Volume) {
            return sure(Intent::MarketOverview);
        }
    }
    None
}

/// Questions about coins by name.
pub(super) fn of_coin(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins().len();
    let indicators = s.indicators();
    if s.asks_chart() && (coins > 0 || s.unknown() == 0) {
        return sure(Intent::Chart);
    }
    if !indicators.is_empty()
        || s.any(&[Cue::Overbought, Cue::Oversold]) && s.has(Cue::Overbought) | s.has(Cue::Oversold)
    {
        return sure(Intent::Indicator);
    }
    if s.has(Cue::Trend) && (coins > 0 || s.unknown() == 0) && !(coins > 1 && s.has(Cue::Compare)) {
        return sure(if coins == 0 && s.word(&["mercado"]) { Intent::MarketOverview } else { Intent::Trend });
    }
    let known = coins > 0 || s.unknown() == 0;
    let traded = s.word(&["sendo"]) && !s.word(&["volume", "liquidez", "giro"]);
    if s.has(Cue::Volume) && !traded && known && s.coin_amount().is_none() {
        return sure(Intent::Volume);
    }
    let compares = s.has(Cue::Compare);
    let comparing = s.items.0.iter().any(|x| {
        x.text.starts_with("compar") || x.text.starts_with("confront") || matches!(x.text.as_str(), "versus" | "vs")
    });
    if compares && (coins >= 2 && s.coin_amount().is_none() || coins == 1 && comparing && s.quote_coin().is_none())
        || comparing && s.is_short() && s.unknown() == 0
    {
        return sure(Intent::Compare);
    }
    let was_worth = s.word(&["tava", "estava", "custava", "valia", "tavam", "estavam"]);
    let dated = s.is_past() || was_worth && matches!(s.when(), Some(When::Back(w)) if w.to_string() != "24h");
    let moved = s.any(&[Cue::Change, Cue::Rising]);
    let was = s.has(Cue::PastPrice);
    let extreme = s.any(&[Cue::High, Cue::Low]);
    if extreme && known && coins <= 1 {
        return sure(Intent::HighLow);
    }
    if dated
        && (coins > 0 || s.unknown() == 0 && (was || moved || s.has(Cue::Price)))
        && (s.coin_amount().is_none() || was)
        && s.money().is_none()
    {
        let worth = s.word(&[
            "preco",
            "cotacao",
            "tava",
            "estava",
            "custava",
            "valia",
            "valor",
            "cotado",
            "fechou",
            "fechamento",
            "abriu",
            "custou",
        ]);
        if moved && !worth {
            return sure(Intent::Change);
        }
        if was || s.has(Cue::Price) {
            return sure(Intent::HistoryPrice);
        }
    }
    if moved
        && known
        && s.coin_amount().is_none()
        && s.money().is_none()
        && (coins > 0 || s.currencies().count() == 0 || s.explicit_fx())
    {
        if coins > 1 && s.word(&["quem", "qual"]) && s.word(&["mais", "menos", "melhor", "pior"]) {
            return sure(Intent::Compare);
        }
        return sure(Intent::Change);
    }
    if coins > 0 && s.word(&["resumo", "resumao", "panorama", "situacao", "visao"]) {
        return sure(Intent::Trend);
    }
    None
}
