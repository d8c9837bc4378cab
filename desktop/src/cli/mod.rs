//! The command line `alfa`. Standard output carries the result, standard error everything else; exit 0 done, 1 could not, 2 wrong usage.

mod account;
mod account_audio;
mod account_usage;
mod alert_watch;
mod alerts;
mod arguments;
mod ask;
mod audio_job;
mod config;
mod doctor;
mod history;
mod in_app;
mod indicators;
mod models;
mod owner;
mod password;
mod portfolio;
mod print;
mod replay;
mod report;
mod speak;
mod speak_long;
mod sync;
mod talk;
mod transcribe;
mod understand;
mod usage;
mod watch;

use alfa_copilot::Problem;
use arguments::{Arguments, Command};
use clap::{CommandFactory, FromArgMatches};
use std::process::ExitCode;

/// Why a command did not do its work.
pub(crate) enum Failure {
    /// It could not: said on standard error, exit 1.
    Problem(Problem),
    /// It could not, and all is said already: exit 1.
    Said,
}

impl<T: Into<Problem>> From<T> for Failure {
    fn from(problem: T) -> Self {
        Self::Problem(problem.into())
    }
}

pub(crate) type Done = Result<(), Failure>;

/// Runs the command line and gives its exit code.
pub fn main() -> ExitCode {
    let matches = match Arguments::command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return usage::explain(&error),
    };
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => return usage::explain(&error),
    };
    start_log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            print::error_line(&format!("Não consegui começar: {error}."));
            return ExitCode::FAILURE;
        }
    };
    let result = runtime.block_on(run(arguments.command));
    // a model that is still loading in the background must not hold the exit
    runtime.shutdown_background();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Said) => ExitCode::FAILURE,
        Err(Failure::Problem(problem)) => {
            print::problem(&problem);
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Done {
    match command {
        Command::Ask(arguments) => ask::run(arguments).await,
        Command::Understand(arguments) => understand::run(&arguments),
        Command::Speak(arguments) => speak::run(arguments).await,
        Command::Transcribe(arguments) => transcribe::run(arguments).await,
        Command::Indicators(arguments) => indicators::run(&arguments),
        Command::Talk(arguments) => talk::run(arguments).await,
        Command::Toggle => in_app::toggle().await,
        Command::Alerts(arguments) => alerts::run(arguments).await,
        Command::Watch(arguments) => watch::run(arguments).await,
        Command::Portfolio(arguments) => portfolio::run(arguments).await,
        Command::History(arguments) => history::run(arguments).await,
        Command::Config(arguments) => config::run(arguments).await,
        Command::Account(arguments) => account::run(arguments).await,
        Command::Sync(arguments) => sync::run(arguments).await,
        Command::Models(arguments) => models::run(arguments).await,
        Command::Doctor(arguments) => doctor::run(arguments).await,
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "alfa", &mut std::io::stdout());
            Ok(())
        }
    }
}

/// Logs go to standard error, as `ALFA_LOG` says; without it only what went wrong.
fn start_log() {
    let filter = std::env::var("ALFA_LOG").unwrap_or_else(|_| "error".to_owned());
    let filter = tracing_subscriber::EnvFilter::try_new(filter).unwrap_or_else(|_| "error".into());
    // that crate writes the bodies it cannot read, and what is in them is the user's
    let filter = match "async_openai=off".parse() {
        Ok(silent) => filter.add_directive(silent),
        Err(_) => filter,
    };
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).init();
}
