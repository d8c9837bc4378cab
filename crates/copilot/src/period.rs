//! Lookbacks in time and in words.

use alfa_domain::{Timeframe, Window};
use chrono::{DateTime, Datelike, Days, Duration, Months, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

const MONTHS: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

/// The moment a lookback from `now` begins; calendar windows begin at midnight in `zone`.
pub(crate) fn start(window: Window, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let local = now.with_timezone(&zone);
    let midnight = |date: NaiveDate| day_start(date, zone);
    let moment = match window {
        Window::Minutes(n) => Some(now - Duration::minutes(n.into())),
        Window::Hours(n) => Some(now - Duration::hours(n.into())),
        Window::Days(n) => now.checked_sub_days(Days::new(n.into())),
        Window::Months(n) => now.checked_sub_months(Months::new(n)),
        Window::Years(n) => now.checked_sub_months(Months::new(n.saturating_mul(12))),
        Window::YearToDate => NaiveDate::from_ymd_opt(local.year(), 1, 1).map(midnight),
        Window::MonthToDate => NaiveDate::from_ymd_opt(local.year(), local.month(), 1).map(midnight),
        Window::All => None,
        Window::Date(date) => Some(midnight(date)),
        Window::Month(m) => NaiveDate::from_ymd_opt(m.year, m.month, 1).map(midnight),
    };
    // the first bitcoin was mined on 3 January 2009: nothing has a price before
    moment.unwrap_or_else(|| Utc.timestamp_opt(1_230_940_800, 0).single().unwrap_or_default())
}

/// The moment a lookback ends: now, but for a day or month of the past.
pub(crate) fn end(window: Window, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let end = match window {
        Window::Date(date) => date.succ_opt().map(|next| day_start(next, zone)),
        Window::Month(m) => NaiveDate::from_ymd_opt(m.year, m.month, 1)
            .and_then(|d| d.checked_add_months(Months::new(1)))
            .map(|d| day_start(d, zone)),
        _ => None,
    };
    end.map_or(now, |end| end.min(now))
}

/// Midnight of a date in a zone; the first moment that exists where a clock change skips midnight.
pub(crate) fn day_start(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    zone.from_local_datetime(&midnight)
        .earliest()
        .or_else(|| zone.from_local_datetime(&(midnight + Duration::hours(1))).earliest())
        .map_or_else(|| midnight.and_utc(), |moment| moment.with_timezone(&Utc))
}

/// The timeframe whose candles draw a window in 100 to 400 points.
pub(crate) fn timeframe(window: Window, now: DateTime<Utc>, zone: Tz) -> Timeframe {
    let hours = (end(window, now, zone) - start(window, now, zone)).num_hours();
    match hours {
        ..=4 => Timeframe::M1,
        5..=12 => Timeframe::M5,
        13..=48 => Timeframe::M15,
        49..=240 => Timeframe::H1,
        241..=1_440 => Timeframe::H4,
        1_441..=10_000 => Timeframe::D1,
        _ => Timeframe::W1,
    }
}

/// The window in words behind a verb: "nas últimas 24 horas", "neste ano".
pub(crate) fn words(window: Window) -> String {
    let plural =
        |n: u32, one: &str, many: &str| if n == 1 { one.to_owned() } else { many.replace('#', &n.to_string()) };
    match window {
        Window::Minutes(n) => plural(n, "no último minuto", "nos últimos # minutos"),
        Window::Hours(n) => plural(n, "na última hora", "nas últimas # horas"),
        Window::Days(n) => plural(n, "no último dia", "nos últimos # dias"),
        Window::Months(n) => plural(n, "no último mês", "nos últimos # meses"),
        Window::Years(n) => plural(n, "no último ano", "nos últimos # anos"),
        Window::YearToDate => "neste ano".to_owned(),
        Window::MonthToDate => "neste mês".to_owned(),
        Window::All => "em todo o histórico".to_owned(),
        Window::Date(date) => format!("em {}", day_words(date)),
        Window::Month(m) => format!("em {} de {}", month_name(m.month), m.year),
    }
}

/// The window's own number, so that it can be kept as a figure the user gave.
pub(crate) fn number(window: Window) -> Option<u32> {
    match window {
        Window::Minutes(n) | Window::Hours(n) | Window::Days(n) | Window::Months(n) | Window::Years(n) if n > 1 => {
            Some(n)
        }
        _ => None,
    }
}

/// "25 de dezembro de 2025"
pub(crate) fn day_words(date: NaiveDate) -> String {
    let day = if date.day() == 1 { "1º".to_owned() } else { date.day().to_string() };
    format!("{day} de {} de {}", month_name(date.month()), date.year())
}

/// "dezembro"
pub(crate) fn month_name(month: u32) -> &'static str {
    usize::try_from(month).ok().and_then(|m| m.checked_sub(1)).and_then(|m| MONTHS.get(m)).copied().unwrap_or("")
}

/// How long a candle lasts, in words: "no gráfico diário", "no gráfico de 4 horas".
pub(crate) fn timeframe_words(timeframe: Timeframe) -> &'static str {
    match timeframe {
        Timeframe::M1 => "no gráfico de 1 minuto",
        Timeframe::M5 => "no gráfico de 5 minutos",
        Timeframe::M15 => "no gráfico de 15 minutos",
        Timeframe::H1 => "no gráfico de 1 hora",
        Timeframe::H4 => "no gráfico de 4 horas",
        Timeframe::D1 => "no gráfico diário",
        Timeframe::W1 => "no gráfico semanal",
        Timeframe::Mo1 => "no gráfico mensal",
    }
}

/// The timeframe's own number, where its words have one.
pub(crate) fn timeframe_number(timeframe: Timeframe) -> Option<u32> {
    match timeframe {
        Timeframe::M1 | Timeframe::H1 => Some(1),
        Timeframe::M5 => Some(5),
        Timeframe::M15 => Some(15),
        Timeframe::H4 => Some(4),
        Timeframe::D1 | Timeframe::W1 | Timeframe::Mo1 => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_windows_begin_at_local_midnight() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 1, 0, 0).unwrap();
        let zone = chrono_tz::America::Sao_Paulo;
        // at 01:00 UTC it is still 21 November in São Paulo
        assert_eq!(start(Window::MonthToDate, now, zone), Utc.with_ymd_and_hms(2026, 11, 1, 3, 0, 0).unwrap());
        assert_eq!(start(Window::Hours(24), now, zone), Utc.with_ymd_and_hms(2026, 11, 21, 1, 0, 0).unwrap());
        let day = Window::Date(NaiveDate::from_ymd_opt(2025, 12, 25).unwrap());
        assert_eq!(end(day, now, zone) - start(day, now, zone), Duration::hours(24));
    }
}
