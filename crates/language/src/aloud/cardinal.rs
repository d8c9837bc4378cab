//! Whole numbers and decimals in words.

use alfa_domain::Gender;
use rust_decimal::Decimal;

const BELOW_TWENTY: [&str; 20] = [
    "zero",
    "um",
    "dois",
    "três",
    "quatro",
    "cinco",
    "seis",
    "sete",
    "oito",
    "nove",
    "dez",
    "onze",
    "doze",
    "treze",
    "catorze",
    "quinze",
    "dezesseis",
    "dezessete",
    "dezoito",
    "dezenove",
];

const TENS: [&str; 10] =
    ["", "dez", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa"];

const HUNDREDS: [&str; 10] = [
    "",
    "cento",
    "duzentos",
    "trezentos",
    "quatrocentos",
    "quinhentos",
    "seiscentos",
    "setecentos",
    "oitocentos",
    "novecentos",
];

/// Stems of the classes from a million on; "ilhão" and "ilhões" follow.
const CLASSES: [&str; 11] = ["m", "b", "tr", "quatr", "quint", "sext", "sept", "oct", "non", "dec", "undec"];

/// A whole number in words: 512340 → "quinhentos e doze mil, trezentos e quarenta".
///
/// The gender is that of what is counted: "duas mil e duzentas" unidades. Millions and above are nouns of their own and
/// stay masculine: "dois milhões e duas mil" unidades.
pub fn cardinal(value: impl Into<i128>, gender: Gender) -> String {
    let value: i128 = value.into();
    let words = unsigned(value.unsigned_abs(), gender);
    if value < 0 { format!("menos {words}") } else { words }
}

/// A decimal number in words: 0.05 → "zero vírgula zero cinco", 3.42 → "três vírgula quarenta e dois".
///
/// Trailing zeros of the fraction are not said. A fraction of two digits that begins with no zero is said as a number, any
/// other digit by digit, so that each is heard in one way only. The whole part agrees in gender, the fraction does not.
pub fn decimal(value: Decimal, gender: Gender) -> String {
    let value = value.normalize();
    let (whole, fraction) = parts(value);
    let mut words = unsigned(whole, gender);
    if !fraction.is_empty() {
        words.push_str(" vírgula ");
        words.push_str(&fraction_words(&fraction));
    }
    if value.is_sign_negative() && !value.is_zero() { format!("menos {words}") } else { words }
}

/// Every digit of a text by its name: "0145" → "zero um quatro cinco". What is no digit is left out.
pub fn digits(text: &str) -> String {
    let names: Vec<&str> =
        text.chars().filter_map(|c| c.to_digit(10)).map(|digit| BELOW_TWENTY[digit as usize]).collect();
    names.join(" ")
}

/// The whole part and the digits of the fraction, without sign.
pub(super) fn parts(value: Decimal) -> (u128, String) {
    let scale = value.scale();
    let mantissa = value.mantissa().unsigned_abs();
    let unit = 10_u128.pow(scale);
    let fraction =
        if scale == 0 { String::new() } else { format!("{:0width$}", mantissa % unit, width = scale as usize) };
    (mantissa / unit, fraction)
}

fn fraction_words(fraction: &str) -> String {
    match fraction.parse::<u128>() {
        Ok(pair) if fraction.len() == 2 && pair >= 10 => unsigned(pair, Gender::Masculine),
        _ => digits(fraction),
    }
}

/// The classes of three digits, from the lowest up, joined as the language does it.
pub(super) fn unsigned(value: u128, gender: Gender) -> String {
    if value == 0 {
        return "zero".to_owned();
    }
    let mut said = String::new();
    let mut rest = value;
    let mut class = 0;
    while rest > 0 {
        let three = (rest % 1000) as usize;
        if three > 0 {
            let own = class_words(three, class, gender);
            said = if said.is_empty() { own } else { format!("{own}{}{said}", link(&said)) };
        }
        rest /= 1000;
        class += 1;
    }
    said
}

/// What joins a class with the lower ones: "e", or a comma before hundreds that do not end the number
/// ("dois mil e duzentos", "dois mil, duzentos e dez", "um milhão e duzentos mil").
fn link(lower: &str) -> &'static str {
    let (first, rest) = lower.split_once(' ').unwrap_or((lower, ""));
    let hundreds = ["ento", "entos", "entas"].iter().any(|ending| first.ends_with(ending));
    if hundreds && !rest.is_empty() && rest != "mil" { ", " } else { " e " }
}

fn class_words(three: usize, class: usize, gender: Gender) -> String {
    match class {
        0 => below_thousand(three, gender),
        1 if three == 1 => "mil".to_owned(),
        1 => format!("{} mil", below_thousand(three, gender)),
        _ => {
            let stem = CLASSES.get(class - 2).copied().unwrap_or("duodec");
            let ending = if three == 1 { "ilhão" } else { "ilhões" };
            format!("{} {stem}{ending}", below_thousand(three, Gender::Masculine))
        }
    }
}

fn below_thousand(value: usize, gender: Gender) -> String {
    if value == 100 {
        return "cem".to_owned();
    }
    let (hundreds, below) = (value / 100, value % 100);
    let mut words = Vec::with_capacity(3);
    if hundreds > 0 {
        words.push(match gender {
            Gender::Feminine if hundreds > 1 => HUNDREDS[hundreds].replace("os", "as"),
            _ => HUNDREDS[hundreds].to_owned(),
        });
    }
    if below >= 20 {
        words.push(TENS[below / 10].to_owned());
    }
    let unit = if below < 20 { below } else { below % 10 };
    match (unit, gender) {
        (0, _) => {}
        (1, Gender::Feminine) => words.push("uma".to_owned()),
        (2, Gender::Feminine) => words.push("duas".to_owned()),
        _ => words.push(BELOW_TWENTY[unit].to_owned()),
    }
    words.join(" e ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Gender::{Feminine, Masculine};

    #[test]
    fn classes_are_joined_by_e_or_by_a_comma() {
        for (value, words) in [
            (0, "zero"),
            (21, "vinte e um"),
            (100, "cem"),
            (101, "cento e um"),
            (1_000, "mil"),
            (1_001, "mil e um"),
            (1_100, "mil e cem"),
            (2_200, "dois mil e duzentos"),
            (2_210, "dois mil, duzentos e dez"),
            (100_000, "cem mil"),
            (512_340, "quinhentos e doze mil, trezentos e quarenta"),
            (1_000_000, "um milhão"),
            (1_200_000, "um milhão e duzentos mil"),
            (1_200_001, "um milhão, duzentos mil e um"),
            (-3, "menos três"),
        ] {
            assert_eq!(cardinal(value, Masculine), words);
        }
        assert_eq!(cardinal(10_i128.pow(18), Masculine), "um quintilhão");
    }

    #[test]
    fn what_is_counted_gives_the_gender() {
        assert_eq!(cardinal(301, Feminine), "trezentas e uma");
        assert_eq!(cardinal(2_202, Feminine), "duas mil, duzentas e duas");
        assert_eq!(cardinal(2_002_002, Feminine), "dois milhões e duas mil e duas");
        assert_eq!(cardinal(100, Feminine), "cem");
        assert_eq!(cardinal(122, Feminine), "cento e vinte e duas");
    }

    #[test]
    fn a_fraction_is_heard_in_one_way_only() {
        for (value, words) in [
            ("0.05", "zero vírgula zero cinco"),
            ("3.20", "três vírgula dois"),
            ("3.42", "três vírgula quarenta e dois"),
            ("-6.64", "menos seis vírgula sessenta e quatro"),
            ("0.00001234", "zero vírgula zero zero zero zero um dois três quatro"),
            ("1.125", "um vírgula um dois cinco"),
            ("-0.0", "zero"),
        ] {
            assert_eq!(decimal(value.parse().unwrap(), Masculine), words);
        }
    }
}
