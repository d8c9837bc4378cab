//! Downloads from a publisher that is slow, breaks, lies, or is not there.

use super::server::{Behaviour, Server};
use super::*;
use crate::models::error::{Failure, ModelError};
use crate::models::{Progress, Status};

const LENGTH: usize = 300_000;

/// The range of each request, as the first byte asked for.
fn firsts(server: &Server) -> Vec<u64> {
    let first = |range: &Option<String>| match range {
        Some(range) => range.strip_prefix("bytes=").unwrap().strip_suffix('-').unwrap().parse().unwrap(),
        None => 0,
    };
    server.ranges().iter().map(first).collect()
}

async fn fetched(behaviours: &[Behaviour]) -> (Result<Vec<u8>, ModelError>, Vec<u64>, tempfile::TempDir) {
    let content = content(LENGTH);
    let server = Server::start(&content, behaviours).await;
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path(), &content, &[server.url()]);
    let (path, _) = obtain(&models).await;
    (path.map(|path| std::fs::read(path).unwrap()), firsts(&server), folder)
}

#[tokio::test]
async fn a_good_publisher_is_asked_once_and_the_file_stays() {
    let content = content(LENGTH);
    let server = Server::start(&content, &[Behaviour::Slow]).await;
    let folder = tempfile::tempdir().unwrap();
    let models = models(&folder.path().join("modelos"), &content, &[server.url()]);
    assert_eq!(models.status("m"), Ok(Status::Missing));

    let (path, told) = obtain(&models).await;
    let path = path.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), content);
    assert_eq!(models.status("m"), Ok(Status::Present { path: path.clone() }));
    let percents: Vec<u64> = told
        .iter()
        .filter_map(|step| if let Progress::Downloading { done, .. } = step { Some(*done) } else { None })
        .collect();
    assert!(percents.is_sorted() && percents.len() > 2 && percents.last() == Some(&(LENGTH as u64)));
    assert_eq!(told.last(), Some(&Progress::Ready { file: "m.bin".into() }));

    let (again, told) = obtain(&models).await;
    assert_eq!(again.unwrap(), path);
    assert_eq!(told, [Progress::Ready { file: "m.bin".into() }], "neither asked nor read again");
    assert_eq!(server.ranges().len(), 1);
}

#[tokio::test]
async fn a_broken_connection_is_resumed_where_it_broke() {
    let (bytes, firsts, _folder) = fetched(&[Behaviour::Cut(100_000), Behaviour::Cut(50_000), Behaviour::Good]).await;
    assert_eq!(bytes.unwrap(), content(LENGTH));
    assert_eq!(firsts.len(), 3);
    assert!(firsts.is_sorted() && firsts[1] > 0, "{firsts:?}");
}

#[tokio::test]
async fn a_publisher_that_knows_no_ranges_is_begun_again() {
    let (bytes, firsts, _folder) = fetched(&[Behaviour::Cut(100_000), Behaviour::NoRange]).await;
    assert_eq!(bytes.unwrap(), content(LENGTH));
    assert!(firsts[1] > 0);
}

#[tokio::test]
async fn one_that_always_breaks_at_the_same_place_is_given_up() {
    let (bytes, firsts, _folder) = fetched(&[Behaviour::CutNoRange(100_000)]).await;
    assert!(matches!(bytes, Err(ModelError::NoNetwork { .. })), "{bytes:?}");
    assert!(firsts.len() <= 6, "{firsts:?}");
}

#[tokio::test]
async fn a_stalled_publisher_is_asked_again_and_then_the_next_one() {
    let content = content(LENGTH);
    let stalled = Server::start(&content, &[Behaviour::Stall(100_000), Behaviour::Stall(0)]).await;
    let good = Server::start(&content, &[Behaviour::Good]).await;
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path(), &content, &[stalled.url(), good.url()]).patient(impatient_with_stalls());
    let (path, told) = obtain(&models).await;
    assert_eq!(std::fs::read(path.unwrap()).unwrap(), content);
    assert!(told.iter().any(
        |step| matches!(step, Progress::Failed { attempt, .. } if matches!(attempt.failure, Failure::Stalled { .. }))
    ));
    assert!(firsts(&good)[0] > 0, "what the first one sent is kept");
}

#[tokio::test]
async fn when_all_stall_the_error_says_so_and_what_came_is_kept() {
    for behaviours in
        [&[Behaviour::Stall(100_000), Behaviour::Stall(0)][..], &[Behaviour::Cut(100_000), Behaviour::Silent]]
    {
        let content = content(LENGTH);
        let server = Server::start(&content, behaviours).await;
        let folder = tempfile::tempdir().unwrap();
        let patience = Patience { connect: Duration::from_millis(500), ..impatient_with_stalls() };
        let models = models(folder.path(), &content, &[server.url()]).patient(patience);
        let error = obtain(&models).await.0.unwrap_err();
        assert_eq!(error.code(), "model_stalled");
        assert!(matches!(models.status("m"), Ok(Status::Partial { bytes }) if bytes > 0));
    }
}

#[tokio::test]
async fn wrong_bytes_are_thrown_away_and_the_next_source_asked() {
    let content = content(LENGTH);
    let wrong = Server::start(&content, &[Behaviour::Wrong]).await;
    let good = Server::start(&content, &[Behaviour::Good]).await;
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = obtain(&models(folder.path(), &content, &[wrong.url(), good.url()])).await;
    assert_eq!(std::fs::read(path.unwrap()).unwrap(), content);
    assert_eq!((wrong.ranges().len(), firsts(&good)), (1, vec![0]));

    let alone = tempfile::tempdir().unwrap();
    let models = models(alone.path(), &content, &[wrong.url()]);
    let error = obtain(&models).await.0.unwrap_err();
    assert_eq!(error.code(), "model_bad_hash");
    assert_eq!(models.status("m"), Ok(Status::Missing), "nothing wrong stays");
}

#[tokio::test]
async fn a_good_publisher_is_not_blamed_for_what_stood_in_the_part_file() {
    let content = content(LENGTH);
    let server = Server::start(&content, &[Behaviour::Good]).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.bin.part"), vec![7; 1000]).unwrap();
    let (path, _) = obtain(&models(folder.path(), &content, &[server.url()])).await;
    assert_eq!(std::fs::read(path.unwrap()).unwrap(), content);
    assert_eq!(firsts(&server), [1000, 0]);
}

#[tokio::test]
async fn a_part_file_that_is_already_whole_or_too_long_is_no_trouble() {
    let content = content(LENGTH);
    let server = Server::start(&content, &[Behaviour::Good]).await;
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path(), &content, &[server.url()]);
    std::fs::write(folder.path().join("m.bin.part"), &content).unwrap();
    obtain(&models).await.0.unwrap();
    assert_eq!(server.ranges().len(), 0, "only its hash was compared");

    models.remove("m").await.unwrap();
    std::fs::write(folder.path().join("m.bin.part"), [&content[..], b"more"].concat()).unwrap();
    let (path, _) = obtain(&models).await;
    assert_eq!(std::fs::read(path.unwrap()).unwrap(), content);
}

#[tokio::test]
async fn a_portal_s_page_and_an_endless_body_are_refused() {
    for behaviour in [Behaviour::Page, Behaviour::TooLong] {
        let (bytes, _, folder) = fetched(&[behaviour]).await;
        let error = bytes.unwrap_err();
        assert!(
            matches!(&error, ModelError::Unavailable { tried, .. } if tried[0].failure == Failure::WrongLength),
            "{behaviour:?} {error:?}"
        );
        assert!(!folder.path().join("m.bin.part").exists());
    }
}

#[tokio::test]
async fn a_publisher_without_the_file_is_asked_once() {
    let (bytes, firsts, _folder) = fetched(&[Behaviour::Status(404)]).await;
    let error = bytes.unwrap_err();
    assert_eq!(error.code(), "model_unavailable");
    assert!(error.message().contains("127.0.0.1 respondeu 404"), "{}", error.message());
    assert_eq!(firsts.len(), 1);
}

#[tokio::test]
async fn a_busy_publisher_is_asked_again() {
    let (bytes, firsts, _folder) = fetched(&[Behaviour::Status(503), Behaviour::Good]).await;
    assert_eq!(bytes.unwrap(), content(LENGTH));
    assert_eq!(firsts, [0, 0]);
}

#[tokio::test]
async fn an_answer_that_does_not_fit_what_is_here_begins_again() {
    for odd in [Behaviour::OtherRange, Behaviour::Status(416)] {
        let (bytes, firsts, _folder) = fetched(&[Behaviour::Cut(100_000), odd, Behaviour::Good]).await;
        assert_eq!(bytes.unwrap(), content(LENGTH), "{odd:?}");
        assert_eq!(firsts.last(), Some(&0));
    }
}

#[tokio::test]
async fn without_a_network_every_source_is_named() {
    let content = content(LENGTH);
    let folder = tempfile::tempdir().unwrap();
    // port 9 of the loopback interface answers nobody; names under .invalid never exist (RFC 2606)
    let addresses = ["http://127.0.0.1:9/m.bin", "http://publicador.invalid/m.bin"];
    let error = obtain(&models(folder.path(), &content, &addresses)).await.0.unwrap_err();
    assert_eq!(error.code(), "model_no_network");
    let message = error.message();
    assert!(message.contains("127.0.0.1") && message.contains("publicador.invalid"), "{message}");
    assert!(error.action().contains("ALFA_MODELS_MIRROR"));
}

#[tokio::test]
async fn cancelled_it_stops_at_once_and_goes_on_later() {
    let content = content(LENGTH);
    let server = Server::start(&content, &[Behaviour::Stall(100_000), Behaviour::Good]).await;
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path(), &content, &[server.url()]);
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let mut hear = move |step: Progress| {
        if matches!(step, Progress::Downloading { done, .. } if done > 0) {
            stop.cancel();
        }
    };
    let result = models.obtain("m", &mut hear, cancel).await;
    assert_eq!(result, Err(ModelError::Cancelled));
    assert!(matches!(models.status("m"), Ok(Status::Partial { .. })));

    let (path, _) = obtain(&models).await;
    assert_eq!(std::fs::read(path.unwrap()).unwrap(), content);
    assert!(firsts(&server)[1] > 0);
}

#[tokio::test]
async fn offline_nothing_is_asked() {
    let content = content(LENGTH);
    let server = Server::start(&content, &[Behaviour::Good]).await;
    let folder = tempfile::tempdir().unwrap();
    let catalogue = catalogue(&content, &url(server.url()));
    let models = Models::with_catalogue(catalogue, folder.path().join("modelos"), None, true);
    assert_eq!(obtain(&models).await.0, Err(ModelError::Offline { file: "m.bin".into() }));
    assert_eq!(server.ranges().len(), 0);
    assert!(!folder.path().join("modelos").exists(), "and nothing is written");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_says_how_much_is_missing_and_asks_no_other_source() {
    let content = content(LENGTH);
    let server = Server::start(&content, &[Behaviour::Good]).await;
    let other = Server::start(&content, &[Behaviour::Good]).await;
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.path().join("m.bin.part")).unwrap();
    let error = obtain(&models(folder.path(), &content, &[server.url(), other.url()])).await.0.unwrap_err();
    let ModelError::DiskFull { missing, .. } = error else { panic!("{error:?}") };
    assert!(missing > 0 && missing <= LENGTH as u64);
    assert_eq!(other.ranges().len(), 0);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let content = content(LENGTH);
    let server = Server::start(&content, &[Behaviour::Good]).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("arquivo"), "").unwrap();
    let below = folder.path().join("arquivo/modelos");
    let error = obtain(&models(&below, &content, &[server.url()])).await.0.unwrap_err();
    assert_eq!(error.code(), "model_unwritable");
    assert!(error.message().contains("arquivo/modelos"), "{}", error.message());
}

#[tokio::test]
async fn a_removed_model_is_gone_with_its_unfinished_files() {
    let content = content(LENGTH);
    let server = Server::start(&content, &[Behaviour::Good]).await;
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path(), &content, &[server.url()]);
    assert_eq!(models.remove("m").await, Ok(0));
    obtain(&models).await.0.unwrap();
    std::fs::write(folder.path().join("m.bin.part"), [0; 10]).unwrap();
    assert_eq!(models.remove("m").await, Ok(LENGTH as u64 + 10));
    assert_eq!(models.status("m"), Ok(Status::Missing));
    assert!(matches!(models.remove("n").await, Err(ModelError::Unknown { .. })));
}
