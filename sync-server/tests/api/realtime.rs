//! A conversation over a WebSocket: a spoken question to a spoken answer, interruption, tools on the device, and the ends of a connection.

use crate::cloud::Cloud;
use crate::openai::{OpenAi, QUESTION, question};
use crate::voice::{hosted, until_used, used};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// What is waited for comes by then.
const PATIENCE: Duration = Duration::from_secs(30);

struct Line {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What came down.
#[derive(Debug)]
enum Came {
    Said(Value),
    Speech { turn: u32, rate: u32, samples: Vec<i16> },
    Closed(Option<u16>),
}

impl Line {
    async fn open(cloud: &Cloud, token: &str) -> Result<Self, u16> {
        let mut request =
            format!("{}/api/realtime", cloud.url.replace("http://", "ws://")).into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    async fn say(&mut self, message: Value) {
        self.socket.send(Message::Text(message.to_string().into())).await.unwrap();
    }

    /// The question, in pieces of 20 ms.
    async fn ask(&mut self, start: Value) {
        let turn = start["turn"].clone();
        self.say(start).await;
        for piece in pcm().chunks(640) {
            self.socket.send(Message::Binary(piece.to_vec().into())).await.unwrap();
        }
        self.say(json!({ "type": "end", "turn": turn })).await;
    }

    async fn next(&mut self) -> Came {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("nothing comes");
            match message {
                Some(Ok(Message::Text(text))) => return Came::Said(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Binary(bytes))) => {
                    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
                    let samples = bytes[8..].chunks(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
                    return Came::Speech { turn: number(0), rate: number(4), samples };
                }
                Some(Ok(Message::Close(frame))) => return Came::Closed(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Came::Closed(None),
            }
        }
    }

    /// All of a turn to its end.
    async fn turn(&mut self, turn: u32) -> Vec<Came> {
        let mut all = Vec::new();
        loop {
            let came = self.next().await;
            assert!(!matches!(came, Came::Closed(_)), "{came:?} after {all:?}");
            let ended = matches!(&came, Came::Said(said) if said["type"] == "ended" && said["turn"] == turn);
            all.push(came);
            if ended {
                return all;
            }
        }
    }

    async fn until_speech(&mut self, of: u32) {
        while !matches!(self.next().await, Came::Speech { turn, .. } if turn == of) {}
    }
}

/// The question's samples as they are sent.
fn pcm() -> Vec<u8> {
    let samples = alfa_speech::wav::read_bytes(&question()).unwrap().samples;
    samples.iter().flat_map(|sample| ((sample * 32_767.0) as i16).to_le_bytes()).collect()
}

fn events(all: &[Came]) -> Vec<(String, Value)> {
    let said = all.iter().filter_map(|came| match came {
        Came::Said(said) if said["type"] == "event" => Some(&said["event"]),
        _ => None,
    });
    said.map(|event| (event["event"].as_str().unwrap().to_owned(), event.clone())).collect()
}

fn event<'a>(events: &'a [(String, Value)], name: &str) -> &'a Value {
    &events.iter().find(|(event, _)| event == name).unwrap_or_else(|| panic!("no {name} in {events:?}")).1
}

/// What a device answers that has the price.
fn price() -> Value {
    let answer = json!({ "text": "O Bitcoin está em R$ 500.000,00.", "spoken": "O Bitcoin está em quinhentos mil reais.", "cards": [], "facts": [] });
    json!({ "kind": "answer", "answer": answer })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spoken_question_is_answered_in_speech_and_the_device_answers_what_is_its() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[]).await;
    let mut line = Line::open(&cloud, &token).await.unwrap();
    line.ask(json!({ "type": "start", "turn": 1, "voice": "openai:nova" })).await;
    // no source is listed: the price is asked of the device
    let mut before = Vec::new();
    let tool = loop {
        match line.next().await {
            Came::Said(said) if said["type"] == "tool" => break said,
            came => before.push(came),
        }
    };
    assert_eq!((&tool["asked"]["request"]["intent"], &tool["asked"]["said"]), (&json!("price"), &json!(QUESTION)));
    line.say(json!({ "type": "tool_result", "call": tool["call"], "returned": price() })).await;
    let after = line.turn(1).await;
    // a tool's question may come before what was told before it
    let told = [events(&before), events(&after)].concat();
    assert_eq!(event(&told, "heard")["text"], QUESTION);
    assert_eq!(event(&told, "answer")["answer"]["text"], "O Bitcoin está em R$ 500.000,00.");
    assert!(event(&told, "done")["timings"]["first_audio"].is_number(), "{told:?}");
    let mut samples = 0;
    for came in &after {
        if let Came::Speech { turn, rate, samples: some } = came {
            assert_eq!((*turn, *rate), (1, 24_000));
            assert!(some.iter().all(|sample| sample.abs() == 6_000), "as the voice made it");
            samples += some.len();
        }
    }
    let clauses = openai.spoken();
    assert_eq!(clauses.concat().replace(' ', ""), "OBitcoinestáemquinhentosmilreais.");
    assert_eq!(samples, clauses.len() * 24_000 * 3 / 10);

    // counted: the speech once, though it was looked at in the pause and again
    let millis = pcm().len() as u64 / 32;
    let heard_ms = used(&cloud, &token, "heard_ms").await;
    assert!((millis / 2..=millis + 1).contains(&heard_ms), "{heard_ms} of {millis}");
    assert_eq!(used(&cloud, &token, "turns").await, 1);
    let characters: u64 = clauses.iter().map(|clause| clause.chars().count() as u64).sum();
    assert_eq!(used(&cloud, &token, "characters").await, characters);
    assert_eq!(used(&cloud, &token, "spoken_ms").await, clauses.len() as u64 * 300);

    // without a voice, and after what was said before
    let Some(Came::Said(ended)) = after.last() else { panic!("{after:?}") };
    let mut other = Line::open(&cloud, &token).await.unwrap();
    other.ask(json!({ "type": "start", "turn": 7, "speak": false, "dialogue": ended["dialogue"] })).await;
    while !matches!(other.next().await, Came::Said(said) if said["type"] == "tool") {}
    let problem = json!({ "kind": "problem", "problem": { "code": "market_unavailable", "message": "Sem fontes.", "action": "" } });
    other.say(json!({ "type": "tool_result", "call": 1, "returned": problem })).await;
    let silent = other.turn(7).await;
    assert!(!silent.iter().any(|came| matches!(came, Came::Speech { .. })));
    assert_eq!(event(&events(&silent), "answer")["answer"]["text"], "Sem fontes.");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_interrupts_is_not_spoken_to() {
    let openai = OpenAi::start().await;
    openai.speak_without_end();
    let (cloud, token) = hosted(&openai, &[]).await;
    let mut line = Line::open(&cloud, &token).await.unwrap();
    let (mut slowest, mut slowest_told) = (Duration::ZERO, Duration::ZERO);
    let mut turn = 0;
    for interrupts in ["cancel", "start", "cancel", "start", "cancel"] {
        turn += 1;
        line.ask(json!({ "type": "start", "turn": turn })).await;
        while !matches!(line.next().await, Came::Said(said) if said["type"] == "tool") {}
        line.say(json!({ "type": "tool_result", "call": turn_call(turn), "returned": price() })).await;
        line.until_speech(turn).await;
        // somewhere in the middle of it
        for _ in 0..3 {
            line.until_speech(turn).await;
        }
        let asked = Instant::now();
        if interrupts == "start" {
            line.say(json!({ "type": "start", "turn": turn + 1 })).await;
        } else {
            line.say(json!({ "type": "cancel", "turn": turn })).await;
        }
        let (mut last, mut told) = (asked, None);
        loop {
            match line.next().await {
                Came::Speech { turn: of, .. } => {
                    assert_eq!(of, turn);
                    last = Instant::now();
                }
                Came::Said(said) if said["type"] == "ended" && said["turn"] == turn => break,
                Came::Said(said) if said["event"]["event"] == "cancelled" => told = Some(asked.elapsed()),
                Came::Said(_) => {}
                Came::Closed(code) => panic!("closed: {code:?}"),
            }
        }
        slowest = slowest.max(last - asked);
        slowest_told = slowest_told.max(told.unwrap());
        if interrupts == "start" {
            turn += 1;
            line.say(json!({ "type": "cancel", "turn": turn })).await;
            let ended = line.turn(turn).await;
            assert!(!ended.iter().any(|came| matches!(came, Came::Speech { .. })), "nothing stale is played");
        }
    }
    println!(
        "after an interruption speech still came for at most {slowest:?}; it was confirmed after at most {slowest_told:?}"
    );
    assert!(slowest <= Duration::from_millis(50), "{slowest:?}");
    // what was begun is counted and nothing is held any more
    let held: (i64,) = sqlx::query_as("SELECT count(*) FROM usage_hold").fetch_one(&cloud.app.pool).await.unwrap();
    assert_eq!(held.0, 0);
    until_used(&cloud, &token, "turns", 5).await;
}

/// Each turn that asks a tool asks one.
fn turn_call(turn: u32) -> u32 {
    // turns 1, 2, 4, 5 and 7 ask
    match turn {
        1 => 1,
        2 => 2,
        4 => 3,
        5 => 4,
        _ => 5,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_ends_with_a_code_that_says_why() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[("ALFA_SERVER_FREE_TURNS", "0")]).await;
    // over the quota: said, and the connection stays
    let mut line = Line::open(&cloud, &token).await.unwrap();
    line.say(json!({ "type": "start", "turn": 1 })).await;
    let all = line.turn(1).await;
    let said = all.iter().any(|came| matches!(came, Came::Said(said) if said["code"] == "quota_exhausted" && said["more"]["resets_at"].is_string()));
    assert!(said, "{all:?}");
    assert_eq!(openai.asked(), (0, 0));
    // a voice it has not
    line.say(json!({ "type": "start", "turn": 2, "voice": "openai:ninguem" })).await;
    assert!(line.turn(2).await.iter().any(|came| matches!(came, Came::Said(said) if said["code"] == "unknown_voice")));
    // numbers go upwards
    line.say(json!({ "type": "start", "turn": 2 })).await;
    assert!(matches!(line.next().await, Came::Closed(Some(1008))));
    for wrong in [json!({ "type": "sing" }), json!({ "type": "start", "turn": 1, "pitch": 2 }), json!([])] {
        let mut line = Line::open(&cloud, &token).await.unwrap();
        line.say(wrong).await;
        assert!(matches!(line.next().await, Came::Closed(Some(1008))));
    }
    // too large a message
    let mut line = Line::open(&cloud, &token).await.unwrap();
    let _ = line.socket.send(Message::Binary(vec![0; 300 << 10].into())).await;
    assert!(matches!(line.next().await, Came::Closed(_)));
    // so many at a time
    let mut lines = Vec::new();
    for _ in 0..4 {
        lines.push(Line::open(&cloud, &token).await.unwrap());
    }
    assert_eq!(Line::open(&cloud, &token).await.err(), Some(429));
    // signed out meanwhile
    let gone = cloud.ask(reqwest::Method::DELETE, "/v1/sessions/current", Some(&token), None).await;
    assert_eq!(gone.status(), 204);
    let mut line = lines.remove(0);
    line.say(json!({ "type": "start", "turn": 1 })).await;
    assert!(matches!(line.next().await, Came::Closed(Some(4401))));
    // the server ends
    cloud.app.ending.begin();
    for mut line in lines {
        assert!(matches!(line.next().await, Came::Closed(Some(1012))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_speech_or_words_stays() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[]).await;
    assert_eq!(cloud.send("/api/audio/transcribe", &token, question()).await.status(), 200);
    let say = json!({ "text": "Palavras que não ficam." });
    cloud.ask(reqwest::Method::POST, "/api/audio/speak", Some(&token), Some(say)).await.bytes().await.unwrap();
    let mut line = Line::open(&cloud, &token).await.unwrap();
    line.ask(json!({ "type": "start", "turn": 1 })).await;
    while !matches!(line.next().await, Came::Said(said) if said["type"] == "tool") {}
    line.say(json!({ "type": "tool_result", "call": 1, "returned": price() })).await;
    line.turn(1).await;
    sqlx::query("CHECKPOINT").execute(&cloud.app.pool).await.unwrap();

    let (folder,): (String,) = sqlx::query_as("SHOW data_directory").fetch_one(&cloud.app.pool).await.unwrap();
    // a stretch of the recording where somebody speaks; a line's end would end the search
    let recording = question();
    let speech = recording[recording.len() / 4..]
        .windows(24)
        .find(|bytes| !bytes.contains(&b'\n') && bytes.iter().all(|byte| *byte != 0));
    let pattern = |bytes: &[u8]| bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
    let found = |pattern: String| {
        let grep = std::process::Command::new("grep").args(["-rlaP", &pattern, &folder]).env("LC_ALL", "C").output();
        String::from_utf8(grep.unwrap().stdout).unwrap()
    };
    assert!(!found(pattern(b"lia@exemplo.com")).is_empty(), "what is there is found");
    for gone in [speech.unwrap(), QUESTION.as_bytes(), "Palavras que não ficam".as_bytes(), b"quinhentos mil reais"] {
        assert_eq!(found(pattern(gone)), "", "{}", String::from_utf8_lossy(gone));
    }
}
