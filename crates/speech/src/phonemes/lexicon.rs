//! Words whose spelling does not tell how they sound.

/// How weak a word is among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weakness {
    /// Never stressed.
    Silent,
    /// Stressed only at the end of a clause.
    SilentInside,
    /// A secondary stress.
    Light,
    /// A secondary stress, a full one at the end of a clause.
    LightInside,
}

const SILENT: &[&str] = &[
    "a", "o", "as", "os", "e", "é", "de", "do", "da", "dos", "das", "no", "na", "nos", "nas", "com", "por", "pra", "um", "uns", "me", "te",
    "se", "que", "mas", "ou", "num", "ao", "aos", "às", "foi", "ser", "são", "sou", "tem", "têm", "ter",
];
const SILENT_INSIDE: &[&str] =
    &["eu", "tu", "nós", "meu", "meus", "seu", "seus", "teu", "teus", "há", "vai", "vou", "vão", "faz"];
const LIGHT: &[&str] = &[
    "para", "uma", "umas", "como", "onde", "numa", "era", "eram", "está", "estão", "estou", "estava", "estavam", "tinha", "tenho", "até",
    "desde", "qualquer", "será", "à",
];
const LIGHT_INSIDE: &[&str] = &[
    "não", "ele", "ela", "elas", "você", "vocês", "minha", "minhas", "sua", "suas", "este", "esta", "esse", "estes", "estas", "esses",
    "neste", "nesta", "nesse", "pode", "posso", "sempre", "nunca", "nosso", "nossa", "nossos", "nossas", "foram", "aquela",
];

/// How weak a word is; `None` for a word with its own stress.
pub(super) fn weakness(word: &str) -> Option<Weakness> {
    [
        (SILENT, Weakness::Silent),
        (SILENT_INSIDE, Weakness::SilentInside),
        (LIGHT, Weakness::Light),
        (LIGHT_INSIDE, Weakness::LightInside),
    ]
    .into_iter()
    .find_map(|(words, weakness)| words.contains(&word).then_some(weakness))
}

/// Whether a word's last vowel glides into the next word's first.
pub(super) fn links(word: &str) -> bool {
    !matches!(word, "que" | "como" | "este" | "ele" | "do" | "no" | "ao" | "não" | "são")
}

/// The few words no rule gives.
pub(super) fn whole(word: &str) -> Option<&'static str> {
    WHOLE.iter().find_map(|(written, said)| (*written == word).then_some(*said))
}

const WHOLE: &[(&str, &str)] = &[
    ("a", "ˈa"),
    ("o", "ʊ"),
    ("os", "ʊs"),
    ("e", "i"),
    ("é", "ɛ"),
    ("à", "ˌaː"),
    ("às", "aːs"),
    ("que", "ky"),
    ("muito", "mwˈiŋtʊ"),
    ("muitos", "mwˈiŋtʊs"),
    ("muita", "mwˈiŋtæ"),
    ("muitas", "mwˈiŋtæs"),
    ("lhe", "ʎˈy"),
    ("lhes", "ʎˈys"),
];

/// The spelling, with the accents that show its stress and open vowels, of a word that rules would read otherwise.
pub(super) fn respelled(word: &str) -> String {
    word.to_owned()
}

/// A respelling that may be several words: names and acronyms.
pub(super) fn respelling(word: &str) -> Option<&'static str> {
    RESPELLINGS.iter().find_map(|(written, said)| (*written == word).then_some(*said))
}

const RESPELLINGS: &[(&str, &str)] = &[
    ("bitcoin", "bitcóin"),
    ("ethereum", "etérium"),
    ("litecoin", "laitecóin"),
    ("dogecoin", "dódjecóin"),
    ("polkadot", "pôlcadót"),
    ("chainlink", "tchêinlinc"),
    ("avalanche", "avalântche"),
    ("ripple", "rípou"),
    ("macd", "eme á cê dê"),
];

/// Whether the u of "gue", "gui", "que", "qui" is heard.
pub(super) fn says_u(word: &str) -> bool {
    ["frequen", "frequên", "tranquil", "cinquent", "sequên", "sequen", "líquid", "liquid", "linguag", "eloquen", "delinqu", "bilíng", "aguent", "quinquag", "averigue", "arguir"]
        .iter()
        .any(|stem| word.contains(stem))
}

/// The sound of x in words where its place does not tell.
pub(super) fn x_sound(word: &str) -> Option<&'static str> {
    let contains = |stems: &[&str]| stems.iter().any(|stem| word.contains(stem));
    if contains(&["máxim", "maxim", "próxim", "proxim", "auxíli", "auxili", "trouxe", "sintax"]) {
        Some("s")
    } else if contains(&["táxi", "fix", "reflex", "complex", "conex", "flex", "nexo", "anex", "sexo", "tóxic", "intoxic", "oxig", "ortodox", "léxic", "índex"]) {
        Some("ks")
    } else {
        None
    }
}

/// Whether the stressed e or o of a word is open though no accent says so.
pub(super) fn is_open(word: &str, letter: char) -> bool {
    let _ = (word, letter);
    false
}
