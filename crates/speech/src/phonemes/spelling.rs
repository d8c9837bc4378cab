//! A word's letters to sounds, by the rules of the orthography.

use super::lexicon;

/// What a vowel letter carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accent {
    None,
    Acute,
    Circumflex,
    Tilde,
    Grave,
}

/// What follows a vowel inside its syllable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coda {
    /// Nothing.
    Open,
    /// A glide: "ai", "ou", "ão" …
    Glide(char),
    /// `l` before a consonant or at the end.
    Lateral,
    /// `m` or `n` before a consonant or at the end; whether the lips close (before p and b).
    Nasal { lips: bool },
}

/// One sound of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sound {
    Consonant(&'static str),
    Vowel { letter: char, accent: Accent, coda: Coda },
}

/// The plain letter and the accent of a character.
pub(super) fn plain(c: char) -> (char, Accent) {
    match c {
        'á' => ('a', Accent::Acute),
        'é' => ('e', Accent::Acute),
        'í' => ('i', Accent::Acute),
        'ó' => ('o', Accent::Acute),
        'ú' => ('u', Accent::Acute),
        'â' => ('a', Accent::Circumflex),
        'ê' => ('e', Accent::Circumflex),
        'ô' => ('o', Accent::Circumflex),
        'ã' => ('a', Accent::Tilde),
        'õ' => ('o', Accent::Tilde),
        'à' => ('a', Accent::Grave),
        'ü' => ('u', Accent::None),
        'y' => ('i', Accent::None),
        other => (other, Accent::None),
    }
}

pub(super) fn is_vowel(c: char) -> bool {
    matches!(plain(c).0, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// The sounds of a word in small letters.
pub(super) fn sounds(word: &str) -> Vec<Sound> {
    let letters: Vec<char> = word.chars().collect();
    let mut reader = Reader { word, letters: &letters, at: 0, out: Vec::with_capacity(letters.len()) };
    while reader.at < letters.len() {
        reader.step();
    }
    reader.out
}

struct Reader<'a> {
    word: &'a str,
    letters: &'a [char],
    at: usize,
    out: Vec<Sound>,
}

impl Reader<'_> {
    fn peek(&self, offset: isize) -> Option<char> {
        self.at.checked_add_signed(offset).and_then(|index| self.letters.get(index)).copied()
    }

    fn vowel_at(&self, offset: isize) -> bool {
        self.peek(offset).is_some_and(is_vowel)
    }

    /// Whether the letter there is an e or i, before which c, g and the like soften.
    fn front_at(&self, offset: isize) -> bool {
        self.peek(offset).is_some_and(|c| matches!(plain(c).0, 'e' | 'i'))
    }

    fn consonant(&mut self, sound: &'static str, letters: usize) {
        self.out.push(Sound::Consonant(sound));
        self.at += letters;
    }

    /// Marks the vowel just read as closed by a lateral or nasal; false when there is none to close.
    fn close(&mut self, coda: Coda) -> bool {
        match self.out.last_mut() {
            Some(Sound::Vowel { coda: open @ Coda::Open, .. }) => {
                *open = coda;
                true
            }
            // "também" is one thing, "vão" and "põem" are nasal already
            Some(Sound::Vowel { coda: Coda::Glide(_), .. }) if matches!(coda, Coda::Nasal { .. }) => {
                self.out.push(Sound::Consonant("ŋ"));
                true
            }
            _ => false,
        }
    }

    fn step(&mut self) {
        let Some(c) = self.peek(0) else { return };
        let next = self.peek(1);
        let after_vowel = self.vowel_at(-1);
        match c {
            _ if is_vowel(c) => self.vowel(c),
            'b' if next == Some('b') => self.at += 1,
            'b' => self.consonant("b", 1),
            'c' if next == Some('h') => self.consonant("ʃ", 2),
            'c' if next == Some('k') => self.consonant("k", 2),
            'c' if self.front_at(1) => self.consonant("s", 1),
            'c' if next == Some('c') && !self.front_at(2) => self.at += 1,
            'c' | 'k' => self.consonant("k", 1),
            'ç' => self.consonant("s", 1),
            'd' if next == Some('d') => self.at += 1,
            'd' => self.consonant("d", 1),
            'f' if next == Some('f') => self.at += 1,
            'f' => self.consonant("f", 1),
            'g' if next == Some('g') => self.at += 1,
            'g' if next == Some('u') && self.front_at(2) => {
                let said = lexicon::says_u(self.word);
                self.consonant("ɡ", 2);
                if said {
                    self.out.push(Sound::Consonant("w"));
                }
            }
            'g' if matches!(next, Some('u' | 'ü')) && self.vowel_at(2) => {
                self.consonant("ɡ", 2);
                self.out.push(Sound::Consonant("w"));
            }
            'g' if self.front_at(1) => self.consonant("ʒ", 1),
            'g' => self.consonant("ɡ", 1),
            'h' => self.at += 1,
            'j' => self.consonant("ʒ", 1),
            'l' if next == Some('h') => {
                self.consonant("l", 2);
                self.out.push(Sound::Consonant("j"));
            }
            'l' if next == Some('l') => self.at += 1,
            'l' if self.vowel_at(1) || !self.close(Coda::Lateral) => self.consonant("l", 1),
            'l' => self.at += 1,
            'n' if next == Some('h') => self.consonant("ɲ", 2),
            'm' | 'n' if next == Some(c) => self.at += 1,
            'm' | 'n' if self.vowel_at(1) || !after_vowel => self.consonant(if c == 'm' { "m" } else { "n" }, 1),
            'm' | 'n' => {
                if !self.close(Coda::Nasal { lips: c == 'm' && matches!(next, Some('p' | 'b')) }) {
                    self.out.push(Sound::Consonant("ŋ"));
                }
                self.at += 1;
            }
            'p' if next == Some('h') => self.consonant("f", 2),
            'p' if next == Some('p') => self.at += 1,
            'p' => self.consonant("p", 1),
            'q' => self.q(),
            'r' => self.r(),
            's' => self.s(),
            't' if next == Some('t') => self.at += 1,
            't' => self.consonant("t", 1),
            'v' => self.consonant("v", 1),
            'w' => self.consonant("w", 1),
            'x' => self.x(),
            'z' if next == Some('z') => self.at += 1,
            'z' => self.consonant(if next.is_none() { "s" } else { "z" }, 1),
            _ => self.at += 1,
        }
    }

    fn q(&mut self) {
        if !matches!(self.peek(1), Some('u' | 'ü')) {
            return self.consonant("k", 1);
        }
        let said = !self.front_at(2) || self.peek(1) == Some('ü') || lexicon::says_u(self.word);
        self.consonant("k", 2);
        if said && self.vowel_at(0) {
            self.out.push(Sound::Consonant("w"));
        }
    }

    fn r(&mut self) {
        if self.peek(1) == Some('r') {
            return self.consonant("x", 2);
        }
        let strong = match self.peek(-1) {
            None => true,
            Some('n' | 's' | 'l') => self.vowel_at(1),
            Some(_) => false,
        };
        if strong {
            self.consonant("x", 1);
        } else if self.vowel_at(1) || (self.peek(1) == Some('h') && self.vowel_at(2)) {
            self.consonant(if self.vowel_at(-1) { "ɾ" } else { "r" }, 1);
        } else if self.peek(1).is_none() {
            self.consonant("r", 1);
        } else {
            // before a consonant a short vowel frees the tap
            self.consonant("ɾə", 1);
        }
    }

    fn s(&mut self) {
        match self.peek(1) {
            Some('s') => self.consonant("s", 2),
            Some('h') => self.consonant("ʃ", 2),
            Some('c') if self.front_at(2) => self.consonant("s", 2),
            Some('ç') => self.consonant("s", 2),
            Some(c) if is_vowel(c) && self.vowel_at(-1) => self.consonant("z", 1),
            Some('b' | 'd' | 'g' | 'v' | 'z' | 'j' | 'l' | 'm' | 'n' | 'r') => {
                self.consonant(if self.peek(-1).is_none() { "s" } else { "z" }, 1);
            }
            _ => self.consonant("s", 1),
        }
    }

    fn x(&mut self) {
        if let Some(sound) = lexicon::x_sound(self.word) {
            return self.consonant(sound, 1);
        }
        let before = self.peek(-1).map(|c| plain(c).0);
        let initial = self.at == 1;
        match self.peek(1) {
            None => self.consonant("ks", 1),
            Some(_) if self.at == 0 => self.consonant("ʃ", 1),
            Some('c') if self.front_at(2) => self.consonant("s", 2),
            Some(c) if is_vowel(c) && initial && before == Some('e') => self.consonant("z", 1),
            Some(c) if is_vowel(c) || c == 'h' => self.consonant("ʃ", 1),
            Some(_) => self.consonant("s", 1),
        }
    }

    fn vowel(&mut self, c: char) {
        let (letter, accent) = plain(c);
        // "média", "água": after a marked stress the last two vowels are one syllable
        let rest = &self.letters[self.at + 1..];
        let last = matches!(rest, [v] | [v, 's'] if matches!(v, 'a' | 'e' | 'o'));
        let marked =
            self.out.iter().any(|s| matches!(s, Sound::Vowel { accent: Accent::Acute | Accent::Circumflex, .. }));
        let open = matches!(self.out.last(), Some(Sound::Consonant(_)));
        if last && marked && open && accent == Accent::None && matches!(letter, 'i' | 'u') {
            return self.consonant(if letter == 'i' { "j" } else { "w" }, 1);
        }
        // respelled names: "uólet", "iunáited"
        let begins = self.out.is_empty() && accent == Accent::None;
        if begins && letter == 'u' && rest.first().is_some_and(|c| plain(*c).1 != Accent::None && plain(*c).0 != 'i') {
            return self.consonant("w", 1);
        }
        if begins && letter == 'i' && matches!(rest, ['u', ..]) {
            return self.consonant("j", 1);
        }
        // "ciência", "usuário"
        if open
            && accent == Accent::None
            && ((letter == 'i' && matches!(rest, ['ê', ..]))
                || (letter == 'u' && (matches!(rest, ['á' | 'ê' | 'â', ..]) || *rest == ['o', 'u'])))
        {
            return self.consonant(if letter == 'i' { "j" } else { "w" }, 1);
        }
        self.at += 1;
        let coda = self.glide(letter, accent);
        if coda != Coda::Open {
            self.at += 1;
        }
        self.out.push(Sound::Vowel { letter, accent, coda });
    }

    /// The glide that follows a vowel, if one does.
    fn glide(&self, letter: char, accent: Accent) -> Coda {
        let Some(next) = self.peek(0) else { return Coda::Open };
        if accent == Accent::Tilde {
            return match (letter, next) {
                ('a', 'o' | 'e' | 'i') | ('o', 'e') => Coda::Glide(next),
                _ => Coda::Open,
            };
        }
        // "ao" alone, and at the end of a word
        if letter == 'a' && next == 'o' && self.word.trim_end_matches('s') == "ao" {
            return Coda::Glide('u');
        }
        let glide = match next {
            'i' | 'u' => next,
            'y' => 'i',
            _ => return Coda::Open,
        };
        if letter == glide || (letter == 'i' && glide == 'u' && !self.at_end(1)) || (letter == 'u' && glide == 'u') {
            return Coda::Open;
        }
        // a vowel of its own before nh, before a closing l, m, n, r, z, and in "aiu"
        let hiatus = match (self.peek(1), self.peek(2)) {
            (Some('n'), Some('h')) => true,
            (Some('l' | 'm' | 'n' | 'r' | 'z'), after) => {
                after.is_none_or(|c| !is_vowel(c)) && !self.heavy(letter, glide)
            }
            (Some('u'), None) => glide == 'i' && letter != 'i',
            _ => false,
        };
        if hiatus { Coda::Open } else { Coda::Glide(glide) }
    }

    /// "muito", "aumentar", "deus", "euro": diphthongs that stay whole before a closing consonant.
    fn heavy(&self, letter: char, glide: char) -> bool {
        glide == 'u' && letter != 'i' && (letter == 'o' || self.peek(1) != Some('l'))
    }

    fn at_end(&self, offset: isize) -> bool {
        self.peek(offset).is_none() || (self.peek(offset) == Some('s') && self.peek(offset + 1).is_none())
    }
}
