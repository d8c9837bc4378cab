//! Speech survives whatever happens to the process that records it.

use crate::roles::{role, stage};
use crate::samples::{at, random};
use alfa_desktop::recordings::{Recordings, Stored};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// Sample number `n` of the test's speech, such that each place is known by its value.
fn sample(n: usize) -> f32 {
    f32::from(i16::try_from(n % 30_000).unwrap()) / f32::from(i16::MAX)
}

fn read(path: &Path) -> Vec<i16> {
    let mut reader = hound::WavReader::open(path).unwrap();
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (1, 16_000, 16));
    reader.samples::<i16>().map(Result::unwrap).collect()
}

fn expected(count: usize) -> Vec<i16> {
    (0..count).map(|n| i16::try_from(n % 30_000).unwrap()).collect()
}

#[test]
fn a_recording_is_removed_when_the_turn_succeeds_unless_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = Recordings::new(folder.path());
    let mut gone = recordings.begin(at(0), random(1)).unwrap();
    gone.append(&[0.1; 320]).unwrap();
    assert_eq!(gone.finish(false).unwrap(), None);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

    let mut kept = recordings.begin(at(0), random(2)).unwrap();
    for chunk in (0..16_000).map(sample).collect::<Vec<_>>().chunks(320) {
        kept.append(chunk).unwrap();
    }
    assert_eq!(kept.length(), Duration::from_secs(1));
    let path = kept.finish(true).unwrap().unwrap();
    assert_eq!(read(&path), expected(16_000));
    assert_eq!(recordings.pending().unwrap(), vec![]);
    let listed = recordings.kept().unwrap();
    assert_eq!((listed.len(), &listed[0].path, listed[0].length), (1, &path, Duration::from_secs(1)));
    recordings.discard(&listed[0]).unwrap();
    recordings.discard(&listed[0]).unwrap();
    assert_eq!(recordings.kept().unwrap(), vec![]);
}

#[test]
fn while_somebody_records_it_is_not_offered() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = Recordings::new(folder.path());
    let mut recording = recordings.begin(at(0), random(1)).unwrap();
    recording.append(&[0.1; 320]).unwrap();
    assert_eq!(recordings.pending().unwrap(), vec![]);
    assert_eq!(read(recording.path()).len(), 320, "others can read it while it grows");
    drop(recording);
    let pending = recordings.pending().unwrap();
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].began_at.timestamp_millis(), at(0).timestamp_millis());
    assert_eq!(pending[0].length, Duration::from_millis(20));
}

#[test]
fn after_a_kill_all_that_was_recorded_is_offered_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = role("recordings::role_records_until_killed", folder.path().to_str().unwrap());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut recorded = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        if let Some(samples) = line.unwrap().strip_prefix("recorded ") {
            recorded = samples.parse::<usize>().unwrap();
        }
        if recorded > 20_000 {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let path = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let at_once = read(&path);
    assert!(at_once.len() >= recorded, "readable before anything repairs it");

    let pending = Recordings::new(folder.path()).pending().unwrap();
    assert_eq!(pending.len(), 1);
    let samples = read(&pending[0].path);
    assert!(samples.len() >= recorded);
    assert_eq!(samples, expected(samples.len()));
}

#[test]
#[ignore = "a role"]
fn role_records_until_killed() {
    let Some(folder) = stage() else { return };
    let mut recording = Recordings::new(Path::new(&folder)).begin(at(0), random(1)).unwrap();
    let mut count = 0;
    loop {
        let chunk: Vec<f32> = (count..count + 320).map(sample).collect();
        recording.append(&chunk).unwrap();
        count += chunk.len();
        println!("recorded {count}");
        std::io::stdout().flush().unwrap();
    }
}

#[test]
fn a_file_cut_at_any_byte_is_offered_with_the_samples_it_has() {
    let source = tempfile::tempdir().unwrap();
    let mut recording = Recordings::new(source.path()).begin(at(0), random(1)).unwrap();
    recording.append(&(0..200).map(sample).collect::<Vec<_>>()).unwrap();
    let name = recording.path().file_name().unwrap().to_owned();
    let whole = fs::read(recording.path()).unwrap();
    for length in 0..=whole.len() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(&name), &whole[..length]).unwrap();
        let pending = Recordings::new(folder.path()).pending().unwrap();
        let samples = length.saturating_sub(44) / 2;
        if samples == 0 {
            assert_eq!(pending, vec![], "{length} bytes hold no speech");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        } else {
            assert_eq!(read(&pending[0].path), expected(samples), "{length} bytes");
        }
    }
}

#[test]
fn other_files_in_the_folder_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["turn-.wav", "turn-x.wav", "musica.wav", "turn-00000000-0000-0000-0000-000000000000.wav", "notas.txt"]
    {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    let recordings = Recordings::new(folder.path());
    assert_eq!(recordings.pending().unwrap(), Vec::<Stored>::new());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5);
}
