//! What is read aloud reads back to the same number.

#![expect(clippy::unwrap_used, reason = "a word that cannot be read back must fail the test")]

use alfa_domain::{CoinTable, Currency, Fact, Gender, Money, Unit};
use alfa_language::aloud;
use chrono::DateTime;
use proptest::prelude::*;
use rust_decimal::Decimal;

/// The value of a number in words.
fn value(words: &str) -> Decimal {
    let words = words.replace(',', " ");
    let mut words: Vec<&str> = words.split_whitespace().filter(|word| !matches!(*word, "e" | "de")).collect();
    let negative = words.first() == Some(&"menos");
    if negative {
        words.remove(0);
    }
    let classes = [
        "mil", "milh", "bilh", "trilh", "quatrilh", "quintilh", "sextilh", "septilh", "octilh", "nonilh", "decilh",
        "undecilh",
    ];
    let class = |word: &str| {
        let stem = word.strip_suffix("ão").or(word.strip_suffix("ões")).unwrap_or(word);
        classes.iter().position(|c| *c == stem).map(|position| Decimal::from(10_i128.pow(3 * (position as u32 + 1))))
    };
    let mut total = Decimal::ZERO;
    let mut group = Decimal::ZERO;
    let mut said = false;
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        if word == "vírgula" {
            let mut digits = String::new();
            while let Some(word) = words.peek().copied().filter(|word| class(word).is_none()) {
                words.next();
                let part = small(word);
                // a pair is said as tens and units
                if part >= 20
                    && words.peek().is_some_and(|next| (1..10).contains(&small(next)) && class(next).is_none())
                {
                    digits.push_str(&(part + small(words.next().unwrap())).to_string());
                } else {
                    digits.push_str(&part.to_string());
                }
            }
            group += format!("0.{digits}").parse::<Decimal>().unwrap();
        } else if let Some(factor) = class(word) {
            total += if said { group } else { Decimal::ONE } * factor;
            (group, said) = (Decimal::ZERO, false);
        } else {
            group += Decimal::from(small(word));
            said = true;
        }
    }
    let sum = total + group;
    if negative { -sum } else { sum }
}

fn small(word: &str) -> u32 {
    let names = [
        "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove",
        "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
        "cem duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos",
    ];
    let masculine = match word {
        "uma" => "um".to_owned(),
        "duas" => "dois".to_owned(),
        "cento" => "cem".to_owned(),
        other => other.strip_suffix("entas").map_or_else(|| other.to_owned(), |stem| format!("{stem}entos")),
    };
    let find = |index: usize| names[index].split(' ').position(|name| name == masculine).map(|p| p as u32);
    find(0)
        .or_else(|| find(1).map(|p| (p + 2) * 10))
        .or_else(|| find(2).map(|p| (p + 1) * 100))
        .unwrap_or_else(|| panic!("{word}"))
}

/// The value of an amount in words, whatever it is counted in.
fn amount(words: &str) -> Decimal {
    let sign = if words.starts_with("menos ") { -Decimal::ONE } else { Decimal::ONE };
    let words = words.trim_start_matches("menos ");
    let (whole, cents) = match words.strip_suffix(" centavos").or(words.strip_suffix(" centavo")) {
        Some(rest) => ["real e ", "reais e ", "dólar e ", "dólares e ", "euro e ", "euros e "]
            .iter()
            .find_map(|noun| rest.split_once(noun))
            .unwrap_or(("", rest)),
        None => (words.rsplit_once(' ').unwrap().0, ""),
    };
    sign * (value(whole) + value(cents) / Decimal::ONE_HUNDRED)
}

fn gender() -> impl Strategy<Value = Gender> {
    prop_oneof![Just(Gender::Masculine), Just(Gender::Feminine)]
}

/// Values of every size, from 10^-10 to 10^15.
fn any_value() -> impl Strategy<Value = Decimal> {
    (1_u32..16, 0_u32..11, any::<bool>()).prop_flat_map(|(digits, scale, negative)| {
        (0..10_i64.pow(digits)).prop_map(move |mantissa| {
            let value = Decimal::new(mantissa, scale);
            if negative { -value } else { value }
        })
    })
}

fn unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(vec!["BRL", "USD", "EUR", "USDT", "BTC", "BTC", "%", "points", "count"])
        .prop_map(|unit| unit.parse::<Unit>().unwrap())
}

fn fact(value: Decimal, unit: Unit) -> Fact {
    Fact {
        name: "a fact".to_owned(),
        value,
        unit,
        source: "a source".to_owned(),
        at: DateTime::UNIX_EPOCH,
        derived_from: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_cardinal_reads_back(number in -10_i128.pow(27)..10_i128.pow(27), zeros in 0_u32..27, gender in gender()) {
        let number = number / 10_i128.pow(zeros);
        prop_assert_eq!(value(&aloud::cardinal(number, gender)), Decimal::from(number));
    }

    #[test]
    fn a_decimal_reads_back(number in any_value(), gender in gender()) {
        prop_assert_eq!(value(&aloud::decimal(number, gender)), number);
    }

    #[test]
    fn an_amount_reads_back(number in any_value(), currency in prop_oneof![Just(Currency::Brl), Just(Currency::Usd), Just(Currency::Usdt)]) {
        prop_assert_eq!(amount(&aloud::money(&Money { amount: number, currency })), number);
    }

    #[test]
    fn what_a_fact_says_is_its_rounded_value(number in any_value(), unit in unit()) {
        let fact = fact(number, unit);
        let words = aloud::spoken(&fact);
        let heard = match &fact.unit {
            Unit::Percent => value(words.strip_suffix(" por cento").unwrap()),
            Unit::Points | Unit::Count => value(&words),
            Unit::Money(_) => amount(&words),
        };
        prop_assert_eq!(heard, aloud::rounded(&fact));
    }

    #[test]
    fn rounding_is_close_and_settles(number in any_value(), unit in unit()) {
        let first = fact(number, unit.clone());
        let rounded = aloud::rounded(&first);
        prop_assert_eq!(aloud::rounded(&fact(rounded, unit.clone())), rounded);
        let off = (rounded - number).abs();
        let size = number.abs();
        match unit {
            Unit::Count => prop_assert!(off <= Decimal::new(5, 1) || off <= size / Decimal::from(200)),
            Unit::Percent => prop_assert!(off <= Decimal::new(5, 3)),
            // at worst half a centavo of ten, less than a real of a hundred, half a tenth of one point
            _ => prop_assert!(off <= size / Decimal::from(20), "{number} {rounded}"),
        }
        prop_assert!(rounded.is_zero() || rounded.is_sign_negative() == number.is_sign_negative());
    }

    #[test]
    fn a_written_amount_is_said_like_the_amount(cents in 1_i64..100_000_000_000_000) {
        let money = Money { amount: Decimal::new(cents, 2), currency: Currency::Brl };
        let coins = CoinTable::from_coins(Vec::new());
        prop_assert_eq!(aloud::say(&aloud::written_money(&money), &coins), aloud::money(&money));
    }

    #[test]
    fn a_written_number_is_said_like_the_number(number in any_value()) {
        let coins = CoinTable::from_coins(Vec::new());
        let words = aloud::say(&format!("{}%", aloud::written_decimal(number)), &coins);
        prop_assert_eq!(words, format!("{} por cento", aloud::decimal(number, Gender::Masculine)));
    }

    #[test]
    fn any_text_becomes_words_without_digits(text in "\\PC{0,60}") {
        let words = aloud::say(&text, &CoinTable::from_coins(Vec::new()));
        prop_assert!(!words.contains(|c: char| c.is_ascii_digit()), "{text:?} {words:?}");
    }

    #[test]
    fn what_is_said_is_said_the_same_again(text in "[a-zA-Z0-9R$%,.:/ -]{0,40}") {
        let coins = CoinTable::from_coins(Vec::new());
        let words = aloud::say(&text, &coins);
        prop_assert!(!words.contains("  ") && words.trim() == words);
    }
}
