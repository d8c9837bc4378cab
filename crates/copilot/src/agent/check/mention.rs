//! The numbers a text mentions, with the unit and the direction the words around them give.

use super::numbers::read;
use super::tokens::Text;
use alfa_domain::Currency;
use rust_decimal::Decimal;
use std::ops::Range;

/// What a number counts, as far as the text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Per cent.
    Percent,
    /// Index points.
    Points,
    /// Money; `None` is centavos of a currency that is not named.
    Money(Option<Currency>),
    /// A length of time, in hours.
    Hours(Decimal),
    /// Nothing is said.
    Plain,
}

/// Which way the words say a figure went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// Its value, negative only where a sign or "menos" says so; `None` where it cannot be read.
    pub(super) value: Option<Decimal>,
    /// What it counts.
    pub(super) said: Said,
    /// "subiu", "caiu" and the like.
    pub(super) direction: Option<Direction>,
    /// The tokens of the number alone.
    pub(super) tokens: Range<usize>,
    /// Those with its unit and sign.
    pub(super) whole: Range<usize>,
}

/// All numbers of a text, in order. `codes` are the coins whose units may be named by their tickers.
pub(super) fn mentions(text: &Text, codes: &[Currency]) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    let mut index = 0;
    while index < text.tokens.len() {
        let Some(number) = read(text, index) else {
            index += 1;
            continue;
        };
        if number.article || is_name(text, index) {
            index = number.end;
            continue;
        }
        let mut mention = Mention {
            value: number.value,
            said: Said::Plain,
            direction: None,
            tokens: index..number.end,
            whole: index..number.end,
        };
        unit_before(text, &mut mention, codes);
        unit_behind(text, &mut mention, codes);
        sign(text, &mut mention);
        mention.direction = direction(text, &mention, &out);
        index = mention.whole.end.max(number.end);
        out.push(mention);
    }
    out
}

/// Digits that belong to a name: "1INCH", "Web3", "USDT0". Never more than two of them.
fn is_name(text: &Text, index: usize) -> bool {
    let Some(token) = text.tokens.get(index).filter(|token| token.figure && token.folded.len() <= 2) else {
        return false;
    };
    let letters = |word: &str| word.chars().all(char::is_alphabetic);
    let before = index.checked_sub(1).and_then(|index| text.tokens.get(index));
    let led = token.glued()
        && before.is_some_and(|before| letters(&before.folded) && currency(&before.folded, &[]).is_none());
    let trailed = text.tokens.get(index + 1).is_some_and(|next| {
        next.glued()
            && next.folded.len() >= 3
            && letters(&next.folded)
            && hours(&next.folded).is_none()
            && !is_unit(&next.folded)
    });
    led || trailed
}

fn is_unit(word: &str) -> bool {
    currency(word, &[]).is_some()
        || matches!(
            word,
            "mil"
                | "milhao"
                | "milhoes"
                | "bilhao"
                | "bilhoes"
                | "trilhao"
                | "trilhoes"
                | "pontos"
                | "porcento"
                | "centavos"
        )
}

/// The currency a word names.
fn currency(word: &str, codes: &[Currency]) -> Option<Currency> {
    Some(match word {
        "r$" | "real" | "reais" | "brl" => Currency::Brl,
        "us$" | "u$" | "$" | "dolar" | "dolares" | "usd" => Currency::Usd,
        "€" | "euro" | "euros" | "eur" => Currency::Eur,
        "usdt" | "tether" | "tethers" => Currency::Usdt,
        "₿" => "BTC".parse().ok()?,
        _ => return codes.iter().find(|code| code.code().eq_ignore_ascii_case(word)).cloned(),
    })
}

/// How many hours a unit of time has; a month counts 30 days, a year 365.
fn hours(word: &str) -> Option<Decimal> {
    Some(match word {
        "minuto" | "minutos" | "min" => Decimal::ONE / Decimal::from(60),
        "hora" | "horas" | "h" => Decimal::ONE,
        "dia" | "dias" => Decimal::from(24),
        "semana" | "semanas" => Decimal::from(168),
        "mes" | "meses" => Decimal::from(720),
        "ano" | "anos" => Decimal::from(8_760),
        _ => return None,
    })
}

/// "R$ 10", "USD 10".
fn unit_before(text: &Text, mention: &mut Mention, codes: &[Currency]) {
    let start = mention.tokens.start;
    let spaced = text
        .tokens
        .get(start)
        .is_some_and(|token| token.gap.trim_matches(|c: char| c.is_whitespace() || is_sign(c)).is_empty());
    let word = text.back(start, 1);
    // a noun before a number is that of another one: "em reais, 10"
    let symbol = matches!(word, "r$" | "us$" | "u$" | "$" | "€" | "₿" | "brl" | "usd" | "eur" | "usdt");
    if spaced
        && symbol
        && let Some(currency) = currency(word, codes)
    {
        mention.said = Said::Money(Some(currency));
        mention.whole.start = start - 1;
    }
}

/// "10 reais", "10%", "10 por cento", "10 pontos", "10 dias", and the centavos behind.
fn unit_behind(text: &Text, mention: &mut Mention, codes: &[Currency]) {
    let mut end = mention.tokens.end;
    let close = |index: usize| text.tokens.get(index).is_some_and(|token| token.gap.trim().is_empty());
    if !close(end) {
        return;
    }
    let scale = |value: &mut Option<Decimal>, by: Decimal| *value = value.and_then(|value| value.checked_mul(by));
    let cent = Decimal::new(1, 2);
    match (text.at(end), text.at(end + 1)) {
        ("%" | "porcento", _) => (mention.said, end) = (Said::Percent, end + 1),
        ("por", "cento") => (mention.said, end) = (Said::Percent, end + 2),
        ("ponto" | "pontos", "percentual" | "percentuais") => (mention.said, end) = (Said::Percent, end + 2),
        ("p", "p") => (mention.said, end) = (Said::Percent, end + 2),
        ("pp", _) => (mention.said, end) = (Said::Percent, end + 1),
        ("ponto" | "pontos" | "pts", _) => (mention.said, end) = (Said::Points, end + 1),
        ("centavo" | "centavos", _) => {
            scale(&mut mention.value, cent);
            end += 1;
            let named = (text.at(end) == "de").then(|| currency(text.at(end + 1), &[])).flatten();
            end += if named.is_some() { 2 } else { 0 };
            mention.said = Said::Money(named);
        }
        ("satoshi" | "satoshis" | "sat" | "sats", _) => {
            scale(&mut mention.value, Decimal::new(1, 8));
            (mention.said, end) = (Said::Money("BTC".parse().ok()), end + 1);
        }
        (word, next) => {
            let (named, length) = match currency(word, codes) {
                Some(currency) => (Some(currency), 1),
                None if word == "de" => (currency(next, codes), 2),
                None => (None, 0),
            };
            if let Some(currency) = named {
                (mention.said, end) = (Said::Money(Some(currency)), end + length);
                end += usize::from(matches!(text.at(end), "americanos" | "americano"));
            } else if mention.said == Said::Plain
                && let Some((value, hours)) = mention.value.zip(hours(word))
                && let Some(total) = value.checked_mul(hours)
            {
                (mention.said, end) = (Said::Hours(total), end + 1);
            }
        }
    }
    // "reais e vinte centavos"
    let money = matches!(mention.said, Said::Money(Some(Currency::Brl | Currency::Usd | Currency::Eur)));
    if money
        && mention.value.is_some_and(|value| value.is_integer())
        && text.tokens.get(end).is_some_and(|token| token.word == "e")
        && let Some(cents) = read(text, end + 1)
        && matches!(text.at(cents.end), "centavo" | "centavos")
    {
        mention.value =
            mention.value.zip(cents.value).and_then(|(whole, cents)| whole.checked_add(cents.checked_mul(cent)?));
        end = cents.end + 1;
    }
    mention.whole.end = end;
}

fn is_sign(c: char) -> bool {
    matches!(c, '-' | '−' | '–' | '+')
}

/// "-3", "R$ -3", "-R$ 3", "menos três"; "pelo menos três" is no sign.
fn sign(text: &Text, mention: &mut Mention) {
    let negative = [mention.tokens.start, mention.whole.start].into_iter().any(|start| {
        text.tokens.get(start).is_some_and(|token| {
            let ahead = token.gap.strip_suffix(['-', '−', '–']);
            // "3-5" and "BTC-3" are no signs
            ahead.is_some_and(|ahead| {
                !ahead.is_empty() || start == 0 || matches!(text.back(start, 1), "r$" | "us$" | "u$" | "$" | "€")
            })
        })
    });
    let start = mention.whole.start;
    let word = text.back(start, 1) == "menos"
        && !matches!(text.back(start, 2), "pelo" | "ao" | "ou" | "a" | "de" | "nada")
        && text.tokens.get(start).is_some_and(|token| token.gap.trim().is_empty());
    if negative || word {
        mention.value = mention.value.map(|value| -value.abs());
        mention.whole.start -= usize::from(word);
    }
}

fn direction_word(word: &str) -> Option<Direction> {
    const UP: [&str; 13] = [
        "subi", "sobe", "alta", "valoriz", "ganh", "cresc", "avanc", "positiv", "lucr", "aument", "acima", "recuper",
        "cima",
    ];
    const DOWN: [&str; 15] = [
        "cai",
        "caem",
        "queda",
        "desvaloriz",
        "perd",
        "recuo",
        "recua",
        "negativ",
        "prejuizo",
        "abaixo",
        "baix",
        "despenc",
        "dimin",
        "desab",
        "encolh",
    ];
    let starts = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    if starts(&DOWN) {
        Some(Direction::Down)
    } else if starts(&UP) {
        Some(Direction::Up)
    } else {
        None
    }
}

/// The direction the words give: right behind the number ("3% de queda"), else the nearest before it in its sentence, else that of the
/// number of its kind before it in the same sentence.
fn direction(text: &Text, mention: &Mention, found: &[Mention]) -> Option<Direction> {
    let end = mention.whole.end;
    let mut behind = end;
    while behind < end + 2 && matches!(text.at(behind), "de" | "para" | "pra" | "a" | "em") {
        behind += 1;
    }
    let close = |index: usize| text.tokens.get(index).is_some_and(|token| token.gap.trim().is_empty());
    let last = text.at(behind);
    if close(end) && close(behind) && (behind > end || matches!(last, "abaixo" | "acima" | "negativos" | "positivos")) {
        let direction = match last {
            "mais" => Some(Direction::Up),
            "menos" => Some(Direction::Down),
            word => direction_word(word),
        };
        if direction.is_some() {
            return direction;
        }
    }
    let before = found.iter().rev().find(|before| before.said == mention.said);
    let limit = before.map_or(0, |before| before.whole.end);
    let start = mention.whole.start;
    let (mut index, mut towards, mut crossed) = (start, false, false);
    loop {
        if text.tokens.get(index).is_none_or(|token| token.begins_sentence()) {
            return None;
        }
        if index <= limit {
            break;
        }
        index -= 1;
        crossed |= found.iter().any(|other| other.whole.contains(&index));
        let word = text.at(index);
        // "caiu para 54%" and "caiu de 54% para 51%" are levels, not changes
        towards |= !crossed && matches!(word, "para" | "pra" | "ate");
        if let Some(direction) = direction_word(word) {
            let verb =
                ["caiu", "cair", "subiu", "subir", "recuou", "avancou"].iter().any(|verb| word.starts_with(verb));
            let level = towards || verb && text.at(index + 1) == "de" && index + 2 == start;
            return (!level).then_some(direction);
        }
    }
    before.filter(|_| !towards).and_then(|before| before.direction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(written: &str) -> Vec<(String, Said, Option<Direction>)> {
        let text = Text::new(written);
        let btc: Currency = "BTC".parse().unwrap();
        mentions(&text, &[btc])
            .into_iter()
            .map(|mention| {
                (
                    mention.value.map_or("?".to_owned(), |value| value.normalize().to_string()),
                    mention.said,
                    mention.direction,
                )
            })
            .collect()
    }

    fn money(code: &str) -> Said {
        Said::Money(Some(code.parse().unwrap()))
    }

    #[test]
    fn units_stand_before_or_behind() {
        for (written, value, said) in [
            ("R$ 512.340,55", "512340.55", money("BRL")),
            ("US$94 mil", "94000", money("USD")),
            ("noventa e quatro mil dólares", "94000", money("USD")),
            ("um vírgula dois trilhão de reais", "1200000000000", money("BRL")),
            ("quarenta e dois reais e trinta e seis centavos", "42.36", money("BRL")),
            ("oitenta e sete centavos", "0.87", Said::Money(None)),
            ("0,5 BTC", "0.5", money("BTC")),
            ("300 satoshis", "0.000003", money("BTC")),
            ("3,2%", "3.2", Said::Percent),
            ("-6,64 por cento", "-6.64", Said::Percent),
            ("menos seis por cento", "-6", Said::Percent),
            ("pelo menos 6 por cento", "6", Said::Percent),
            ("-R$ 3,20", "-3.2", money("BRL")),
            ("R$ -3,20", "-3.2", money("BRL")),
            ("72 pontos", "72", Said::Points),
            ("24 horas", "24", Said::Hours(Decimal::from(24))),
            ("RSI em 54", "54", Said::Plain),
        ] {
            let found = all(written);
            assert_eq!(found.len(), 1, "{written}: {found:?}");
            assert_eq!((found[0].0.as_str(), &found[0].1), (value, &said), "{written}");
        }
    }

    #[test]
    fn names_with_digits_are_no_numbers() {
        assert!(all("A 1INCH e a Web3 subiram").is_empty());
        assert_eq!(all("USD94120").len(), 1);
        assert_eq!(all("BRL99").len(), 1);
        assert_eq!(all("Foo512340").len(), 1);
    }

    #[test]
    fn the_nearest_words_give_the_direction() {
        use Direction::{Down, Up};
        for (written, directions) in [
            ("O Bitcoin caiu 3,2% e o Ethereum subiu 1,1%.", vec![Some(Down), Some(Up)]),
            ("Caíram 3,2% e 1,1%.", vec![Some(Down), Some(Down)]),
            ("Subiu. O volume foi de 3%.", vec![None]),
            ("Teve 3% de queda.", vec![Some(Down)]),
            ("Está 3% abaixo da máxima.", vec![Some(Down)]),
            ("A dominância caiu para 54%.", vec![None]),
            ("A dominância caiu de 56% para 54%.", vec![None, None]),
            ("Queda nas últimas 24 horas de 3%.", vec![Some(Down), Some(Down)]),
            ("Caiu para R$ 500, 3% em 24 horas.", vec![None, Some(Down), Some(Down)]),
            ("A variação foi de 3%.", vec![None]),
            ("Caiu mais de 3%, e o Ethereum está 2% a mais.", vec![Some(Down), Some(Up)]),
        ] {
            let found: Vec<_> = all(written).into_iter().map(|(_, _, direction)| direction).collect();
            assert_eq!(found, directions, "{written}");
        }
    }
}
