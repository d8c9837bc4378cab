//! Reads sentences from standard input, prints what they mean, one a line.
use alfa_language::{Context, Language};
use std::io::BufRead;

#[expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for looking at meanings by eye")]
fn main() {
    let language = Language::new(&alfa_domain::CoinTable::shipped());
    let now = chrono::DateTime::parse_from_rfc3339("2026-11-22T12:00:00-03:00").unwrap().with_timezone(&chrono_tz::America::Sao_Paulo);
    let mut context = Context::default();
    let dialogue = std::env::args().any(|a| a == "--dialogue");
    for line in std::io::stdin().lock().lines() {
        let text = line.unwrap();
        let u = language.understand(&text, now, &context);
        let v = serde_json::to_value(&u.understood).unwrap();
        let slot = |k: &str| match &v[k] {
            serde_json::Value::Null => String::new(),
            serde_json::Value::Array(a) => a.iter().map(|x| x.as_str().unwrap().to_owned()).collect::<Vec<_>>().join(","),
            x => x.as_str().unwrap().to_owned(),
        };
        let slots: Vec<String> = ["intent", "coins", "quote", "amount", "window", "indicator", "condition"].iter().map(|k| slot(k)).collect();
        println!("{text}\t{}\t{}", slots.join("\t"), u.doubt.as_ref().map_or(String::new(), |d| format!("{d:?}")));
        if dialogue && u.doubt.is_none() {
            context.last = Some(u.understood);
        }
    }
}
