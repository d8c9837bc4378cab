//! This computer: its system, its packages, its sound card.

use crate::packages::{self, Package};
use crate::steps::{self, Outcome};
use std::env;
use std::io::IsTerminal;
use std::path::Path;
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
                "no macOS você precisa de: xcode-select --install; brew install cmake (não testado)".to_owned(),
            );
        }
        System::Windows => {
            return Outcome::Skipped(
                "no Windows você precisa de: Visual Studio Build Tools com C++, CMake e LLVM, e LIBCLANG_PATH (não testado)"
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

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").stdin(Stdio::null()).output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Whether a program is on the path.
pub fn is_program(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    // sbin folders are not on everybody's path, and some of the programs live there
    let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders.into_iter().any(|folder| folder.join(name).is_file() || folder.join(format!("{name}.exe")).is_file())
}

/// Whether Python can fetch packages.
pub fn has_pip() -> bool {
    let asked = |program: &str| {
        let mut command = Command::new(program);
        command.args(["-m", "pip", "--version"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    asked("python3") || asked("python") || is_program("pip3")
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
