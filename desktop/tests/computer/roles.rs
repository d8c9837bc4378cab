//! Tests that need a process of their own (to be killed, or with another environment) run this program again with one ignored
//! test, its role.

use std::process::{Command, Output, Stdio};

/// Says to a role that it is played on purpose, and on what.
pub const STAGE: &str = "ALFA_TEST_STAGE";

/// The command that plays `role` (the test's path in this program) on `stage`.
pub fn role(role: &str, stage: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", role, "--ignored", "--nocapture", "--test-threads=1"]).env(STAGE, stage);
    command.stdin(Stdio::null());
    command
}

/// What the role is played on; `None` when somebody runs all ignored tests.
pub fn stage() -> Option<String> {
    let stage = std::env::var(STAGE).ok()?;
    // What went wrong in a role is read in its standard error.
    let _ = tracing_subscriber::fmt().with_env_filter("alfa_desktop=debug").with_writer(std::io::stderr).try_init();
    Some(stage)
}

/// Plays a role to its end; its own assertions are the test's.
#[track_caller]
pub fn play(mut command: Command) -> Output {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{:?}\n{out}\n{err}", output.status);
    assert!(out.contains("1 passed"), "the role was not found: {out}");
    output
}

/// Runs asynchronous code as the program does: on a runtime with several threads.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(future)
}
