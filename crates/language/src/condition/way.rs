//! How a figure is reached: from below, from above, either way.

use crate::item::{Items, What};
use crate::pattern::is_verb;
use alfa_domain::Comparison;

/// How a figure is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Reach,
    Either,
    Unsaid,
}

const UP: &[&str] = &[
    "pass",
    "super",
    "ultrapass",
    "romp",
    "sub",
    "estour",
    "exced",
    "venc",
    "dispar",
    "valoriz",
    "aument",
    "explod",
    "decol",
    "pul",
    "salt",
    "ganh",
    "cresc",
    "bomb",
    "quebr",
    "avanc",
    "transp",
    "rend",
    "rompe",
];
const DOWN: &[&str] = &[
    "ca",
    "perd",
    "fur",
    "desc",
    "baix",
    "recu",
    "despenc",
    "desab",
    "derret",
    "tomb",
    "afund",
    "desvaloriz",
    "diminu",
    "ced",
    "corrig",
    "escorreg",
    "rasg",
    "sangr",
    "encolh",
    "reduz",
];
const REACH: &[&str] =
    &["bat", "cheg", "ating", "atinj", "alcanc", "toc", "encost", "val", "cust", "marc", "test", "busc", "peg"];
const EITHER: &[&str] = &["mex", "vari", "oscil", "mov", "moviment", "mud", "flutu", "balanc"];

fn verb(word: &str, stems: &[&str]) -> bool {
    stems.iter().any(|stem| word.len() > stem.len() && is_verb(word, stem))
}

fn falls(word: &str) -> bool {
    matches!(
        word,
        "cair"
            | "cai"
            | "caia"
            | "caiu"
            | "cairem"
            | "caindo"
            | "caem"
            | "caisse"
            | "caido"
            | "queda"
            | "quedas"
            | "baixa"
            | "desvalorizacao"
            | "perda"
            | "tombo"
    ) || word != "caso" && word != "cada" && !word.starts_with("cardan") && verb(word, &DOWN[1..])
}

fn rises(word: &str) -> bool {
    matches!(word, "alta" | "subida" | "valorizacao" | "ganho" | "aumento" | "pulo")
        || word != "superior" && word != "passado" && word != "passada" && verb(word, UP)
}

impl Way {
    /// How the words lead to the figure: "acima", "pra baixo" and the like first, then the verb.
    pub(super) fn of(items: &Items) -> Self {
        let word = |i: usize| items.word(i);
        let n = items.len();
        let next_is_figure = |i: usize| {
            items.get(i).is_some_and(|x| {
                matches!(
                    x.what,
                    What::Number(_)
                        | What::Money(..)
                        | What::Percent(_)
                        | What::Indicator(_)
                        | What::Coin { amount: Some(_), .. }
                )
            }) || items.get(i + 1).is_some_and(|x| {
                matches!(x.what, What::Number(_) | What::Money(..))
                    && matches!(items.word(i), "uns" | "os" | "r$" | "us$")
            })
        };
        let (mut up, mut down) = (false, false);
        for i in 0..n {
            match word(i) {
                "acima" | "cima" | "maior" | "superior" | "alem" => up = true,
                "abaixo" | "baixo" | "menor" | "inferior" => down = true,
                "mais" if matches!(word(i + 1), "de" | "do" | "que") && next_is_figure(i + 2) => up = true,
                "menos" if matches!(word(i + 1), "de" | "do" | "que") && next_is_figure(i + 2) => down = true,
                ">" => up = true,
                "<" => down = true,
                _ => {}
            }
        }
        match (up, down) {
            (true, true) => return Self::Either,
            (true, false) => return Self::Up,
            (false, true) => return Self::Down,
            _ => {}
        }
        Self::of_verbs(items)
    }

    pub(super) fn of_verbs(items: &Items) -> Self {
        let words = || items.0.iter().filter(|x| x.what == What::Word).map(|x| x.text.as_str());
        let alert = |w: &str| {
            matches!(w, "marca" | "marque" | "bate" | "toque" | "muda" | "mude" | "mudar" | "baixa" | "baixe")
        };
        let (falls, rises) = (words().any(|w| falls(w) && w != "baixa"), words().any(rises));
        if words().any(|w| verb(w, EITHER) && !alert(w)) || falls && rises {
            return Self::Either;
        }
        if falls {
            return Self::Down;
        }
        if rises {
            return Self::Up;
        }
        if words().any(|w| {
            verb(w, REACH) && w != "toque"
                || matches!(w, "for" | "estiver" | "ficar" | "der" | "igual" | "tiver" | "ir" | "voltar")
        }) {
            return Self::Reach;
        }
        Self::Unsaid
    }

    pub(super) fn comparison(self, alert: bool) -> Comparison {
        match (self, alert) {
            (Self::Up, true) => Comparison::CrossesUp,
            (Self::Down, true) => Comparison::CrossesDown,
            (_, true) => Comparison::Reaches,
            (Self::Down, false) => Comparison::Less,
            (_, false) => Comparison::Greater,
        }
    }
}
