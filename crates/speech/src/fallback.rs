//! Several engines in a row: the first that works answers.

use crate::{Clip, RecognizeOptions, Recognizer, SpeakOptions, SpeechError, Synthesizer, Transcript};
use async_trait::async_trait;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// An engine that failed is asked last for so long: nobody waits for the same timeout at every clause.
const REST: Duration = Duration::from_secs(30);

/// An engine failed, and the next one is asked.
#[derive(Debug)]
pub struct Fallback<'a> {
    /// The engine that failed.
    pub failed: &'a str,
    /// Why.
    pub error: &'a SpeechError,
    /// The engine that is asked instead, if there is one left.
    pub next: Option<&'a str>,
}

/// Hears of every [`Fallback`].
pub type OnFallback = Arc<dyn Fn(&Fallback<'_>) + Send + Sync>;

/// Engines in order of preference, and since when each rests.
struct Row<E: ?Sized> {
    engines: Vec<Arc<E>>,
    failed_at: Mutex<Vec<Option<Instant>>>,
    on_fallback: OnFallback,
}

impl<E: ?Sized> Row<E> {
    fn new(engines: Vec<Arc<E>>, on_fallback: OnFallback) -> Result<Self, SpeechError> {
        if engines.is_empty() {
            return Err(SpeechError::Engine { engine: "fallback".into(), reason: "no engine to ask".into() });
        }
        let failed_at = Mutex::new(vec![None; engines.len()]);
        Ok(Self { engines, failed_at, on_fallback })
    }

    /// Places in the order they are asked now: those that rest come last.
    fn order(&self) -> Vec<usize> {
        let failed_at = self.failed_at.lock().unwrap_or_else(PoisonError::into_inner);
        let rests = |place: &usize| failed_at[*place].is_some_and(|at: Instant| at.elapsed() < REST);
        let (resting, awake): (Vec<_>, Vec<_>) = (0..self.engines.len()).partition(rests);
        awake.into_iter().chain(resting).collect()
    }

    fn note(&self, place: usize, failed: bool) {
        self.failed_at.lock().unwrap_or_else(PoisonError::into_inner)[place] = failed.then(Instant::now);
    }

    fn first(&self) -> &Arc<E> {
        &self.engines[self.order()[0]]
    }
}

/// Errors that another engine would not make good.
fn is_final(error: &SpeechError) -> bool {
    matches!(
        error,
        SpeechError::NoSpeech
            | SpeechError::Cancelled
            | SpeechError::Empty
            | SpeechError::TooLong { .. }
            | SpeechError::NotWav(_)
    )
}

/// Recognizers in order of preference. The engine that answered stands in [`Transcript::engine`].
pub struct FallbackRecognizer {
    row: Row<dyn Recognizer>,
}

impl FallbackRecognizer {
    /// Asks `engines` in this order; one that failed is asked last for half a minute.
    ///
    /// # Errors
    /// [`SpeechError::Engine`] when there is none.
    pub fn new(engines: Vec<Arc<dyn Recognizer>>, on_fallback: OnFallback) -> Result<Self, SpeechError> {
        Ok(Self { row: Row::new(engines, on_fallback)? })
    }
}

#[async_trait]
impl Recognizer for FallbackRecognizer {
    /// The engine that is asked first now.
    fn name(&self) -> String {
        self.row.first().name()
    }

    /// The error of the engine asked first, when all fail.
    async fn recognise(
        &self,
        samples: Arc<[f32]>,
        options: RecognizeOptions,
        cancel: CancellationToken,
    ) -> Result<Transcript, SpeechError> {
        let order = self.row.order();
        let mut first_error = None;
        for (asked, place) in order.iter().enumerate() {
            let engine = &self.row.engines[*place];
            match engine.recognise(Arc::clone(&samples), options, cancel.clone()).await {
                Err(error) if !is_final(&error) => {
                    self.row.note(*place, true);
                    let next = order.get(asked + 1).map(|next| self.row.engines[*next].name());
                    (self.row.on_fallback)(&Fallback { failed: &engine.name(), error: &error, next: next.as_deref() });
                    first_error.get_or_insert(error);
                }
                outcome => {
                    self.row.note(*place, false);
                    return outcome;
                }
            }
        }
        Err(first_error.unwrap_or(SpeechError::NoSpeech))
    }
}

/// Synthesizers in order of preference.
///
/// An engine that breaks off within a clause is followed by the next one speaking that clause from its beginning: half a price is worse than a
/// repeated word.
pub struct FallbackSynthesizer {
    row: Row<dyn Synthesizer>,
    last: Mutex<Option<String>>,
}

impl FallbackSynthesizer {
    /// Asks `engines` in this order; one that failed is asked last for half a minute.
    ///
    /// # Errors
    /// [`SpeechError::Engine`] when there is none.
    pub fn new(engines: Vec<Arc<dyn Synthesizer>>, on_fallback: OnFallback) -> Result<Self, SpeechError> {
        Ok(Self { row: Row::new(engines, on_fallback)?, last: Mutex::new(None) })
    }

    /// The engine that spoke last.
    pub fn last(&self) -> Option<String> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Synthesizer for FallbackSynthesizer {
    /// The engine that is asked first now.
    fn name(&self) -> String {
        self.row.first().name()
    }

    /// The error of the engine asked first, when all fail.
    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        let order = self.row.order();
        let mut first_error = None;
        for (asked, place) in order.iter().enumerate() {
            let engine = &self.row.engines[*place];
            match engine.synthesize(text, options, out.clone(), cancel.clone()).await {
                Err(error) if !is_final(&error) => {
                    self.row.note(*place, true);
                    let next = order.get(asked + 1).map(|next| self.row.engines[*next].name());
                    (self.row.on_fallback)(&Fallback { failed: &engine.name(), error: &error, next: next.as_deref() });
                    first_error.get_or_insert(error);
                }
                Ok(()) => {
                    self.row.note(*place, false);
                    *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(engine.name());
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
        Err(first_error.unwrap_or(SpeechError::Cancelled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails in the given way, or says its name.
    struct Engine(&'static str, fn() -> Option<SpeechError>);

    #[async_trait]
    impl Recognizer for Engine {
        fn name(&self) -> String {
            self.0.into()
        }
        async fn recognise(
            &self,
            _: Arc<[f32]>,
            _: RecognizeOptions,
            _: CancellationToken,
        ) -> Result<Transcript, SpeechError> {
            (self.1)()
                .map_or_else(|| Ok(Transcript { text: "oi".into(), engine: self.0.into(), confidence: None }), Err)
        }
    }

    #[async_trait]
    impl Synthesizer for Engine {
        fn name(&self) -> String {
            self.0.into()
        }
        async fn synthesize(
            &self,
            text: &str,
            _: SpeakOptions,
            out: mpsc::Sender<Clip>,
            _: CancellationToken,
        ) -> Result<(), SpeechError> {
            let samples: Vec<f32> = vec![0.5; text.len()];
            out.send(Clip { samples: samples.into(), rate: 24_000 }).await.unwrap();
            (self.1)().map_or(Ok(()), Err)
        }
    }

    fn down() -> Option<SpeechError> {
        Some(SpeechError::Unreachable { service: "nuvem".into(), reason: "no connection".into() })
    }

    fn listener() -> (OnFallback, Arc<Mutex<Vec<String>>>) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&heard);
        let on_fallback: OnFallback =
            Arc::new(move |fallback| sink.lock().unwrap().push(format!("{} → {:?}", fallback.failed, fallback.next)));
        (on_fallback, heard)
    }

    #[tokio::test]
    async fn the_next_engine_answers_and_is_named() {
        let (on_fallback, heard) = listener();
        let engines: Vec<Arc<dyn Recognizer>> =
            vec![Arc::new(Engine("nuvem", down)), Arc::new(Engine("local", || None))];
        let row = FallbackRecognizer::new(engines, on_fallback).unwrap();
        assert_eq!(row.name(), "nuvem");
        let ask = || row.recognise(Arc::from([0.0]), RecognizeOptions::default(), CancellationToken::new());
        assert_eq!(ask().await.unwrap().engine, "local");
        assert_eq!(*heard.lock().unwrap(), ["nuvem → Some(\"local\")"]);
        assert_eq!(row.name(), "local", "the one that failed rests");
        ask().await.unwrap();
        assert_eq!(heard.lock().unwrap().len(), 1, "and is not waited for again at once");
    }

    #[tokio::test]
    async fn silence_is_silence_for_every_engine() {
        let (on_fallback, heard) = listener();
        let engines: Vec<Arc<dyn Recognizer>> =
            vec![Arc::new(Engine("um", || Some(SpeechError::NoSpeech))), Arc::new(Engine("dois", || None))];
        let row = FallbackRecognizer::new(engines, on_fallback).unwrap();
        let outcome = row.recognise(Arc::from([0.0]), RecognizeOptions::default(), CancellationToken::new()).await;
        assert!(matches!(outcome, Err(SpeechError::NoSpeech)));
        assert!(heard.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn the_error_of_the_preferred_engine_is_told_when_all_fail() {
        let (on_fallback, heard) = listener();
        let engines: Vec<Arc<dyn Recognizer>> = vec![
            Arc::new(Engine("um", || Some(SpeechError::Unauthorised { service: "um".into() }))),
            Arc::new(Engine("dois", down)),
        ];
        let row = FallbackRecognizer::new(engines, on_fallback).unwrap();
        let outcome = row.recognise(Arc::from([0.0]), RecognizeOptions::default(), CancellationToken::new()).await;
        assert!(matches!(outcome, Err(SpeechError::Unauthorised { .. })));
        assert_eq!(*heard.lock().unwrap(), ["um → Some(\"dois\")", "dois → None"]);
    }

    #[tokio::test]
    async fn a_clause_that_broke_off_is_spoken_whole_by_the_next_voice() {
        let (on_fallback, _) = listener();
        let engines: Vec<Arc<dyn Synthesizer>> =
            vec![Arc::new(Engine("nuvem", down)), Arc::new(Engine("local", || None))];
        let row = FallbackSynthesizer::new(engines, on_fallback).unwrap();
        assert_eq!(row.last(), None);
        let (out, mut clips) = mpsc::channel(8);
        row.synthesize("olá", SpeakOptions::default(), out, CancellationToken::new()).await.unwrap();
        assert_eq!(row.last().as_deref(), Some("local"));
        let mut count = 0;
        while let Some(clip) = clips.recv().await {
            count += clip.samples.len();
        }
        assert_eq!(count, 2 * "olá".len());
    }

    #[test]
    fn nobody_to_ask_is_an_error() {
        assert!(FallbackRecognizer::new(Vec::new(), Arc::new(|_| {})).is_err());
        assert!(FallbackSynthesizer::new(Vec::new(), Arc::new(|_| {})).is_err());
    }
}
