//! The independent programs the cloud is tested against: S3, a mail server, another hand's cryptography, a tester of the API. They are
//! Python packages, kept in the cache beside nothing of the system's.

use crate::packages::PIP;
use crate::steps::{self, Outcome};
use crate::system;
use crate::workspace::Workspace;
use std::fs;
use std::path::{Path, PathBuf};

/// Which, and in which versions.
const LIST: &str = "sync-server/tests/peers/requirements.txt";

/// The folder they are in, for tests by `ALFA_TEST_PEERS`; fetched when it is missing or of another list.
pub fn provide(workspace: &Workspace) -> (Option<PathBuf>, Outcome) {
    let list = workspace.root.join(LIST);
    let Ok(wanted) = fs::read(&list) else {
        return (None, Outcome::Skipped(format!("{LIST} não está aqui")));
    };
    let folder = workspace.cache.join("test-peers");
    let written = folder.join("requirements.txt");
    if fs::read(&written).is_ok_and(|there| there == wanted) {
        steps::say(&format!("    já estão em {}", folder.display()));
        return (Some(folder), Outcome::Passed);
    }
    if !system::has_pip() && system::provide(PIP) == Outcome::Failed {
        return (None, Outcome::Failed);
    }
    match fetch(&folder, &list).and_then(|()| fs::write(&written, &wanted)) {
        Ok(()) => (Some(folder), Outcome::Passed),
        Err(error) => {
            steps::complain(&format!("    {}: {error}", folder.display()));
            (None, Outcome::Failed)
        }
    }
}

/// The list is written last: what was cut short is fetched again.
fn fetch(folder: &Path, list: &Path) -> std::io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let mut pip = system::pip().ok_or_else(|| std::io::Error::other("não há pip"))?;
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--target"])
        .arg(folder);
    match steps::run(pip.arg("--requirement").arg(list)) {
        Outcome::Passed => Ok(()),
        _ => Err(std::io::Error::other("o pip não conseguiu")),
    }
}
