//! Numbers in a sentence: figures ("R$ 1.234,56", "600k") and words ("quinze mil e quinhentos").

mod figures;
mod words;

use crate::text::{Token, tokens};
use rust_decimal::Decimal;
use std::ops::Range;

/// A number and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberSpan {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Its value; of a percentage its points, of reais and centavos both together.
    pub value: Decimal,
}

/// A number read off the front of some tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Read {
    pub value: Decimal,
    /// How many tokens it takes.
    pub length: usize,
    /// It is a bare "um" or "uma", which may be an article.
    pub article: bool,
}

/// Reads the number that starts at the first of these tokens.
pub(crate) fn read(tokens: &[Token]) -> Option<Read> {
    words::read(tokens)
}

/// Every number of a text, in order, the longest reading first. "um" and "uma" count only before a unit ("um real", "uma hora"),
/// since they are articles elsewhere. "cinco reais e dez centavos" is one number.
pub fn find(text: &str) -> Vec<NumberSpan> {
    let tokens = tokens(text);
    let mut out = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let Some(read) = read(&tokens[i..]) else {
            i += 1;
            continue;
        };
        let mut end = i + read.length;
        if read.article && !tokens.get(end).is_some_and(|t| is_unit(&t.text)) {
            i = end;
            continue;
        }
        let mut value = read.value;
        if let Some((cents, length)) = centavos(&tokens[end..]) {
            value += cents;
            end += length;
        } else if value.is_integer()
            && tokens.get(end).is_some_and(|t| matches!(t.text.as_str(), "centavo" | "centavos"))
        {
            value /= Decimal::ONE_HUNDRED;
        }
        let mut start = tokens[i].range.start;
        let before = &text[..start];
        let sign = before.chars().next_back().filter(|c| matches!(c, '-' | '−'));
        if let Some(sign) = sign {
            let ahead = &before[..before.len() - sign.len_utf8()];
            let figure = tokens[i].text.starts_with(|c: char| c.is_ascii_digit());
            if figure && ahead.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '$')) {
                value = -value;
                start -= sign.len_utf8();
            }
        }
        out.push(NumberSpan { range: start..tokens[end - 1].range.end, value });
        i = end;
    }
    out
}

/// "reais e vinte centavos": what it adds, and how many tokens up to and with the number of centavos.
pub(crate) fn centavos(tokens: &[Token]) -> Option<(Decimal, usize)> {
    let word = |i: usize| tokens.get(i).map(|t| t.text.as_str());
    let mut i = 0;
    if matches!(word(i), Some("de")) {
        i += 1;
    }
    if !matches!(word(i), Some("real" | "reais" | "dolar" | "dolares" | "euro" | "euros")) {
        return None;
    }
    i += 1;
    if !matches!(word(i), Some("e")) {
        return None;
    }
    i += 1;
    let cents = read(tokens.get(i..)?)?;
    if !cents.value.is_integer() || cents.value >= Decimal::ONE_HUNDRED {
        return None;
    }
    i += cents.length;
    matches!(word(i), Some("centavo" | "centavos" | "cents")).then(|| (cents.value / Decimal::ONE_HUNDRED, i))
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "real"
            | "dolar"
            | "euro"
            | "centavo"
            | "por"
            | "%"
            | "hora"
            | "dia"
            | "semana"
            | "mes"
            | "ano"
            | "minuto"
            | "bitcoin"
            | "ethereum"
            | "satoshi"
            | "vez"
            | "ponto"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        find(text).into_iter().map(|n| n.value.normalize().to_string()).collect()
    }

    #[test]
    fn figures() {
        assert_eq!(values("R$ 1.234,56"), ["1234.56"]);
        assert_eq!(values("R$ 500 mil, 600k e 5kk"), ["500000", "600000", "5000000"]);
        assert_eq!(values("1.5 milhão ou 1,5 milhão"), ["1500000", "1500000"]);
        assert_eq!(values("0.005 e 20.000 e 100,000.50 e 12.50"), ["0.005", "20000", "100000.5", "12.5"]);
        assert_eq!(values("caiu -6,64% (de -3 pra 20)"), ["-6.64", "-3", "20"]);
        assert_eq!(values("US$20k e 0,5Bitcoin"), ["20000", "0.5"]);
    }

    #[test]
    fn words() {
        assert_eq!(values("um milhão e meio"), ["1500000"]);
        assert_eq!(values("quinze mil e quinhentos"), ["15500"]);
        assert_eq!(values("zero vírgula zero cinco"), ["0.05"]);
        assert_eq!(values("meia dúzia, meio milhão, uma centena, mil e duzentos"), ["6", "500000", "100", "1200"]);
        assert_eq!(values("três e meio por cento"), ["3.5"]);
        assert_eq!(values("trezentos e quarenta e dois mil, seiscentos e um"), ["342601"]);
        assert_eq!(values("dois mil e vinte e cinco"), ["2025"]);
        assert_eq!(values("mil e meio"), ["1500"]);
        assert_eq!(values("vinte e um vírgula setenta e cinco"), ["21.75"]);
        assert_eq!(values("20 mil e quinhentos"), ["20500"]);
    }

    #[test]
    fn reais_and_centavos_are_one_number() {
        assert_eq!(
            values("quinhentos e doze mil, trezentos e quarenta reais e cinquenta e cinco centavos"),
            ["512340.55"]
        );
        assert_eq!(values("cinco centavos"), ["0.05"]);
    }

    #[test]
    fn an_article_is_no_number() {
        assert!(values("um bom momento").is_empty());
        assert_eq!(values("um real"), ["1"]);
    }

    #[test]
    fn the_place_is_that_of_the_text() {
        let text = "vale R$ 20 mil hoje";
        let found = find(text);
        assert_eq!(&text[found[0].range.clone()], "20 mil");
    }
}
