//! How long a candle lasts.

use super::units::{Unit, unit};
use crate::item::{Items, What};
use alfa_domain::{Timeframe, Window};

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
        matches!(
            w,
            "grafico"
                | "graficos"
                | "candle"
                | "candles"
                | "vela"
                | "velas"
                | "timeframe"
                | "periodo"
                | "periodicidade"
                | "tempo"
                | "chart"
                | "intervalo"
                | "barra"
                | "barras"
        )
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
