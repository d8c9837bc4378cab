//! The alert engine's figures: `cargo xtask bench`.
//!
//! Alerts are drawn around the prices of 500 coins; prices walk in small steps, a tick every millisecond. Half of the alerts are crossings
//! of a line, the rest `reaches`, levels and, in the mixed rows, changes and highs over an hour and a day; a third repeat.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "the table is what this program is for")]

use alfa_alerts::{Engine, Firing, Level, Rule, SeriesId, Test, Window};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::HashMap;
use std::time::Instant;

const COINS: usize = 500;
/// In cents: every coin stands there at first.
const START: i64 = 100_000;

/// xorshift64*: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % end.unsigned_abs()).cast_signed()
    }
}

fn price(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn rule(random: &mut Random, looks_back: bool) -> Rule {
    let far = 50 + random.below(40_000);
    let (up, down) = (price(START + far), price(START - far));
    let window = Window::of_millis(if random.below(2) == 0 { 3_600_000 } else { 86_400_000 }).unwrap();
    let percent = Decimal::new(500 + random.below(5_000), 2);
    let test = match random.below(20) {
        0..=4 => Test::CrossesUp(up),
        5..=9 => Test::CrossesDown(down),
        10..=12 => Test::Reaches(up),
        13..=14 => Test::Above(up),
        15..=16 => Test::Below(down),
        17 if looks_back => Test::Rises(percent, window),
        18 if looks_back => Test::Falls(-percent, window),
        19 if looks_back => Test::NewHigh(window),
        _ => Test::Reaches(down),
    };
    let repeat = random.below(3) == 0;
    Rule { repeat, cooldown_ms: 60_000, hysteresis_pct: Decimal::new(2, 1), ..Rule::once(test) }
}

struct World {
    engine: Engine,
    series: Vec<SeriesId>,
    cents: Vec<i64>,
    at: i64,
    random: Random,
}

fn world(rules: &[Rule]) -> World {
    let mut engine = Engine::with_ring(720);
    let series: Vec<SeriesId> = (0..COINS).map(|_| engine.add_series()).collect();
    engine.add_all(rules.iter().enumerate().map(|(index, rule)| (series[index % COINS], rule))).unwrap();
    let mut fired = Vec::new();
    for one in &series {
        engine.tick(*one, 0, price(START), &mut fired);
    }
    World { engine, series, cents: vec![START; COINS], at: 0, random: Random(11) }
}

impl World {
    /// Ticks made beforehand, so that only the engine is measured.
    fn ticks(&mut self, count: usize) -> Vec<(SeriesId, i64, Level)> {
        (0..count)
            .map(|index| {
                let coin = index % COINS;
                self.cents[coin] += self.random.below(21) - 10;
                self.at += 1;
                (self.series[coin], self.at, Level::new(price(self.cents[coin])).unwrap())
            })
            .collect()
    }

    fn play(&mut self, ticks: &[(SeriesId, i64, Level)]) -> usize {
        let mut fired: Vec<Firing> = Vec::new();
        let mut count = 0;
        for (series, at, level) in ticks {
            self.engine.tick_level(*series, *at, *level, &mut fired);
            if !fired.is_empty() {
                count += fired.len();
                fired.clear();
            }
        }
        count
    }
}

fn row(what: &str, value: &str, target: &str, beside: &str) {
    println!("| {what} | {value} | {target} | {beside} |");
}

fn millions(per_second: f64) -> String {
    format!("{:.1} M/s", per_second / 1e6)
}

fn main() {
    println!("| alertas | medida | alvo | ao lado |");
    println!("|---|---:|---|---|");
    for (looks_back, kind) in [(false, "de preço"), (true, "mistos, com variações e máximas")] {
        for alerts in [10, 10_000, 1_000_000] {
            let mut random = Random(7);
            let rules: Vec<Rule> = (0..alerts).map(|_| rule(&mut random, looks_back)).collect();
            let before = resident();
            let mut world = world(&rules);
            let held = resident().saturating_sub(before) / 1_000_000;
            let ticks = world.ticks(2_000_000);
            world.play(&ticks);
            let ticks = world.ticks(5_000_000);
            let begun = Instant::now();
            let fired = world.play(&ticks);
            let rate = ticks.len() as f64 / begun.elapsed().as_secs_f64();
            let peer = if alerts == 1_000_000 && !looks_back { scan(&rules) } else { String::from("–") };
            row(
                &format!("{alerts} {kind}: ticks por segundo, um núcleo"),
                &format!("{} ({fired} disparos; {held} MB para os alertas)", millions(rate)),
                "≥ 20 M/s, ≤ 150 MB",
                &peer,
            );
        }
    }
    json();
    crash();
    println!("\nmemória do processo ao fim: {} MB", resident() / 1_000_000);
}

/// The peer: every rule of the coin looked at in each tick.
fn scan(rules: &[Rule]) -> String {
    let mut by_coin: Vec<Vec<Decimal>> = vec![Vec::new(); COINS];
    for (index, rule) in rules.iter().enumerate() {
        if let Test::CrossesUp(x) | Test::CrossesDown(x) | Test::Reaches(x) | Test::Above(x) | Test::Below(x) =
            rule.test
        {
            by_coin[index % COINS].push(x);
        }
    }
    let mut random = Random(13);
    let mut met = 0_usize;
    let begun = Instant::now();
    let count = 20_000_u32;
    for coin in (0..COINS).cycle().take(count as usize) {
        let (was, now) = (price(START + random.below(21) - 10), price(START + random.below(21) - 10));
        met += by_coin[coin].iter().filter(|level| (was < **level) != (now < **level)).count();
    }
    let rate = f64::from(count) / begun.elapsed().as_secs_f64();
    format!("todos os alertas da moeda a cada tick, agora: {rate:.0}/s ({met} cruzados)")
}

#[derive(Deserialize)]
struct Ticker<'a> {
    #[serde(rename = "E")]
    at: i64,
    s: &'a str,
    c: &'a str,
}

/// From the text of Binance's `!miniTicker@arr` on.
fn json() {
    let mut random = Random(7);
    let rules: Vec<Rule> = (0..1_000_000).map(|_| rule(&mut random, false)).collect();
    let mut world = world(&rules);
    let names: Vec<String> = (0..COINS).map(|coin| format!("COIN{coin}BRL")).collect();
    let by_name: HashMap<&str, SeriesId> = names.iter().map(String::as_str).zip(world.series.iter().copied()).collect();
    let messages: Vec<String> = (0..400)
        .map(|second| {
            let ticker = |(coin, name): (usize, &String)| {
                world.cents[coin] += world.random.below(21) - 10;
                format!(
                    r#"{{"e":"24hrMiniTicker","E":{},"s":"{name}","c":"{}","o":"1000.00","h":"1100.00","l":"900.00","v":"12345.678","q":"12345678.90"}}"#,
                    second * 1_000,
                    price(world.cents[coin])
                )
            };
            format!("[{}]", names.iter().enumerate().map(ticker).collect::<Vec<_>>().join(","))
        })
        .collect();
    let mut fired = Vec::new();
    let begun = Instant::now();
    let mut count = 0_u32;
    for message in &messages {
        let tickers: Vec<Ticker<'_>> = serde_json::from_str(message).unwrap();
        for ticker in tickers {
            if let (Some(series), Ok(price)) = (by_name.get(ticker.s), ticker.c.parse::<Decimal>()) {
                world.engine.tick(*series, ticker.at, price, &mut fired);
                count += 1;
            }
        }
    }
    let rate = f64::from(count) / begun.elapsed().as_secs_f64();
    row("do texto de !miniTicker@arr ao motor, 1000000 de alertas", &millions(rate), "≥ 2 M/s", "–");
}

/// Every coin falls at once through 300,000 alerts.
fn crash() {
    let mut engine = Engine::new();
    let series: Vec<SeriesId> = (0..COINS).map(|_| engine.add_series()).collect();
    let rules: Vec<Rule> =
        (0..300_000).map(|index| Rule::once(Test::CrossesDown(price(START - 10 - index % 10_000)))).collect();
    engine.add_all(rules.iter().enumerate().map(|(index, rule)| (series[index % COINS], rule))).unwrap();
    let mut fired = Vec::new();
    for one in &series {
        engine.tick(*one, 0, price(START), &mut fired);
    }
    let begun = Instant::now();
    for one in &series {
        engine.tick(*one, 1, price(START / 2), &mut fired);
    }
    let took = begun.elapsed().as_secs_f64() * 1_000.0;
    row(
        "300000 alertas disparados por uma queda, no motor",
        &format!("{took:.1} ms ({} disparos)", fired.len()),
        "≤ 50 ms, nenhum perdido",
        "–",
    );
}

/// Memory of this process in bytes, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) * 1_024
}
