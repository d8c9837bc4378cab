//! A disk without room: said so, nothing half-written, and all well again when there is room.

use crate::roles::{block_on, play, role, stage};
use crate::samples::{at, random, turn};
use alfa_copilot::{Conversations, StoreError};
use alfa_desktop::recordings::{RecordingError, Recordings};
use alfa_desktop::settings::{SettingsError, SettingsFile};
use alfa_desktop::store::{Store, StoreOptions};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::Command;

#[test]
fn a_store_at_its_limit_says_so_and_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions { max_bytes: Some(600_000), ..StoreOptions::default() };
    let store = Store::open_with(&folder.path().join("alfa.db"), at(0), options).unwrap().store;
    block_on(fill(&store));
}

/// Records until there is no room; all that was acknowledged is there, and of what was refused nothing.
async fn fill(store: &Store) -> u64 {
    let long = "palavra ".repeat(2_000);
    let mut number = 1;
    loop {
        match store.record(&turn(number, number, &long, &long)).await {
            Ok(()) => number += 1,
            Err(StoreError::DiskFull) => break,
            Err(error) => panic!("{error}"),
        }
        assert!(number < 10_000, "the disk never filled");
    }
    assert!(number > 1);
    let there = store.conversations(0, 10_000).await.unwrap();
    assert_eq!(there.len() as u64, number - 1);
    assert!(there.iter().all(|summary| summary.messages == 2));
    number
}

/// A small file system of its own, where the system lets an ordinary program have one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_survived_by_everything_that_writes() {
    let allowed = Command::new("unshare").args(["-rm", "mount", "-t", "tmpfs", "alfa", "/mnt"]).output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        eprintln!("this system allows no file system of one's own; the limit of the store is tested alone");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let stage = folder.path().to_str().unwrap();
    let inner = role("disk_full::role_fills_the_disk", stage);
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", "mount -t tmpfs -o size=2m alfa \"$0\" && exec \"$@\"", stage]);
    command.arg(inner.get_program()).args(inner.get_args()).env(crate::roles::STAGE, stage);
    play(command);
}

#[test]
#[ignore = "a role"]
fn role_fills_the_disk() {
    let Some(folder) = stage() else { return };
    let folder = Path::new(&folder);
    let settings = SettingsFile::new(&folder.join("settings.toml"));
    settings.set("speed", "1.5").unwrap();
    let recordings = Recordings::new(folder);
    let mut recording = recordings.begin(at(0), random(1)).unwrap();
    recording.append(&[0.5; 16_000]).unwrap();

    let filler = folder.join("filler");
    fs::write(&filler, vec![1; 500_000]).unwrap();
    let opened = Store::open(&folder.join("alfa.db"), at(0)).unwrap().store;
    block_on(fill(&opened));
    fill_up(&folder.join("last bytes"));

    let full = recording.append(&[0.25; 160_000]).unwrap_err();
    assert!(matches!(full, RecordingError::DiskFull), "{full}");
    assert!(matches!(recordings.begin(at(1), random(2)), Err(RecordingError::DiskFull)));
    let error = settings.set("voice", &"v".repeat(100_000)).unwrap_err();
    let SettingsError::Io { source, .. } = error else { panic!("{error}") };
    assert_eq!(source.kind(), ErrorKind::StorageFull);
    assert_eq!(settings.load().unwrap().settings.speed, 1.5);

    fs::remove_file(&filler).unwrap();
    // With room again the same store goes on.
    block_on(opened.record(&turn(5_000, 5_000, "curta", "curta"))).unwrap();
    let length = recording.length();
    drop(recording);
    let pending = recordings.pending().unwrap();
    assert_eq!(pending.len(), 1);
    assert!(pending[0].length >= length && length.as_secs() == 1, "{pending:?}");
}

pub fn fill_up(path: &Path) {
    let mut file = fs::File::create(path).unwrap();
    for size in [4_096, 64, 1] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
}
