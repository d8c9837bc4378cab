//! Damaged data: nothing of it is thrown away, and what can be read is there again.

use crate::roles::block_on;
use crate::samples::{alert, at, turn};
use crate::store::open;
use alfa_copilot::{Alerts, Conversations};
use alfa_desktop::store::{OpenError, Store};
use std::fs;
use std::path::{Path, PathBuf};

const TURNS: u64 = 150;

fn filled(folder: &Path) -> PathBuf {
    let store = open(folder);
    block_on(async {
        for number in 1..=TURNS {
            store.record(&turn(number, number, &"pergunta ".repeat(30), &"resposta ".repeat(30))).await.unwrap();
        }
        for number in 1..=20 {
            store.put_alert(&alert(number)).await.unwrap();
        }
    });
    folder.join("alfa.db")
}

/// Overwrites pages with what no database has.
fn scribble(path: &Path, pages: impl IntoIterator<Item = usize>) {
    let mut bytes = fs::read(path).unwrap();
    for page in pages {
        bytes[page * 4_096..(page + 1) * 4_096].fill(0xA5);
    }
    fs::write(path, bytes).unwrap();
}

#[test]
fn bad_pages_cost_their_rows_and_no_others() {
    for share in [5, 11, 17] {
        let folder = tempfile::tempdir().unwrap();
        let path = filled(folder.path());
        let pages = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap() / 4_096;
        let bad: Vec<usize> = (20..pages).step_by(pages / share).take(4).collect();
        scribble(&path, bad);
        let damaged = fs::read(&path).unwrap();

        let opened = Store::open(&path, at(0)).unwrap();
        let rebuilt = opened.rebuilt.expect("the damage is seen when the store is opened");
        assert_eq!(fs::read(&rebuilt.backup).unwrap(), damaged, "the backup is the damaged file, byte for byte");
        assert!(rebuilt.backup.file_name().unwrap().to_str().unwrap().starts_with("alfa.db.corrupt-2026"));
        let rows = TURNS * 5 + 20;
        assert!(rebuilt.rows_recovered > rows * 2 / 3, "{} of {rows} rows with {share}", rebuilt.rows_recovered);
        block_on(async {
            // Whatever is there is true, and the store works.
            let texts = ["pergunta ".repeat(30), "resposta ".repeat(30)];
            for summary in opened.store.conversations(0, 1_000).await.unwrap() {
                for message in opened.store.messages(summary.conversation.id, 10).await.unwrap() {
                    assert!(texts.contains(&message.body.text));
                }
            }
            assert!(!opened.store.search("resposta", 1_000).await.unwrap().is_empty());
            opened.store.record(&turn(900, 900, "nova", "resposta")).await.unwrap();
        });
        drop(opened.store);
        block_on(async {
            assert_eq!(open(folder.path()).messages(turn(900, 900, "", "").conversation.id, 9).await.unwrap().len(), 2);
        });
    }
}

#[test]
fn a_file_that_is_no_database_is_set_aside() {
    for content in [b"isto nao e um banco de dados, nem de longe".repeat(400), b"x".to_vec(), vec![0; 10_000]] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("alfa.db");
        fs::write(&path, &content).unwrap();
        let opened = Store::open(&path, at(0)).unwrap();
        let rebuilt = opened.rebuilt.unwrap();
        assert_eq!(rebuilt.rows_recovered, 0);
        assert_eq!(fs::read(rebuilt.backup).unwrap(), content);
        block_on(opened.store.record(&turn(1, 1, "a", "b"))).unwrap();
    }
}

#[test]
fn a_file_cut_short_keeps_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    let length = fs::metadata(&path).unwrap().len();
    fs::File::options().write(true).open(&path).unwrap().set_len(length * 3 / 4).unwrap();
    let opened = Store::open(&path, at(0)).unwrap();
    assert!(opened.rebuilt.unwrap().rows_recovered > 0);
    assert!(!block_on(opened.store.conversations(0, 1_000)).unwrap().is_empty());
}

#[test]
fn damage_is_not_repaired_under_somebody_who_uses_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    let user = open(folder.path());
    let pages = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap() / 4_096;
    scribble(&path, [pages / 2, pages / 2 + 1, pages / 2 + 2]);
    let error = Store::open(&path, at(0)).unwrap_err();
    assert!(matches!(error, OpenError::DamagedInUse { .. }), "{error}");
    drop(user);
    assert!(Store::open(&path, at(0)).unwrap().rebuilt.is_some());
}
