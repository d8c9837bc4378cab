//! A long recording or text that the cloud does: what is shown while it is waited for, and what Ctrl+C leaves.

use super::print;
use crate::cloud::{AudioJobs, AudioKind, AudioStep, OnAudioStep, SentJob};
use alfa_copilot::Problem;
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::watch;
use uuid::Uuid;

fn command(kind: AudioKind) -> &'static str {
    match kind {
        AudioKind::Transcribe => "alfa transcribe",
        AudioKind::Speak => "alfa speak",
    }
}

/// Passing lines on a terminal, every tenth percent elsewhere.
pub(super) fn steps(kind: AudioKind) -> OnAudioStep {
    let last = Mutex::new(String::new());
    Arc::new(move |step: AudioStep| {
        print::passing_line(&sentence(kind, step, 1));
        if !std::io::stderr().is_terminal() {
            let said = sentence(kind, step, 10);
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if *last != said {
                print::error_line(&said);
                *last = said;
            }
        }
    })
}

fn sentence(kind: AudioKind, step: AudioStep, rough: u8) -> String {
    let (what, percent) = match step {
        AudioStep::Queued => return "Na fila da nuvem…".to_owned(),
        AudioStep::Away => return "A nuvem não responde; continuo tentando…".to_owned(),
        AudioStep::Sending { percent } => ("Enviando à nuvem", percent),
        AudioStep::Doing { percent } if kind == AudioKind::Transcribe => ("Reconhecendo na nuvem", percent),
        AudioStep::Doing { percent } => ("Falando na nuvem", percent),
        AudioStep::Fetching { percent } => ("Buscando o som", percent),
    };
    format!("{what}: {}%", percent / rough * rough)
}

/// What goes on before there is a job; Ctrl+C ends it.
pub(super) async fn sending(
    kind: AudioKind,
    work: impl Future<Output = Result<SentJob, Problem>>,
) -> Result<SentJob, Problem> {
    let sent = tokio::select! {
        sent = work => sent,
        () = interrupt() => Err(Problem::new(
            "interrupted",
            "Parei antes que a nuvem tivesse tudo.",
            "O mesmo comando, dado de novo, envia outra vez; nada é feito em dobro.",
        )),
    };
    print::end_passing_line();
    if let Ok(job) = &sent {
        print::error_line(&format!(
            "Está na nuvem, e continua lá se você não esperar (Ctrl+C): {} --job {}",
            command(kind),
            job.id
        ));
    }
    sent
}

/// What goes on once there is one; Ctrl+C leaves it.
pub(super) async fn waiting<T>(
    kind: AudioKind,
    job: &SentJob,
    work: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    let done = tokio::select! {
        done = work => done,
        () = interrupt() => Err(Problem::new("interrupted", "Parei de esperar; o trabalho continua na nuvem.", later(kind, job.id))),
    };
    print::end_passing_line();
    done.map_err(|problem| match problem.code.as_str() {
        "cloud_unreachable" | "cloud_busy" => Problem { action: later(kind, job.id), ..problem },
        _ => problem,
    })
}

/// How one that was left is fetched, or not.
fn later(kind: AudioKind, id: Uuid) -> String {
    format!(
        "Busque o resultado com “{} --job {id}”, ou apague-o com “alfa account audio --delete {id}”.",
        command(kind)
    )
}

/// Whether Ctrl+C was pressed, from the first look on: also between two steps, when nobody waits for it.
static PRESSED: OnceLock<watch::Receiver<bool>> = OnceLock::new();

/// Returns at Ctrl+C, or at once where it was pressed before.
async fn interrupt() {
    let listen = || {
        let (tell, pressed) = watch::channel(false);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                tell.send_replace(true);
            }
        });
        pressed
    };
    let mut pressed = PRESSED.get_or_init(listen).clone();
    if pressed.wait_for(|pressed| *pressed).await.is_err() {
        // no signal can be heard
        std::future::pending::<()>().await;
    }
}

/// The result is here: the cloud keeps nothing of it.
pub(super) async fn settle(jobs: &AudioJobs, job: &SentJob) {
    if let Err(problem) = jobs.settle(job).await {
        tracing::warn!(code = %problem.code, "a job whose result is here could not be deleted");
        print::error_line(&format!(
            "O resultado está aqui, mas a nuvem ainda guarda o dela por alguns dias. Para apagar: alfa account audio --delete {}",
            job.id
        ));
    }
}
