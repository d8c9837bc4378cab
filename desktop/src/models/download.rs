//! A file from its publisher's address: resumed, watched for stalls, cancellable.

use super::error::{Failure, ModelError};
use super::transfer::{Transfer, Trouble, length, write_error};
use reqwest::header::{CONTENT_RANGE, RANGE};
use reqwest::{Client, Response, StatusCode};
use std::path::Path;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

/// Fetches the file from `url` through `NAME.part`. A try that brings something new, however little, is followed by another.
pub(super) async fn download(transfer: &mut Transfer<'_>, url: &str) -> Result<(), Trouble> {
    let client = Client::builder()
        .connect_timeout(transfer.patience.connect)
        .user_agent(concat!("alfa/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| unreachable(&error))?;
    let part = transfer.unfinished("part");
    let mut farthest = length(&part);
    // an earlier process, or another source, may have left wrong bytes; this one is blamed only for a file that is all its own
    let mut all_its_own = farthest == 0;
    let mut vain = 0;
    loop {
        let failure = match fetch(transfer, &client, url, &part).await {
            Ok(()) if transfer.accept(&part).await? => return Ok(()),
            Ok(()) if all_its_own => return Err(Failure::BadHash.into()),
            Ok(()) => {
                (farthest, all_its_own) = (0, true);
                continue;
            }
            Err(Trouble::Source(failure)) if passes(&failure) => failure,
            Err(trouble) => return Err(trouble),
        };
        let reached = length(&part);
        if reached > farthest {
            (farthest, vain) = (reached, 0);
        } else {
            vain += 1;
        }
        if vain >= transfer.patience.tries {
            return Err(failure.into());
        }
        transfer.tell_failed(&name_of(url), &failure);
        transfer.unless_cancelled(tokio::time::sleep(transfer.patience.pause * (1 << vain.min(6)))).await?;
    }
}

/// The source of that address, as a person names it.
pub(super) fn name_of(url: &str) -> String {
    let host = reqwest::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| url.to_owned())
}

/// Whether the same source may do better in a moment.
fn passes(failure: &Failure) -> bool {
    match failure {
        Failure::Unreachable(_) | Failure::Stalled { .. } => true,
        Failure::Refused(status) => matches!(status, 206 | 408 | 416 | 429 | 500..=599),
        _ => false,
    }
}

/// One request: what is missing of the part file is appended to it. `Ok` means it has its full length.
async fn fetch(transfer: &mut Transfer<'_>, client: &Client, url: &str, part: &Path) -> Result<(), Trouble> {
    let total = transfer.file.bytes;
    let mut have = length(part);
    if have == total {
        return Ok(());
    }
    if have > total {
        discard(part)?;
        have = 0;
    }
    let mut request = client.get(url);
    if have > 0 {
        request = request.header(RANGE, format!("bytes={have}-"));
    }
    let patience = transfer.patience.connect + transfer.patience.stall;
    let answer = transfer.unless_cancelled(timeout(patience, request.send())).await?;
    let response =
        answer.map_err(|_| Failure::Stalled { seconds: patience.as_secs() })?.map_err(|error| unreachable(&error))?;
    let from = match starts_at(&response, have, total) {
        Ok(from) => from,
        Err(failure) => {
            if matches!(failure, Failure::Refused(206 | 416)) {
                discard(part)?; // what is here and what is there do not fit together: from the start again
            }
            return Err(failure.into());
        }
    };
    let mut file = File::options().create(true).truncate(false).write(true).open(part).await;
    if let Ok(opened) = &mut file
        && from == 0
        && have > 0
    {
        opened.set_len(0).await.map_err(|error| write_error(part, total, &error))?;
    }
    let mut file = file.map_err(|error| write_error(part, total - from, &error))?;
    tokio::io::AsyncSeekExt::seek(&mut file, std::io::SeekFrom::Start(from))
        .await
        .map_err(|error| write_error(part, total - from, &error))?;
    let received = receive(transfer, response, &mut file, part, from).await;
    // also after a failure: what came is what the next try resumes from
    let flushed = file.flush().await.map_err(|error| write_error(part, total - from, &error));
    received?;
    flushed?;
    Ok(())
}

/// Where the body of an answer begins in the file.
fn starts_at(response: &Response, have: u64, total: u64) -> Result<u64, Failure> {
    let status = response.status();
    match status {
        StatusCode::OK => match response.content_length() {
            Some(length) if length != total => Err(Failure::WrongLength),
            _ => Ok(0),
        },
        StatusCode::PARTIAL_CONTENT => {
            let range = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
            match range.and_then(content_range) {
                Some((_, Some(length))) if length != total => Err(Failure::WrongLength),
                Some((from, _)) if from == have => Ok(have),
                _ => Err(Failure::Refused(status.as_u16())),
            }
        }
        _ => Err(Failure::Refused(status.as_u16())),
    }
}

/// First byte and whole length of a `Content-Range` (RFC 9110, section 14.4): "bytes 42-1233/1234", "bytes 42-1233/*".
fn content_range(value: &str) -> Option<(u64, Option<u64>)> {
    let (range, length) = value.strip_prefix("bytes ")?.split_once('/')?;
    let (first, _) = range.split_once('-')?;
    let length = if length == "*" { None } else { Some(length.parse().ok()?) };
    Some((first.parse().ok()?, length))
}

async fn receive(
    transfer: &mut Transfer<'_>,
    mut response: Response,
    file: &mut File,
    part: &Path,
    from: u64,
) -> Result<(), Trouble> {
    let total = transfer.file.bytes;
    let stall = transfer.patience.stall;
    let step = (total / 200).max(1 << 16);
    let (mut at, mut told) = (from, from);
    transfer.tell_downloading(at, total);
    loop {
        let next = transfer.unless_cancelled(timeout(stall, response.chunk())).await?;
        let chunk = match next {
            Err(_) => return Err(Failure::Stalled { seconds: stall.as_secs() }.into()),
            Ok(Err(error)) => return Err(unreachable(&error).into()),
            Ok(Ok(None)) if at < total => return Err(Failure::Unreachable("a conexão caiu".to_owned()).into()),
            Ok(Ok(None)) => return Ok(()),
            Ok(Ok(Some(chunk))) => chunk,
        };
        if at + chunk.len() as u64 > total {
            discard(part)?;
            return Err(Failure::WrongLength.into());
        }
        file.write_all(&chunk).await.map_err(|error| write_error(part, total - at, &error))?;
        at += chunk.len() as u64;
        if at - told >= step || at == total {
            told = at;
            transfer.tell_downloading(at, total);
        }
    }
}

fn discard(part: &Path) -> Result<(), ModelError> {
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(write_error(part, 0, &error)),
        _ => Ok(()),
    }
}

/// A network error in a few words; its chain goes to the log.
fn unreachable(error: &reqwest::Error) -> Failure {
    tracing::debug!(error = ?error, "download");
    let words = if error.is_timeout() {
        "não respondeu a tempo"
    } else if error.is_connect() {
        "não foi possível conectar"
    } else if error.is_body() || error.is_decode() {
        "a conexão caiu"
    } else {
        "falha de rede"
    };
    Failure::Unreachable(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ranges_are_read_as_the_standard_writes_them() {
        assert_eq!(content_range("bytes 42-1233/1234"), Some((42, Some(1234))));
        assert_eq!(content_range("bytes 42-1233/*"), Some((42, None)));
        for wrong in ["bytes */1234", "42-1233/1234", "bytes a-b/c", "bytes 42-1233/x", ""] {
            assert_eq!(content_range(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_source_is_named_by_its_host() {
        assert_eq!(name_of("https://modelos.example/a/b.bin"), "modelos.example");
        assert_eq!(name_of("not an address"), "not an address");
    }
}
