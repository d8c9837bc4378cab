//! Any text of an answer as the words that would be said.
//!
//! - `scan`: walks the text and asks, at the start of each word, who can read what stands there
//! - `amounts`: figures with what they count: money, percentages, coins, durations
//! - `figures`: how a figure is written
//! - `dates`: dates and times of day
//! - `gender`: the gender of what follows a figure
//! - `words`: tickers, pairs, acronyms, abbreviations, Roman numerals
//! - `tables`: the words those need

mod amounts;
mod dates;
mod figures;
mod gender;
mod scan;
mod tables;
mod words;

use alfa_domain::CoinTable;

/// A text as the words that would be said: amounts, percentages, dates, times, ordinals, tickers, acronyms and abbreviations become
/// words; addresses of pages and marks that have no sound are left out; other words and the punctuation stay.
///
/// An amount is said in full, centavos too. A coin's ticker is said as the table's `spoken` form; its name stays as it is.
pub fn say(text: &str, coins: &CoinTable) -> String {
    scan::Scan::new(text, coins).run()
}

#[cfg(test)]
mod tests;
