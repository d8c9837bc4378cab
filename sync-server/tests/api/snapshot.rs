//! The snapshot for a new device.

use crate::cloud::Cloud;
use crate::sync::Device;
use alfa_sync::wire::SnapshotPart;
use alfa_sync::{Collection, Kind, Op};
use flate2::read::ZlibDecoder;
use reqwest::Method;

/// The whole parts of a body, which may be cut.
fn parts(mut body: &[u8]) -> Vec<SnapshotPart> {
    let mut parts = Vec::new();
    while let Some((length, rest)) = body.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap();
        let Some((packed, rest)) = rest.split_at_checked(length) else { break };
        parts.push(serde_json::from_reader(ZlibDecoder::new(packed)).unwrap());
        body = rest;
    }
    parts
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_holds_comes_compressed_and_goes_on_where_it_was_cut() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let mut home = Device::start(&cloud, "ana@exemplo.com").await;
    let mut made: Vec<Op> = Vec::new();
    for _ in 0..7 {
        let first = u128::try_from(made.len()).unwrap();
        let ops: Vec<Op> =
            (first..first + 700).map(|entity| home.op(Collection::Messages, entity, Kind::Put, 1)).collect();
        home.pushed(&cloud, &ops).await;
        made.extend(ops);
    }
    let deleted = home.op(Collection::Messages, 0, Kind::Delete, 2);
    home.pushed(&cloud, std::slice::from_ref(&deleted)).await;
    made.remove(0);
    made.push(deleted);
    let new = Device::start(&cloud, "ana@exemplo.com").await;
    let from = async |after: i64| {
        let path = format!("/v1/sync/snapshot?epoch={}&device={}&after={after}", new.welcome.epoch, new.id);
        let answer = cloud.ask(Method::GET, &path, Some(&new.signed.access), None).await;
        assert_eq!(answer.status(), 200);
        answer.bytes().await.unwrap()
    };
    let body = from(0).await;
    let whole = parts(&body);
    assert_eq!(whole.iter().map(|part| part.ops.len()).collect::<Vec<_>>(), [2_000, 2_000, 900]);
    let last = whole.last().unwrap();
    assert_eq!((last.next, last.head), (4_901, 4_901));
    let plain: usize = whole.iter().map(|part| serde_json::to_vec(part).unwrap().len()).sum();
    assert!(body.len() * 3 < plain, "{} of {plain} bytes", body.len());

    // cut in the second part, it goes on behind the first
    let cut = parts(&body[..body.len() / 2]);
    assert_eq!(cut.len(), 1);
    let rest = parts(&from(cut[0].next).await);
    let came: Vec<Op> = cut.into_iter().chain(rest).flat_map(|part| part.ops).map(|placed| placed.op).collect();
    assert_eq!(came, made);
}
