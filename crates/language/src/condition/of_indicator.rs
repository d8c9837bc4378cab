//! Conditions on an indicator, on its usual levels, on the volume.

use super::way::Way;
use super::{Stated, figure, is_price_line, percent};
use crate::item::{Items, What};
use crate::lexicon::{Cue, Found};
use crate::pattern::is_verb;
use alfa_domain::{Comparison, Currency, Indicator, Left, Right};
use rust_decimal::Decimal;

pub(super) fn of_indicator(
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
                return make(
                    Left::Indicator(indicator),
                    comparison,
                    Right::Number(number.unwrap_or_default()),
                    all,
                    None,
                );
            }
            let spoken = crossing
                || items.has_word(&["sinal", "virar", "virou", "vire"])
                || !matches!(way, Way::Unsaid | Way::Either | Way::Reach);
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
pub(super) fn level(
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

pub(super) fn of_volume(
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
        let (comparison, times) =
            if falls { (Comparison::AtMost, Decimal::ONE - part) } else { (Comparison::AtLeast, Decimal::ONE + part) };
        return make(Left::Volume, comparison, Right::Times(times), all, None);
    }
    match figure(items) {
        Some(figure) => make(Left::Volume, way.comparison(true), Right::Number(figure.value), all, figure.quote),
        None if matches!(way, Way::Up) => {
            make(Left::Volume, Comparison::AtLeast, Right::Times(Decimal::TWO), all, None)
        }
        None => None,
    }
}
