//! A body as it comes in: a recording goes piece by piece into the object store, so that no instance ever holds one whole.

use super::objects::{Objects, PIECE, input};
use crate::voice::of_speech;
use crate::{App, Problem};
use alfa_speech::SpeechError;
use alfa_speech::wav::Layout;
use axum::body::Body;
use futures::StreamExt;
use sha2::{Digest, Sha256};

/// A recording that is kept.
pub(super) struct Recording {
    pub bytes: u64,
    pub seconds: f64,
}

/// Where a body goes as it comes.
trait Sink {
    fn push(&mut self, part: &[u8]) -> impl Future<Output = Result<(), Problem>> + Send;
}

/// Takes a body whose length may not be known. Its SHA-256.
async fn take(body: Body, most: u64, too_large: &Problem, sink: &mut impl Sink) -> Result<[u8; 32], Problem> {
    let mut stream = body.into_data_stream();
    let (mut total, mut hash) = (0, Sha256::new());
    while let Some(part) = stream.next().await {
        let part = part.map_err(|_| Problem::invalid("O pedido não chegou inteiro. Envie-o de novo."))?;
        total += part.len() as u64;
        if total > most {
            return Err(too_large.clone());
        }
        hash.update(&part);
        sink.push(&part).await?;
    }
    Ok(hash.finalize().into())
}

/// Keeps a recording.
pub(super) async fn recording(app: &App, body: Body, objects: &Objects) -> Result<(Recording, [u8; 32]), Problem> {
    let mut kept = Pieces { objects, waiting: Vec::new(), beginning: Vec::new(), number: 0, total: 0 };
    let most = app.config.voice.recording_bytes;
    let hash = take(body, most, &too_large(app), &mut kept).await?;
    kept.end().await?;
    let layout = Layout::of(&kept.beginning, kept.total).map_err(|error| of_speech(&error))?;
    let minutes = app.config.voice.recording_minutes;
    if layout.seconds() > f64::from(minutes) * 60.0 {
        let long = format!("A gravação passa de {minutes} minutos. Divida-a em partes.");
        return Err(Problem::new(422, "recording_too_long", &long));
    }
    Ok((Recording { bytes: kept.total, seconds: layout.seconds() }, hash))
}

/// Only the hash of what comes: it is kept already.
pub(super) async fn hash_of(app: &App, body: Body) -> Result<[u8; 32], Problem> {
    take(body, app.config.voice.recording_bytes, &too_large(app), &mut Nowhere).await
}

/// A body that is held whole.
pub(super) async fn whole(body: Body, most: u64) -> Result<(Vec<u8>, [u8; 32]), Problem> {
    let mut bytes = Vec::new();
    let too_large = Problem::new(413, "too_large", "O pedido é grande demais: divida-o.");
    let hash = take(body, most, &too_large, &mut bytes).await?;
    Ok((bytes, hash))
}

struct Nowhere;

impl Sink for Nowhere {
    async fn push(&mut self, _: &[u8]) -> Result<(), Problem> {
        Ok(())
    }
}

impl Sink for Vec<u8> {
    async fn push(&mut self, part: &[u8]) -> Result<(), Problem> {
        self.extend_from_slice(part);
        Ok(())
    }
}

pub(super) fn too_large(app: &App) -> Problem {
    let megabytes = app.config.voice.recording_bytes / 1_000_000;
    Problem::new(413, "too_large", &format!("A gravação passa de {megabytes} MB. Divida-a em partes."))
}

/// Pieces on their way into the store.
struct Pieces<'a> {
    objects: &'a Objects,
    waiting: Vec<u8>,
    /// The first piece, which says what the rest is.
    beginning: Vec<u8>,
    number: u64,
    total: u64,
}

impl Sink for Pieces<'_> {
    async fn push(&mut self, part: &[u8]) -> Result<(), Problem> {
        self.total += part.len() as u64;
        self.waiting.extend_from_slice(part);
        while self.waiting.len() >= PIECE {
            let rest = self.waiting.split_off(PIECE);
            self.put(rest).await?;
        }
        Ok(())
    }
}

impl Pieces<'_> {
    async fn end(&mut self) -> Result<(), Problem> {
        match (self.total, self.waiting.is_empty()) {
            (0, _) => Err(of_speech(&SpeechError::Empty)),
            (_, true) => Ok(()),
            (_, false) => self.put(Vec::new()).await,
        }
    }

    /// What waits is the next piece; `rest` waits from now on.
    async fn put(&mut self, rest: Vec<u8>) -> Result<(), Problem> {
        let piece = std::mem::replace(&mut self.waiting, rest);
        if self.number == 0 {
            // what is no recording is not taken to its end
            Layout::of(&piece, u64::MAX).map_err(|error| of_speech(&error))?;
        }
        self.objects.put(&input(self.number), &piece).await?;
        if self.number == 0 {
            self.beginning = piece;
        }
        self.number += 1;
        Ok(())
    }
}
