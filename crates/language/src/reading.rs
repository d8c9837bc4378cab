//! A sentence read: its items with every entity recognised.

use crate::coins::{CoinNames, Hit};
use crate::indicators;
use crate::item::{Item, Items, What};
use crate::lexicon::Lexicon;
use crate::money;
use crate::numbers;
use crate::repair::Repairs;
use crate::text::{Case, Token, tokens};
use crate::time;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What a sentence is read with.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub lexicon: Lexicon,
    pub repairs: Repairs,
    pub names: CoinNames,
}

/// A sentence as items, and what was noticed on the way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    pub items: Items,
    /// A coin found only by resemblance: the words heard.
    pub weak: Option<String>,
    /// A word that stands where a coin should and is none.
    pub stranger: Option<String>,
}

/// Words that only make sense when a coin is asked about.
const PLAUSIBLE: &[&str] = &[
    "preco",
    "cotacao",
    "quanto",
    "vale",
    "custa",
    "valor",
    "grafico",
    "rsi",
    "macd",
    "alerta",
    "avisa",
    "avise",
    "media",
    "dominancia",
    "volume",
    "mercado",
    "subiu",
    "caiu",
    "subir",
    "cair",
    "bater",
    "passar",
    "compara",
    "compare",
    "lista",
    "favoritos",
    "comprei",
    "vendi",
    "tendencia",
    "maxima",
    "minima",
    "variacao",
    "converte",
    "converter",
    "reais",
    "dolar",
    "dolares",
    "carteira",
    "capitalizacao",
    "acompanhar",
    "comprar",
    "vender",
    "rendeu",
    "valorizou",
    "ta",
    "esta",
    "indice",
    "bollinger",
    "chegar",
    "analise",
    "analisa",
    "desempenho",
    "e",
];

fn is_before_coin(word: &str) -> bool {
    matches!(
        word,
        "do" | "da"
            | "de"
            | "o"
            | "a"
            | "no"
            | "na"
            | "em"
            | "um"
            | "uma"
            | "dos"
            | "das"
            | "pro"
            | "pra"
            | "com"
            | "e"
            | "ou"
            | "moeda"
            | "token"
            | "cripto"
    )
}

impl Reader {
    pub(crate) fn read(&self, text: &str, today: NaiveDate) -> Reading {
        let mut words = tokens(text);
        if words.len() > 120 {
            words.truncate(120);
        }
        let shouted = words
            .iter()
            .filter(|t| t.text.len() > 1 && t.text.starts_with(char::is_alphabetic))
            .all(|t| t.case == Case::Upper);
        self.repairs.mishearings(&mut words);
        let plausible = words.iter().any(|t| PLAUSIBLE.contains(&t.text.as_str()));
        let mut coins: Vec<Option<Hit>> = vec![None; words.len()];
        let mut taken = vec![false; words.len()];
        let mut i = 0;
        while i < words.len() {
            match self.names.exact(&words, i, self.lexicon.knows(&words[i].text), shouted, plausible) {
                Some(hit) => {
                    let length = hit.length;
                    taken[i..i + length].fill(true);
                    coins[i] = Some(hit);
                    i += length;
                }
                None => i += 1,
            }
        }
        let strange: Vec<bool> = words
            .iter()
            .map(|t| {
                t.text.len() > 2
                    && t.text.chars().all(char::is_alphabetic)
                    && !self.lexicon.knows(&t.text)
                    && numbers::read(std::slice::from_ref(t)).is_none()
            })
            .collect();
        self.by_sound(&words, &strange, &mut coins, &mut taken);
        for i in 0..words.len() {
            if strange[i]
                && !taken[i]
                && !self.names.could_be(&words[i].text)
                && let Some(word) = self.repairs.by_sound(&words[i].accented)
                && !(is_before_coin(if i > 0 { &words[i - 1].text } else { "" })
                    && self.names.nearest(&words, i, |k| !taken[k]).is_some_and(|(_, d)| d <= 1))
            {
                word.clone_into(&mut words[i].text);
            }
        }
        self.loosely(&words, &mut coins, &mut taken, plausible);
        let (weak, stranger) = self.strangers(&words, &mut coins, &mut taken, shouted);
        let mut items = Self::items(&words, &coins);
        entities(&mut items, text, today);
        Reading { items, weak: weak.map(|(heard, _)| heard), stranger }
    }

    fn by_sound(&self, words: &[Token], strange: &[bool], coins: &mut [Option<Hit>], taken: &mut [bool]) {
        let mut i = 0;
        while i < words.len() {
            let hit = self.names.by_sound(words, i, |k| strange[k], |k| !taken[k]);
            if let Some(hit) = hit {
                let length = hit.length;
                taken[i..i + length].fill(true);
                coins[i] = Some(hit);
                i += length;
            } else {
                i += 1;
            }
        }
    }

    /// Ordinary words that are coins too, where a coin must stand: after "do", "da", "de" when nothing else is one, or in a
    /// list of coins.
    fn loosely(&self, words: &[Token], coins: &mut [Option<Hit>], taken: &mut [bool], plausible: bool) {
        if !plausible {
            return;
        }
        let none = coins.iter().all(Option::is_none);
        for i in 0..words.len() {
            if taken[i] {
                continue;
            }
            let Some(ticker) = self.names.loose(&words[i]) else { continue };
            let before = if i > 0 { words[i - 1].text.as_str() } else { "" };
            if self.lexicon.knows(&words[i].text) {
                // "quanto tá a render": a verb elsewhere, a name behind an article where the price is asked
                let priced = i > 1
                    && matches!(
                        words[i - 2].text.as_str(),
                        "ta" | "esta" | "custa" | "vale" | "preco" | "cotacao" | "anda" | "valendo"
                    );
                let last = words
                    .get(i + 1)
                    .is_none_or(|t| t.after_break || matches!(t.text.as_str(), "hoje" | "agora" | "em" | "e" | "por"));
                let name = matches!(before, "o" | "a" | "do" | "da")
                    && !self.lexicon.is_filler(&words[i].text)
                    && !self.lexicon.is_off_topic(&words[i].text);
                if none && priced && last && name {
                    coins[i] = Some(Hit { ticker, length: 1 });
                    taken[i] = true;
                }
                continue;
            }
            let listed = i > 0
                && (taken[i - 1] || i > 1 && taken[i - 2] && matches!(before, "e" | "com" | "ou" | "do" | "da"))
                && (words[i].after_break || matches!(before, "e" | "com" | "ou"));
            let next_listed = i + 2 < words.len()
                && matches!(words[i + 1].text.as_str(), "e" | "com" | "ou")
                && (taken[i + 2] || i + 3 < words.len() && taken[i + 3]);
            if listed || next_listed || none && is_before_coin(before) || none && words.len() <= 2 {
                coins[i] = Some(Hit { ticker, length: 1 });
                taken[i] = true;
            }
        }
    }

    /// Strange words where a coin should stand: the nearest coin by sound, or nobody.
    fn strangers(
        &self,
        words: &[Token],
        coins: &mut [Option<Hit>],
        taken: &mut [bool],
        shouted: bool,
    ) -> (Option<(String, usize)>, Option<String>) {
        let (mut weak, mut stranger) = (None, None);
        let named = coins.iter().any(Option::is_some);
        for i in 0..words.len() {
            let token = &words[i];
            if taken[i]
                || token.text.len() < 3
                || !token.text.chars().all(char::is_alphabetic)
                || self.lexicon.knows(&token.text)
                || numbers::read(std::slice::from_ref(token)).is_some()
            {
                continue;
            }
            let before = if i > 0 { words[i - 1].text.as_str() } else { "" };
            let announced = matches!(before, "moeda" | "token" | "cripto" | "criptomoeda" | "memecoin" | "altcoin");
            let coinlike = announced
                || ["coin", "koin", "coim", "swap", "chain", "inu", "token"]
                    .iter()
                    .any(|end| token.text.ends_with(end));
            // behind an article or a preposition, in a list of coins, or nearly alone
            let listed = i > 1 && taken[i - 2] && matches!(before, "e" | "com" | "ou")
                || i > 0 && taken[i - 1] && token.after_break;
            let listed =
                listed || matches!(before, "com") || i > 2 && taken[i - 3] && matches!(before, "o" | "a" | "do" | "da");
            let ahead = words.get(i + 1).is_some_and(|t| {
                matches!(t.text.as_str(), "ta" | "esta" | "quanto" | "hoje" | "agora" | "vale" | "custa")
            });
            let slot = is_before_coin(before) && !matches!(before, "de" | "em" | "um" | "uma" | "e")
                || i == 0 && (words.len() <= 3 || ahead)
                || matches!(before, "de" | "em" | "um" | "uma" | "e" | "preco" | "cotacao") && words.len() <= 6
                || matches!(before, "ta" | "custa" | "vale");
            if !(coinlike || listed || slot && !named) {
                continue;
            }
            let start = if i > 0 && matches!(before, "so" | "la") { i - 1 } else { i };
            if let Some((hit, d)) = self.names.nearest(words, start, |k| !taken[k]) {
                let length = hit.length;
                let heard =
                    words[start..start + length].iter().map(|t| t.accented.as_str()).collect::<Vec<_>>().join(" ");
                taken[start..start + length].fill(true);
                coins[start] = Some(hit);
                weak.get_or_insert((heard, d));
                continue;
            }
            let upper = !shouted && token.case == Case::Upper && token.text.len() <= 8 && words.len() > 1;
            if (coinlike || upper) && stranger.is_none() {
                stranger = Some(token.accented.clone());
            }
        }
        (weak, stranger)
    }

    /// Words, numbers and coins as items.
    fn items(words: &[Token], coins: &[Option<Hit>]) -> Items {
        let mut items = Items::default();
        let mut i = 0;
        while i < words.len() {
            if let Some(Some(hit)) = coins.get(i) {
                let mut item = Item::word(&words[i]);
                item.range.end = words[i + hit.length - 1].range.end;
                item.text = words[i..i + hit.length].iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ");
                item.what = What::Coin { ticker: hit.ticker.clone(), amount: None };
                items.0.push(item);
                i += hit.length;
                continue;
            }
            let until = (i + 1..words.len()).find(|&k| coins[k].is_some()).unwrap_or(words.len());
            if let Some(read) = numbers::read(&words[i..until]) {
                let mut read = read;
                // "25/12": the slash parts figures that are no numbers together
                if words.get(i + 1).is_some_and(|t| t.text == "/") || i > 0 && words[i - 1].text == "/" {
                    read = numbers::read(&words[i..=i]).unwrap_or(read);
                }
                let mut item = Item::word(&words[i]);
                item.range.end = words[i + read.length - 1].range.end;
                item.text = words[i..i + read.length].iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ");
                let value = colloquial(&item.text, read.value);
                item.what = if read.article { What::One } else { What::Number(value) };
                items.0.push(item);
                i += read.length;
                continue;
            }
            items.0.push(Item::word(&words[i]));
            i += 1;
        }
        items
    }
}

/// "um milhão e duzentos" is 1.200.000 when people speak of prices.
fn colloquial(words: &str, value: Decimal) -> Decimal {
    for (scale, one) in [
        ("milhao e ", 1_000_000),
        ("milhoes e ", 1_000_000),
        ("bilhao e ", 1_000_000_000_i64),
        ("bilhoes e ", 1_000_000_000),
    ] {
        if let Some((_, tail)) = words.split_once(scale)
            && tail.ends_with("entos")
            && !tail.contains(' ')
        {
            let rest = value % Decimal::from(one);
            return value - rest + rest * Decimal::from(one / 1_000);
        }
    }
    value
}

/// Everything that is more than a word, in the order in which one hides another.
fn entities(items: &mut Items, text: &str, today: NaiveDate) {
    items.recognise(money::percent);
    items.recognise(money::times);
    items.recognise(indicators::named);
    items.recognise(time::every);
    items.recognise(|items, i| time::until(items, i, today));
    items.recognise(time::timeframe);
    items.recognise(|items, i| time::clock(items, i, text));
    items.recognise(|items, i| time::when(items, i, today));
    items.recognise(money::money);
    money::amounts(items);
}
