//! Ordinal numbers in words.

use super::cardinal::unsigned;
use alfa_domain::Gender;

const UNITS: [&str; 10] =
    ["", "primeiro", "segundo", "terceiro", "quarto", "quinto", "sexto", "sétimo", "oitavo", "nono"];
const TENS: [&str; 10] = [
    "",
    "décimo",
    "vigésimo",
    "trigésimo",
    "quadragésimo",
    "quinquagésimo",
    "sexagésimo",
    "septuagésimo",
    "octogésimo",
    "nonagésimo",
];
const HUNDREDS: [&str; 10] = [
    "",
    "centésimo",
    "ducentésimo",
    "tricentésimo",
    "quadringentésimo",
    "quingentésimo",
    "sexcentésimo",
    "septingentésimo",
    "octingentésimo",
    "noningentésimo",
];
const CLASSES: [&str; 5] = ["milésimo", "milionésimo", "bilionésimo", "trilionésimo", "quatrilionésimo"];

/// An ordinal in words: 21 → "vigésimo primeiro", feminine "vigésima primeira". Zero, and what is beyond 10^18, is said as a
/// cardinal, as people do.
pub fn ordinal(value: u64, gender: Gender) -> String {
    if value == 0 || value >= 1_000_000_000_000_000_000 {
        return unsigned(u128::from(value), gender);
    }
    let mut words: Vec<String> = Vec::new();
    let mut rest = value;
    let mut class = 0;
    while rest > 0 {
        let three = (rest % 1000) as usize;
        let mut own: Vec<String> = Vec::new();
        if class == 0 {
            own.extend([HUNDREDS[three / 100], TENS[three / 10 % 10], UNITS[three % 10]].map(str::to_owned));
        } else if three > 0 {
            // "milésimo", "dois milésimos": the multiple is a cardinal
            own.push(if three > 1 { unsigned(three as u128, Gender::Masculine) } else { String::new() });
            own.push(CLASSES[class - 1].to_owned());
        }
        own.append(&mut words);
        words = own;
        rest /= 1000;
        class += 1;
    }
    let words: Vec<String> =
        words.into_iter().filter(|word| !word.is_empty()).map(|word| agree(word, gender)).collect();
    words.join(" ")
}

fn agree(word: String, gender: Gender) -> String {
    match (gender, word.strip_suffix('o')) {
        (Gender::Feminine, Some(stem))
            if !word.contains(' ') && word != "quatro" && word != "cinco" && word != "oito" =>
        {
            format!("{stem}a")
        }
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_said_with_their_gender() {
        assert_eq!(ordinal(1, Gender::Masculine), "primeiro");
        assert_eq!(ordinal(1, Gender::Feminine), "primeira");
        assert_eq!(ordinal(21, Gender::Feminine), "vigésima primeira");
        assert_eq!(ordinal(10, Gender::Masculine), "décimo");
        assert_eq!(ordinal(112, Gender::Masculine), "centésimo décimo segundo");
        assert_eq!(ordinal(1000, Gender::Masculine), "milésimo");
        assert_eq!(ordinal(2001, Gender::Feminine), "dois milésima primeira");
    }
}
