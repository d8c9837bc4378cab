//! The line of `ask --json` and what stands in it.

use crate::run::Computer;
use rust_decimal::Decimal;

#[test]
fn a_typed_question_has_every_key_and_no_heard() {
    let line = Computer::new().ask(&["qual", "o", "preço", "do", "bitcoin?"]);
    let keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["heard", "understood", "answer", "audio", "timings_ms", "problem"]);
    assert!(line["heard"].is_null() && line["audio"].is_null() && line["problem"].is_null());
    assert_eq!(
        line["understood"],
        serde_json::json!({ "intent": "price", "coins": ["BTC"], "quote": "BRL", "amount": null, "window": null,
            "indicator": null, "condition": null })
    );
    let fact = &line["answer"]["facts"][0];
    assert_eq!((fact["name"].as_str(), fact["unit"].as_str()), (Some("price BTC/BRL"), Some("BRL")));
    assert!(fact["value"].as_str().unwrap().parse::<Decimal>().unwrap() > Decimal::ZERO);
    assert!(fact["source"].as_str().unwrap().starts_with("simulado"), "{fact}");
    assert!(chrono::DateTime::parse_from_rfc3339(fact["at"].as_str().unwrap()).is_ok());
}

#[test]
fn every_answer_of_the_simulated_market_says_so() {
    let computer = Computer::new();
    for question in
        ["preço do ethereum", "quanto caiu a solana essa semana", "dominância do bitcoin", "quais alertas eu tenho"]
    {
        let line = computer.ask(&[question]);
        for place in ["text", "spoken"] {
            let said = line["answer"][place].as_str().unwrap().to_lowercase();
            assert!(said.contains("simulado"), "{question}: {said}");
        }
    }
}

#[test]
fn every_fact_has_a_source_and_a_time_and_a_derived_one_names_its_origin() {
    let computer = Computer::new();
    for question in [
        "quanto é 0,5 bitcoin em reais",
        "compare bitcoin com ethereum em 30 dias",
        "RSI da solana",
        "se eu tivesse colocado mil reais em bitcoin há um ano quanto teria hoje?",
        "me dá um resumo do mercado",
        "tendência do bitcoin",
    ] {
        let line = computer.ask(&[question]);
        let facts = line["answer"]["facts"].as_array().unwrap();
        assert!(!facts.is_empty(), "{question}: {line}");
        for fact in facts {
            assert!(!fact["source"].as_str().unwrap().is_empty() && !fact["at"].as_str().unwrap().is_empty(), "{fact}");
            fact["value"].as_str().unwrap().parse::<Decimal>().unwrap();
        }
        let derived = facts.iter().any(|fact| fact["derived_from"].as_array().is_some_and(|from| !from.is_empty()));
        assert_eq!(derived, question != "me dá um resumo do mercado", "{question}: {facts:?}");
    }
}

#[test]
fn a_derived_figure_is_what_its_origins_give() {
    let computer = Computer::new();
    let line = computer.ask(&["quanto é 0,5 bitcoin em reais"]);
    let value = |name: &str| -> Decimal {
        let facts = line["answer"]["facts"].as_array().unwrap();
        let fact = facts.iter().find(|fact| fact["name"] == name).unwrap_or_else(|| panic!("{name} in {facts:?}"));
        fact["value"].as_str().unwrap().parse().unwrap()
    };
    assert_eq!(value("convert BTC/BRL"), (value("price BTC/BRL") * Decimal::new(5, 1)).normalize());
}
