//! The gender of what a figure counts.

use super::scan::Scan;
use alfa_domain::Gender;

/// Feminine nouns and adjectives whose ending does not tell.
const FEMININE: &[&str] = &[
    "vez",
    "vezes",
    "noite",
    "noites",
    "tarde",
    "tardes",
    "parte",
    "partes",
    "fonte",
    "fontes",
    "rede",
    "redes",
    "ordem",
    "ordens",
    "exchange",
    "exchanges",
    "stablecoin",
    "stablecoins",
    "altcoin",
    "altcoins",
    "memecoin",
    "memecoins",
    "cripto",
    "criptos",
    "blockchain",
    "blockchains",
    "wallet",
    "wallets",
    "chave",
    "chaves",
    "base",
    "bases",
    "taxa",
    "taxas",
    "mãe",
    "mulher",
    "mulheres",
    "mão",
    "mãos",
    "lei",
    "leis",
    "foto",
    "fotos",
];

/// Words on -a and -as that are masculine, or no nouns at all.
const NOT_FEMININE: &[&str] = &[
    "dia",
    "dias",
    "alerta",
    "alertas",
    "mapa",
    "mapas",
    "sistema",
    "sistemas",
    "programa",
    "programas",
    "problema",
    "problemas",
    "tema",
    "temas",
    "esquema",
    "esquemas",
    "clima",
    "planeta",
    "a",
    "à",
    "as",
    "às",
    "da",
    "das",
    "na",
    "nas",
    "para",
    "pra",
    "mas",
    "pela",
    "pelas",
    "cada",
    "nada",
    "ela",
    "elas",
    "agora",
    "ainda",
    "fora",
    "contra",
    "embora",
    "acima",
    "era",
    "apenas",
    "uma",
    "umas",
    "essa",
    "esta",
    "aquela",
    "já",
    "há",
    "lá",
    "será",
    "está",
    "dá",
    "vá",
];

/// Words before a figure that tell its gender.
const FEMININE_BEFORE: &[&str] =
    &["as", "às", "das", "nas", "pelas", "todas", "aquelas", "essas", "estas", "minhas", "suas"];

impl Scan<'_> {
    /// The gender of a figure from `start` to `end`, by the word behind it, then by the one before.
    pub(super) fn gender_around(&self, start: usize, end: usize) -> Gender {
        let next = self.past_spaces(end);
        let stop = self.run_of(next, char::is_alphabetic);
        let word = self.chars[next..stop].iter().collect::<String>().to_lowercase();
        // "200 mil moedas" asks again from behind the class word
        if word == "mil" {
            return self.gender_around(start, stop);
        }
        if let Some(gender) = self.noun_gender(&word) {
            return gender;
        }
        if FEMININE_BEFORE.contains(&self.word_before(start).as_str()) { Gender::Feminine } else { Gender::Masculine }
    }

    fn noun_gender(&self, word: &str) -> Option<Gender> {
        if word.is_empty() || NOT_FEMININE.contains(&word) {
            return (word.len() > 3).then_some(Gender::Masculine);
        }
        if FEMININE.contains(&word) {
            return Some(Gender::Feminine);
        }
        let singular = word.strip_suffix('s').unwrap_or(word);
        if let Some(coin) = self.coins.iter().find(|coin| !coin.caution.name && coin.name.to_lowercase() == singular) {
            return Some(coin.gender);
        }
        let feminine = ["a", "as", "ção", "ções", "são", "sões", "dade", "dades", "gem", "gens", "ície"];
        if feminine.iter().any(|ending| word.ends_with(ending)) {
            return Some(Gender::Feminine);
        }
        word.ends_with(['o', 'r', 'l'])
            .then_some(Gender::Masculine)
            .or_else(|| word.ends_with("os").then_some(Gender::Masculine))
    }
}
