//! What a caller of [`super::Models`] can rely on, tried against publishers and clients that misbehave.

mod download;
mod mirror;
mod packages;
mod processes;
mod server;

use super::verified::hexadecimal;
use super::{Catalogue, Models, Patience, Progress};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Bytes without a pattern that a shifted or repeated piece would keep.
fn content(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    };
    (0..length).map(|_| next()).collect()
}

/// A catalogue of one model "m" with one file "m.bin".
fn catalogue(content: &[u8], sources: &str) -> Catalogue {
    let hash = hexadecimal(&Sha256::digest(content));
    let bytes = content.len();
    Catalogue::parse(&format!(
        "[[models]]\nid = \"m\"\nkind = \"recognise\"\ntitle = \"M\"\nnote = \"\"\nlicence = \"MIT\"\n\
         [[models.files]]\nname = \"m.bin\"\nbytes = {bytes}\nsha256 = \"{hash}\"\nsources = [{sources}]\n"
    ))
    .unwrap()
}

/// Few tries and short pauses, and time enough for a busy computer between two bytes.
fn impatient() -> Patience {
    Patience {
        connect: Duration::from_secs(30),
        stall: Duration::from_secs(60),
        tries: 2,
        pause: Duration::from_millis(2),
    }
}

/// For publishers that do stall.
fn impatient_with_stalls() -> Patience {
    Patience { stall: Duration::from_secs(1), ..impatient() }
}

fn url(address: &str) -> String {
    format!("{{ kind = \"url\", url = \"{address}\" }}")
}

/// The models of `folder` with one model "m" that comes from `addresses`.
fn models(folder: &Path, content: &[u8], addresses: &[&str]) -> Models {
    let sources: Vec<String> = addresses.iter().map(|address| url(address)).collect();
    Models::with_catalogue(catalogue(content, &sources.join(", ")), folder.to_owned(), None, false).patient(impatient())
}

/// Obtains "m", keeping what is told.
async fn obtain(models: &Models) -> (Result<PathBuf, super::ModelError>, Vec<Progress>) {
    let mut told = Vec::new();
    let files = models.obtain("m", &mut |step| told.push(step), CancellationToken::new()).await;
    (files.map(|files| files.main().to_owned()), told)
}

/// The folder with the published models, where there is one.
fn published(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os("ALFA_MODELS_MIRROR")?).join(name);
    path.exists().then_some(path)
}
