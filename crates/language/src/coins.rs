//! Coins by name, ticker, nickname, spelled letters and sound.

use crate::lexicon::Lexicon;
use crate::phonetic::{distance, key};
use crate::text::{Case, Token, fold};
use alfa_domain::{CoinTable, Ticker};
use std::collections::HashMap;

#[derive(Debug, Clone)]
struct Name {
    ticker: Ticker,
    /// Also an ordinary word: needs evidence.
    caution: bool,
    is_ticker: bool,
    /// The spellings with their spaces.
    spaced: Vec<String>,
}

/// Every way to name a coin.
#[derive(Debug, Clone)]
pub(crate) struct CoinNames {
    /// Folded, without spaces.
    names: HashMap<String, Name>,
    sounds: HashMap<String, Ticker>,
    keys: Vec<(String, Ticker)>,
    longest: usize,
}

/// A coin found among tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub ticker: Ticker,
    pub length: usize,
}

const FUNCTION_WORDS: &[&str] = &[
    "a", "o", "e", "de", "da", "do", "das", "dos", "em", "no", "na", "nos", "nas", "que", "q", "se", "um", "uma",
    "com", "por", "pra", "pro", "para", "me", "te", "as", "os", "ao", "ou", "meu", "minha", "eu", "la", "ta", "to",
    "so", "mas", "tem", "sao", "nao", "mais", "ate",
];

/// Terms of the market that are tickers too: only "o token ATH" is the coin.
const RESERVED: &[&str] = &[
    "ath", "atl", "rsi", "ifr", "atr", "adx", "obv", "macd", "vwap", "ema", "sma", "high", "low", "top", "usd", "brl",
    "eur", "ai", "nft", "defi", "dao", "ok",
];

/// Names of letters: the letter, and whether the word is hardly anything else.
fn letter(token: &Token) -> Option<(char, bool)> {
    let word = token.text.as_str();
    let marked = token.accented != token.text;
    Some(match word {
        "a" => ('a', marked),
        "be" => ('b', true),
        "ce" => ('c', true),
        "de" => ('d', marked),
        "e" => ('e', marked && token.accented != "é"),
        "efe" => ('f', true),
        "ge" | "gue" => ('g', true),
        "aga" | "haga" => ('h', true),
        "i" => ('i', false),
        "jota" => ('j', true),
        "ca" | "ka" => ('k', true),
        "ele" => ('l', false),
        "eme" => ('m', true),
        "ene" => ('n', true),
        "o" => ('o', marked),
        "pe" => ('p', true),
        "que" | "que " => ('q', false),
        "erre" | "erri" => ('r', true),
        "esse" => ('s', false),
        "te" => ('t', marked),
        "u" => ('u', true),
        "ve" => ('v', marked),
        "dabliu" | "dablio" | "dabiu" => ('w', true),
        "xis" | "chis" => ('x', true),
        "ipsilon" => ('y', true),
        "ze" => ('z', true),
        _ => {
            let mut chars = word.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) if c.is_ascii_lowercase() => (c, true),
                _ => return None,
            }
        }
    })
}

impl CoinNames {
    pub(crate) fn new(table: &CoinTable, lexicon: &Lexicon) -> Self {
        let mut index = Self { names: HashMap::new(), sounds: HashMap::new(), keys: Vec::new(), longest: 1 };
        for coin in table {
            index.add(coin.ticker.as_str(), &coin.ticker, coin.caution.ticker, true, lexicon);
        }
        for coin in table {
            index.add(&coin.name, &coin.ticker, coin.caution.name, false, lexicon);
        }
        for coin in table {
            for alias in &coin.aliases {
                index.add(alias, &coin.ticker, false, false, lexicon);
            }
        }
        for coin in table {
            for words in [&coin.name, &coin.spoken].into_iter().chain(&coin.aliases) {
                let folded = fold(words);
                if lexicon.knows(&folded) || coin.caution.name && folded == fold(&coin.name) {
                    continue;
                }
                index.add_sound(key(words), &coin.ticker);
            }
        }
        index
    }

    fn add(&mut self, words: &str, ticker: &Ticker, caution: bool, is_ticker: bool, lexicon: &Lexicon) {
        let parts: Vec<String> = crate::text::tokens(words).into_iter().map(|t| t.text).collect();
        let joined = parts.concat();
        if joined.is_empty() {
            return;
        }
        self.longest = self.longest.max(parts.len()).min(6);
        // "dólar agora" is said of the dollar
        if parts.len() > 1
            && parts.iter().any(|part| part == "dolar")
            && parts.iter().all(|part| lexicon.is_filler(part))
        {
            return;
        }
        let ordinary = parts.len() == 1 && (lexicon.knows(&joined) || joined.chars().count() < 2);
        let spaced = parts.join(" ");
        let entry = self.names.entry(joined).or_insert_with(|| Name {
            ticker: ticker.clone(),
            caution: caution || ordinary,
            is_ticker,
            spaced: Vec::new(),
        });
        if entry.ticker == *ticker {
            entry.spaced.push(spaced);
        }
    }

    fn add_sound(&mut self, sound: String, ticker: &Ticker) {
        if sound.len() >= 4 && !self.sounds.contains_key(&sound) {
            self.sounds.insert(sound.clone(), ticker.clone());
            self.keys.push((sound, ticker.clone()));
        }
    }

    /// The coin named by the words from `i` on, the longest name first. `shouted`: the whole sentence is in capitals;
    /// `known`: the first word is Portuguese as it stands; `plausible`: the sentence asks about a coin.
    pub(crate) fn exact(&self, tokens: &[Token], i: usize, known: bool, shouted: bool, plausible: bool) -> Option<Hit> {
        if let Some(hit) = self.spelled(tokens, i) {
            return Some(hit);
        }
        for length in (1..=self.longest.min(tokens.len() - i)).rev() {
            let window = &tokens[i..i + length];
            if window[1..].iter().any(|t| t.after_break) {
                continue;
            }
            let joined: String = window.iter().map(|t| t.text.as_str()).collect();
            let Some(name) = self.names.get(&joined) else { continue };
            if length > 1 {
                let spaced = window.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ");
                let natural = name.spaced.contains(&spaced);
                let touching = window[1..].iter().all(|t| t.glued);
                let small = window.iter().any(|t| FUNCTION_WORDS.contains(&t.text.as_str()) || t.text.len() < 2);
                if !natural && !touching && (small || name.is_ticker) {
                    continue;
                }
            } else if name.caution && !evidence(tokens, i, shouted, plausible) {
                continue;
            }
            return Some(Hit { ticker: name.ticker.clone(), length });
        }
        if known {
            return None;
        }
        self.glued(tokens, i).or_else(|| self.pair(&tokens[i]))
    }

    /// "bê ene bê", "X R P".
    fn spelled(&self, tokens: &[Token], i: usize) -> Option<Hit> {
        let run: Vec<(char, bool)> = tokens[i..]
            .iter()
            .take(6)
            .enumerate()
            .map_while(|(k, t)| if k > 0 && t.after_break { None } else { letter(t) })
            .collect();
        for length in (3..=run.len()).rev() {
            let letters = &run[..length];
            if letters.iter().filter(|(_, sure)| *sure).count() * 2 < length
                || !letters[0].1 && length < 4 && !letters[1].1
            {
                continue;
            }
            let word: String = letters.iter().map(|(c, _)| *c).collect();
            if let Some(name) = self.names.get(&word)
                && name.is_ticker
            {
                return Some(Hit { ticker: name.ticker.clone(), length });
            }
        }
        None
    }

    /// "concardano": a small word run into a coin's name.
    fn glued(&self, tokens: &[Token], i: usize) -> Option<Hit> {
        let word = tokens[i].text.as_str();
        for small in ["com", "con", "do", "da", "de", "no", "na", "o", "a", "e", "eu", "um", "uma"] {
            if let Some(rest) = word.strip_prefix(small)
                && rest.len() >= 6
                && let Some(name) = self.names.get(rest)
                && !name.is_ticker
                && !name.caution
            {
                return Some(Hit { ticker: name.ticker.clone(), length: 1 });
            }
        }
        // "btczinho", "solanazinha"
        for small in ["zinho", "zinha", "zin", "zim", "zao"] {
            if let Some(name) = word.strip_suffix(small).and_then(|base| self.names.get(base))
                && !name.caution
                && word.len() >= small.len() + 3
            {
                return Some(Hit { ticker: name.ticker.clone(), length: 1 });
            }
        }
        // a plural: "solanas", "ethereums"
        if let Some(singular) = word.strip_suffix('s')
            && singular.len() >= 3
            && let Some(name) = self.names.get(singular)
            && !name.caution
        {
            return Some(Hit { ticker: name.ticker.clone(), length: 1 });
        }
        None
    }

    /// "BTCUSDT", "ethbrl": the base of an exchange pair. The quote is read from the text by the caller.
    fn pair(&self, token: &Token) -> Option<Hit> {
        let word = token.text.as_str();
        for quote in ["usdt", "brl", "usd", "eur"] {
            if let Some(base) = word.strip_suffix(quote)
                && base.len() >= 3
                && let Some(name) = self.names.get(base)
                && name.is_ticker
            {
                return Some(Hit { ticker: name.ticker.clone(), length: 1 });
            }
        }
        None
    }

    /// The coin that sounds exactly like the words from `i` on.
    pub(crate) fn by_sound(
        &self,
        tokens: &[Token],
        i: usize,
        strange: impl Fn(usize) -> bool,
        free: impl Fn(usize) -> bool,
    ) -> Option<Hit> {
        for length in (1..=4.min(tokens.len() - i)).rev() {
            let range = i..i + length;
            if !range.clone().any(&strange)
                || !range.clone().all(&free)
                || tokens[i + 1..i + length].iter().any(|t| t.after_break)
            {
                continue;
            }
            let edge =
                |t: &Token| FUNCTION_WORDS.contains(&t.text.as_str()) && !matches!(t.text.as_str(), "so" | "la" | "do");
            if length > 1 && (edge(&tokens[i]) || edge(&tokens[i + length - 1])) {
                continue;
            }
            let words: String = tokens[range].iter().map(|t| t.accented.as_str()).collect();
            let sound = key(&words);
            if let Some(ticker) = self.sounds.get(&sound) {
                return Some(Hit { ticker: ticker.clone(), length });
            }
        }
        None
    }

    /// The coin whose sound is nearest to the words from `i` on, within a bound that grows with the length.
    pub(crate) fn nearest(&self, tokens: &[Token], i: usize, free: impl Fn(usize) -> bool) -> Option<(Hit, usize)> {
        let mut best: Option<(Hit, usize, usize)> = None;
        for length in 1..=3.min(tokens.len() - i) {
            if !(i..i + length).all(&free) || tokens[i + 1..i + length].iter().any(|t| t.after_break) {
                break;
            }
            let last = &tokens[i + length - 1].text;
            if length > 1 && FUNCTION_WORDS.contains(&last.as_str()) {
                continue;
            }
            let words: String = tokens[i..i + length].iter().map(|t| t.accented.as_str()).collect();
            let sound = key(&words);
            // "…coin" says little of which one
            let telling = if sound.ends_with("KUIN") { sound.len() - 3 } else { sound.len() };
            let bound = match telling {
                0..=3 => continue,
                4..=5 => 1,
                6..=7 if length == 1 => 1,
                6..=9 => 2,
                _ => 3,
            };
            for (other, ticker) in &self.keys {
                if other.len() < 4 || other.as_bytes().first() != sound.as_bytes().first() && bound < 3 {
                    continue;
                }
                if let Some(d) = distance(&sound, other, bound) {
                    // of equal distances the longer sound, then the larger coin
                    let better = best.as_ref().is_none_or(|(hit, least, size)| {
                        d < *least || d == *least && sound.len() > *size && hit.length < length
                    });
                    if better {
                        best = Some((Hit { ticker: ticker.clone(), length }, d, sound.len()));
                    }
                }
            }
        }
        best.map(|(hit, d, _)| (hit, d))
    }

    /// Whether a token is a coin's ticker or name, however ordinary the word.
    pub(crate) fn could_be(&self, word: &str) -> bool {
        self.names.contains_key(word)
    }
}

/// What speaks for an ordinary word being meant as a coin.
fn evidence(tokens: &[Token], i: usize, shouted: bool, plausible: bool) -> bool {
    let token = &tokens[i];
    let before = if i == 0 { "" } else { tokens[i - 1].text.as_str() };
    let after = tokens.get(i + 1).map_or("", |t| t.text.as_str());
    if matches!(before, "moeda" | "token" | "cripto" | "criptomoeda" | "altcoin" | "memecoin" | "coin" | "ativo") {
        return true;
    }
    if matches!(after, "coin" | "token" | "usdt" | "brl") && token.text.len() > 1 {
        return true;
    }
    if RESERVED.contains(&token.text.as_str()) {
        return false;
    }
    let function = FUNCTION_WORDS.contains(&token.text.as_str());
    if !shouted && token.case == Case::Upper && token.text.len() > 1 {
        return true;
    }
    if function || token.text.len() < 2 {
        return false;
    }
    if !shouted
        && token.case == Case::Capital
        && i > 0
        && tokens.iter().filter(|t| t.case != Case::Lower).count() * 2 <= tokens.len()
    {
        return plausible;
    }
    false
}

impl CoinNames {
    /// A coin named by a word that is ordinary too, where only a coin can stand.
    pub(crate) fn loose(&self, token: &Token) -> Option<Ticker> {
        let name = self.names.get(token.text.as_str())?;
        (!FUNCTION_WORDS.contains(&token.text.as_str()) && token.text.len() >= 2).then(|| name.ticker.clone())
    }
}
