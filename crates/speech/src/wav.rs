//! WAV files in and out.
//!
//! The chunks are walked here and the samples decoded by `hound`: a recording that was cut off, or whose writer died before it could complete the
//! header, is still a recording of somebody who wants an answer.

use crate::{Clip, RECOGNIZER_RATE, SpeechError, resample};
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The longest recording that is answered, in seconds.
pub const LONGEST_SECONDS: f64 = 60.0;
/// Rates outside of these are a broken header, not a recording.
const RATES: std::ops::RangeInclusive<u32> = 1_000..=768_000;
/// A header before the samples is shorter than this; what goes on longer is no recording.
const HEADER_BYTES: u64 = 1 << 20;

/// A recording, ready for a [`Recognizer`](crate::Recognizer).
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Mono samples in -1..1 at [`RECOGNIZER_RATE`].
    pub samples: Vec<f32>,
    /// Its length in seconds.
    pub seconds: f64,
}

/// Reads a WAV file of any rate, 8 to 32 bits or float, any number of channels (mixed to one).
///
/// A file that was cut off, or whose header was never completed, gives what is there.
///
/// # Errors
/// [`SpeechError::File`], [`SpeechError::NotWav`], [`SpeechError::Empty`], or [`SpeechError::TooLong`] past [`LONGEST_SECONDS`] (without decoding it).
pub fn read(path: &Path) -> Result<Recording, SpeechError> {
    let file = File::open(path).map_err(|source| file_error(path, source))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(file_error(path, io::ErrorKind::IsADirectory.into()));
    }
    recording(&decode(BufReader::new(file), LONGEST_SECONDS)?)
}

/// [`read`] from bytes in memory.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8]) -> Result<Recording, SpeechError> {
    recording(&decode(Cursor::new(bytes), LONGEST_SECONDS)?)
}

/// Reads any WAV bytes as mono at their own rate, of up to `longest` seconds.
///
/// # Errors
/// As [`read`].
pub fn read_clip(bytes: &[u8], longest: f64) -> Result<Clip, SpeechError> {
    decode(Cursor::new(bytes), longest)
}

/// How the samples of a WAV file lie in it, so that a long one can be read in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    format: Vec<u8>,
    /// Where the samples begin, in bytes.
    pub begin: u64,
    /// How many bytes of them there are.
    pub bytes: u64,
    /// The bytes of one moment, of all channels.
    pub frame: u64,
    /// Moments a second.
    pub rate: u32,
}

impl Layout {
    /// Of a file of `length` bytes, by how it begins: 1 MiB is enough.
    ///
    /// # Errors
    /// [`SpeechError::NotWav`], [`SpeechError::Empty`].
    pub fn of(beginning: &[u8], length: u64) -> Result<Self, SpeechError> {
        if length == 0 {
            return Err(SpeechError::Empty);
        }
        let mut reader = Cursor::new(beginning);
        let Found { format, bytes } = find_samples(&mut reader, length)?;
        let rate = u32::from_le_bytes([format[4], format[5], format[6], format[7]]);
        let frame = u64::from(u16::from_le_bytes([format[12], format[13]]).max(1));
        let layout = Self { format, begin: reader.position(), bytes, frame, rate };
        // what the decoder does not take is found out here
        layout.decode(&[])?;
        if !RATES.contains(&rate) {
            return Err(SpeechError::NotWav(format!("{rate} samples a second")));
        }
        if bytes == 0 { Err(SpeechError::Empty) } else { Ok(layout) }
    }

    /// How long the recording is.
    pub fn seconds(&self) -> f64 {
        (self.bytes / self.frame) as f64 / f64::from(self.rate)
    }

    /// Whole moments of it as mono at its own rate.
    ///
    /// # Errors
    /// [`SpeechError::NotWav`]
    pub fn decode(&self, bytes: &[u8]) -> Result<Clip, SpeechError> {
        let header = canonical_header(&Found { format: self.format.clone(), bytes: bytes.len() as u64 });
        let reader = WavReader::new(Cursor::new(header).chain(bytes));
        let mut wav = reader.map_err(|error| SpeechError::NotWav(error.to_string()))?;
        let spec = wav.spec();
        Ok(Clip { samples: mono(&mut wav, spec).into(), rate: self.rate })
    }
}

/// Writes mono 16-bit, clipping what is beyond -1..1.
///
/// # Errors
/// [`SpeechError::File`]
pub fn write(path: &Path, samples: &[f32], rate: u32) -> Result<(), SpeechError> {
    let file = File::create(path).map_err(|source| file_error(path, source))?;
    let mut file = BufWriter::new(file);
    write_to(&mut file, samples, rate).and_then(|()| file.flush()).map_err(|source| file_error(path, source))
}

/// [`write()`] into memory.
///
/// # Errors
/// [`SpeechError::File`] when there are more samples than a WAV file can hold.
pub fn encode(samples: &[f32], rate: u32) -> Result<Vec<u8>, SpeechError> {
    let mut bytes = Cursor::new(Vec::with_capacity(44 + 2 * samples.len()));
    write_to(&mut bytes, samples, rate).map_err(|source| SpeechError::File { file: "WAV".into(), source })?;
    Ok(bytes.into_inner())
}

fn write_to<W: Write + Seek>(out: W, samples: &[f32], rate: u32) -> io::Result<()> {
    let spec = WavSpec { channels: 1, sample_rate: rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let as_io = |error| match error {
        hound::Error::IoError(error) => error,
        other => io::Error::other(other),
    };
    let mut writer = WavWriter::new(out, spec).map_err(as_io)?;
    for sample in samples {
        writer.write_sample(to_16_bits(*sample)).map_err(as_io)?;
    }
    writer.finalize().map_err(as_io)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to what 16 bits hold; not a number becomes silence")]
fn to_16_bits(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16
}

fn file_error(path: &Path, source: io::Error) -> SpeechError {
    SpeechError::File { file: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(), source }
}

fn recording(clip: &Clip) -> Result<Recording, SpeechError> {
    let seconds = clip.seconds();
    let samples = resample::resample(&clip.samples, clip.rate, RECOGNIZER_RATE)?;
    Ok(Recording { samples, seconds })
}

/// Decodes to mono at the file's own rate.
fn decode<R: Read + Seek>(mut reader: R, longest: f64) -> Result<Clip, SpeechError> {
    let broken = |error: io::Error| SpeechError::NotWav(error.to_string());
    let length = reader.seek(SeekFrom::End(0)).map_err(broken)?;
    reader.rewind().map_err(broken)?;
    if length == 0 {
        return Err(SpeechError::Empty);
    }
    let found = find_samples(&mut reader, length)?;
    let header = canonical_header(&found);
    let mut wav = WavReader::new(Cursor::new(header).chain(reader.take(found.bytes)))
        .map_err(|error| SpeechError::NotWav(error.to_string()))?;
    let spec = wav.spec();
    if !RATES.contains(&spec.sample_rate) {
        return Err(SpeechError::NotWav(format!("{} samples a second", spec.sample_rate)));
    }
    let seconds = f64::from(wav.duration()) / f64::from(spec.sample_rate);
    if seconds > longest {
        return Err(SpeechError::TooLong { seconds, limit: longest });
    }
    let samples = mono(&mut wav, spec);
    if samples.is_empty() {
        return Err(SpeechError::Empty);
    }
    Ok(Clip { samples: samples.into(), rate: spec.sample_rate })
}

/// Where the samples are, and how they are described.
struct Found {
    /// The "fmt " chunk's content.
    format: Vec<u8>,
    /// How many bytes of whole frames there really are from the reader's position on.
    bytes: u64,
}

/// Walks the chunks up to the samples, leaving the reader there.
fn find_samples<R: Read + Seek>(reader: &mut R, length: u64) -> Result<Found, SpeechError> {
    let not = |reason: &str| SpeechError::NotWav(reason.to_owned());
    let mut riff = [0; 12];
    reader.read_exact(&mut riff).map_err(|_| not("shorter than a header"))?;
    if &riff[..4] != b"RIFF" || &riff[8..] != b"WAVE" {
        return Err(not("no RIFF/WAVE at its beginning"));
    }
    let mut format: Option<Vec<u8>> = None;
    loop {
        let mut head = [0; 8];
        reader.read_exact(&mut head).map_err(|_| not("it ends before its samples"))?;
        let stated = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let at = reader.stream_position().map_err(|error| not(&error.to_string()))?;
        match &head[..4] {
            b"fmt " => {
                if !(16..=256).contains(&stated) {
                    return Err(not("its format is not understood"));
                }
                let mut content = vec![0; usize::try_from(stated).unwrap_or(0)];
                reader.read_exact(&mut content).map_err(|_| not("it ends before its samples"))?;
                format = Some(content);
                if stated % 2 == 1 {
                    reader.seek(SeekFrom::Current(1)).map_err(|error| not(&error.to_string()))?;
                }
            }
            b"data" => {
                let format = format.ok_or_else(|| not("no format before its samples"))?;
                let there = length - at.min(length);
                // a writer that streams, or died, leaves 0 or an absurd length
                let bytes = if stated == 0 { there } else { there.min(stated) };
                let frame = u64::from(u16::from_le_bytes([format[12], format[13]]).max(1));
                return Ok(Found { format, bytes: (bytes - bytes % frame).min(u64::from(u32::MAX) / frame * frame) });
            }
            _ => {
                let next = at + stated + stated % 2;
                if next > length.min(at + HEADER_BYTES) {
                    return Err(not("no samples in it"));
                }
                reader.seek(SeekFrom::Start(next)).map_err(|error| not(&error.to_string()))?;
            }
        }
    }
}

/// A header that says what is there, for the decoder.
fn canonical_header(found: &Found) -> Vec<u8> {
    let format = repaired(&found.format);
    let length = u32::try_from(found.bytes).unwrap_or(u32::MAX);
    let format_length = u32::try_from(format.len()).unwrap_or(0);
    let mut header = Vec::with_capacity(28 + format.len());
    header.extend_from_slice(b"RIFF");
    header.extend_from_slice(&length.saturating_add(20 + format_length).to_le_bytes());
    header.extend_from_slice(b"WAVEfmt ");
    header.extend_from_slice(&format_length.to_le_bytes());
    header.extend_from_slice(&format);
    header.extend_from_slice(b"data");
    header.extend_from_slice(&length.to_le_bytes());
    header
}

/// The format as `hound` accepts it: plain PCM without what some writers put behind it, and a byte rate that agrees with the rest.
fn repaired(format: &[u8]) -> Vec<u8> {
    let mut format = format.to_vec();
    let tag = u16::from_le_bytes([format[0], format[1]]);
    if tag == 1 {
        format.truncate(16);
    }
    let rate = u32::from_le_bytes([format[4], format[5], format[6], format[7]]);
    let frame = u32::from(u16::from_le_bytes([format[12], format[13]]));
    format[8..12].copy_from_slice(&rate.wrapping_mul(frame).to_le_bytes());
    format
}

/// Every channel's samples, mixed; stops at the first that cannot be read.
fn mono<R: Read>(wav: &mut WavReader<R>, spec: WavSpec) -> Vec<f32> {
    let channels = usize::from(spec.channels.max(1));
    match spec.sample_format {
        SampleFormat::Float => mixed(wav.samples::<f32>().map_while(Result::ok), channels),
        SampleFormat::Int => {
            let scale = 1.0 / 2f64.powi(i32::from(spec.bits_per_sample) - 1);
            #[expect(clippy::cast_possible_truncation, reason = "a sample in -1..1")]
            let samples = wav.samples::<i32>().map_while(Result::ok).map(|sample| (f64::from(sample) * scale) as f32);
            mixed(samples, channels)
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a file has a few channels")]
fn mixed(samples: impl Iterator<Item = f32>, channels: usize) -> Vec<f32> {
    let mut out = Vec::new();
    let (mut sum, mut count) = (0.0, 0);
    for sample in samples {
        sum += if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
        count += 1;
        if count == channels {
            out.push(sum / channels as f32);
            (sum, count) = (0.0, 0);
        }
    }
    out
}
