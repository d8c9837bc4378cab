//! What words mean: the cues of intents, compiled, and the words that are known at all.

mod cue;
mod fillers;
mod kept;
mod questions;
mod talk;

use crate::item::{Item, Items, What};
use crate::pattern::{Pattern, is_verb};
pub(crate) use cue::Cue;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

#[derive(Debug, Clone)]
struct Rule {
    cue: Cue,
    pattern: Pattern,
    except: Vec<&'static str>,
}

/// The compiled cues and the vocabulary they span.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon {
    rules: Vec<Rule>,
    /// Rules by the first byte of what they start with.
    starts: HashMap<u8, Vec<usize>>,
    anywhere: Vec<usize>,
    words: HashSet<&'static str>,
    fillers: HashSet<&'static str>,
    off_topic: HashSet<&'static str>,
    prefixes: Vec<&'static str>,
    stems: HashMap<u8, Vec<&'static str>>,
}

/// The cues found in a sentence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found(Vec<(Cue, Range<usize>)>);

impl Found {
    pub(crate) fn has(&self, cue: Cue) -> bool {
        self.0.iter().any(|(c, _)| *c == cue)
    }

    pub(crate) fn any(&self, cues: &[Cue]) -> bool {
        self.0.iter().any(|(c, _)| cues.contains(c))
    }

    /// Where a cue first stands.
    pub(crate) fn at(&self, cue: Cue) -> Option<Range<usize>> {
        self.0.iter().filter(|(c, _)| *c == cue).map(|(_, r)| r.clone()).min_by_key(|r| r.start)
    }

    pub(crate) fn all(&self, cue: Cue) -> impl Iterator<Item = Range<usize>> {
        self.0.iter().filter(move |(c, _)| *c == cue).map(|(_, r)| r.clone())
    }
}

impl Lexicon {
    pub(crate) fn new() -> Self {
        let mut lexicon = Self {
            rules: Vec::new(),
            starts: HashMap::new(),
            anywhere: Vec::new(),
            words: HashSet::new(),
            fillers: fillers::FILLERS.split_whitespace().collect(),
            off_topic: HashSet::new(),
            prefixes: Vec::new(),
            stems: HashMap::new(),
        };
        for (cue, text) in [kept::CUES, questions::CUES, talk::CUES].into_iter().flatten() {
            for line in text.lines().flat_map(|line| line.split(" | ")).map(str::trim).filter(|line| !line.is_empty()) {
                let (body, except) = match line.split_once('!') {
                    Some((body, except)) => (body, except.split(['!', ' ']).filter(|w| !w.is_empty()).collect()),
                    None => (line, Vec::new()),
                };
                let pattern = Pattern::new(body);
                pattern.vocabulary(
                    |word| {
                        lexicon.words.insert(word);
                        if *cue == Cue::OffTopic {
                            lexicon.off_topic.insert(word);
                        }
                    },
                    |open, verb| {
                        if verb {
                            lexicon.stems.entry(open.as_bytes().first().copied().unwrap_or(0)).or_default().push(open);
                        } else {
                            lexicon.prefixes.push(open);
                        }
                    },
                );
                lexicon.rules.push(Rule { cue: *cue, pattern, except });
            }
        }
        for (index, rule) in lexicon.rules.iter().enumerate() {
            match rule.pattern.first_bytes() {
                Some(mut bytes) => {
                    bytes.sort_unstable();
                    bytes.dedup();
                    for byte in bytes {
                        lexicon.starts.entry(byte).or_default().push(index);
                    }
                }
                None => lexicon.anywhere.push(index),
            }
        }
        lexicon
    }

    /// All cues of a sentence.
    pub(crate) fn scan(&self, items: &Items) -> Found {
        let mut found = Found::default();
        for (at, item) in items.0.iter().enumerate() {
            let byte = item.text.as_bytes().first().copied().unwrap_or(0);
            let rules = self.starts.get(&byte).into_iter().flatten().chain(&self.anywhere);
            for &index in rules {
                let rule = &self.rules[index];
                if rule.except.contains(&item.text.as_str()) {
                    continue;
                }
                if let Some(range) = rule.pattern.at(&items.0, at) {
                    found.0.push((rule.cue, range));
                }
            }
        }
        found
    }

    /// Whether a folded word is one this language knows, in any ending.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.fillers.contains(word)
            || self.words.contains(word)
            || self.prefixes.iter().any(|p| p.len() >= 4 && word.starts_with(p))
            || self
                .stems
                .get(&word.as_bytes().first().copied().unwrap_or(0))
                .is_some_and(|stems| stems.iter().any(|stem| stem.len() >= 2 && is_verb(word, stem)))
    }

    /// Whether a word belongs to what ALFA does not do.
    pub(crate) fn is_off_topic(&self, word: &str) -> bool {
        self.off_topic.contains(word)
    }

    /// Whether a word carries no meaning here.
    pub(crate) fn is_filler(&self, word: &str) -> bool {
        self.fillers.contains(word)
    }

    /// Words without an entity that nothing here explains.
    pub(crate) fn unknown<'a>(&'a self, items: &'a Items) -> impl Iterator<Item = (usize, &'a Item)> {
        items.0.iter().enumerate().filter(|(_, item)| {
            item.what == What::Word && item.text.chars().any(char::is_alphabetic) && !self.knows(&item.text)
        })
    }

    /// The words of the cues themselves.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().copied()
    }
}
