//! Units of time, months and days of the week.

use alfa_domain::Window;
use chrono::Weekday;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

pub(super) fn unit(word: &str) -> Option<(Unit, u32)> {
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
pub(super) fn lookback(unit: Unit, count: u32) -> Option<Window> {
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

pub(super) fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "janeiro",
        "fevereiro",
        "marco",
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
    MONTHS.iter().position(|m| *m == word).map(|i| i as u32 + 1)
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
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
