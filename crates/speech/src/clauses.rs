//! Text cut into the clauses that are spoken at once.
//!
//! A clause is made while the one before it plays, so the first is short, and none is much longer than what was said before it.

/// The first clause is cut shorter than this where it can be.
const FIRST: usize = 42;
/// Any other is cut when it is longer than this.
const LONG: usize = 110;
/// What is shorter than this is spoken with its neighbour, unless it ends a sentence.
const TINY: usize = 12;

/// Words of which numbers and amounts are made, without accents' variants: a cut never stands between two of them.
const NUMBER_WORDS: [&str; 66] = [
    "zero",
    "um",
    "uma",
    "dois",
    "duas",
    "três",
    "tres",
    "quatro",
    "cinco",
    "seis",
    "sete",
    "oito",
    "nove",
    "dez",
    "onze",
    "doze",
    "treze",
    "catorze",
    "quatorze",
    "quinze",
    "dezesseis",
    "dezessete",
    "dezoito",
    "dezenove",
    "vinte",
    "trinta",
    "quarenta",
    "cinquenta",
    "sessenta",
    "setenta",
    "oitenta",
    "noventa",
    "cem",
    "cento",
    "duzentos",
    "duzentas",
    "trezentos",
    "trezentas",
    "quatrocentos",
    "quatrocentas",
    "quinhentos",
    "quinhentas",
    "seiscentos",
    "seiscentas",
    "setecentos",
    "setecentas",
    "oitocentos",
    "oitocentas",
    "novecentos",
    "novecentas",
    "mil",
    "milhão",
    "milhões",
    "bilhão",
    "bilhões",
    "trilhão",
    "trilhões",
    "vírgula",
    "ponto",
    "meio",
    "meia",
    "r$",
    "us$",
    "menos",
    "mais",
    "por",
];

/// After these a large number is taken a breath in.
const SCALES: [&str; 7] = ["mil", "milhão", "milhões", "bilhão", "bilhões", "trilhão", "trilhões"];

/// What is counted: it stays with its number on the left, and "e cinquenta centavos" stays with it.
const UNITS: [&str; 10] =
    ["real", "reais", "dólar", "dólares", "centavo", "centavos", "cento", "de", "bitcoins", "horas"];

/// Cuts spoken text into clauses: a short first one, so that sound starts soon, then as they come.
///
/// Cuts stand after `, ; : . ! ? — …` and, in what is still long, before "e", "que" and, in the first clause, a number; never within a number.
/// Joined by one space the clauses give the text again, but for its white space.
pub fn clauses(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut parts = at_marks(&words);
    if let Some(first) = parts.first().cloned()
        && length(&first) > FIRST
        && let Some(cut) = first_cut(&first)
    {
        let rest = parts[0].split_off(cut);
        parts.insert(1, rest);
    }
    parts.into_iter().flat_map(|part| shortened(&part)).map(|words| words.join(" ")).collect()
}

/// Cut at the marks, tiny ones joined to the next.
fn at_marks<'a>(words: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut parts: Vec<Vec<&str>> = Vec::new();
    let mut part: Vec<&str> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        part.push(word);
        let Some(next) = words.get(index + 1) else { break };
        let Some(mark) = mark(word) else { continue };
        let ends_sentence = matches!(mark, '.' | '!' | '?' | '…');
        let speakable = length(&part) >= TINY || ends_sentence;
        let rest_is_tiny = !ends_sentence && length(&words[index + 1..]) < TINY;
        if speakable && !rest_is_tiny && !within_number(word, next) {
            parts.push(std::mem::take(&mut part));
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// Where a long first clause is cut: before its first number, or before "e" or "que", whichever comes first.
fn first_cut(words: &[&str]) -> Option<usize> {
    let before = |cut: usize| length(&words[..cut]);
    (1..words.len()).filter(|cut| before(*cut) >= TINY && before(*cut) <= FIRST && length(&words[*cut..]) >= TINY).find(
        |cut| {
            let (left, right) = (words[cut - 1], words[*cut]);
            let number = is_number(right) && !is_number(left) && !joins(left) && starts_amount(&words[*cut..]);
            number || (joins(right) && !splits_number(words, *cut))
        },
    )
}

/// Whether a number of some length begins here: before "um alerta" there is no cut.
fn starts_amount(words: &[&str]) -> bool {
    words.iter().take(3).filter(|word| is_number(word)).count() >= 2
        || words[0].chars().any(|character| character.is_ascii_digit())
}

/// A long part cut before the "e" or "que" nearest its middle, until none is long or none can be cut.
fn shortened<'a>(words: &[&'a str]) -> Vec<Vec<&'a str>> {
    if length(words) <= LONG {
        return vec![words.to_vec()];
    }
    let middle = length(words) / 2;
    let cut = (1..words.len())
        .filter(|cut| joins(words[*cut]) && !splits_number(words, *cut))
        .filter(|cut| length(&words[..*cut]) >= TINY && length(&words[*cut..]) >= TINY)
        .min_by_key(|cut| length(&words[..*cut]).abs_diff(middle));
    match cut {
        Some(cut) => [shortened(&words[..cut]), shortened(&words[cut..])].concat(),
        None => vec![words.to_vec()],
    }
}

/// Characters, as they are joined by spaces.
fn length(words: &[&str]) -> usize {
    words.iter().map(|word| word.chars().count() + 1).sum::<usize>().saturating_sub(1)
}

/// The mark a word ends with, quotes and brackets aside.
fn mark(word: &str) -> Option<char> {
    let bare = word.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']);
    bare.chars().next_back().filter(|mark| ",;:.!?—–…".contains(*mark))
}

fn bare(word: &str) -> String {
    word.trim_matches(|character: char| !character.is_alphanumeric() && character != '$').to_lowercase()
}

fn is_number(word: &str) -> bool {
    let word = bare(word);
    word.starts_with(|character: char| character.is_ascii_digit()) || NUMBER_WORDS.contains(&word.as_str())
}

fn is_scale(word: &str) -> bool {
    SCALES.contains(&bare(word).as_str())
}

fn is_unit(word: &str) -> bool {
    UNITS.contains(&bare(word).as_str())
}

/// Words before which a long clause may be cut.
fn joins(word: &str) -> bool {
    matches!(bare(word).as_str(), "e" | "que")
}

/// A mark between two number words is no cut, unless it is the breath after a thousand or a million ("um milhão, duzentos mil"):
/// so the first figure is not waited for to its last centavo.
fn within_number(left: &str, right: &str) -> bool {
    let ends_sentence = mark(left).is_some_and(|mark| matches!(mark, '.' | '!' | '?' | '…'));
    !ends_sentence && (is_number(left) || is_unit(left)) && is_number(right) && !is_scale(left)
}

/// The "e" of "vinte e cinco" and of "dez reais e cinquenta centavos" is no cut.
fn splits_number(words: &[&str], cut: usize) -> bool {
    let left = words[cut - 1];
    let after = words.get(cut + 1).copied().unwrap_or_default();
    (is_number(left) || is_unit(left)) && is_number(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_clause_of_a_price_is_said_before_its_number() {
        assert_eq!(
            clauses(
                "O Bitcoin está em trezentos e quarenta e dois mil, cento e cinquenta reais e dez centavos, alta de dois por cento em vinte e quatro horas."
            ),
            [
                "O Bitcoin está em",
                "trezentos e quarenta e dois mil,",
                "cento e cinquenta reais e dez centavos,",
                "alta de dois por cento em vinte e quatro horas."
            ]
        );
    }

    #[test]
    fn sentences_are_clauses() {
        assert_eq!(clauses("Pronto. Avisei. Algo mais?"), ["Pronto.", "Avisei.", "Algo mais?"]);
        assert_eq!(clauses("Olá, tudo bem?"), ["Olá, tudo bem?"], "too short to be cut");
    }

    #[test]
    fn figures_are_never_cut() {
        for text in [
            "O preço é R$ 1.234.567,89 agora mesmo, segundo a Binance.",
            "Deu 3,5 por cento: uma alta e tanto para o dia de hoje.",
        ] {
            for clause in clauses(text) {
                assert!(!clause.ends_with("R$") && !clause.starts_with("567") && !clause.ends_with("3,"), "{clause}");
            }
        }
    }

    #[test]
    fn a_long_sentence_without_marks_is_cut_before_its_joining_words() {
        let text = "O mercado de criptomoedas passou o dia inteiro em queda por causa dos juros americanos e os investidores preferiram vender o que ainda tinham em carteira";
        let cut = clauses(text);
        assert!(cut.len() >= 2, "{cut:?}");
        assert!(cut.iter().skip(1).all(|clause| clause.starts_with("e ") || clause.starts_with("que ")), "{cut:?}");
    }

    #[test]
    fn a_number_is_cut_only_after_a_thousand_or_a_million() {
        let cut = clauses(
            "Custa ao todo um milhão, duzentos mil, quatrocentos e cinquenta e seis reais e dezoito centavos hoje.",
        );
        assert_eq!(
            cut,
            [
                "Custa ao todo um milhão,",
                "duzentos mil,",
                "quatrocentos e cinquenta e seis reais e dezoito centavos hoje."
            ]
        );
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(clauses("").is_empty());
        assert!(clauses(" \n ").is_empty());
    }

    const WORDS: [&str; 24] = [
        "O",
        "bitcoin",
        "vale",
        "vinte",
        "e",
        "cinco",
        "mil,",
        "duzentos",
        "reais",
        "e",
        "dez",
        "centavos.",
        "que",
        "subiu,",
        "caiu;",
        "três",
        "vírgula",
        "dois",
        "por",
        "cento",
        "hoje.",
        "—",
        "segundo",
        "R$",
    ];

    proptest! {
        #[test]
        fn the_clauses_are_the_text(words in proptest::collection::vec(prop::sample::select(WORDS.to_vec()), 0..60)) {
            let text = words.join(" ");
            let cut = clauses(&text);
            prop_assert_eq!(cut.join(" "), text);
            prop_assert!(cut.iter().all(|clause| !clause.is_empty()));
        }

        #[test]
        fn no_cut_stands_within_a_number_but_after_its_thousands(words in proptest::collection::vec(prop::sample::select(WORDS.to_vec()), 0..60)) {
            let cut = clauses(&words.join(" "));
            for pair in cut.windows(2) {
                let (left, right) = (pair[0].split(' ').next_back().unwrap(), pair[1].split(' ').next().unwrap());
                let ends_sentence = mark(left).is_some_and(|mark| matches!(mark, '.' | '!' | '?'));
                let breath = is_scale(left) && mark(left).is_some();
                prop_assert!(ends_sentence || breath || !(is_number(left) && is_number(right)), "{:?}", pair);
            }
        }
    }
}
