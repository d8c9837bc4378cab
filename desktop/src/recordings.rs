//! Speech on its way to an answer, kept on disk as it comes.
//!
//! One WAV file a turn (mono, 16 bit, 16 kHz): `turn-ID.wav` while it is needed, `kept-ID.wav` when the user asked to keep it.
//! The header always counts no more samples than are in the file, so that a reader never runs off its end, whenever ALFA is
//! killed. Who records holds a lock on the file; the system lets go of it when the process ends, however it ends. So a turn's
//! file without a holder belongs to a turn that never came to its end, and is offered again.

use alfa_speech::RECOGNIZER_RATE;
use chrono::{DateTime, Utc};
use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

const HEADER_BYTES: u32 = 44;
const BYTES_A_SAMPLE: u32 = 2;

/// Why a recording cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// Anything else.
    #[error("recording: {0}")]
    Io(io::Error),
}

impl From<io::Error> for RecordingError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

/// The folder of recordings.
#[derive(Debug, Clone)]
pub struct Recordings {
    folder: PathBuf,
}

/// A recording of a turn that was cut off, or one that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// A WAV file.
    pub path: PathBuf,
    /// When the recording began, to the millisecond.
    pub began_at: DateTime<Utc>,
    /// How much speech it holds.
    pub length: Duration,
}

impl Stored {
    /// Its identifier, which its file is named by.
    pub fn id(&self) -> Option<Uuid> {
        let name = self.path.file_stem()?.to_str()?;
        Uuid::parse_str(name.split_once('-')?.1).ok()
    }
}

/// The recording of the turn that goes on. Dropped without [`Recording::finish`], it stays and is offered again.
#[derive(Debug)]
pub struct Recording {
    file: File,
    path: PathBuf,
    samples: u32,
    buffer: Vec<u8>,
}

impl Recordings {
    /// The recordings in `folder`, which is there.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Begins a recording.
    ///
    /// # Errors
    /// A full disk, or what else the system says.
    pub fn begin(&self, at: DateTime<Utc>, random: [u8; 10]) -> Result<Recording, RecordingError> {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
        let path = self.folder.join(format!("{TURN}{id}{WAV}"));
        let mut file = crate::paths::private_file().read(true).write(true).create_new(true).open(&path)?;
        let started = file.try_lock().map_err(io::Error::from).and_then(|()| file.write_all(&header(0)));
        if let Err(error) = started {
            let _ = fs::remove_file(&path);
            return Err(error.into());
        }
        Ok(Recording { file, path, samples: 0, buffer: Vec::new() })
    }

    /// The recordings of turns that were cut off, the oldest first. Empty ones are removed.
    ///
    /// # Errors
    /// If the folder cannot be read; a single file that cannot be read is passed over.
    pub fn pending(&self) -> Result<Vec<Stored>, RecordingError> {
        self.list(TURN, |path| {
            let mut file = File::options().read(true).write(true).open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            let samples = repair(&mut file)?;
            if samples == 0 {
                fs::remove_file(path)?;
                return Ok(None);
            }
            Ok(Some(samples))
        })
    }

    /// The recordings the user asked to keep, the oldest first.
    ///
    /// # Errors
    /// As [`Recordings::pending`].
    pub fn kept(&self) -> Result<Vec<Stored>, RecordingError> {
        self.list(KEPT, |path| Ok(Some(samples_in(fs::metadata(path)?.len()))))
    }

    /// Removes a recording that was offered again, or kept; nothing happens if it is gone.
    ///
    /// # Errors
    /// What the system says.
    pub fn discard(&self, recording: &Stored) -> Result<(), RecordingError> {
        match fs::remove_file(&recording.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn list(
        &self,
        prefix: &str,
        samples_of: impl Fn(&Path) -> io::Result<Option<u32>>,
    ) -> Result<Vec<Stored>, RecordingError> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let Some(began_at) = began_at(&path, prefix) else { continue };
            match samples_of(&path) {
                Ok(Some(samples)) => found.push(Stored { path, began_at, length: length_of(samples) }),
                Ok(None) => {}
                Err(error) => tracing::warn!(path = %path.display(), %error, "a recording cannot be read"),
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }
}

impl Recording {
    /// Adds samples in -1..1 at [`RECOGNIZER_RATE`]. They are the system's when this returns, so that a killed process loses
    /// none of them; it does not wait for the disk. After an error nothing more is added and what was there stays.
    ///
    /// # Errors
    /// A full disk, or what else the system says.
    pub fn append(&mut self, samples: &[f32]) -> Result<(), RecordingError> {
        self.buffer.clear();
        for sample in samples {
            #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of 16 bits")]
            let value = (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16;
            self.buffer.extend(value.to_le_bytes());
        }
        let count = u32::try_from(samples.len()).unwrap_or(u32::MAX);
        let total = self.samples.saturating_add(count);
        if total > (u32::MAX - HEADER_BYTES) / BYTES_A_SAMPLE {
            return Err(RecordingError::Io(io::ErrorKind::FileTooLarge.into()));
        }
        // First the samples, then the header that counts them: between the two the file reads as it did before.
        self.file.seek(SeekFrom::Start(u64::from(HEADER_BYTES + self.samples * BYTES_A_SAMPLE)))?;
        self.file.write_all(&self.buffer)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header(total))?;
        self.samples = total;
        Ok(())
    }

    /// How much speech it holds.
    pub fn length(&self) -> Duration {
        length_of(self.samples)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The turn has succeeded: removes the recording, or keeps it where `keep` says so. Where it is kept.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self, keep: bool) -> Result<Option<PathBuf>, RecordingError> {
        if !keep {
            fs::remove_file(&self.path)?;
            return Ok(None);
        }
        let name = self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let kept = self.path.with_file_name(name.replacen(TURN, KEPT, 1));
        fs::rename(&self.path, &kept)?;
        Ok(Some(kept))
    }
}

const TURN: &str = "turn-";
const KEPT: &str = "kept-";
const WAV: &str = ".wav";

/// The time in the name of a recording of this kind; `None` for other files.
fn began_at(path: &Path, prefix: &str) -> Option<DateTime<Utc>> {
    let id: Uuid = path.file_name()?.to_str()?.strip_prefix(prefix)?.strip_suffix(WAV)?.parse().ok()?;
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

/// Makes the header count the samples that are in the file, and cuts half a sample at its end. How many there are.
fn repair(file: &mut File) -> io::Result<u32> {
    let bytes = file.metadata()?.len();
    let samples = samples_in(bytes);
    let whole = u64::from(HEADER_BYTES) + u64::from(samples) * u64::from(BYTES_A_SAMPLE);
    if samples > 0 {
        if bytes > whole {
            file.set_len(whole)?;
        }
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header(samples))?;
    }
    Ok(samples)
}

fn samples_in(bytes: u64) -> u32 {
    u32::try_from(bytes.saturating_sub(u64::from(HEADER_BYTES)) / u64::from(BYTES_A_SAMPLE)).unwrap_or(u32::MAX)
}

fn length_of(samples: u32) -> Duration {
    Duration::from_secs_f64(f64::from(samples) / f64::from(RECOGNIZER_RATE))
}

/// The header of a WAV file in its classic form (RIFF, one `fmt ` chunk of 16 bytes for PCM, one `data` chunk).
fn header(samples: u32) -> [u8; HEADER_BYTES as usize] {
    let data = samples * BYTES_A_SAMPLE;
    let mut header = [0; HEADER_BYTES as usize];
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        header[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    put(b"RIFF");
    put(&(HEADER_BYTES - 8 + data).to_le_bytes());
    put(b"WAVEfmt ");
    put(&16_u32.to_le_bytes());
    put(&1_u16.to_le_bytes()); // PCM
    put(&1_u16.to_le_bytes()); // one channel
    put(&RECOGNIZER_RATE.to_le_bytes());
    put(&(RECOGNIZER_RATE * BYTES_A_SAMPLE).to_le_bytes());
    put(&2_u16.to_le_bytes()); // bytes of a frame
    put(&16_u16.to_le_bytes()); // bits of a sample
    put(b"data");
    put(&data.to_le_bytes());
    header
}
