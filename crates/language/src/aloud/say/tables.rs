//! The words the readers need.

use alfa_domain::Gender;

pub(super) const MONTHS: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

pub(super) const SHORT_MONTHS: [&str; 12] =
    ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"];

/// Marks of currencies before a figure, the longer first.
pub(super) const CURRENCIES: &[(&str, &str)] = &[
    ("US$", "USD"),
    ("U$S", "USD"),
    ("U$", "USD"),
    ("R$", "BRL"),
    ("r$", "BRL"),
    ("us$", "USD"),
    ("€", "EUR"),
    ("$", "USD"),
    ("USD", "USD"),
    ("BRL", "BRL"),
    ("EUR", "EUR"),
];

/// Class words behind a figure, their stem, and whether they may stand apart from it.
pub(super) const SCALES: &[(&str, &str, bool)] = &[
    ("mil", "mil", true),
    ("k", "mil", false),
    ("K", "mil", false),
    ("milhão", "milh", true),
    ("milhões", "milh", true),
    ("mi", "milh", true),
    ("mm", "milh", false),
    ("MM", "milh", true),
    ("M", "milh", false),
    ("bilhão", "bilh", true),
    ("bilhões", "bilh", true),
    ("bi", "bilh", true),
    ("B", "bilh", false),
    ("trilhão", "trilh", true),
    ("trilhões", "trilh", true),
    ("tri", "trilh", true),
    ("T", "trilh", false),
    ("quatrilhão", "quatrilh", true),
    ("quatrilhões", "quatrilh", true),
];

/// A unit behind a figure.
pub(super) struct UnitMark {
    pub(super) mark: &'static str,
    pub(super) singular: &'static str,
    pub(super) plural: &'static str,
    pub(super) gender: Gender,
    /// Whether it may stand apart from the figure.
    pub(super) apart: bool,
}

const fn unit(
    mark: &'static str,
    singular: &'static str,
    plural: &'static str,
    gender: Gender,
    apart: bool,
) -> UnitMark {
    UnitMark { mark, singular, plural, gender, apart }
}

pub(super) const UNITS: &[UnitMark] = &[
    unit("x", "vez", "vezes", Gender::Feminine, false),
    unit("X", "vez", "vezes", Gender::Feminine, false),
    unit("h", "hora", "horas", Gender::Feminine, true),
    unit("hs", "hora", "horas", Gender::Feminine, true),
    unit("hrs", "hora", "horas", Gender::Feminine, true),
    unit("min", "minuto", "minutos", Gender::Masculine, true),
    unit("m", "minuto", "minutos", Gender::Masculine, false),
    unit("s", "segundo", "segundos", Gender::Masculine, true),
    unit("seg", "segundo", "segundos", Gender::Masculine, true),
    unit("ms", "milissegundo", "milissegundos", Gender::Masculine, true),
    unit("d", "dia", "dias", Gender::Masculine, false),
    unit("w", "semana", "semanas", Gender::Feminine, false),
    unit("mo", "mês", "meses", Gender::Masculine, false),
    unit("y", "ano", "anos", Gender::Masculine, false),
    unit("bps", "ponto-base", "pontos-base", Gender::Masculine, true),
    unit("pp", "ponto percentual", "pontos percentuais", Gender::Masculine, true),
    unit("kg", "quilo", "quilos", Gender::Masculine, true),
    unit("km", "quilômetro", "quilômetros", Gender::Masculine, true),
    unit("kB", "kilobaite", "kilobaites", Gender::Masculine, true),
    unit("MB", "megabaite", "megabaites", Gender::Masculine, true),
    unit("GB", "gigabaite", "gigabaites", Gender::Masculine, true),
];

/// Symbols that have words.
pub(super) const SYMBOLS: &[(char, &str)] = &[
    ('%', "por cento"),
    ('+', "mais"),
    ('−', "menos"),
    ('±', "mais ou menos"),
    ('×', "vezes"),
    ('÷', "dividido por"),
    ('=', "igual a"),
    ('≈', "cerca de"),
    ('~', "cerca de"),
    ('>', "maior que"),
    ('<', "menor que"),
    ('≥', "maior ou igual a"),
    ('≤', "menor ou igual a"),
    ('&', "e"),
    ('@', "arroba"),
    ('#', "número"),
    ('→', "para"),
    ('½', "meio"),
    ('¼', "um quarto"),
    ('₿', "bitcoin"),
    ('£', "libras"),
    ('°', "graus"),
];

/// Abbreviations, the longer first.
pub(super) const ABBREVIATIONS: &[(&str, &str)] = &[
    ("por ex.", "por exemplo"),
    ("p. ex.", "por exemplo"),
    ("p.ex.", "por exemplo"),
    ("a.a.", "ao ano"),
    ("a.m.", "ao mês"),
    ("a.d.", "ao dia"),
    ("aprox.", "aproximadamente"),
    ("máxs.", "máximas"),
    ("máx.", "máxima"),
    ("mín.", "mínima"),
    ("méd.", "média"),
    ("ex.", "exemplo"),
    ("etc.", "etcétera"),
    ("etc", "etcétera"),
    ("vs.", "versus"),
    ("vs", "versus"),
    ("obs.", "observação"),
    ("ref.", "referência"),
    ("cap.", "capitalização"),
    ("vol.", "volume"),
    ("var.", "variação"),
    ("qtd.", "quantidade"),
    ("tel.", "telefone"),
    ("pág.", "página"),
    ("Sra.", "senhora"),
    ("Sr.", "senhor"),
    ("Dra.", "doutora"),
    ("Dr.", "doutor"),
    ("n.º", "número"),
    ("nº", "número"),
    ("min.", "minutos"),
    ("seg.", "segundos"),
    ("c/", "com"),
    ("s/", "sem"),
    ("p/", "para"),
];

/// Acronyms that are said in a way of their own, or that another rule would take for a coin or a word.
pub(super) const ACRONYMS: &[(&str, &str)] = &[
    ("RSI", "erre ésse i"),
    ("rsi", "erre ésse i"),
    ("MACD", "eme á cê dê"),
    ("macd", "eme á cê dê"),
    ("SMA", "ésse eme á"),
    ("EMA", "é eme á"),
    ("WMA", "dáblio eme á"),
    ("ATR", "á tê erre"),
    ("atr", "á tê erre"),
    ("ADX", "á dê xis"),
    ("adx", "á dê xis"),
    ("OBV", "ó bê vê"),
    ("obv", "ó bê vê"),
    ("VWAP", "vê uap"),
    ("vwap", "vê uap"),
    ("IFR", "i éfe erre"),
    ("USDT", "u ésse dê tê"),
    ("USDC", "u ésse dê cê"),
    ("ATH", "á tê agá"),
    ("API", "á pê i"),
    ("APIs", "á pê is"),
    ("AI", "á i"),
    ("IA", "i á"),
    ("IP", "i pê"),
    ("ID", "i dê"),
    ("NFT", "ene éfe tê"),
    ("NFTs", "ene éfe tês"),
    ("ETF", "é tê éfe"),
    ("ETFs", "é tê éfes"),
    ("DCA", "dê cê á"),
    ("TVL", "tê vê éle"),
    ("URL", "u erre éle"),
    ("SQL", "ésse quê éle"),
    ("CSV", "cê ésse vê"),
    ("CPF", "cê pê éfe"),
    ("IPO", "i pê ó"),
    ("EUA", "Estados Unidos"),
    ("UTC", "u tê cê"),
    ("OK", "oquei"),
    ("DeFi", "defai"),
    ("FOMO", "fômo"),
    ("P2P", "pê tu pê"),
    ("OpenAI", "ôupen ei ai"),
];

/// The names of the letters.
pub(super) const LETTERS: &[(char, &str)] = &[
    ('a', "á"),
    ('b', "bê"),
    ('c', "cê"),
    ('d', "dê"),
    ('e', "é"),
    ('f', "éfe"),
    ('g', "gê"),
    ('h', "agá"),
    ('i', "i"),
    ('j', "jota"),
    ('k', "cá"),
    ('l', "éle"),
    ('m', "eme"),
    ('n', "ene"),
    ('o', "ó"),
    ('p', "pê"),
    ('q', "quê"),
    ('r', "erre"),
    ('s', "ésse"),
    ('t', "tê"),
    ('u', "u"),
    ('v', "vê"),
    ('w', "dáblio"),
    ('x', "xis"),
    ('y', "ípsilon"),
    ('z', "zê"),
];

/// Words that Roman numerals follow.
pub(super) const NUMBERED: &[&str] = &[
    "século",
    "capítulo",
    "volume",
    "parte",
    "fase",
    "tipo",
    "nível",
    "título",
    "artigo",
    "rodada",
    "geração",
    "papa",
    "dom",
    "rei",
    "etapa",
    "anexo",
    "basileia",
    "grupo",
];

/// What a whole is divided into, from halves to tenths.
pub(super) const PARTS: [&str; 9] =
    ["meio", "terço", "quarto", "quinto", "sexto", "sétimo", "oitavo", "nono", "décimo"];
