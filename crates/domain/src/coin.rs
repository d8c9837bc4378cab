//! The coins ALFA knows by name, and how Brazilians call them.

use crate::Ticker;
use std::collections::HashMap;
use std::sync::Arc;

/// The grammatical gender of a coin's name in Portuguese: "o Bitcoin", "a Solana".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// "o", "do", "no"
    Masculine,
    /// "a", "da", "na"
    Feminine,
}

/// Which of a coin's own words are ordinary words too, and so name the coin only with more evidence (capitals, "a moeda …").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Caution {
    /// The ticker in lower case is an ordinary word.
    pub ticker: bool,
    /// The name in lower case is an ordinary word.
    pub name: bool,
}

/// One coin of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coin {
    /// The ticker exchanges use.
    pub ticker: Ticker,
    /// The name as it is shown.
    pub name: String,
    /// CoinGecko's identifier.
    pub coingecko_id: String,
    /// The gender of the name.
    pub gender: Gender,
    /// The name respelled for reading aloud; the name itself where that reads well.
    pub spoken: String,
    /// What people and recognisers also call it, lower case, accents kept.
    pub aliases: Vec<String>,
    /// Which of its words need more evidence.
    pub caution: Caution,
}

/// A line of the table that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("coin table, line {line}: {problem}")]
pub struct CoinTableError {
    /// One-based line number.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

/// Coins in order of market capitalisation, found by ticker or CoinGecko id. Cheap to clone.
#[derive(Debug, Clone)]
pub struct CoinTable {
    coins: Arc<Vec<Coin>>,
    by_ticker: Arc<HashMap<Ticker, usize>>,
    by_coingecko: Arc<HashMap<String, usize>>,
}

impl CoinTable {
    /// The table that ships with ALFA.
    #[expect(clippy::expect_used, reason = "the file is part of the program and a test reads every line of it")]
    pub fn shipped() -> Self {
        Self::parse(include_str!("coins.tsv")).expect("the shipped coin table is valid")
    }

    /// Reads a table: tab separated, one header row, columns `ticker name coingecko_id gender spoken aliases caution`.
    ///
    /// # Errors
    /// The first line with missing columns, an invalid ticker, or a ticker that stood before.
    pub fn parse(text: &str) -> Result<Self, CoinTableError> {
        let mut coins = Vec::new();
        for (index, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
            let error = |problem: String| CoinTableError { line: index + 1, problem };
            let columns: Vec<&str> = line.split('\t').collect();
            let &[ticker, name, id, gender, spoken, aliases, caution] = columns.as_slice() else {
                return Err(error(format!("{} columns instead of 7", columns.len())));
            };
            let coin = Coin {
                ticker: ticker.parse().map_err(|e| error(format!("{e}")))?,
                name: name.to_owned(),
                coingecko_id: id.to_owned(),
                gender: match gender {
                    "m" => Gender::Masculine,
                    "f" => Gender::Feminine,
                    other => return Err(error(format!("gender `{other}` is neither m nor f"))),
                },
                spoken: if spoken.is_empty() { name.to_owned() } else { spoken.to_owned() },
                aliases: aliases.split('|').map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned).collect(),
                caution: Caution {
                    ticker: matches!(caution, "ticker" | "both"),
                    name: matches!(caution, "name" | "both"),
                },
            };
            if coin.name.is_empty() || coin.coingecko_id.is_empty() {
                return Err(error("name or CoinGecko id is empty".to_owned()));
            }
            coins.push(coin);
        }
        let table = Self::from_coins(coins);
        if table.by_ticker.len() < table.coins.len() {
            return Err(CoinTableError { line: 0, problem: "a ticker stands twice".to_owned() });
        }
        Ok(table)
    }

    /// A table of these coins, in this order. Of two coins with one ticker the first is found.
    pub fn from_coins(coins: Vec<Coin>) -> Self {
        let mut by_ticker = HashMap::new();
        let mut by_coingecko = HashMap::new();
        for (index, coin) in coins.iter().enumerate() {
            by_ticker.entry(coin.ticker.clone()).or_insert(index);
            by_coingecko.entry(coin.coingecko_id.clone()).or_insert(index);
        }
        Self { coins: Arc::new(coins), by_ticker: Arc::new(by_ticker), by_coingecko: Arc::new(by_coingecko) }
    }

    /// This table with further coins behind it; those whose ticker is known already are left out.
    #[must_use]
    pub fn extended(&self, more: impl IntoIterator<Item = Coin>) -> Self {
        let mut coins = (*self.coins).clone();
        let mut seen: std::collections::HashSet<Ticker> = self.by_ticker.keys().cloned().collect();
        coins.extend(more.into_iter().filter(|coin| seen.insert(coin.ticker.clone())));
        Self::from_coins(coins)
    }

    /// The coin of a ticker.
    pub fn get(&self, ticker: &Ticker) -> Option<&Coin> {
        self.by_ticker.get(ticker).map(|&index| &self.coins[index])
    }

    /// The coin of a CoinGecko id.
    pub fn by_coingecko(&self, id: &str) -> Option<&Coin> {
        self.by_coingecko.get(id).map(|&index| &self.coins[index])
    }

    /// All coins, the largest first.
    pub fn iter(&self) -> std::slice::Iter<'_, Coin> {
        self.coins.iter()
    }

    /// How many coins there are.
    pub fn len(&self) -> usize {
        self.coins.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.coins.is_empty()
    }
}

impl<'a> IntoIterator for &'a CoinTable {
    type Item = &'a Coin;
    type IntoIter = std::slice::Iter<'a, Coin>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_knows_the_three_hundred_largest() {
        let table = CoinTable::shipped();
        assert!(table.len() >= 300, "{} coins", table.len());
        let bitcoin = table.get(&"BTC".parse().unwrap()).unwrap();
        assert_eq!((bitcoin.coingecko_id.as_str(), bitcoin.gender), ("bitcoin", Gender::Masculine));
        assert_eq!(table.by_coingecko("ethereum").unwrap().ticker.as_str(), "ETH");
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = CoinTable::parse("ticker\tname\n\nBTC\tBitcoin\n").unwrap_err();
        assert_eq!(error.line, 3);
    }
}
