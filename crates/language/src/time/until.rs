//! The last day something counts: "até sexta", "só hoje".

use super::dates::{date, feast, next_date};
use super::units::{month, weekday};
use crate::item::{Items, What};
use chrono::{Datelike, Days as DayCount, Months, NaiveDate};

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
                    return found(
                        today.checked_add_days(DayCount::new(ahead.into()))?,
                        end + 1 + next(items.word(end + 1)),
                    );
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
