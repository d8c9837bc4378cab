//! Coin names respelled for a voice that reads Portuguese letter by letter; captions and other voices keep the names as they are.

use alfa_domain::CoinTable;
use std::collections::HashMap;

/// Names shorter than this are respelled only as they are written in the table: "Ton" may be anything.
const LOOSE: usize = 5;

/// Replaces the names of coins by their respelling.
#[derive(Debug, Clone)]
pub struct Respelling {
    /// Exactly as in the table.
    exact: HashMap<String, String>,
    /// In lower case, where no ordinary word reads the same.
    loose: HashMap<String, String>,
    /// The most words a name has.
    longest: usize,
}

impl Respelling {
    /// The respellings of these coins.
    pub fn new(coins: &CoinTable) -> Self {
        let (mut exact, mut loose) = (HashMap::new(), HashMap::new());
        let mut longest = 1;
        for coin in coins.iter().filter(|coin| coin.spoken != coin.name) {
            longest = longest.max(coin.name.split_whitespace().count());
            exact.entry(coin.name.clone()).or_insert_with(|| coin.spoken.clone());
            if !coin.caution.name && coin.name.chars().count() >= LOOSE {
                loose.entry(coin.name.to_lowercase()).or_insert_with(|| coin.spoken.clone());
            }
        }
        Self { exact, loose, longest }
    }

    /// The text with every name respelled; the longest name at a place counts.
    pub fn apply(&self, text: &str) -> String {
        let words: Vec<&str> = text.split(' ').collect();
        let mut out: Vec<String> = Vec::with_capacity(words.len());
        let mut index = 0;
        'words: while index < words.len() {
            for count in (1..=self.longest.min(words.len() - index)).rev() {
                let joined = words[index..index + count].join(" ");
                let core = joined.trim_matches(|c: char| ",.;:!?()…\"".contains(c));
                let found = self.exact.get(core).or_else(|| self.loose.get(&core.to_lowercase()));
                if let Some(spoken) = found.filter(|_| !core.is_empty()) {
                    out.push(joined.replacen(core, spoken, 1));
                    index += count;
                    continue 'words;
                }
            }
            out.push(words[index].to_owned());
            index += 1;
        }
        out.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_respelled_and_the_rest_stays() {
        let respelling = Respelling::new(&CoinTable::shipped());
        let said = respelling.apply("O Bitcoin está em mil reais, e o ethereum, em dez.");
        assert_eq!(said, "O bitcóin está em mil reais, e o etérium, em dez.");
        assert_eq!(respelling.apply("nada a mudar"), "nada a mudar");
    }
}
