//! Number words of Brazilian Portuguese, alone or mixed with figures.

use super::{Read, figures};
use crate::text::Token;
use rust_decimal::Decimal;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Unit(u32),
    Teen(u32),
    Ten(u32),
    Hundred(u32),
    Scale(u64),
}

fn word(text: &str) -> Option<Word> {
    use Word::{Hundred, Scale, Teen, Ten, Unit};
    Some(match text {
        "zero" => Unit(0),
        "um" | "uma" => Unit(1),
        "dois" | "duas" => Unit(2),
        "tres" => Unit(3),
        "quatro" => Unit(4),
        "cinco" => Unit(5),
        "seis" => Unit(6),
        "sete" => Unit(7),
        "oito" => Unit(8),
        "nove" => Unit(9),
        "dez" => Teen(10),
        "onze" => Teen(11),
        "doze" => Teen(12),
        "treze" => Teen(13),
        "quatorze" | "catorze" => Teen(14),
        "quinze" => Teen(15),
        "dezesseis" | "dezasseis" => Teen(16),
        "dezessete" | "dezassete" => Teen(17),
        "dezoito" => Teen(18),
        "dezenove" | "dezanove" => Teen(19),
        "vinte" => Ten(20),
        "trinta" => Ten(30),
        "quarenta" => Ten(40),
        "cinquenta" | "cincoenta" => Ten(50),
        "sessenta" => Ten(60),
        "setenta" => Ten(70),
        "oitenta" => Ten(80),
        "noventa" => Ten(90),
        "cem" | "cento" => Hundred(100),
        "duzentos" | "duzentas" => Hundred(200),
        "trezentos" | "trezentas" => Hundred(300),
        "quatrocentos" | "quatrocentas" => Hundred(400),
        "quinhentos" | "quinhentas" | "quinhetos" => Hundred(500),
        "seiscentos" | "seiscentas" | "seissentos" => Hundred(600),
        "setecentos" | "setecentas" => Hundred(700),
        "oitocentos" | "oitocentas" => Hundred(800),
        "novecentos" | "novecentas" => Hundred(900),
        "mil" | "milhar" | "milhares" => Scale(1_000),
        "milhao" | "milhoes" | "mi" => Scale(1_000_000),
        "bilhao" | "bilhoes" | "bi" => Scale(1_000_000_000),
        "trilhao" | "trilhoes" | "tri" => Scale(1_000_000_000_000),
        _ => return None,
    })
}

/// Scales that are written only behind a figure.
fn suffix(text: &str) -> Option<u64> {
    Some(match text {
        "k" => 1_000,
        "kk" | "m" | "mm" => 1_000_000,
        "b" => 1_000_000_000,
        _ => return None,
    })
}

fn is_digits(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// A run below a thousand in words: value, tokens, and whether it is one bare "um"/"uma".
fn below_thousand(tokens: &[Token]) -> Option<(u32, usize)> {
    let at = |i: usize| tokens.get(i).and_then(|t| word(&t.text));
    // "e" may stand between any two parts; a recogniser drops it
    let next = |i: usize| match tokens.get(i) {
        Some(t) if t.text == "e" => (at(i + 1), i + 2),
        Some(t) if t.after_break => (None, i),
        _ => (at(i), i + 1),
    };
    let (mut value, mut i);
    match at(0)? {
        Word::Unit(n) | Word::Teen(n) => return Some((n, 1)),
        Word::Ten(n) => {
            (value, i) = (n, 1);
        }
        Word::Hundred(n) => {
            (value, i) = (n, 1);
            match next(i) {
                (Some(Word::Ten(n)), end) => {
                    value += n;
                    i = end;
                }
                (Some(Word::Unit(n) | Word::Teen(n)), end) if n > 0 => return Some((value + n, end)),
                // the "cento" of "por cento" is no hundred
                _ if tokens[0].text == "cento" => return None,
                _ => return Some((value, i)),
            }
        }
        Word::Scale(_) => return None,
    }
    if let (Some(Word::Unit(n)), end) = next(i)
        && n > 0
    {
        value += n;
        i = end;
    }
    Some((value, i))
}

/// Digits after "vírgula": "zero cinco" → "05", "vinte e cinco" → "25", "5".
fn decimals(tokens: &[Token]) -> Option<(String, usize)> {
    let mut digits = String::new();
    let mut i = 0;
    while let Some(token) = tokens.get(i) {
        match word(&token.text) {
            Some(Word::Unit(n)) => {
                digits.push_str(&n.to_string());
                i += 1;
            }
            Some(Word::Teen(_) | Word::Ten(_) | Word::Hundred(_)) => {
                let (value, length) = below_thousand(&tokens[i..])?;
                digits.push_str(&value.to_string());
                i += length;
                break;
            }
            _ if i == 0 && token.text.bytes().all(|b| b.is_ascii_digit()) => {
                digits.push_str(&token.text);
                i += 1;
                break;
            }
            _ => break,
        }
        if digits.len() > 20 {
            return None;
        }
    }
    (i > 0).then_some((digits, i))
}

/// A figure or a run of words without scales.
fn group(tokens: &[Token]) -> Option<(Decimal, usize)> {
    let first = tokens.first()?;
    let (whole, length) = if is_digits(&first.text) {
        (figures::read(&first.text)?, 1)
    } else {
        let (value, length) = below_thousand(tokens)?;
        (Decimal::from(value), length)
    };
    let comma = tokens.get(length).is_some_and(|t| matches!(t.text.as_str(), "virgula" | "ponto"));
    if comma
        && whole.is_integer()
        && let Some((digits, more)) = decimals(tokens.get(length + 1..)?)
    {
        let value: Decimal = format!("{}.{digits}", whole.normalize()).parse().ok()?;
        return Some((value, length + 1 + more));
    }
    Some((whole, length))
}

fn is_half(tokens: &[Token], i: usize) -> bool {
    tokens.get(i).is_some_and(|t| t.text == "e")
        && tokens.get(i + 1).is_some_and(|t| matches!(t.text.as_str(), "meio" | "meia"))
}

/// Fixed expressions: "meio", "meia dúzia", "uma dúzia", "uma centena", "um quarto".
fn expression(tokens: &[Token]) -> Option<(Decimal, usize)> {
    let at = |i: usize| tokens.get(i).map_or("", |t| t.text.as_str());
    let half = Decimal::new(5, 1);
    Some(match (at(0), at(1), at(2)) {
        ("meia", "duzia", _) => (Decimal::from(6), 2),
        ("uma", "duzia", _) => (Decimal::from(12), 2),
        ("uma", "dezena", _) => (Decimal::from(10), 2),
        ("uma", "centena", _) => (Decimal::from(100), 2),
        ("um", "milhar", _) => (Decimal::from(1_000), 2),
        ("um", "quarto", "de") => (Decimal::new(25, 2), 2),
        ("tres", "quartos", "de") => (Decimal::new(75, 2), 2),
        ("um", "decimo", "de") => (Decimal::new(1, 1), 2),
        ("um", "centesimo", "de") => (Decimal::new(1, 2), 2),
        ("metade", "de", "um" | "uma") => (half, 3),
        ("meio" | "meia", next, _) => match word(next) {
            Some(Word::Scale(scale)) if scale > 1_000 => (half * Decimal::from(scale), 2),
            _ => (half, 1),
        },
        _ => return None,
    })
}

pub(super) fn read(tokens: &[Token]) -> Option<Read> {
    if let Some((value, length)) = expression(tokens) {
        return Some(Read { value, length, article: false });
    }
    let mut total = Decimal::ZERO;
    let mut last_scale = u64::MAX;
    let mut i = 0;
    let mut found = false;
    loop {
        // between groups: nothing, "e", or a comma behind a scale ("doze mil, trezentos")
        let mut start = i;
        if found {
            if tokens.get(i).is_some_and(|t| t.text == "e") {
                start += 1;
            }
            let Some(token) = tokens.get(start) else { break };
            // "20 mil, 30 mil" are two; "512 mil, 340" in words is one
            if is_digits(&token.text) && (token.after_break || start == i && last_scale > 1_000) {
                break;
            }
        }
        let rest = tokens.get(start..)?;
        let (value, length) = match group(rest) {
            Some(read) => read,
            None => match rest.first().and_then(|t| word(&t.text)) {
                Some(Word::Scale(1_000)) if last_scale > 1_000 && rest.first().is_some_and(|t| t.text == "mil") => {
                    (Decimal::ONE, 0)
                }
                _ => break,
            },
        };
        let figure = length == 1 && is_digits(&rest[0].text);
        let mut end = start + length;
        let mut scale = 1;
        let mut steps = 0;
        while let Some(token) = tokens.get(end) {
            if token.after_break && end > start {
                break;
            }
            // "2 mil milhões" does not occur; "mil milhões" is old style
            let next = match word(&token.text) {
                Some(Word::Scale(s)) => Some(s),
                _ if figure && steps == 0 => suffix(&token.text).filter(|_| {
                    // "15m" and "15M" are minutes of a chart; "1M", "2M" are millions
                    let minutes = [5, 15, 30, 45].map(Decimal::from).contains(&value);
                    token.text == "k"
                        || token.text == "kk"
                        || token.glued && token.text != "m"
                        || token.glued && token.case == crate::text::Case::Upper && !minutes
                }),
                _ => None,
            };
            let Some(s) = next else { break };
            // "mil milhões" is one scale; in "milhões mil" the thousand is a part of its own
            if steps > 0 && (s <= scale || matches!(token.text.as_str(), "milhar" | "milhares")) {
                break;
            }
            scale *= s;
            steps += 1;
            end += 1;
            if steps == 2 {
                break;
            }
        }
        if found {
            // the next group must be smaller than the scale before it, and must say so
            let fits = last_scale != 1
                && last_scale != u64::MAX
                && scale < last_scale
                && value < Decimal::ONE_THOUSAND
                && value > Decimal::ZERO
                && value.is_integer();
            if !fits {
                break;
            }
        }
        if !found && scale == 1 && length == 0 {
            break;
        }
        total = total.checked_add(value.checked_mul(Decimal::from(scale))?)?;
        found = true;
        i = end;
        last_scale = scale;
        if scale > 1 && is_half(tokens, i) {
            total = total.checked_add(Decimal::from(scale) / Decimal::TWO)?;
            i += 2;
            break;
        }
        if scale == 1 {
            if value.is_integer() && is_half(tokens, i) && !is_hour(tokens, i) {
                total += Decimal::new(5, 1);
                i += 2;
                // "dois e meio milhões"
                if let Some(Word::Scale(s)) = tokens.get(i).and_then(|t| word(&t.text)) {
                    total = total.checked_mul(Decimal::from(s))?;
                    i += 1;
                }
            }
            break;
        }
    }
    let article = i == 1 && matches!(tokens[0].text.as_str(), "um" | "uma");
    found.then_some(Read { value: total, length: i, article })
}

/// "oito e meia da manhã" is a time of day, never eight and a half; the clock reads it first, this only keeps `find` honest.
fn is_hour(tokens: &[Token], i: usize) -> bool {
    tokens.get(i + 1).is_some_and(|t| t.text == "meia")
        && tokens.get(i + 2).is_some_and(|t| matches!(t.text.as_str(), "da" | "noite"))
}
