//! Where everything ALFA keeps on this computer lies.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The environment variable that puts all folders into one.
pub const DATA_DIR_VARIABLE: &str = "ALFA_DATA_DIR";

/// Why the folders cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PathsError {
    /// The system names no home folder for this user.
    #[error("this user has no home folder; set {DATA_DIR_VARIABLE} to a folder")]
    NoHome,
    /// A folder cannot be made.
    #[error("cannot make the folder {}: {source}", path.display())]
    NotMade {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder is there and nothing can be written in it.
    #[error("cannot write in the folder {}: {source}", path.display())]
    NotWritable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The folders and files of one user. All folders exist and can be written when [`Paths::resolve`] has returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The folder of the database and whatever must not be lost.
    pub data: PathBuf,
    /// The database.
    pub database: PathBuf,
    /// The settings file.
    pub settings: PathBuf,
    /// The folder of recordings of speech.
    pub recordings: PathBuf,
    /// The folder of speech models.
    pub models: PathBuf,
    /// The folder of what can be made again.
    pub cache: PathBuf,
    /// The folder of logs.
    pub logs: PathBuf,
}

impl Paths {
    /// The folders by [`DATA_DIR_VARIABLE`], or the platform's own; those that are missing are made, readable by this user only.
    ///
    /// # Errors
    /// No home folder, or a folder that cannot be made or written.
    pub fn resolve() -> Result<Self, PathsError> {
        Self::resolve_in(std::env::var_os(DATA_DIR_VARIABLE).as_deref())
    }

    /// As [`Paths::resolve`], with the variable's value given; empty counts as unset.
    ///
    /// # Errors
    /// As [`Paths::resolve`].
    pub fn resolve_in(data_dir: Option<&OsStr>) -> Result<Self, PathsError> {
        let paths = match data_dir.filter(|dir| !dir.is_empty()) {
            Some(dir) => Self::in_one_folder(&absolute(Path::new(dir))?),
            None => Self::of_platform()?,
        };
        paths.make()?;
        Ok(paths)
    }

    fn in_one_folder(root: &Path) -> Self {
        Self {
            data: root.to_owned(),
            database: root.join("alfa.db"),
            settings: root.join("settings.toml"),
            recordings: root.join("recordings"),
            models: root.join("models"),
            cache: root.join("cache"),
            logs: root.join("logs"),
        }
    }

    fn of_platform() -> Result<Self, PathsError> {
        let folders = directories::ProjectDirs::from("", "", "alfa").ok_or(PathsError::NoHome)?;
        // The local data folder: a database in a folder that Windows carries between computers would be torn.
        let data = folders.data_local_dir();
        Ok(Self {
            data: data.to_owned(),
            database: data.join("alfa.db"),
            settings: folders.config_dir().join("settings.toml"),
            recordings: data.join("recordings"),
            models: data.join("models"),
            cache: folders.cache_dir().to_owned(),
            logs: folders.state_dir().unwrap_or(data).join("logs"),
        })
    }

    fn make(&self) -> Result<(), PathsError> {
        let settings = self.settings.parent().unwrap_or(&self.data);
        for folder in [&self.data, settings, &self.recordings, &self.models, &self.cache, &self.logs] as [&Path; 6] {
            make_private(folder).map_err(|source| PathsError::NotMade { path: folder.to_owned(), source })?;
            tempfile::Builder::new()
                .prefix(".alfa-")
                .tempfile_in(folder)
                .map_err(|source| PathsError::NotWritable { path: folder.to_owned(), source })?;
        }
        Ok(())
    }
}

fn absolute(path: &Path) -> Result<PathBuf, PathsError> {
    std::path::absolute(path).map_err(|source| PathsError::NotMade { path: path.to_owned(), source })
}

/// Makes a folder and those above it, for this user only. A folder that is there keeps its permissions: it may be shared on purpose.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Options for files that only this user may read.
pub(crate) fn private_file() -> fs::OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "permissions are set where the platform has them"))]
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
