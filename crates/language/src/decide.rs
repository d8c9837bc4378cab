//! Which intent a sentence has: rules from the most telling cue to the least.

use crate::Intent;
use crate::condition;
use crate::item::{What, When};
use crate::lexicon::Cue;
use crate::sentence::Sentence;

/// An intent, and whether words say so or only the kind of what is named ("e o ethereum?").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub intent: Intent,
    pub explicit: bool,
}

fn sure(intent: Intent) -> Option<Decision> {
    Some(Decision { intent, explicit: true })
}

/// The intent of a sentence; the first rule that holds.
pub(crate) fn decide(s: &Sentence<'_>) -> Decision {
    let rules = [talk, hypothetical, kept, opinion, knowledge, market, of_coin, money, bare];
    for rule in rules {
        if let Some(decision) = rule(s) {
            return decision;
        }
    }
    Decision { intent: Intent::OutOfScope, explicit: true }
}

/// Requests to the conversation itself.
fn talk(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins().len();
    let data = coins > 0 || !s.indicators().is_empty() || s.money().is_some() || s.has_percent();
    if s.items.len() == 0 {
        return sure(Intent::OutOfScope);
    }
    if s.has(Cue::Source) && !s.any(&[Cue::Notify, Cue::Advice, Cue::OffTopic]) && source(s, coins) {
        return sure(Intent::ExplainSource);
    }
    let voice = s.word(&["fala", "fale", "falar", "falando", "velocidade", "voz", "ritmo", "leia", "le", "voce", "diz", "diga", "explica"]);
    if !data && !s.any(&[Cue::Gainers, Cue::Losers, Cue::AlertNoun, Cue::OffTopic]) {
        if s.has(Cue::Faster) && !fast_already(s) && (voice || s.only(&[Cue::Faster])) {
            return sure(Intent::Faster);
        }
        if s.has(Cue::Slower) && (voice || s.only(&[Cue::Slower])) {
            return sure(Intent::Slower);
        }
    }
    if s.has(Cue::Repeat) && !s.any(&[Cue::IfWhen]) && (!data || s.items.0.iter().any(|x| x.text.starts_with("repet"))) && s.unknown() <= 1
        && !s.any(&[Cue::AlertNoun, Cue::OffTopic, Cue::WatchNoun])
    {
        return sure(Intent::Repeat);
    }
    if data {
        return None;
    }
    if matches!(s.items.0.as_slice(), [item] if matches!(item.text.as_str(), "hein" | "hem" | "han" | "ahn" | "que" | "como")) {
        return sure(Intent::Repeat);
    }
    if s.has(Cue::Stop) && s.only(&[Cue::Stop, Cue::Thanks, Cue::Yes]) && !s.has(Cue::AlertNoun) {
        return sure(Intent::Stop);
    }
    if s.has(Cue::No) && s.only(&[Cue::No, Cue::Thanks, Cue::Yes]) && leads(s, Cue::No) {
        return sure(Intent::Deny);
    }
    if s.has(Cue::Yes) && s.only(&[Cue::Yes, Cue::Thanks]) && leads(s, Cue::Yes) && !s.word(&["quanto", "qual", "quais", "como", "bom", "boa"]) {
        return sure(Intent::Confirm);
    }
    if s.has(Cue::Help) && !s.any(&[Cue::Glossary, Cue::AlertNoun, Cue::Gainers, Cue::Losers, Cue::OffTopic, Cue::Advice]) && s.unknown() <= 1 {
        return sure(Intent::Help);
    }
    if s.has(Cue::Thanks) && s.only(&[Cue::Thanks, Cue::Yes, Cue::Stop, Cue::No]) {
        // a thank-you ends the talk: nothing more is said
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
    s.word(&["rapido", "depressa", "acelerado"]) && s.word(&["demais", "muito", "tao", "ta", "esta", "menos"]) && !s.word(&["mais"])
}

fn source(s: &Sentence<'_>, coins: usize) -> bool {
    let where_from = s.items.0.windows(2).any(|w| {
        matches!(w[0].text.as_str(), "de" | "da" | "d" | "donde" | "aonde" | "onde") && matches!(w[1].text.as_str(), "onde" | "aonde" | "veio" | "vem" | "saiu" | "tirou" | "que" | "qual")
    });
    let fount = s.word(&["fonte", "fontes", "origem", "procedencia", "donde"]);
    let place = s.word(&["corretora", "exchange", "site", "onde", "quem", "baseado", "baseada", "lugar"]);
    if s.any(&[Cue::FutureVerb]) && s.has(Cue::IfWhen) {
        return false;
    }
    fount || coins == 0 && s.indicators().is_empty() && (where_from || place || s.word(&["sabe", "soube", "descobriu"]))
        || where_from && s.word(&["veio", "vem", "vieram", "saiu", "tirou", "pegou", "pega", "tira"])
}

/// What an amount would have become.
fn hypothetical(s: &Sentence<'_>) -> Option<Decision> {
    let amount = s.money().is_some() || s.number().is_some() || s.coin_amount().is_some();
    let past = s.when().is_some_and(|when| !matches!(when, When::Back(w) if w.to_string() == "24h"));
    let alert = s.any(&[Cue::Notify, Cue::AlertNoun]);
    let would = s.has(Cue::WhatIf) && (s.has(Cue::WhatIfResult) || amount || past);
    let result = s.has(Cue::WhatIfResult) && amount && past;
    let invested = s.has(Cue::WhatIf) && s.word(&["tivesse", "houvesse", "tivessemos", "investisse", "comprasse"]);
    let own = s.has(Cue::BoughtVerb) && !s.has(Cue::WhatIfResult) && !invested;
    if !alert && (would && (!own || s.has(Cue::WhatIfResult)) || result || invested) {
        return sure(Intent::WhatIf);
    }
    None
}

/// Alerts, schedules, the watchlist and the portfolio.
fn kept(s: &Sentence<'_>) -> Option<Decision> {
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
    if let Some(noun) = &noun {
        let told = s.found.at(Cue::Tell).is_some_and(|t| t.start < noun.start);
        let creates = s.found.all(Cue::CreateVerb).any(|verb| verb.start < noun.start && !matches!(s.items.word(verb.start), "novo" | "nova") || matches!(s.items.word(verb.start), "novo" | "nova"));
        let listing = s.has(Cue::ListWord) && !awaits && stated.is_none();
        if s.has(Cue::PauseVerb) && !awaits {
            return sure(Intent::AlertPause);
        }
        if cancels && !(awaits && creates) && !s.has(Cue::ChangeVerb) {
            return sure(Intent::AlertCancel);
        }
        let changes = s.found.at(Cue::ChangeVerb).is_some_and(|verb| verb.start < noun.start);
        if changes && !s.found.at(Cue::CreateVerb).is_some_and(|verb| verb.start + 2 >= noun.start && verb.start < noun.start && s.word(&["cria", "crie", "criar"])) {
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
        if s.any(&[Cue::IfWhen]) || coins > 0 && !s.any(&[Cue::Price, Cue::Change, Cue::Overview]) && s.indicators().is_empty() {
            return sure(Intent::AlertCreate);
        }
    }
    let asks = s.word(&["quanto", "qual", "compro", "compra", "vendo", "devo"]);
    if s.has(Cue::IfWhen) && s.future() && stated.is_some() && !s.any(&[Cue::Advice, Cue::BoughtVerb, Cue::SoldVerb]) && (s.has(Cue::Tell) || !asks) {
        return sure(Intent::AlertCreate);
    }
    if s.has(Cue::IfWhen) && s.future() && s.has(Cue::Tell) && coins > 0 && !s.any(&[Cue::Advice, Cue::Forecast, Cue::Explain]) {
        return sure(Intent::AlertCreate);
    }
    watch_and_portfolio(s, coins, cancels)
}

/// "apaga todos", "cancela o do ethereum": alerts are what is cancelled when nothing is said.
fn unsaid_object(s: &Sentence<'_>, coins: usize) -> Option<Decision> {
    let other = s.any(&[Cue::WatchNoun, Cue::IfWhen, Cue::PortfolioValue, Cue::Glossary, Cue::TradeNounBuy, Cue::SoldVerb, Cue::BoughtVerb]) || s.coin_amount().is_some();
    if other || !s.only_with_coins(&[Cue::CancelVerb, Cue::PauseVerb, Cue::All, Cue::Stop]) {
        return None;
    }
    let intent = if s.has(Cue::PauseVerb) { Intent::AlertPause } else { Intent::AlertCancel };
    let object = coins > 0 || s.has(Cue::All) && s.word(&["todos", "todas", "tudo", "todinhos", "tudinho"]);
    if !(s.any(&[Cue::CancelVerb, Cue::PauseVerb]) && object) {
        return None;
    }
    let takes_out = s.items.0.iter().any(|x| ["tir", "remov", "retir"].iter().any(|v| crate::pattern::is_verb(&x.text, v)));
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
    if coins > 0 && s.has(Cue::WatchVerb) && !s.any(&[Cue::Price, Cue::Change, Cue::Chart]) && s.indicators().is_empty() {
        return sure(Intent::WatchAdd);
    }
    None
}

/// Advice and forecasts, which are refused; then what the user owns.
fn opinion(s: &Sentence<'_>) -> Option<Decision> {
    let crypto = !s.coins().is_empty() || s.word(&["cripto", "criptos", "moeda", "moedas", "criptomoeda", "criptomoedas", "mercado", "token", "altcoin", "altcoins", "memecoin"]);
    let strange = s.has(Cue::OffTopic) && s.coins().is_empty();
    let buys = s.money().is_some() && s.any(&[Cue::HowMuchBuys, Cue::Convert]) && s.word(&["quanto", "quantos", "quantas"]);
    if s.has(Cue::Advice) && !strange && !buys && (crypto || s.unknown() == 0) && s.coin_amount().is_none() {
        return sure(Intent::AdviceRefuse);
    }
    let alone = s.word(&["amanha", "proxima", "proximo", "proximos", "proximas", "futuro", "previsao", "projecao"]);
    if s.has(Cue::Forecast) && !strange && (crypto || s.currencies().count() > 0 || s.unknown() == 0 && !alone) {
        return sure(Intent::AdviceRefuse);
    }
    let own = s.has(Cue::PortfolioValue);
    let meant = s.coins().is_empty() || s.word(&["tenho", "meu", "meus", "minha", "minhas", "carteira", "possuo", "lucro", "prejuizo"]);
    if own && meant && !strange && s.indicators().is_empty() && s.unknown() <= 1 && !s.has(Cue::Chart) {
        return sure(Intent::PortfolioValue);
    }
    None
}

/// Terms explained, and what ALFA does not know.
fn knowledge(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins();
    let term = !s.indicators().is_empty() || s.any(&[Cue::Glossary, Cue::Overbought, Cue::Oversold, Cue::Volume, Cue::Dominance, Cue::FearGreed]);
    let ranking = s.any(&[Cue::Gainers, Cue::Losers]) && s.word(&["mais", "maior", "maiores", "melhores", "piores"]);
    if s.has(Cue::Explain) && !ranking {
        let weak = s.word(&["fala", "fale", "conta", "conte", "falar", "saber"]) && !s.word(&["significa", "explica", "explique", "que", "funciona", "sobre"]);
        let asks_value = !coins.is_empty() && !s.indicators().is_empty() || s.when().is_some() || s.money().is_some();
        let defined = s.any(&[Cue::Glossary]) || term && coins.is_empty();
        if defined && !weak && !asks_value || !coins.is_empty() && !term && !weak && !asks_value && s.coin_amount().is_none() && !s.any(&[Cue::Price]) {
            return sure(Intent::Explain);
        }
        if !coins.is_empty() && !asks_value && !weak && !s.has(Cue::Price) && explains_coin(s) {
            return sure(Intent::Explain);
        }
    }
    if coins.is_empty() && s.indicators().is_empty() && s.has(Cue::OffTopic) && !s.any(&[Cue::FearGreed, Cue::MarketCap]) {
        return sure(Intent::OutOfScope);
    }
    if s.has(Cue::News) && !s.word(&["mercado"]) || s.has(Cue::OffTopic) && !s.any(&[Cue::Price, Cue::Change, Cue::Convert, Cue::Chart]) && s.indicators().is_empty() && s.unknown() == 0 && off_topic(s) {
        return sure(Intent::OutOfScope);
    }
    None
}

fn off_topic(s: &Sentence<'_>) -> bool {
    s.word(&["piada", "musica", "filme", "receita", "poema", "video", "livro", "imposto", "email", "transfere", "transferir"])
}

fn explains_coin(s: &Sentence<'_>) -> bool {
    s.items.0.windows(2).any(|w| w[0].text == "que" && matches!(w[1].text.as_str(), "e" | "eh" | "significa" | "sao")) && !s.word(&["fez", "aconteceu", "ta", "esta", "houve"])
        || s.items.0.iter().any(|x| x.text.starts_with("explic") || x.text == "significa")
        || s.word(&["criou", "inventou", "fundou"])
}

/// The market as a whole.
fn market(s: &Sentence<'_>) -> Option<Decision> {
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
                    let losers = down.start < up.start || s.word(&["piores", "pior", "cairam", "caiu"]) && !s.word(&["subiram", "subiu", "altas", "alta"]);
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
fn of_coin(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins().len();
    let indicators = s.indicators();
    if s.asks_chart() && (coins > 0 || s.unknown() == 0) {
        return sure(Intent::Chart);
    }
    if !indicators.is_empty() || s.any(&[Cue::Overbought, Cue::Oversold]) && s.has(Cue::Overbought) | s.has(Cue::Oversold) {
        return sure(Intent::Indicator);
    }
    if s.has(Cue::Trend) && (coins > 0 || s.unknown() == 0) && !(coins > 1 && s.has(Cue::Compare)) {
        return sure(if coins == 0 && s.word(&["mercado"]) { Intent::MarketOverview } else { Intent::Trend });
    }
    let known = coins > 0 || s.unknown() == 0;
    if s.has(Cue::Volume) && known && s.coin_amount().is_none() {
        return sure(Intent::Volume);
    }
    let compares = s.has(Cue::Compare);
    let comparing = s.items.0.iter().any(|x| x.text.starts_with("compar") || x.text.starts_with("confront") || matches!(x.text.as_str(), "versus" | "vs"));
    if compares && (coins >= 2 && s.coin_amount().is_none() || coins == 1 && comparing && s.quote_coin().is_none()) || comparing && s.is_bare_but_verbs() && s.unknown() == 0 {
        return sure(Intent::Compare);
    }
    let was_worth = s.word(&["tava", "estava", "custava", "valia", "tavam", "estavam"]);
    let dated = s.is_past() || was_worth && matches!(s.when(), Some(When::Back(w)) if w.to_string() != "24h");
    let moved = s.has(Cue::Change);
    let was = s.has(Cue::PastPrice);
    let extreme = s.any(&[Cue::High, Cue::Low]);
    if extreme && known && coins <= 1 {
        return sure(Intent::HighLow);
    }
    if dated && (coins > 0 || s.unknown() == 0 && (was || moved || s.has(Cue::Price))) && s.coin_amount().is_none() && s.money().is_none() {
        let worth = s.word(&["preco", "cotacao", "tava", "estava", "custava", "valia", "valor", "cotado", "fechou", "fechamento", "abriu", "custou"]);
        if moved && !worth {
            return sure(Intent::Change);
        }
        if was || s.has(Cue::Price) {
            return sure(Intent::HistoryPrice);
        }
    }
    if moved && known && s.coin_amount().is_none() && s.money().is_none() && (coins > 0 || s.currencies().count() == 0) {
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

/// Amounts turned into each other, the dollar, the price.
fn money(s: &Sentence<'_>) -> Option<Decision> {
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
    if figure && !coins.is_empty() && !held && (s.money().is_some() || s.any(&[Cue::Convert, Cue::HowMuchBuys, Cue::Price]) || s.is_bare()) {
        return sure(Intent::ConvertInverse);
    }
    if coins.is_empty() && fiat && s.unknown() == 0 && !s.any(&[Cue::OffTopic]) {
        let foreign = s.currencies().any(|(_, c)| c.code() != "BRL") || s.money().is_some_and(|(_, c)| c.code() != "BRL");
        if foreign {
            let local = s.money().is_some_and(|(_, c)| c.code() == "BRL");
            return Some(Decision { intent: if local { Intent::ConvertInverse } else { Intent::Fx }, explicit: s.explicit_fx() });
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
    if coins.is_empty() && s.unknown() == 0 && s.any(&[Cue::HowMuchBuys, Cue::Convert]) && (s.money().is_some() || s.number().is_some()) && !s.has(Cue::OffTopic) && s.items.0.iter().all(|x| x.text != "+" && x.text != "/" && !matches!(x.text.as_str(), "mais" | "menos" | "vezes")) {
        return sure(if s.word(&["real", "reais"]) || s.money().is_some() { Intent::ConvertInverse } else { Intent::Convert });
    }
    None
}

/// Nothing but things named: what they are asks for itself.
fn bare(s: &Sentence<'_>) -> Option<Decision> {
    let coins = s.coins().len();
    let loose = |intent| Some(Decision { intent, explicit: false });
    if coins == 0 && s.money().is_none() && s.when().is_none() && s.timeframe().is_none() && s.currencies().count() == 0 && s.number().is_none() {
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

impl Sentence<'_> {
    fn is_bare_but_verbs(&self) -> bool {
        self.items.len() <= 4
    }

    /// "quanto tá o dólar" asks for the dollar; "e em dólar?" only leans on what was asked.
    fn explicit_fx(&self) -> bool {
        let only_quote = self.currencies().all(|(i, _)| matches!(self.items.before(i), "em" | "para" | "pra" | "por"));
        !(only_quote && self.money().is_none())
    }
}
