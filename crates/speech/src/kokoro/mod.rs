//! The neural Brazilian voice on this computer: Kokoro-82M run by rten.
//!
//! - [`KokoroSynthesizer`]: the engine
//! - `model`: the graph with its weights; `voice`: a voice's style; `edges`: the silence around a clause

mod edges;
mod model;
mod voice;

use crate::phonemes::{self, Phonemizer};
use crate::{Clip, SpeakOptions, SpeechError, Synthesizer, clauses};
use async_trait::async_trait;
use model::Model;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use voice::Voice;

/// Samples per second of every Kokoro voice.
pub const KOKORO_RATE: u32 = 24_000;

/// The paces the voice can keep.
const SPEEDS: (f32, f32) = (0.5, 2.0);

/// Said before a clause that begins with "s": with nothing to come from, the voice swallows it, and "sessenta" is heard as "trinta".
/// Before other sounds it would add one of its own.
const ONSET: &str = ", ";

/// A loaded Kokoro model with one voice. Clauses are spoken one after another; each can be cancelled before it begins, and what one that was
/// cancelled half-way still makes is thrown away.
pub struct KokoroSynthesizer {
    name: String,
    engine: Arc<Engine>,
}

struct Engine {
    model: Model,
    voice: Voice,
    phonemizer: Phonemizer,
}

impl KokoroSynthesizer {
    /// Loads the `graph` (`kokoro-v1.0-w8.onnx`), whose weights (`kokoro-v1.0.int8.onnx_data`) lie in the same folder, and a `voice` file, called
    /// `name` ("pf_dora") from then on; speaks a syllable unheard so that the first clause is not the slow one. Blocks for a second or so.
    ///
    /// # Errors
    /// [`SpeechError::Model`]
    pub fn load(graph: &Path, voice: &Path, name: &str) -> Result<Self, SpeechError> {
        Self::load_with_weights(graph, &graph.with_file_name(model::WEIGHTS), voice, name)
    }

    /// [`load`](Self::load) with the weights wherever they are.
    ///
    /// # Errors
    /// [`SpeechError::Model`]
    pub fn load_with_weights(graph: &Path, weights: &Path, voice: &Path, name: &str) -> Result<Self, SpeechError> {
        let name = format!("kokoro:{name}");
        let engine = Engine {
            model: Model::load(graph, weights, &name)?,
            voice: Voice::load(voice)?,
            phonemizer: Phonemizer::new(),
        };
        engine.speak("Olá.", 1.0)?;
        Ok(Self { name, engine: Arc::new(engine) })
    }
}

impl Engine {
    /// One clause, as audio with little silence around it.
    fn speak(&self, text: &str, speed: f32) -> Result<Vec<f32>, SpeechError> {
        let sounds = self.phonemizer.phonemize(text);
        if sounds.is_empty() {
            return Ok(Vec::new());
        }
        let hisses = sounds.trim_start_matches(['ˈ', 'ˌ']).starts_with('s');
        let tokens = phonemes::tokens(&format!("{}{sounds}", if hisses { ONSET } else { "" }));
        let mut audio = Vec::new();
        for part in voice::parts(&tokens) {
            let spoken = self.model.run(part, self.voice.style(part.len()), speed)?;
            audio.extend(edges::trimmed(&spoken, KOKORO_RATE, edges::pause_after(text)));
        }
        Ok(audio)
    }
}

#[async_trait]
impl Synthesizer for KokoroSynthesizer {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        let speed = options.speed.clamp(SPEEDS.0, SPEEDS.1);
        // a caller that did not cut its text gets the sound of its beginning sooner
        for clause in clauses::clauses(text) {
            let engine = Arc::clone(&self.engine);
            let stop = cancel.clone();
            let work = tokio::task::spawn_blocking(move || {
                if stop.is_cancelled() { Err(SpeechError::Cancelled) } else { engine.speak(&clause, speed) }
            });
            let samples = tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(SpeechError::Cancelled),
                spoken = work => spoken.unwrap_or_else(|error| {
                    Err(SpeechError::Engine { engine: self.name.clone(), reason: error.to_string() })
                })?,
            };
            if !samples.is_empty() && out.send(Clip { samples: samples.into(), rate: KOKORO_RATE }).await.is_err() {
                return Err(SpeechError::Cancelled);
            }
        }
        Ok(())
    }
}
