//! Every kind of recording somebody may hand over.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use alfa_speech::{SpeechError, wav};
use hound::{SampleFormat, WavSpec, WavWriter};
use proptest::prelude::*;
use std::f32::consts::TAU;
use std::io::{Cursor, Write};

/// A tone of 300 Hz at half of full scale on every channel.
fn tone(spec: WavSpec, seconds: f32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
    for index in 0..(seconds * spec.sample_rate as f32) as usize {
        let sample = 0.5 * (TAU * 300.0 * index as f32 / spec.sample_rate as f32).sin();
        for _ in 0..spec.channels {
            match spec.sample_format {
                SampleFormat::Float => writer.write_sample(sample).unwrap(),
                SampleFormat::Int => {
                    let full = (2f64.powi(i32::from(spec.bits_per_sample) - 1) - 1.0) as f32;
                    writer.write_sample((sample * full) as i32).unwrap();
                }
            }
        }
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

fn spec(rate: u32, bits: u16, channels: u16) -> WavSpec {
    let sample_format = if bits == 33 { SampleFormat::Float } else { SampleFormat::Int };
    WavSpec { channels, sample_rate: rate, bits_per_sample: bits.min(32), sample_format }
}

#[test]
fn every_rate_depth_and_number_of_channels_is_the_same_sound() {
    for (rate, bits, channels) in [
        (16_000, 16, 1),
        (44_100, 24, 2),
        (48_000, 33, 2),
        (48_000, 32, 6),
        (8_000, 8, 1),
        (22_050, 16, 2),
        (96_000, 24, 1),
        (11_025, 16, 1),
    ] {
        let recording = wav::read_bytes(&tone(spec(rate, bits, channels), 1.0))
            .unwrap_or_else(|error| panic!("{rate} {bits} {channels}: {error}"));
        assert!((recording.seconds - 1.0).abs() < 0.001, "{rate}: {}", recording.seconds);
        assert!(recording.samples.len().abs_diff(16_000) <= 1, "{rate}: {}", recording.samples.len());
        let middle = &recording.samples[2_000..14_000];
        let level = (middle.iter().map(|sample| sample * sample).sum::<f32>() / 12_000.0).sqrt();
        assert!((level - 0.5 / 2f32.sqrt()).abs() < 0.01, "{rate} {bits} {channels}: {level}");
    }
}

#[test]
fn chunks_nobody_asked_for_are_passed_over() {
    let plain = tone(spec(16_000, 16, 1), 0.5);
    let mut with_chunks = plain[..12].to_vec();
    with_chunks.extend(b"LIST\x05\0\0\0INFOx\0");
    with_chunks.extend(&plain[12..36]);
    with_chunks.extend(b"fact\x04\0\0\0\0\0\0\0");
    with_chunks.extend(b"cue \x02\0\0\0ab");
    with_chunks.extend(&plain[36..]);
    with_chunks.extend(b"id3 \x03\0\0\0abc");
    assert_eq!(wav::read_bytes(&with_chunks).unwrap(), wav::read_bytes(&plain).unwrap());
}

#[test]
fn a_recording_that_was_cut_off_is_what_is_there() {
    let whole = tone(spec(16_000, 16, 2), 1.0);
    let cut = wav::read_bytes(&whole[..44 + 32_000 + 3]).unwrap();
    assert_eq!(cut.samples.len(), 8_000);
    assert_eq!(cut.samples[..], wav::read_bytes(&whole).unwrap().samples[..8_000]);
}

#[test]
fn a_header_that_was_never_completed_is_completed() {
    for length in [0u32, u32::MAX, 0x7FFF_F000] {
        let mut bytes = tone(spec(16_000, 16, 1), 0.5);
        bytes[4..8].copy_from_slice(&length.to_le_bytes());
        bytes[40..44].copy_from_slice(&length.to_le_bytes());
        assert_eq!(wav::read_bytes(&bytes).unwrap().samples.len(), 8_000, "{length}");
    }
}

#[test]
fn what_is_no_wav_is_said_to_be_none() {
    for (name, bytes) in [
        ("text", b"isto e um texto, nao uma gravacao, e mais nada".to_vec()),
        ("ogg", b"OggS\0\x02\0\0\0\0\0\0\0\0\x1d\x1d\0\0\0\0\0\0\0\0\0\0\0\0\x01\x1e".to_vec()),
        ("a beginning", b"RIFF".to_vec()),
        ("avi", b"RIFF\x24\0\0\0AVI LIST\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec()),
        ("no samples", tone(spec(16_000, 16, 1), 0.1)[..36].to_vec()),
        ("no format", [&b"RIFF\x24\0\0\0WAVEdata\x04\0\0\0"[..], &[0; 4]].concat()),
        ("adpcm", {
            let mut bytes = tone(spec(16_000, 16, 1), 0.1);
            bytes[20] = 2;
            bytes
        }),
        ("no channels", {
            let mut bytes = tone(spec(16_000, 16, 1), 0.1);
            bytes[22] = 0;
            bytes
        }),
        ("an impossible rate", {
            let mut bytes = tone(spec(16_000, 16, 1), 0.1);
            bytes[24..28].copy_from_slice(&3u32.to_le_bytes());
            bytes
        }),
    ] {
        let outcome = wav::read_bytes(&bytes);
        assert!(matches!(outcome, Err(SpeechError::NotWav(_))), "{name}: {outcome:?}");
    }
}

#[test]
fn an_empty_file_and_one_without_a_sample_are_empty() {
    assert!(matches!(wav::read_bytes(&[]), Err(SpeechError::Empty)));
    assert!(matches!(wav::read_bytes(&tone(spec(16_000, 16, 1), 0.0)), Err(SpeechError::Empty)));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vazio.wav");
    std::fs::write(&path, b"").unwrap();
    assert!(matches!(wav::read(&path), Err(SpeechError::Empty)));
}

#[test]
fn ten_minutes_are_refused_by_their_length_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("longa.wav");
    let mut file = std::fs::File::create(&path).unwrap();
    let header = tone(spec(44_100, 16, 2), 0.0);
    file.write_all(&header[..40]).unwrap();
    file.write_all(&(600u32 * 44_100 * 4).to_le_bytes()).unwrap();
    // a file of holes: nothing is there to be decoded
    file.set_len(44 + 600 * 44_100 * 4).unwrap();
    let outcome = wav::read(&path);
    assert!(
        matches!(outcome, Err(SpeechError::TooLong { seconds, limit }) if seconds == 600.0 && limit == 60.0),
        "{outcome:?}"
    );
}

#[test]
fn a_long_file_is_read_in_parts_that_are_the_whole() {
    for (rate, bits, channels) in [(16_000, 16, 1), (44_100, 24, 2), (48_000, 33, 2), (8_000, 8, 1)] {
        let file = tone(spec(rate, bits, channels), 1.0);
        let whole = wav::read_clip(&file, 60.0).unwrap();
        let layout = wav::Layout::of(&file[..200], file.len() as u64).unwrap();
        assert_eq!((layout.rate, layout.seconds()), (rate, 1.0), "{rate} {bits} {channels}");
        let begin = usize::try_from(layout.begin).unwrap();
        let parts = file[begin..].chunks(1_000 * usize::try_from(layout.frame).unwrap());
        let parts: Vec<f32> = parts.flat_map(|part| layout.decode(part).unwrap().samples.to_vec()).collect();
        assert_eq!(parts, whole.samples.to_vec(), "{rate} {bits} {channels}");
    }
    let plain = tone(spec(16_000, 16, 1), 0.1);
    assert!(matches!(wav::Layout::of(&plain, 0), Err(SpeechError::Empty)));
    assert!(matches!(wav::Layout::of(&plain[..44], 44), Err(SpeechError::Empty)));
    assert!(matches!(wav::Layout::of(b"no wav at all, nothing", 3_000), Err(SpeechError::NotWav(_))));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let outcome = wav::read("/does/not/exist/pergunta.wav".as_ref());
    assert!(matches!(outcome, Err(SpeechError::File { ref file, .. }) if file == "pergunta.wav"), "{outcome:?}");
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(wav::read(folder.path()), Err(SpeechError::File { .. })));
}

#[test]
fn what_is_written_is_read_back_clipped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("resposta.wav");
    wav::write(&path, &[0.0, 0.5, -0.5, 3.0, -3.0, f32::NAN], 16_000).unwrap();
    let samples = wav::read(&path).unwrap().samples;
    for (read, wanted) in samples.iter().zip([0.0, 0.5, -0.5, 1.0, -1.0, 0.0]) {
        assert!((read - wanted).abs() < 1e-4, "{samples:?}");
    }
    assert!(matches!(wav::write("/does/not/exist/r.wav".as_ref(), &[0.0], 16_000), Err(SpeechError::File { .. })));
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = wav::read_bytes(&bytes);
        let _ = wav::Layout::of(&bytes, u64::MAX);
    }

    #[test]
    fn any_damage_to_a_header_is_answered(at in 0usize..44, value: u8, length in 0usize..3_244) {
        let mut bytes = tone(spec(16_000, 16, 1), 0.1);
        bytes[at] = value;
        bytes.truncate(length);
        if let Ok(layout) = wav::Layout::of(&bytes, bytes.len() as u64) {
            let begin = usize::try_from(layout.begin).unwrap();
            let part = layout.decode(&bytes[begin..begin + usize::try_from(layout.bytes).unwrap()]).unwrap();
            prop_assert!(layout.seconds().is_finite() && part.samples.iter().all(|sample| sample.is_finite()));
        }
        if let Ok(recording) = wav::read_bytes(&bytes) {
            prop_assert!(recording.samples.iter().all(|sample| sample.is_finite()));
            prop_assert!(recording.seconds <= wav::LONGEST_SECONDS);
        }
    }
}
