//! `alfa indicators`.

use super::arguments::Indicators;
use super::{Done, print};
use alfa_copilot::Problem;
use alfa_domain::Candle;
use alfa_market::indicators;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;
use std::path::Path;

pub(super) fn run(arguments: &Indicators) -> Done {
    let (dates, candles) = read(&arguments.file)?;
    let rows = indicators::series(&candles);
    if arguments.json {
        let mut values = Vec::with_capacity(rows.len());
        for (date, row) in dates.iter().zip(&rows) {
            let mut value = serde_json::json!({ "date": date });
            if let (Some(object), Ok(serde_json::Value::Object(fields))) =
                (value.as_object_mut(), serde_json::to_value(row))
            {
                object.extend(fields.into_iter().filter(|(key, _)| key != "date"));
            }
            values.push(value);
        }
        print::out(&serde_json::Value::Array(values).to_string());
        return Ok(());
    }
    let Some((date, row)) = dates.last().zip(rows.last()) else { return Ok(()) };
    print::out(&date.to_string());
    if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(row) {
        for (name, value) in fields.iter().filter(|(key, _)| *key != "date") {
            print::out(&format!("{name:>15}  {}", if value.is_null() { "—".to_owned() } else { value.to_string() }));
        }
    }
    Ok(())
}

/// The candles of a CSV file with the dates as they stand in it.
fn read(path: &Path) -> Result<(Vec<String>, Vec<Candle>), Problem> {
    let bad = |line: u64, what: &str| {
        Problem::new(
            "bad_candles",
            format!("A linha {line} de {} não serve: {what}.", path.display()),
            "O arquivo deve ter as colunas date,open,high,low,close,volume, da vela mais antiga à mais nova.",
        )
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(|error| {
        Problem::new(
            "file_unreadable",
            format!("Não consegui abrir {}: {error}.", path.display()),
            "Confira o caminho e as permissões do arquivo.",
        )
    })?;
    let header: Vec<String> =
        reader.headers().map_err(|error| bad(1, &error.to_string()))?.iter().map(str::to_lowercase).collect();
    let column =
        |name: &str| header.iter().position(|h| h == name).ok_or_else(|| bad(1, &format!("falta a coluna {name}")));
    let (date, open, high, low) = (column("date")?, column("open")?, column("high")?, column("low")?);
    let (close, volume) = (column("close")?, column("volume")?);
    let mut dates = Vec::new();
    let mut candles: Vec<Candle> = Vec::new();
    for record in reader.records() {
        let record =
            record.map_err(|error| bad(error.position().map_or(0, csv::Position::line), "não é CSV válido"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let number = |index: usize, name: &str| {
            let text = record.get(index).unwrap_or_default();
            text.parse::<Decimal>()
                .or_else(|_| Decimal::from_scientific(text))
                .map_err(|_| bad(line, &format!("{name} “{text}” não é um número")))
        };
        let text = record.get(date).unwrap_or_default();
        let open_at = moment(text).ok_or_else(|| bad(line, &format!("“{text}” não é uma data")))?;
        if candles.last().is_some_and(|last| last.open_at >= open_at) {
            return Err(bad(line, "as datas não estão em ordem"));
        }
        dates.push(text.to_owned());
        candles.push(Candle {
            open_at,
            open: number(open, "open")?,
            high: number(high, "high")?,
            low: number(low, "low")?,
            close: number(close, "close")?,
            volume: number(volume, "volume")?,
        });
    }
    Ok((dates, candles))
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    for form in ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, form) {
            return Some(at.and_utc());
        }
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(date.and_time(chrono::NaiveTime::MIN).and_utc());
    }
    // seconds or milliseconds since 1970
    let number: i64 = text.parse().ok()?;
    if number > 100_000_000_000 { DateTime::from_timestamp_millis(number) } else { DateTime::from_timestamp(number, 0) }
}
