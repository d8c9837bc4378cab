//! A computer that is new, and one that was away for too long.

use crate::house::{Computer, House};
use crate::samples::{alert, at, trade};
use alfa_copilot::{Alerts as _, Portfolio as _, Watchlist as _};
use alfa_desktop::cloud::HttpTransport;
use alfa_sync::wire::{Bucket, Buckets, Hello, Pulled, Push, Pushed, SnapshotPart, Welcome};
use alfa_sync::{Client, Collection, DataKey, Parts, Store as _, Transport, TransportError};
use async_trait::async_trait;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use uuid::Uuid;

/// A line that is cut behind a snapshot's first part, and counts what was asked for.
struct Cut<'a> {
    to: &'a HttpTransport,
    snapshots: AtomicUsize,
    from: AtomicI64,
    pulls: AtomicUsize,
}

struct FirstPart(Option<Box<dyn Parts>>);

#[async_trait]
impl Parts for FirstPart {
    async fn next(&mut self) -> Result<Option<SnapshotPart>, TransportError> {
        match self.0.take() {
            Some(mut parts) => parts.next().await,
            None => Err(TransportError::Unreachable("cut".to_owned())),
        }
    }
}

#[async_trait]
impl Transport for Cut<'_> {
    async fn hello(&self, hello: &Hello) -> Result<Welcome, TransportError> {
        self.to.hello(hello).await
    }
    async fn push(&self, push: &Push) -> Result<Pushed, TransportError> {
        self.to.push(push).await
    }
    async fn pull(&self, epoch: Uuid, device: Uuid, after: i64, limit: usize) -> Result<Pulled, TransportError> {
        self.pulls.fetch_add(1, Ordering::Relaxed);
        self.to.pull(epoch, device, after, limit).await
    }
    async fn snapshot(&self, epoch: Uuid, device: Uuid, after: i64) -> Result<Box<dyn Parts>, TransportError> {
        self.from.store(after, Ordering::Relaxed);
        let parts = self.to.snapshot(epoch, device, after).await?;
        if self.snapshots.fetch_add(1, Ordering::Relaxed) == 0 {
            Ok(Box::new(FirstPart(Some(parts))))
        } else {
            Ok(parts)
        }
    }
    async fn buckets(&self, collection: Collection) -> Result<Buckets, TransportError> {
        self.to.buckets(collection).await
    }
    async fn bucket(&self, collection: Collection, bucket: u8) -> Result<Bucket, TransportError> {
        self.to.bucket(collection, bucket).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_computer_takes_a_snapshot_and_goes_on_where_it_was_cut() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let home = house.computer("casa", &key).await;
    home.make_trades(6_500);
    home.client.round().await.unwrap();
    let new = house.computer("novo", &key).await;
    let to = &new.client.transport;
    let (snapshots, from, pulls) = (AtomicUsize::new(0), AtomicI64::new(-1), AtomicUsize::new(0));
    let client = Client { store: new.client.store.clone(), transport: Cut { to, snapshots, from, pulls } };
    client.round().await.unwrap_err();
    assert_eq!(client.store.position().await.unwrap().after, 2_000, "what came before the cut is kept");
    let rest = client.round().await.unwrap();
    assert_eq!((rest.received, rest.healed), (4_500, 0));
    assert_eq!(client.transport.from.load(Ordering::Relaxed), 2_000, "and not fetched again");
    assert_eq!(client.transport.pulls.load(Ordering::Relaxed), 1, "only the tail is pulled page by page");
    assert_eq!(new.everything(), home.everything());
}

/// All that live have heard of a deletion, and the server forgets it; then one comes back that has not.
#[tokio::test(flavor = "multi_thread")]
async fn a_computer_that_comes_back_after_long_does_not_bring_back_what_was_deleted_meanwhile() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let (home, away) = (house.computer("casa", &key).await, house.computer("viagem", &key).await);
    let coin = |name: &str| name.parse::<alfa_domain::Ticker>().unwrap();
    for number in 1..=3 {
        home.store.put_alert(&alert(number)).await.unwrap();
    }
    for name in ["BTC", "ETH"] {
        home.store.watch(&coin(name), at(0)).await.unwrap();
    }
    home.client.round().await.unwrap();
    away.client.round().await.unwrap();
    assert_eq!(away.everything(), home.everything());
    // offline for long: one edits what the others delete, and makes something new
    let mut edited = alert(1);
    edited.said = "editado longe daqui".to_owned();
    away.store.put_alert(&edited).await.unwrap();
    away.store.add_trade(&trade(9, 5)).await.unwrap();
    away.store.unwatch(&coin("ETH"), at(1)).await.unwrap();
    away.store.watch(&coin("ETH"), at(2)).await.unwrap();
    home.store.delete_alerts(&[alert(1).id, alert(2).id], at(3)).await.unwrap();
    home.store.unwatch(&coin("BTC"), at(3)).await.unwrap();
    home.store.unwatch(&coin("ETH"), at(3)).await.unwrap();
    home.client.round().await.unwrap();
    home.client.round().await.unwrap();
    let session = away.session.id().await;
    sqlx::query("UPDATE sync_device SET seen_at = now() - interval '91 days' WHERE session_id = $1")
        .bind(session)
        .execute(&house.app.pool)
        .await
        .unwrap();
    assert_eq!(alfa_sync_server::sync::forget(&house.app).await.unwrap(), 4);
    // cut right after it has pulled: the next round still knows that it was away
    let stands = away.client.store.position().await.unwrap();
    away.client.store.set_stale(true, stands.acked).await.unwrap();
    let page = away.client.transport.pull(stands.epoch.unwrap(), stands.device_id, stands.after, 100).await.unwrap();
    away.client.store.apply(&page.ops, page.next).await.unwrap();
    for computer in [&away, &home, &away] {
        computer.client.round().await.unwrap();
    }
    let alerts =
        async |computer: &Computer| computer.store.alerts().await.unwrap().iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(alerts(&home).await, [alert(3).id]);
    assert_eq!(away.everything(), home.everything());
    assert!(!home.store.watched().await.unwrap().contains(&coin("BTC")));
    assert_eq!(home.store.trades().await.unwrap().len(), 1, "what was new arrives");
    // a new one has the same from the server alone
    let new = house.computer("novo", &key).await;
    new.client.round().await.unwrap();
    assert_eq!(new.everything(), home.everything());
}

/// What another computer changed since then holds against what is read again from a damaged file.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_rebuilt_does_not_pass_its_rows_off_as_new() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let (home, work) = (house.computer("casa", &key).await, house.computer("trabalho", &key).await);
    for number in 1..=40 {
        home.store.put_alert(&alert(number)).await.unwrap();
    }
    home.client.round().await.unwrap();
    work.client.round().await.unwrap();
    let mut edited = alert(1);
    edited.said = "editado no trabalho".to_owned();
    work.store.put_alert(&edited).await.unwrap();
    work.store.delete_alerts(&[alert(2).id], at(5)).await.unwrap();
    work.client.round().await.unwrap();
    // made here and not yet sent
    let mut own = alert(3);
    own.said = "editado em casa".to_owned();
    home.store.put_alert(&own).await.unwrap();
    home.store.put_alert(&alert(99)).await.unwrap();
    let database = home.store.path().to_owned();
    drop(home);
    let data = rusqlite::Connection::open(&database).unwrap();
    data.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    // a page of an index, so that every row can still be read
    let root: u32 = data
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'message_by_conversation'", [], |row| row.get(0))
        .unwrap();
    drop(data);
    let mut bytes = std::fs::read(&database).unwrap();
    let page = usize::try_from(root - 1).unwrap() * 4_096;
    bytes[page..page + 4_096].fill(0xA5);
    std::fs::write(&database, bytes).unwrap();

    let opened = alfa_desktop::store::Store::open(&database, at(9)).unwrap();
    assert!(opened.rebuilt.is_some());
    drop(opened);
    let home = house.computer("casa", &key).await;
    for computer in [&home, &work, &home] {
        computer.client.round().await.unwrap();
    }
    assert_eq!(home.everything(), work.everything());
    let said = |number: u64| {
        let id = alert(number).id;
        let store = work.store.clone();
        async move { store.alerts().await.unwrap().into_iter().find(|one| one.id == id).map(|one| one.said) }
    };
    assert_eq!(said(1).await.as_deref(), Some("editado no trabalho"));
    assert_eq!(said(2).await, None);
    assert_eq!(said(3).await.as_deref(), Some("editado em casa"));
    assert!(said(99).await.is_some());
}
