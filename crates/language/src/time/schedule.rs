//! The days and the hour of a schedule: "de segunda a sexta às 18h30".

use super::units::weekday;
use crate::item::{Items, What};
use alfa_domain::Days;
use chrono::{NaiveTime, Weekday};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// "todo dia", "toda segunda", "dias úteis", "de segunda a sexta", "diariamente".
pub(crate) fn every(items: &Items, i: usize) -> Option<(What, usize)> {
    let found = |days: Days, end: usize| Some((What::Every(days), end - i));
    let mut at = i;
    if matches!(items.word(at), "em" | "nos" | "de" | "aos" | "as" | "no" | "na" | "durante")
        && !items.word(at + 1).is_empty()
    {
        at += 1;
        if items.word(at) == "os" {
            at += 1;
        }
    }
    let all = matches!(items.word(at), "todo" | "toda" | "todos" | "todas" | "cada");
    if all {
        at += 1;
        if matches!(items.word(at), "os" | "as" | "o" | "a" | "santo") {
            at += 1;
        }
    }
    let plural = items.word(i) != "de" && !all && at > i;
    let word = items.word(at).to_owned();
    let next = items.word(at + 1);
    match word.as_str() {
        "diariamente" => return found(Days::Every, at + 1),
        "dia" | "dias" if next.starts_with("util") || next.starts_with("utei") => {
            let end = at + 2;
            return (all || at > i || i == at).then(|| found(Days::Weekdays, end)).flatten();
        }
        "dia" | "dias" if next == "de" && items.word(at + 2) == "semana" && (all || plural) => {
            return found(Days::Weekdays, at + 3);
        }
        "dia" | "dias" if all => return found(Days::Every, at + 1 + usize::from(matches!(next, "santo"))),
        "manha" | "manhas" | "noite" | "noites" | "tarde" | "tardes" | "madrugada" if all => {
            return found(Days::Every, at);
        }
        "fim" | "final" | "fins" if (all || plural) && next == "de" && items.word(at + 2).starts_with("semana") => {
            return found(Days::Weekend, at + 3);
        }
        _ => {}
    }
    let day = weekday(&word)?;
    let mut end = at + 1;
    if matches!(items.word(end), "feira" | "feiras") {
        end += 1;
    }
    // "de segunda a sexta"
    if matches!(items.word(end), "a" | "ate" | "à") {
        let mut last = end + 1;
        if items.word(last) == "a" {
            last += 1;
        }
        if let Some(to) = weekday(items.word(last)) {
            last += 1;
            if matches!(items.word(last), "feira" | "feiras") {
                last += 1;
            }
            return match (day, to) {
                (Weekday::Mon, Weekday::Fri) => found(Days::Weekdays, last),
                (Weekday::Mon, Weekday::Sun) | (Weekday::Sun, Weekday::Sat) => found(Days::Every, last),
                _ => None,
            };
        }
    }
    if day == Weekday::Sat && items.word(end) == "e" && items.word(end + 1).starts_with("domingo") {
        return found(Days::Weekend, end + 2);
    }
    let many = word.ends_with('s') && plural;
    (all || many).then(|| found(Days::On(day), end)).flatten()
}

/// "às nove da manhã", "18h30", "8:15", "meio-dia", "oito e meia".
pub(crate) fn clock(items: &Items, i: usize, text: &str) -> Option<(What, usize)> {
    let found = |h: u32, m: u32, end: usize| NaiveTime::from_hms_opt(h, m, 0).map(|t| (What::Clock(t), end - i));
    let mut at = i;
    let announced = matches!(items.word(at), "as" | "a" | "ao" | "pelas" | "la");
    if announced {
        at += 1;
        if items.word(at) == "pelas" || items.word(at) == "as" {
            at += 1;
        }
    }
    let half = Decimal::new(5, 1);
    if items.number(at) == Some(half) {
        let (h, end) = match items.word(at + 1) {
            "dia" => (12, at + 2),
            "noite" => (0, at + 2),
            _ => return None,
        };
        if items.word(end) == "e" && items.number(end + 1) == Some(half) {
            return found(h, 30, end + 2);
        }
        return found(h, 0, end);
    }
    let hour = items.number(at)?;
    let (mut h, mut m) = (hour.trunc().to_u32().filter(|h| *h < 25)?, 0);
    let mut end = at + 1;
    let mut sure = false;
    if hour != hour.trunc() {
        if hour - hour.trunc() != half || !items.0[at].text.contains("meia") {
            return None;
        }
        m = 30;
    }
    let between = items.get(end).map(|next| &text[items.0[end - 1].range.end..next.range.start]);
    if between == Some(":") && items.whole(end).is_some_and(|n| n < 60) {
        m = items.whole(end)?;
        end += 1;
        sure = true;
    } else if matches!(items.word(end), "h" | "hora" | "horas" | "hrs" | "hr") {
        end += 1;
        sure = announced || items.word(end - 1) == "h" && items.whole(end).is_some();
        if items.word(end) == "em" && items.word(end + 1) == "ponto" {
            end += 2;
        }
        if let Some(n) = items.whole(end).filter(|n| *n < 60 && items.word(end - 1) == "h") {
            m = n;
            end += 1;
        }
    }
    if items.word(end) == "e" && m == 0 {
        if let Some(n) = items.whole(end + 1).filter(|n| *n < 60 && announced) {
            m = n;
            end += 2;
        } else if items.number(end + 1) == Some(half) {
            m = 30;
            end += 2;
        }
        if matches!(items.word(end), "minutos" | "minuto") {
            end += 1;
        }
    }
    let part = match items.word(end) {
        "da" | "de" | "pela" | "a" | "na" => items.word(end + 1),
        _ => "",
    };
    match part {
        "manha" | "madrugada" => {
            end += 2;
            sure = true;
            if h == 12 {
                h = 0;
            }
        }
        "tarde" | "noite" => {
            end += 2;
            sure = true;
            if h < 12 {
                h += 12;
            } else if h == 12 && part == "noite" {
                h = 0;
            }
        }
        _ => {}
    }
    let word_hour = items.word(i) == "as" || items.word(i) == "pelas" || items.word(i) == "la";
    if !(sure || word_hour) {
        return None;
    }
    if h == 24 {
        h = 0;
    }
    // "às cinco moedas" is no hour
    let follows_noun = matches!(
        items.word(end),
        "moedas"
            | "cripto"
            | "criptos"
            | "criptomoedas"
            | "maiores"
            | "melhores"
            | "piores"
            | "que"
            | "mais"
            | "altas"
            | "quedas"
            | "principais"
            | "primeiras"
            | "baixas"
            | "ultimas"
            | "tokens"
    );
    if follows_noun { None } else { found(h, m, end) }
}
