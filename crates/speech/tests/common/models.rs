//! Where the speech models are.

use std::path::{Path, PathBuf};

/// The folder with the speech models; `None` when the tests that need them are to be left out.
pub fn models() -> Option<PathBuf> {
    if std::env::var_os("ALFA_SKIP_MODELS").is_some() {
        return None;
    }
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/models");
    let near = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/models");
    let folder = std::env::var_os("ALFA_MODELS_MIRROR")
        .map(PathBuf::from)
        .into_iter()
        .chain([near, beside])
        .find(|folder| folder.join("ggml-base-q8_0.bin").is_file());
    assert!(
        folder.is_some(),
        "the speech models are not here: run `cargo xtask setup`, or name their folder in ALFA_MODELS_MIRROR (ALFA_SKIP_MODELS=1 leaves these tests out)"
    );
    folder
}
