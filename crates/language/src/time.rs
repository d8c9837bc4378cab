//! Times a sentence points to: lookbacks, dates, months, times of day, days of the week.

use crate::item::{Items, What, When};
use alfa_domain::{Days, Month, Timeframe, Window};
use chrono::{Datelike, Days as DayCount, Months, NaiveDate, NaiveTime, Weekday};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

fn unit(word: &str) -> Option<(Unit, u32)> {
    Some(match word {
        "minuto" | "minutos" | "min" | "mins" | "m" => (Unit::Minute, 1),
        "hora" | "horas" | "h" | "hr" | "hrs" | "horinha" | "horinhas" => (Unit::Hour, 1),
        "dia" | "dias" | "d" => (Unit::Day, 1),
        "semana" | "semanas" | "semaninha" => (Unit::Week, 1),
        "quinzena" | "quinzenas" => (Unit::Day, 15),
        "mes" | "meses" => (Unit::Month, 1),
        "bimestre" | "bimestres" => (Unit::Month, 2),
        "trimestre" | "trimestres" => (Unit::Month, 3),
        "semestre" | "semestres" => (Unit::Month, 6),
        "ano" | "anos" => (Unit::Year, 1),
        "decada" => (Unit::Year, 10),
        _ => return None,
    })
}

/// "três meses" is 90 days and "doze meses" a year, as the contract counts.
fn lookback(unit: Unit, count: u32) -> Option<Window> {
    if count == 0 || count > 5_000 {
        return None;
    }
    Some(match unit {
        Unit::Minute if count.is_multiple_of(60) => Window::Hours(count / 60),
        Unit::Minute => Window::Minutes(count),
        Unit::Hour => Window::Hours(count),
        Unit::Day if count == 1 => Window::Hours(24),
        Unit::Day if count == 365 => Window::Years(1),
        Unit::Day => Window::Days(count),
        Unit::Week => Window::Days(count * 7),
        Unit::Month if count <= 3 => Window::Days(count * 30),
        Unit::Month if count.is_multiple_of(12) => Window::Years(count / 12),
        Unit::Month => Window::Months(count),
        Unit::Year => Window::Years(count),
    })
}

/// The day a lookback began.
pub(crate) fn day_before(today: NaiveDate, window: Window) -> Option<NaiveDate> {
    match window {
        Window::Minutes(_) => Some(today),
        Window::Hours(n) => today.checked_sub_days(DayCount::new(u64::from(n) / 24)),
        Window::Days(n) if n == 30 || n == 60 || n == 90 => today.checked_sub_months(Months::new(n / 30)),
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

pub(crate) fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
        "dezembro",
    ];
    MONTHS.iter().position(|m| *m == word).map(|i| i as u32 + 1)
}

pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "segunda" | "segundas" => Weekday::Mon,
        "terca" | "tercas" => Weekday::Tue,
        "quarta" | "quartas" => Weekday::Wed,
        "quinta" | "quintas" => Weekday::Thu,
        "sexta" | "sextas" => Weekday::Fri,
        "sabado" | "sabados" => Weekday::Sat,
        "domingo" | "domingos" => Weekday::Sun,
        _ => return None,
    })
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "em" | "no" | "na" | "nos" | "nas" | "de" | "do" | "da" | "dos" | "das" | "num" | "numa" | "durante" | "ao" | "pelo" | "pela"
    )
}

fn is_this(word: &str) -> bool {
    matches!(
        word,
        "esse" | "este" | "essa" | "esta" | "nesse" | "neste" | "nessa" | "nesta" | "desse" | "deste" | "dessa" | "desta" | "corrente"
            | "atual"
    )
}

fn past_date(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let date = NaiveDate::from_ymd_opt(today.year(), month, day)?;
    if date <= today { Some(date) } else { NaiveDate::from_ymd_opt(today.year() - 1, month, day) }
}

fn next_date(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let date = NaiveDate::from_ymd_opt(today.year(), month, day)?;
    if date >= today { Some(date) } else { NaiveDate::from_ymd_opt(today.year() + 1, month, day) }
}

/// "de 2025", "do ano passado": the year and how many items say it.
fn year(items: &Items, i: usize, today: NaiveDate) -> Option<(i32, usize)> {
    let mut at = i;
    if matches!(items.word(at), "de" | "do" | "em" | "no") {
        at += 1;
    }
    if items.word(at) == "ano" {
        match items.word(at + 1) {
            "passado" => return Some((today.year() - 1, at + 2 - i)),
            "retrasado" => return Some((today.year() - 2, at + 2 - i)),
            "de" => at += 2,
            _ => {}
        }
    } else if matches!(items.word(at), "deste" | "desse" | "esse" | "este") && items.word(at + 1) == "ano" {
        return Some((today.year(), at + 2 - i));
    }
    if at == i {
        return None;
    }
    let number = items.whole(at).filter(|y| (2008..=2100).contains(y))?;
    Some((i32::try_from(number).ok()?, at + 1 - i))
}

/// A day with its month: "25 de dezembro (do ano passado)", "25/12/2025", "2025-12-25", "dia 10".
fn date(items: &Items, i: usize, today: NaiveDate, future: bool) -> Option<(NaiveDate, usize)> {
    let pick = if future { next_date } else { past_date };
    let mut at = i;
    let named = items.word(at) == "dia";
    if named {
        at += 1;
    }
    let first = matches!(items.word(at), "primeiro");
    let day = if first { 1 } else { items.whole(at)? };
    at += 1;
    if matches!(items.word(at), "º" | "ª" | "o") && items.get(at).is_some_and(|o| o.range.start == items.0[at - 1].range.end) {
        at += 1;
    }
    // 25/12 and 25/12/2025
    if items.word(at) == "/" {
        let month = items.whole(at + 1)?;
        at += 2;
        if items.word(at) == "/" {
            let mut year = i32::try_from(items.whole(at + 1)?).ok()?;
            if year < 100 {
                year += 2000;
            }
            return NaiveDate::from_ymd_opt(year, month, day).map(|d| (d, at + 2 - i));
        }
        return pick(today, month, day).map(|d| (d, at - i));
    }
    // 2025-12-25 reads as three figures
    if (2008..=2100).contains(&day) && !named {
        let (month, inner) = (items.whole(at)?, items.whole(at + 1)?);
        let touching = |a: usize| items.get(a + 1).is_some_and(|next| next.range.start == items.0[a].range.end + 1);
        if touching(at - 1) && touching(at) {
            return NaiveDate::from_ymd_opt(i32::try_from(day).ok()?, month, inner).map(|d| (d, at + 2 - i));
        }
        return None;
    }
    if day == 0 || day > 31 {
        return None;
    }
    if matches!(items.word(at), "de" | "do") && month(items.word(at + 1)).is_some() {
        at += 1;
    }
    if let Some(month) = month(items.word(at)) {
        at += 1;
        if let Some((year, length)) = year(items, at, today) {
            return NaiveDate::from_ymd_opt(year, month, day).map(|d| (d, at + length - i));
        }
        return pick(today, month, day).map(|d| (d, at - i));
    }
    if !named {
        return None;
    }
    // "dia 10" of this month or the one before (after)
    if matches!(items.word(at), "do" | "de" | "desse" | "deste") && items.word(at + 1) == "mes" {
        let last = items.word(at + 2) == "passado";
        let base = if last { today.checked_sub_months(Months::new(1))? } else { today };
        return base.with_day(1)?.with_day(day).map(|d| (d, at + 2 + usize::from(last) - i));
    }
    let this = today.with_day(day);
    let found = match (this, future) {
        (Some(date), false) if date <= today => Some(date),
        (Some(date), true) if date >= today => Some(date),
        (_, false) => today.with_day(1)?.checked_sub_months(Months::new(1))?.with_day(day),
        (_, true) => today.with_day(1)?.checked_add_months(Months::new(1))?.with_day(day),
    };
    found.map(|d| (d, at - i))
}

/// Feasts that need no day: "natal", "ano novo".
fn feast(items: &Items, i: usize) -> Option<(u32, u32, usize)> {
    match (items.word(i), items.word(i + 1)) {
        ("natal", _) => Some((12, 25, 1)),
        ("reveillon", _) => Some((12, 31, 1)),
        ("ano", "novo") => Some((1, 1, 2)),
        ("vespera", "de") if items.word(i + 2) == "natal" => Some((12, 24, 3)),
        _ => None,
    }
}

/// A point or stretch of the past that starts at this item.
pub(crate) fn when(items: &Items, i: usize, today: NaiveDate) -> Option<(What, usize)> {
    let found = |when: When, end: usize| Some((What::When(when), end - i));
    let back = |n: u64| today.checked_sub_days(DayCount::new(n)).map(When::Day);
    let mut at = i;
    let ago_word = matches!(items.word(at), "ha" | "faz" | "fazem") || items.word(at) == "a" && items.word(at + 2) == "atras";
    let since = matches!(items.word(at), "desde");
    if ago_word || since || is_preposition(items.word(at)) || matches!(items.word(at), "por" | "pra" | "para") {
        at += 1;
        if items.word(at) == "cerca" && items.word(at + 1) == "de" {
            at += 2;
        }
    }
    let prefixed = at > i;
    let whole = matches!((items.word(at), items.word(at + 1)), ("a", "semana" | "quinzena") | ("o", "mes" | "ano" | "trimestre" | "semestre"));
    if matches!(items.word(at), "o" | "a" | "os" | "as") && (prefixed || whole) {
        at += 1;
    }
    match items.word(at) {
        "hoje" => return found(When::Back(Window::Hours(24)), at + 1),
        "ontem" if matches!(items.word(at + 1), "pra" | "para" | "ate") && matches!(items.word(at + 2), "hoje" | "ca" | "agora") => {
            return found(When::Back(Window::Hours(24)), at + 3);
        }
        "ontem" if since => return found(When::Back(Window::Hours(24)), at + 1),
        "ontem" => return found(back(1)?, at + 1),
        "anteontem" | "antontem" | "trasanteontem" => return found(back(2)?, at + 1),
        "historico" | "historica" | "historicos" | "historicas" => return found(When::Back(Window::All), at + 1),
        "todos" if items.word(at + 1) == "os" && items.word(at + 2) == "tempos" => return found(When::Back(Window::All), at + 3),
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
                            return found(When::Day(NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, 1, 1)?), end + 1);
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
    if let Some((y, length)) = year(items, at, today).filter(|_| items.word(at) == "ano" && items.word(at + 1) == "de") {
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
    Some((if since { When::Day(NaiveDate::from_ymd_opt(y, m, 1)?) } else { When::InMonth(Month { year: y, month: m }) }, end))
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
                Unit::Day if factor == 1 && bare && !matches!(items.word(i), "no" | "do" | "neste" | "nesse") => return None,
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

/// "até sexta", "até o fim do mês", "só hoje": the last day, and how many items.
pub(crate) fn until(items: &Items, i: usize, today: NaiveDate) -> Option<(What, usize)> {
    let found = |date: NaiveDate, end: usize| Some((What::Until(date), end - i));
    let only = matches!(items.word(i), "so" | "somente" | "apenas");
    let mut at = i + usize::from(only);
    if only && matches!(items.word(at), "hoje") || only && items.word(at) == "por" && items.word(at + 1) == "hoje" {
        let by = usize::from(items.word(at) == "por");
        return found(today, at + 1 + by);
    }
    if matches!(items.word(at), "valido" | "valida" | "vale" | "valendo") && items.word(at + 1) == "ate" {
        at += 1;
    }
    if items.word(at) != "ate" {
        return None;
    }
    at += 1;
    if matches!(items.word(at), "o" | "a" | "as" | "os") {
        at += 1;
    }
    if matches!(items.word(at), "proximo" | "proxima") {
        at += 1;
    }
    match items.word(at) {
        "hoje" => return found(today, at + 1),
        "amanha" => return found(today.succ_opt()?, at + 1),
        "depois" if items.word(at + 1) == "de" && items.word(at + 2) == "amanha" => {
            return found(today.checked_add_days(DayCount::new(2))?, at + 3);
        }
        "fim" | "final" => {
            let mut end = at + 1;
            if matches!(items.word(end), "do" | "da" | "de" | "deste" | "desse" | "desta" | "dessa") {
                end += 1;
            }
            let next = |w: &str| if w == "que" { 2 } else { 0 };
            match items.word(end) {
                "dia" => return found(today, end + 1),
                "semana" => {
                    let ahead = 6 - today.weekday().num_days_from_sunday();
                    return found(today.checked_add_days(DayCount::new(ahead.into()))?, end + 1 + next(items.word(end + 1)));
                }
                "mes" => return found(last_of_month(today.year(), today.month())?, end + 1),
                "ano" => return found(NaiveDate::from_ymd_opt(today.year(), 12, 31)?, end + 1),
                word => {
                    if let Some(m) = month(word) {
                        let y = today.year() + i32::from(m < today.month());
                        return found(last_of_month(y, m)?, end + 1);
                    }
                    return None;
                }
            }
        }
        "semana" | "mes" | "ano" if items.word(at + 1) == "que" && items.word(at + 2) == "vem" => {
            let date = match items.word(at) {
                "semana" => today.checked_add_days(DayCount::new(7))?,
                "mes" => today.checked_add_months(Months::new(1))?,
                _ => today.checked_add_months(Months::new(12))?,
            };
            return found(date, at + 3);
        }
        _ => {}
    }
    if let Some((date, length)) = date(items, at, today, true) {
        return found(date, at + length);
    }
    if let Some((m, d, length)) = feast(items, at) {
        return found(next_date(today, m, d)?, at + length);
    }
    if let Some(m) = month(items.word(at)) {
        let y = today.year() + i32::from(m < today.month());
        return found(last_of_month(y, m)?, at + 1);
    }
    let day = weekday(items.word(at))?;
    let mut end = at + 1;
    if items.word(end) == "feira" {
        end += 1;
    }
    if items.word(end) == "que" && items.word(end + 1) == "vem" {
        end += 2;
    }
    let mut ahead = (day.num_days_from_monday() + 7 - today.weekday().num_days_from_monday()) % 7;
    if ahead == 0 {
        ahead = 7;
    }
    found(today.checked_add_days(DayCount::new(ahead.into()))?, end)
}

fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let (y, m) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(y, m, 1)?.pred_opt()
}

/// "todo dia", "toda segunda", "dias úteis", "de segunda a sexta", "diariamente".
pub(crate) fn every(items: &Items, i: usize) -> Option<(What, usize)> {
    let found = |days: Days, end: usize| Some((What::Every(days), end - i));
    let mut at = i;
    if matches!(items.word(at), "em" | "nos" | "de" | "aos" | "as" | "no" | "na" | "durante") && !items.word(at + 1).is_empty() {
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
        "dia" | "dias" if next == "de" && items.word(at + 2) == "semana" && (all || plural) => return found(Days::Weekdays, at + 3),
        "dia" | "dias" if all => return found(Days::Every, at + 1 + usize::from(matches!(next, "santo"))),
        "manha" | "manhas" | "noite" | "noites" | "tarde" | "tardes" | "madrugada" if all => return found(Days::Every, at),
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
    let follows_noun = matches!(items.word(end), "moedas" | "cripto" | "criptos" | "criptomoedas" | "maiores" | "melhores" | "piores" | "que" | "mais" | "altas" | "quedas" | "principais" | "primeiras" | "baixas" | "ultimas" | "tokens");
    if follows_noun { None } else { found(h, m, end) }
}

/// A candle's length said as such: "no gráfico de quatro horas", "candle de 15 minutos", "diário", "H4", "no de uma hora".
pub(crate) fn timeframe(items: &Items, i: usize) -> Option<(What, usize)> {
    let found = |tf: Timeframe, end: usize| Some((What::Timeframe(tf), end - i));
    let adjective = |w: &str| {
        Some(match w {
            "diario" | "diaria" | "diarios" | "diarias" => Timeframe::D1,
            "semanal" | "semanais" => Timeframe::W1,
            "mensal" | "mensais" => Timeframe::Mo1,
            "horario" | "horaria" => Timeframe::H1,
            _ => return None,
        })
    };
    if let Some(tf) = adjective(items.word(i)) {
        return found(tf, i + 1);
    }
    // H4, M15, D1, W1
    let letter = match items.word(i) {
        "h" => Some(Unit::Hour),
        "m" => Some(Unit::Minute),
        "d" => Some(Unit::Day),
        "w" => Some(Unit::Week),
        _ => None,
    };
    if let (Some(kind), Some(n)) = (letter, items.whole(i + 1))
        && items.0[i].range.end == items.0[i + 1].range.start
    {
        return candle(kind, n).and_then(|tf| found(tf, i + 2));
    }
    let mut at = i;
    let head = |w: &str| {
        matches!(w, "grafico" | "graficos" | "candle" | "candles" | "vela" | "velas" | "timeframe" | "periodo" | "periodicidade" | "tempo" | "chart" | "intervalo" | "barra" | "barras")
    };
    let mut named = false;
    while head(items.word(at)) || at > i && matches!(items.word(at), "grafico" | "frame") {
        named = true;
        at += 1;
    }
    let here = at;
    if named && matches!(items.word(at), "de" | "em" | "do" | "da" | "dos" | "das") {
        at += 1;
    }
    if !named && matches!(items.word(at), "no" | "nos") {
        at += 1;
        if items.word(at) == "de" {
            at += 1;
        }
        // "no 4 horas", "no 15 minutos"; "nos últimos…" is a lookback
        named = items.number(at).is_some();
        if !named {
            return None;
        }
        let (kind, _) = unit(items.word(at + 1))?;
        if !matches!(kind, Unit::Minute | Unit::Hour) {
            return None;
        }
        return candle(kind, items.whole(at)?).and_then(|tf| found(tf, at + 2));
    }
    if !named {
        return None;
    }
    let mut adjective_at = here;
    if items.word(adjective_at) == "do" {
        adjective_at += 1;
    }
    if adjective(items.word(adjective_at)).is_some() {
        // the chart itself stays a word: "o gráfico diário do bitcoin" asks for a chart
        return None;
    }
    let (kind, factor) = unit(items.word(at + 1))?;
    let n = items.whole(at)?.checked_mul(factor)?;
    if !matches!(kind, Unit::Minute | Unit::Hour) && n != 1 {
        return None;
    }
    candle(kind, n).and_then(|tf| found(tf, at + 2))
}

fn candle(kind: Unit, n: u32) -> Option<Timeframe> {
    Some(match (kind, n) {
        (Unit::Minute, 1) => Timeframe::M1,
        (Unit::Minute, 5) => Timeframe::M5,
        (Unit::Minute, 15) => Timeframe::M15,
        (Unit::Minute, 60) | (Unit::Hour, 1) => Timeframe::H1,
        (Unit::Minute, 240) | (Unit::Hour, 4) => Timeframe::H4,
        (Unit::Hour, 24) | (Unit::Day, 1) => Timeframe::D1,
        (Unit::Day, 7) | (Unit::Week, 1) => Timeframe::W1,
        (Unit::Day, 30) | (Unit::Month, 1) => Timeframe::Mo1,
        _ => return None,
    })
}

/// The candles that fit a lookback: "RSI na última hora" looks at hourly ones.
pub(crate) fn timeframe_of(window: Window) -> Option<Timeframe> {
    Some(match window {
        // a length no candle has falls to a near one
        Window::Minutes(1) => Timeframe::M1,
        Window::Minutes(2..=9) => Timeframe::M5,
        Window::Minutes(10..=44) => Timeframe::M15,
        Window::Minutes(_) | Window::Hours(1 | 2) => Timeframe::H1,
        Window::Hours(3..=12) => Timeframe::H4,
        Window::Hours(_) | Window::Days(1) => Timeframe::D1,
        Window::Days(7) => Timeframe::W1,
        Window::Days(30) => Timeframe::Mo1,
        _ => return None,
    })
}
