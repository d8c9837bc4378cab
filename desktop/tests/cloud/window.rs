//! The account in the window: what the page asks of ALFA in the tray, against a real server.

use crate::house::{House, PASSWORD};
use crate::samples::alert;
use alfa_copilot::{Alerts, Problem};
use alfa_desktop::app::AppOptions;
use alfa_desktop::market::MarketSource;
use alfa_desktop::paths::Paths;
use alfa_desktop::resident::view::{AccountView, AppEvent, Entry, HotkeyReport, HotkeyState, HotkeyWay, Subject};
use alfa_desktop::resident::{Resident, Shell};
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;

const EMAIL: &str = "eva@exemplo.com.br";

/// A shell without windows.
struct Bare;

#[async_trait]
impl Shell for Bare {
    async fn set_hotkey(&self, _keys: &str) -> Result<(), Problem> {
        Ok(())
    }

    fn hotkey(&self) -> HotkeyReport {
        HotkeyReport { state: HotkeyState::Ready, way: HotkeyWay::X11, message: None }
    }

    fn set_autostart(&self, _on: bool) -> Result<(), Problem> {
        Ok(())
    }

    fn open_link(&self, _address: &str) -> Result<(), Problem> {
        Ok(())
    }

    async fn notify(&self, _firing: &alfa_domain::Firing) -> Result<(), Problem> {
        Ok(())
    }

    async fn notify_text(&self, _title: &str, _text: &str) -> Result<(), Problem> {
        Ok(())
    }

    fn come_forward(&self) {}
}

pub async fn open(house: &House, name: &str) -> Arc<Resident> {
    let options = AppOptions {
        market: Some(MarketSource::Replay(None)),
        paths: Some(Paths::resolve_in(Some(house.folder().join(name).as_os_str())).unwrap()),
        offline: true,
        llm_off: true,
        ..AppOptions::default()
    };
    Resident::open(options, Arc::new(Bare)).await.unwrap()
}

pub fn entry(house: &House, email: &str, password: &str) -> Entry {
    // as it may be typed
    let server = format!(" {}/ ", house.url);
    Entry { server, email: format!("{email} "), password: password.into(), keep_in_file: true }
}

pub fn code<T>(done: Result<T, Problem>) -> String {
    done.map(drop).unwrap_err().code
}

pub async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

/// The phrase is shown; the words that are asked for.
pub async fn shown(resident: &Resident) -> (Vec<String>, Vec<String>) {
    assert!(matches!(resident.account().await.unwrap(), AccountView::PhraseShown { .. }));
    let phrase = resident.recovery_phrase().await.unwrap();
    let asked = phrase.asked.iter().map(|place| phrase.words[place - 1].to_uppercase()).collect();
    (phrase.words, asked)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_made_its_phrase_written_down_and_another_computer_enters_by_it() {
    let house = House::start().await;
    let known = house.mailed_code(&[]).await;
    let (home, work) = (open(&house, "casa").await, open(&house, "trabalho").await);
    assert!(matches!(home.account().await.unwrap(), AccountView::SignedOut { problem: None, .. }));
    assert_eq!(home.sync_now().await.unwrap_err().code, "not_signed_in");

    // what is wrong is said before anything is made
    let unprotected = Entry { server: "http://nuvem.exemplo.com.br".to_owned(), ..entry(&house, EMAIL, PASSWORD) };
    assert_eq!(code(home.create_account(unprotected).await), "server_in_clear");
    assert_eq!(code(home.create_account(entry(&house, EMAIL, "curta")).await), "password_too_short");
    home.create_account(entry(&house, EMAIL, PASSWORD)).await.unwrap();
    let AccountView::CodeMailed { email, server } = home.account().await.unwrap() else { panic!("no code is asked") };
    assert_eq!((email.as_str(), server.as_str()), (EMAIL, house.url.as_str()));
    assert_eq!(code(home.verify_account("outro código".to_owned()).await), "bad_code");
    let first = house.mailed_code(std::slice::from_ref(&known)).await;
    home.mail_code_again().await.unwrap();
    // the one before holds beside it
    house.mailed_code(&[known, first.clone()]).await;
    home.verify_account(format!(" {first}\n")).await.unwrap();

    // the phrase is shown until it is known to be written down, and never again
    home.app().store.put_alert(&alert(1)).await.unwrap();
    let (words, asked) = shown(&home).await;
    assert_eq!(words.len(), 24);
    let swapped = vec![asked[1].clone(), asked[0].clone(), asked[2].clone()];
    assert_eq!(code(home.confirm_phrase(swapped).await), "phrase_not_written_down");
    assert_eq!(code(home.confirm_phrase(Vec::new()).await), "phrase_not_written_down");
    let mut events = home.events();
    home.confirm_phrase(asked.clone()).await.unwrap();
    assert!(matches!(home.account().await.unwrap(), AccountView::SignedIn { email, .. } if email == EMAIL));
    assert_eq!(home.recovery_phrase().await.map(drop).unwrap_err().code, "no_such_step");
    assert_eq!(code(home.confirm_phrase(asked).await), "no_such_step");

    // the first round comes by itself, and the window is told
    until("the computer is level", async || home.sync_status().await.unwrap().level).await;
    let is_about_it = |event: &AppEvent| matches!(event, AppEvent::Changed { what } if what.contains(&Subject::Account) || what.contains(&Subject::Sync));
    let mut changes = 0;
    while changes < 2 {
        let told = tokio::time::timeout(Duration::from_secs(10), events.recv());
        let told = told.await.expect("the account's coming and the round's end are told").unwrap();
        changes += usize::from(is_about_it(&told));
    }

    // another computer needs the phrase, and may try again
    work.sign_in(entry(&house, EMAIL, PASSWORD)).await.unwrap();
    assert!(matches!(work.account().await.unwrap(), AccountView::PhraseAsked { .. }));
    assert_eq!(code(work.enter_phrase(words[1..].join(" ")).await), "bad_phrase");
    let of_another_account = alfa_sync::Phrase::new().unwrap().words().join(" ");
    assert_eq!(code(work.enter_phrase(of_another_account).await), "wrong_phrase");
    work.enter_phrase(words.join("\n")).await.unwrap();
    until("the alert comes", async || work.app().store.alerts().await.unwrap().len() == 1).await;
    assert_eq!(work.sync_now().await.unwrap().sent, 0);

    // it is taken out of the account, learns of it, and can come back
    let devices = home.account_devices().await.unwrap();
    assert_eq!(devices.iter().filter(|device| device.this).count(), 1);
    let other = devices.iter().find(|device| !device.this).unwrap();
    home.revoke_device(other.id).await.unwrap();
    assert_eq!(home.account_devices().await.unwrap().len(), 1);
    assert_eq!(work.sync_now().await.unwrap_err().code, "signed_out");
    let status = work.sync_status().await.unwrap();
    assert!(!status.level && status.problem.is_some_and(|problem| problem.code == "signed_out"));
    work.sign_in(entry(&house, EMAIL, PASSWORD)).await.unwrap();
    work.enter_phrase(words.join(" ")).await.unwrap();
    until("it is level again", async || work.sync_status().await.unwrap().level).await;
    let (home_devices, work_devices) = (home.account_devices().await.unwrap(), work.account_devices().await.unwrap());
    assert_eq!((home_devices.len(), work_devices.len()), (2, 2));
    home.close().await;
    work.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_changed_forgotten_and_replaced_and_the_account_erased() {
    let house = House::start().await;
    let known = house.mailed_code(&[]).await;
    let home = open(&house, "casa").await;
    let email = crate::house::EMAIL;
    assert_eq!(code(home.sign_in(entry(&house, email, "outra senha qualquer")).await), "wrong_credentials");

    // who leaves in the middle leaves no device behind
    for _ in 0..2 {
        home.sign_in(entry(&house, email, PASSWORD)).await.unwrap();
        let _ = shown(&home).await;
        home.leave_sign_in().await.unwrap();
        assert!(matches!(home.account().await.unwrap(), AccountView::SignedOut { server, .. } if server == house.url));
    }
    home.sign_in(entry(&house, email, PASSWORD)).await.unwrap();
    let (words, asked) = shown(&home).await;
    home.confirm_phrase(asked).await.unwrap();
    assert_eq!(home.account_devices().await.unwrap().len(), 1);
    assert_eq!(code(home.sign_in(entry(&house, EMAIL, PASSWORD)).await), "already_signed_in");

    let (new, third) = ("a segunda senha".to_owned(), "a terceira senha".to_owned());
    assert_eq!(code(home.change_password("não é esta".to_owned(), new.clone()).await), "wrong_password");
    home.change_password(PASSWORD.to_owned(), new).await.unwrap();
    home.sync_now().await.unwrap();
    assert!(home.sign_out().await.unwrap().told);
    home.reset_password(house.url.clone(), email.to_owned()).await.unwrap();
    let reset = house.mailed_code(&[known]).await;
    home.confirm_reset(house.url.clone(), reset, third.clone()).await.unwrap();
    home.sign_in(entry(&house, email, &third)).await.unwrap();
    home.enter_phrase(words.join(" ")).await.unwrap();

    home.app().store.put_alert(&alert(1)).await.unwrap();
    assert_eq!(code(home.erase_account("não é esta".to_owned()).await), "wrong_password");
    home.erase_account(third.clone()).await.unwrap();
    assert!(matches!(home.account().await.unwrap(), AccountView::SignedOut { .. }));
    assert_eq!(home.app().store.alerts().await.unwrap().len(), 1, "what is here stays");
    assert_eq!(code(home.sign_in(entry(&house, email, &third)).await), "wrong_credentials");
    home.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_cloud_nobody_is_locked_in() {
    let house = House::start().await;
    let home = open(&house, "casa").await;
    home.sign_in(entry(&house, crate::house::EMAIL, PASSWORD)).await.unwrap();
    let (_, asked) = shown(&home).await;
    home.confirm_phrase(asked).await.unwrap();
    until("the computer is level", async || home.sync_status().await.unwrap().level).await;
    house.kill_postgres();
    home.app().store.put_alert(&alert(1)).await.unwrap();
    let problem = home.sync_now().await.unwrap_err();
    let status = home.sync_status().await.unwrap();
    assert_eq!((status.waiting, status.level), (1, false));
    assert_eq!(status.problem.unwrap().code, problem.code);
    assert!(!home.sign_out().await.unwrap().told, "the cloud could not be told");
    assert!(matches!(home.account().await.unwrap(), AccountView::SignedOut { .. }));
    assert!(home.sync_status().await.unwrap().problem.is_none());
    house.resume_postgres();
    home.close().await;
}
