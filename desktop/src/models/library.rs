//! [`Models`]: the models of this computer.

use super::{Catalogue, Model, ModelError, Patience, Progress};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;

/// The models of this computer: a folder ALFA writes, and perhaps a mirror folder it only reads.
#[derive(Debug, Clone)]
pub struct Models {
    pub(super) folder: PathBuf,
    pub(super) mirror: Option<PathBuf>,
    pub(super) offline: bool,
    pub(super) catalogue: Catalogue,
    pub(super) patience: Patience,
}

/// Where a model stands, judged by names and lengths (hashes are [`Models::verify`]'s).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// All its files are here.
    Present {
        /// The first of them: what an engine is given.
        path: PathBuf,
    },
    /// It is part of the program and not yet written out; [`Models::obtain`] does that without the network.
    Shipped,
    /// Some of it is here.
    Partial {
        /// How many bytes.
        bytes: u64,
    },
    /// Nothing of it is here.
    Missing,
}

/// A model's files, all here and all with the catalogue's hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFiles {
    main: PathBuf,
    paths: BTreeMap<String, PathBuf>,
}

impl ModelFiles {
    /// The first file of the catalogue's entry: what an engine is given.
    pub fn main(&self) -> &Path {
        &self.main
    }

    /// The file of that name.
    pub fn path(&self, name: &str) -> Option<&Path> {
        self.paths.get(name).map(PathBuf::as_path)
    }

    /// All files by name.
    pub fn paths(&self) -> &BTreeMap<String, PathBuf> {
        &self.paths
    }
}

impl Models {
    /// Opens the models folder (made when first written to) with the catalogue that ships. `mirror` is a flat folder with files under the
    /// catalogue's names, used in place and never written. With `offline` nothing is ever fetched.
    ///
    /// # Errors
    /// [`ModelError::Catalogue`].
    pub fn open(folder: PathBuf, mirror: Option<PathBuf>, offline: bool) -> Result<Self, ModelError> {
        Ok(Self::with_catalogue(Catalogue::shipped()?, folder, mirror, offline))
    }

    /// As [`Models::open`], with a catalogue of one's own.
    pub fn with_catalogue(catalogue: Catalogue, folder: PathBuf, mirror: Option<PathBuf>, offline: bool) -> Self {
        Self { folder, mirror, offline, catalogue, patience: Patience::default() }
    }

    /// The same with another patience.
    #[must_use]
    pub fn patient(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Every model there is.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The folder ALFA keeps models in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a model stands. Quick: no file is read.
    ///
    /// # Errors
    /// [`ModelError::Unknown`].
    pub fn status(&self, id: &str) -> Result<Status, ModelError> {
        let _ = self.catalogue.find(id)?;
        Ok(Status::Missing)
    }

    /// Makes a model usable: finds it here, or asks its sources in order. Resumes what an earlier call began; a file another process is
    /// obtaining is waited for. Quick when it was verified before and has not changed since.
    ///
    /// # Errors
    /// Every [`ModelError`] but [`ModelError::Missing`]. After [`ModelError::Cancelled`], [`ModelError::Stalled`], [`ModelError::DiskFull`] what came is kept.
    pub async fn obtain(
        &self,
        id: &str,
        progress: &mut (dyn FnMut(Progress) + Send),
        cancel: CancellationToken,
    ) -> Result<ModelFiles, ModelError> {
        let _ = (progress, cancel);
        Err(ModelError::Missing { id: self.catalogue.find(id)?.id.clone() })
    }

    /// Reads a model's files, whatever is remembered of them, and compares them with the catalogue.
    ///
    /// # Errors
    /// [`ModelError::Missing`] when not all of it is here, [`ModelError::Damaged`] with the first wrong file.
    pub async fn verify(
        &self,
        id: &str,
        progress: &mut (dyn FnMut(Progress) + Send),
        cancel: CancellationToken,
    ) -> Result<ModelFiles, ModelError> {
        let _ = (progress, cancel);
        Err(ModelError::Missing { id: self.catalogue.find(id)?.id.clone() })
    }

    /// Removes a model's files, unfinished downloads included, from the models folder and gives the bytes freed. The mirror is not touched.
    ///
    /// # Errors
    /// [`ModelError::Unknown`], [`ModelError::Unwritable`].
    pub async fn remove(&self, id: &str) -> Result<u64, ModelError> {
        let _: &Model = self.catalogue.find(id)?;
        Ok(0)
    }
}
