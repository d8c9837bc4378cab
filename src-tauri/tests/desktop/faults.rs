//! What goes wrong around ALFA while somebody uses it.

use crate::bus::silent_keyring;
use crate::computer::until;
use crate::page::Page;
use crate::using::{KEY, ask_until_answered, begin, computer, idle, reais, silenced_by};
use alfa_market::standin::Provider;
use rust_decimal::Decimal;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn without_a_screen_it_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_alfa-app"));
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env("ALFA_DATA_DIR", folder.path());
    let done = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("no_display") && said.contains("alfa talk"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_microphone_pulled_out_in_mid_question_loses_nothing() {
    let Some((_turn, computer)) = computer().await else { return };
    let page = begin(&computer).await;
    computer.keys("keydown", KEY);
    page.shows("Ouvindo").await;
    computer.say("q01_pf_dora_noise15db.wav");
    tokio::time::sleep(Duration::from_millis(300)).await;
    // the headset: microphone and speaker
    computer.unplug();
    page.shows("O microfone parou de responder").await;
    // what was said so far is answered, although the key is still held
    page.shows("O Bitcoin está em").await;
    computer.keys("keyup", KEY);
    computer.keys("key", KEY);
    idle(&page).await;
    computer.plug();
    ask_until_answered(&computer, &page, "q08_pm_alex.wav", "O Ethereum está em").await;
    // Esc silences it, whatever window has the keyboard
    page.shows("Falando").await;
    computer.minimize();
    silenced_by(&computer, "Escape").await;
    idle(&page).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desktop_without_notifications_gets_them_when_it_has_them() {
    let Some((_turn, computer)) = computer().await else { return };
    computer.notifications.leave().await;
    computer.set_price("500000".parse().unwrap());
    computer.alfa(&["alerts", "add", "BTC", "price crosses_up 510000"]);
    let page = begin(&computer).await;
    let crossed: Decimal = "511000".parse().unwrap();
    let deadline = Instant::now() + Duration::from_secs(120);
    while !computer.alfa(&["alerts", "fired"]).contains("Bitcoin") {
        assert!(Instant::now() < deadline, "it did not fire");
        computer.set_price("500000".parse().unwrap());
        tokio::time::sleep(Duration::from_secs(1)).await;
        computer.set_price(crossed);
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    page.shows("O sistema não mostrou o aviso").await;
    computer.notifications.come_back().await;
    until("the desktop shows it", || !computer.notifications.all().is_empty());
    tokio::time::sleep(Duration::from_secs(3)).await;
    let notes = computer.notifications.all();
    assert!(notes.len() == 1 && notes[0].body.contains(&reais(crossed)), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_every_alert_is_told() {
    const ALERTS: u32 = 24;
    const KILLS: u32 = 5;
    let Some((_turn, computer)) = computer().await else { return };
    let level = |number: u32| Decimal::from(500_000 + 1_000 * number);
    let step = Decimal::from(500);
    computer.set_price(level(0) + step);
    for number in 1..=ALERTS {
        computer.alfa(&["alerts", "add", "BTC", &format!("price crosses_up {}", level(number))]);
    }
    let mut reached = 0;
    for kill in 0..KILLS {
        let running = computer.open();
        let it_runs = || computer.process() == Some(running.0.id()) && computer.log().contains("hotkey ready");
        until("it is up", it_runs);
        if kill == 0 {
            // the first price of all only sets the scene
            until("it has prices", || computer.market.sockets(Provider::Binance) > 0);
            tokio::time::sleep(Duration::from_secs(3)).await;
        }
        // a life of no round length, in which the price climbs
        let life = Duration::from_millis(700 + u64::from(kill * 7_919 % 2_300));
        let begun = Instant::now();
        while begun.elapsed() < life {
            reached = (reached + 1).min(ALERTS * (kill + 1) / (KILLS + 1));
            computer.set_price(level(reached) + step);
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        drop(running);
    }
    let _running = computer.open();
    computer.set_price(level(ALERTS) + step);
    let told = |number: u32| {
        let asked = reais(level(number));
        let notes = computer.notifications.all();
        let asked = format!("passar de R$ {asked}");
        notes.iter().filter(|note| note.body.replace('\u{a0}', " ").contains(&asked)).count()
    };
    until("all are told", || (1..=ALERTS).all(|number| told(number) >= 1));
    // only what was being told when it was killed may be told again
    let twice: usize = (1..=ALERTS).map(|number| told(number) - 1).sum();
    assert!(twice <= KILLS as usize, "{twice} were told twice");
    let fired = computer.alfa(&["alerts", "fired", "--json"]);
    assert_eq!(fired.lines().count(), ALERTS as usize, "each fired once: {fired}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_start_is_a_start() {
    let Some((_turn, computer)) = computer().await else { return };
    // no network, a keyring that never answers, a database that is none
    let _keyring = silent_keyring(&computer.bus).await;
    fs::write(computer.data().join("settings.toml"), "market = \"http://127.0.0.1:9\"\n").unwrap();
    fs::write(computer.data().join("alfa.db"), "this was a database").unwrap();
    let page = Page::open(&computer, &["alfa://history"]).await;
    page.click("Pular tudo").await;
    // the page that the start asked for
    page.on("Histórico").await;
    page.shows("Os dados estavam danificados").await;
    computer.alfa(&["ask", "--in-app", "qual o preço do bitcoin?"]);
    page.shows("Não consegui o dado agora").await;
    page.click("Ajustes").await;
    page.shows("Este computador não oferece um cofre").await;
    let kept = fs::read_dir(computer.data()).unwrap().flatten();
    let kept: Vec<_> = kept.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    assert!(kept.iter().any(|name| name.contains(".corrupt-")), "the damaged file is kept: {kept:?}");
}
