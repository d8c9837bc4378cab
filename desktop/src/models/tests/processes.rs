//! Two processes on one models folder: this test's own and a second one, which is this test program again.

use super::server::{Behaviour, Server};
use super::*;
use crate::models::folder::try_lock;
use std::process::{Child, Command, Stdio};

const LENGTH: usize = 300_000;

fn second_process(folder: &Path, address: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "models::tests::processes::the_second_process", "--ignored", "--nocapture"])
        .env("ALFA_TEST_FOLDER", folder)
        .env("ALFA_TEST_ADDRESS", address)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
#[ignore = "started by the tests below"]
async fn the_second_process() {
    let (Some(folder), Ok(address)) = (std::env::var_os("ALFA_TEST_FOLDER"), std::env::var("ALFA_TEST_ADDRESS")) else {
        return;
    };
    let content = content(LENGTH);
    obtain(&models(Path::new(&folder), &content, &[&address])).await.0.unwrap();
}

/// Waits until the part file has something.
async fn begun(folder: &Path) {
    for _ in 0..1500 {
        if std::fs::metadata(folder.join("m.bin.part")).is_ok_and(|part| part.len() > 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the second process did not begin");
}

#[tokio::test]
async fn two_processes_download_a_file_once() {
    let content = content(LENGTH);
    let server = Server::start(&content, &[Behaviour::Held(100_000)]).await;
    let folder = tempfile::tempdir().unwrap();
    let mut second = second_process(folder.path(), server.url());
    begun(folder.path()).await;
    let models = models(folder.path(), &content, &[server.url()]);
    let in_use = models.remove("m").await.map_err(|error| error.code());
    assert_eq!(in_use, Err("model_unwritable"), "what another process is writing is not removed under it");

    let mut waited = false;
    let mut hear = |step: Progress| {
        if step == (Progress::Waiting { file: "m.bin".into() }) {
            waited = true;
            server.release();
        }
    };
    let files = models.obtain("m", &mut hear, CancellationToken::new()).await.unwrap();
    assert_eq!(std::fs::read(files.main()).unwrap(), content);
    assert!(waited);
    let ended = tokio::task::spawn_blocking(move || second.wait().unwrap()).await.unwrap();
    assert!(ended.success());
    assert_eq!(server.ranges().len(), 1);
}

#[tokio::test]
async fn a_killed_process_leaves_what_came_and_no_lock() {
    let content = content(LENGTH);
    let server = Server::start(&content, &[Behaviour::Stall(100_000), Behaviour::Good]).await;
    let folder = tempfile::tempdir().unwrap();
    let mut second = second_process(folder.path(), server.url());
    begun(folder.path()).await;
    second.kill().unwrap();
    second.wait().unwrap();
    assert!(try_lock(folder.path(), "m.bin").unwrap().is_some());
    let (path, _) = obtain(&models(folder.path(), &content, &[server.url()])).await;
    assert_eq!(std::fs::read(path.unwrap()).unwrap(), content);
    assert!(server.ranges().last().unwrap().is_some(), "resumed");
}

#[tokio::test]
async fn waiting_for_another_process_can_be_cancelled() {
    let content = content(LENGTH);
    let folder = tempfile::tempdir().unwrap();
    let _held = try_lock(folder.path(), "m.bin").unwrap().unwrap();
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let models = models(folder.path(), &content, &["http://127.0.0.1:9/"]);
    let mut hear = move |step: Progress| {
        assert_eq!(step, Progress::Waiting { file: "m.bin".into() });
        stop.cancel();
    };
    let result = models.obtain("m", &mut hear, cancel).await;
    assert_eq!(result, Err(crate::models::ModelError::Cancelled));
}
