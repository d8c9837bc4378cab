//! The graph with its weights.

use crate::SpeechError;
use rten::{ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
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
        for path in [graph, weights] {
            File::open(path).map_err(|error| broken(path, error.to_string()))?;
        }
        let together = if graph.with_file_name(WEIGHTS) == weights {
            None
        } else {
            Some(Together::new(graph, weights).map_err(|error| broken(weights, error.to_string()))?)
        };
        let path = together.as_ref().map_or_else(|| graph.to_owned(), Together::graph);
        let model = ModelOptions::with_all_ops().load_file(path).map_err(|error| broken(graph, error.to_string()))?;
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

/// A folder that holds both files for as long as they are read. rten takes weights only from beside the graph, and from memory only where each lies
/// at an address its type asks for, which the published file does not keep.
struct Together(PathBuf);

impl Together {
    fn new(graph: &Path, weights: &Path) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("alfa-kokoro-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = Self(std::env::temp_dir().join(name));
        std::fs::create_dir(&folder.0)?;
        std::fs::copy(graph, folder.graph())?;
        link(&std::path::absolute(weights)?, &folder.0.join(WEIGHTS))?;
        Ok(folder)
    }

    fn graph(&self) -> PathBuf {
        self.0.join("graph.onnx")
    }
}

impl Drop for Together {
    fn drop(&mut self) {
        // what is left behind is in the system's temporary folder
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(unix)]
fn link(original: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(original, link)
}

#[cfg(not(unix))]
fn link(original: &Path, link: &Path) -> io::Result<()> {
    std::fs::hard_link(original, link).or_else(|_| std::fs::copy(original, link).map(|_| ()))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
