//! Indicators by name, with their parameters.

use crate::item::{Items, What};
use alfa_domain::Indicator;

/// How a kind of indicator is called, before its parameters are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rsi,
    Sma,
    Ema,
    Macd,
    Bollinger,
    Atr,
    Stochastic,
    Adx,
    Obv,
    Vwap,
}

fn name(items: &Items, i: usize) -> Option<(Kind, usize)> {
    let (a, b, c, d) = (items.word(i), items.word(i + 1), items.word(i + 2), items.word(i + 3));
    Some(match (a, b, c, d) {
        ("indice", "de", "forca", w) => (Kind::Rsi, if w.starts_with("relativ") { 4 } else { 3 }),
        ("forca", w, _, _) if w.starts_with("relativ") => (Kind::Rsi, 2),
        ("relative", "strength", "index", _) => (Kind::Rsi, 3),
        ("rsi" | "ifr" | "rsis", _, _, _) => (Kind::Rsi, 1),
        ("macd" | "macds", _, _, _) => (Kind::Macd, 1),
        ("bandas" | "banda", "de" | "do" | "da", "bollinger", _) => (Kind::Bollinger, 3),
        ("bandas" | "banda", "bollinger", _, _) => (Kind::Bollinger, 2),
        ("bandas" | "banda", "superior" | "inferior" | "superiores" | "inferiores", "de", "bollinger") => {
            (Kind::Bollinger, 4)
        }
        ("bandas" | "banda", "superior" | "inferior" | "de", _, _) if a == "banda" || b != "de" => (Kind::Bollinger, 2),
        ("bollinger" | "bbands" | "bb", _, _, _) => (Kind::Bollinger, 1),
        ("bandas", _, _, _) => (Kind::Bollinger, 1),
        ("average", "true", "range", _) => (Kind::Atr, 3),
        ("amplitude", "media" | "verdadeira", w, _) => {
            (Kind::Atr, if matches!(w, "verdadeira" | "media" | "real") { 3 } else { 2 })
        }
        ("atr", _, _, _) => (Kind::Atr, 1),
        ("estocastico" | "stoch" | "stochastic" | "estocasticos", w, _, _) => {
            (Kind::Stochastic, if matches!(w, "lento" | "rapido") { 2 } else { 1 })
        }
        ("oscilador", "estocastico", _, _) => (Kind::Stochastic, 2),
        ("adx", _, _, _) => (Kind::Adx, 1),
        ("indice" | "movimento", "direcional", "medio", _) => (Kind::Adx, 3),
        ("indice", "de", "movimento", "direcional") => (Kind::Adx, 4),
        ("obv", _, _, _) => (Kind::Obv, 1),
        ("on", "balance", "volume", _) => (Kind::Obv, 3),
        ("saldo" | "balanco", "de", "volume", _) => (Kind::Obv, 3),
        ("preco", "medio", "ponderado", w) if matches!(w, "por" | "pelo") && items.word(i + 4) == "volume" => {
            (Kind::Vwap, 5)
        }
        ("vwap", _, _, _) => (Kind::Vwap, 1),
        ("media", "ponderada", "por" | "pelo", "volume") => (Kind::Vwap, 4),
        ("media" | "medias", _, _, _) if !matches!(items.before(i), "em" | "amplitude") => {
            let mut length = 1;
            let mut kind = Kind::Sma;
            while let w = items.word(i + length)
                && (w.starts_with("move")
                    || w.starts_with("movi")
                    || w.starts_with("exponencia")
                    || w.starts_with("simples")
                    || w.starts_with("aritmetica"))
            {
                if w.starts_with("exponencia") {
                    kind = Kind::Ema;
                }
                length += 1;
            }
            (kind, length)
        }
        ("sma" | "mma" | "mms" | "mm" | "ma", _, _, _) => (Kind::Sma, 1),
        ("ema" | "mme", _, _, _) => (Kind::Ema, 1),
        ("exponencial", "de" | "dos" | "das", _, _) if items.number(i + 2).is_some() => (Kind::Ema, 1),
        _ => return None,
    })
}

fn is_candle_count(word: &str) -> bool {
    matches!(word, "dias" | "periodos" | "candles" | "velas" | "barras" | "dia" | "periodo" | "d")
}

/// An indicator that starts at this item, its parameters included.
pub(crate) fn named(items: &Items, i: usize) -> Option<(What, usize)> {
    // the second average of a crossing: "cruzar a de duzentos"
    if let Some((kind, length)) = second(items, i) {
        return average(items, i, kind, length);
    }
    let (kind, length) = name(items, i)?;
    let found = |indicator: Indicator, length: usize| Some((What::Indicator(indicator), length));
    match kind {
        Kind::Sma | Kind::Ema => average(items, i, kind, length),
        Kind::Obv => found(Indicator::Obv, length),
        Kind::Vwap => found(Indicator::Vwap, length),
        Kind::Macd => {
            let at = i + length;
            match (items.whole(at), items.whole(at + 1), items.whole(at + 2)) {
                (Some(a), Some(b), Some(c))
                    if a > 0 && b > 0 && c > 0 && matches!(items.0[at].what, What::Number(_)) =>
                {
                    found(Indicator::Macd(a, b, c), length + 3)
                }
                _ => found(Indicator::Macd(12, 26, 9), length),
            }
        }
        Kind::Bollinger | Kind::Rsi | Kind::Atr | Kind::Stochastic | Kind::Adx => {
            let (count, end) = parameter(items, i + length, kind == Kind::Bollinger);
            let usual = if kind == Kind::Bollinger { 20 } else { 14 };
            let n = count.unwrap_or(usual);
            let length = count.map_or(length, |_| end - i);
            match kind {
                Kind::Rsi => found(Indicator::Rsi(n), length),
                Kind::Atr => found(Indicator::Atr(n), length),
                Kind::Adx => found(Indicator::Adx(n), length),
                Kind::Stochastic => found(Indicator::Stochastic(n, 3, 3), length),
                _ => {
                    let (deviations, more) = deviations(items, i + length);
                    found(Indicator::Bollinger(n, deviations), length + more)
                }
            }
        }
    }
}

/// "de 21 períodos", "(7)", "14": only what can be no candle length and no level.
fn parameter(items: &Items, i: usize, bands: bool) -> (Option<u32>, usize) {
    let mut at = i;
    let preposition = matches!(items.word(at), "de" | "com" | "dos" | "das");
    if preposition {
        at += 1;
    }
    let Some(n) = items.whole(at).filter(|n| (2..=400).contains(n)) else { return (None, i) };
    if matches!(items.0[at].what, What::One) {
        return (None, i);
    }
    let next = items.word(at + 1);
    if matches!(next, "periodos" | "candles" | "velas" | "barras" | "periodo") {
        return (Some(n), at + 2);
    }
    if next == "dias" && preposition {
        return (Some(n), at + 2);
    }
    let timed = matches!(
        next,
        "hora"
            | "horas"
            | "h"
            | "minutos"
            | "min"
            | "m"
            | "dia"
            | "semanas"
            | "semana"
            | "mes"
            | "meses"
            | "ano"
            | "anos"
            | "d"
    );
    let other = matches!(next, "%" | "por" | "reais" | "dolares" | "mil" | "virgula")
        || matches!(items.get(at + 1).map(|x| &x.what), Some(What::Coin { .. }));
    if timed || other && !preposition {
        return (None, i);
    }
    // "RSI 14", "RSI(7)", "RSI de 21"; a bare figure behind bands could be the deviations
    if items.0[at].after_break && !preposition && items.len() > at + 2 && bands {
        return (None, i);
    }
    (Some(n), at + 1)
}

fn deviations(items: &Items, i: usize) -> (u32, usize) {
    let mut at = i;
    while matches!(items.word(at), "e" | "com" | "de") {
        at += 1;
    }
    match items.whole(at) {
        Some(n) if (1..=5).contains(&n) && items.word(at + 1).starts_with("desvio") => {
            let padrao = usize::from(items.word(at + 2) == "padrao");
            (n, at + 2 + padrao - i)
        }
        _ => (2, 0),
    }
}

/// "média (móvel) de 200 (dias)", "média de vinte e um exponencial", "MM50".
fn average(items: &Items, i: usize, kind: Kind, length: usize) -> Option<(What, usize)> {
    let mut kind = kind;
    let mut at = i + length;
    if matches!(items.word(at), "de" | "dos" | "das" | "com") {
        at += 1;
        if items.word(at).starts_with("ultim") {
            at += 1;
        }
    } else if items.word(at) == "nos" && items.word(at + 1).starts_with("ultim") {
        at += 2;
    }
    let mut end = i + length;
    let mut count = 20;
    if let Some(n) = items.whole(at).filter(|n| (2..=1_000).contains(n)) {
        let next = items.word(at + 1);
        // "média de 4 horas" is an average on hourly candles; its own length is unsaid
        let timed = matches!(next, "hora" | "horas" | "h" | "minutos" | "min" | "minuto");
        let other =
            matches!(items.get(at + 1).map(|x| &x.what), Some(What::Coin { .. })) && at == i + length && n > 500;
        if !timed && !other && !matches!(items.0[at].what, What::One) {
            count = n;
            end = at + 1;
            if is_candle_count(next) {
                end += 1;
            }
        }
    }
    while let w = items.word(end)
        && (w.starts_with("exponencia") || matches!(w, "simples" | "aritmetica"))
    {
        if w.starts_with("exponencia") {
            kind = Kind::Ema;
        }
        end += 1;
    }
    let indicator = if kind == Kind::Ema { Indicator::Ema(count) } else { Indicator::Sma(count) };
    Some((What::Indicator(indicator), end - i))
}

/// "a de duzentos", "e 200" after another average.
fn second(items: &Items, i: usize) -> Option<(Kind, usize)> {
    let (before, kind) = items.0[..i].iter().enumerate().rev().find_map(|(k, item)| match item.what {
        What::Indicator(Indicator::Sma(_)) => Some((k, Kind::Sma)),
        What::Indicator(Indicator::Ema(_)) => Some((k, Kind::Ema)),
        _ => None,
    })?;
    let article = matches!(items.word(i), "a" | "da" | "à" | "na" | "as" | "com" | "pela" | "que");
    if article && matches!(items.word(i + 1), "de" | "dos") && number_of_candles(items, i + 2) {
        return Some((kind, 1));
    }
    if matches!(items.word(i), "a")
        && items.word(i + 1) == "a"
        && items.word(i + 2) == "de"
        && number_of_candles(items, i + 3)
    {
        return Some((kind, 2));
    }
    // "médias de 50 e 200", "a média de 50 e a de 200"
    if items.word(i) == "e" && i == before + 1 && number_of_candles(items, i + 1) {
        return Some((kind, 1));
    }
    if article
        && number_of_candles(items, i + 1)
        && items.0[before..i]
            .iter()
            .any(|x| x.text.starts_with("cruz") || matches!(x.text.as_str(), "acima" | "abaixo"))
    {
        return Some((kind, 1));
    }
    None
}

fn number_of_candles(items: &Items, i: usize) -> bool {
    items.whole(i).is_some_and(|n| (2..=400).contains(&n))
        && !matches!(items.word(i + 1), "horas" | "hora" | "minutos" | "%" | "por" | "mil" | "reais" | "dolares")
}
