//! What an alert waits for and what a question compares.

use crate::item::{Items, What, When};
use crate::lexicon::{Cue, Found};
use crate::pattern::is_verb;
use alfa_domain::{Comparison, Condition, Currency, Indicator, Left, Right, Window};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A condition with what it says of the other slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stated {
    pub condition: Condition,
    pub indicators: Vec<Indicator>,
    /// The currency of its figure.
    pub quote: Option<Currency>,
    /// Nothing said how the figure is reached.
    pub bare: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
    Reach,
    Either,
    Unsaid,
}

const UP: &[&str] = &[
    "pass", "super", "ultrapass", "romp", "sub", "estour", "exced", "venc", "dispar", "valoriz", "aument", "explod", "decol", "pul", "salt",
    "ganh", "cresc", "bomb", "quebr", "avanc", "transp", "rend", "rompe",
];
const DOWN: &[&str] = &[
    "ca", "perd", "fur", "desc", "baix", "recu", "despenc", "desab", "derret", "tomb", "afund", "desvaloriz", "diminu", "ced", "corrig",
    "escorreg", "rasg", "sangr", "encolh", "reduz",
];
const REACH: &[&str] = &["bat", "cheg", "ating", "atinj", "alcanc", "toc", "encost", "val", "cust", "marc", "test", "busc", "peg"];
const EITHER: &[&str] = &["mex", "vari", "oscil", "mov", "moviment", "mud", "flutu", "balanc"];

fn verb(word: &str, stems: &[&str]) -> bool {
    stems.iter().any(|stem| word.len() > stem.len() && is_verb(word, stem))
}

fn falls(word: &str) -> bool {
    matches!(word, "cair" | "cai" | "caia" | "caiu" | "cairem" | "caindo" | "caem" | "caisse" | "caido" | "queda" | "quedas" | "baixa" | "desvalorizacao" | "perda" | "tombo")
        || word != "caso" && word != "cada" && !word.starts_with("cardan") && verb(word, &DOWN[1..])
}

fn rises(word: &str) -> bool {
    matches!(word, "alta" | "subida" | "valorizacao" | "ganho" | "aumento" | "pulo") || word != "superior" && word != "passado" && word != "passada" && verb(word, UP)
}

impl Way {
    /// How the words lead to the figure: "acima", "pra baixo" and the like first, then the verb.
    fn of(items: &Items) -> Self {
        let word = |i: usize| items.word(i);
        let n = items.len();
        let next_is_figure = |i: usize| {
            items.get(i).is_some_and(|x| matches!(x.what, What::Number(_) | What::Money(..) | What::Percent(_) | What::Indicator(_) | What::Coin { amount: Some(_), .. }))
                || items.get(i + 1).is_some_and(|x| matches!(x.what, What::Number(_) | What::Money(..)) && matches!(items.word(i), "uns" | "os" | "r$" | "us$"))
        };
        let (mut up, mut down) = (false, false);
        for i in 0..n {
            match word(i) {
                "acima" | "cima" | "maior" | "superior" | "alem" => up = true,
                "abaixo" | "baixo" | "menor" | "inferior" => down = true,
                "mais" if matches!(word(i + 1), "de" | "do" | "que") && next_is_figure(i + 2) => up = true,
                "menos" if matches!(word(i + 1), "de" | "do" | "que") && next_is_figure(i + 2) => down = true,
                ">" => up = true,
                "<" => down = true,
                _ => {}
            }
        }
        match (up, down) {
            (true, true) => return Self::Either,
            (true, false) => return Self::Up,
            (false, true) => return Self::Down,
            _ => {}
        }
        Self::of_verbs(items)
    }

    fn of_verbs(items: &Items) -> Self {
        let words = || items.0.iter().filter(|x| x.what == What::Word).map(|x| x.text.as_str());
        let alert = |w: &str| matches!(w, "marca" | "marque" | "bate" | "toque" | "muda" | "mude" | "mudar" | "baixa" | "baixe");
        let (falls, rises) = (words().any(|w| falls(w) && w != "baixa"), words().any(rises));
        if words().any(|w| verb(w, EITHER) && !alert(w)) || falls && rises {
            return Self::Either;
        }
        if falls {
            return Self::Down;
        }
        if rises {
            return Self::Up;
        }
        if words().any(|w| verb(w, REACH) && w != "toque" || matches!(w, "for" | "estiver" | "ficar" | "der" | "igual" | "tiver" | "ir" | "voltar")) {
            return Self::Reach;
        }
        Self::Unsaid
    }

    fn comparison(self, alert: bool) -> Comparison {
        match (self, alert) {
            (Self::Up, true) => Comparison::CrossesUp,
            (Self::Down, true) => Comparison::CrossesDown,
            (_, true) => Comparison::Reaches,
            (Self::Down, false) => Comparison::Less,
            (_, false) => Comparison::Greater,
        }
    }
}

struct Figure {
    value: Decimal,
    quote: Option<Currency>,
}

/// The figure a price is held against: the last sum of money, else the last bare number.
fn figure(items: &Items) -> Option<Figure> {
    let mut bare = None;
    for (i, item) in items.0.iter().enumerate().rev() {
        match &item.what {
            What::Money(value, currency) => return Some(Figure { value: *value, quote: Some(currency.clone()) }),
            What::Number(value) if bare.is_none() && !matches!(items.word(i + 1), "vez" | "moedas" | "alertas") => {
                bare = Some(Figure { value: *value, quote: None });
            }
            _ => {}
        }
    }
    bare
}

/// A coin with an amount behind another coin: "passar de 0,05 bitcoin".
fn coin_figure(items: &Items) -> Option<Figure> {
    let coins: Vec<_> = items.coins().collect();
    let (_, ticker, amount) = coins.iter().rev().find(|(_, _, amount)| amount.is_some())?;
    let value = (*amount)?;
    let other = coins.iter().any(|(_, t, _)| t != ticker);
    let quote = other.then(|| ticker.as_str().parse().ok()).flatten();
    Some(Figure { value, quote })
}

fn percent(items: &Items) -> Option<Decimal> {
    items.0.iter().find_map(|x| match x.what {
        What::Percent(value) => Some(value),
        _ => None,
    })
}

pub(crate) fn until(items: &Items) -> Option<NaiveDate> {
    items.0.iter().find_map(|x| match x.what {
        What::Until(date) => Some(date),
        _ => None,
    })
}

fn indicators(items: &Items) -> Vec<Indicator> {
    let mut list = Vec::new();
    for item in &items.0 {
        if let What::Indicator(indicator) = item.what
            && !list.contains(&indicator)
        {
            list.push(indicator);
        }
    }
    list
}

fn is_price_line(indicator: Indicator) -> bool {
    matches!(indicator, Indicator::Sma(_) | Indicator::Ema(_) | Indicator::Vwap | Indicator::Bollinger(..))
}

/// The condition of an alert (`alert`) or of a question.
pub(crate) fn stated(items: &Items, found: &Found, alert: bool) -> Option<Stated> {
    let repeat = alert && found.has(Cue::Always);
    let until = if alert { until(items) } else { None };
    let way = Way::of(items);
    let list = indicators(items);
    let make = |left, comparison, right, indicators: Vec<Indicator>, quote| {
        Some(Stated { condition: Condition::Compare { left, comparison, right, repeat, until }, indicators, quote, bare: way == Way::Unsaid })
    };
    let crossing = items.0.iter().any(|x| x.text.starts_with("cruz") || x.text == "cross");
    // golden and death cross
    if crossing && items.has_word(&["golden", "dourada", "dourado", "ouro", "death", "morte"]) {
        let up = items.has_word(&["golden", "dourada", "dourado", "ouro"]);
        let (fast, slow) = (Indicator::Sma(50), Indicator::Sma(200));
        let comparison = match (alert, up) {
            (true, true) => Comparison::CrossesUp,
            (true, false) => Comparison::CrossesDown,
            (false, true) => Comparison::Greater,
            (false, false) => Comparison::Less,
        };
        return make(Left::Indicator(fast), comparison, Right::Indicator(slow), vec![fast, slow], None);
    }
    if let [first, second, ..] = list.as_slice()
        && is_price_line(*first)
        && is_price_line(*second)
    {
        let comparison = match way {
            Way::Up | Way::Down if alert || crossing => way.comparison(true),
            _ if alert || crossing => Comparison::CrossesUp,
            _ => way.comparison(false),
        };
        if alert || crossing || !matches!(way, Way::Unsaid | Way::Reach) {
            return make(Left::Indicator(*first), comparison, Right::Indicator(*second), vec![*first, *second], None);
        }
    }
    let multiplied = items.0.iter().any(|x| matches!(x.what, What::Times(_)) || ["dobr", "duplic", "triplic", "quadruplic"].iter().any(|v| is_verb(&x.text, v)));
    if found.has(Cue::Volume) && alert && (multiplied || list.is_empty()) {
        return of_volume(items, alert, way, make);
    }
    if let Some(&indicator) = list.first() {
        return of_indicator(items, found, alert, indicator, way, crossing, make);
    }
    if found.any(&[Cue::Overbought, Cue::Oversold]) && percent(items).is_none() {
        let rsi = Indicator::Rsi(14);
        return level(found, alert, rsi, make);
    }
    if let Some(value) = percent(items) {
        let way = Way::of_verbs(items);
        let (left, comparison, value) = match way {
            Way::Down => (Left::Percent, Comparison::AtMost, -value.abs()),
            Way::Either => (Left::AbsolutePercent, Comparison::AtLeast, value.abs()),
            _ if items.has_word(&["baixa", "queda"]) => (Left::Percent, Comparison::AtMost, -value.abs()),
            _ => (Left::Percent, Comparison::AtLeast, value),
        };
        return make(left, comparison, Right::Number(value), Vec::new(), None);
    }
    let figure = figure(items).or_else(|| coin_figure(items));
    let extreme = found.any(&[Cue::AllTimeHigh, Cue::AllTimeLow, Cue::High, Cue::Low]);
    if alert && extreme && figure.is_none() {
        let high = found.any(&[Cue::AllTimeHigh, Cue::High]);
        return Some(Stated { condition: Condition::Extreme { high, repeat, until }, indicators: Vec::new(), quote: None, bare: false });
    }
    let figure = figure?;
    make(Left::Price, way.comparison(alert), Right::Number(figure.value), Vec::new(), figure.quote)
}

fn of_indicator(
    items: &Items,
    found: &Found,
    alert: bool,
    indicator: Indicator,
    way: Way,
    crossing: bool,
    make: impl Fn(Left, Comparison, Right, Vec<Indicator>, Option<Currency>) -> Option<Stated>,
) -> Option<Stated> {
    let number = items.0.iter().rev().find_map(|x| match x.what {
        What::Number(value) | What::Percent(value) => Some(value),
        _ => None,
    });
    match indicator {
        Indicator::Macd(..) => {
            let all = vec![indicator];
            let zero = items.has_word(&["zero", "positivo", "negativo"]) || number == Some(Decimal::ZERO);
            let positive = items.has_word(&["positivo"]);
            if zero || number.is_some() && !items.has_word(&["sinal"]) {
                let comparison = match way {
                    _ if positive => Way::Up.comparison(alert),
                    _ if items.has_word(&["negativo"]) => Way::Down.comparison(alert),
                    Way::Unsaid => return None,
                    _ => way.comparison(alert),
                };
                return make(Left::Indicator(indicator), comparison, Right::Number(number.unwrap_or_default()), all, None);
            }
            let spoken = crossing || items.has_word(&["sinal", "virar", "virou", "vire"]) || !matches!(way, Way::Unsaid | Way::Either | Way::Reach);
            if !(alert || spoken) {
                return None;
            }
            let comparison = if alert || crossing {
                if way == Way::Down { Comparison::CrossesDown } else { Comparison::CrossesUp }
            } else {
                way.comparison(false)
            };
            make(Left::Macd, comparison, Right::Signal, all, None)
        }
        line if is_price_line(line) => {
            let upper = items.0.iter().any(|x| x.text.contains("superior") || x.text.contains("de cima"));
            let lower = items.0.iter().any(|x| x.text.contains("inferior") || x.text.contains("de baixo"));
            let way = match (way, line) {
                (Way::Reach | Way::Unsaid | Way::Either, Indicator::Bollinger(..)) if upper => Way::Up,
                (Way::Reach | Way::Unsaid | Way::Either, Indicator::Bollinger(..)) if lower => Way::Down,
                _ => way,
            };
            if !alert && !matches!(way, Way::Up | Way::Down) {
                return None;
            }
            let question = !alert && !crossing;
            let comparison = if question { way.comparison(false) } else { way.comparison(true) };
            make(Left::Price, comparison, Right::Indicator(line), vec![line], None)
        }
        _ => {
            if number.is_none() && found.any(&[Cue::Overbought, Cue::Oversold]) {
                return level(found, alert, indicator, make);
            }
            let number = number?;
            if !alert && !matches!(way, Way::Up | Way::Down) {
                return None;
            }
            make(Left::Indicator(indicator), way.comparison(alert), Right::Number(number), vec![indicator], None)
        }
    }
}

/// Overbought and oversold: 70 and 30 of the RSI, 80 and 20 of the stochastic.
fn level(
    found: &Found,
    alert: bool,
    indicator: Indicator,
    make: impl Fn(Left, Comparison, Right, Vec<Indicator>, Option<Currency>) -> Option<Stated>,
) -> Option<Stated> {
    let high = found.has(Cue::Overbought);
    let (upper, lower) = if matches!(indicator, Indicator::Stochastic(..)) { (80, 20) } else { (70, 30) };
    let comparison = match (alert, high) {
        (true, true) => Comparison::CrossesUp,
        (true, false) => Comparison::CrossesDown,
        (false, true) => Comparison::Greater,
        (false, false) => Comparison::Less,
    };
    let bound = Decimal::from(if high { upper } else { lower });
    make(Left::Indicator(indicator), comparison, Right::Number(bound), vec![indicator], None)
}

fn of_volume(
    items: &Items,
    alert: bool,
    way: Way,
    make: impl Fn(Left, Comparison, Right, Vec<Indicator>, Option<Currency>) -> Option<Stated>,
) -> Option<Stated> {
    if !alert {
        return None;
    }
    let times = items.0.iter().find_map(|x| match (&x.what, x.text.as_str()) {
        (What::Times(n), _) => Some(*n),
        (What::Word, w) if is_verb(w, "dobr") || is_verb(w, "duplic") => Some(Decimal::TWO),
        (What::Word, w) if is_verb(w, "triplic") => Some(Decimal::from(3)),
        (What::Word, w) if is_verb(w, "quadruplic") => Some(Decimal::from(4)),
        _ => None,
    });
    let all = vec![Indicator::Volume];
    if let Some(n) = times {
        return make(Left::Volume, Comparison::AtLeast, Right::Times(n), all, None);
    }
    if let Some(value) = percent(items) {
        let part = value / Decimal::ONE_HUNDRED;
        let falls = Way::of_verbs(items) == Way::Down;
        let (comparison, times) = if falls { (Comparison::AtMost, Decimal::ONE - part) } else { (Comparison::AtLeast, Decimal::ONE + part) };
        return make(Left::Volume, comparison, Right::Times(times), all, None);
    }
    match figure(items) {
        Some(figure) => make(Left::Volume, way.comparison(true), Right::Number(figure.value), all, figure.quote),
        None if matches!(way, Way::Up) => make(Left::Volume, Comparison::AtLeast, Right::Times(Decimal::TWO), all, None),
        None => None,
    }
}

/// The lookback said in the sentence.
pub(crate) fn lookback(items: &Items) -> Option<Window> {
    items.0.iter().find_map(|x| match x.what {
        What::When(When::Back(window) | When::Ago(window)) => Some(window),
        What::When(When::Day(date)) => Some(Window::Date(date)),
        What::When(When::InMonth(month)) => Some(Window::Month(month)),
        _ => None,
    })
}
