//! Several processes on the same data, and processes that are killed.

use crate::roles::{block_on, play, role, stage};
use crate::samples::{at, conversation_id, turn};
use crate::store::open;
use alfa_copilot::{Conversations, StoreError};
use alfa_desktop::store::{OpenError, Store, StoreOptions};
use rusqlite::Connection;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

fn hurried() -> StoreOptions {
    StoreOptions { patience: Duration::from_millis(200), ..StoreOptions::default() }
}

#[test]
fn what_was_acknowledged_survives_a_kill_and_a_turn_is_never_half_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for lives in [1_usize, 7, 23] {
        let mut command = role("store_processes::role_writes_until_killed", folder.path().to_str().unwrap());
        let mut child = command
            .env("FIRST", (acknowledged.len() + 1_000 * lives).to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            if let Some(number) = line.unwrap().strip_prefix("recorded ") {
                acknowledged.push(number.parse::<u64>().unwrap());
            }
            if acknowledged.len() >= lives {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let store = open(folder.path());
        block_on(async {
            for number in &acknowledged {
                let turn = turn(*number, *number, "pergunta", "resposta");
                assert_eq!(store.messages(turn.conversation.id, 10).await.unwrap(), turn.messages, "turn {number}");
                assert_eq!(store.tool_calls(turn.messages[1].id).await.unwrap(), turn.tool_calls);
            }
            for summary in store.conversations(0, 10_000).await.unwrap() {
                assert_eq!(summary.messages, 2);
            }
        });
    }
}

#[test]
#[ignore = "a role"]
fn role_writes_until_killed() {
    let Some(folder) = stage() else { return };
    let first: u64 = std::env::var("FIRST").unwrap().parse().unwrap();
    let store = open(Path::new(&folder));
    for number in first..first + 10_000 {
        block_on(store.record(&turn(number, number, "pergunta", "resposta"))).unwrap();
        println!("recorded {number}");
        std::io::stdout().flush().unwrap();
    }
}

#[test]
fn two_processes_write_at_the_same_time_and_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let start = |first: u64| {
        let mut command = role("store_processes::role_writes_thirty", folder.path().to_str().unwrap());
        command.env("FIRST", first.to_string()).stdout(Stdio::null()).spawn().unwrap()
    };
    // Both find no database and make it.
    let (mut one, mut two) = (start(100), start(200));
    assert!(one.wait().unwrap().success() && two.wait().unwrap().success());
    let store = open(folder.path());
    let all = block_on(store.conversations(0, 1_000)).unwrap();
    assert_eq!(all.len(), 60);
    assert!(all.iter().all(|summary| summary.messages == 2));
}

#[test]
#[ignore = "a role"]
fn role_writes_thirty() {
    let Some(folder) = stage() else { return };
    let first: u64 = std::env::var("FIRST").unwrap().parse().unwrap();
    let store = open(Path::new(&folder));
    for number in first..first + 30 {
        block_on(store.record(&turn(number, number, "pergunta", "resposta"))).unwrap();
    }
}

#[test]
fn what_one_process_writes_the_other_reads_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert_eq!(block_on(store.latest()).unwrap(), None);
    let mut command = role("store_processes::role_writes_thirty", folder.path().to_str().unwrap());
    command.env("FIRST", "0");
    play(command);
    assert_eq!(block_on(store.latest()).unwrap().unwrap().id, conversation_id(29));
}

#[test]
fn a_writer_that_does_not_let_go_is_busy_and_readers_read_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("alfa.db");
    let store = Store::open_with(&path, at(0), hurried()).unwrap().store;
    block_on(store.record(&turn(1, 1, "a", "b"))).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(block_on(store.record(&turn(2, 2, "c", "d"))), Err(StoreError::Busy)));
    assert_eq!(block_on(store.messages(conversation_id(1), 10)).unwrap().len(), 2);
    // While it is waited for, the runtime and the readers go on.
    let patient = Store::open(&path, at(0)).unwrap().store;
    block_on(async {
        let writing = tokio::spawn({
            let patient = patient.clone();
            async move { patient.record(&turn(3, 3, "e", "f")).await }
        });
        assert_eq!(patient.messages(conversation_id(1), 10).await.unwrap().len(), 2);
        other.execute_batch("COMMIT").unwrap();
        writing.await.unwrap().unwrap();
    });
    assert_eq!(block_on(store.latest()).unwrap().unwrap().id, conversation_id(3));
}

#[test]
fn data_of_a_newer_alfa_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("alfa.db");
    drop(open(folder.path()));
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = Store::open(&path, at(0)).unwrap_err();
    assert!(matches!(error, OpenError::Newer { .. }), "{error}");
    let version: i64 =
        Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 99);
}
