//! What an account's owner does with it in the window.

use crate::house::{EMAIL, House, PASSWORD};
use crate::owner::code as totp;
use crate::window::{code, entry, open, shown, until};
use alfa_copilot::Alerts;
use alfa_desktop::resident::Resident;
use alfa_desktop::resident::view::{AccountView, NewDailyReport};
use alfa_domain::Metered;
use serde_json::Value;
use std::sync::Arc;

const NEW_EMAIL: &str = "nova@exemplo.com.br";

/// A computer that is in the account, and its phrase.
async fn inside(house: &House) -> (Arc<Resident>, String) {
    let home = open(house, "casa").await;
    home.sign_in(entry(house, EMAIL, PASSWORD)).await.unwrap();
    let (words, asked) = shown(&home).await;
    home.confirm_phrase(asked).await.unwrap();
    (home, words.join(" "))
}

fn password() -> String {
    PASSWORD.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_factor_is_turned_on_its_codes_renewed_and_turned_off() {
    let house = House::start().await;
    let (home, phrase) = inside(&house).await;
    let stands = async || {
        let factor = home.second_factor().await.unwrap();
        (factor.on, factor.recovery_codes_left)
    };
    assert_eq!(stands().await, (false, 0));
    assert_eq!(code(home.begin_second_factor("não é esta".to_owned()).await), "wrong_password");
    assert_eq!(code(home.confirm_second_factor("123456".to_owned()).await), "no_second_factor_begun");
    let key = home.begin_second_factor(password()).await.unwrap();
    assert!(key.url.starts_with("otpauth://totp/ALFA:") && key.url.contains(&key.secret), "{}", key.url);
    assert_eq!(code(home.confirm_second_factor("000000".to_owned()).await), "wrong_code");
    assert_eq!(stands().await, (false, 0));
    let codes = home.confirm_second_factor(totp(&key.secret, 0)).await.unwrap();
    assert_eq!((codes.len(), stands().await), (10, (true, 10)));
    assert_eq!(code(home.begin_second_factor(password()).await), "second_factor_on");

    // a recovery code lets in once
    let work = open(&house, "trabalho").await;
    work.sign_in(entry(&house, EMAIL, PASSWORD)).await.unwrap();
    work.give_second_factor(codes[0].to_lowercase()).await.unwrap();
    work.enter_phrase(phrase).await.unwrap();
    assert_eq!(stands().await, (true, 9));
    assert_eq!(code(home.renew_recovery_codes(password(), codes[0].clone()).await), "wrong_code");
    let renewed = home.renew_recovery_codes(password(), totp(&key.secret, 1)).await.unwrap();
    assert!(renewed.len() == 10 && renewed.iter().all(|code| !codes.contains(code)));
    assert_eq!(stands().await, (true, 10));
    assert_eq!(code(home.end_second_factor(password(), codes[1].clone()).await), "wrong_code");
    assert_eq!(code(home.end_second_factor("não é esta".to_owned(), renewed[0].clone()).await), "wrong_password");
    home.end_second_factor(password(), renewed[0].clone()).await.unwrap();
    assert_eq!(stands().await, (false, 0));
    home.close().await;
    work.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_address_holds_once_its_code_came_back_and_everything_is_in_a_file() {
    let house = House::start().await;
    let known = house.mailed_code(&[]).await;
    let (home, phrase) = inside(&house).await;
    assert_eq!(code(home.change_email("não é esta".to_owned(), NEW_EMAIL.to_owned()).await), "wrong_password");
    assert_eq!(code(home.change_email(password(), "nova".to_owned()).await), "bad_email");
    home.change_email(password(), format!(" {NEW_EMAIL} ")).await.unwrap();
    let mailed = house.mailed_code(&[known]).await;
    assert_eq!(code(home.confirm_email("outro".to_owned()).await), "bad_code");
    assert!(matches!(home.account().await.unwrap(), AccountView::SignedIn { email, .. } if email == EMAIL));
    assert_eq!(home.confirm_email(format!("{mailed}\n")).await.unwrap(), NEW_EMAIL);
    assert!(matches!(home.account().await.unwrap(), AccountView::SignedIn { email, .. } if email == NEW_EMAIL));
    home.sync_now().await.unwrap();
    let work = open(&house, "trabalho").await;
    work.sign_in(entry(&house, NEW_EMAIL, PASSWORD)).await.unwrap();
    work.enter_phrase(phrase).await.unwrap();

    home.app().store.put_alert(&crate::samples::alert(1)).await.unwrap();
    home.sync_now().await.unwrap();
    assert_eq!(code(home.export_account("não é esta".to_owned()).await), "wrong_password");
    let written = home.export_account(password()).await.unwrap().path;
    let lines = std::fs::read_to_string(&written).unwrap();
    std::fs::remove_file(&written).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.last().unwrap()["end"]["rows"], lines.len() - 2);
    assert!(lines.iter().any(|line| line["table"] == "account" && line["row"]["email"] == NEW_EMAIL));
    assert!(lines.iter().any(|line| line["table"] == "op"));
    home.close().await;
    work.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daily_report_is_set_and_what_was_used_is_known_also_without_the_cloud() {
    let house = House::start().await;
    let (home, _) = inside(&house).await;
    let report = home.daily_report().await.unwrap();
    assert!(!report.enabled && report.next_at.is_none() && !report.coins.is_empty());
    let coins = ["BTC", "eth"].map(str::to_owned).to_vec();
    let set =
        |enabled, time: &str, coins| home.set_daily_report(NewDailyReport { enabled, time: time.to_owned(), coins });
    assert_eq!(code(set(true, "25:00", coins.clone()).await), "bad_hour");
    assert_eq!(code(set(true, "07:30", vec!["NADA".to_owned()]).await), "bad_coins");
    let report = set(true, "07:30", coins).await.unwrap();
    assert!(report.enabled && report.own_zone && report.next_at.is_some(), "{report:?}");
    assert_eq!((report.time.as_str(), report.coins.join(" ").as_str()), ("07:30", "BTC ETH"));
    let report = set(false, "07:30", report.coins).await.unwrap();
    assert!(!report.enabled && home.daily_report().await.unwrap().time == "07:30");

    until("the computer is level", async || home.sync_status().await.unwrap().level).await;
    let usage = home.account_usage().await.unwrap();
    assert!(usage.problem.is_none() && usage.used.len() == Metered::ALL.len() && usage.resets_at > usage.at);
    assert!(usage.used.iter().all(|one| one.used == 0));
    house.kill_postgres();
    let old = home.account_usage().await;
    house.resume_postgres();
    if let Ok(old) = old {
        assert_eq!((old.at, old.problem.is_some()), (usage.at, true));
    } else {
        panic!("what was known is lost: {old:?}");
    }
    home.close().await;
}
