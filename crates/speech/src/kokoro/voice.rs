//! A voice's style, and what fits into one run of the model.

use crate::SpeechError;
use std::path::Path;

/// Tokens the model takes at once, without the padding, and so the rows of a voice file.
const MOST_TOKENS: usize = 510;
/// Figures of a style.
const STYLE: usize = 256;
/// The token of the space between words.
const SPACE: i64 = 16;

/// A style for each number of tokens.
pub(super) struct Voice {
    rows: Vec<f32>,
}

impl Voice {
    /// Reads 510 × 256 little-endian f32.
    pub fn load(path: &Path) -> Result<Self, SpeechError> {
        let broken = |reason: String| SpeechError::Model {
            file: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            reason,
        };
        let bytes = std::fs::read(path).map_err(|error| broken(error.to_string()))?;
        let (figures, rest) = bytes.as_chunks::<4>();
        if figures.len() != MOST_TOKENS * STYLE || !rest.is_empty() {
            return Err(broken(format!("{} bytes are no voice", bytes.len())));
        }
        Ok(Self { rows: figures.iter().map(|figure| f32::from_le_bytes(*figure)).collect() })
    }

    /// The style for so many tokens.
    pub fn style(&self, tokens: usize) -> &[f32] {
        let row = tokens.clamp(1, MOST_TOKENS) - 1;
        &self.rows[row * STYLE..(row + 1) * STYLE]
    }
}

/// Tokens in parts the model takes, cut between words.
pub(super) fn parts(tokens: &[i64]) -> Vec<&[i64]> {
    let mut parts = Vec::new();
    let mut rest = tokens;
    while rest.len() > MOST_TOKENS {
        let cut =
            rest[..MOST_TOKENS].iter().rposition(|token| *token == SPACE).filter(|cut| *cut > 0).unwrap_or(MOST_TOKENS);
        let (part, later) = rest.split_at(cut);
        parts.push(part);
        rest = later;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_voice_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pf_nobody.bin");
        assert!(matches!(Voice::load(&path), Err(SpeechError::Model { file, .. }) if file == "pf_nobody.bin"));
        std::fs::write(&path, [0; 1000]).unwrap();
        assert!(matches!(Voice::load(&path), Err(SpeechError::Model { .. })));
        let figures: Vec<u8> =
            (0..MOST_TOKENS).flat_map(|row| std::iter::repeat_n((row as f32).to_le_bytes(), STYLE)).flatten().collect();
        std::fs::write(&path, figures).unwrap();
        let voice = Voice::load(&path).unwrap();
        assert_eq!((voice.style(1)[0], voice.style(510)[255], voice.style(9_999)[0]), (0.0, 509.0, 509.0));
    }

    #[test]
    fn long_text_is_cut_between_words() {
        let tokens: Vec<i64> = (0..1_300).map(|index| if index % 7 == 6 { SPACE } else { 50 }).collect();
        let cut = parts(&tokens);
        assert_eq!(cut.concat(), tokens);
        assert!(cut.iter().all(|part| part.len() <= MOST_TOKENS));
        assert!(cut[1..].iter().all(|part| part[0] == SPACE));
        assert!(parts(&[]).is_empty());
        assert_eq!(parts(&vec![50; 1_000]).len(), 2, "a word without end is cut where it must be");
    }
}
