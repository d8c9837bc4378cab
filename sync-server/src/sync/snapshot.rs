//! Everything that holds, for a device that has nothing yet: compressed, in parts, each of which stands for itself.

use super::page::{Ask, Page};
use super::replicated::replicated;
use crate::auth::Caller;
use crate::{App, Problem};
use alfa_sync::wire::SnapshotPart;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use futures::Stream;
use futures::stream::try_unfold;
use std::io::{self, Write};

/// Changes of a part.
const PART: i64 = 2_000;

/// The parts of what holds after a place. A device that was cut asks again from where it stands; what changed meanwhile has later places.
///
/// # Errors
/// As the first part: [`alfa_sync::wire::Refusal::EpochChanged`]; `signed_out`; [`Problem::away`]. A failure after it ends the answer.
pub async fn snapshot(
    app: &App,
    caller: Caller,
    ask: Ask,
) -> Result<impl Stream<Item = io::Result<Vec<u8>>> + use<>, Problem> {
    let ask = Ask { after: ask.after.max(0), limit: PART, ..ask };
    let app = app.clone();
    let first = replicated(&app, caller, ask).await?;
    Ok(try_unfold(Some(first), move |ready| {
        let app = app.clone();
        async move {
            let Some(part) = ready else { return Ok(None) };
            let (next, last) = (part.next, part.next >= part.head);
            // the next one is read while this one is packed
            let following = async {
                if last {
                    return Ok(None);
                }
                replicated(&app, caller, Ask { after: next, ..ask }).await.map(Some)
            };
            let packed = tokio::task::spawn_blocking(move || pack(part));
            let (packed, following) = tokio::join!(packed, following);
            let following = following.map_err(|problem| io::Error::other(problem.code))?;
            Ok(Some((packed.map_err(io::Error::other)??, following)))
        }
    }))
}

fn pack(page: Page) -> io::Result<Vec<u8>> {
    let part = SnapshotPart { ops: page.ops, next: page.next, head: page.head };
    // room for the length, which is known afterwards
    let mut packed = ZlibEncoder::new(vec![0; 4], Compression::fast());
    packed.write_all(&serde_json::to_vec(&part)?)?;
    let mut packed = packed.finish()?;
    let length = u32::try_from(packed.len() - 4).map_err(io::Error::other)?;
    packed[..4].copy_from_slice(&length.to_be_bytes());
    Ok(packed)
}
