//! Advice, terms explained, and what ALFA does not do.

use super::{Decision, sure};
use crate::Intent;
use crate::lexicon::Cue;
use crate::sentence::Sentence;

/// Advice and forecasts, which are refused; then what the user owns.
pub(super) fn opinion(s: &Sentence<'_>) -> Option<Decision> {
    let crypto = !s.coins().is_empty()
        || s.word(&[
            "cripto",
            "criptos",
            "moeda",
            "moedas",
            "criptomoeda",
            "criptomoedas",
            "mercado",
            "token",
            "altcoin",
            "altcoins",
            "memecoin",
        ]);
    let strange = s.has(Cue::OffTopic) && s.coins().is_empty();
    let buys =
        s.money().is_some() && s.any(&[Cue::HowMuchBuys, Cue::Convert]) && s.word(&["quanto", "quantos", "quantas"]);
    if s.has(Cue::Advice) && !strange && !buys && (crypto || s.unknown() == 0) && s.coin_amount().is_none() {
        return sure(Intent::AdviceRefuse);
    }
    let alone = s.word(&["amanha", "proxima", "proximo", "proximos", "proximas", "futuro", "previsao", "projecao"]);
    if s.has(Cue::Forecast) && !strange && (crypto || s.currencies().count() > 0 || s.unknown() == 0 && !alone) {
        return sure(Intent::AdviceRefuse);
    }
    let own = s.has(Cue::PortfolioValue);
    let meant = s.coins().is_empty()
        || s.word(&["tenho", "meu", "meus", "minha", "minhas", "carteira", "possuo", "lucro", "prejuizo"]);
    if own
        && meant
        && s.coin_amount().is_none()
        && !strange
        && s.indicators().is_empty()
        && s.unknown() <= 1
        && !s.has(Cue::Chart)
    {
        return sure(Intent::PortfolioValue);
    }
    None
}

/// Terms explained, and what ALFA does not know.
pub(super) fn knowledge(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins();
    let term = !s.indicators().is_empty()
        || s.any(&[Cue::Glossary, Cue::Overbought, Cue::Oversold, Cue::Volume, Cue::Dominance, Cue::FearGreed]);
    let ranking = s.any(&[Cue::Gainers, Cue::Losers]) && s.word(&["mais", "maior", "maiores", "melhores", "piores"]);
    if s.has(Cue::Explain) && !ranking {
        let weak = s.word(&["fala", "fale", "conta", "conte", "falar", "saber"])
            && !s.word(&["significa", "explica", "explique", "que", "funciona", "sobre"]);
        let asks_value = !coins.is_empty() && !s.indicators().is_empty() || s.when().is_some() || s.money().is_some();
        let defined = s.any(&[Cue::Glossary]) || term && coins.is_empty();
        if defined && !weak && !asks_value
            || !coins.is_empty() && !term && !weak && !asks_value && s.coin_amount().is_none() && !s.any(&[Cue::Price])
        {
            return sure(Intent::Explain);
        }
        if !coins.is_empty() && !asks_value && !weak && !s.has(Cue::Price) && explains_coin(s) {
            return sure(Intent::Explain);
        }
    }
    if coins.is_empty()
        && s.indicators().is_empty()
        && s.has(Cue::OffTopic)
        && !s.any(&[Cue::FearGreed, Cue::MarketCap])
    {
        return sure(Intent::OutOfScope);
    }
    if s.has(Cue::Order) && !s.word(&["quanto", "quantos", "registra", "anota"]) && !s.has(Cue::IfWhen) {
        return sure(Intent::OutOfScope);
    }
    if s.has(Cue::News) && !s.word(&["mercado"])
        || s.has(Cue::OffTopic)
            && !s.any(&[Cue::Price, Cue::Change, Cue::Convert, Cue::Chart])
            && s.indicators().is_empty()
            && s.unknown() == 0
            && off_topic(s)
    {
        return sure(Intent::OutOfScope);
    }
    None
}

fn off_topic(s: &Sentence<'_>) -> bool {
    s.word(&[
        "piada",
        "musica",
        "filme",
        "receita",
        "poema",
        "video",
        "livro",
        "imposto",
        "email",
        "transfere",
        "transferir",
    ])
}

fn explains_coin(s: &Sentence<'_>) -> bool {
    s.items.0.windows(2).any(|w| w[0].text == "que" && matches!(w[1].text.as_str(), "e" | "eh" | "significa" | "sao"))
        && !s.word(&["fez", "aconteceu", "ta", "esta", "houve"])
        || s.items.0.iter().any(|x| x.text.starts_with("explic") || x.text == "significa")
        || s.word(&["criou", "inventou", "fundou"])
}
