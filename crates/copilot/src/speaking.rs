//! Speech clause by clause: each is synthesised while the one before it plays.

use crate::event::{Events, TurnEvent};
use alfa_domain::{Coin, Gender};
use alfa_speech::clauses::clauses;
use alfa_speech::{Clip, SpeakOptions, SpeechError, Synthesizer};
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Below this level nothing is heard: -45 dB of full scale.
const AUDIBLE: f32 = 0.005_623;

/// Where the answer's sound goes: a speaker, a file, a web socket.
#[async_trait]
pub trait AudioSink: Send + Sync {
    /// Queues a clip behind those that wait.
    fn play(&self, clip: Clip);
    /// Silence at once; nothing that waits is played.
    fn stop(&self);
    /// Returns when all that was queued has been played.
    async fn drained(&self);
}

/// What was said.
#[derive(Debug, Default)]
pub(crate) struct Spoken {
    /// The clauses whose sound was handed over, in order.
    pub(crate) clauses: Vec<String>,
    /// When the first audible sample was handed over.
    pub(crate) first_audible: Option<Instant>,
    /// Seconds of sound.
    pub(crate) seconds: f64,
}

/// Words after which a figure follows: what stands before is one of few and is kept as sound.
const LEADS: [&str; 9] =
    [" está em ", " valem ", " vale ", " subiu ", " caiu ", " é de ", " foi de ", " foram ", " ficou entre "];
/// A lead longer than this is not short any more.
const LONGEST_LEAD: usize = 60;

/// The clauses of a text, the first of them cut before its figure.
fn lead_and_clauses(text: &str) -> Vec<String> {
    let cut = LEADS
        .iter()
        .filter_map(|lead| text.find(lead).map(|at| at + lead.len()))
        .min()
        .filter(|at| *at <= LONGEST_LEAD && !text[..*at].contains([',', '.', ':', ';', '?']));
    match cut {
        Some(at) => {
            let mut all = vec![text[..at].trim_end().to_owned()];
            all.extend(clauses(&text[at..]));
            all
        }
        None => clauses(text),
    }
}

/// The leads of the usual answers about a coin, to be made ready before they are needed.
pub fn usual_leads(coin: &Coin) -> Vec<String> {
    let article = match coin.gender {
        Gender::Masculine => "O",
        Gender::Feminine => "A",
    };
    ["está em", "subiu", "caiu"].iter().map(|verb| format!("{article} {} {verb}", coin.name)).collect()
}

/// Speaks a text; on cancellation the sink is stopped and what was handed over is returned.
pub(crate) async fn speak(
    text: &str,
    synthesizer: &Arc<dyn Synthesizer>,
    options: SpeakOptions,
    sink: &Arc<dyn AudioSink>,
    events: &Events,
    cancel: &CancellationToken,
) -> (Spoken, Result<(), SpeechError>) {
    let mut spoken = Spoken::default();
    for clause in lead_and_clauses(text) {
        let (sender, mut receiver) = mpsc::channel::<Clip>(16);
        let engine = Arc::clone(synthesizer);
        let token = cancel.child_token();
        let words = clause.clone();
        let task = tokio::spawn(async move { engine.synthesize(&words, options, sender, token).await });
        let mut announced = false;
        loop {
            let clip = tokio::select! {
                () = cancel.cancelled() => {
                    sink.stop();
                    return (spoken, Err(SpeechError::Cancelled));
                }
                clip = receiver.recv() => clip,
            };
            let Some(clip) = clip else { break };
            if !announced {
                announced = true;
                spoken.clauses.push(clause.clone());
                events.send(TurnEvent::Speaking { clause: clause.clone() });
            }
            let audible = clip.samples.iter().any(|sample| sample.abs() >= AUDIBLE);
            spoken.seconds += clip.seconds();
            sink.play(clip);
            if audible {
                spoken.first_audible.get_or_insert_with(Instant::now);
            }
        }
        match task.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return (spoken, Err(error)),
            Err(error) => {
                let error = SpeechError::Engine { engine: synthesizer.name(), reason: error.to_string() };
                return (spoken, Err(error));
            }
        }
    }
    tokio::select! {
        () = cancel.cancelled() => {
            sink.stop();
            (spoken, Err(SpeechError::Cancelled))
        }
        () = sink.drained() => (spoken, Ok(())),
    }
}

/// Speaks a text outside a turn.
///
/// # Errors
/// [`SpeechError::Cancelled`], or the engine's failure.
pub async fn speak_text(
    text: &str,
    synthesizer: &Arc<dyn Synthesizer>,
    options: SpeakOptions,
    sink: &Arc<dyn AudioSink>,
    events: &Events,
    cancel: &CancellationToken,
) -> Result<(), SpeechError> {
    speak(text, synthesizer, options, sink, events, cancel).await.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lead_is_spoken_before_the_figure_and_nothing_is_lost() {
        let text = "O Bitcoin está em quinhentos e doze mil reais, alta de dois por cento.";
        let all = lead_and_clauses(text);
        assert_eq!(all[0], "O Bitcoin está em");
        assert_eq!(all.join(" "), text);
        let plain = "Certo, não fiz nada.";
        assert_eq!(lead_and_clauses(plain).join(" "), plain);
    }

    #[test]
    fn the_usual_leads_are_the_ones_answers_begin_with() {
        let coins = alfa_domain::CoinTable::shipped();
        let solana = coins.get(&"SOL".parse().unwrap()).unwrap();
        assert_eq!(usual_leads(solana)[0], "A Solana está em");
        assert_eq!(lead_and_clauses("A Solana está em mil reais.")[0], usual_leads(solana)[0]);
    }
}
