//! What an alert waits for and what a question compares.

mod of_indicator;
mod way;

use crate::item::{Items, What, When, counted};
use crate::lexicon::{Cue, Found};
use crate::pattern::is_verb;
use alfa_domain::{Comparison, Condition, Currency, Indicator, Left, Right, Window};
use chrono::NaiveDate;
use of_indicator::{level, of_indicator, of_volume};
use rust_decimal::Decimal;
use way::Way;

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

/// What no condition of the contract can hold: a range, two levels at once, a move by an amount of money ("cair 5 mil reais").
fn beyond(items: &Items, way: Way) -> bool {
    let figures = items.0.iter().filter(|x| matches!(x.what, What::Number(_) | What::Money(..))).count();
    let range = figures >= 2 && (items.has_word(&["entre"]) || way == Way::Either);
    let by_amount = items.0.windows(2).any(|pair| {
        let moves = matches!(
            pair[0].text.as_str(),
            "cair"
                | "caia"
                | "subir"
                | "suba"
                | "aumentar"
                | "recuar"
                | "valorizar"
                | "desvalorizar"
                | "descer"
                | "baixar"
                | "despencar"
                | "crescer"
                | "variar"
                | "oscilar"
                | "mexer"
        );
        pair[0].what == What::Word && moves && matches!(pair[1].what, What::Number(_) | What::Money(..))
    });
    range || by_amount
}

/// The condition of an alert (`alert`) or of a question.
pub(crate) fn stated(items: &Items, found: &Found, alert: bool) -> Option<Stated> {
    let repeat = alert && found.has(Cue::Always);
    let until = if alert { until(items) } else { None };
    let way = Way::of(items);
    let list = indicators(items);
    let make = |left, comparison, right, indicators: Vec<Indicator>, quote| {
        Some(Stated {
            condition: Condition::Compare { left, comparison, right, repeat, until },
            indicators,
            quote,
            bare: way == Way::Unsaid,
        })
    };
    if alert && beyond(items, way) && list.len() < 2 {
        return None;
    }
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
    let multiplied = items.0.iter().any(|x| {
        matches!(x.what, What::Times(_))
            || ["dobr", "duplic", "triplic", "quadruplic"].iter().any(|v| is_verb(&x.text, v))
    });
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
        return Some(Stated {
            condition: Condition::Extreme { high, repeat, until },
            indicators: Vec::new(),
            quote: None,
            bare: false,
        });
    }
    let figure = figure?;
    make(Left::Price, way.comparison(alert), Right::Number(figure.value), Vec::new(), figure.quote)
}

/// The lookback said in the sentence.
pub(crate) fn lookback(items: &Items) -> Option<Window> {
    items.0.iter().find_map(|x| match x.what {
        What::When(When::Back(window) | When::Ago(window)) => Some(counted(window)),
        What::When(When::Day(date)) => Some(Window::Date(date)),
        What::When(When::InMonth(month)) => Some(Window::Month(month)),
        _ => None,
    })
}
