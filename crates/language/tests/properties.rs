//! What holds for every sentence.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use alfa_domain::CoinTable;
use alfa_language::{Context, Intent, Language, Understanding, numbers};
use chrono::DateTime;
use chrono_tz::{America::Sao_Paulo, Tz};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| Language::new(&CoinTable::shipped()));

fn now() -> DateTime<Tz> {
    DateTime::parse_from_rfc3339("2026-11-22T12:00:00-03:00").unwrap().with_timezone(&Sao_Paulo)
}

fn understand(text: &str) -> Understanding {
    LANGUAGE.understand(text, now(), &Context::default())
}

/// A small speller of whole numbers below 10^12, written for this test.
fn words(n: u64) -> String {
    const UNITS: [&str; 20] = [
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
        "quatorze",
        "quinze",
        "dezesseis",
        "dezessete",
        "dezoito",
        "dezenove",
    ];
    const TENS: [&str; 10] =
        ["", "", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa"];
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
    match n {
        0..20 => UNITS[n as usize].to_owned(),
        20..100 => {
            let tens = TENS[(n / 10) as usize];
            if n.is_multiple_of(10) { tens.to_owned() } else { format!("{tens} e {}", words(n % 10)) }
        }
        100 => "cem".to_owned(),
        101..1_000 => {
            let hundreds = HUNDREDS[(n / 100) as usize];
            if n.is_multiple_of(100) { hundreds.to_owned() } else { format!("{hundreds} e {}", words(n % 100)) }
        }
        1_000..1_000_000 => {
            let head = if n / 1_000 == 1 { "mil".to_owned() } else { format!("{} mil", words(n / 1_000)) };
            join(head, n % 1_000)
        }
        1_000_000..1_000_000_000 => {
            let head = n / 1_000_000;
            join(format!("{} {}", words(head), if head == 1 { "milhão" } else { "milhões" }), n % 1_000_000)
        }
        _ => {
            let head = n / 1_000_000_000;
            join(format!("{} {}", words(head), if head == 1 { "bilhão" } else { "bilhões" }), n % 1_000_000_000)
        }
    }
}

/// "e" before a last part that is below a hundred or a whole hundred, else a space.
fn join(head: String, rest: u64) -> String {
    match rest {
        0 => head,
        r if r < 100 || r < 1_000 && r.is_multiple_of(100) => format!("{head} e {}", words(r)),
        r => format!("{head} {}", words(r)),
    }
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(c);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_number_in_words_reads_back(n in prop_oneof![2_u64..1_000, 2_u64..1_000_000, 2_u64..1_000_000_000_000]) {
        let found = numbers::find(&words(n));
        prop_assert_eq!(found.len(), 1, "{}", words(n));
        prop_assert_eq!(found[0].value, Decimal::from(n), "{}", words(n));
    }

    #[test]
    fn a_number_in_figures_reads_back(n in 0_u64..1_000_000_000_000, cents in 0_u64..100) {
        let text = format!("R$ {},{cents:02}", grouped(n));
        let found = numbers::find(&text);
        prop_assert_eq!(found.len(), 1, "{}", text);
        prop_assert_eq!(found[0].value, Decimal::from(n) + Decimal::new(cents as i64, 2));
        prop_assert_eq!(&text[found[0].range.clone()], &text[3..]);
    }

    #[test]
    fn decimals_in_words_read_back(whole in 0_u64..1_000, digits in proptest::collection::vec(0_u64..10, 1..6)) {
        let spoken: Vec<String> = digits.iter().map(|d| words(*d)).collect();
        let text = format!("{} vírgula {}", words(whole), spoken.join(" "));
        let written: String = digits.iter().map(u64::to_string).collect();
        let found = numbers::find(&text);
        prop_assert_eq!(found.len(), 1, "{}", text);
        prop_assert_eq!(found[0].value, format!("{whole}.{written}").parse::<Decimal>().unwrap());
    }

    #[test]
    fn an_alert_keeps_its_figure(n in 2_u64..900_000_000) {
        // "um milhão e duzentos" means 1.200.000 to people, which no speller says
        prop_assume!(!(n % 1_000_000 < 1_000 && n > 1_000_000));
        let spoken = understand(&format!("me avise quando o bitcoin passar de {} reais", words(n)));
        let written = understand(&format!("me avise quando o bitcoin passar de R$ {}", grouped(n)));
        prop_assert_eq!(&spoken.understood, &written.understood);
        prop_assert_eq!(spoken.understood.condition.map(|c| c.to_string()), Some(format!("price crosses_up {n}")));
    }

    #[test]
    fn any_text_is_understood_somehow_and_always_the_same(text in "\\PC{0,120}") {
        prop_assert_eq!(understand(&text), understand(&text));
        let _ = numbers::find(&text);
    }

    #[test]
    fn words_in_any_order_never_panic(list in proptest::collection::vec(prop_oneof![
        Just("bitcoin"), Just("o"), Just("de"), Just("R$"), Just("20"), Just("mil"), Just("e"), Just("meio"), Just("%"), Just("dia"), Just("25/12/2025"),
        Just("média"), Just("200"), Just("cruzar"), Just("todo"), Just("às"), Just("8h30"), Just("até"), Just("sexta"), Just("avisa"), Just("se"),
        Just("cair"), Just("por"), Just("cento"), Just("ontem"), Just("RSI"), Just("vírgula"), Just("um"), Just("milhão"), Just("2025-02-31"), Just("9999999999999999999999999999"),
        Just("31"), Just("fevereiro"), Just("há"), Just("anos"), Just("999999999"), Just("dólares"), Just("eth"), Just("\u{301}"), Just("ß"), Just("İ"), Just("😀"),
    ], 0..14)) {
        let text = list.join(" ");
        prop_assert_eq!(understand(&text), understand(&text));
        for number in numbers::find(&text) {
            prop_assert!(text.get(number.range.clone()).is_some());
        }
    }
}

#[test]
fn case_and_punctuation_do_not_change_the_meaning() {
    let table = include_str!("contract.tsv").lines().skip(1).chain(include_str!("development.tsv").lines().skip(1));
    for text in table.filter_map(|line| line.split('\t').next()).filter(|text| !text.is_empty()) {
        let meant = understand(text).understood;
        assert_eq!(understand(&text.to_lowercase()).understood, meant, "{text} in lower case");
        assert_eq!(understand(&text.to_uppercase()).understood, meant, "{text} in upper case");
        let bare = text.trim_end_matches(['.', '?', '!']);
        assert_eq!(understand(bare).understood, meant, "{text} without its last mark");
        assert_eq!(understand(&format!("{bare}?")).understood, meant, "{text} with a question mark");
        assert_eq!(understand(&format!("  {bare} ...  ")).understood, meant, "{text} with dots");
    }
}

#[test]
fn accents_may_be_missing() {
    let table = include_str!("contract.tsv").lines().skip(1);
    for text in table.filter_map(|line| line.split('\t').next()) {
        // spelled letters and "etéreo" live by their accents
        if text.contains("bê") || text.contains("erre") {
            continue;
        }
        let plain: String = text
            .chars()
            .map(|c| match c {
                'á' | 'â' | 'ã' | 'à' => 'a',
                'é' | 'ê' => 'e',
                'í' => 'i',
                'ó' | 'ô' | 'õ' => 'o',
                'ú' => 'u',
                'ç' => 'c',
                other => other,
            })
            .collect();
        assert_eq!(understand(&plain).understood, understand(text).understood, "{plain}");
    }
}

#[test]
fn nothing_said_means_nothing() {
    for text in ["", " ", "...", "?!", "\n", "😀"] {
        assert_eq!(understand(text).understood.intent, Intent::OutOfScope, "{text:?}");
    }
}

#[test]
fn what_is_understood_reads_back_from_its_json() {
    for text in [
        "me avisa se a média de 9 cruzar a de 21 no bitcoin",
        "quanto tá o bitcoin",
        "maiores altas do dia",
        "todo dia às 8 o preço do btc",
    ] {
        let understood = understand(text).understood;
        let json = serde_json::to_string(&understood).unwrap();
        let read: alfa_language::Understood = serde_json::from_str(&json).unwrap();
        // "1d" reads as a lookback and as a timeframe: what counts is that it is written the same
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
        assert_eq!(
            (read.intent, &read.coins, &read.condition),
            (understood.intent, &understood.coins, &understood.condition)
        );
    }
}
