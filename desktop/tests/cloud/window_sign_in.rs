//! The window's other ways in: through the browser, and with a second factor.

use crate::house::{EMAIL, House, PASSWORD};
use crate::owner::{USER, code as totp};
use crate::window::{code, entry, open, shown, until};
use alfa_desktop::cloud::Session;
use alfa_desktop::resident::Resident;
use alfa_desktop::resident::view::AccountView;
use std::process::{Command, Stdio};

/// The page that is waited for.
async fn awaited(resident: &Resident, asked: &str) -> String {
    match resident.account().await.unwrap() {
        AccountView::BrowserAwaited { email, page, opened: true } if email == asked => page,
        other => panic!("no browser is waited for: {other:?}"),
    }
}

/// The user's browser, on a page.
fn browse(page: String, name: &str, answer: &'static str) -> tokio::task::JoinHandle<String> {
    let program = USER.replace("ANSWER", answer).replace("o de casa", name);
    tokio::task::spawn_blocking(move || {
        let done = Command::new("python3").args(["-c", &program, &page]).stdin(Stdio::null()).output().unwrap();
        String::from_utf8_lossy(&done.stderr).into_owned()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_enters_through_the_browser_that_may_say_no_or_be_given_up() {
    let house = House::start().await;
    let home = open(&house, "casa").await;
    let name = alfa_desktop::cloud::device_name();
    let begin = || home.sign_in_by_browser(format!(" {}/", house.url), format!("{EMAIL} "), true);
    let unprotected = "http://nuvem.exemplo.com.br".to_owned();
    assert_eq!(code(home.sign_in_by_browser(unprotected, EMAIL.to_owned(), true).await), "server_in_clear");

    // given up: nobody listens any more
    begin().await.unwrap();
    let page = awaited(&home, EMAIL).await;
    home.leave_sign_in().await.unwrap();
    assert!(matches!(home.account().await.unwrap(), AccountView::SignedOut { problem: None, .. }));
    until("nobody listens", async || {
        let port = page.split("127.0.0.1%3A").nth(1).unwrap().split('%').next().unwrap().to_owned();
        tokio::net::TcpStream::connect(format!("127.0.0.1:{port}")).await.is_err()
    })
    .await;

    // denied over there, which is said here until the next try
    begin().await.unwrap();
    let said = browse(awaited(&home, EMAIL).await, &name, "deny").await.unwrap();
    until("the browser came back", async || matches!(home.account().await.unwrap(), AccountView::SignedOut { .. }))
        .await;
    let AccountView::SignedOut { problem: Some(problem), .. } = home.account().await.unwrap() else { panic!("{said}") };
    assert_eq!(problem.code, "sign_in_denied", "{said}");
    assert_eq!(code(home.sign_in(entry(&house, EMAIL, "outra senha qualquer")).await), "wrong_credentials");
    assert!(matches!(home.account().await.unwrap(), AccountView::SignedOut { problem: None, .. }));

    // allowed: the phrase comes next, as after a password; whose account it is may be said over there alone
    home.sign_in_by_browser(house.url.clone(), " ".to_owned(), true).await.unwrap();
    let said = browse(awaited(&home, "").await, &name, "allow").await.unwrap();
    until(
        "the phrase is shown",
        async || matches!(home.account().await.unwrap(), AccountView::PhraseShown { email } if email == EMAIL),
    )
    .await;
    assert_eq!(said, "");
    let (_, asked) = shown(&home).await;
    home.confirm_phrase(asked).await.unwrap();
    until("the computer is level", async || home.sync_status().await.unwrap().level).await;
    let devices = home.account_devices().await.unwrap();
    let own: Vec<&str> = devices.iter().filter(|device| device.this).map(|device| device.name.as_str()).collect();
    // the browsers signed in for themselves
    assert!(
        own == [name.as_str()] && devices.iter().all(|device| device.this || device.platform == "web"),
        "{devices:?}"
    );
    home.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_asked_for_after_the_password() {
    let house = House::start().await;
    let session = house.sign_in("outro").await;
    let begun = session.begin_second_factor(&PASSWORD.into()).await.unwrap();
    let secret = secrecy::ExposeSecret::expose_secret(&begun.secret).to_owned();
    session.confirm_second_factor(&totp(&secret, 0).into()).await.unwrap();
    let home = open(&house, "casa").await;
    assert_eq!(code(home.give_second_factor("123456".to_owned()).await), "no_such_step");
    home.sign_in(entry(&house, EMAIL, PASSWORD)).await.unwrap();
    assert!(matches!(home.account().await.unwrap(), AccountView::SecondFactorAsked { email } if email == EMAIL));
    assert_eq!(code(home.give_second_factor("000000".to_owned()).await), "wrong_code");
    assert!(matches!(home.account().await.unwrap(), AccountView::SecondFactorAsked { .. }));
    let next = totp(&secret, 1);
    home.give_second_factor(format!(" {} {} ", &next[..3], &next[3..])).await.unwrap();
    let (words, asked) = shown(&home).await;
    home.confirm_phrase(asked).await.unwrap();

    // the time for the code is over: the password is asked for again
    let work = open(&house, "trabalho").await;
    work.sign_in(entry(&house, EMAIL, PASSWORD)).await.unwrap();
    sqlx::query("UPDATE sign_in_ticket SET expires_at = now()").execute(&house.app.pool).await.unwrap();
    assert_eq!(code(work.give_second_factor(totp(&secret, 0)).await), "bad_ticket");
    let stands = work.account().await.unwrap();
    assert!(
        matches!(&stands, AccountView::SignedOut { problem: Some(problem), .. } if problem.code == "bad_ticket"),
        "{stands:?}"
    );
    assert_eq!(words.len(), 24);
    assert!(
        Session::sign_in(&house.url, EMAIL, &PASSWORD.into(), "x").await.unwrap_err().second_factor_ticket().is_some()
    );
    home.close().await;
    work.close().await;
}
