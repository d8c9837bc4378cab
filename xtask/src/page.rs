//! The window's page: its packages, its build, its tests. Nothing is done again when nothing changed.

use crate::node::Node;
use crate::packages::BROWSER;
use crate::steps::{self, Outcome, Steps};
use crate::system;
use crate::workspace::Workspace;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;
use std::process::Command;

/// What the page is built of.
const SOURCES: [&str; 8] = [
    "src",
    "public",
    "index.html",
    "overlay.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
];
/// What it is built into, as far as it tells one build from another: their pages name every other file by its content.
const BUILT: [&str; 2] = ["dist/index.html", "dist/overlay.html"];
/// The lock file as it was when the packages were installed. npm empties the folder first, so a failed installation leaves none.
const INSTALLED: &str = "node_modules/.alfa-lock";
/// What was built of what. Not in `dist`, which the shell takes in whole.
const STAMP: &str = "node_modules/.alfa-page";

/// The page, built.
#[derive(Debug)]
pub struct Page<'a> {
    workspace: &'a Workspace,
    node: Node,
}

/// Builds the page where it is not built yet; none when that was not possible here.
pub fn build<'a>(workspace: &'a Workspace, steps: &mut Steps) -> Option<Page<'a>> {
    let mut found = None;
    steps.step("Node e npm", || {
        let (node, outcome) = Node::provide(workspace);
        found = node;
        outcome
    });
    let page = Page { workspace, node: found? };
    let installed = steps.step("Pacotes da janela", || page.install());
    let built = installed == Outcome::Passed && steps.step("Página da janela", || page.build()) == Outcome::Passed;
    built.then_some(page)
}

impl Page<'_> {
    /// A script of the window's package.json, or another of npm's commands.
    pub fn npm(&self, arguments: &[&str]) -> Command {
        self.node.npm(self.workspace, arguments)
    }

    /// The unit tests, then the window in a browser.
    pub fn test(&self, steps: &mut Steps) {
        steps.step("Testes da página", || steps::run(&mut self.npm(&["test"])));
        steps.step("Testes da janela num navegador", || {
            if system::browser().is_none() {
                system::provide(BROWSER);
            }
            let Some(browser) = system::browser() else {
                steps::complain(
                    "    Não há Chromium nem Chrome aqui. Instale um deles, ou diga em CHROMIUM onde está.",
                );
                return Outcome::Failed;
            };
            steps::run(self.npm(&["run", "test:window"]).env("CHROMIUM", browser))
        });
    }

    /// The client of the cloud against the server that was built.
    pub fn test_cloud(&self, steps: &mut Steps) {
        steps.step("Cliente da nuvem contra a nuvem", || steps::run(&mut self.npm(&["run", "test:cloud"])));
    }

    fn install(&self) -> Outcome {
        let ui = self.workspace.ui();
        let lock = match fs::read(ui.join("package-lock.json")) {
            Ok(lock) => lock,
            Err(error) => return failed(&ui.join("package-lock.json"), &error),
        };
        if fs::read(ui.join(INSTALLED)).is_ok_and(|installed| installed == lock) {
            steps::say("    nada a instalar");
            return Outcome::Passed;
        }
        match steps::run(&mut self.npm(&["ci", "--no-audit", "--no-fund"])) {
            Outcome::Passed => write(&ui.join(INSTALLED), &lock),
            other => other,
        }
    }

    fn build(&self) -> Outcome {
        let ui = self.workspace.ui();
        // before the build: what is edited meanwhile is built the next time
        let sources = match digest(&ui, &SOURCES) {
            Ok(sources) => sources,
            Err(error) => return failed(&ui, &error),
        };
        let stamp = |built: u64| format!("{sources:016x} {built:016x}\n");
        let stands = digest(&ui, &BUILT)
            .is_ok_and(|built| fs::read_to_string(ui.join(STAMP)).is_ok_and(|kept| kept == stamp(built)));
        if stands {
            steps::say("    nada mudou");
            return Outcome::Passed;
        }
        match steps::run(&mut self.npm(&["run", "build"])) {
            Outcome::Passed => match digest(&ui, &BUILT) {
                Ok(built) => write(&ui.join(STAMP), stamp(built).as_bytes()),
                Err(error) => failed(&ui.join("dist"), &error),
            },
            other => other,
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    match fs::write(path, bytes) {
        Ok(()) => Outcome::Passed,
        Err(error) => failed(path, &error),
    }
}

fn failed(path: &Path, error: &io::Error) -> Outcome {
    steps::complain(&format!("    {}: {error}", path.display()));
    Outcome::Failed
}

/// A number that changes with any name or content below these paths. Times are not asked: a checkout gives every file a new one.
fn digest(folder: &Path, paths: &[&str]) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(&mut hasher, &folder.join(path), folder)?;
    }
    Ok(hasher.finish())
}

fn add(hasher: &mut DefaultHasher, path: &Path, folder: &Path) -> io::Result<()> {
    if path.is_dir() {
        let mut entries =
            fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(hasher, entry, folder));
    }
    path.strip_prefix(folder).unwrap_or(path).hash(hasher);
    fs::read(path)?.hash(hasher);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("alfa-xtask-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("src/inner")).unwrap();
        fs::write(folder.join("src/inner/a.ts"), "a").unwrap();
        fs::write(folder.join("src/b.ts"), "b").unwrap();
        folder
    }

    #[test]
    fn a_digest_changes_with_contents_names_and_what_comes_or_goes() {
        let folder = folder("digest");
        let now = || digest(&folder, &["src"]).unwrap();
        let first = now();
        fs::write(folder.join("src/b.ts"), "b").unwrap();
        assert_eq!(now(), first, "written again with the same content");
        fs::write(folder.join("src/b.ts"), "c").unwrap();
        let changed = now();
        assert_ne!(changed, first);
        fs::rename(folder.join("src/b.ts"), folder.join("src/c.ts")).unwrap();
        let renamed = now();
        assert_ne!(renamed, changed);
        fs::remove_file(folder.join("src/inner/a.ts")).unwrap();
        assert_ne!(now(), renamed);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_path_that_is_not_there_has_no_digest() {
        let folder = folder("missing");
        assert!(digest(&folder, &["src", "dist/index.html"]).is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
