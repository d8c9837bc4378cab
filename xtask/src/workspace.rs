//! Where things are, and how cargo and `alfa` are called.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The clone this runs in, and the folders beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// The clone.
    pub root: PathBuf,
    /// Where cargo builds: outside the clone, so that another clone need not begin anew.
    pub target: PathBuf,
    /// Where what was fetched for several clones is kept: the user's cache folder for ALFA.
    pub cache: PathBuf,
    /// The folder that has the speech models already.
    pub mirror: Option<PathBuf>,
}

impl Workspace {
    /// This workspace, by the environment.
    pub fn here() -> Self {
        // cargo says it when it runs this; what it said at compile time may be another clone's when both build in one folder
        let manifest =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = manifest.parent().unwrap_or(Path::new(".")).to_owned();
        Self::with(root, |name| env::var_os(name), Path::is_dir)
    }

    fn with(root: PathBuf, variable: impl Fn(&str) -> Option<OsString>, is_folder: impl Fn(&Path) -> bool) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let kept = cache(set).map(|cache| cache.join("alfa"));
        let target = match set("CARGO_TARGET_DIR") {
            Some(target) => root.join(target),
            None => kept.as_ref().map_or_else(|| root.join("target"), |kept| kept.join("target")),
        };
        let cache = kept.unwrap_or_else(|| target.clone());
        let beside = root.parent().map(|parent| parent.join("shared").join("models"));
        let mirror = set("ALFA_MODELS_MIRROR").map(|mirror| root.join(mirror));
        let mirror = mirror.or_else(|| beside.filter(|folder| is_folder(folder)));
        Self { root, target, cache, mirror }
    }

    /// cargo, building where this workspace builds.
    pub fn cargo(&self) -> Command {
        self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// Any program, called from the clone.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        self.prepare(&mut command);
        command
    }

    /// The window's sources.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// A built program of the workspace; `profile` is cargo's folder, "release" or "debug".
    pub fn program(&self, profile: &str, name: &str) -> Command {
        self.command(self.target.join(profile).join(format!("{name}{}", env::consts::EXE_SUFFIX)))
    }

    /// The folder tests keep models in when there is no mirror.
    pub fn test_data(&self) -> PathBuf {
        self.target.join("alfa-test-data")
    }

    fn prepare(&self, command: &mut Command) {
        // what cargo set for this program is not true of the next
        for (name, _) in env::vars_os().filter(|(name, _)| is_about_this_program(name)) {
            command.env_remove(name);
        }
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        if let Some(mirror) = &self.mirror {
            command.env("ALFA_MODELS_MIRROR", mirror);
        }
    }
}

/// The user's cache folder: of XDG, else of the system.
fn cache(set: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if cfg!(windows) {
        return set("LOCALAPPDATA");
    }
    // relative paths in XDG variables are invalid and to be ignored (XDG base directory specification)
    let xdg = set("XDG_CACHE_HOME").filter(|folder| folder.is_absolute());
    let home =
        || set("HOME").map(|home| home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }));
    xdg.or_else(home)
}

fn is_about_this_program(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)], shared: bool) -> Workspace {
        let variable = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into());
        Workspace::with(PathBuf::from("/work/alfa"), variable, |_| shared)
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn cargo_builds_in_the_cache_unless_told_otherwise() {
        let home = ("HOME", "/home/ana");
        assert_eq!(with(&[home], false).target, Path::new("/home/ana/.cache/alfa/target"));
        assert_eq!(with(&[home, ("XDG_CACHE_HOME", "/var/ana")], false).target, Path::new("/var/ana/alfa/target"));
        let relative = with(&[home, ("XDG_CACHE_HOME", "cache")], false);
        assert_eq!(relative.target, Path::new("/home/ana/.cache/alfa/target"));
        assert_eq!(with(&[home, ("CARGO_TARGET_DIR", "/t")], false).target, Path::new("/t"));
        assert_eq!(with(&[home, ("CARGO_TARGET_DIR", "target")], false).target, Path::new("/work/alfa/target"));
        assert_eq!(with(&[home, ("CARGO_TARGET_DIR", "")], false).target, Path::new("/home/ana/.cache/alfa/target"));
        assert_eq!(with(&[], false).target, Path::new("/work/alfa/target"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_was_fetched_is_kept_in_the_cache_wherever_cargo_builds() {
        let elsewhere = ("CARGO_TARGET_DIR", "/t");
        assert_eq!(with(&[("HOME", "/home/ana"), elsewhere], false).cache, Path::new("/home/ana/.cache/alfa"));
        assert_eq!(with(&[elsewhere], false).cache, Path::new("/t"));
    }

    #[test]
    fn models_beside_the_clone_are_used_unless_told_otherwise() {
        assert_eq!(with(&[], true).mirror.as_deref(), Some(Path::new("/work/shared/models")));
        assert_eq!(with(&[], false).mirror, None);
        let told = with(&[("ALFA_MODELS_MIRROR", "/modelos")], true);
        assert_eq!(told.mirror.as_deref(), Some(Path::new("/modelos")));
    }

    #[test]
    fn children_know_where_to_build_and_where_the_models_are() {
        let workspace = with(&[("CARGO_TARGET_DIR", "/t"), ("ALFA_MODELS_MIRROR", "/m")], false);
        let command = workspace.program("release", "alfa");
        let value = |name: &str| command.get_envs().find(|(key, _)| *key == name).and_then(|(_, value)| value);
        assert_eq!(value("CARGO_TARGET_DIR"), Some(OsStr::new("/t")));
        assert_eq!(value("ALFA_MODELS_MIRROR"), Some(OsStr::new("/m")));
        assert_eq!(command.get_current_dir(), Some(Path::new("/work/alfa")));
        assert!(Path::new(command.get_program()).starts_with("/t/release"));
    }

    #[test]
    fn what_cargo_says_of_this_program_is_told_from_what_it_says_of_the_build() {
        assert!(is_about_this_program(OsStr::new("CARGO_PKG_VERSION")));
        assert!(is_about_this_program(OsStr::new("CARGO_MANIFEST_DIR")));
        assert!(!is_about_this_program(OsStr::new("CARGO_HOME")));
        assert!(!is_about_this_program(OsStr::new("CARGO_TARGET_DIR")));
    }
}
