//! The data key changes when a computer is taken out of the account.

use crate::house::{EMAIL, House};
use crate::samples::{alert, at, schedule, trade, turn};
use alfa_copilot::{Alerts as _, Conversations as _, Portfolio as _, Schedules as _};
use alfa_desktop::clock::SystemClock;
use alfa_desktop::cloud::{Account, HttpTransport, Keeping, Revoked, Session, ring_by_phrase};
use alfa_desktop::paths::Paths;
use alfa_desktop::store::Store;
use alfa_sync::wire::Push;
use alfa_sync::{Collection, DataKey, KeyRing, Phrase, Sealed, Store as _, Transport as _, sealed_version};
use std::sync::Arc;
use uuid::Uuid;

struct Computer {
    paths: Paths,
    store: Store,
    account: Account,
    session: Arc<Session>,
}

impl Computer {
    async fn new(house: &House, name: &str, keys: KeyRing, phrase: &Phrase) -> Self {
        let paths = Paths::resolve_in(Some(house.folder().join(name).as_os_str())).unwrap();
        let session = house.sign_in(name).await;
        let account = Account::new(&house.url, EMAIL, &session, keys, Keeping::File).with_phrase(phrase);
        account.save(&paths).await.unwrap();
        let store = Store::open(&paths.database, at(0)).unwrap().store;
        Self { paths, store, account, session }
    }

    async fn round(&mut self) {
        self.account.sync(&self.paths, &self.store, &SystemClock::new(None)).await.unwrap();
    }

    async fn texts(&self) -> Vec<String> {
        let messages = self.store.messages(crate::samples::conversation_id(1), 100).await.unwrap();
        messages.into_iter().map(|message| message.body.text).collect()
    }
}

/// Of a new account, with its first key.
async fn three(house: &House, phrase: &Phrase) -> [Computer; 3] {
    let key = DataKey::new().unwrap();
    let first = KeyRing::from(key.clone());
    let home = Computer::new(house, "casa", first.clone(), phrase).await;
    home.session.put_wrapped_key(&key.wrap(phrase, home.account.user_id).unwrap()).await.unwrap();
    let work = Computer::new(house, "trabalho", first.clone(), phrase).await;
    [home, work, Computer::new(house, "perdido", first, phrase).await]
}

/// What the server holds of sealed bodies, in order, with what each belongs to.
async fn bodies(house: &House) -> Vec<(Sealed, Vec<u8>)> {
    type Row = (Uuid, i16, Uuid, Uuid, Uuid, i16, Vec<u8>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT user_id, collection, entity, op_id, device_id, schema_v, body FROM op WHERE live AND kind = 0 ORDER BY seq",
    )
    .fetch_all(&house.app.pool)
    .await
    .unwrap();
    let sealed = rows.into_iter().filter_map(|(user_id, collection, entity, op_id, device_id, schema_v, body)| {
        let collection = Collection::of_number(collection).unwrap();
        let of = Sealed { user_id, collection, entity, op_id, device_id, schema_v };
        (!collection.is_readable()).then_some((of, body))
    });
    sealed.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sealed_after_a_computer_is_out_it_cannot_open_and_the_others_can() {
    let house = House::start().await;
    let phrase = Phrase::new().unwrap();
    let [mut home, mut work, mut lost] = three(&house, &phrase).await;
    home.store.record(&turn(1, 1, "antes", "de tudo")).await.unwrap();
    for computer in [&mut home, &mut work, &mut lost] {
        computer.round().await;
    }
    // sealed while the old key counted, and not sent
    work.store.add_trade(&trade(1, 5)).await.unwrap();
    let synced = work.store.sync_as(work.account.user_id, work.account.keys.clone()).await.unwrap();
    assert_eq!(sealed_version(&synced.outgoing(10, 1 << 20).await.unwrap()[0].body), Some(1));

    let device = lost.session.id().await;
    let session = home.account.resume(&home.paths).await.unwrap();
    assert_eq!(home.account.revoke(&session, &home.paths, device).await.unwrap(), Revoked::WithNewKey);
    assert_eq!(home.account.keys.version(), 2);
    home.store.record(&turn(1, 2, "depois", "disso")).await.unwrap();
    home.store.put_schedule(&schedule(3)).await.unwrap();
    home.store.put_alert(&alert(1)).await.unwrap();
    home.round().await;
    work.round().await;
    home.round().await;
    assert_eq!(work.account.keys.version(), 2);
    assert_eq!(work.texts().await, ["antes", "de tudo", "depois", "disso"]);
    assert_eq!(home.texts().await, work.texts().await);
    assert_eq!(home.store.trades().await.unwrap().len(), 1);
    assert!(home.store.sync_status().await.unwrap().quarantined.is_empty());
    // the kept account has it too
    assert_eq!(Account::load(&home.paths).await.unwrap().unwrap().keys.version(), 2);

    // with all that the server holds and all that the lost computer has: what came after does not open
    assert_eq!(
        lost.account.sync(&lost.paths, &lost.store, &SystemClock::new(None)).await.unwrap_err().code,
        "signed_out"
    );
    // the conversation was written again with the new key
    let (mut old, mut new) = (0, 0);
    for (of, body) in bodies(&house).await {
        assert!(home.account.keys.open(&body, &of).is_ok());
        match lost.account.keys.open(&body, &of) {
            Ok(_) => old += 1,
            Err(_) => new += 1,
        }
    }
    assert_eq!(
        (old, new),
        (3, 6),
        "messages and a call of before; a conversation, messages, a call, a trade, a schedule of after"
    );

    // a new computer has the phrase alone
    let session = house.sign_in("novo").await;
    let wrapped = session.wrapped_key().await.unwrap().unwrap();
    let typed = Phrase::parse(&phrase.words().join(" ")).unwrap();
    let unwrapped = DataKey::unwrap(&wrapped, &typed, session.user_id()).unwrap();
    let ring = ring_by_phrase(unwrapped.into(), &session.keys().await.unwrap(), &typed, session.user_id()).unwrap();
    session.sign_out().await.unwrap();
    let mut new = Computer::new(&house, "novo", ring, &typed).await;
    new.round().await;
    assert_eq!(new.texts().await, home.texts().await);

    // and once more, by another one: of two that do it at once one is first, and both keys follow each other
    let (first, second) = (house.sign_in("hotel").await, house.sign_in("biblioteca").await);
    let (one, other) = (first.id().await, second.id().await);
    let (at_home, at_work) =
        (home.account.resume(&home.paths).await.unwrap(), work.account.resume(&work.paths).await.unwrap());
    let (done, also) = tokio::join!(
        home.account.revoke(&at_home, &home.paths, one),
        work.account.revoke(&at_work, &work.paths, other)
    );
    assert_eq!((done.unwrap(), also.unwrap()), (Revoked::WithNewKey, Revoked::WithNewKey));
    home.store.record(&turn(1, 3, "por fim", "só nós")).await.unwrap();
    for computer in [&mut home, &mut work, &mut new] {
        computer.round().await;
    }
    for computer in [&home, &work, &new] {
        assert_eq!(computer.account.keys.version(), 4);
        assert_eq!(computer.texts().await.len(), 6);
    }
    assert!(first.devices().await.is_err() && second.devices().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_took_without_being_heard_is_not_sent_again_under_the_next_key() {
    let house = House::start().await;
    let [mut home, mut work, mut lost] = three(&house, &Phrase::new().unwrap()).await;
    for computer in [&mut home, &mut work, &mut lost] {
        computer.round().await;
    }
    work.store.record(&turn(1, 1, "um", "dois")).await.unwrap();
    let synced = work.store.sync_as(work.account.user_id, work.account.keys.clone()).await.unwrap();
    let at = synced.position().await.unwrap();
    let ops = synced.outgoing(100, 1 << 20).await.unwrap();
    let sent = ops.len();
    let push = Push { epoch: at.epoch.unwrap(), device_id: at.device_id, ops };
    // the answer to this one is lost
    HttpTransport::new(Arc::clone(&work.session)).push(&push).await.unwrap();
    work.store.add_trade(&trade(1, 5)).await.unwrap();
    synced.outgoing(100, 1 << 20).await.unwrap();

    let session = home.account.resume(&home.paths).await.unwrap();
    home.account.revoke(&session, &home.paths, lost.session.id().await).await.unwrap();
    work.round().await;
    home.round().await;
    assert_eq!((home.texts().await, home.store.trades().await.unwrap().len()), (work.texts().await, 1));
    assert_eq!(home.texts().await, ["um", "dois"]);
    let versions = bodies(&house).await.into_iter().map(|(_, body)| sealed_version(&body));
    // the trade alone had not come
    let versions: Vec<Option<u32>> = versions.collect();
    assert_eq!(versions, [vec![Some(1); sent], vec![Some(2)]].concat());
    let places: i64 = sqlx::query_scalar("SELECT count(*) FROM op").fetch_one(&house.app.pool).await.unwrap();
    assert_eq!(places, i64::try_from(sent).unwrap() + 1, "each once");
}
