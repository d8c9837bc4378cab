//! Settings of two computers.

use crate::house::{EMAIL, House};
use crate::samples::at;
use alfa_desktop::clock::SystemClock;
use alfa_desktop::cloud::{Account, Keeping};
use alfa_desktop::paths::Paths;
use alfa_desktop::settings::{Settings, SettingsFile};
use alfa_desktop::store::Store;
use alfa_sync::DataKey;
use std::time::{Duration, SystemTime};

struct Computer {
    paths: Paths,
    file: SettingsFile,
    store: Store,
    account: Account,
}

impl Computer {
    async fn new(house: &House, name: &str, key: &DataKey) -> Self {
        let paths = Paths::resolve_in(Some(house.folder().join(name).as_os_str())).unwrap();
        let session = house.sign_in(name).await;
        let account = Account::new(&house.url, EMAIL, &session, key.clone(), Keeping::File);
        account.save(&paths).await.unwrap();
        let store = Store::open(&paths.database, at(0)).unwrap().store;
        Self { file: SettingsFile::new(&paths.settings), paths, store, account }
    }

    async fn round(&mut self) {
        self.account.sync(&self.paths, &self.store, &SystemClock::new(None)).await.unwrap();
    }

    fn settings(&self) -> Settings {
        self.file.load().unwrap().settings
    }

    /// As if the file had been changed so long ago.
    fn changed_before(&self, seconds: u64) {
        let file = std::fs::File::options().write(true).open(&self.paths.settings).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_setting_is_the_last_one_chosen_on_any_computer_and_some_stay_at_home() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let mut home = Computer::new(&house, "casa", &key).await;
    home.file.set("speed", "1.3").unwrap();
    home.file.set("theme", "dark").unwrap();
    home.file.set("microphone", "o de casa").unwrap();
    home.round().await;
    let mut work = Computer::new(&house, "trabalho", &key).await;
    // in the user's own hand, with a comment, before the first round
    std::fs::write(&work.paths.settings, "# do trabalho\nlanguage = \"en\" # por ora\n\n[futuro]\nopcao = 1\n")
        .unwrap();
    work.round().await;
    let there = work.settings();
    assert_eq!((there.speed, there.window.theme.as_str(), there.window.language.as_str()), (1.3, "dark", "en"));
    assert_eq!(there.microphone, None, "a microphone is a computer's own");
    let text = std::fs::read_to_string(&work.paths.settings).unwrap();
    assert!(text.contains("# do trabalho") && text.contains("# por ora") && text.contains("opcao = 1"), "{text}");
    home.round().await;
    assert_eq!(home.settings().window.language, "en");

    // offline, each changes something; of the same setting the later one counts
    home.file.set("theme", "light").unwrap();
    home.file.set("llm.day_limit_usd", "3").unwrap();
    home.changed_before(60);
    work.file.set("theme", "system").unwrap();
    work.file.unset("speed").unwrap();
    work.round().await;
    home.round().await;
    work.round().await;
    for computer in [&home, &work] {
        let settings = computer.settings();
        assert_eq!(settings.window.theme, "system");
        assert_eq!(settings.speed, Settings::default().speed);
        assert_eq!(settings.llm.day_limit_usd.to_string(), "3");
    }
    assert!(
        !std::fs::read_to_string(&home.paths.settings).unwrap().contains("speed"),
        "the default is the default again"
    );
    assert_eq!(home.settings().microphone.as_deref(), Some("o de casa"));
    assert_eq!(home.store.sync_status().await.unwrap().waiting, 0);

    // what was seen is changed after it, whatever the file's date says
    home.file.set("theme", "dark").unwrap();
    home.changed_before(3_600);
    home.round().await;
    work.round().await;
    assert_eq!(work.settings().window.theme, "dark");
    // the server sees neither names nor values
    let bodies: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT body FROM op WHERE collection = 6").fetch_all(&house.app.pool).await.unwrap();
    assert!(bodies.iter().any(|body| !body.is_empty()));
    assert!(bodies.iter().all(|body| !body.windows(5).any(|part| part == b"theme")));
}
