//! What recognisers and quick typing make of words, put right before anything is looked for.

use crate::lexicon::Lexicon;
use crate::phonetic::{distance, key};
use crate::text::Token;
use std::collections::HashMap;

/// Typical mishearings and abbreviations, folded: what was heard (words in order) and what was meant. Words that exist in
/// Portuguese appear only in company that makes them senseless.
const HEARD: &[(&str, &str)] = &[
    // avisar
    ("minha vez e", "me avise"),
    ("minha vez", "me avise"),
    ("me a vise", "me avise"),
    ("me a visa", "me avisa"),
    ("mi avise", "me avise"),
    ("mi avisa", "me avisa"),
    ("meia vise", "me avise"),
    ("meia visa", "me avisa"),
    ("me visa", "me avisa"),
    ("me vise", "me avise"),
    ("me visi", "me avise"),
    ("me visse", "me avise"),
    ("a visa", "avisa"),
    ("a vise", "avise"),
    ("visi", "avise"),
    ("vise", "avise"),
    ("visa", "avisa"),
    ("visse quando", "avise quando"),
    ("visse se", "avise se"),
    ("avize", "avise"),
    ("aviza", "avisa"),
    // criar, cancelar, repetir, parar
    ("cria uma alerta", "crie um alerta"),
    ("criu", "crie"),
    ("canceli", "cancele"),
    ("cancela li", "cancele"),
    ("repet te", "repete"),
    ("repete te", "repete"),
    ("repit", "repete"),
    ("parigifalar", "pare de falar"),
    ("paridi falar", "pare de falar"),
    ("par de falar", "pare de falar"),
    ("parede falar", "pare de falar"),
    ("parede de falar", "pare de falar"),
    ("pari de falar", "pare de falar"),
    ("para di falar", "para de falar"),
    ("de vaguear", "devagar"),
    ("de vagar", "devagar"),
    ("mais de vagar", "mais devagar"),
    ("divagar", "devagar"),
    // cair, valer, comprar
    ("ca ir", "cair"),
    ("caira", "cair"),
    ("caiir", "cair"),
    ("tava lendo", "ta valendo"),
    ("ta va lendo", "ta valendo"),
    ("e o compro", "eu compro"),
    ("eo compro", "eu compro"),
    ("converti", "converte"),
    ("com verte", "converte"),
    ("com verter", "converter"),
    ("com para", "compara"),
    ("conpare", "compare"),
    ("o preso do", "o preco do"),
    ("o presso do", "o preco do"),
    ("o preso da", "o preco da"),
    ("opresso", "o preco"),
    ("opreco", "o preco"),
    ("apreco", "preco"),
    ("presso", "preco"),
    ("cota cao", "cotacao"),
    ("qual opresso", "qual o preco"),
    ("quanta ta", "quanto ta"),
    ("quanto esta o", "quanto ta o"),
    ("quantos ta", "quanto ta"),
    ("quanto ta va", "quanto tava"),
    ("mi diz", "me diz"),
    ("mi fala", "me fala"),
    ("mi mostra", "me mostra"),
    ("grafiquo", "grafico"),
    ("graficu", "grafico"),
    ("conganancia", "com ganancia"),
    ("e ganancia", "e ganancia"),
    ("medo ganancia", "medo e ganancia"),
    ("medi ganancia", "medo e ganancia"),
    ("do minancia", "dominancia"),
    ("dominancia a", "dominancia a"),
    ("maxi ma", "maxima"),
    ("mini ma", "minima"),
    ("na minha alista", "na minha lista"),
    ("capital isacao", "capitalizacao"),
    // indicators
    ("e recido", "rsi do"),
    ("errecido", "rsi do"),
    ("arrecido", "rsi do"),
    ("reussido", "rsi do"),
    ("recido", "rsi do"),
    ("recida", "rsi da"),
    ("errecida", "rsi da"),
    ("o r s i", "o rsi"),
    ("r s i", "rsi"),
    ("rec", "rsi"),
    ("hrc", "rsi"),
    ("hrsi", "rsi"),
    ("rsa", "rsi"),
    ("r si", "rsi"),
    ("rc", "rsi"),
    ("erre si", "rsi"),
    ("erre esse i", "rsi"),
    ("erre ece i", "rsi"),
    ("erressei", "rsi"),
    ("erre c", "rsi"),
    ("ar ess ai", "rsi"),
    ("i f r", "ifr"),
    ("i efe erre", "ifr"),
    ("m acedido", "macd do"),
    ("m acedida", "macd da"),
    ("macedido", "macd do"),
    ("m a c d", "macd"),
    ("m a cd", "macd"),
    ("m acd", "macd"),
    ("m acd2", "macd do"),
    ("ma cd", "macd"),
    ("mac d", "macd"),
    ("mac de", "macd"),
    ("mac dee", "macd"),
    ("mecd", "macd"),
    ("macede", "macd"),
    ("macdi", "macd"),
    ("emacd", "macd"),
    ("e macd", "macd"),
    ("em acd", "macd"),
    ("em a cd", "macd"),
    ("eme a ce de", "macd"),
    ("emeacede", "macd"),
    ("eme a cede", "macd"),
    ("mc d", "macd"),
    ("a t r", "atr"),
    ("a te erre", "atr"),
    ("a d x", "adx"),
    ("a de xis", "adx"),
    ("adxis", "adx"),
    ("o b v", "obv"),
    ("o be ve", "obv"),
    ("v wap", "vwap"),
    ("v wop", "vwap"),
    ("vi uap", "vwap"),
    ("viuap", "vwap"),
    ("ve uap", "vwap"),
    ("ve wap", "vwap"),
    ("v uap", "vwap"),
    ("bolinger", "bollinger"),
    ("bolinha", "bollinger"),
    ("bolinge", "bollinger"),
    ("bollinge", "bollinger"),
    ("boulinger", "bollinger"),
    ("bolindia", "bollinger"),
    ("bolindier", "bollinger"),
    ("estocastica", "estocastico"),
    ("estocastic", "estocastico"),
    ("media movio", "media movel"),
    ("media movil", "media movel"),
    ("media mover", "media movel"),
    // quick typing
    ("qto", "quanto"),
    ("qnto", "quanto"),
    ("qt", "quanto"),
    ("qnt", "quanto"),
    ("qdo", "quando"),
    ("qnd", "quando"),
    ("qd", "quando"),
    ("quano", "quando"),
    ("hj", "hoje"),
    ("hoji", "hoje"),
    ("oje", "hoje"),
    ("vc", "voce"),
    ("vcs", "voces"),
    ("tah", "ta"),
    ("eh", "e"),
    ("oq", "o que"),
    ("oque", "o que"),
    ("q e", "que e"),
    ("q eu", "que eu"),
    ("q mais", "que mais"),
    ("pq", "por que"),
    ("msm", "mesmo"),
    ("mto", "muito"),
    ("mt", "muito"),
    ("cmg", "comigo"),
    ("pfv", "por favor"),
    ("tb", "tambem"),
    ("tbm", "tambem"),
    ("agr", "agora"),
    ("dps", "depois"),
    ("sla", "sei la"),
    ("blz", "beleza"),
    ("vlw", "valeu"),
    ("obg", "obrigado"),
    ("cmp", "comparar"),
    ("cotaçao", "cotacao"),
    ("preco", "preco"),
    ("precu", "preco"),
    ("preso", "preco"),
    ("cotasao", "cotacao"),
    ("cotassao", "cotacao"),
    ("reas", "reais"),
    ("reals", "reais"),
    ("riais", "reais"),
    ("reaes", "reais"),
    ("dolas", "dolares"),
    ("dolar americano", "dolar"),
    ("dolares americanos", "dolares"),
    ("dola", "dolar"),
    ("porcento", "por cento"),
    ("por sento", "por cento"),
    ("porsento", "por cento"),
    ("por cem to", "por cento"),
    ("virgo la", "virgula"),
    ("tres sentos", "trezentos"),
    ("quinze centos", "mil e quinhentos"),
    ("oras", "horas"),
    ("mercado cripito", "mercado cripto"),
    ("cripito", "cripto"),
    ("kripto", "cripto"),
    ("crypto", "cripto"),
    ("criptos moedas", "criptomoedas"),
    ("cripto moeda", "criptomoeda"),
    ("cripto moedas", "criptomoedas"),
    ("alertar de preco", "alerta de preco"),
    ("fa ze", "faz"),
    ("subil", "subiu"),
    ("subio", "subiu"),
    ("caio", "caiu"),
    ("cail", "caiu"),
    ("kaiu", "caiu"),
];

/// The mishearings by their first word, longest first.
#[derive(Debug, Clone)]
pub(crate) struct Repairs {
    heard: HashMap<&'static str, Vec<(Vec<&'static str>, Vec<&'static str>)>>,
    /// Long words of the domain by their sound.
    sounds: HashMap<String, &'static str>,
    keys: Vec<(String, &'static str)>,
}

impl Repairs {
    pub(crate) fn new(lexicon: &Lexicon) -> Self {
        let mut heard: HashMap<&'static str, Vec<(Vec<&'static str>, Vec<&'static str>)>> = HashMap::new();
        for (from, to) in HEARD {
            let from: Vec<&'static str> = from.split(' ').collect();
            if let Some(first) = from.first() {
                heard.entry(first).or_default().push((from, to.split(' ').collect()));
            }
        }
        for list in heard.values_mut() {
            list.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        }
        let mut words: Vec<&'static str> = lexicon.words().chain(SPELT.split_whitespace()).filter(|w| w.len() >= 4).collect();
        words.sort_unstable();
        words.dedup();
        let mut sounds = HashMap::new();
        let mut keys = Vec::new();
        for word in words {
            let sound = key(word);
            if sound.len() >= 4 && !sounds.contains_key(&sound) {
                sounds.insert(sound.clone(), word);
                keys.push((sound, word));
            }
        }
        Self { heard, sounds, keys }
    }

    /// Puts known mishearings right.
    pub(crate) fn mishearings(&self, tokens: &mut Vec<Token>) {
        let mut i = 0;
        while i < tokens.len() {
            let found = self.heard.get(tokens[i].text.as_str()).and_then(|list| {
                list.iter().find(|(from, to)| {
                    from != to
                        && tokens.len() >= i + from.len()
                        && from.iter().zip(&tokens[i..]).all(|(w, t)| *w == t.text)
                        && !keeps(tokens, i, from)
                })
            });
            if let Some((from, to)) = found {
                let length = from.len();
                let put: Vec<Token> = to
                    .iter()
                    .enumerate()
                    .map(|(k, word)| {
                        let origin = &tokens[i + k.min(length - 1)];
                        let mut token = origin.clone();
                        token.text = (*word).to_owned();
                        token.accented = (*word).to_owned();
                        token.range = if to.len() == 1 { tokens[i].range.start..tokens[i + length - 1].range.end } else { origin.range.clone() };
                        token.after_break = k == 0 && tokens[i].after_break;
                        token.glued = k > 0 && token.glued;
                        token
                    })
                    .collect();
                let count = put.len();
                tokens.splice(i..i + length, put);
                i += count;
            } else {
                i += 1;
            }
        }
    }

    /// The word of the domain a strange word sounds like.
    pub(crate) fn by_sound(&self, word: &str) -> Option<&'static str> {
        if word.len() < 4 {
            return None;
        }
        let sound = key(word);
        if let Some(word) = self.sounds.get(&sound) {
            return Some(word);
        }
        let bound = match sound.len() {
            0..=5 => return None,
            6..=8 => 1,
            _ => 2,
        };
        let mut best: Option<(usize, &'static str)> = None;
        let mut tied = false;
        for (other, word) in &self.keys {
            if other.as_bytes().first() != sound.as_bytes().first() && bound < 2 {
                continue;
            }
            if let Some(d) = distance(&sound, other, bound) {
                match best {
                    Some((least, _)) if d > least => {}
                    Some((least, _)) if d == least => tied = true,
                    _ => {
                        best = Some((d, word));
                        tied = false;
                    }
                }
            }
        }
        best.filter(|(d, _)| !tied || *d <= 1).map(|(_, word)| word)
    }
}

/// Words worth finding by sound that no cue spells out.
const SPELT: &str = "avise avisa avisar quando passar chegar bater cair subir reais dolares dolar euros alerta alertas grafico mercado \
    semana mes ontem horas minutos indice forca relativa media movel exponencial bandas bollinger estocastico volume milhao milhoes bilhao \
    bilhoes quinhentos trezentos duzentos quatrocentos seiscentos setecentos oitocentos novecentos cinquenta quarenta sessenta setenta oitenta \
    noventa satoshis centavos abaixo acima pausa cancele cancela repete converte converter compare compara mostra mostre adiciona adicione \
    lista favoritos carteira capitalizacao dominancia ganancia tendencia resumo janeiro fevereiro setembro outubro novembro dezembro";

/// A repair that would spoil a sentence in which the words are meant.
fn keeps(tokens: &[Token], i: usize, from: &[&str]) -> bool {
    let after = tokens.get(i + from.len()).map_or("", |t| t.text.as_str());
    match from {
        ["visa" | "vise" | "visi"] => i > 0 && !matches!(tokens[i - 1].text.as_str(), "me" | "mi"),
        ["preso"] | ["rec" | "rc" | "hrc"] => after.is_empty(),
        ["minha", "vez"] => !matches!(after, "e" | "quando" | "se" | "i"),
        ["com", "para"] => i != 0,
        _ => false,
    }
}
