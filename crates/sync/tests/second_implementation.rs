//! The cryptography against a second implementation: libsodium, zlib and Python's own HMAC, written from the documentation.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "helpers of tests stand outside the test functions")]

use alfa_sync::{Collection, DataKey, Phrase, Sealed, WrappedKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use uuid::Uuid;

struct Second {
    process: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Second {
    /// `None` where its libraries are not installed; `cargo xtask test` installs them.
    fn start() -> Option<Self> {
        let packages = std::env::var_os("ALFA_TEST_PEERS")
            .map(PathBuf::from)
            .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/alfa/test-peers")))?;
        if !packages.join("nacl").is_dir() {
            assert!(std::env::var_os("ALFA_TEST_PEERS").is_none(), "PyNaCl is not in ALFA_TEST_PEERS");
            eprintln!("left out: PyNaCl and mnemonic are not installed");
            return None;
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/second.py");
        let mut python = Command::new("python3");
        python.arg(script).env("PYTHONPATH", packages).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = python.spawn().unwrap();
        let (asks, answers) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()));
        Some(Self { process, asks, answers })
    }

    fn ask(&mut self, asked: &Value) -> Value {
        writeln!(self.asks, "{asked}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{asked}: {error}"))
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

fn uuid() -> Uuid {
    Uuid::from_bytes(random())
}

fn bytes(value: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(value.as_str().unwrap()).unwrap()
}

#[test]
fn both_open_what_the_other_sealed() {
    let Some(mut second) = Second::start() else { return };
    for round in 0..200 {
        let key = DataKey::new().unwrap();
        let collection = Collection::ALL[round % Collection::ALL.len()];
        let schema_v = i16::try_from(1 + round).unwrap();
        let of = Sealed { user_id: uuid(), collection, entity: uuid(), op_id: uuid(), device_id: uuid(), schema_v };
        let length = usize::from(random::<1>()[0]) * (round % 40);
        let mut body: Vec<u8> = "qual o preço do bitcoin? ".bytes().cycle().take(length).collect();
        body.extend_from_slice(&random::<16>()[..round % 17]);
        let described = json!({
            "user_id": of.user_id, "collection": collection.number(), "entity": of.entity, "op_id": of.op_id,
            "device_id": of.device_id, "schema_v": schema_v,
        });
        let mut ask = |what: &str, name: &str, data: &[u8]| {
            second.ask(&json!({
                "what": what, "user_id": of.user_id, "key": *key.to_text(), "of": described, name: BASE64_STANDARD.encode(data),
            }))
        };
        let opened = ask("open", "sealed", &key.seal(&body, &of).unwrap());
        assert_eq!(bytes(&opened["body"]), body);
        let sealed = ask("seal", "body", &body);
        assert_eq!(key.open(&bytes(&sealed["sealed"]), &of).unwrap(), body);
    }
}

#[test]
fn the_words_open_the_same_key_on_both_sides() {
    let Some(mut second) = Second::start() else { return };
    for _ in 0..50 {
        let (key, phrase, user) = (DataKey::new().unwrap(), Phrase::new().unwrap(), uuid());
        let wrapped = key.wrap(&phrase, user).unwrap();
        let unwrapped = second.ask(&json!({
            "what": "unwrap", "user_id": user, "words": phrase.words().join(" "), "wrapped": wrapped.wrapped, "check": wrapped.check,
        }));
        assert_eq!(unwrapped["key"].as_str().unwrap(), key.to_text().as_str());

        let theirs = second.ask(&json!({ "what": "wrap", "user_id": user }));
        let text = |name: &str| theirs[name].as_str().unwrap().to_owned();
        let wrapped = WrappedKey { wrapped: text("wrapped"), check: text("check") };
        let phrase = Phrase::parse(&text("words")).unwrap();
        assert_eq!(DataKey::unwrap(&wrapped, &phrase, user).unwrap().to_text().as_str(), text("key"));

        let entity = second.ask(&json!({
            "what": "entity", "user_id": user, "key": *key.to_text(), "collection": Collection::Watchlist.number(), "name": "BTC",
        }));
        let named = key.entity(Collection::Watchlist, "BTC");
        assert_eq!(entity["entity"].as_str().unwrap(), named.simple().to_string());
    }
}
