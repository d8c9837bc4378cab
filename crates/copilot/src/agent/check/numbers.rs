//! Numbers in figures and in Portuguese words.
//!
//! Stricter than the understanding of what users say: a number that is overlooked here would be spoken unchecked.

use super::tokens::Text;
use rust_decimal::Decimal;

/// A number read at some token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    /// Its value; `None` where it is a number but cannot be read.
    pub(super) value: Option<Decimal>,
    /// The token behind it.
    pub(super) end: usize,
    /// A bare "um" or "uma", which is an article before most words.
    pub(super) article: bool,
}

fn unit(word: &str) -> Option<u32> {
    Some(match word {
        "zero" => 0,
        "um" | "uma" => 1,
        "dois" | "duas" => 2,
        "tres" => 3,
        "quatro" => 4,
        "cinco" => 5,
        "seis" => 6,
        "sete" => 7,
        "oito" => 8,
        "nove" => 9,
        _ => return None,
    })
}

fn teen(word: &str) -> Option<u32> {
    Some(match word {
        "dez" => 10,
        "onze" => 11,
        "doze" => 12,
        "treze" => 13,
        "quatorze" | "catorze" => 14,
        "quinze" => 15,
        "dezesseis" | "dezasseis" => 16,
        "dezessete" | "dezassete" => 17,
        "dezoito" => 18,
        "dezenove" | "dezanove" => 19,
        _ => return None,
    })
}

fn ten(word: &str) -> Option<u32> {
    Some(match word {
        "vinte" => 20,
        "trinta" => 30,
        "quarenta" => 40,
        "cinquenta" | "cincoenta" => 50,
        "sessenta" => 60,
        "setenta" => 70,
        "oitenta" => 80,
        "noventa" => 90,
        _ => return None,
    })
}

fn hundred(word: &str) -> Option<u32> {
    Some(match word {
        "cem" | "cento" => 100,
        "duzentos" | "duzentas" => 200,
        "trezentos" | "trezentas" => 300,
        "quatrocentos" | "quatrocentas" => 400,
        "quinhentos" | "quinhentas" => 500,
        "seiscentos" | "seiscentas" => 600,
        "setecentos" | "setecentas" => 700,
        "oitocentos" | "oitocentas" => 800,
        "novecentos" | "novecentas" => 900,
        _ => return None,
    })
}

fn scale(word: &str) -> Option<u64> {
    Some(match word {
        "mil" | "k" => 1_000,
        "milhao" | "milhoes" | "mi" | "kk" | "mm" => 1_000_000,
        "bilhao" | "bilhoes" | "bi" => 1_000_000_000,
        "trilhao" | "trilhoes" | "tri" => 1_000_000_000_000,
        "quatrilhao" | "quatrilhoes" => 1_000_000_000_000_000,
        _ => return None,
    })
}

/// A scale behind a figure or a number in words; "m" and "b" only as part of the figure ("1,2B").
fn scale_at(text: &Text, index: usize, behind_figure: bool) -> Option<u64> {
    let token = text.tokens.get(index)?;
    if token.gap.contains(['.', ',', ';', ':', '(', '\n']) {
        return None;
    }
    let spelled = !matches!(token.folded.as_str(), "k" | "kk" | "mm" | "mi" | "bi" | "tri");
    match token.folded.as_str() {
        "m" if behind_figure && token.glued() => Some(1_000_000),
        "b" if behind_figure && token.glued() => Some(1_000_000_000),
        "t" if behind_figure && token.glued() => Some(1_000_000_000_000),
        word if spelled || behind_figure => scale(word),
        _ => None,
    }
}

/// Reads "1.234,56", "20.000", "0.005", "100,000.50". A single dot before exactly three digits is the thousands mark unless the whole
/// part is zero; a single comma is the decimal mark.
fn figure(written: &str) -> Option<Decimal> {
    let grouped = |text: &str, mark: char| {
        let mut groups = text.split(mark);
        groups.next().is_some_and(|head| (1..=3).contains(&head.len())) && groups.all(|group| group.len() == 3)
    };
    let (dots, commas) = (written.matches('.').count(), written.matches(',').count());
    let plain = match (dots, commas) {
        (0, 0) => written.to_owned(),
        (1, 0) if written.starts_with("0.") || !grouped(written, '.') => written.to_owned(),
        (_, 0) => grouped(written, '.').then(|| written.replace('.', ""))?,
        (0, 1) => written.replace(',', "."),
        (0, _) => grouped(written, ',').then(|| written.replace(',', ""))?,
        (_, 1) if written.rfind(',') > written.rfind('.') => {
            let (whole, fraction) = written.split_once(',')?;
            grouped(whole, '.').then(|| format!("{}.{fraction}", whole.replace('.', "")))?
        }
        (1, _) if written.rfind('.') > written.rfind(',') => {
            let (whole, fraction) = written.split_once('.')?;
            grouped(whole, ',').then(|| format!("{}.{fraction}", whole.replace(',', "")))?
        }
        _ => return None,
    };
    plain.parse().ok()
}

/// "e" between two parts of one number; "é" is a verb.
fn joins(text: &Text, index: usize) -> bool {
    text.tokens.get(index).is_some_and(|token| token.word == "e" && token.gap.trim().is_empty())
}

/// Words below a thousand: value and the token behind them.
fn below_thousand(text: &Text, start: usize) -> Option<(u32, usize)> {
    let first = text.at(start);
    // "por cento" is a unit
    if first == "cento" && text.back(start, 1) == "por" {
        return None;
    }
    if let Some(value) = unit(first).or_else(|| teen(first)) {
        return Some((value, start + 1));
    }
    // the part that follows, with or without "e"; a mark between them parts two numbers
    let next = |index: usize| {
        let index = if joins(text, index) { index + 1 } else { index };
        text.tokens
            .get(index)
            .filter(|token| token.gap.trim().is_empty())
            .map(|token| (token.folded.as_str(), index + 1))
    };
    let with_unit = |value: u32, index: usize| match next(index) {
        Some((word, end)) => match unit(word) {
            Some(more) if more > 0 => (value + more, end),
            _ => (value, index),
        },
        None => (value, index),
    };
    if let Some(value) = ten(first) {
        return Some(with_unit(value, start + 1));
    }
    let value = hundred(first)?;
    Some(match next(start + 1) {
        Some((word, end)) => match (teen(word), ten(word)) {
            (Some(more), _) => (value + more, end),
            (None, Some(more)) => with_unit(value + more, end),
            (None, None) => with_unit(value, start + 1),
        },
        None => (value, start + 1),
    })
}

/// The digits said behind "vírgula": "zero cinco" → "05", "vinte e cinco" → "25".
fn decimals(text: &Text, start: usize) -> Option<(String, usize)> {
    let mut digits = String::new();
    let mut index = start;
    while let Some(token) = text.tokens.get(index).filter(|token| index == start || token.gap.trim().is_empty()) {
        if let Some(digit) = unit(&token.folded) {
            digits.push_str(&digit.to_string());
            index += 1;
        } else if let Some((value, end)) = below_thousand(text, index) {
            digits.push_str(&value.to_string());
            index = end;
            break;
        } else if index == start && token.figure && token.folded.bytes().all(|byte| byte.is_ascii_digit()) {
            digits.push_str(&token.folded);
            index += 1;
            break;
        } else {
            break;
        }
    }
    (index > start).then_some((digits, index))
}

/// A figure or words without a scale: value, end, whether it was a figure. The value is `None` where the figure is not readable.
fn group(text: &Text, start: usize) -> Option<(Option<Decimal>, usize, bool)> {
    let token = text.tokens.get(start)?;
    if token.foreign {
        return Some((None, start + 1, true));
    }
    let (whole, end) = if token.figure {
        (figure(&token.folded), start + 1)
    } else {
        let (value, end) = below_thousand(text, start)?;
        (Some(Decimal::from(value)), end)
    };
    if let Some(value) = whole.filter(Decimal::is_integer)
        && matches!(text.at(end), "virgula" | "ponto")
        && let Some((digits, behind)) = decimals(text, end + 1)
    {
        return Some((format!("{}.{digits}", value.normalize()).parse().ok(), behind, token.figure));
    }
    Some((whole, end, token.figure))
}

/// Words that are a number without being counted ones.
fn expression(text: &Text, start: usize) -> Option<Read> {
    let half = Decimal::new(5, 1);
    let fixed = |value: Decimal, length: usize| Some(Read { value: Some(value), end: start + length, article: false });
    match (text.at(start), text.at(start + 1)) {
        ("meia", "duzia") => fixed(Decimal::from(6), 2),
        ("uma", "duzia") => fixed(Decimal::from(12), 2),
        ("uma", "dezena") => fixed(Decimal::TEN, 2),
        ("uma", "centena") => fixed(Decimal::ONE_HUNDRED, 2),
        ("um", "milhar") => fixed(Decimal::ONE_THOUSAND, 2),
        ("um", "quarto") => fixed(Decimal::new(25, 2), 2),
        ("um", "terco") => Some(Read { value: None, end: start + 2, article: false }),
        ("meio" | "meia", next) => match scale(next) {
            Some(scale) => fixed(half * Decimal::from(scale), 2),
            None if is_counted(next) || is_coin(next) => fixed(half, 1),
            None => None,
        },
        ("metade", _) => fixed(half, 1),
        ("dobro" | "dobrou" | "dobrar" | "dobraram", _) => fixed(Decimal::TWO, 1),
        ("triplo" | "triplicou" | "triplicar" | "triplicaram", _) => fixed(Decimal::from(3), 1),
        _ => None,
    }
}

/// Units before which "um" and "meio" count.
fn is_counted(word: &str) -> bool {
    matches!(word, "real" | "dolar" | "euro" | "centavo" | "por" | "porcento" | "%" | "ponto" | "satoshi")
}

/// Coins before which "meio" counts; "um Bitcoin" is the coin itself.
fn is_coin(word: &str) -> bool {
    matches!(word, "bitcoin" | "ether" | "ethereum" | "btc" | "eth" | "usdt" | "tether" | "solana" | "sol")
}

/// Reads the longest number that starts at a token.
pub(super) fn read(text: &Text, start: usize) -> Option<Read> {
    if let Some(read) = expression(text, start) {
        return Some(read);
    }
    let mut total = Some(Decimal::ZERO);
    let (mut end, mut found, mut last_scale) = (start, false, u64::MAX);
    loop {
        let mut next = end;
        if found {
            if joins(text, next) {
                next += 1;
            }
            let joined = next > end;
            let Some(token) = text.tokens.get(next) else { break };
            // "doze mil, trezentos" is one number, "20 mil, 30 mil" and "20k e 30k" are two
            let short = !matches!(
                text.back(end, 1),
                "mil" | "milhao" | "milhoes" | "bilhao" | "bilhoes" | "trilhao" | "trilhoes"
            );
            let apart = if token.figure { !joined || short } else { !matches!(token.gap.trim(), "" | ",") };
            if apart {
                break;
            }
        }
        let (value, mut behind, is_figure) = match group(text, next) {
            Some(group) => group,
            None if text.at(next) == "mil" && last_scale > 1_000 => (Some(Decimal::ONE), next, false),
            None => break,
        };
        let (mut factor, mut scales) = (1_u64, 0);
        while scales < 2
            && let Some(scale) = scale_at(text, behind, is_figure && scales == 0 || scales > 0)
        {
            factor = factor.saturating_mul(scale);
            scales += 1;
            behind += 1;
        }
        if found {
            let continues = factor < last_scale
                && value
                    .is_some_and(|value| value > Decimal::ZERO && value < Decimal::ONE_THOUSAND && value.is_integer());
            if !continues {
                break;
            }
        }
        let term = value.and_then(|value| value.checked_mul(Decimal::from(factor)));
        total = total.zip(term).and_then(|(total, term)| total.checked_add(term));
        (found, end, last_scale) = (true, behind, factor);
        if joins(text, end) && matches!(text.at(end + 1), "meio" | "meia") {
            total = total.and_then(|total| total.checked_add(Decimal::from(factor) / Decimal::TWO));
            end += 2;
            // "dois e meio milhões"
            if let Some(scale) = scale_at(text, end, false).filter(|_| factor == 1) {
                total = total.and_then(|total| total.checked_mul(Decimal::from(scale)));
                end += 1;
            }
            break;
        }
        if factor == 1 {
            break;
        }
    }
    let article = end == start + 1 && matches!(text.at(start), "um" | "uma") && !is_counted(text.at(end));
    found.then_some(Read { value: total, end, article })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(written: &str) -> Vec<String> {
        let text = Text::new(written);
        let (mut out, mut index) = (Vec::new(), 0);
        while index < text.tokens.len() {
            match read(&text, index) {
                Some(read) => {
                    index = read.end;
                    if !read.article {
                        out.push(read.value.map_or("?".to_owned(), |value| value.normalize().to_string()));
                    }
                }
                None => index += 1,
            }
        }
        out
    }

    #[test]
    fn figures_and_words() {
        for (written, numbers) in [
            ("R$ 512.340,55", "512340.55"),
            ("US$ 100,000.50", "100000.50"),
            ("1.234", "1234"),
            ("0.005 e 3.5 e 12,50", "0.005 3.5 12.5"),
            ("600k, 1,2B e 5kk", "600000 1200000000 5000000"),
            ("quinhentos e doze mil, trezentos e quarenta reais", "512340"),
            ("mil e duzentos", "1200"),
            ("um milhão e meio, dois e meio milhões", "1500000 2500000"),
            ("dez vírgula dois trilhões de reais", "10200000000000"),
            ("zero vírgula zero zero um dois", "0.0012"),
            ("seis vírgula sessenta e quatro por cento", "6.64"),
            ("cento e vinte e três, vinte e um", "123 21"),
            ("512 mil", "512000"),
            ("20 mil e quinhentos", "20500"),
            ("três e meio por cento", "3.5"),
            ("meio bitcoin, meia dúzia, no meio do dia", "0.5 6"),
            ("um bom dia para uma moeda", ""),
            ("um real", "1"),
            ("cem por cento", "100"),
            ("o RSI é 54 e o outro é oito", "54 8"),
            ("９００ e 1.2.3", "900 ?"),
            ("٣ reais", "?"),
            ("99999999999999999999999999999999999999", "?"),
        ] {
            let expected: Vec<&str> = numbers.split_whitespace().collect();
            let got = all(written);
            let got: Vec<String> =
                got.iter().map(|n| n.parse::<Decimal>().map_or(n.clone(), |d| d.normalize().to_string())).collect();
            let expected: Vec<String> = expected
                .iter()
                .map(|n| n.parse::<Decimal>().map_or((*n).to_owned(), |d| d.normalize().to_string()))
                .collect();
            assert_eq!(got, expected, "{written}");
        }
    }

    proptest! {
        #[test]
        fn a_written_amount_is_read_back(centavos in 0_i64..100_000_000_000) {
            let (whole, cents) = (centavos / 100, centavos % 100);
            let digits = whole.to_string();
            let mut grouped = String::new();
            for (index, digit) in digits.chars().enumerate() {
                if index > 0 && (digits.len() - index).is_multiple_of(3) {
                    grouped.push('.');
                }
                grouped.push(digit);
            }
            let read = all(&format!("vale R$ {grouped},{cents:02} agora"));
            prop_assert_eq!(read, vec![Decimal::new(centavos, 2).normalize().to_string()]);
        }

        #[test]
        fn any_text_is_read_without_failing(text in "[ -~áéíóúãõç½٣０]{0,60}") {
            all(&text);
            all(&format!("mil {text} milhões e {text}"));
        }
    }
}
