//! A snapshot as it comes over HTTP.

use super::http::without_address;
use alfa_sync::wire::{MOST_PART, SnapshotPart};
use alfa_sync::{Parts, TransportError};
use async_trait::async_trait;
use flate2::read::ZlibDecoder;
use reqwest::Response;
use std::io::Read;

/// A part may not grow beyond this when it is unpacked, in bytes.
const MOST_PLAIN: u64 = 64 << 20;

/// The parts of an answer, of which whole ones are given and a cut one is not.
pub(super) struct Snapshot {
    response: Response,
    come: Vec<u8>,
}

impl Snapshot {
    pub fn of(response: Response) -> Self {
        Self { response, come: Vec::new() }
    }

    /// Until so many bytes have come; `false` where the answer ends before.
    async fn has(&mut self, count: usize) -> Result<bool, TransportError> {
        while self.come.len() < count {
            let chunk = self.response.chunk().await.map_err(|error| unreachable(without_address(error)))?;
            match chunk {
                Some(chunk) => self.come.extend_from_slice(&chunk),
                None => return Ok(false),
            }
        }
        Ok(true)
    }
}

fn unreachable(why: impl Into<String>) -> TransportError {
    TransportError::Unreachable(why.into())
}

fn unpack(packed: &[u8]) -> Result<SnapshotPart, TransportError> {
    let mut plain = Vec::new();
    ZlibDecoder::new(packed)
        .take(MOST_PLAIN)
        .read_to_end(&mut plain)
        .map_err(|error| unreachable(format!("a part that cannot be unpacked: {error}")))?;
    serde_json::from_slice(&plain).map_err(|error| unreachable(format!("a part that cannot be read: {error}")))
}

#[async_trait]
impl Parts for Snapshot {
    async fn next(&mut self) -> Result<Option<SnapshotPart>, TransportError> {
        if !self.has(4).await? {
            return if self.come.is_empty() { Ok(None) } else { Err(unreachable("the snapshot was cut")) };
        }
        let length = self.come.first_chunk().map_or(0, |length| u32::from_be_bytes(*length));
        let length = usize::try_from(length).ok().filter(|length| *length <= MOST_PART);
        let length = length.ok_or_else(|| unreachable("a part that is too large"))?;
        if !self.has(4 + length).await? {
            return Err(unreachable("the snapshot was cut"));
        }
        let packed: Vec<u8> = self.come.drain(..4 + length).skip(4).collect();
        let unpacked = tokio::task::spawn_blocking(move || unpack(&packed)).await;
        unpacked.map_err(|error| unreachable(error.to_string()))?.map(Some)
    }
}
