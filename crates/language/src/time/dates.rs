//! Days by their date: "25 de dezembro", "25/12/2025", "dia 10", "natal".

use super::units::month;
use crate::item::Items;
use chrono::{Datelike, Months, NaiveDate};

pub(super) fn past_date(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let date = NaiveDate::from_ymd_opt(today.year(), month, day)?;
    if date <= today { Some(date) } else { NaiveDate::from_ymd_opt(today.year() - 1, month, day) }
}

pub(super) fn next_date(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let date = NaiveDate::from_ymd_opt(today.year(), month, day)?;
    if date >= today { Some(date) } else { NaiveDate::from_ymd_opt(today.year() + 1, month, day) }
}

/// "de 2025", "do ano passado": the year and how many items say it.
pub(super) fn year(items: &Items, i: usize, today: NaiveDate) -> Option<(i32, usize)> {
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
pub(super) fn date(items: &Items, i: usize, today: NaiveDate, future: bool) -> Option<(NaiveDate, usize)> {
    let pick = if future { next_date } else { past_date };
    let mut at = i;
    let named = items.word(at) == "dia";
    if named {
        at += 1;
    }
    let first = matches!(items.word(at), "primeiro");
    let day = if first { 1 } else { items.whole(at)? };
    at += 1;
    if matches!(items.word(at), "º" | "ª" | "o")
        && items.get(at).is_some_and(|o| o.range.start == items.0[at - 1].range.end)
    {
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
pub(super) fn feast(items: &Items, i: usize) -> Option<(u32, u32, usize)> {
    match (items.word(i), items.word(i + 1)) {
        ("natal", _) => Some((12, 25, 1)),
        ("reveillon", _) => Some((12, 31, 1)),
        ("ano", "novo") => Some((1, 1, 2)),
        ("vespera", "de") if items.word(i + 2) == "natal" => Some((12, 24, 3)),
        _ => None,
    }
}
