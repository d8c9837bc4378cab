//! `alfa understand`: sentences in, meanings out; no model, no network, no data.

use super::arguments::Understand;
use super::{Done, print};
use crate::clock::SystemClock;
use alfa_copilot::{Clock, Problem};
use alfa_domain::CoinTable;
use alfa_language::{Context, Language};
use std::io::BufRead;

pub(super) fn run(arguments: &Understand) -> Done {
    let clock = SystemClock::new(None).with_words_now(arguments.now.map(|now| now.to_utc()));
    let now = clock.words_now().with_timezone(&clock.zone());
    let language = Language::new(&CoinTable::shipped());
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input.read_until(b'\n', &mut line).map_err(|error| {
            Problem::new("input_unreadable", format!("Não consegui ler a entrada: {error}."), "Tente de novo.")
        })?;
        if read == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line);
        let understanding = language.understand(text.trim(), now, &Context::default());
        let json = serde_json::to_string(&understanding.understood)
            .map_err(|error| Problem::new("internal", error.to_string(), ""))?;
        print::out(&json);
    }
}
