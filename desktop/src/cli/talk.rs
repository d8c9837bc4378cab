//! `alfa talk`: push-to-talk in the terminal. Enter begins, Enter ends; while ALFA speaks, Enter stops it.

use super::arguments::{Llm, Talk};
use super::{Done, ask as shown, print};
use crate::app::{App, AppOptions};
use crate::ask::{Ask, Input, Output};
use crate::audio::{AudioEvent, Microphone, Speaker};
use alfa_copilot::turn::Engines;
use alfa_copilot::{Events, Problem, Sound};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// What was said just before the key counts too.
const PRE_ROLL: Duration = Duration::from_millis(400);

/// The largest coins whose usual first words are made ready between questions.
const WARM_COINS: usize = 4;

pub(super) async fn run(arguments: Talk) -> Done {
    let (app, notices) = App::open(AppOptions {
        market: arguments.market.market,
        voice: arguments.voice,
        offline: arguments.offline,
        llm_off: arguments.llm == Llm::Off,
        on_progress: Some(shown::progress_lines()),
        on_notice: Some(shown::notice_lines()),
        ..AppOptions::default()
    })
    .await?;
    shown::tell(&notices);
    let mut microphone = Microphone::open(app.settings.microphone.as_deref()).await.map_err(Problem::from)?;
    let speaker = Speaker::open(app.settings.speaker.as_deref()).await.ok();
    let (recognizer, synthesizer) = futures::join!(app.engines.recognizer(), app.engines.synthesizer());
    recognizer?;
    let has_voice = synthesizer.is_ok();
    if let Err(problem) = synthesizer {
        print::error_line(&format!("Sem voz: {} As respostas serão só escritas.", problem.sentence()));
    }
    wait_until_ready(&mut microphone).await?;
    let mut keys = BufReader::new(tokio::io::stdin()).lines();
    let mut first = true;
    loop {
        print::error_line("\nEnter para falar, q e Enter para sair.");
        // while nobody speaks the usual first words are made; the key ends that
        let pressed = tokio::select! {
            pressed = next_key(&mut keys) => pressed,
            pressed = keep_ready(&app), if has_voice => pressed,
        };
        if !pressed {
            return Ok(());
        }
        microphone.keep_last(PRE_ROLL);
        print::error_line("Ouvindo. Enter quando terminar.");
        let (sender, sound) = mpsc::channel(64);
        let listening = listen(&mut microphone, &mut keys, sender);
        let cancel = CancellationToken::new();
        let (events, receiver) = mpsc::unbounded_channel();
        let showing = tokio::spawn(shown::show(receiver, false));
        let output = speaker.clone().map_or(Output::Silent, Output::Speaker);
        let ask = Ask { input: Input::Sound(sound), output, continue_last: !first };
        let turn = app.ask(ask, Events::to(events), &cancel);
        tokio::pin!(turn);
        // the turn runs while the microphone is read, and goes on after the key
        let early = tokio::select! {
            asked = &mut turn => Some(asked),
            () = listening => None,
        };
        let asked = match early {
            Some(asked) => asked,
            None => {
                tokio::select! {
                    asked = &mut turn => asked,
                    // Enter while it speaks: silence, and what was heard stays in the history
                    _ = next_key(&mut keys) => {
                        cancel.cancel();
                        turn.await
                    }
                }
            }
        };
        // the turn is over: the events that still wait are shown, then the channel is closed
        let _ = showing.await;
        match asked {
            Ok(asked) => {
                first = first && asked.conversation.is_none();
                if let Some(problem) = asked.outcome.problem.filter(|_| asked.outcome.reply.is_none()) {
                    print::problem(&problem);
                }
            }
            Err(problem) => print::problem(&problem),
        }
    }
}

/// Makes the usual first words ready, then waits for ever.
async fn keep_ready(app: &App) -> bool {
    if let Err(problem) = app.warm(WARM_COINS, CancellationToken::new()).await {
        tracing::info!(code = problem.code, "the usual first words are not ready; they are made when they are needed");
    }
    std::future::pending().await
}

/// Waits for the next Enter; `false` at "q" or the end of the input.
async fn next_key(keys: &mut Lines<BufReader<Stdin>>) -> bool {
    match keys.next_line().await {
        Ok(Some(line)) => !line.trim().eq_ignore_ascii_case("q"),
        _ => false,
    }
}

/// "Ready" is said after the first real sample, not when the device was opened.
async fn wait_until_ready(microphone: &mut Microphone) -> Result<(), Problem> {
    let ready = async {
        loop {
            match microphone.next().await {
                AudioEvent::Ready { device } => break Ok(device),
                AudioEvent::Lost { reason } => break Err(reason),
                AudioEvent::Chunk(_) | AudioEvent::Changed { .. } => {}
            }
        }
    };
    match tokio::time::timeout(Duration::from_secs(5), ready).await {
        Ok(Ok(device)) => {
            print::error_line(&format!("Microfone pronto: {device}"));
            Ok(())
        }
        Ok(Err(_)) | Err(_) => Err(Problem::new(
            "microphone_silent",
            "O microfone abriu mas não entrega som.",
            "Confira se outro programa o usa, ou escolha outro com “alfa config set microphone NOME”.",
        )),
    }
}

/// Sends what the microphone hears until the next Enter.
async fn listen(microphone: &mut Microphone, keys: &mut Lines<BufReader<Stdin>>, sound: mpsc::Sender<Sound>) {
    loop {
        tokio::select! {
            _ = next_key(keys) => {
                let _ = sound.send(Sound::Released).await;
                return;
            }
            event = microphone.next() => {
                let sent = match event {
                    AudioEvent::Chunk(samples) => sound.send(Sound::Samples(samples)).await,
                    AudioEvent::Lost { reason } => {
                        print::error_line("O microfone parou de responder; vale o que foi dito até aqui.");
                        let _ = sound.send(Sound::Lost(reason)).await;
                        return;
                    }
                    AudioEvent::Changed { device } => {
                        print::error_line(&format!("Agora ouço por: {device}"));
                        Ok(())
                    }
                    AudioEvent::Ready { .. } => Ok(()),
                };
                if sent.is_err() {
                    return;
                }
            }
        }
    }
}
