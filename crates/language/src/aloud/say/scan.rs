//! The walk over a text.

use super::tables::SYMBOLS;
use alfa_domain::CoinTable;

/// Words to say instead of what stands up to `end`.
pub(super) struct Read {
    pub(super) end: usize,
    pub(super) words: String,
}

impl Read {
    pub(super) fn new(end: usize, words: impl Into<String>) -> Self {
        Self { end, words: words.into() }
    }
}

/// A text under the reader's eye.
pub(super) struct Scan<'a> {
    pub(super) chars: Vec<char>,
    pub(super) coins: &'a CoinTable,
    /// Whether the whole text is in capitals, so that capitals say nothing.
    pub(super) shouted: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &str, coins: &'a CoinTable) -> Self {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let shouted = letters > 12 && !text.chars().any(char::is_lowercase);
        Self { chars: without_markup(text).chars().collect(), coins, shouted }
    }

    pub(super) fn run(&self) -> String {
        let mut out = String::with_capacity(self.chars.len() * 3);
        let mut at = 0;
        let mut read_to = 0;
        while at < self.chars.len() {
            let starts = at == read_to || !self.before(at).is_some_and(char::is_alphanumeric);
            let read =
                if starts { self.address(at).or_else(|| self.amount(at)).or_else(|| self.word(at)) } else { None };
            match read {
                Some(read) => {
                    // what is read as words stands apart from what it touches: "≥5", "5 BTC"
                    if self.before(at).is_some_and(|c| !c.is_whitespace() && !"(\"'“‘-/[".contains(c)) {
                        out.push(' ');
                    }
                    out.push_str(&read.words);
                    at = read.end.max(at + 1);
                    read_to = at;
                    if !read.words.is_empty() && self.at(at).is_some_and(char::is_alphanumeric) {
                        out.push(' ');
                    }
                }
                None => {
                    at += self.mark(at, &mut out);
                }
            }
        }
        tidy(&out)
    }

    /// Copies or replaces one character that no reader takes; how many were consumed.
    fn mark(&self, at: usize, out: &mut String) -> usize {
        let c = self.chars[at];
        if c.is_alphanumeric() || c.is_whitespace() {
            out.push(c);
            return 1;
        }
        let inside_word =
            self.before(at).is_some_and(char::is_alphabetic) && self.at(at + 1).is_some_and(char::is_alphabetic);
        match c {
            '.' if self.starts_with(at, "...") => {
                out.push('…');
                return 3;
            }
            '(' => out.push_str(" ("),
            // "1) …": a mark that closes nothing is a pause
            ')' if out.matches('(').count() <= out.matches(')').count() => out.push(','),
            '|' => out.push_str(", "),
            '.' | ',' | ';' | ':' | '!' | '?' | '…' | ')' | '"' | '“' | '”' => out.push(c),
            '\'' | '’' if inside_word => out.push('\''),
            '-' | '‑' if inside_word => out.push('-'),
            '—' | '–' | '-' => out.push_str(", "),
            '/' => out.push_str(if inside_word { " ou " } else { " por " }),
            _ => {
                if let Some((_, words)) = SYMBOLS.iter().find(|(symbol, _)| *symbol == c) {
                    out.push(' ');
                    out.push_str(words);
                }
                out.push(' ');
            }
        }
        1
    }

    /// The address of a page is left out; a bare domain is said with its dots.
    fn address(&self, at: usize) -> Option<Read> {
        if ["http://", "https://", "www."].iter().any(|start| self.starts_with(at, start)) {
            let mut end = self.run_of(at, |c| !c.is_whitespace() && !"<>\"”)]".contains(c));
            while end > at && ".,;:!?".contains(self.chars[end - 1]) {
                end -= 1;
            }
            return Some(Read::new(end, ""));
        }
        let end = self.run_of(at, |c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
        let domain: String = self.chars[at..end].iter().collect();
        let domain = domain.trim_end_matches('.');
        let ending = [".com", ".com.br", ".org", ".net", ".gov.br", ".me", ".app"].iter().any(|e| domain.ends_with(e));
        let named = domain.starts_with(|c: char| c.is_ascii_alphabetic());
        (ending && named).then(|| Read::new(at + domain.len(), domain.replace('.', " ponto ")))
    }

    pub(super) fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    pub(super) fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|i| self.at(i))
    }

    pub(super) fn starts_with(&self, at: usize, text: &str) -> bool {
        let mut index = at;
        text.chars().all(|c| {
            index += 1;
            self.at(index - 1) == Some(c)
        })
    }

    /// The end of the run of such characters from `at` on.
    pub(super) fn run_of(&self, at: usize, is: impl Fn(char) -> bool) -> usize {
        let mut end = at;
        while self.at(end).is_some_and(&is) {
            end += 1;
        }
        end
    }

    /// Past spaces on the same line.
    pub(super) fn past_spaces(&self, at: usize) -> usize {
        self.run_of(at, |c| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'))
    }

    /// The run of letters and digits at `at`.
    pub(super) fn word_at(&self, at: usize) -> (usize, String) {
        let end = self.run_of(at, char::is_alphanumeric);
        (end, self.chars[at..end].iter().collect())
    }

    /// The word that ends before `at`, lower case.
    pub(super) fn word_before(&self, at: usize) -> String {
        let mut end = at;
        while self.before(end).is_some_and(|c| c == ' ' || c == '\u{a0}') {
            end -= 1;
        }
        let mut start = end;
        while self.before(start).is_some_and(|c| c.is_alphabetic() || c == 'º' || c == 'ª') {
            start -= 1;
        }
        self.chars[start..end].iter().collect::<String>().to_lowercase()
    }

    /// Whether no letter or digit stands at `at`.
    pub(super) fn ends(&self, at: usize) -> bool {
        !self.at(at).is_some_and(char::is_alphanumeric)
    }
}

/// Without the marks of Markdown: emphasis, headings, bullets, and links but for their text.
fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.trim();
        let line = line.trim_start_matches(['#', '>', '•', '*']).trim_start();
        let line = line.strip_prefix("- ").unwrap_or(line);
        if !out.is_empty() {
            // a line's end is a pause
            let paused = out.trim_end().ends_with(['.', '!', '?', ':', ';', ',', '…']) || line.is_empty();
            out.push_str(if paused { " " } else { ". " });
        }
        out.push_str(line);
    }
    let mut plain = String::with_capacity(out.len());
    let mut rest = out.as_str();
    while let Some(open) = rest.find('[') {
        let link = rest[open..].find("](").and_then(|middle| {
            let close = rest[open + middle..].find(')')?;
            Some((open + middle, open + middle + close))
        });
        match link {
            Some((middle, close)) => {
                plain.push_str(&rest[..open]);
                plain.push_str(&rest[open + 1..middle]);
                rest = &rest[close + 1..];
            }
            None => {
                plain.push_str(&rest[..=open]);
                rest = &rest[open + 1..];
            }
        }
    }
    plain.push_str(rest);
    plain.replace(['*', '`', '_'], " ")
}

/// One space between words, none before a mark that closes; marks that stand alone after something was left out go too.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let closing = word.chars().next().is_some_and(|c| ",.;:!?…)".contains(c));
        if closing {
            if word.starts_with(',') && out.ends_with([',', '.', ';', ':', '!', '?', '…', '(']) || out.is_empty() {
                let rest = word.trim_start_matches([',', '.', ';', ':', '…', ' ']);
                if !rest.is_empty() && !rest.starts_with(')') {
                    if !out.is_empty() {
                        out.push(' ');
                    }
                    out.push_str(rest);
                }
                continue;
            }
        } else if !out.is_empty() && !out.ends_with('(') {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.replace("()", "").replace(" .", ".").trim_end_matches([' ', ',', ';']).to_owned()
}
