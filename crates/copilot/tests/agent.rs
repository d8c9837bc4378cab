//! The agent against a model's server that answers well, badly, or not at all.

#![expect(clippy::unwrap_used, reason = "a test ends where its surroundings fail")]

mod stand_in;

use alfa_copilot::agent::{Agent, AgentAnswer, AgentConfig, AgentError, ToolOutcome, ToolRunner};
use alfa_copilot::{Answer, Dialogue};
use alfa_domain::Fact;
use alfa_language::{Intent, Understood};
use async_trait::async_trait;
use chrono::{DateTime, TimeZone};
use chrono_tz::Tz;
use serde_json::{Value, json};
use stand_in::{Does, StandIn, calls, cut_text, raw_calls, text, text_pieces, whole};
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::Barrier;
use tokio_util::sync::CancellationToken;

fn fact(name: &str, value: &str, unit: &str) -> Fact {
    Fact {
        name: name.to_owned(),
        value: value.parse().unwrap(),
        unit: unit.parse().unwrap(),
        source: "Binance".to_owned(),
        at: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        derived_from: Vec::new(),
    }
}

/// Tools over a market that stands still.
#[derive(Default)]
struct Market {
    runs: Mutex<Vec<Understood>>,
    known: Vec<Fact>,
    /// So many tools must run at the same time for any to end.
    together: Option<Barrier>,
}

impl Market {
    fn runs(&self) -> Vec<Intent> {
        self.runs.lock().unwrap().iter().map(|request| request.intent).collect()
    }
}

#[async_trait]
impl ToolRunner for Market {
    async fn run(&self, request: &Understood) -> ToolOutcome {
        self.runs.lock().unwrap().push(request.clone());
        if let Some(together) = &self.together {
            together.wait().await;
        }
        let coin = request.coins.first().map_or("BTC", |coin| coin.as_str());
        let (words, facts) = match (request.intent, coin) {
            (Intent::Price, "ETH") => {
                ("O Ethereum está em R$ 18.250,10.", vec![fact("price ETH/BRL", "18250.10", "BRL")])
            }
            (Intent::Price, _) => ("O Bitcoin está em R$ 512.340,55.", vec![fact("price BTC/BRL", "512340.55", "BRL")]),
            (Intent::Change, _) => ("O Bitcoin caiu 3,22%.", vec![fact("change BTC/BRL 24h", "-3.217", "%")]),
            (Intent::AlertCreate, _) => ("Alerta criado.", Vec::new()),
            (Intent::AlertCancel, _) => {
                ("Apagar todos os 3 alertas? Diga sim ou não.", vec![fact("alerts", "3", "count")])
            }
            _ => ("Não há nada.", Vec::new()),
        };
        let answer = Answer { text: words.to_owned(), spoken: words.to_owned(), cards: Vec::new(), facts };
        ToolOutcome { answer, problem: None, needs_confirmation: request.intent == Intent::AlertCancel }
    }

    fn known_facts(&self) -> Vec<Fact> {
        self.known.clone()
    }

    fn now(&self) -> Option<DateTime<Tz>> {
        chrono_tz::America::Sao_Paulo.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).single()
    }
}

/// Limits that a busy computer does not reach by itself.
fn patient(server: &StandIn) -> AgentConfig {
    let mut config = AgentConfig::new(format!("{}/", server.base_url), "stand-in", None);
    config.silence = Duration::from_secs(20);
    config.total = Duration::from_secs(60);
    config
}

fn hurried(server: &StandIn) -> AgentConfig {
    let mut config = patient(server);
    config.silence = Duration::from_millis(150);
    config
}

async fn ask_with(config: AgentConfig, market: &Market, question: &str) -> Result<AgentAnswer, AgentError> {
    Agent::new(config).answer(question, &Dialogue::default(), market, &CancellationToken::new()).await
}

async fn ask(script: Vec<Does>, question: &str) -> (Result<AgentAnswer, AgentError>, Market, StandIn) {
    let server = StandIn::start(script).await;
    let market = Market::default();
    let answer = ask_with(patient(&server), &market, question).await;
    (answer, market, server)
}

fn price_call() -> Does {
    Does::Streams(calls(&[("price", json!({ "coins": ["BTC"] }))]))
}

fn says(words: &str) -> Does {
    Does::Streams(text(words))
}

#[tokio::test]
async fn a_question_is_answered_from_what_the_tools_return() {
    let script = vec![
        Does::Streams(calls(&[
            ("price", json!({ "coins": ["BTC"], "quote": "BRL" })),
            ("change", json!({ "coins": ["BTC"], "window": "24h" })),
        ])),
        says("O Bitcoin está em R$ 512.340,55, queda de 3,22% em 24 horas."),
    ];
    let (answer, market, server) = ask(script, "como está o bitcoin?").await;
    let answer = answer.unwrap();
    assert_eq!(answer.answer.text, "O Bitcoin está em R$ 512.340,55, queda de 3,22% em 24 horas.");
    assert!(!answer.answer.spoken.is_empty());
    assert_eq!(answer.engine, "llm:stand-in");
    let names: Vec<&str> = answer.answer.facts.iter().map(|fact| fact.name.as_str()).collect();
    assert_eq!(names, ["price BTC/BRL", "change BTC/BRL 24h"]);
    assert_eq!(market.runs(), [Intent::Price, Intent::Change]);

    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0]["stream"], true);
    assert!(requests[0]["tools"].as_array().unwrap().iter().any(|tool| tool["function"]["name"] == "alert_create"));
    let system = requests[0]["messages"][0]["content"].as_str().unwrap();
    assert!(system.contains("domingo, 2026-11-22, 12:00"), "{system}");
    let results = server.results();
    assert!(results[0].contains("512340.55") && results[1].contains("-3.217"), "{results:?}");
    // each result names the call it belongs to
    let messages = requests[1]["messages"].as_array().unwrap();
    assert_eq!(messages[2]["tool_calls"][1]["id"], messages[4]["tool_call_id"]);
}

#[tokio::test]
async fn tools_of_one_step_run_at_the_same_time() {
    let both = [("price", json!({ "coins": ["BTC"] })), ("price", json!({ "coins": ["ETH"] }))];
    let server = StandIn::start(vec![Does::Streams(calls(&both)), says("O Ethereum está em R$ 18.250,10.")]).await;
    let market = Market { together: Some(Barrier::new(2)), ..Market::default() };
    let answer = ask_with(patient(&server), &market, "bitcoin e ethereum").await.unwrap();
    assert_eq!(answer.answer.facts.len(), 2);
}

#[tokio::test]
async fn a_server_without_a_key_and_one_with_a_key() {
    let (_, _, server) = ask(vec![says("Oi, tudo bem.")], "oi").await;
    let sent = server.headers()["authorization"].to_str().unwrap().trim().to_owned();
    assert_eq!(sent, "Bearer");

    let server = StandIn::start(vec![says("Oi, tudo bem.")]).await;
    let mut config = patient(&server);
    config.api_key = Some("sk-segredo".to_owned().into());
    assert!(!format!("{:?}", Agent::new(config.clone())).contains("segredo"));
    ask_with(config.clone(), &Market::default(), "oi").await.unwrap();
    assert_eq!(server.headers()["authorization"], "Bearer sk-segredo");

    config.api_key = Some("sk-\nquebrado".to_owned().into());
    let refused = ask_with(config, &Market::default(), "oi").await.unwrap_err();
    assert!(matches!(&refused, AgentError::Service(why) if !why.contains("quebrado")), "{refused:?}");
}

#[tokio::test]
async fn a_model_that_says_nothing_is_given_up() {
    let scripts = [
        vec![Does::Hangs],
        vec![Does::StreamsThenHangs(vec![])],
        vec![Does::StreamsThenHangs(text_pieces("O Bitcoin está em R$ 512"))],
        vec![price_call(), Does::Hangs],
    ];
    for script in scripts {
        let server = StandIn::start(script.clone()).await;
        let answer = ask_with(hurried(&server), &Market::default(), "preço do bitcoin").await;
        assert_eq!(answer, Err(AgentError::Silent(150)), "{script:?}");
    }
}

#[tokio::test]
async fn events_without_a_word_are_silence() {
    let empty: Vec<Value> = std::iter::repeat_n(text_pieces("").remove(0), 50).collect();
    let server = StandIn::start(vec![Does::StreamsThenHangs(empty)]).await;
    let answer = ask_with(hurried(&server), &Market::default(), "oi").await;
    assert_eq!(answer, Err(AgentError::Silent(150)));
}

#[tokio::test]
async fn a_finished_answer_does_not_wait_for_the_connection_to_close() {
    let server = StandIn::start(vec![Does::StreamsThenHangs(text("Tudo certo."))]).await;
    let answer = ask_with(patient(&server), &Market::default(), "oi").await.unwrap();
    assert_eq!(answer.answer.text, "Tudo certo.");
}

#[tokio::test]
async fn a_service_that_fails_is_named_without_what_it_said() {
    let error = "{\"error\":{\"message\":\"bad key sk-segredo\",\"type\":\"x\",\"param\":null,\"code\":null}}";
    for (does, why) in [
        (Does::Fails(401, error), "status 401"),
        (Does::Fails(429, error), "status 429"),
        (Does::Fails(500, "sk-segredo"), "status 500"),
        (Does::Fails(404, "<html>sk-segredo"), "an answer that cannot be read"),
        (Does::StreamsRaw("{\"choices\": sk-segredo"), "an answer that cannot be read"),
        (Does::StreamsRaw("{\"error\": {\"message\": \"sk-segredo\"}}"), "an answer that cannot be read"),
        (Does::StreamsThenBreaks(text_pieces("O Bitcoin está em R$ 512.340,55")), "the answer broke off"),
        (Does::StreamsThenCloses(text_pieces("O Bitcoin está em R$ 512.340,55")), "the answer broke off"),
        (Does::Whole(json!({ "hello": 1 })), "an answer that cannot be read"),
        (says(""), "an empty answer"),
        (says("  \n … "), "an empty answer"),
        (says("<think>só pensei"), "an empty answer"),
        (Does::Whole(whole(&json!({ "role": "assistant", "content": null }), "stop")), "an empty answer"),
    ] {
        let (answer, _, _) = ask(vec![does.clone()], "preço do bitcoin").await;
        assert_eq!(answer, Err(AgentError::Service(why.to_owned())), "{does:?}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_a_failing_service() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let config = AgentConfig::new(format!("http://{address}/v1"), "stand-in", None);
    let answer = ask_with(config, &Market::default(), "oi").await;
    assert_eq!(answer, Err(AgentError::Service("no connection".to_owned())));
}

#[tokio::test]
async fn a_server_that_does_not_stream_is_understood() {
    let call = json!({
        "role": "assistant", "content": null,
        "tool_calls": [{ "id": "a", "type": "function", "function": { "name": "price", "arguments": "{\"coins\":[\"BTC\"]}" } }],
    });
    let words = json!({ "role": "assistant", "content": "O Bitcoin está em R$ 512.340,55." });
    // the first request is made twice: streamed, then whole
    let script = vec![
        Does::Whole(whole(&call, "tool_calls")),
        Does::Whole(whole(&call, "tool_calls")),
        Does::Whole(whole(&words, "stop")),
    ];
    let (answer, market, server) = ask(script, "preço do bitcoin").await;
    assert_eq!(answer.unwrap().answer.text, "O Bitcoin está em R$ 512.340,55.");
    assert_eq!(market.runs(), [Intent::Price]);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn endless_calls_end_at_the_limit_of_steps() {
    let windows = ["1h", "2h", "3h", "4h", "5h", "6h"];
    let script = windows
        .map(|window| Does::Streams(calls(&[("change", json!({ "coins": ["BTC"], "window": window }))])))
        .to_vec();
    let (answer, market, server) = ask(script, "e o bitcoin?").await;
    assert_eq!(answer, Err(AgentError::Limit("steps")));
    assert_eq!(server.requests().len(), 4);
    assert_eq!(market.runs().len(), 3);
    // in the last step it was asked to answer
    assert_eq!(server.requests()[3]["tool_choice"], "none");
}

#[tokio::test]
async fn the_same_call_is_made_once_and_its_loop_is_cut() {
    let server = StandIn::start(vec![price_call()]).await;
    let market = Market::default();
    let mut config = patient(&server);
    config.max_steps = 10;
    let answer = ask_with(config, &market, "preço do bitcoin").await;
    assert_eq!(answer, Err(AgentError::Limit("repeated calls")));
    assert_eq!(market.runs(), [Intent::Price]);
    assert_eq!(server.requests().len(), 3);
    assert!(server.results()[1].contains("já foi feita"));
}

#[tokio::test]
async fn a_call_that_makes_no_sense_is_told_and_can_be_corrected() {
    let wrong = [
        raw_calls(&[("buy_now", "{\"coins\":[\"BTC\"]}".to_owned())]),
        raw_calls(&[("price", "{\"coins\": [\"BTC\"".to_owned())]),
        raw_calls(&[("price", "{\"coins\": [\"moeda boa\"]}".to_owned())]),
        raw_calls(&[("change", "{\"coins\": [\"BTC\"], \"window\": \"ontem\"}".to_owned())]),
    ];
    for wrong in wrong {
        let script = vec![Does::Streams(wrong.clone()), price_call(), says("O Bitcoin está em R$ 512.340,55.")];
        let (answer, market, server) = ask(script, "preço do bitcoin").await;
        assert_eq!(answer.unwrap().answer.text, "O Bitcoin está em R$ 512.340,55.");
        assert_eq!(market.runs(), [Intent::Price]);
        assert!(server.results()[0].contains("chamada_invalida"), "{:?}", server.results());
    }
}

#[tokio::test]
async fn an_invented_number_is_not_spoken_and_asked_again() {
    for invented in [
        "O Bitcoin está em R$ 600.000,00.",
        "O Bitcoin está em seiscentos mil reais.",
        "O Bitcoin está em US$ 512.340,55.",
        "O Bitcoin está em R$ 512.340,55 e deve chegar a um milhão de reais.",
        "O Bitcoin está em R$ 512.340,55, alta de 2% hoje.",
    ] {
        let script = vec![price_call(), says(invented), says("O Bitcoin está em R$ 512.340,55.")];
        let (answer, _, server) = ask(script, "preço do bitcoin").await;
        let answer = answer.unwrap();
        assert_eq!(answer.answer.text, "O Bitcoin está em R$ 512.340,55.");
        let told = server.requests()[2]["messages"].as_array().unwrap().last().unwrap()["content"].to_string();
        assert!(told.contains("não foi dita"), "{told}");
    }
}

#[tokio::test]
async fn a_number_invented_twice_is_given_up() {
    let script = vec![
        price_call(),
        says("Está em R$ 600.000,00."),
        says("Está em R$ 601.000,00."),
        says("Está em R$ 512.340,55."),
    ];
    let (answer, _, server) = ask(script, "preço do bitcoin").await;
    assert_eq!(answer, Err(AgentError::InventedNumbers));
    assert_eq!(server.requests().len(), 3);
    // from memory, without any tool
    let (answer, _, _) = ask(vec![says("O Bitcoin está em R$ 350.000,00.")], "preço do bitcoin").await;
    assert_eq!(answer, Err(AgentError::InventedNumbers));
}

#[tokio::test]
async fn after_an_invented_number_the_missing_tool_can_be_called() {
    let script = vec![
        price_call(),
        says("Está em R$ 512.340,55, queda de 5%."),
        Does::Streams(calls(&[("change", json!({ "coins": ["BTC"] }))])),
        says("Está em R$ 512.340,55, queda de 3,22%."),
    ];
    let (answer, market, _) = ask(script, "preço do bitcoin").await;
    assert_eq!(answer.unwrap().answer.text, "Está em R$ 512.340,55, queda de 3,22%.");
    assert_eq!(market.runs(), [Intent::Price, Intent::Change]);
}

#[tokio::test]
async fn the_last_answers_facts_and_the_users_own_numbers_may_be_said() {
    let server =
        StandIn::start(vec![says("Sim, o Bitcoin está em R$ 512.340,55, acima dos 500 mil que você disse.")]).await;
    let market =
        Market { known: vec![fact("price BTC/BRL", "512340.55", "BRL"), fact("x", "7", "count")], ..Market::default() };
    let answer = ask_with(patient(&server), &market, "passou de 500 mil?").await.unwrap();
    let names: Vec<&str> = answer.answer.facts.iter().map(|fact| fact.name.as_str()).collect();
    assert_eq!(names, ["price BTC/BRL"]);
}

#[tokio::test]
async fn what_waits_for_a_yes_ends_the_turn_with_the_tools_question() {
    let script = vec![Does::Streams(calls(&[("alert_cancel", json!({ "coins": ["*"] }))])), says("Apaguei tudo.")];
    let (answer, _, server) = ask(script, "apaga todos os alertas").await;
    let answer = answer.unwrap().answer;
    assert_eq!(answer.text, "Apagar todos os 3 alertas? Diga sim ou não.");
    assert_eq!(answer.facts.len(), 1);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_alert_is_made_only_with_the_value_the_user_said() {
    let alert = |price: &str| {
        Does::Streams(calls(&[(
            "alert_create",
            json!({ "coins": ["BTC"], "condition": format!("price crosses_up {price}") }),
        )]))
    };
    let script = vec![alert("550000"), alert("600000"), says("Pronto, aviso quando passar de 600 mil reais.")];
    let (answer, market, server) = ask(script, "me avisa se o bitcoin passar de 600 mil").await;
    assert_eq!(answer.unwrap().answer.text, "Pronto, aviso quando passar de 600 mil reais.");
    let runs = market.runs.lock().unwrap().clone();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].condition.as_ref().unwrap().to_string(), "price crosses_up 600000");
    assert!(server.results()[0].contains("não disse esse valor"));
}

#[tokio::test]
async fn what_a_turn_may_cost_is_bounded() {
    let server = StandIn::start(vec![price_call(), says("Está em R$ 512.340,55.")]).await;
    let mut config = patient(&server);
    config.max_input_chars = 100;
    assert_eq!(ask_with(config, &Market::default(), "oi").await, Err(AgentError::Limit("input")));
    let mut config = patient(&server);
    config.max_turn_tokens = 1_000;
    assert_eq!(ask_with(config, &Market::default(), "oi").await, Err(AgentError::Limit("cost")));
    assert!(server.requests().is_empty());

    let (answer, _, _) = ask(vec![Does::Streams(cut_text("O Bitcoin está em R$ 512"))], "oi").await;
    assert_eq!(answer, Err(AgentError::Limit("output")));
    let server = StandIn::start(vec![says(&"lá ".repeat(5_000))]).await;
    assert_eq!(ask_with(patient(&server), &Market::default(), "oi").await, Err(AgentError::Limit("output")));

    let server = StandIn::start(vec![Does::Hangs]).await;
    let mut config = patient(&server);
    config.total = Duration::from_millis(150);
    assert_eq!(ask_with(config, &Market::default(), "oi").await, Err(AgentError::Limit("time")));
}

#[tokio::test]
async fn a_turn_can_be_cancelled_at_any_point() {
    let server = StandIn::start(vec![Does::StreamsThenHangs(text_pieces("O Bitcoin"))]).await;
    let agent = Agent::new(patient(&server));
    let (market, cancel) = (Market::default(), CancellationToken::new());
    let dialogue = Dialogue::default();
    let turn = agent.answer("preço do bitcoin", &dialogue, &market, &cancel);
    let stop = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        cancel.cancel();
    };
    let (answer, ()) = tokio::join!(turn, stop);
    assert_eq!(answer, Err(AgentError::Cancelled));

    let again = agent.answer("preço do bitcoin", &dialogue, &market, &cancel).await;
    assert_eq!(again, Err(AgentError::Cancelled));
}
