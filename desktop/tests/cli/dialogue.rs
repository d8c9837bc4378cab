//! Turns that lean on each other, over processes that share one data folder.

use crate::run::Computer;

#[test]
fn the_dialogue_of_a_person_with_alerts() {
    let computer = Computer::new();
    let say = |text: &str| computer.ask(&[text, "--continue"]);
    let first = computer.ask(&["preço do bitcoin"]);
    assert_eq!(first["understood"]["coins"][0], "BTC");

    let ethereum = say("e o ethereum?");
    assert_eq!(
        (ethereum["understood"]["intent"].as_str(), ethereum["understood"]["coins"][0].as_str()),
        (Some("price"), Some("ETH"))
    );

    let dollars = say("e em dólar?");
    assert_eq!(
        (dollars["understood"]["coins"][0].as_str(), dollars["understood"]["quote"].as_str()),
        (Some("ETH"), Some("USD"))
    );
    assert_eq!(dollars["answer"]["facts"][0]["unit"], "USD");

    let alert = say("me avisa se passar de 4 mil");
    assert_eq!(alert["understood"]["intent"], "alert_create");
    assert_eq!(alert["understood"]["condition"], "price crosses_up 4000");
    assert_eq!(
        (alert["understood"]["coins"][0].as_str(), alert["understood"]["quote"].as_str()),
        (Some("ETH"), Some("USD"))
    );

    let ask_back = say("apaga todos os alertas");
    assert!(ask_back["answer"]["text"].as_str().unwrap().contains("sim ou não"), "{ask_back}");
    let denied = say("não");
    assert_eq!(denied["understood"]["intent"], "deny");

    let listed = say("quais alertas eu tenho?");
    assert!(listed["answer"]["text"].as_str().unwrap().contains("Ethereum"), "nothing was deleted: {listed}");

    say("apaga todos");
    let confirmed = say("sim");
    assert_eq!(confirmed["understood"]["intent"], "confirm");
    assert!(confirmed["answer"]["text"].as_str().unwrap().contains("Apaguei"), "{confirmed}");

    let source = say("de onde veio esse preço?");
    assert_eq!(source["understood"]["intent"], "explain_source");
    assert!(source["answer"]["text"].as_str().unwrap().contains("simulado"), "{source}");

    let empty = say("quais alertas eu tenho?");
    assert!(empty["answer"]["text"].as_str().unwrap().contains("não tem alertas"), "{empty}");
}

#[test]
fn a_fresh_conversation_leans_on_nothing() {
    let computer = Computer::new();
    computer.ask(&["apaga todos os alertas"]);
    let yes = computer.ask(&["sim"]);
    assert!(yes["answer"]["text"].as_str().unwrap().contains("Não há nada"), "{yes}");
}

#[test]
fn a_weak_match_is_confirmed_before_anything_is_done() {
    let computer = Computer::new();
    let asked = computer.ask(&["preço da polca dote"]);
    let text = asked["answer"]["text"].as_str().unwrap().to_owned();
    // either it is sure of the coin, or it asks; it never says another coin's price
    if text.contains('?') {
        let yes = computer.ask(&["sim", "--continue"]);
        assert!(yes["answer"]["text"].as_str().unwrap().contains("Polkadot"), "{yes}");
    } else {
        assert!(text.contains("Polkadot"), "{text}");
    }
}

#[test]
fn the_last_answer_is_repeated_word_for_word() {
    let computer = Computer::new();
    let first = computer.ask(&["me avise quando o bitcoin passar de 900 mil reais"]);
    let again = computer.ask(&["repete por favor", "--continue"]);
    assert_eq!(first["answer"]["text"], again["answer"]["text"]);
}

#[test]
fn portfolio_and_watchlist_are_kept_between_turns() {
    let computer = Computer::new();
    computer.ask(&["comprei meio bitcoin a 300 mil reais"]);
    let value = computer.ask(&["quanto vale minha carteira?"]);
    let facts = value["answer"]["facts"].as_array().unwrap();
    assert!(facts.iter().any(|fact| fact["name"] == "portfolio value BRL"), "{value}");
    let too_much = computer.ask(&["vendi dois bitcoins a 400 mil reais"]);
    assert_eq!(too_much["problem"]["code"], "not_enough_held");

    computer.ask(&["adiciona a cardano na minha lista"]);
    let list = computer.ask(&["mostra minha lista"]);
    assert!(list["answer"]["text"].as_str().unwrap().contains("Cardano"), "{list}");
}

#[test]
fn the_pace_that_was_asked_for_is_kept() {
    let computer = Computer::new();
    let pace = || -> f32 {
        String::from_utf8(computer.run(&["config", "get", "speed"]).stdout).unwrap().trim().parse().unwrap()
    };
    let usual = pace();
    computer.ask(&["fala mais devagar"]);
    assert!(pace() < usual);
    for _ in 0..20 {
        computer.ask(&["fala mais rápido"]);
    }
    assert!((pace() - 2.0).abs() < 0.001, "it ends at the voice's fastest: {}", pace());
}
