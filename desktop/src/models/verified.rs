//! Which files were read and compared with the catalogue before: a start of ALFA does not hash 170 MB again.

use super::error::ModelError;
use super::transfer::{Reporter, in_thread};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use tokio_util::sync::CancellationToken;

/// The hashes remembered, in `verified.json` of the models folder. A hash holds while the file's length and modification time do.
#[derive(Debug, Clone)]
pub(super) struct Verified {
    folder: PathBuf,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: u64,
    sha256: String,
}

impl Verified {
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The hash of a file that has not changed since it was last read.
    pub fn recall(&self, path: &Path) -> Option<String> {
        let key = std::path::absolute(path).ok()?;
        let seen = self.read().remove(key.to_str()?)?;
        (look(path)? == (seen.bytes, seen.modified)).then_some(seen.sha256)
    }

    /// Remembers a hash. Where it cannot be kept (a folder that is not writable) the file is simply read again next time.
    pub fn remember(&self, path: &Path, sha256: &str) {
        let Some((bytes, modified)) = look(path) else { return };
        let seen = Seen { bytes, modified, sha256: sha256.to_owned() };
        self.change(path, |all, key| {
            all.insert(key, seen);
        });
    }

    /// Forgets a file.
    pub fn forget(&self, path: &Path) {
        self.change(path, |all, key| {
            all.remove(&key);
        });
    }

    fn change(&self, path: &Path, how: impl FnOnce(&mut BTreeMap<String, Seen>, String)) {
        let key = std::path::absolute(path).ok().and_then(|path| path.to_str().map(str::to_owned));
        let Some(key) = key else { return };
        let mut all = self.read();
        how(&mut all, key);
        if let Err(error) = self.write(&all) {
            tracing::debug!(%error, "the verified models cannot be remembered");
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.join("verified.json")
    }

    fn read(&self) -> BTreeMap<String, Seen> {
        let text = std::fs::read(self.file()).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn write(&self, all: &BTreeMap<String, Seen>) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&serde_json::to_vec_pretty(all)?)?;
        file.persist(self.file())?;
        Ok(())
    }
}

fn look(path: &Path) -> Option<(u64, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((metadata.len(), u64::try_from(since.as_nanos()).ok()?))
}

/// The SHA-256 of a file in lower-case hexadecimal, telling the bytes read.
pub(super) async fn hash(
    path: &Path,
    told: &mut (dyn FnMut(u64) + Send),
    cancel: &CancellationToken,
) -> Result<String, ModelError> {
    let unreadable =
        |error: std::io::Error| ModelError::Unreadable { path: path.to_owned(), reason: error.to_string() };
    let owned = path.to_owned();
    let hash = in_thread(move |reporter| hash_now(&owned, reporter), told, cancel).await;
    hash.and_then(|hash| hash).map_err(unreadable)?.ok_or(ModelError::Cancelled)
}

/// `None` when cancelled.
fn hash_now(path: &Path, reporter: &Reporter) -> std::io::Result<Option<String>> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut done = 0;
    loop {
        if reporter.cancelled() {
            return Ok(None);
        }
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(Some(hexadecimal(&hasher.finalize())));
        }
        hasher.update(&buffer[..read]);
        done += read as u64;
        reporter.done(done);
    }
}

/// Bytes as lower-case hexadecimal.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    #[tokio::test]
    async fn hashes_are_those_of_sha256() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let mut done = Vec::new();
        let hash = hash(&path, &mut |bytes| done.push(bytes), &CancellationToken::new()).await.unwrap();
        // FIPS 180-4, example B.1
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(done, [3]);
    }

    #[tokio::test]
    async fn a_cancelled_hash_stops() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let cancel = CancellationToken::new();
        cancel.cancel();
        assert_eq!(hash(&path, &mut |_| (), &cancel).await, Err(ModelError::Cancelled));
    }

    #[test]
    fn a_hash_is_remembered_until_the_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let verified = Verified::in_folder(&folder.path().join("models"));
        assert_eq!(verified.recall(&path), None);
        verified.remember(&path, "00");
        assert_eq!(verified.recall(&path).as_deref(), Some("00"));

        let file = std::fs::File::options().write(true).open(&path).unwrap();
        let before = file.metadata().unwrap().modified().unwrap();
        file.set_modified(before + Duration::from_secs(1)).unwrap();
        assert_eq!(verified.recall(&path), None, "another time");
        file.set_modified(before).unwrap();
        assert_eq!(verified.recall(&path).as_deref(), Some("00"));
        std::fs::write(&path, "abcd").unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(before).unwrap();
        assert_eq!(verified.recall(&path), None, "another length");

        verified.remember(&path, "11");
        verified.forget(&path);
        assert_eq!(verified.recall(&path), None);
    }

    #[test]
    fn what_is_remembered_may_be_garbage_or_not_writable() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        std::fs::write(folder.path().join("verified.json"), "{\"half").unwrap();
        let verified = Verified::in_folder(folder.path());
        assert_eq!(verified.recall(&path), None);
        verified.remember(&path, "00");
        assert_eq!(verified.recall(&path).as_deref(), Some("00"));

        // a folder below a file can be written by nobody
        let nowhere = Verified::in_folder(&path.join("models"));
        nowhere.remember(&path, "00");
        assert_eq!(nowhere.recall(&path), None);
    }

    #[test]
    fn a_file_from_before_1970_is_not_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH - Duration::from_secs(9)).unwrap();
        let verified = Verified::in_folder(folder.path());
        verified.remember(&path, "00");
        assert_eq!(verified.recall(&path), None);
    }
}
