//! `alfa ask`.

use super::arguments::{Ask as Arguments, Llm};
use super::{Done, Failure, print};
use crate::app::{App, AppOptions, OpenNotices};
use crate::ask::{Ask, Asked, Input, Output};
use crate::engines::{OnNotice, OnProgress};
use crate::models::Progress;
use crate::sound_file;
use alfa_copilot::{Events, Problem, TurnEvent};
use chrono::SecondsFormat;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub(super) async fn run(arguments: Arguments) -> Done {
    if arguments.in_app {
        return super::in_app::ask(&arguments.text.join(" ")).await;
    }
    let json = arguments.json;
    match asked(arguments).await {
        Ok((asked, app)) => {
            let problem = asked.outcome.problem.clone().or_else(|| asked.outcome.cancelled.then(cancelled));
            if json {
                print::out(&line(Some(&asked), problem.as_ref()).to_string());
            } else {
                if let Some((path, seconds)) = &asked.written {
                    print::error_line(&format!("Resposta falada em {} ({seconds:.1} s).", path.display()));
                }
                if asked.no_speaker {
                    print::error_line("Não há saída de som; a resposta foi só escrita.");
                }
            }
            if let Some(problem) = &asked.not_stored {
                print::error_line(&format!("A conversa não pôde ser guardada. {}", problem.sentence()));
            }
            drop(app);
            match problem {
                None => Ok(()),
                // the answer has said it already where there is one
                Some(_) if json || asked.outcome.reply.is_some() => Err(Failure::Said),
                Some(problem) => Err(Failure::Problem(problem)),
            }
        }
        Err(problem) => {
            if json {
                print::out(&line(None, Some(&problem)).to_string());
                return Err(Failure::Said);
            }
            Err(Failure::Problem(problem))
        }
    }
}

fn cancelled() -> Problem {
    Problem::new("cancelled", "Cancelado.", "")
}

async fn asked(arguments: Arguments) -> Result<(Asked, App), Problem> {
    let input = match arguments.wav {
        Some(path) => Input::Wav { path, live: arguments.live },
        None => Input::Text(arguments.text.join(" ")),
    };
    let output = match arguments.out {
        Some(path) => {
            sound_file::writable(&path)?;
            Output::File(path)
        }
        None if arguments.quiet => Output::Silent,
        None => Output::AnySpeaker,
    };
    let (app, notices) = App::open(AppOptions {
        market: arguments.market.market,
        words_now: arguments.now.map(|now| now.to_utc()),
        voice: arguments.voice,
        offline: arguments.offline,
        llm_off: arguments.llm == Llm::Off,
        on_progress: Some(progress_lines()),
        on_notice: Some(notice_lines()),
        ..AppOptions::default()
    })
    .await?;
    tell(&notices);
    let (sender, receiver) = mpsc::unbounded_channel();
    let quiet = arguments.json;
    let shown = tokio::spawn(show(receiver, quiet));
    let cancel = CancellationToken::new();
    let on_interrupt = cancel.clone();
    let interrupt = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            on_interrupt.cancel();
        }
    });
    let ask = Ask { input, output, continue_last: arguments.continue_last };
    let asked = app.ask(ask, Events::to(sender), &cancel).await;
    interrupt.abort();
    let _ = shown.await;
    Ok((asked?, app))
}

/// What the user should know of while he talks, line by line.
pub(super) fn notice_lines() -> OnNotice {
    Arc::new(|problem: Problem| print::error_line(&problem.sentence()))
}

/// What the user should know of before the answer.
pub(super) fn tell(notices: &OpenNotices) {
    for problem in notices.problems() {
        print::error_line(&problem.message);
    }
    if let Some(pending) = notices.pending.last() {
        print::error_line(&format!(
            "Há uma pergunta gravada que ficou sem resposta. Para tentar de novo: alfa ask --wav {}",
            pending.path.display()
        ));
    }
}

/// Shows the steps of obtaining a model: passing lines on a terminal, every tenth percent elsewhere.
pub(super) fn progress_lines() -> OnProgress {
    let last = AtomicU8::new(u8::MAX);
    Arc::new(move |progress: &Progress| {
        // what is here already and only looked at is nobody's concern
        if matches!(progress, Progress::Ready { .. } | Progress::Verifying { .. }) {
            print::end_passing_line();
            return;
        }
        print::passing_line(&progress.sentence());
        use std::io::IsTerminal;
        if !std::io::stderr().is_terminal() {
            let tenth = progress.percent().map_or(u8::MAX - 1, |percent| percent / 10);
            if last.swap(tenth, Ordering::Relaxed) != tenth {
                print::error_line(&progress.sentence());
            }
        }
    })
}

/// Prints a turn as it goes: the answer on standard output, everything else on standard error.
pub(super) async fn show(mut events: mpsc::UnboundedReceiver<TurnEvent>, quiet: bool) {
    while let Some(event) = events.recv().await {
        if quiet {
            continue;
        }
        match event {
            TurnEvent::Partial { text } => print::passing_line(&format!("… {text}")),
            TurnEvent::Heard { text, engine, .. } => {
                print::end_passing_line();
                print::error_line(&format!("Ouvi: {text} ({engine})"));
            }
            TurnEvent::Understood { understood } => {
                if let Ok(text) = serde_json::to_string(&understood) {
                    print::error_line(&format!("Entendi: {text}"));
                }
            }
            TurnEvent::ToolCalled { tool, millis, problem } => {
                let problem = problem.map(|code| format!(", {code}")).unwrap_or_default();
                print::error_line(&format!("Consultei: {tool} ({millis:.0} ms{problem})"));
            }
            TurnEvent::Answer { answer, .. } => {
                print::out(&answer.text);
                for fact in answer.facts.iter().filter(|fact| fact.source != "você") {
                    print::error_line(&format!(
                        "  {} = {} {} — {}, {}",
                        fact.name,
                        fact.value.normalize(),
                        fact.unit,
                        fact.source,
                        fact.at.to_rfc3339_opts(SecondsFormat::Secs, true)
                    ));
                }
            }
            TurnEvent::Done { timings } => {
                let mut parts = Vec::new();
                for (name, value) in [
                    ("modelos", timings.load),
                    ("reconhecer", timings.recognise),
                    ("entender", timings.understand),
                    ("ferramentas", timings.tools),
                    ("primeiro som", timings.first_audio),
                    ("total", timings.total),
                ] {
                    if let Some(value) = value {
                        parts.push(format!("{name} {value:.0} ms"));
                    }
                }
                print::error_line(&format!("Tempos: {}", parts.join(", ")));
            }
            TurnEvent::Listening
            | TurnEvent::Level { .. }
            | TurnEvent::Speaking { .. }
            | TurnEvent::Failed { .. }
            | TurnEvent::Cancelled => {}
        }
    }
}

/// The one line of `--json`.
fn line(asked: Option<&Asked>, problem: Option<&Problem>) -> Value {
    let outcome = asked.map(|asked| &asked.outcome);
    let reply = outcome.and_then(|outcome| outcome.reply.as_ref());
    let heard = outcome.and_then(|outcome| outcome.heard.as_ref()).map(|heard| {
        json!({
            "text": heard.text,
            "engine": heard.engine,
            "confidence": heard.confidence.map(|c| (f64::from(c) * 1_000.0).round() / 1_000.0),
        })
    });
    let answer = reply.map(|reply| {
        let facts: Vec<Value> = reply.answer.facts.iter().map(fact).collect();
        json!({ "text": reply.answer.text, "spoken": reply.answer.spoken, "facts": facts })
    });
    let audio = asked.and_then(|asked| {
        let (path, seconds) = match &asked.written {
            Some((path, seconds)) => (Some(path.display().to_string()), *seconds),
            None => (None, asked.outcome.seconds),
        };
        let voice = asked.outcome.voice.clone()?;
        (seconds > 0.0).then(|| json!({ "path": path, "seconds": (seconds * 100.0).round() / 100.0, "voice": voice }))
    });
    let timings = outcome.map(|outcome| {
        let t = &outcome.timings;
        let round = |value: Option<f64>| value.map(|v| (v * 10.0).round() / 10.0);
        json!({
            "load": round(t.load), "recognise": round(t.recognise), "understand": round(t.understand),
            "tools": round(t.tools), "answer": round(t.answer), "first_audio": round(t.first_audio), "total": round(t.total),
        })
    });
    json!({
        "heard": heard,
        "understood": reply.map(|reply| &reply.understood),
        "answer": answer,
        "audio": audio,
        "timings_ms": timings,
        "problem": problem,
    })
}

fn fact(fact: &alfa_domain::Fact) -> Value {
    let mut value = json!({
        "name": fact.name,
        "value": fact.value.normalize().to_string(),
        "unit": fact.unit,
        "source": fact.source,
        "at": fact.at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    });
    if !fact.derived_from.is_empty() {
        value["derived_from"] = json!(fact.derived_from);
    }
    value
}
