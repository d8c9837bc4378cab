//! Every indicator against the C library TA-Lib (0.8.1 by its Python package) on 500 random candles. VWAP, which that library does not
//! have, is Σ (high + low + close) / 3 · volume ÷ Σ volume by NumPy.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use alfa_domain::Candle;
use alfa_market::indicators::{Row, series};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// The figures of one candle by indicator.
type Figures = Vec<(String, Option<f64>)>;

fn fixture() -> (Vec<Candle>, Vec<Figures>) {
    let mut lines = include_str!("talib.tsv").lines();
    let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let mut candles = Vec::new();
    let mut expected = Vec::new();
    for (index, line) in lines.enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |column: usize| cells[column].parse().unwrap();
        candles.push(Candle {
            open_at: DateTime::<Utc>::from_timestamp(index as i64 * 3_600, 0).unwrap(),
            open: number(0),
            high: number(1),
            low: number(2),
            close: number(3),
            volume: number(4),
        });
        expected.push((5..names.len()).map(|i| (names[i].to_owned(), cells[i].parse().ok())).collect());
    }
    (candles, expected)
}

#[test]
fn indicators_equal_those_of_ta_lib_to_one_in_a_billion() {
    let (candles, expected) = fixture();
    let rows: Vec<Row> = series(&candles);
    assert_eq!(rows.len(), 500);
    let mut compared = 0;
    for (index, (row, expected)) in rows.iter().zip(&expected).enumerate() {
        let row = serde_json::to_value(row).unwrap();
        let fields = row.as_object().unwrap();
        assert_eq!(fields.len(), expected.len());
        for ((name, value), (expected_name, expected)) in fields.iter().zip(expected) {
            assert_eq!(name, expected_name);
            match (value, expected) {
                (Value::Null, None) => {}
                (value, Some(expected)) => {
                    let value = value.as_f64().unwrap_or_else(|| panic!("{name} is missing in row {index}"));
                    let difference = (value - expected).abs() / expected.abs().max(1e-3);
                    assert!(difference <= 1e-9, "{name} in row {index}: {value} instead of {expected}");
                    compared += 1;
                }
                (value, None) => panic!("{name} in row {index} is {value} where TA-Lib has none"),
            }
        }
    }
    assert!(compared > 7_000, "{compared} values");
}
