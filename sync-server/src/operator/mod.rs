//! What the operator asks on the command line.

pub mod audit;
pub mod health;
pub mod jobs;

use serde::Serialize;
use std::error::Error;
use std::io::{Write, stdout};

/// Each column as wide as its widest.
fn columns(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let all: Vec<Vec<String>> =
        std::iter::once(head.iter().map(|name| (*name).to_owned()).collect()).chain(rows).collect();
    let wide = |at: usize| all.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(wide).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// On standard output.
fn say<T: Serialize>(json: bool, value: &T, text: impl FnOnce() -> String) -> Result<(), Box<dyn Error>> {
    let text = if json { serde_json::to_string_pretty(value)? } else { text() };
    writeln!(stdout(), "{text}")?;
    Ok(())
}
