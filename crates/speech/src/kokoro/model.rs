//! The graph with its weights.

use crate::SpeechError;
use rten::{ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The file the graph takes its weights from, by this name.
pub(super) const WEIGHTS: &str = "kokoro-v1.0.int8.onnx_data";
/// What works on a clause at once.
const THREADS: usize = 2;

pub(super) struct Model {
    name: String,
    model: rten::Model,
    inputs: [NodeId; 3],
    output: NodeId,
    threads: Arc<ThreadPool>,
    /// One clause at a time: two at once would each take twice as long.
    turn: Mutex<()>,
}

impl Model {
    pub fn load(graph: &Path, weights: &Path, name: &str) -> Result<Self, SpeechError> {
        let broken = |path: &Path, reason: String| SpeechError::Model { file: file_name(path), reason };
        let read = |path: &Path| std::fs::read(path).map_err(|error| broken(path, error.to_string()));
        let graph_bytes = read(graph)?;
        let mut options = ModelOptions::with_all_ops();
        options.external_data(WEIGHTS, read(weights)?);
        let model = options.load(graph_bytes).map_err(|error| broken(graph, error.to_string()))?;
        let node = |node: &str| model.node_id(node).map_err(|error| broken(graph, error.to_string()));
        let inputs = [node("tokens")?, node("style")?, node("speed")?];
        let output = *model.output_ids().first().ok_or_else(|| broken(graph, "it has no output".into()))?;
        let threads = Arc::new(ThreadPool::with_num_threads(THREADS));
        Ok(Self { name: name.to_owned(), model, inputs, output, threads, turn: Mutex::new(()) })
    }

    /// Speaks `tokens` (without the padding) in a `style` of 256 figures.
    pub fn run(&self, tokens: &[i64], style: &[f32], speed: f32) -> Result<Vec<f32>, SpeechError> {
        let fail = |reason: String| SpeechError::Engine { engine: self.name.clone(), reason };
        let padded: Vec<i32> = std::iter::once(0)
            .chain(tokens.iter().map(|token| i32::try_from(*token).unwrap_or(0)))
            .chain(std::iter::once(0))
            .collect();
        let inputs: Vec<(NodeId, ValueOrView<'_>)> = vec![
            (self.inputs[0], NdTensor::from_data([1, padded.len()], padded).into()),
            (self.inputs[1], NdTensor::from_data([1, style.len()], style.to_vec()).into()),
            (self.inputs[2], NdTensor::from_data([1], vec![speed]).into()),
        ];
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.threads)));
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let [audio]: [Value; 1] =
            self.model.run_n(inputs, [self.output], Some(options)).map_err(|error| fail(error.to_string()))?;
        let Value::FloatTensor(audio) = audio else { return Err(fail("its output is no audio".into())) };
        let audio = audio.to_vec();
        if audio.iter().any(|sample| !sample.is_finite()) {
            return Err(fail("its audio is not a number".into()));
        }
        Ok(audio)
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
