//! How figures are written.

use super::scan::Scan;
use rust_decimal::Decimal;

/// A figure and its value.
pub(super) enum Figure {
    /// A number.
    Number(Decimal),
    /// Digits that are no quantity: a code, or a number beyond all measure.
    Code(String),
    /// Several numbers joined by dots, such as a version: their digits.
    Dotted(Vec<String>),
}

impl Scan<'_> {
    /// The figure that starts at `at`, with its end. Brazilian format; the dot as a decimal mark is accepted where it cannot separate
    /// thousands ("0.5", "94120.55"), and so are commas that can only separate thousands ("1,234,567.89").
    pub(super) fn figure(&self, at: usize) -> Option<(usize, Figure)> {
        if !self.at(at)?.is_ascii_digit() {
            return None;
        }
        let mut end = self.run_of(at, |c| c.is_ascii_digit());
        while matches!(self.at(end), Some('.' | ',')) && self.at(end + 1).is_some_and(|c| c.is_ascii_digit()) {
            end = self.run_of(end + 1, |c| c.is_ascii_digit());
        }
        let raw: String = self.chars[at..end].iter().collect();
        Some((end, interpret(&raw)))
    }
}

fn interpret(raw: &str) -> Figure {
    let code = || Figure::Code(raw.to_owned());
    let number = |text: &str| text.parse().map_or_else(|_| code(), Figure::Number);
    let dots = raw.matches('.').count();
    let commas = raw.matches(',').count();
    match (dots, commas) {
        (0, 0) if raw.len() > 1 && raw.starts_with('0') => code(),
        (0, 0) => number(raw),
        (0, 1) => number(&raw.replace(',', ".")),
        (0, _) if thousands(raw, ',') => number(&raw.replace(',', "")),
        (0, _) => Figure::Dotted(raw.split(',').map(str::to_owned).collect()),
        (_, 0) if thousands(raw, '.') => number(&raw.replace('.', "")),
        (1, 0) => number(raw),
        (_, 0) => Figure::Dotted(raw.split('.').map(str::to_owned).collect()),
        (_, 1) if raw.rfind(',') > raw.rfind('.') => match raw.split_once(',') {
            Some((whole, fraction)) if thousands(whole, '.') => {
                number(&format!("{}.{fraction}", whole.replace('.', "")))
            }
            _ => code(),
        },
        (1, _) => match raw.split_once('.') {
            Some((whole, fraction)) if thousands(whole, ',') => {
                number(&format!("{}.{fraction}", whole.replace(',', "")))
            }
            _ => code(),
        },
        _ => code(),
    }
}

/// Whether the marks stand where thousands are separated: groups of three after one of one to three digits that is no zero.
fn thousands(raw: &str, mark: char) -> bool {
    let mut groups = raw.split(mark);
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(|group| group.len() == 3)
}
