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
    "a", "o", "as", "os", "e", "é", "de", "do", "da", "dos", "das", "no", "na", "nos", "nas", "com", "por", "pra",
    "um", "uns", "me", "te", "se", "que", "mas", "ou", "num", "ao", "aos", "às", "foi", "ser", "são", "sou", "tem",
    "têm", "ter",
];
const SILENT_INSIDE: &[&str] =
    &["eu", "tu", "nós", "meu", "meus", "seu", "seus", "teu", "teus", "há", "vai", "vou", "vão", "faz"];
const LIGHT: &[&str] = &[
    "para", "uma", "umas", "como", "onde", "numa", "era", "eram", "está", "estão", "estou", "estava", "estavam",
    "tinha", "tenho", "até", "desde", "qualquer", "será", "serão", "à",
];
const LIGHT_INSIDE: &[&str] = &[
    "não", "ele", "ela", "elas", "você", "vocês", "minha", "minhas", "sua", "suas", "este", "esta", "esse", "estes",
    "estas", "esses", "neste", "nesta", "nesse", "pode", "posso", "sempre", "nunca", "vamos", "fazer", "nosso",
    "nossa", "nossos", "nossas", "foram", "aquela",
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
    !matches!(word, "que" | "como" | "este" | "ele" | "tenho" | "posso" | "do" | "no" | "ao" | "não" | "são")
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
    ("à", "ˈaː"),
    ("às", "ˈaːs"),
    ("gol", "ɡˈow"),
    ("rsi", "ˌɛxeˌɛsyˈi"),
    ("de", "ʤˈy"),
    ("do", "dˈʊ"),
    ("dos", "dˈʊs"),
    ("no", "nˈʊ"),
    ("nos", "nˈʊs"),
    ("me", "mˈy"),
    ("te", "ʧˈy"),
    ("se", "sˈy"),
    ("que", "kˈy"),
    ("esse", "ˈesi"),
    ("esses", "ˈesis"),
    ("neste", "nˈesʧi"),
    ("vídeo", "vˈiʤjʊ"),
    ("vídeos", "vˈiʤjʊs"),
    ("muito", "mwˈiŋtʊ"),
    ("muitos", "mwˈiŋtʊs"),
    ("muita", "mwˈiŋtæ"),
    ("muitas", "mwˈiŋtæs"),
    ("lhe", "ʎˈy"),
    ("lhes", "ʎˈys"),
];

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
    [
        "frequen", "frequên", "tranquil", "cinquent", "sequên", "sequen", "líquid", "liquid", "linguag", "eloquen",
        "delinqu", "bilíng", "aguent", "quinquag", "averigue", "arguir",
    ]
    .iter()
    .any(|stem| word.contains(stem))
}

/// The sound of x in words where its place does not tell.
pub(super) fn x_sound(word: &str) -> Option<&'static str> {
    let contains = |stems: &[&str]| stems.iter().any(|stem| word.contains(stem));
    if contains(&["máxim", "maxim", "próxim", "proxim", "auxíli", "auxili", "trouxe", "sintax"]) {
        Some("s")
    } else if contains(&[
        "táxi", "áxi", "áxel", "píxel", "néx", "dêxi", "fix", "plex", "reflex", "conex", "flex", "nexo", "anex",
        "sexo", "tóxic", "intoxic", "oxig", "ortodox", "léxic", "índex",
    ]) {
        Some("ks")
    } else {
        None
    }
}

/// Whether the stressed e or o of a word is open though no accent says so: by the word, then by its ending.
pub(super) fn is_open(word: &str, letter: char) -> bool {
    if OPEN_PLURALS.contains(&word) {
        return true;
    }
    let singular = word.strip_suffix('s').unwrap_or(word);
    let stem = match singular.strip_suffix('m') {
        Some(verb) if verb.ends_with(['a', 'e']) => verb,
        _ => singular,
    };
    // "venderam" is closed, "lideram" open
    if word.ends_with("eram") {
        return OPEN.contains(&stem);
    }
    if CLOSED.contains(&stem) || CLOSED.contains(&word) {
        return false;
    }
    OPEN.contains(&stem)
        || OPEN.contains(&singular)
        || OPEN_ENDINGS.iter().any(|ending| ending.contains(letter) && stem.ends_with(ending))
}

/// Open in the plural alone: "o jogo", "os jógos".
const OPEN_PLURALS: &[&str] = &[
    "ovos",
    "novos",
    "povos",
    "jogos",
    "fogos",
    "postos",
    "impostos",
    "opostos",
    "dispostos",
    "poços",
    "esforços",
    "reforços",
    "portos",
    "ossos",
    "olhos",
    "corpos",
    "mortos",
    "tijolos",
    "socorros",
    "caroços",
];

const OPEN_ENDINGS: &[&str] = &[
    "ela", "elo", "ele", "erta", "erto", "erte", "erde", "essa", "esso", "ece", "ede", "era", "ero", "ere", "eta",
    "eto", "ete", "etro", "estre", "eva", "eve", "ebe", "exo", "exa", "erso", "ersa", "erva", "erve", "erno", "erna",
    "erra", "erro", "erre", "esta", "este", "esto", "eça", "esce", "ega", "egue", "efe", "ecto", "iver", "izer",
    "ouver", "ouber", "uder", "isser", "quer", "iser", "vier", "lher", "ora", "osta", "oste", "orta", "orte", "orda",
    "orde", "orma", "orme", "orna", "ossa", "ova", "ove", "obra", "obre", "obe", "ota", "ote", "oto", "oca", "oco",
    "oque", "oja", "oga", "ogue", "ogo", "opa", "opo", "ope", "oda", "ode", "ofre", "olta", "olte", "olve", "olva",
    "ole", "ola", "osa", "ose", "orre", "oça", "orça", "olhe", "oz", "ior", "hor",
];

/// Open words whose ending is closed elsewhere, without plural s; verbs on -eram that are not past.
const OPEN: &[&str] = &[
    "dez",
    "comece",
    "peço",
    "reza",
    "pesa",
    "moeda",
    "queda",
    "era",
    "gera",
    "lidera",
    "supera",
    "espera",
    "altera",
    "opera",
    "recupera",
    "considera",
    "libera",
    "acelera",
    "tivera",
    "viera",
    "estivera",
    "fizera",
    "houvera",
    "coopera",
    "ordem",
    "orden",
    "goza",
    "jovem",
    "posso",
    "nosso",
    "vosso",
    "olha",
    "olho",
    "melhore",
    "maiore",
    "menore",
    "piore",
    "menor",
    "suor",
    "redor",
    "redo",
    "mostra",
    "mostre",
    "amostra",
    "troço",
    "pele",
    "sexo",
    "nexo",
    "segue",
    "europa",
    "coingecko",
    "stop",
    "internet",
    "wallet",
    "copiloto",
    "roxo",
];

/// Closed words whose ending is open elsewhere, without plural s or verbal m.
const CLOSED: &[&str] = &[
    "ele",
    "aquele",
    "daquele",
    "naquele",
    "dele",
    "nele",
    "este",
    "esse",
    "neste",
    "nesse",
    "deste",
    "desse",
    "pelo",
    "pela",
    "modelo",
    "cabelo",
    "selo",
    "gelo",
    "camelo",
    "chega",
    "rede",
    "sede",
    "parede",
    "verde",
    "cera",
    "exagero",
    "letra",
    "planeta",
    "gaveta",
    "preto",
    "erro",
    "cabeça",
    "corretora",
    "gestora",
    "operadora",
    "administradora",
    "emissora",
    "investidora",
    "seguradora",
    "vendedora",
    "compradora",
    "consultora",
    "produtora",
    "credora",
    "devedora",
    "reguladora",
    "força",
    "moça",
    "louça",
    "boca",
    "sopa",
    "popa",
    "toda",
    "garoto",
    "jogo",
    "fogo",
    "soco",
    "oco",
    "sobre",
    "senhor",
    "interior",
    "exterior",
    "superior",
    "inferior",
    "anterior",
    "posterior",
    "solta",
    "bola",
    "boto",
    "roto",
    "esgoto",
    "reto",
    "tesoura",
    "colher",
    "escolher",
    "acolher",
    "dizer",
    "fazer",
    "trazer",
    "viver",
    "escrever",
    "dever",
    "houvera",
    "beber",
    "poder",
    "prazer",
    "lazer",
    "haver",
    "mover",
    "receber",
    "foram",
    "teve",
    "manteve",
    "obteve",
    "esteve",
    "governo",
    "estrela",
    "escreva",
];
