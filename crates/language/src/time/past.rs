//! Points and stretches of the past: "ontem", "nas últimas 24 horas", "há um ano", "em janeiro de 2024".

use super::dates::{date, feast, past_date, year};
use super::units::{Unit, lookback, month, unit, weekday};
use crate::item::{Items, What, When};
use alfa_domain::{Month, Window};
use chrono::{Datelike, Days as DayCount, Months, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The day a lookback began.
pub(crate) fn day_before(today: NaiveDate, window: Window) -> Option<NaiveDate> {
    match window {
        Window::Minutes(_) => Some(today),
        Window::Hours(n) => today.checked_sub_days(DayCount::new(u64::from(n) / 24)),
        Window::Days(n) => today.checked_sub_days(DayCount::new(n.into())),
        Window::Months(n) => today.checked_sub_months(Months::new(n)),
        Window::Years(n) => today.checked_sub_months(Months::new(n.checked_mul(12)?)),
        Window::YearToDate => NaiveDate::from_ymd_opt(today.year(), 1, 1),
        Window::MonthToDate => today.with_day(1),
        Window::Date(date) => Some(date),
        Window::Month(m) => NaiveDate::from_ymd_opt(m.year, m.month, 1),
        Window::All => None,
    }
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "em" | "no"
            | "na"
            | "nos"
            | "nas"
            | "de"
            | "do"
            | "da"
            | "dos"
            | "das"
            | "num"
            | "numa"
            | "durante"
            | "ao"
            | "pelo"
            | "pela"
    )
}

fn is_this(word: &str) -> bool {
    matches!(
        word,
        "esse"
            | "este"
            | "essa"
            | "esta"
            | "nesse"
            | "neste"
            | "nessa"
            | "nesta"
            | "desse"
            | "deste"
            | "dessa"
            | "desta"
            | "corrente"
            | "atual"
    )
}

/// A point or stretch of the past that starts at this item.
pub(crate) fn when(items: &Items, i: usize, today: NaiveDate) -> Option<(What, usize)> {
    let found = |when: When, end: usize| Some((What::When(when), end - i));
    let back = |n: u64| today.checked_sub_days(DayCount::new(n)).map(When::Day);
    let mut at = i;
    let ago_word =
        matches!(items.word(at), "ha" | "faz" | "fazem") || items.word(at) == "a" && items.word(at + 2) == "atras";
    let since = matches!(items.word(at), "desde");
    if ago_word || since || is_preposition(items.word(at)) || matches!(items.word(at), "por" | "pra" | "para") {
        at += 1;
        if items.word(at) == "cerca" && items.word(at + 1) == "de" {
            at += 2;
        }
    }
    let prefixed = at > i;
    let whole = matches!(
        (items.word(at), items.word(at + 1)),
        ("a", "semana" | "quinzena") | ("o", "mes" | "ano" | "trimestre" | "semestre")
    );
    if matches!(items.word(at), "o" | "a" | "os" | "as") && (prefixed || whole) {
        at += 1;
    }
    match items.word(at) {
        "hoje" => return found(When::Back(Window::Hours(24)), at + 1),
        "ontem"
            if matches!(items.word(at + 1), "pra" | "para" | "ate")
                && matches!(items.word(at + 2), "hoje" | "ca" | "agora") =>
        {
            return found(When::Back(Window::Hours(24)), at + 3);
        }
        "ontem" if since => return found(When::Back(Window::Hours(24)), at + 1),
        "ontem" => return found(back(1)?, at + 1),
        "anteontem" | "antontem" | "trasanteontem" => return found(back(2)?, at + 1),
        "anual" => return found(When::Back(Window::Years(1)), at + 1),
        "trimestral" => return found(When::Back(Window::Days(90)), at + 1),
        "semestral" => return found(When::Back(Window::Months(6)), at + 1),
        "quinzenal" => return found(When::Back(Window::Days(15)), at + 1),
        "ultimo" | "passado" if items.word(at + 1) == "dia" && date(items, at + 1, today, false).is_some() => at += 1,
        "historico" | "historica" | "historicos" | "historicas" => return found(When::Back(Window::All), at + 1),
        "todos" if items.word(at + 1) == "os" && items.word(at + 2) == "tempos" => {
            return found(When::Back(Window::All), at + 3);
        }
        "toda" if matches!(items.word(at + 1), "a" | "historia") => {
            let end = if items.word(at + 1) == "a" { at + 2 } else { at + 1 };
            if items.word(end) == "historia" {
                return found(When::Back(Window::All), end + 1);
            }
        }
        "historia" if prefixed => return found(When::Back(Window::All), at + 1),
        "sempre" if since => return found(When::Back(Window::All), at + 1),
        "comeco" | "inicio" | "virada" | "abertura" if prefixed => {
            let mut end = at + 1;
            if matches!(items.word(end), "do" | "de" | "deste" | "desse" | "da") {
                end += 1;
                if matches!(items.word(end), "este" | "esse") {
                    end += 1;
                }
                match items.word(end) {
                    "ano" if items.word(end + 1) == "passado" => {
                        return found(When::Day(NaiveDate::from_ymd_opt(today.year() - 1, 1, 1)?), end + 2);
                    }
                    "ano" => return found(When::Back(Window::YearToDate), end + 1),
                    "mes" => return found(When::Back(Window::MonthToDate), end + 1),
                    "semana" => return found(When::Back(Window::Days(7)), end + 1),
                    "dia" => return found(When::Back(Window::Hours(24)), end + 1),
                    _ => {
                        if let Some(year) = items.whole(end).filter(|y| (2008..=2100).contains(y)) {
                            return found(
                                When::Day(NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, 1, 1)?),
                                end + 1,
                            );
                        }
                    }
                }
            } else if since {
                return found(When::Back(Window::All), end);
            }
        }
        _ => {}
    }
    if let Some((date, length)) = date(items, at, today, false) {
        return found(When::Day(date), at + length);
    }
    if let Some((m, d, length)) = feast(items, at)
        && prefixed
    {
        let end = at + length;
        return match year(items, end, today) {
            Some((y, more)) => found(When::Day(NaiveDate::from_ymd_opt(y, m, d)?), end + more),
            None => found(When::Day(past_date(today, m, d)?), end),
        };
    }
    if let Some(m) = month(items.word(at))
        && (prefixed || year(items, at + 1, today).is_some())
    {
        return month_of(items, at, m, since, today).and_then(|(when, end)| found(when, end));
    }
    if let Some((y, length)) = year(items, at, today).filter(|_| items.word(at) == "ano" && items.word(at + 1) == "de")
    {
        return found(When::InYear(y), at + length);
    }
    if prefixed
        && matches!(items.word(i), "em" | "desde" | "de" | "no")
        && let Some(y) = items.whole(at).filter(|y| (2009..=2100).contains(y))
        && unit(items.word(at + 1)).is_none()
        && !matches!(items.get(at + 1).map(|x| &x.what), Some(What::Currency(_)))
        && i32::try_from(y).is_ok_and(|y| y <= today.year())
    {
        return found(When::InYear(i32::try_from(y).ok()?), at + 1);
    }
    if let Some(day) = weekday(items.word(at)) {
        let mut end = at + 1;
        if items.word(end) == "feira" {
            end += 1;
        }
        let last = matches!(items.word(end), "passada" | "passado");
        if last {
            end += 1;
        }
        if last || since || matches!(items.word(i), "na" | "no") || matches!(items.before(at), "ultima" | "ultimo") {
            let mut back = (today.weekday().num_days_from_monday() + 7 - day.num_days_from_monday()) % 7;
            if back == 0 {
                back = 7;
            }
            return found(When::Day(today.checked_sub_days(DayCount::new(back.into()))?), end);
        }
        return None;
    }
    stretch(items, i, at, ago_word, since).and_then(|(when, end)| found(when, end))
}

fn month_of(items: &Items, at: usize, m: u32, since: bool, today: NaiveDate) -> Option<(When, usize)> {
    let (y, end) = match year(items, at + 1, today) {
        Some((y, length)) => (y, at + 1 + length),
        None if items.word(at + 1) == "passado" => (today.year() - i32::from(m >= today.month()), at + 2),
        None => (if m <= today.month() { today.year() } else { today.year() - 1 }, at + 1),
    };
    if since && m == 1 && y == today.year() {
        return Some((When::Back(Window::YearToDate), end));
    }
    Some((
        if since { When::Day(NaiveDate::from_ymd_opt(y, m, 1)?) } else { When::InMonth(Month { year: y, month: m }) },
        end,
    ))
}

/// "nas últimas 24 horas", "em 30 dias", "essa semana", "há um ano", "três meses atrás", "semana passada".
fn stretch(items: &Items, i: usize, start: usize, ago_word: bool, since: bool) -> Option<(When, usize)> {
    let mut at = start;
    let is_last = |w: &str| w.starts_with("ultim") || matches!(w, "passados" | "passadas");
    let this = is_this(items.word(at)) || at > i && is_this(items.word(i));
    if is_this(items.word(at)) {
        at += 1;
    }
    let mut last = is_last(items.word(at));
    if last {
        at += 1;
    }
    let mut count = items.number(at);
    let counted = count.is_some();
    if counted {
        at += 1;
        if is_last(items.word(at)) {
            last = true;
            at += 1;
        }
    } else if matches!(items.word(at), "uns" | "umas" | "poucos" | "poucas") && items.number(at + 1).is_some() {
        count = items.number(at + 1);
        at += 2;
    }
    let word = items.word(at);
    let (kind, factor) = unit(word)?;
    if word.len() == 1 && !counted {
        return None;
    }
    at += 1;
    // "uma hora e meia"
    if items.word(at) == "e" && counted && items.number(at + 1) == Some(Decimal::new(5, 1)) {
        count = count.map(|n| n + Decimal::new(5, 1));
        at += 2;
    }
    let mut ago = ago_word;
    if items.word(at) == "atras" {
        ago = true;
        at += 1;
    }
    let passed = matches!(items.word(at), "passada" | "passado" | "retrasada" | "retrasado" | "anterior");
    if passed {
        at += 1;
    }
    if matches!(items.word(at), "pra" | "para") && items.word(at + 1) == "ca" {
        ago = false;
        at += 2;
    }
    if matches!(items.word(at), "que" | "proxima") && items.word(at + 1) == "vem" {
        return None;
    }
    let window = match count {
        Some(n) => fractional(kind, n * Decimal::from(factor))?,
        None if this => match kind {
            Unit::Month if factor == 1 => Window::MonthToDate,
            Unit::Year => Window::YearToDate,
            _ => lookback(kind, factor)?,
        },
        None => {
            let bare = !last && !passed;
            let preceded = is_preposition(items.word(i)) || since || start > i;
            match kind {
                Unit::Minute | Unit::Hour if bare => return None,
                Unit::Day if factor == 1 && bare && !matches!(items.word(i), "no" | "do" | "neste" | "nesse") => {
                    return None;
                }
                Unit::Year if bare && preceded => Window::YearToDate,
                Unit::Year if bare => return None,
                Unit::Week | Unit::Month if bare && !preceded => return None,
                Unit::Week if passed => {
                    ago = true;
                    Window::Days(7)
                }
                Unit::Month if passed => {
                    ago = true;
                    Window::Days(30)
                }
                Unit::Year if passed => {
                    ago = true;
                    Window::Years(1)
                }
                _ => lookback(kind, factor)?,
            }
        }
    };
    // "há um mês" names a day by the calendar, "há 30 dias" by counting
    let window = match window {
        Window::Days(days @ (30 | 60 | 90)) if ago && kind == Unit::Month => Window::Months(days / 30),
        other => other,
    };
    Some((if ago { When::Ago(window) } else { When::Back(window) }, at))
}

fn fractional(kind: Unit, count: Decimal) -> Option<Window> {
    if count.is_integer() {
        return lookback(kind, count.to_u32()?);
    }
    let (smaller, factor) = match kind {
        Unit::Hour => (Unit::Minute, 60),
        Unit::Day => (Unit::Hour, 24),
        Unit::Year => (Unit::Month, 12),
        Unit::Month => (Unit::Day, 30),
        _ => return None,
    };
    let count = count * Decimal::from(factor);
    count.is_integer().then(|| lookback(smaller, count.to_u32()?)).flatten()
}
