//! `setup`, `run`, `test`, `bench`, `package`, `ci`.

use crate::packages::{BUILD, PIP, SERVER, TEST};
use crate::page;
use crate::peers;
use crate::steps::{self, Outcome, Steps, Stopped};
use crate::system;
use crate::workspace::Workspace;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;

type Done = Result<(), Stopped>;

/// Everything `run` and `test` need.
pub fn setup() -> Done {
    let (workspace, mut steps) = begin();
    steps.must("Pacotes do sistema", || system::provide(&[BUILD, SERVER, TEST].concat()))?;
    page::build(&workspace, &mut steps);
    build(&workspace, &mut steps, &[])?;
    models(&workspace, &mut steps)?;
    steps.summary()
}

/// The main job: ALFA's window where there is a display, else a spoken question, answered aloud. With arguments, `alfa` is called with
/// them instead.
pub fn run(arguments: &[OsString]) -> Done {
    let (workspace, mut steps) = begin();
    steps.must("Pacotes do sistema", || system::provide(BUILD))?;
    // before the workspace, whose shell takes it in; a voice turn needs no window
    if page::build(&workspace, &mut steps).is_none() {
        steps::say("    sigo sem a página: a janela fica sem conteúdo, a voz e o comando `alfa` funcionam");
    }
    build(&workspace, &mut steps, &[])?;
    models(&workspace, &mut steps)?;
    if !arguments.is_empty() {
        return steps.must("alfa", || steps::run(workspace.program("release", "alfa").args(arguments)));
    }
    if system::has_display() {
        return steps.must("A ALFA abre na bandeja e na janela; segure Ctrl+Shift+Espaço e pergunte", || {
            steps::run(workspace.program("release", "alfa-app").args(["--market", "auto"]))
        });
    }
    if system::can_talk() {
        return steps.must("Sua vez: fale com a ALFA", || steps::run(workspace.program("release", "alfa").arg("talk")));
    }
    steps.must("Uma pergunta gravada, respondida em voz alta (aqui não há microfone ou terminal)", || {
        let mut alfa = workspace.program("release", "alfa");
        alfa.args([
            "ask",
            "--wav",
            "desktop/assets/pergunta.wav",
            "--live",
            "--market",
            "auto",
            "--out",
            "resposta.wav",
        ]);
        steps::run(&mut alfa)
    })?;
    steps::say(&format!("\nA resposta falada está em {}.", workspace.root.join("resposta.wav").display()));
    Ok(())
}

/// ALFA's cloud on this computer, with a Postgres of its own where `DATABASE_URL` names none.
pub fn serve() -> Done {
    let (workspace, mut steps) = begin();
    steps.must("Pacotes do sistema", || system::provide(&[BUILD, SERVER].concat()))?;
    page::build(&workspace, &mut steps);
    build(&workspace, &mut steps, &[])?;
    let folder = server_folder();
    steps.must("A nuvem da ALFA neste computador; Ctrl+C termina", || {
        let mut server = workspace.program("release", "alfa-sync-server");
        steps::run(server.args(["serve", "--private"]).arg(&folder))
    })
}

/// Where a server that is tried out keeps its data. Postgres does not run as root: its own user must be able to go there.
fn server_folder() -> PathBuf {
    if system::is_root() {
        return PathBuf::from("/var/lib/alfa-server");
    }
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let data = std::env::var_os("XDG_DATA_HOME").map_or_else(|| home.join(".local/share"), PathBuf::from);
    data.join("alfa-server")
}

/// Every check and every test; all are done even when one fails.
pub fn test() -> Done {
    let (workspace, mut steps) = begin();
    check(&workspace, &mut steps)?;
    steps.summary()
}

/// As [`test`], and the final build, which compiles everything again.
pub fn ci() -> Done {
    let (workspace, mut steps) = begin();
    check(&workspace, &mut steps)?;
    let build = |workspace: &Workspace| steps::run(workspace.cargo().args(["build", "--release", "--workspace"]));
    steps.step("Compilação final", || build(&workspace));
    steps.summary()
}

/// Measures what TARGETS.md names.
pub fn bench(arguments: &[OsString]) -> Done {
    let (workspace, mut steps) = begin();
    steps.must("Pacotes do sistema", || system::provide(BUILD))?;
    build(&workspace, &mut steps, &["--examples"])?;
    models(&workspace, &mut steps)?;
    steps.must("Medições dos alertas", || steps::run(&mut workspace.program("release", "examples/bench_alerts")))?;
    if cfg!(target_os = "linux") {
        steps.must("Medições da janela", || {
            system::provide(TEST);
            steps::run(&mut workspace.program("release", "examples/bench_window"))
        })?;
    }
    steps.must("Medições do turno", || steps::run(workspace.program("release", "examples/bench").args(arguments)))
}

/// Measures what TARGETS.md names of the cloud, each figure beside what Postgres does alone in the same run.
pub fn bench_server() -> Done {
    let (workspace, mut steps) = begin();
    steps.must("Pacotes do sistema", || system::provide(&[BUILD, SERVER].concat()))?;
    page::build(&workspace, &mut steps);
    build(&workspace, &mut steps, &["--bins", "--examples"])?;
    steps.must("Medições da nuvem", || steps::run(&mut workspace.program("release", "examples/bench_server")))?;
    steps.must("Medição da primeira sincronização", || {
        steps::run(&mut workspace.program("release", "examples/bench_first_sync"))
    })
}

/// The packages for this system.
pub fn package() -> Done {
    let (workspace, mut steps) = begin();
    crate::package::package(&workspace, &mut steps)
}

fn begin() -> (Workspace, Steps) {
    let workspace = Workspace::here();
    steps::say(&format!("ALFA em {}", workspace.root.display()));
    steps::say(&format!("compila em {}", workspace.target.display()));
    match &workspace.mirror {
        Some(mirror) => steps::say(&format!("modelos de voz já em {}", mirror.display())),
        None => steps::say("modelos de voz: baixados quando faltarem"),
    }
    match crate::clone::claim(&workspace.target, &workspace.root) {
        Ok(true) => steps::say("outra cópia do projeto compilou aqui: o que é da ALFA é compilado de novo"),
        Ok(false) => {}
        Err(error) => steps::say(&format!("não pude preparar {}: {error}", workspace.target.display())),
    }
    (workspace, Steps::default())
}

/// Always the whole workspace: another choice of crates is another choice of features, and compiles the dependencies again.
fn build(workspace: &Workspace, steps: &mut Steps, more: &[&str]) -> Done {
    steps.must("Compilação (a primeira leva vários minutos)", || {
        steps::run(workspace.cargo().args(["build", "--release", "--workspace"]).args(more))
    })
}

/// The speech models, where ALFA keeps them for this user.
fn models(workspace: &Workspace, steps: &mut Steps) -> Done {
    steps.must("Modelos de voz", || {
        let pull = || steps::run(workspace.program("release", "alfa").args(["models", "pull"]).stdout(Stdio::null()));
        pull_with_pip(pull)
    })
}

/// Pulls, and where that fails for want of pip, once more with it.
fn pull_with_pip(pull: impl Fn() -> Outcome) -> Outcome {
    let first = pull();
    if first != Outcome::Failed || system::has_pip() {
        return first;
    }
    steps::say("    tento de novo com o pip, que busca os modelos onde só há pacotes");
    match system::provide(PIP) {
        Outcome::Passed => pull(),
        _ => Outcome::Failed,
    }
}

fn check(workspace: &Workspace, steps: &mut Steps) -> Done {
    steps.must("Pacotes do sistema", || system::provide(&[BUILD, SERVER, TEST].concat()))?;
    steps.step("Formato do código", || {
        component(workspace, "fmt", "rustfmt", || steps::run(workspace.cargo().args(["fmt", "--all", "--check"])))
    });
    // quick ones first; and the page before the workspace, whose shell takes it in
    let page = page::build(workspace, steps);
    if let Some(page) = &page {
        page.test(steps);
    }
    let compile = ["test", "--workspace", "--no-run"];
    if steps.step("Compilação dos testes", || steps::run(workspace.cargo().args(compile))) == Outcome::Failed {
        return Ok(());
    }
    if let Some(page) = &page {
        page.test_cloud(steps);
    }
    let mut tested = workspace.clone();
    if tested.mirror.is_none() {
        // the tests use models of their own: a user's settings and data stay untouched
        let data = workspace.test_data();
        let pull = || {
            let mut alfa = workspace.program("debug", "alfa");
            steps::run(alfa.args(["models", "pull"]).env("ALFA_DATA_DIR", &data).stdout(Stdio::null()))
        };
        steps.step("Modelos de voz", || pull_with_pip(pull));
        tested.mirror = Some(data.join("models"));
    }
    let mut peers = None;
    steps.step("Programas independentes para os testes da nuvem", || {
        let (folder, outcome) = peers::provide(workspace);
        peers = folder;
        outcome
    });
    let mut test = tested.cargo();
    if let Some(peers) = &peers {
        test.env("ALFA_TEST_PEERS", peers);
    }
    steps.step("Testes", || steps::run(test.args(["test", "--workspace", "--no-fail-fast"])));
    steps.step("Avisos do compilador e do clippy", || {
        component(workspace, "clippy", "clippy", || {
            let lint = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
            steps::run(workspace.cargo().args(lint))
        })
    });
    Ok(())
}

/// Does what a component of the toolchain is needed for; installed when missing and possible.
fn component(workspace: &Workspace, command: &str, name: &str, what: impl FnOnce() -> Outcome) -> Outcome {
    let has = || {
        let mut cargo = workspace.cargo();
        cargo.args([command, "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
        cargo.status().is_ok_and(|status| status.success())
    };
    if !has() && system::is_program("rustup") {
        steps::run(std::process::Command::new("rustup").args(["component", "add", name]));
    }
    if has() { what() } else { Outcome::Skipped(format!("o Rust daqui não tem {name}")) }
}
