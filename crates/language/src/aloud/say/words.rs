//! Words that are not said as they are written.

use super::amounts::{currency_word, plural};
use super::dates::short_month;
use super::scan::{Read, Scan};
use super::tables::{ABBREVIATIONS, ACRONYMS, LETTERS, MONTHS, NUMBERED};
use crate::aloud::money::fiat_noun;
use crate::aloud::{cardinal, digits, ordinal};
use alfa_domain::{Coin, Gender, Ticker};

impl Scan<'_> {
    /// A pair, a ticker, an acronym, an abbreviation, a Roman numeral or a letter; `None` for a word said as it is written.
    pub(super) fn word(&self, at: usize) -> Option<Read> {
        self.at(at)?.is_alphanumeric().then_some(())?;
        if let Some(read) = self.abbreviation(at).or_else(|| self.pair(at)) {
            return Some(read);
        }
        let (end, word) = self.word_at(at);
        if let Some((_, said)) = ACRONYMS.iter().find(|(acronym, _)| *acronym == word) {
            return Some(Read::new(end, *said));
        }
        if let Some(currency) = currency_word(&word).filter(|_| word.chars().all(char::is_uppercase)) {
            return Some(Read::new(end, plural(&currency)));
        }
        if let Some(value) = self.roman(at, &word) {
            return Some(Read::new(end, value));
        }
        if let Some(coin) = self.ticker(&word, false) {
            return Some(Read::new(end, coin.spoken.clone()));
        }
        if word.chars().count() == 1 {
            return self.letter(at, end, &word);
        }
        if word.chars().any(|c| c.is_ascii_digit()) {
            return Some(Read::new(end, mixed(&word)));
        }
        let capitals = word.chars().all(|c| c.is_ascii_uppercase()) && !self.shouted;
        let silent = !word.to_lowercase().contains(is_vowel) && word.is_ascii();
        ((capitals && !pronounceable(&word)) || (silent && word.len() > 1)).then(|| Read::new(end, spell(&word)))
    }

    /// The coin of a ticker in capitals; in small letters only what can be no word. A single letter is a ticker only behind a figure.
    pub(super) fn ticker(&self, word: &str, counted: bool) -> Option<&Coin> {
        let letters = word.chars().filter(|c| c.is_ascii_alphabetic()).count();
        if letters == 0 || (word.len() < 2 && !counted) {
            return None;
        }
        let capitals = !word.chars().any(|c| c.is_lowercase());
        let ticker: Ticker = word.to_uppercase().parse().ok()?;
        let coin = self.coins.get(&ticker)?;
        let sure = if capitals {
            !self.shouted || !coin.caution.ticker
        } else {
            !coin.caution.ticker && !word.to_lowercase().contains(is_vowel)
        };
        sure.then_some(coin)
    }

    /// A ticker that begins with a digit: "1INCH".
    pub(super) fn coded_ticker(&self, at: usize) -> Option<Read> {
        let (end, word) = self.word_at(at);
        let coded = word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().any(|c| c.is_ascii_uppercase());
        let coin = if coded { self.ticker(&word, false) } else { None }?;
        Some(Read::new(end, coin.spoken.clone()))
    }

    /// "BTC/BRL", "ETH-USDT", "BTCBRL": the price of one in the other.
    fn pair(&self, at: usize) -> Option<Read> {
        let (end, base) = self.word_at(at);
        if matches!(self.at(end), Some('/' | '-')) {
            let (second_end, quote) = self.word_at(end + 1);
            let base = self.side(&base, false)?;
            let quote = self.side(&quote, true)?;
            return Some(Read::new(second_end, format!("{base} em {quote}")));
        }
        if base.len() < 6 || self.ticker(&base, false).is_some() {
            return None;
        }
        ["USDT", "BRL", "USD", "EUR", "BTC"].iter().find_map(|quote| {
            let base = self.side(base.strip_suffix(quote)?, false)?;
            Some(Read::new(end, format!("{base} em {}", self.side(quote, true)?)))
        })
    }

    fn side(&self, word: &str, many: bool) -> Option<String> {
        if word.is_empty() || !word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            return None;
        }
        match currency_word(word) {
            Some(currency) if many => Some(plural(&currency)),
            Some(currency) => fiat_noun(&currency).map(|noun| noun.singular),
            None => self.ticker(word, true).map(|coin| coin.spoken.clone()),
        }
    }

    fn abbreviation(&self, at: usize) -> Option<Read> {
        if let Some((mark, said)) = ABBREVIATIONS.iter().find(|(mark, _)| self.abbreviated(at, mark)) {
            let end = at + mark.chars().count();
            // the dot may also end the sentence
            let stop = mark.ends_with('.')
                && self.at(self.past_spaces(end)).is_none_or(char::is_uppercase)
                && *mark != "Sr."
                && *mark != "Dr.";
            let last = self.at(self.past_spaces(end)).is_none();
            return Some(Read::new(if stop && last { end - 1 } else { end }, *said));
        }
        // months only where a date stands: "25 dez. 2024", "dez/2024"
        let end = self.run_of(at, char::is_alphabetic);
        let word: String = self.chars[at..end].iter().collect();
        let month = short_month(&word)?;
        let after_figure =
            self.before(at).is_some_and(|c| c == ' ') && self.before(at - 1).is_some_and(|c| c.is_ascii_digit());
        let after_de = self.word_before(at) == "de" && self.at(end) == Some('.');
        let year = self.at(end) == Some('/') && self.at(end + 1).is_some_and(|c| c.is_ascii_digit());
        if year {
            return Some(Read::new(end + 1, format!("{} de ", MONTHS[month])));
        }
        let dotted = end + usize::from(self.at(end) == Some('.'));
        let before = if after_figure { "de " } else { "" };
        let joined = self.at(self.past_spaces(dotted)).is_some_and(|c| c.is_ascii_digit());
        let after = if joined && after_figure { " de" } else { "" };
        (after_figure && (dotted > end || joined) || after_de)
            .then(|| Read::new(dotted, format!("{before}{}{after}", MONTHS[month])))
    }

    /// The mark at `at`, its first letter in either case, not inside a longer word.
    fn abbreviated(&self, at: usize, mark: &str) -> bool {
        let mut letters = mark.chars();
        let Some(first) = letters.next() else { return false };
        let same = self.at(at).is_some_and(|c| c == first || c.to_lowercase().eq(first.to_lowercase()));
        same && self.starts_with(at + 1, letters.as_str())
            && (mark.ends_with(['.', 'º']) || self.ends(at + mark.chars().count()))
    }

    /// A Roman numeral behind a word that is numbered, or one of at least two letters that can be nothing else.
    fn roman(&self, at: usize, word: &str) -> Option<String> {
        let value = roman_value(word)?;
        let before = self.word_before(at);
        let numbered = NUMBERED.contains(&before.as_str());
        let plain =
            word.len() >= 2 && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) && word != "XI" && word != "VI";
        if !(numbered || plain && value <= 39 && !self.shouted) {
            return None;
        }
        // centuries and chapters up to ten are ordinals: "século quinto"
        let as_ordinal = matches!(before.as_str(), "século" | "capítulo" | "papa" | "dom" | "rei") && value <= 10;
        Some(if as_ordinal { ordinal(value, Gender::Masculine) } else { cardinal(value, Gender::Masculine) })
    }

    /// A capital letter that is no word: "a opção B".
    fn letter(&self, at: usize, end: usize, word: &str) -> Option<Read> {
        let letter = word.chars().next()?;
        let article = matches!(letter, 'A' | 'E' | 'O' | 'À' | 'É' | 'Ó');
        let named =
            matches!(self.word_before(at).as_str(), "letra" | "opção" | "plano" | "tipo" | "classe" | "grupo" | "item");
        let consonant = letter.is_ascii_alphabetic() && !is_vowel(letter.to_ascii_lowercase());
        ((consonant || (letter.is_ascii_uppercase() && (named || !article))) && self.at(end) != Some('\''))
            .then(|| Read::new(end, spell(word)))
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'á' | 'é' | 'í' | 'ó' | 'ú' | 'â' | 'ê' | 'ô' | 'ã' | 'õ' | 'à' | 'y')
}

/// Whether a word in capitals is said as a word ("COPOM", "PIX") and not letter by letter ("CVM", "IOF").
fn pronounceable(word: &str) -> bool {
    let vowels: Vec<bool> = word.to_lowercase().chars().map(is_vowel).collect();
    if vowels.len() <= 3 {
        return matches!(vowels.as_slice(), [false, true] | [false, true, false] | [false, true, true]);
    }
    let cluster = vowels.windows(3).any(|w| w == [false, false, false]);
    let start = vowels.starts_with(&[false, false]) && !word.get(1..2).is_some_and(|c| "RLH".contains(c));
    let end = vowels.ends_with(&[false, false]);
    vowels.contains(&true) && !cluster && !start && !end
}

/// The names of a word's letters and digits.
fn spell(word: &str) -> String {
    let names: Vec<String> = word
        .chars()
        .filter_map(|c| {
            let lower = c.to_ascii_lowercase();
            match LETTERS.iter().find(|(letter, _)| *letter == lower) {
                Some((_, name)) => Some((*name).to_owned()),
                None => c.is_ascii_digit().then(|| digits(&c.to_string())),
            }
        })
        .collect();
    names.join(" ")
}

/// Letters and digits together: "B3" → "bê três", "Web3" → "Web três".
fn mixed(word: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut run = String::new();
    for c in word.chars() {
        if run.chars().last().is_some_and(|last| last.is_ascii_digit() != c.is_ascii_digit()) {
            parts.push(std::mem::take(&mut run));
        }
        run.push(c);
    }
    parts.push(run);
    let said: Vec<String> = parts
        .iter()
        .map(|part| match part.parse::<u32>() {
            Ok(number) if !part.starts_with('0') && part.len() < 5 => cardinal(number, Gender::Masculine),
            _ if part.starts_with(|c: char| c.is_ascii_digit()) => digits(part),
            _ if part.chars().count() == 1 || (part.chars().all(char::is_uppercase) && !pronounceable(part)) => {
                spell(part)
            }
            _ => part.clone(),
        })
        .collect();
    said.join(" ")
}

/// The value of a well-formed Roman numeral.
fn roman_value(word: &str) -> Option<u64> {
    const PARTS: [(&str, u64); 13] = [
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    let (mut rest, mut value) = (word, 0);
    for (part, worth) in PARTS {
        let most = if part.len() == 1 && matches!(part, "M" | "C" | "X" | "I") { 3 } else { 1 };
        for _ in 0..most {
            if let Some(shorter) = rest.strip_prefix(part) {
                rest = shorter;
                value += worth;
            }
        }
    }
    (rest.is_empty() && value > 0).then_some(value)
}
