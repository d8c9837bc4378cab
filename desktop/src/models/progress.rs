//! What obtaining a model tells while it works.

use super::error::Attempt;

/// A step of [`super::Models::obtain`] or [`super::Models::verify`]. Figures are bytes of the file named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The file's bytes are being compared with the catalogue's hash.
    Verifying {
        /// The file's name.
        file: String,
        /// Bytes read so far.
        done: u64,
        /// Bytes in all.
        total: u64,
    },
    /// Another process obtains the same file; it is waited for.
    Waiting {
        /// The file's name.
        file: String,
    },
    /// A source is asked.
    Trying {
        /// The file's name.
        file: String,
        /// The source, as a person names it.
        source: String,
    },
    /// Bytes arrive.
    Downloading {
        /// The file's name.
        file: String,
        /// Bytes that are here, those of an earlier try included.
        done: u64,
        /// Bytes in all (for packages: of their archives).
        total: u64,
    },
    /// A source did not give the file; the next try or source follows.
    Failed {
        /// The file's name.
        file: String,
        /// Which source, and why.
        attempt: Attempt,
    },
    /// What the packages hold is turned into the file.
    Converting {
        /// The file's name.
        file: String,
        /// Bytes written so far.
        done: u64,
        /// Bytes in all.
        total: u64,
    },
    /// The file is here and is the right one.
    Ready {
        /// The file's name.
        file: String,
    },
}

impl Progress {
    /// The file it is about.
    pub fn file(&self) -> &str {
        match self {
            Self::Verifying { file, .. }
            | Self::Waiting { file }
            | Self::Trying { file, .. }
            | Self::Downloading { file, .. }
            | Self::Failed { file, .. }
            | Self::Converting { file, .. }
            | Self::Ready { file } => file,
        }
    }

    /// How much of the step is done, 0 to 100, where it is known.
    pub fn percent(&self) -> Option<u8> {
        match self {
            Self::Verifying { done, total, .. }
            | Self::Downloading { done, total, .. }
            | Self::Converting { done, total, .. } => {
                let part = u128::from(*done) * 100 / u128::from((*total).max(1));
                Some(u8::try_from(part.min(100)).unwrap_or(100))
            }
            _ => None,
        }
    }

    /// One line for people, in Portuguese.
    pub fn sentence(&self) -> String {
        let percent = self.percent().unwrap_or_default();
        match self {
            Self::Verifying { file, .. } => format!("{file}: conferindo, {percent}%"),
            Self::Waiting { file } => format!("{file}: outro processo da ALFA já está baixando; aguardando"),
            Self::Trying { file, source } => format!("{file}: buscando em {source}"),
            Self::Downloading { file, done, total } => {
                format!("{file}: {} de {}, {percent}%", megabytes(*done), megabytes(*total))
            }
            Self::Failed { file, attempt } => format!("{file}: {attempt}"),
            Self::Converting { file, .. } => format!("{file}: convertendo, {percent}%"),
            Self::Ready { file } => format!("{file}: pronto"),
        }
    }
}

/// A length for people: megabytes (10^6 bytes) with a comma, or kilobytes below one.
pub(super) fn megabytes(bytes: u64) -> String {
    if bytes < 1_000_000 {
        return format!("{} kB", bytes.div_ceil(1000));
    }
    let tenths = (bytes + 50_000) / 100_000;
    if tenths.is_multiple_of(10) || tenths >= 1000 {
        format!("{} MB", (tenths + 5) / 10)
    } else {
        format!("{},{} MB", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_as_people_write_them() {
        assert_eq!(megabytes(1), "1 kB");
        assert_eq!(megabytes(858_560), "859 kB");
        assert_eq!(megabytes(1_000_000), "1 MB");
        assert_eq!(megabytes(81_768_585), "81,8 MB");
        assert_eq!(megabytes(574_041_195), "574 MB");
    }

    #[test]
    fn a_step_says_how_far_it_is() {
        let step = Progress::Downloading { file: "m.bin".into(), done: 25_000_000, total: 100_000_000 };
        assert_eq!(step.percent(), Some(25));
        assert_eq!(step.sentence(), "m.bin: 25 MB de 100 MB, 25%");
        assert_eq!(Progress::Ready { file: "m.bin".into() }.percent(), None);
        let empty = Progress::Converting { file: "m.bin".into(), done: 9, total: 0 };
        assert_eq!(empty.percent(), Some(100));
    }
}
