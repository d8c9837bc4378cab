//! Where large things are kept: the same test of a folder and of a bucket, whose server is of other people's making.

use crate::cloud::Cloud;
use crate::mail::once;
use crate::peers::{Peer, free_port, module, start_silent};
use alfa_sync_server::storage::Storage;

/// A server that speaks S3's protocol (moto), with a bucket.
pub async fn s3(port: u16) -> Peer {
    let peer = start_silent(module("moto.server").args(["-p", &port.to_string()]));
    let http = reqwest::Client::new();
    once("the bucket", async || {
        let made = http.put(format!("http://127.0.0.1:{port}/alfa")).send().await.ok()?;
        made.status().is_success().then_some(())
    })
    .await;
    peer
}

async fn keeps_and_forgets(storage: &Storage) {
    storage.answers().await.unwrap();
    assert_eq!(storage.get("audio/ninguém").await.unwrap(), None);
    storage.put("audio/a", b"um".to_vec()).await.unwrap();
    storage.put("audio/a", b"dois".to_vec()).await.unwrap();
    let large: Vec<u8> = (0..5_000_000_u32).map(|at| at.to_le_bytes()[0]).collect();
    storage.put("audio/dentro/b", large.clone()).await.unwrap();
    storage.put("outra/c", Vec::new()).await.unwrap();
    assert_eq!(storage.get("audio/a").await.unwrap().as_deref(), Some(&b"dois"[..]));
    assert!(storage.get("audio/dentro/b").await.unwrap().unwrap() == large);
    assert_eq!(storage.get("outra/c").await.unwrap(), Some(Vec::new()));
    assert_eq!(storage.list("audio").await.unwrap(), ["audio/a", "audio/dentro/b"]);
    storage.delete("audio/a").await.unwrap();
    storage.delete("audio/a").await.unwrap();
    assert_eq!(storage.get("audio/a").await.unwrap(), None);
    assert_eq!(storage.list("audio").await.unwrap(), ["audio/dentro/b"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_keeps_what_it_is_given() {
    keeps_and_forgets(&Cloud::start().await.app.storage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_keeps_what_it_is_given_and_its_absence_is_said() {
    let port = free_port();
    let peer = s3(port).await;
    let cloud = Cloud::with(&[
        ("ALFA_SERVER_S3_ENDPOINT", format!("http://127.0.0.1:{port}")),
        ("ALFA_SERVER_S3_BUCKET", "alfa".to_owned()),
        ("ALFA_SERVER_S3_ACCESS_KEY_ID", "k".to_owned()),
        ("ALFA_SERVER_S3_SECRET_ACCESS_KEY", "s".to_owned()),
    ])
    .await;
    let storage = &cloud.app.storage;
    keeps_and_forgets(storage).await;
    drop(peer);
    assert!(storage.get("outra/c").await.is_err(), "away is not the same as nothing there");
    assert!(storage.put("outra/c", Vec::new()).await.is_err());
    let _back = s3(port).await;
    keeps_and_forgets(storage).await;
}
