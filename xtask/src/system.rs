//! This computer: its system, its packages, its sound card.

use crate::packages::{self, Package};
use crate::steps::{self, Outcome};
use std::env;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How a missing package gets here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    /// By apt-get.
    Debian,
    OtherLinux,
    MacOs,
    Windows,
}

fn this_system() -> System {
    if cfg!(windows) {
        System::Windows
    } else if cfg!(target_os = "macos") {
        System::MacOs
    } else {
        let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
        if packages::is_debian(&release) && is_program("dpkg-query") { System::Debian } else { System::OtherLinux }
    }
}

/// Sees to it that the packages are here, asking the network only for what is missing.
pub fn provide(wanted: &[Package]) -> Outcome {
    match this_system() {
        System::Debian => {}
        System::OtherLinux => {
            let names: Vec<&str> = wanted.iter().map(|package| package.name).collect();
            let names = names.join(" ");
            return Outcome::Skipped(format!(
                "só sei instalar em Debian e Ubuntu; você precisa do equivalente a: {names}"
            ));
        }
        System::MacOs => {
            return Outcome::Skipped(
                "no macOS você precisa de: xcode-select --install; brew install cmake node (não testado)".to_owned(),
            );
        }
        System::Windows => {
            return Outcome::Skipped(
                "no Windows você precisa de: Visual Studio Build Tools com C++, CMake, LLVM e Node, e LIBCLANG_PATH (não testado)"
                    .to_owned(),
            );
        }
    }
    let missing = missing(wanted);
    if missing.is_empty() {
        steps::say("    nada a instalar");
        return Outcome::Passed;
    }
    steps::say(&format!("    faltam: {}", missing.join(" ")));
    if steps::run(&mut apt_get(&["update"])) == Outcome::Failed {
        steps::say("    a lista de pacotes não pôde ser atualizada; tento com a que há");
    }
    let mut install = apt_get(&["install", "--yes", "--no-install-recommends"]);
    // whether it worked is judged by what is there afterwards
    steps::run(install.args(&missing));
    let still = self::missing(wanted);
    if still.is_empty() {
        return Outcome::Passed;
    }
    let still = still.join(" ");
    steps::complain(&format!("    Ainda faltam pacotes. Instale com: sudo apt-get install {still}"));
    Outcome::Failed
}

fn missing(wanted: &[Package]) -> Vec<&'static str> {
    let mut query = Command::new("dpkg-query");
    query.arg("--show").arg(packages::DPKG_FORMAT).args(wanted.iter().map(|package| package.name));
    // it fails when one of the names is unknown, and lists the others all the same
    let listed = query.stderr(Stdio::null()).output().map(|output| output.stdout).unwrap_or_default();
    packages::missing(wanted, &String::from_utf8_lossy(&listed), is_program)
}

/// apt-get, waiting for another one to end, as root or by sudo.
fn apt_get(arguments: &[&str]) -> Command {
    let mut command = if is_root() || !is_program("sudo") {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        // where nobody can type a password, fail rather than wait for one
        if !std::io::stdin().is_terminal() {
            sudo.arg("-n");
        }
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=400", "-q"]).args(arguments);
    command
}

/// Whether the programs run as the system's own user.
pub fn is_root() -> bool {
    let output = Command::new("id").arg("-u").stdin(Stdio::null()).output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Whether a program is on the path.
pub fn is_program(name: &str) -> bool {
    find(name).is_some()
}

/// Where a program is on the path.
fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // sbin folders are not on everybody's path, and some of the programs live there
    let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let mut files = folders.flat_map(|folder| [folder.join(name), folder.join(format!("{name}.exe"))]);
    files.find(|file| file.is_file())
}

/// What a program says of its version; nothing when it is not there or fails.
pub fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The browser the page is tested in: the one CHROMIUM names, else one on the path.
pub fn browser() -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").filter(|name| !name.is_empty()).map(PathBuf::from);
    named.or_else(|| packages::BROWSERS.iter().find_map(|name| find(name)))
}

/// pip, ready for its arguments, where Python has it.
pub fn pip() -> Option<Command> {
    let by_python = |program: &str| {
        let mut command = Command::new(program);
        command.args(["-m", "pip"]);
        command
    };
    let works = |mut command: Command| {
        command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let python = ["python3", "python"].into_iter().find(|program| works(by_python(program)));
    python.map(by_python).or_else(|| is_program("pip3").then(|| Command::new("pip3")))
}

/// Whether Python can fetch packages.
pub fn has_pip() -> bool {
    pip().is_some()
}

/// Whether a window can be seen here.
pub fn has_display() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let shown = !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY");
    shown && env::var_os("CI").is_none()
}

/// Whether somebody can talk here: a terminal to press keys in, and a sound card.
pub fn can_talk() -> bool {
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    terminal && env::var_os("CI").is_none() && has_sound()
}

fn has_sound() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let cards = std::fs::read_to_string("/proc/asound/cards").unwrap_or_default();
    let runtime = env::var_os("XDG_RUNTIME_DIR").unwrap_or_default();
    let server = |socket: &str| Path::new(&runtime).join(socket).exists();
    has_card(&cards) || env::var_os("PULSE_SERVER").is_some() || (!runtime.is_empty() && server("pulse/native"))
}

/// Whether Linux lists a sound card: "--- no soundcards ---" is all it says when it has none.
fn has_card(cards: &str) -> bool {
    cards.lines().any(|line| line.trim_start().starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_cards_are_read_as_linux_lists_them() {
        assert!(has_card(
            " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0xf7210000 irq 33\n"
        ));
        assert!(!has_card("--- no soundcards ---\n"));
        assert!(!has_card(""));
    }

    #[test]
    fn programs_are_found_on_the_path() {
        assert!(is_program("cargo"));
        assert!(!is_program("um-programa-que-nao-existe"));
    }

    #[test]
    fn apt_waits_for_its_lock_and_never_asks() {
        let command = apt_get(&["update"]);
        let words: Vec<String> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
        assert!(words.iter().any(|word| word == "DPkg::Lock::Timeout=400"));
        assert!(command.get_envs().any(|(key, value)| key == "DEBIAN_FRONTEND" && value.is_some()));
    }
}
