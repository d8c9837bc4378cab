//! What belongs to one job in the object store, sealed: whoever reads the store reads nothing.

use crate::at_rest::Purpose;
use crate::jobs::Failure;
use crate::storage::StorageError;
use crate::{App, Problem};
use std::ops::Range;
use uuid::Uuid;
use zeroize::Zeroizing;

/// A recording lies in pieces of so many bytes.
pub(super) const PIECE: usize = 2 << 20;

/// Below it lies everything.
pub(super) const ROOT: &str = "audio";
/// What was given.
pub(super) const INPUT: &str = "in";
/// What was made of each part.
pub(super) const OUTPUT: &str = "out";
/// What was made of all.
pub(super) const RESULT: &str = "result";

/// An object that cannot be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum ObjectError {
    #[error(transparent)]
    Away(#[from] StorageError),
    #[error("it is not there, or was sealed with another secret_key")]
    Lost,
    #[error("the system gives no random numbers")]
    NoRandom,
}

impl From<ObjectError> for Failure {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::Away(error) => Self::wait("store_away", error),
            ObjectError::Lost => Self::dead("audio_lost", error),
            ObjectError::NoRandom => Self::again("no_random", error),
        }
    }
}

impl From<ObjectError> for Problem {
    fn from(error: ObjectError) -> Self {
        let ObjectError::Away(error) = error else {
            tracing::error!(%error, "an object of an audio job");
            return Self::internal();
        };
        tracing::warn!(%error, "the object store is away");
        let away = "O servidor está sem o lugar onde guarda gravações agora. Tente de novo em instantes.";
        Self { retry_after_s: Some(5), ..Self::new(503, "store_away", away) }
    }
}

/// The objects of a job.
#[derive(Clone)]
pub(super) struct Objects {
    app: App,
    job_id: Uuid,
    folder: String,
}

/// Where the objects of a job lie; of an account's jobs, one below `audio/USER`.
pub(super) fn folder(user_id: Uuid, job_id: Uuid) -> String {
    format!("{ROOT}/{user_id}/{job_id}")
}

/// A piece of what was given.
pub(super) fn input(number: u64) -> String {
    format!("{INPUT}/{number:05}")
}

/// What was made of a part.
pub(super) fn output(object: Uuid) -> String {
    format!("{OUTPUT}/{object}")
}

impl Objects {
    pub fn of(app: &App, user_id: Uuid, job_id: Uuid) -> Self {
        Self { app: app.clone(), job_id, folder: folder(user_id, job_id) }
    }

    /// Sealed for this job: it opens as no other's.
    pub async fn put(&self, name: &str, plain: &[u8]) -> Result<(), ObjectError> {
        let sealed = self.app.at_rest.seal(Purpose::Audio, self.job_id, plain).ok_or(ObjectError::NoRandom)?;
        Ok(self.app.storage.put(&format!("{}/{name}", self.folder), sealed).await?)
    }

    pub async fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, ObjectError> {
        let sealed = self.app.storage.get(&format!("{}/{name}", self.folder)).await?.ok_or(ObjectError::Lost)?;
        self.app.at_rest.open(Purpose::Audio, self.job_id, &sealed).ok_or(ObjectError::Lost)
    }

    /// Some bytes of the recording.
    pub async fn recording(&self, range: Range<u64>) -> Result<Vec<u8>, ObjectError> {
        let piece = PIECE as u64;
        let size = |bytes: u64| usize::try_from(bytes).map_err(|_| ObjectError::Lost);
        let mut bytes = Vec::with_capacity(size(range.end.saturating_sub(range.start))?);
        let mut at = range.start;
        while at < range.end {
            let found = self.get(&input(at / piece)).await?;
            let from = size(at % piece)?;
            let to = found.len().min(from + size(range.end - at)?);
            let here = found.get(from..to).filter(|here| !here.is_empty()).ok_or(ObjectError::Lost)?;
            bytes.extend_from_slice(here);
            at += here.len() as u64;
        }
        Ok(bytes)
    }

    /// Removes all of them, of a job there will not be; what the store does not remove now is swept later.
    pub async fn discard(&self) {
        if let Err(error) = super::discard::empty(&self.app.storage, &self.folder).await {
            tracing::info!(%error, "objects of no job are left for the cleanup");
        }
    }
}
