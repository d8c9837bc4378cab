//! How a word sounds to a Brazilian, as a short key; and how far two keys are apart.

/// The key of one or more words: spelling that sounds alike gives the same key ("só lana" and "solana", "polca dot" and
/// "polkadot"). Vowels fall into four classes, consonants into voiced and voiceless ones as pt-BR spells them.
pub(crate) fn key(words: &str) -> String {
    let letters: Vec<char> = words.chars().filter(|c| c.is_alphanumeric()).collect();
    let folded: Vec<char> = letters.iter().map(|&c| if c == 'ç' { 's' } else { plain(c) }).collect();
    let mut out = String::with_capacity(folded.len());
    let mut i = 0;
    while i < folded.len() {
        let c = folded[i];
        let next = folded.get(i + 1).copied().unwrap_or(' ');
        let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        let (sound, step) = match (c, next) {
            ('c', 'h') | ('s', 'h') => ("X", 2),
            ('t', 'c') if folded.get(i + 2) == Some(&'h') => ("X", 3),
            ('p', 'h') => ("F", 2),
            ('t', 'h') => ("T", 2),
            ('c', 'k') => ("K", 2),
            ('l', 'h') => ("LI", 2),
            ('n', 'h') => ("NI", 2),
            ('q', 'u') if matches!(folded.get(i + 2), Some('e' | 'i')) => ("K", 2),
            ('q', 'u') => ("KU", 2),
            ('g', 'u') if matches!(folded.get(i + 2), Some('e' | 'i')) => ("G", 2),
            ('s', 'c') if matches!(folded.get(i + 2), Some('e' | 'i')) => ("S", 2),
            ('c', 'e' | 'i' | 'y') => ("S", 1),
            ('g', 'e' | 'i') => ("J", 1),
            ('c' | 'q' | 'k', _) => ("K", 1),
            ('z' | 's', _) => ("S", 1),
            ('x', _) => ("X", 1),
            ('j', _) => ("J", 1),
            ('g', _) => ("G", 1),
            ('h', _) => ("", 1),
            ('w', _) => ("U", 1),
            ('m' | 'n', n) if !vowel(n) => ("N", 1),
            ('m', _) => ("M", 1),
            ('l', n) if !vowel(n) => ("U", 1),
            ('a', _) => ("A", 1),
            ('e' | 'i' | 'y', _) => ("I", 1),
            ('o' | 'u', _) => ("U", 1),
            _ => ("", 0),
        };
        if step == 0 {
            push(&mut out, c.to_ascii_uppercase());
            i += 1;
            continue;
        }
        for s in sound.chars() {
            push(&mut out, s);
        }
        i += step;
    }
    out
}

fn push(out: &mut String, c: char) {
    if c.is_ascii_digit() || !out.ends_with(c) {
        out.push(c);
    }
}

fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        other => other,
    }
}

/// The edit distance of two keys, or `None` beyond the bound. A vowel for a vowel costs as much as any letter.
pub(crate) fn distance(a: &str, b: &str, bound: usize) -> Option<usize> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > bound || a.len() > 40 || b.len() > 40 {
        return None;
    }
    let mut row: [usize; 42] = [0; 42];
    for (j, cell) in row.iter_mut().enumerate().take(b.len() + 1) {
        *cell = j;
    }
    for (i, &x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut least = row[0];
        for (j, &y) in b.iter().enumerate() {
            let cost = if x == y { diagonal } else { 1 + diagonal.min(row[j]).min(row[j + 1]) };
            diagonal = row[j + 1];
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if least > bound {
            return None;
        }
    }
    (row[b.len()] <= bound).then_some(row[b.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_alike_has_one_key() {
        for (a, b) in [
            ("só lana", "solana"),
            ("polca dot", "polkadot"),
            ("bitcoim", "bitcoin"),
            ("cardanu", "cardano"),
            ("xainlink", "chainlink"),
            ("kotação", "cotassão"),
        ] {
            assert_eq!(key(a), key(b), "{a} / {b}");
        }
        assert_ne!(key("solana"), key("cardano"));
    }

    #[test]
    fn distance_is_bounded() {
        assert_eq!(distance("ABC", "ABC", 2), Some(0));
        assert_eq!(distance("ABC", "AXC", 2), Some(1));
        assert_eq!(distance("ABC", "XYZ", 2), None);
        assert_eq!(distance("", "AB", 2), Some(2));
    }
}
