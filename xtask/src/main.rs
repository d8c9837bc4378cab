//! `cargo xtask`: the project's own commands. Standard library only, so that it builds on a computer that has nothing but Rust.
//!
//! - [`commands`]: `setup`, `run`, `test`, `bench`, `package`, `ci`
//! - [`system`], [`packages`]: what the computer has, and what it needs from its system
//! - [`node`], [`page`]: the window's page, and what builds it
//! - [`workspace`]: where things are, and how cargo and `alfa` are called
//! - [`steps`]: what is printed, and how it ended

#![forbid(unsafe_code)]

mod clone;
mod commands;
mod node;
mod package;
mod packages;
mod page;
mod peers;
mod steps;
mod system;
mod workspace;

use std::process::ExitCode;

const HELP: &str = "\
Uso: cargo xtask COMANDO

  setup          prepara tudo: pacotes do sistema, página da janela, compilação, modelos de voz
  run [ARGS]     prepara tudo e abre a ALFA (sem tela, faz uma pergunta falada do começo ao fim); com ARGS, executa `alfa ARGS`
  run server     prepara tudo e abre a nuvem da ALFA neste computador, com um Postgres só dela
  test           prepara tudo e passa todos os testes
  bench          prepara tudo e mede a velocidade
  bench server   prepara tudo e mede a nuvem, com um Postgres só dela
  package        prepara tudo e faz os pacotes de instalação deste sistema
  ci             como test, e depois compila a versão final

Variáveis: CARGO_TARGET_DIR (padrão: alfa/target na pasta de cache do usuário), ALFA_MODELS_MIRROR (pasta que já tem os modelos de voz),
ALFA_DATA_DIR (pasta dos dados), CHROMIUM (navegador dos testes da janela).
";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let command = arguments.next().map(|command| command.to_string_lossy().into_owned());
    let rest: Vec<_> = arguments.collect();
    let done = match command.as_deref() {
        Some("setup") if rest.is_empty() => commands::setup(),
        Some("run") if rest == ["server"] => commands::serve(),
        Some("run") => commands::run(&rest),
        Some("test") if rest.is_empty() => commands::test(),
        Some("bench") if rest == ["server"] => commands::bench_server(),
        Some("bench") => commands::bench(&rest),
        Some("package") if rest.is_empty() => commands::package(),
        Some("ci") if rest.is_empty() => commands::ci(),
        Some("help" | "--help" | "-h") => {
            steps::say(HELP);
            return ExitCode::SUCCESS;
        }
        _ => {
            steps::complain(HELP);
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(steps::Stopped(sentence)) => {
            steps::complain(&format!("\n{sentence}"));
            ExitCode::FAILURE
        }
    }
}
