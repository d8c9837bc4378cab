//! [`Models`]: the models of this computer.

use super::packages::{self, Client};
use super::transfer::{length, unfinished, write_error};
use super::verified::Verified;
use super::{Catalogue, Model, ModelError, ModelFile, Patience, Progress, folder};
use std::collections::BTreeMap;
use std::ffi::OsString;
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
    pub(super) clients: Vec<Client>,
    pub(super) verified: Verified,
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
    /// `paths` in the order of the model's files.
    fn of(model: &Model, paths: Vec<PathBuf>) -> Self {
        let main = paths.first().cloned().unwrap_or_default();
        Self { main, paths: model.files.iter().map(|file| file.name.clone()).zip(paths).collect() }
    }

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
        let verified = Verified::in_folder(&folder);
        Self { folder, mirror, offline, catalogue, patience: Patience::default(), clients: Client::usual(), verified }
    }

    /// The same with another patience.
    #[must_use]
    pub fn patient(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The same with another way to call `pip`: a program and what comes before `download`.
    #[must_use]
    pub fn fetching_packages_with(mut self, program: impl Into<OsString>, arguments: Vec<OsString>) -> Self {
        self.clients = vec![Client { program: program.into(), arguments }];
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
        let model = self.catalogue.find(id)?;
        let here: Vec<Option<PathBuf>> = model.files.iter().map(|file| self.find(file)).collect();
        let is_here = |(file, path): (&ModelFile, &Option<PathBuf>)| path.is_some() || file.is_shipped();
        if model.files.iter().zip(&here).all(is_here) {
            return Ok(match here.into_iter().collect::<Option<Vec<PathBuf>>>() {
                Some(paths) => Status::Present { path: paths.into_iter().next().unwrap_or_default() },
                None => Status::Shipped,
            });
        }
        let of_file = |(file, path): (&ModelFile, &Option<PathBuf>)| match path {
            Some(_) => file.bytes,
            None => self.unfinished_bytes(file),
        };
        // what every copy of the program carries is no progress
        let fetched = model.files.iter().zip(&here).filter(|(file, _)| !file.is_shipped());
        let bytes = fetched.map(of_file).sum();
        Ok(if bytes == 0 { Status::Missing } else { Status::Partial { bytes } })
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
        let model = self.catalogue.find(id)?;
        let paths = self.obtain_files(model, progress, &cancel).await?;
        Ok(ModelFiles::of(model, paths))
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
        let model = self.catalogue.find(id)?;
        if model.files.iter().any(|file| !file.is_shipped() && self.find(file).is_none()) {
            return Err(ModelError::Missing { id: id.to_owned() });
        }
        for (file, path) in model.files.iter().filter_map(|file| Some((file, self.find(file)?))) {
            if !self.hash_is_right(file, &path, progress, &cancel).await? {
                return Err(ModelError::Damaged { path });
            }
        }
        let local = Self { offline: true, ..self.clone() };
        Ok(ModelFiles::of(model, local.obtain_files(model, progress, &cancel).await?))
    }

    /// Removes a model's files, unfinished downloads included, from the models folder and gives the bytes freed. The mirror is not touched.
    ///
    /// # Errors
    /// [`ModelError::Unknown`], [`ModelError::Unwritable`].
    pub async fn remove(&self, id: &str) -> Result<u64, ModelError> {
        let model = self.catalogue.find(id)?;
        let mut freed = 0;
        for file in &model.files {
            let path = self.folder.join(&file.name);
            let leftovers = ["part", "made", "packages"].map(|what| unfinished(&self.folder, &file.name, what));
            if path.symlink_metadata().is_err() && !leftovers.iter().any(|path| path.exists()) {
                continue;
            }
            let in_use = || ModelError::Unwritable {
                path: path.clone(),
                reason: "outro processo da ALFA está baixando esse arquivo agora".to_owned(),
            };
            let _lock = folder::try_lock(&self.folder, &file.name)?.ok_or_else(in_use)?;
            for path in leftovers.iter().chain([&path]) {
                freed += delete(path)?;
            }
            self.verified.forget(&path);
        }
        Ok(freed)
    }

    /// The file of the catalogue's length, in the mirror or in our folder.
    fn find(&self, file: &ModelFile) -> Option<PathBuf> {
        let folders = self.mirror.iter().chain([&self.folder]);
        folders.map(|folder| folder.join(&file.name)).find(|path| path.is_file() && length(path) == file.bytes)
    }

    fn unfinished_bytes(&self, file: &ModelFile) -> u64 {
        let of = |what| unfinished(&self.folder, &file.name, what);
        length(&of("part")).max(packages::length_of(&of("packages"))).min(file.bytes)
    }
}

/// Deletes a file, link or folder if it is there; the bytes freed.
fn delete(path: &Path) -> Result<u64, ModelError> {
    let Ok(metadata) = path.symlink_metadata() else { return Ok(0) };
    let (bytes, deleted) = if metadata.is_dir() {
        (packages::length_of(path), std::fs::remove_dir_all(path))
    } else {
        (if metadata.is_file() { metadata.len() } else { 0 }, std::fs::remove_file(path))
    };
    deleted.map(|()| bytes).map_err(|error| write_error(path, 0, &error))
}
