//! Sentences and their meaning: the contract's own samples, and a development set of our own.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use alfa_domain::CoinTable;
use alfa_language::{Context, Language, Understood};
use chrono::DateTime;
use chrono_tz::{America::Sao_Paulo, Tz};
use std::sync::LazyLock;

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| Language::new(&CoinTable::shipped()));

const SLOTS: [&str; 7] = ["intent", "coins", "quote", "amount", "window", "indicator", "condition"];

fn now() -> DateTime<Tz> {
    DateTime::parse_from_rfc3339("2026-11-22T12:00:00-03:00").unwrap().with_timezone(&Sao_Paulo)
}

fn slots(understood: &Understood) -> Vec<String> {
    let json = serde_json::to_value(understood).unwrap();
    SLOTS
        .iter()
        .map(|slot| match &json[slot] {
            serde_json::Value::Null => String::new(),
            serde_json::Value::Array(list) => list.iter().map(|x| x.as_str().unwrap()).collect::<Vec<_>>().join(","),
            other => other.as_str().unwrap().to_owned(),
        })
        .collect()
}

/// Every row is understood exactly, each sentence on its own.
fn all_exact(table: &str) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in table.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let mut columns = line.split('\t').map(str::to_owned);
        let text = columns.next().unwrap();
        let mut wanted: Vec<String> = columns.collect();
        wanted.resize(SLOTS.len(), String::new());
        let got = slots(&LANGUAGE.understand(&text, now(), &Context::default()).understood);
        count += 1;
        if got != wanted {
            wrong.push(format!("{text}\n   wanted {}\n   got    {}", wanted.join(" | "), got.join(" | ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_samples_of_the_contract_are_exact() {
    all_exact(include_str!("contract.tsv"));
}

#[test]
fn the_development_set_is_exact() {
    all_exact(include_str!("development.tsv"));
}
