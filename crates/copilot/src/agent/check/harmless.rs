//! Numbers that are no figures: dates, times of day, the periods and parameters that were asked for, places in a list.

use super::Grounds;
use super::mention::{Mention, Said};
use super::tokens::Text;
use rust_decimal::Decimal;

/// Whether a mention is one of those; what has a unit of money, per cent or points never is.
pub(super) fn is_harmless(grounds: &Grounds, text: &Text, found: &[Mention], index: usize) -> bool {
    let Some(mention) = found.get(index) else { return false };
    let Some(value) = mention.value.filter(|value| !value.is_sign_negative() || value.is_zero()) else { return false };
    match &mention.said {
        Said::Percent | Said::Points | Said::Money(_) => false,
        Said::Hours(hours) => is_asked_period(grounds, *hours) || is_time_of_day(text, mention, value),
        Said::Plain => {
            is_date(text, mention, value)
                || is_year(grounds, text, mention, value)
                || is_time_of_day(text, mention, value)
                || is_place_in_list(text, mention, value)
                || is_parameter(grounds, text, mention, value)
                || is_end_of_scale(text, found, index, value)
                || is_count_of_coins(grounds, text, mention, value)
        }
    }
}

/// The same period in other words is close: three months are 90 days, twelve a year.
fn is_asked_period(grounds: &Grounds, hours: Decimal) -> bool {
    grounds.periods.iter().any(|period| {
        let gap = (*period - hours).abs();
        gap.checked_mul(Decimal::from(40)).is_some_and(|gap| gap <= *period)
    })
}

fn within(value: Decimal, least: u32, most: u32) -> bool {
    value.is_integer() && value >= Decimal::from(least) && value <= Decimal::from(most)
}

fn is_month(word: &str) -> bool {
    matches!(
        word,
        "janeiro"
            | "fevereiro"
            | "marco"
            | "abril"
            | "maio"
            | "junho"
            | "julho"
            | "agosto"
            | "setembro"
            | "outubro"
            | "novembro"
            | "dezembro"
    )
}

/// The digits of the figure at a token, if it is one without marks.
fn plain_digits(text: &Text, index: usize) -> Option<u32> {
    let token = text.tokens.get(index).filter(|token| token.figure)?;
    token.folded.parse().ok()
}

/// "22/11", "22/11/2026", "2026-11-22", "22 de novembro", "dia 22".
fn is_date(text: &Text, mention: &Mention, value: Decimal) -> bool {
    let start = mention.tokens.start;
    let day = within(value, 1, 31);
    let behind = mention.tokens.end;
    let month_behind = is_month(text.at(behind)) || text.at(behind) == "de" && is_month(text.at(behind + 1));
    day && (text.back(start, 1) == "dia" || month_behind) || in_written_date(text, start)
}

/// Whether the figure at a token is a part of a date in figures.
fn in_written_date(text: &Text, index: usize) -> bool {
    let gap = |index: usize| text.tokens.get(index).map_or("", |token| token.gap.as_str());
    let joined = |index: usize| matches!(gap(index), "/" | "-");
    let mut first = index;
    while first > 0 && joined(first) && index - first < 2 {
        first -= 1;
    }
    let mark = gap(first + 1);
    let parts: Vec<u32> = (first..first + 3)
        .take_while(|index| *index == first || joined(*index) && gap(*index) == mark)
        .map_while(|index| plain_digits(text, index))
        .collect();
    let day = |part: u32| (1..=31).contains(&part);
    let month = |part: u32| (1..=12).contains(&part);
    let year = |part: u32| (1990..=2100).contains(&part);
    let date = match (mark, parts.as_slice()) {
        ("/", [d, m]) => day(*d) && month(*m),
        ("/", [d, m, y]) => day(*d) && month(*m) && (year(*y) || *y < 100),
        ("-", [y, m, d]) => year(*y) && month(*m) && day(*d),
        _ => false,
    };
    date && index < first + parts.len()
}

/// "novembro de 2026", and a year that the question, a request or a fact is about.
fn is_year(grounds: &Grounds, text: &Text, mention: &Mention, value: Decimal) -> bool {
    let start = mention.tokens.start;
    let year = within(value, 1990, 2100) && !text.at(start).contains(['.', ',']);
    let behind_month = is_month(text.back(start, 1)) || text.back(start, 1) == "de" && is_month(text.back(start, 2));
    // "está em 2025" is a price
    let of_time = matches!(text.back(start, 1), "em" | "desde" | "ano" | "de" | "ate")
        && !matches!(
            text.back(start, 2),
            "esta"
                | "estava"
                | "estao"
                | "ficou"
                | "fica"
                | "fechou"
                | "abriu"
                | "vale"
                | "marca"
                | "segue"
                | "preco"
                | "cotado"
                | "cotada"
        );
    year && (behind_month || of_time && grounds.years.iter().any(|known| Decimal::from(*known) == value))
}

/// "14:32", "14h32", "às 14h", "às nove e quinze", "das 8 às 10".
fn is_time_of_day(text: &Text, mention: &Mention, value: Decimal) -> bool {
    let start = mention.tokens.start;
    let gap = |index: usize| text.tokens.get(index).map_or("", |token| token.gap.as_str());
    let word = |index: usize, steps: usize| {
        index.checked_sub(steps).and_then(|index| text.tokens.get(index)).map_or("", |token| token.word.as_str())
    };
    let minutes =
        |index: usize| text.at(index).len() == 2 && plain_digits(text, index).is_some_and(|minutes| minutes < 60);
    let said_before = |index: usize| {
        matches!(word(index, 1), "às" | "à") || matches!(word(index, 1), "as" | "das") && text.at(index + 1) == "h"
    };
    // of the hour
    let behind = start + 1;
    let clock = gap(behind) == ":" && minutes(behind);
    let glued = text.at(behind) == "h" && gap(behind).is_empty() && gap(behind + 1).is_empty() && minutes(behind + 1);
    if within(value, 0, 24) && (clock || glued || said_before(start)) {
        return true;
    }
    // "às nove e meia"
    if text.back(mention.tokens.end, 1) == "meia" && said_before(start) {
        return value <= Decimal::from(24);
    }
    // of the minutes
    let hour_ahead = |steps: usize| {
        start.checked_sub(steps).is_some_and(|index| plain_digits(text, index).is_some_and(|hour| hour < 25))
    };
    let behind_clock = gap(start) == ":" && hour_ahead(1) && minutes(start);
    let behind_glued = gap(start).is_empty() && text.back(start, 1) == "h" && hour_ahead(2) && minutes(start);
    // "às nove horas e quinze", "às nove e quinze"
    let spoken = word(start, 1) == "e" && {
        let hour = start - 1 - usize::from(matches!(text.back(start, 2), "hora" | "horas"));
        (1..=2).any(|length| hour >= length && said_before(hour - length))
    };
    within(value, 0, 59) && (behind_clock || behind_glued || spoken)
}

/// "1º", "2ª", and "3." or "3)" at the start of a line.
fn is_place_in_list(text: &Text, mention: &Mention, value: Decimal) -> bool {
    let (start, behind) = (mention.tokens.start, mention.tokens.end);
    let Some(token) = text.tokens.get(start).filter(|token| token.figure) else { return false };
    let Some(next) = text.tokens.get(behind) else { return false };
    let ordinal = next.glued() && matches!(next.folded.as_str(), "o" | "a" | "os" | "as");
    let line_start = start == 0 || token.gap.contains('\n');
    let enumerated =
        line_start && (next.gap.starts_with(". ") || next.gap.starts_with(')')) && !next.gap.contains('\n');
    ordinal && within(value, 1, 1_000) || enumerated && within(value, 1, 20)
}

/// "RSI de 14", "RSI(14)", "médias móveis de 50 e 200 dias"; not "RSI está em 14".
fn is_parameter(grounds: &Grounds, text: &Text, mention: &Mention, value: Decimal) -> bool {
    if !grounds.parameters.contains(&value) {
        return false;
    }
    let mut index = mention.tokens.start;
    for _ in 0..8 {
        let Some(before) = index.checked_sub(1) else { return false };
        if text.tokens.get(index).is_some_and(|token| token.begins_sentence() || token.gap.contains(':')) {
            return false;
        }
        index = before;
        let word = text.tokens.get(index).map_or("", |token| token.word.as_str());
        if is_indicator_word(text.at(index)) {
            return true;
        }
        let number = super::numbers::read(text, index).is_some_and(|read| !read.article);
        if !(matches!(
            word,
            "de" | "dos" | "das" | "e" | "com" | "períodos" | "dias" | "candles" | "a" | "o" | "as" | "os"
        ) || number)
        {
            return false;
        }
    }
    false
}

fn is_indicator_word(word: &str) -> bool {
    matches!(
        word,
        "rsi"
            | "ifr"
            | "sma"
            | "ema"
            | "mma"
            | "mme"
            | "macd"
            | "atr"
            | "adx"
            | "bbands"
            | "bollinger"
            | "stoch"
            | "estocastico"
            | "media"
            | "medias"
            | "movel"
            | "moveis"
            | "exponencial"
            | "exponenciais"
            | "simples"
            | "aritmetica"
            | "parametros"
    )
}

/// "de 0 a 100", "72 de 100".
fn is_end_of_scale(text: &Text, found: &[Mention], index: usize, value: Decimal) -> bool {
    let Some(mention) = found.get(index) else { return false };
    let between =
        |from: &Mention, to: &Mention| (from.whole.end..to.tokens.start).map(|at| text.at(at)).collect::<Vec<_>>();
    if value.is_zero() {
        return found.get(index + 1).is_some_and(|next| {
            next.value == Some(Decimal::ONE_HUNDRED)
                && next.said == Said::Plain
                && matches!(between(mention, next).as_slice(), ["a" | "e"])
        });
    }
    value == Decimal::ONE_HUNDRED
        && index.checked_sub(1).and_then(|before| found.get(before)).is_some_and(|before| {
            let index_value = matches!(before.said, Said::Plain | Said::Points)
                && before.value.is_some_and(|value| value <= Decimal::ONE_HUNDRED);
            match between(before, mention).as_slice() {
                ["a" | "e"] => before.value == Some(Decimal::ZERO),
                ["de" | "em"] => index_value,
                [] => index_value && text.tokens.get(mention.tokens.start).is_some_and(|token| token.gap == "/"),
                _ => false,
            }
        })
}

/// "as duas moedas", "os cinco": as many as the tools were asked about.
fn is_count_of_coins(grounds: &Grounds, text: &Text, mention: &Mention, value: Decimal) -> bool {
    let counted =
        matches!(text.at(mention.tokens.end), "moeda" | "moedas" | "criptomoedas" | "criptos" | "ativos" | "maiores");
    let ahead = matches!(
        text.back(mention.tokens.start, 1),
        "os" | "as" | "dos" | "das" | "nas" | "nos" | "entre" | "essas" | "esses"
    );
    value == Decimal::from(grounds.coins.len()) && (counted || ahead) && value > Decimal::ONE
}
