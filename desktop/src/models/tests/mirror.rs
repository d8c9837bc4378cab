//! Files that are here already: in a mirror folder, in ours, in the program; and what verifying finds.

use super::*;
use crate::models::error::ModelError;
use crate::models::{DEFAULT_SYNTHESISER, Status};
use std::collections::BTreeMap;

fn listing(folder: &Path) -> BTreeMap<PathBuf, std::time::SystemTime> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.path(), entry.metadata().unwrap().modified().unwrap()))
        .collect()
}

/// A model of a graph and its data, which must stand together.
fn together(graph: &[u8], data: &[u8]) -> Catalogue {
    let file = |name: &str, bytes: &[u8]| {
        let hash = hexadecimal(&Sha256::digest(bytes));
        let length = bytes.len();
        format!(
            "[[models.files]]\nname = \"{name}\"\nbytes = {length}\nsha256 = \"{hash}\"\nsources = [{}]\n",
            url("http://127.0.0.1:9/")
        )
    };
    let head =
        "[[models]]\nid = \"m\"\nkind = \"speak\"\ntitle = \"M\"\nnote = \"\"\nlicence = \"MIT\"\none_folder = true\n";
    Catalogue::parse(&[head, &file("m.onnx", graph), &file("m.onnx_data", data)].concat()).unwrap()
}

#[tokio::test]
async fn a_mirror_is_used_in_place_read_once_and_never_written() {
    let content = content(50_000);
    let (mirror, ours) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(mirror.path().join("m.bin"), &content).unwrap();
    let before = listing(mirror.path());
    let open = || {
        let catalogue = catalogue(&content, &url("http://127.0.0.1:9/"));
        Models::with_catalogue(catalogue, ours.path().join("modelos"), Some(mirror.path().to_owned()), true)
    };
    assert_eq!(open().status("m"), Ok(Status::Present { path: mirror.path().join("m.bin") }));
    let (path, told) = obtain(&open()).await;
    assert_eq!(path.unwrap(), mirror.path().join("m.bin"));
    assert!(told.iter().any(|step| matches!(step, Progress::Verifying { .. })));
    let (_, told) = obtain(&open()).await;
    assert_eq!(told, [Progress::Ready { file: "m.bin".into() }], "remembered by another process too");

    assert_eq!(open().remove("m").await, Ok(0));
    assert_eq!(listing(mirror.path()), before);
}

#[tokio::test]
async fn a_mirror_works_where_nothing_can_be_written() {
    let content = content(5_000);
    let mirror = tempfile::tempdir().unwrap();
    std::fs::write(mirror.path().join("m.bin"), &content).unwrap();
    let below_a_file = mirror.path().join("m.bin/modelos");
    let catalogue = catalogue(&content, &url("http://127.0.0.1:9/"));
    let models = Models::with_catalogue(catalogue, below_a_file, Some(mirror.path().to_owned()), false);
    assert_eq!(obtain(&models).await.0.unwrap(), mirror.path().join("m.bin"));
}

#[tokio::test]
async fn a_wrong_file_in_the_mirror_is_passed_over_with_the_reason() {
    let content = content(5_000);
    for wrong in [vec![0; 5_000], vec![0; 10]] {
        let (mirror, ours) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(mirror.path().join("m.bin"), &wrong).unwrap();
        std::fs::write(ours.path().join("m.bin"), &content).unwrap();
        let catalogue = catalogue(&content, &url("http://127.0.0.1:9/"));
        let models = Models::with_catalogue(catalogue, ours.path().to_owned(), Some(mirror.path().to_owned()), true);
        let (path, told) = obtain(&models).await;
        assert_eq!(path.unwrap(), ours.path().join("m.bin"));
        assert!(told.iter().any(|step| matches!(step, Progress::Failed { .. })));
    }
}

#[tokio::test]
async fn files_that_name_each_other_stand_in_one_folder() {
    let (graph, data) = (content(1_000), content(5_000));
    let (mirror, ours) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let models =
        Models::with_catalogue(together(&graph, &data), ours.path().to_owned(), Some(mirror.path().to_owned()), true);
    std::fs::write(mirror.path().join("m.onnx_data"), &data).unwrap();
    std::fs::write(ours.path().join("m.onnx"), &graph).unwrap();
    let files = models.obtain("m", &mut |_| (), CancellationToken::new()).await.unwrap();
    assert_eq!(files.main(), ours.path().join("m.onnx"));
    assert_eq!(files.path("m.onnx_data"), Some(&*ours.path().join("m.onnx_data")));
    assert_eq!(std::fs::read(ours.path().join("m.onnx_data")).unwrap(), data);

    // and in the mirror when it has both
    std::fs::write(mirror.path().join("m.onnx"), &graph).unwrap();
    let files = models.obtain("m", &mut |_| (), CancellationToken::new()).await.unwrap();
    assert!(files.paths().values().all(|path| path.starts_with(mirror.path())));
    models.remove("m").await.unwrap();
    assert!(mirror.path().join("m.onnx_data").exists(), "removing a link leaves what it leads to");
}

#[tokio::test]
async fn a_voice_comes_out_of_the_program_without_a_network() {
    let folder = tempfile::tempdir().unwrap();
    let models = Models::open(folder.path().join("modelos"), None, true).unwrap();
    assert_eq!(models.status("pf_dora"), Ok(Status::Shipped));
    let files = models.obtain("pf_dora", &mut |_| (), CancellationToken::new()).await.unwrap();
    assert_eq!(std::fs::metadata(files.main()).unwrap().len(), 522_240);
    assert!(matches!(models.status("pf_dora"), Ok(Status::Present { .. })));
    assert_eq!(models.status(DEFAULT_SYNTHESISER), Ok(Status::Missing), "its graph ships, its weights do not");
    models.verify("pf_dora", &mut |_| (), CancellationToken::new()).await.unwrap();
}

#[tokio::test]
async fn verifying_reads_again_whatever_is_remembered() {
    let content = content(5_000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.bin");
    std::fs::write(&path, &content).unwrap();
    let models = models(folder.path(), &content, &["http://127.0.0.1:9/"]);
    let cancel = CancellationToken::new;
    models.verify("m", &mut |_| (), cancel()).await.unwrap();

    // a bit flips and the time does not show it
    let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
    let mut flipped = content.clone();
    flipped[2_500] ^= 1;
    std::fs::write(&path, &flipped).unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    let error = models.verify("m", &mut |_| (), cancel()).await.unwrap_err();
    assert_eq!(error, ModelError::Damaged { path: path.clone() });

    std::fs::remove_file(&path).unwrap();
    assert_eq!(models.verify("m", &mut |_| (), cancel()).await, Err(ModelError::Missing { id: "m".into() }));
}

#[tokio::test]
async fn the_published_models_are_those_of_the_catalogue() {
    let (Some(recogniser), Some(_)) = (published("ggml-base-q8_0.bin"), published("kokoro-v1.0.int8.onnx_data")) else {
        eprintln!("skipped: ALFA_MODELS_MIRROR has no models");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mirror = recogniser.parent().unwrap().to_owned();
    let models = Models::open(folder.path().to_owned(), Some(mirror), true).unwrap();
    for model in models.catalogue().defaults() {
        models.obtain(&model.id, &mut |_| (), CancellationToken::new()).await.unwrap();
    }
}
