//! Whatever is done on which computer, in the end all have the same, and nothing that was done is lost.

use crate::house::{Computer, House};
use crate::samples::{alert, at, conversation_id, schedule, trade, turn};
use alfa_copilot::{Alerts, Clock as _, Conversations, Portfolio, Schedules as _, Watchlist};
use alfa_domain::{Alert, AlertState, Channel};
use alfa_sync::wire::{Bucket, Buckets, Hello, Pulled, Push, Pushed, Welcome};
use alfa_sync::{
    Client, Collection, DataKey, Outcome, Parts, Phrase, Store as _, SyncError, Transport, TransportError,
};
use async_trait::async_trait;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_on_one_computer_is_read_on_the_others() {
    let house = House::start().await;
    let (key, phrase) = (DataKey::new().unwrap(), Phrase::new().unwrap());
    let home = house.computer("casa", &key).await;
    home.store.record(&turn(1, 1, "qual o preço do bitcoin?", "O Bitcoin está em R$ 512.340,55.")).await.unwrap();
    home.store.watch(&"BTC".parse().unwrap(), at(0)).await.unwrap();
    home.store.put_alert(&alert(1)).await.unwrap();
    home.store.add_trade(&trade(2, 50)).await.unwrap();
    home.store.put_schedule(&schedule(3)).await.unwrap();
    // conversation, two messages, one call, coin, alert, trade, schedule
    assert_eq!(home.client.round().await.unwrap().sent, 8);
    assert_eq!(home.client.round().await.unwrap(), Outcome::default(), "nothing is left to do");

    // another computer has the words of the phrase, and nothing else
    let wrapped = key.wrap(&phrase, home.session.user_id()).unwrap();
    let typed = Phrase::parse(&phrase.words().join(" ")).unwrap();
    let work = house.computer("trabalho", &DataKey::unwrap(&wrapped, &typed, home.session.user_id()).unwrap()).await;
    let came = work.client.round().await.unwrap();
    assert_eq!((came.received, came.healed), (8, 0));
    assert_eq!(work.everything(), home.everything());
    assert_eq!(work.everything().len(), 8);

    // both are offline and both change things
    work.store.record(&turn(1, 2, "e em dólar?", "US$ 92.100,00.")).await.unwrap();
    work.store.unwatch(&"BTC".parse().unwrap(), at(1)).await.unwrap();
    work.store.watch(&"SOL".parse().unwrap(), at(1)).await.unwrap();
    home.store.watch(&"SOL".parse().unwrap(), at(2)).await.unwrap();
    home.store.delete_alerts(&[alert(1).id], at(3)).await.unwrap();
    let mut edited = alert(1);
    edited.version = 2;
    work.store.put_alert(&edited).await.unwrap();
    for computer in [&home, &work, &home] {
        computer.client.round().await.unwrap();
    }
    assert_eq!(work.everything(), home.everything());
    assert_eq!(home.store.watched().await.unwrap(), ["SOL".parse::<alfa_domain::Ticker>().unwrap()]);
    assert!(home.store.alerts().await.unwrap().is_empty(), "a deleted alert stays deleted, whoever edits it after");
    assert_eq!(home.store.messages(conversation_id(1), 10).await.unwrap().len(), 4);
}

/// Each of two users' hands changes another part of one alert, offline; the one that goes first hears of the other's later.
#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_different_parts_of_an_alert_both_keep_what_they_changed() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let (home, work) = (house.computer("casa", &key).await, house.computer("trabalho", &key).await);
    for number in [1, 2, 3] {
        home.store.put_alert(&alert(number)).await.unwrap();
    }
    home.client.round().await.unwrap();
    work.client.round().await.unwrap();
    let edit = async |computer: &Computer, number: u64, change: &dyn Fn(&mut Alert)| {
        let mut edited =
            computer.store.alerts().await.unwrap().into_iter().find(|one| one.id == alert(number).id).unwrap();
        change(&mut edited);
        edited.version += 1;
        computer.store.put_alert(&edited).await.unwrap();
        // which is later is what the test is about
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    };
    let rule = |alert: &mut Alert| alert.condition = "price crosses_down 400000".parse().unwrap();
    let pause = |alert: &mut Alert| alert.state = AlertState::Paused;
    let by_mail = |alert: &mut Alert| alert.channels = vec![Channel::Email];
    let by_voice = |alert: &mut Alert| alert.channels = vec![Channel::Voice];
    edit(&home, 1, &rule).await;
    edit(&work, 1, &by_mail).await;
    // the same part twice: the later counts
    edit(&work, 2, &by_mail).await;
    edit(&work, 2, &pause).await;
    edit(&home, 2, &by_voice).await;
    // the earlier change is sent last
    edit(&work, 3, &rule).await;
    edit(&home, 3, &by_mail).await;
    for computer in [&home, &work, &home, &work, &home, &work, &home] {
        computer.client.round().await.unwrap();
    }
    assert_eq!(home.client.round().await.unwrap(), Outcome::default(), "nothing is left to do");
    assert_eq!(work.client.round().await.unwrap(), Outcome::default());
    assert_eq!(work.everything(), home.everything());
    let there = home.store.alerts().await.unwrap();
    let now = |number: u64| there.iter().find(|one| one.id == alert(number).id).unwrap();
    let condition = |number| now(number).condition.to_string();
    let before = alert(1);
    assert_eq!((&now(1).channels, condition(1)), (&vec![Channel::Email], "price crosses_down 400000".to_owned()));
    assert_eq!((&now(2).channels, now(2).state), (&vec![Channel::Voice], AlertState::Paused));
    assert_eq!(condition(2), before.condition.to_string());
    assert_eq!((&now(3).channels, condition(3)), (&vec![Channel::Email], "price crosses_down 400000".to_owned()));
    // what was put together is a rule that nobody has watched yet
    assert!([1, 3].iter().all(|number| now(*number).version > 2));
}

/// What the cloud took from a computer that never comes again is not lost to one that changed the same alert meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_part_changed_by_a_computer_that_never_comes_again_outlives_a_late_change_of_another_part() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let (home, work) = (house.computer("casa", &key).await, house.computer("trabalho", &key).await);
    for number in [1, 2] {
        home.store.put_alert(&alert(number)).await.unwrap();
    }
    home.client.round().await.unwrap();
    work.client.round().await.unwrap();
    let edited = |number: u64, condition: &str| {
        let mut edited = alert(number);
        edited.version = 2;
        edited.condition = condition.parse().unwrap();
        edited
    };
    home.store.put_alert(&edited(1, "price crosses_down 400000")).await.unwrap();
    // of this one's firing nobody hears before the other's rule has come
    work.store.put_alert(&edited(2, "price crosses_down 300000")).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    let mut by_mail = alert(1);
    by_mail.version = 2;
    by_mail.channels = vec![Channel::Email];
    work.store.put_alert(&by_mail).await.unwrap();
    home.store.put_alert(&edited(2, "price crosses_up 700000")).await.unwrap();
    home.client.round().await.unwrap();
    drop(home);
    work.client.round().await.unwrap();
    let new = house.computer("novo", &key).await;
    new.client.round().await.unwrap();
    assert_eq!(new.everything(), work.everything());
    let there = new.store.alerts().await.unwrap();
    let now = |number: u64| there.iter().find(|one| one.id == alert(number).id).unwrap();
    assert_eq!(now(1).condition.to_string(), "price crosses_down 400000");
    assert_eq!(now(1).channels, [Channel::Email]);
    // the rule that was replaced may have fired under the same version
    assert_eq!((now(2).condition.to_string(), now(2).version), ("price crosses_up 700000".to_owned(), 3));
}

/// A computer that never had a conversation hears of its end, and then of a message that another had written in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_conversation_does_not_come_back_empty_with_a_late_message() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let (home, work) = (house.computer("casa", &key).await, house.computer("trabalho", &key).await);
    home.store.record(&turn(1, 1, "qual o preço do bitcoin?", "O Bitcoin está em R$ 512.340,55.")).await.unwrap();
    home.client.round().await.unwrap();
    work.client.round().await.unwrap();
    work.store.record(&turn(1, 2, "e agora?", "o mesmo")).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    home.store.delete_conversation(conversation_id(1), at(9)).await.unwrap();
    home.client.round().await.unwrap();
    let new = house.computer("novo", &key).await;
    new.client.round().await.unwrap();
    for computer in [&work, &new, &home] {
        computer.client.round().await.unwrap();
    }
    let shown = |computer: &Computer| -> Vec<String> {
        computer.everything().into_iter().filter(|row| row.starts_with("conversation")).collect()
    };
    for computer in [&home, &work, &new] {
        assert_eq!(shown(computer), Vec::<String>::new());
    }
    // nor on a computer that comes when the server has forgotten its end, as after ninety days or a restore
    let forgotten = "WITH gone AS (DELETE FROM op WHERE collection = 1) DELETE FROM entity WHERE collection = 1";
    sqlx::query(forgotten).execute(&house.app.pool).await.unwrap();
    let later = house.computer("depois", &key).await;
    later.client.round().await.unwrap();
    assert!(later.everything().iter().any(|row| row.starts_with("message")), "a message came late");
    assert_eq!(shown(&later), Vec::<String>::new());
}

/// While this computer says hello and sends, its user deletes; another's later edit comes with the pull.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_in_the_middle_of_a_round_stays_deleted() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let (home, work) = (house.computer("casa", &key).await, house.computer("trabalho", &key).await);
    home.store.put_alert(&alert(1)).await.unwrap();
    home.client.round().await.unwrap();
    work.client.round().await.unwrap();
    let mut edited = alert(1);
    edited.version = 2;
    work.store.delete_alerts(&[alert(1).id], at(1)).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    home.store.put_alert(&edited).await.unwrap();
    home.client.round().await.unwrap();
    // only the pull of a round, as if the deletion had come after its push
    let stands = work.client.store.position().await.unwrap();
    let device = stands.device_id;
    let page = work.client.transport.pull(stands.epoch.unwrap(), device, stands.after, 100).await.unwrap();
    work.client.store.apply(&page.ops, page.next).await.unwrap();
    assert!(work.store.alerts().await.unwrap().is_empty());
    for computer in [&work, &home] {
        computer.client.round().await.unwrap();
        assert!(computer.store.alerts().await.unwrap().is_empty());
    }
}

/// A folder that was copied is two computers under one name until the server notices.
#[tokio::test(flavor = "multi_thread")]
async fn a_copied_folder_goes_on_as_a_computer_of_its_own() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let home = house.computer("casa", &key).await;
    home.store.put_alert(&alert(1)).await.unwrap();
    home.client.round().await.unwrap();
    let copy = house.copy_of(&home, "copia", &key).await;
    let name = async |computer: &Computer| computer.client.store.position().await.unwrap().device_id;
    assert_eq!(name(&copy).await, name(&home).await);
    home.store.put_alert(&alert(2)).await.unwrap();
    copy.store.put_alert(&alert(3)).await.unwrap();
    for computer in [&home, &copy, &home] {
        computer.client.round().await.unwrap();
    }
    assert_ne!(name(&copy).await, name(&home).await);
    assert_eq!(copy.everything(), home.everything());
    assert_eq!(home.store.alerts().await.unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_hours_ahead_is_put_right_and_does_not_win_for_ever() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let (home, work) = (house.computer("casa", &key).await, house.computer("trabalho", &key).await);
    home.set_clock_ahead(5 * 3_600_000);
    home.store.put_alert(&alert(1)).await.unwrap();
    home.store.watch(&"BTC".parse().unwrap(), at(0)).await.unwrap();
    assert_eq!(home.client.round().await.unwrap().sent, 2);
    work.client.round().await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let mut edited = alert(1);
    edited.version = 2;
    edited.said = "depois".to_owned();
    work.store.put_alert(&edited).await.unwrap();
    work.client.round().await.unwrap();
    home.client.round().await.unwrap();
    assert_eq!(home.store.alerts().await.unwrap()[0].said, "depois");
    assert_eq!(home.everything(), work.everything());
}

/// Rows that only one of two computers has.
fn differing(one: &[String], other: &[String]) -> Vec<String> {
    let only = |here: &[String], there: &[String], sign: &str| -> Vec<String> {
        here.iter().filter(|row| !there.contains(row)).map(|row| format!("{sign} {row}")).collect()
    };
    [only(one, other, "-"), only(other, one, "+")].concat()
}

/// The server comes back from a backup that is older than what its devices have; also one that has lost everything but the accounts.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_restored_server_has_lost_comes_back_from_the_devices() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let (home, work) = (house.computer("casa", &key).await, house.computer("trabalho", &key).await);
    let restore = async |statements: &[&'static str]| {
        for statement in statements {
            sqlx::query(*statement).execute(&house.app.pool).await.unwrap();
        }
    };
    home.store.record(&turn(1, 1, "qual o preço do bitcoin?", "O Bitcoin está em R$ 512.340,55.")).await.unwrap();
    home.client.round().await.unwrap();
    restore(&[
        "CREATE TABLE old_op AS TABLE op",
        "CREATE TABLE old_entity AS TABLE entity",
        "CREATE TABLE old_head AS TABLE sync_head",
        "CREATE TABLE old_device AS TABLE sync_device",
    ])
    .await;
    for number in 2..6 {
        home.store.record(&turn(1, number, "e agora?", "o mesmo")).await.unwrap();
        work.store.watch(&"SOL".parse().unwrap(), at(1)).await.unwrap();
        work.store.put_alert(&alert(number)).await.unwrap();
        home.client.round().await.unwrap();
        work.client.round().await.unwrap();
    }
    home.store.delete_alerts(&[alert(2).id], at(9)).await.unwrap();
    home.client.round().await.unwrap();
    work.client.round().await.unwrap();
    let before = home.everything();
    assert_eq!(work.everything(), before);
    let to_backup = [
        "DELETE FROM op",
        "INSERT INTO op TABLE old_op",
        "DELETE FROM entity",
        "INSERT INTO entity TABLE old_entity",
        "DELETE FROM sync_head",
        "INSERT INTO sync_head TABLE old_head",
        "DELETE FROM sync_device",
        "INSERT INTO sync_device TABLE old_device",
    ];
    let to_nothing = [
        "DELETE FROM op",
        "DELETE FROM entity",
        "DELETE FROM sync_device",
        "UPDATE sync_head SET seq = 0, digests = ''",
    ];
    for lost in [&to_backup[..], &to_nothing[..]] {
        restore(lost).await;
        let healed = home.client.round().await.unwrap().healed + work.client.round().await.unwrap().healed;
        assert!(healed > 0, "something was missing on the server");
        home.client.round().await.unwrap();
        assert_eq!(differing(&home.everything(), &before), Vec::<String>::new());
        assert_eq!(differing(&work.everything(), &before), Vec::<String>::new());
        // a computer that comes now gets all of it from the server alone
        let new = house.computer(&format!("novo{}", lost.len()), &key).await;
        new.client.round().await.unwrap();
        assert_eq!(differing(&new.everything(), &before), Vec::<String>::new());
    }
}

/// One entity differs although both ends think they are level: only its part is looked at, and it is made level.
#[tokio::test(flavor = "multi_thread")]
async fn what_differs_at_the_head_is_found_and_healed() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let home = house.computer("casa", &key).await;
    for number in 0..20 {
        home.store.put_alert(&alert(number)).await.unwrap();
    }
    home.client.round().await.unwrap();
    // the server loses one, and keeps its digest of the rest
    let stands = home.client.store.digests().await.unwrap()[&Collection::Alerts];
    let placed =
        home.client.transport.pull(home.client.store.position().await.unwrap().epoch.unwrap(), Uuid::nil(), 0, 1).await;
    let lost = placed.unwrap().ops.remove(0).op;
    let mut rest = stands;
    rest.toggle(alfa_sync::Digest::of(lost.collection, lost.entity, &lost.stamp()));
    let digests = [&lost.collection.number().to_be_bytes()[..], &rest.0.to_be_bytes()].concat();
    sqlx::query("UPDATE op SET live = false WHERE op_id = $1").bind(lost.op_id).execute(&house.app.pool).await.unwrap();
    sqlx::query("DELETE FROM entity WHERE op_id = $1").bind(lost.op_id).execute(&house.app.pool).await.unwrap();
    sqlx::query("UPDATE sync_head SET digests = $1").bind(digests).execute(&house.app.pool).await.unwrap();
    let outcome = home.client.round().await.unwrap();
    assert_eq!((outcome.healed, outcome.sent), (1, 1));
    assert_eq!(home.client.round().await.unwrap(), Outcome::default());
    let new = house.computer("novo", &key).await;
    new.client.round().await.unwrap();
    assert_eq!(new.everything(), home.everything());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_cannot_read_what_it_keeps_and_a_wrong_key_reads_nothing() {
    let house = House::start().await;
    let home = house.computer("casa", &DataKey::new().unwrap()).await;
    home.store.record(&turn(1, 1, "segredo do abacateiro", "resposta do abacateiro")).await.unwrap();
    // an alert it may read: this search would find words if they lay there
    home.store.put_alert(&alert(1)).await.unwrap();
    home.client.round().await.unwrap();
    let (mut found, mut readable) = (0, 0);
    let mut folders = vec![house.folder().join("postgres/data")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else if let Ok(bytes) = std::fs::read(entry.path()) {
                found += bytes.windows(10).filter(|window| window == b"abacateiro").count();
                readable += bytes.windows(10).filter(|window| window == b"me avisa s").count();
            }
        }
    }
    assert!(readable > 0);
    assert_eq!(found, 0, "words of a conversation lie in the database's files");
    // with another key nothing is read and nothing is lost: it is put aside, and said
    let stranger = house.computer("outra", &DataKey::new().unwrap()).await;
    stranger.client.round().await.unwrap();
    let read = stranger.everything();
    assert!(read.iter().all(|row| row.starts_with("alert ")), "{read:?}");
    assert_eq!(stranger.store.sync_status().await.unwrap().quarantined.len(), 4);
}

/// xorshift64*: the same numbers in every run.
struct Random(AtomicU64);

impl Random {
    fn below(&self, end: u64) -> u64 {
        let mut state = self.0.load(Ordering::Relaxed);
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        self.0.store(state, Ordering::Relaxed);
        (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % end
    }
}

/// A line on which requests get lost, answers get lost, and requests arrive twice.
struct Line<'a> {
    to: &'a alfa_desktop::cloud::HttpTransport,
    random: &'a Random,
}

impl Line<'_> {
    /// Of the two the second is a repetition of the first.
    async fn over<T>(
        &self,
        once: impl Future<Output = Result<T, TransportError>> + Send,
        again: impl Future<Output = Result<T, TransportError>> + Send,
    ) -> Result<T, TransportError> {
        let lost = |what: &str| Err(TransportError::Unreachable(what.to_owned()));
        match self.random.below(10) {
            0 => lost("the request was lost"),
            1 => {
                let _ = once.await;
                lost("the answer was lost")
            }
            2 => {
                let _ = once.await;
                again.await
            }
            _ => once.await,
        }
    }
}

#[async_trait]
impl Transport for Line<'_> {
    async fn hello(&self, hello: &Hello) -> Result<Welcome, TransportError> {
        self.over(self.to.hello(hello), self.to.hello(hello)).await
    }
    async fn push(&self, push: &Push) -> Result<Pushed, TransportError> {
        self.over(self.to.push(push), self.to.push(push)).await
    }
    async fn pull(&self, epoch: Uuid, device: Uuid, after: i64, _: usize) -> Result<Pulled, TransportError> {
        // small pages, so that a line breaks between them
        self.over(self.to.pull(epoch, device, after, 3), self.to.pull(epoch, device, after, 3)).await
    }
    async fn snapshot(&self, epoch: Uuid, device: Uuid, after: i64) -> Result<Box<dyn Parts>, TransportError> {
        self.to.snapshot(epoch, device, after).await
    }
    async fn buckets(&self, collection: Collection) -> Result<Buckets, TransportError> {
        self.over(self.to.buckets(collection), self.to.buckets(collection)).await
    }
    async fn bucket(&self, collection: Collection, bucket: u8) -> Result<Bucket, TransportError> {
        self.over(self.to.bucket(collection, bucket), self.to.bucket(collection, bucket)).await
    }
}

/// Something a user does.
async fn act(computer: &Computer, random: &Random, number: u64) {
    let store = &computer.store;
    let coin = ["BTC", "ETH", "SOL", "ADA"][usize::try_from(random.below(4)).unwrap()].parse().unwrap();
    let moment = at(i64::try_from(number).unwrap());
    match random.below(8) {
        0 | 1 => store.record(&turn(random.below(3), 100 + number, "quanto?", "tanto")).await.unwrap(),
        2 => drop(store.watch(&coin, moment).await.unwrap()),
        3 => drop(store.unwatch(&coin, moment).await.unwrap()),
        4 => {
            let mut edited = alert(random.below(4));
            edited.version = u32::try_from(number).unwrap();
            edited.said = format!("edição {number}");
            store.put_alert(&edited).await.unwrap();
        }
        5 => store.delete_alerts(&[alert(random.below(12)).id], moment).await.unwrap(),
        6 => store.add_trade(&trade(1_000 + number, 5)).await.unwrap(),
        _ => drop(store.delete_conversation(conversation_id(random.below(6)), moment).await.unwrap()),
    }
}

async fn round(computer: &Computer, random: &Random) -> Result<Outcome, SyncError> {
    let line = Line { to: &computer.client.transport, random };
    Client { store: computer.client.store.clone(), transport: line }.round().await
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_bad_line_all_converge_and_nothing_is_lost() {
    all_converge(12, |_, _| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_changed_at_the_same_moment_all_have_the_same_in_the_end() {
    let from = alfa_desktop::clock::SystemClock::new(None).now().timestamp_millis() + 20_000;
    // each moment is two or three acts long
    all_converge(24, |computer, number| computer.set_clock_to(from + i64::try_from(number / 3).unwrap())).await;
}

/// So many seeds, in each of which `before` is done before each act.
async fn all_converge(seeds: u64, before_act: impl Fn(&Computer, u64)) {
    let house = House::start().await;
    for seed in 1..=seeds {
        let key = DataKey::new().unwrap();
        let random = Random(AtomicU64::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let mut computers = Vec::new();
        for name in ["a", "b", "c"] {
            computers.push(house.computer(&format!("{name}{seed}"), &key).await);
        }
        let mut trades = Vec::new();
        for number in 0..60 {
            let computer = &computers[usize::try_from(random.below(3)).unwrap()];
            let before = computer.store.trades().await.unwrap().len();
            before_act(computer, seed * 60 + number);
            act(computer, &random, seed * 1_000 + number).await;
            if computer.store.trades().await.unwrap().len() > before {
                trades.push(seed * 1_000 + number);
            }
            if random.below(4) == 0 {
                let _ = round(computer, &random).await;
            }
        }
        for _ in 0..3 {
            for computer in &computers {
                computer.client.round().await.unwrap();
            }
        }
        let first = computers[0].everything();
        for computer in &computers {
            assert_eq!(computer.everything(), first, "seed {seed}");
            assert_eq!(computer.store.sync_status().await.unwrap().waiting, 0, "seed {seed}");
            let kept = computer.store.trades().await.unwrap();
            for number in &trades {
                assert!(kept.iter().any(|kept| kept.id == trade(1_000 + number, 5).id), "seed {seed}: trade {number}");
            }
        }
        // the same digests, and nothing that would have to be healed
        let digests = computers[0].client.store.digests().await.unwrap();
        assert_eq!(computers[2].client.store.digests().await.unwrap(), digests);
    }
}
