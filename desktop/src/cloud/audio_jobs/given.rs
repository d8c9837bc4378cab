//! What a job is made of.

use alfa_copilot::Problem;
use alfa_speech::SpeechError;
use reqwest::{Body, RequestBuilder, header};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

/// What is read, and sent, at once.
const PIECE: usize = 256 << 10;

/// A long recording or text.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A WAV file, as it is.
    Recording(PathBuf),
    /// Words.
    Text {
        /// Figures in words.
        text: String,
        /// One of the cloud's; its first where there is none.
        voice: Option<String>,
        /// 0.5 to 2.
        speed: f32,
    },
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Problem {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    move |source| SpeechError::File { file, source }.into()
}

impl Given {
    /// How many bytes are sent.
    pub(super) fn bytes(&self) -> Result<u64, Problem> {
        match self {
            Self::Recording(path) => Ok(path.metadata().map_err(unreadable(path))?.len()),
            Self::Text { text, .. } => Ok(text.len() as u64),
        }
    }

    /// The same for the same of the same account.
    pub(super) async fn hash(&self, user: Uuid) -> Result<String, Problem> {
        let mut hash = Sha256::new();
        hash.update(user.as_bytes());
        let hash = match self {
            Self::Text { .. } => {
                hash.update(self.json().to_string());
                hash
            }
            Self::Recording(path) => {
                let from = path.clone();
                let hashed = tokio::task::spawn_blocking(move || {
                    let (mut file, mut piece) = (File::open(&from)?, vec![0; PIECE]);
                    loop {
                        match file.read(&mut piece)? {
                            0 => return Ok(hash),
                            read => hash.update(&piece[..read]),
                        }
                    }
                });
                hashed.await.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(unreadable(path))?
            }
        };
        Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn json(&self) -> serde_json::Value {
        match self {
            Self::Recording(_) => serde_json::Value::Null,
            Self::Text { text, voice, speed } => {
                let mut body = json!({ "text": text, "speed": speed.clamp(0.5, 2.0) });
                if let Some(voice) = voice {
                    body["voice"] = voice.as_str().into();
                }
                body
            }
        }
    }

    /// With this as its body, piece by piece. `sent` counts the bytes.
    pub(super) fn body_of(
        &self,
        request: RequestBuilder,
        bytes: u64,
        sent: Arc<AtomicU64>,
    ) -> Result<RequestBuilder, Problem> {
        let Self::Recording(path) = self else { return Ok(request.json(&self.json())) };
        let file = tokio::fs::File::from_std(File::open(path).map_err(unreadable(path))?).take(bytes);
        sent.store(0, Ordering::Relaxed);
        let pieces = futures::stream::try_unfold((file, sent), async |(mut file, sent)| {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).await?;
            piece.truncate(read);
            sent.fetch_add(read as u64, Ordering::Relaxed);
            Ok::<_, io::Error>((read > 0).then_some((piece, (file, sent))))
        });
        let kinds = [(header::CONTENT_TYPE, "audio/wav".to_owned()), (header::CONTENT_LENGTH, bytes.to_string())];
        Ok(kinds
            .into_iter()
            .fold(request, |request, (name, value)| request.header(name, value))
            .body(Body::wrap_stream(pieces)))
    }
}
