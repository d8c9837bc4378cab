//! `alfa alerts replay`: the alert engine over recorded ticks.

use super::Done;
use super::arguments::Replay;
use alfa_alerts::{BadRule, Engine, Firing, Level, Rule, SeriesId};
use alfa_copilot::Problem;
use alfa_domain::{Condition, Currency, Span, Ticker};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::str::FromStr;

/// An alert as it stands in the file.
struct Line {
    id: String,
    coin: Ticker,
    quote: Currency,
    condition: Condition,
    window: Option<Span>,
    repeat: bool,
    cooldown_s: u32,
    hysteresis_pct: Decimal,
    until_ms: Option<i64>,
}

impl Line {
    /// The error says in Portuguese what is wrong.
    fn read(text: &str) -> Result<Self, String> {
        let object: serde_json::Value = serde_json::from_str(text).map_err(|_| "não é JSON válido".to_owned())?;
        let repeat = match object.get("repeat") {
            None | Some(serde_json::Value::Null) => false,
            Some(value) => value.as_bool().ok_or("repeat não é true ou false")?,
        };
        Ok(Self {
            id: field(&object, "id")?,
            coin: field(&object, "coin")?,
            quote: field(&object, "quote")?,
            condition: field(&object, "condition")?,
            window: optional(&object, "window")?,
            repeat,
            cooldown_s: optional(&object, "cooldown_s")?.unwrap_or_default(),
            hysteresis_pct: optional(&object, "hysteresis_pct")?.unwrap_or_default(),
            until_ms: optional(&object, "until_ms")?,
        })
    }
}

/// A value that must be there, as text or as a number.
fn field<T: FromStr>(object: &serde_json::Value, name: &str) -> Result<T, String> {
    optional(object, name)?.ok_or_else(|| format!("falta {name}"))
}

/// A value that may be missing or null.
fn optional<T: FromStr>(object: &serde_json::Value, name: &str) -> Result<Option<T>, String> {
    let text = match object.get(name) {
        None | Some(serde_json::Value::Null) => return Ok(None),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    };
    text.parse().map(Some).map_err(|_| format!("{name} “{text}” não serve"))
}

/// The alerts in the order of the file, and the series of each pair that has one.
struct Alerts {
    engine: Engine,
    /// By the rule's number; the engine numbers them in their order.
    ids: Vec<String>,
    series: HashMap<(Ticker, Currency), SeriesId>,
}

pub(super) fn run(files: &Replay) -> Done {
    let mut alerts = read_alerts(&files.alerts)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let written = read_ticks(&files.ticks, &mut alerts, &mut out)?;
    // a closed pipe is no fault
    let _ = written.and_then(|()| out.flush());
    Ok(())
}

fn read_alerts(path: &Path) -> Result<Alerts, Problem> {
    let bad = |number: usize, what: &str| {
        Problem::new(
            "bad_alert",
            format!("A linha {number} de {} não serve: {what}.", path.display()),
            "Cada linha é um alerta como {\"id\":\"1\",\"coin\":\"BTC\",\"quote\":\"BRL\",\"condition\":\"price crosses_up 500000\"}.",
        )
    };
    let mut alerts = Alerts { engine: Engine::new(), ids: Vec::new(), series: HashMap::new() };
    let mut rules = Vec::new();
    for (index, text) in BufReader::new(open(path)?).lines().enumerate() {
        let text = text.map_err(|_| bad(index + 1, "não é texto em UTF-8"))?;
        if text.trim().is_empty() {
            continue;
        }
        let line = Line::read(&text).map_err(|what| bad(index + 1, &what))?;
        let rule = rule(&line).map_err(|error| bad(index + 1, in_words(error)))?;
        let engine = &mut alerts.engine;
        let series = *alerts.series.entry((line.coin, line.quote)).or_insert_with(|| engine.add_series());
        rule.check().map_err(|error| bad(index + 1, in_words(error)))?;
        alerts.ids.push(line.id);
        rules.push((series, rule));
    }
    alerts
        .engine
        .add_all(rules.iter().map(|(series, rule)| (*series, rule)))
        .map_err(|error| bad(0, in_words(error)))?;
    Ok(alerts)
}

fn rule(line: &Line) -> Result<Rule, BadRule> {
    let read = Rule::of_price(&line.condition, line.window, crate::clock::DEFAULT_ZONE)?;
    let until_ms = [read.until_ms, line.until_ms].into_iter().flatten().min();
    Ok(Rule {
        repeat: read.repeat || line.repeat,
        cooldown_ms: i64::from(line.cooldown_s) * 1_000,
        hysteresis_pct: line.hysteresis_pct,
        until_ms,
        ..read
    })
}

fn in_words(error: BadRule) -> &'static str {
    match error {
        BadRule::Condition => "essa condição não é sobre o preço, e aqui só há preços",
        BadRule::Window => "falta um período fixo em window, como 1h ou 7d",
        BadRule::Range => "um número é grande demais",
    }
}

fn open(path: &Path) -> Result<File, Problem> {
    File::open(path).map_err(|error| {
        Problem::new(
            "file_unreadable",
            format!("Não consegui abrir {}: {error}.", path.display()),
            "Confira o caminho e as permissões do arquivo.",
        )
    })
}

/// Plays the ticks and writes what fires. The inner result is that of writing.
fn read_ticks(path: &Path, alerts: &mut Alerts, out: &mut impl Write) -> Result<io::Result<()>, Problem> {
    let bad = |line: u64, what: &str| {
        Problem::new(
            "bad_ticks",
            format!("A linha {line} de {} não serve: {what}.", path.display()),
            "O arquivo deve ter as colunas at_ms,coin,quote,price, do preço mais antigo ao mais novo.",
        )
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(BufReader::new(open(path)?));
    let header = reader.headers().map_err(|_| bad(1, "não é CSV válido"))?;
    let mut columns = [0; 4];
    for (column, name) in columns.iter_mut().zip(["at_ms", "coin", "quote", "price"]) {
        let found = header.iter().position(|field| field.eq_ignore_ascii_case(name));
        *column = found.ok_or_else(|| bad(1, &format!("falta a coluna {name}")))?;
    }
    let mut pairs: HashMap<String, Option<SeriesId>> = HashMap::new();
    let mut record = csv::StringRecord::new();
    let mut pair = String::new();
    let mut before = i64::MIN;
    let mut fired = Vec::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(())),
            Err(error) => return Err(bad(error.position().map_or(0, csv::Position::line), "não é CSV válido")),
        }
        let line = record.position().map_or(0, csv::Position::line);
        let [at, coin, quote, price] = columns.map(|column| record.get(column).unwrap_or_default());
        let at: i64 = at.parse().map_err(|_| bad(line, &format!("at_ms “{at}” não é um número inteiro")))?;
        if at < before {
            return Err(bad(line, "os preços não estão em ordem de tempo"));
        }
        before = at;
        let value: Decimal = price
            .parse()
            .or_else(|_| Decimal::from_scientific(price))
            .map_err(|_| bad(line, &format!("price “{price}” não é um número")))?;
        let level = Level::new(value).ok_or_else(|| bad(line, "o preço é grande demais"))?;
        pair.clear();
        pair.extend([coin, "/", quote]);
        let series = match pairs.get(&pair) {
            Some(series) => *series,
            None => {
                let coin = coin.parse().map_err(|_| bad(line, &format!("“{coin}” não é uma moeda")))?;
                let quote = quote.parse().map_err(|_| bad(line, &format!("“{quote}” não é uma moeda")))?;
                let series = alerts.series.get(&(coin, quote)).copied();
                pairs.insert(pair.clone(), series);
                series
            }
        };
        let Some(series) = series else { continue };
        alerts.engine.tick_level(series, at, level, &mut fired);
        for firing in fired.drain(..) {
            if let Err(error) = write(out, &alerts.ids, firing, price) {
                return Ok(Err(error));
            }
        }
    }
}

fn write(out: &mut impl Write, ids: &[String], firing: Firing, price: &str) -> io::Result<()> {
    let id = serde_json::Value::from(ids[firing.rule.index()].as_str());
    writeln!(out, "{{\"id\":{id},\"at_ms\":{},\"price\":\"{price}\"}}", firing.at_ms)
}
