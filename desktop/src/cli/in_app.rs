//! What is passed on to the ALFA in the tray: a second start of its program reaches the one that runs, or becomes it.

use super::Done;
use alfa_copilot::Problem;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// The program with the window.
const PROGRAM: &str = "alfa-app";
/// A start that was passed on has ended by then; one that goes on is ALFA itself.
const PASSED_ON: Duration = Duration::from_secs(3);

pub(super) async fn ask(question: &str) -> Done {
    Ok(start(&["--ask", question]).await?)
}

pub(super) async fn toggle() -> Done {
    Ok(start(&["--hidden", "--toggle"]).await?)
}

async fn start(arguments: &[&str]) -> Result<(), Problem> {
    let started = Command::new(program())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut running = started.map_err(|error| {
        Problem::new(
            "no_app",
            format!("Não encontrei o programa da janela, {PROGRAM}: {error}."),
            "Instale o pacote da ALFA, ou use “alfa ask” sem --in-app.",
        )
    })?;
    match tokio::time::timeout(PASSED_ON, running.wait()).await {
        Ok(Ok(status)) if !status.success() => Err(Problem::new(
            "app_failed",
            "A janela da ALFA não abriu.",
            "Abra-a pelo menu do sistema; o registro está na pasta de dados, em logs.",
        )),
        _ => Ok(()),
    }
}

/// Beside this program, or wherever the system finds it.
fn program() -> PathBuf {
    let name = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe().ok().and_then(|this| Some(this.parent()?.join(&name)));
    beside.filter(|path| path.is_file()).unwrap_or_else(|| PathBuf::from(name))
}
