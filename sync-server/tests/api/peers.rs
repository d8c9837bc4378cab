//! Independent programs the tests run against (tests/peers).

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// One that runs until it is dropped; then it is killed.
pub struct Peer(Child);

impl Peer {
    /// A program that was started otherwise.
    pub fn of(child: Child) -> Self {
        Self(child)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where they are installed: `cargo xtask test` does it.
fn packages() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/alfa/test-peers");
    std::env::var_os("ALFA_TEST_PEERS").map_or_else(home, PathBuf::from)
}

/// Python with the packages, for a script beside the tests.
pub fn python(script: &str) -> Command {
    let mut python = Command::new("python3");
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers").join(script));
    python.env("PYTHONPATH", packages()).env("PYTHONUNBUFFERED", "1").stdin(Stdio::null());
    python
}

/// Python with the packages, for one of their own programs.
pub fn module(name: &str) -> Command {
    let mut python = Command::new("python3");
    python.args(["-m", name]).env("PYTHONPATH", packages()).stdin(Stdio::null());
    python
}

/// Starts one that says a line when it is ready; and the line.
pub fn start(command: &mut Command) -> (Peer, String) {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("python3 is not installed");
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(
        !line.is_empty(),
        "it did not start; `cargo xtask test` installs what it needs into {}",
        packages().display()
    );
    (Peer(child), line.trim().to_owned())
}

/// Starts one that says nothing.
pub fn start_silent(command: &mut Command) -> Peer {
    Peer(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("python3 is not installed"))
}

/// A port nobody listens on.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
