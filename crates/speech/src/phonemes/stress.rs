//! Which vowel is stressed, and the secondary stresses before it.

use super::spelling::{Accent, Coda, Sound};

/// The degree of a vowel's stress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stress {
    None,
    Secondary,
    Primary,
}

/// The stress of each vowel of a word, in order.
pub(super) fn stresses(word: &str, sounds: &[Sound]) -> Vec<Stress> {
    let vowels: Vec<(Accent, Coda)> = sounds
        .iter()
        .filter_map(|sound| match sound {
            Sound::Vowel { accent, coda, .. } => Some((*accent, *coda)),
            Sound::Consonant(_) => None,
        })
        .collect();
    let mut out = vec![Stress::None; vowels.len()];
    let Some(primary) = primary(word, &vowels) else { return out };
    out[primary] = Stress::Primary;
    // a respelled name may be two words in one: "dódjecóin"
    for (index, (accent, _)) in vowels.iter().enumerate().take(primary) {
        if matches!(accent, Accent::Acute | Accent::Circumflex) {
            out[index] = Stress::Primary;
        }
    }
    // every second syllable from the first on, but not beside the stress unless the word is long enough to bear it
    for (index, stress) in out.iter_mut().enumerate().take(primary).step_by(2) {
        let beside = index + 1 == primary;
        if *stress == Stress::Primary {
            continue;
        }
        if !beside || (index == 0 && vowels.len() >= 3) {
            *stress = Stress::Secondary;
        }
    }
    out
}

fn primary(word: &str, vowels: &[(Accent, Coda)]) -> Option<usize> {
    let last = vowels.len().checked_sub(1)?;
    let marked = |accents: &[Accent]| vowels.iter().rposition(|(accent, _)| accents.contains(accent));
    if let Some(index) = marked(&[Accent::Acute, Accent::Circumflex]).or_else(|| marked(&[Accent::Tilde])) {
        return Some(index);
    }
    let stem = word.strip_suffix('s').unwrap_or(word);
    let light = (stem.ends_with(['a', 'e', 'o']) && vowels[last].1 == Coda::Open)
        || word.ends_with("am")
        || word.ends_with("em")
        || word.ends_with("ens");
    Some(if light { last.saturating_sub(1) } else { last })
}
