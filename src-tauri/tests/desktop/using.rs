//! Somebody uses ALFA.

use crate::computer::{Computer, until};
use crate::page::Page;
use rust_decimal::Decimal;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard};

pub const KEY: &str = "ctrl+shift+space";

/// One computer at a time: several would take each other's processor.
static TURN: Mutex<()> = Mutex::const_new(());

/// Everything these tests need is here, or they say what is missing.
fn skipped() -> bool {
    if std::env::var_os("ALFA_SKIP_WINDOW").is_some() {
        return true;
    }
    for program in ["Xvfb", "openbox", "xdotool", "dbus-daemon", "WebKitWebDriver", "pulseaudio"] {
        let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).output().unwrap().status.success();
        assert!(found, "these tests need {program}: cargo xtask setup installs it, or set ALFA_SKIP_WINDOW");
    }
    false
}

/// A computer of the test's own, and the turn to use it; none where these tests are left out.
pub async fn computer() -> Option<(MutexGuard<'static, ()>, Computer)> {
    if skipped() {
        return None;
    }
    Some((TURN.lock().await, Computer::start().await))
}

/// ALFA's window behind the first use, which can be skipped, with the key there.
pub async fn begin(computer: &Computer) -> Page {
    let page = Page::open(computer, &[]).await;
    page.click("Pular tudo").await;
    page.on("Studio").await;
    until("the key is there", || computer.log().contains("hotkey ready"));
    page
}

/// "R$ 631.097,53" with the page's own space.
pub fn reais(price: Decimal) -> String {
    let cents = format!("{:.2}", price.round_dp(2));
    let (whole, cents) = cents.split_once('.').unwrap();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("{grouped},{cents}")
}

/// Holds the talk key while a recording is said.
pub async fn ask_aloud(computer: &Computer, page: &Page, recording: &str) {
    computer.keys("keydown", KEY);
    page.shows("Ouvindo").await;
    computer.say(recording);
    tokio::time::sleep(Duration::from_millis(200)).await;
    computer.keys("keyup", KEY);
}

/// Asks as a person does who was not understood: again, three times at most. A stream that was just opened on the virtual card loses its
/// first moment, sometimes a second of it on a busy computer: it delivers silence in the place of what is played to it, which no program can
/// tell from a quiet room.
pub async fn ask_until_answered(computer: &Computer, page: &Page, recording: &str, answer: &str) {
    for _ in 0..3 {
        ask_aloud(computer, page, recording).await;
        if page.shows_within(Duration::from_secs(30), answer).await.is_some() {
            return;
        }
        computer.keys("key", KEY);
        idle(page).await;
    }
    panic!("“{answer}” does not show: {}", page.text().await);
}

/// A key ends what is being said: nothing of it is heard any more.
pub async fn silenced_by(computer: &Computer, keys: &str) {
    let mut heard = 0.0;
    for _ in 0..10 {
        let ear = computer.ear();
        tokio::time::sleep(Duration::from_millis(1_000)).await;
        heard = ear.loud_seconds();
        if heard > 0.2 {
            break;
        }
    }
    assert!(heard > 0.2, "nothing is being said that {keys} could end");
    computer.keys("key", keys);
    // what the sound server has already taken
    tokio::time::sleep(Duration::from_millis(300)).await;
    let ear = computer.ear();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let loud = ear.loud_seconds();
    assert!(loud < 0.05, "{loud} s were heard after {keys}");
}

pub async fn idle(page: &Page) {
    page.shows("Pronta").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_with_alfa() {
    let Some((_turn, computer)) = computer().await else { return };
    computer.set_price("612345.67".parse().unwrap());
    let page = begin(&computer).await;

    // a question by the key is answered in the window and aloud, with the market's price
    let began = std::time::Instant::now();
    let price = computer.price();
    ask_aloud(&computer, &page, "q01_pf_dora_noise15db.wav").await;
    let answer = page.shows("O Bitcoin está em").await;
    assert!(answer.replace('\u{a0}', " ").contains(&reais(price)), "{} is not in {answer}", reais(price));
    // the answer is heard, and the key ends it
    silenced_by(&computer, KEY).await;
    idle(&page).await;

    // an alert by voice
    ask_aloud(&computer, &page, "q13_pf_dora.wav").await;
    page.shows("Alerta criado").await;
    computer.tray.entry("Alertas ativos: 1").await;
    computer.keys("key", KEY);
    idle(&page).await;

    // the market crosses: the desktop is told once, and the menu says so
    let crossed: Decimal = "499999.5".parse().unwrap();
    let note = loop {
        // until the watch knows the price before the crossing, there is none
        computer.set_price("520000".parse().unwrap());
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        computer.set_price(crossed);
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        if let Some(note) = computer.notifications.all().pop() {
            break note;
        }
        assert!(began.elapsed() < Duration::from_secs(300), "nobody was told of the crossing");
    };
    assert!(note.summary.contains("BTC") && note.body.contains(&reais(crossed)), "{note:?}");
    computer.tray.entry("Sem alertas ativos").await;

    // its actions act
    computer.notifications.choose(&note, "edit").await;
    page.shows("Editar alerta").await;
    page.run("window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))").await;
    computer.notifications.choose(&note, "listen").await;
    page.shows("Falando").await;
    computer.tray.click("Parar").await;
    idle(&page).await;

    // a second start reaches the ALFA that runs
    let alfa = Path::new(env!("CARGO_BIN_EXE_alfa-app")).with_file_name("alfa");
    let again = computer.command(alfa).args(["ask", "--in-app", "quanto custa o ethereum em reais?"]).status().unwrap();
    assert!(again.success());
    page.shows("O Ethereum está em").await;
    assert!(page.text().await.contains("quanto custa o ethereum em reais?"), "the window shows what was asked");
    let link = computer.command(env!("CARGO_BIN_EXE_alfa-app")).arg("alfa://history").status().unwrap();
    assert!(link.success());
    page.on("Histórico").await;

    // quit from the menu, and everything is there again
    let process = computer.process().unwrap();
    computer.tray.click("Sair").await;
    until("ALFA ended", || !Path::new(&format!("/proc/{process}")).exists());
    drop(page);
    let page = Page::open(&computer, &[]).await;
    page.on("Studio").await;
    let start = page.text().await;
    assert!(!start.contains("fechou de repente"), "{start}");
    page.click("Histórico").await;
    page.shows("Bitcoin").await;
    page.click("Alertas").await;
    page.shows(&reais(crossed)).await;
    assert_eq!(computer.notifications.all().len(), 1, "told twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_outlives_a_kill() {
    let Some((_turn, computer)) = computer().await else { return };
    let page = begin(&computer).await;
    computer.keys("keydown", KEY);
    page.shows("Ouvindo").await;
    computer.say("q08_pm_alex.wav");
    tokio::time::sleep(Duration::from_millis(300)).await;
    computer.kill();
    computer.keys("keyup", KEY);
    drop(page);

    // the next start says that it ended badly, and offers what was said
    let page = Page::open(&computer, &[]).await;
    page.shows("fechou de repente").await;
    page.click("Responder agora").await;
    page.shows("O Ethereum está em").await;
    idle(&page).await;
    until("the recording is gone", || {
        let mut files = std::fs::read_dir(computer.data().join("recordings")).unwrap().flatten();
        !files.any(|file| file.file_name().to_string_lossy().starts_with("turn-"))
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_another_program_has_is_explained() {
    let Some((_turn, computer)) = computer().await else { return };
    let first = Page::open(&computer, &[]).await;
    until("the key is there", || computer.log().contains("hotkey ready"));
    // another user's ALFA on the same display
    let mut other = Computer::start().await;
    other.share_display(&computer);
    let second = Page::open(&other, &[]).await;
    second.click("Pular tudo").await;
    second.click("Ajustes").await;
    second.click("Atalho").await;
    second.shows("Outro programa já usa Ctrl+Shift+Space").await;
    drop((first, second));
}
