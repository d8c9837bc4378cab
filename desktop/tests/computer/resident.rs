//! What the window asks of ALFA in the tray, over a market that speaks the exchanges' own formats.

use crate::watching::{market, until};
use alfa_copilot::{Problem, TurnEvent};
use alfa_desktop::app::AppOptions;
use alfa_desktop::market::MarketSource;
use alfa_desktop::paths::Paths;
use alfa_desktop::resident::view::{
    AlertDraft, AppEvent, HotkeyReport, HotkeyState, HotkeyWay, NewTrade, SettingValues, Subject,
};
use alfa_desktop::resident::{Resident, Shell};
use alfa_domain::{AlertId, AlertState, Channel, Currency, Firing, Side, Unit};
use alfa_market::standin::{Provider, StandIn};
use async_trait::async_trait;
use rust_decimal::Decimal;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;

/// A shell without windows.
#[derive(Default)]
struct Bare {
    notified: Mutex<Vec<String>>,
    autostart: Mutex<bool>,
    /// Its desktop shows no notifications.
    silent: Mutex<bool>,
    came_forward: Mutex<u32>,
}

#[async_trait]
impl Shell for Bare {
    async fn set_hotkey(&self, keys: &str) -> Result<(), Problem> {
        if keys == "Ctrl+Q" { Err(Problem::new("hotkey_taken", "Ocupada.", "Escolha outra.")) } else { Ok(()) }
    }

    fn hotkey(&self) -> HotkeyReport {
        HotkeyReport { state: HotkeyState::Ready, way: HotkeyWay::X11, message: None }
    }

    fn set_autostart(&self, on: bool) -> Result<(), Problem> {
        *self.autostart.lock().unwrap() = on;
        Ok(())
    }

    fn open_link(&self, _address: &str) -> Result<(), Problem> {
        Ok(())
    }

    async fn notify(&self, firing: &Firing) -> Result<(), Problem> {
        if *self.silent.lock().unwrap() {
            return Err(Problem::new("no_notifications", "O sistema não mostrou o aviso.", "Ligue o serviço."));
        }
        self.notified.lock().unwrap().push(firing.text.clone());
        Ok(())
    }

    fn come_forward(&self) {
        *self.came_forward.lock().unwrap() += 1;
    }

    async fn notify_text(&self, _title: &str, text: &str) -> Result<(), Problem> {
        self.notified.lock().unwrap().push(text.to_owned());
        Ok(())
    }
}

async fn open(folder: &Path, market: &StandIn) -> (Arc<Resident>, Arc<Bare>) {
    let options = AppOptions {
        market: Some(MarketSource::Gateway(market.url())),
        paths: Some(Paths::resolve_in(Some(folder.as_os_str())).unwrap()),
        offline: true,
        llm_off: true,
        ..AppOptions::default()
    };
    let shell = Arc::new(Bare::default());
    (Resident::open(options, Arc::clone(&shell) as Arc<dyn Shell>).await.unwrap(), shell)
}

fn patch(values: &[(&str, &str)]) -> SettingValues {
    SettingValues(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

async fn next(events: &mut Receiver<AppEvent>, wanted: impl Fn(&AppEvent) -> bool) -> AppEvent {
    let waiting = async {
        loop {
            let event = events.recv().await.unwrap();
            if wanted(&event) {
                return event;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("the event did not come in a minute")
}

fn draft(condition: &str) -> AlertDraft {
    AlertDraft {
        id: None,
        coin: "BTC".parse().unwrap(),
        quote: Currency::Brl,
        condition: condition.parse().unwrap(),
        window: None,
        cooldown_s: 0,
        hysteresis_pct: Decimal::new(2, 1),
        channels: vec![Channel::Tray],
        leaves_device: None,
    }
}

#[tokio::test]
async fn settings_are_changed_all_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(31).await;
    let (resident, shell) = open(folder.path(), &market).await;
    resident.update_settings(patch(&[("theme", "dark"), ("speed", "1.3"), ("autostart", "true")])).await.unwrap();
    let kept = resident.settings().await.unwrap();
    assert_eq!((kept.0["theme"].as_str(), kept.0["speed"].as_str()), ("dark", "1.3"));
    assert!(*shell.autostart.lock().unwrap());
    for (bad, code) in [
        (patch(&[("theme", "light"), ("speed", "9")]), "invalid_setting"),
        (patch(&[("theme", "light"), ("nada", "1")]), "unknown_setting"),
        (patch(&[("theme", "light"), ("hotkey", "Ctrl+Q")]), "hotkey_taken"),
    ] {
        assert_eq!(resident.update_settings(bad).await.unwrap_err().code, code);
        assert_eq!(resident.settings().await.unwrap(), kept);
    }
    resident.close().await;
}

#[tokio::test]
async fn an_edited_alert_is_its_next_version_and_a_resumed_one_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(32).await;
    let (resident, _) = open(folder.path(), &market).await;
    let made = resident.save_alert(draft("price crosses_up 99999999")).await.unwrap();
    let edited = AlertDraft { id: Some(made.id), ..draft("price crosses_up 88888888") };
    let edited = resident.save_alert(edited).await.unwrap();
    assert_eq!((edited.id, edited.version, edited.created_at), (made.id, 2, made.created_at));
    resident.pause_all(true).await.unwrap();
    let rows = resident.alerts().await.unwrap();
    assert_eq!((rows.len(), rows[0].alert.state), (1, AlertState::Paused));
    assert_eq!(rows[0].sentence, "O Bitcoin passar de R$ 88.888.888,00");
    assert_eq!(rows[0].price, market.price(Provider::Binance, &made.coin, &Currency::Brl));
    resident.pause_all(false).await.unwrap();
    let alert = resident.alerts().await.unwrap().remove(0).alert;
    assert_eq!((alert.state, alert.version), (AlertState::Active, 3));
    let nowhere = AlertDraft { channels: Vec::new(), ..draft("price > 1") };
    assert_eq!(resident.save_alert(nowhere).await.unwrap_err().code, "no_channel");
    assert_eq!(resident.save_alert(draft("pct >= 5")).await.unwrap_err().code, "bad_condition");
    let gone = AlertDraft { id: Some(AlertId::new(made.created_at, [9; 10])), ..draft("price > 1") };
    assert_eq!(resident.save_alert(gone).await.unwrap_err().code, "no_such_alert");
    resident.close().await;
}

#[tokio::test]
async fn an_alert_of_the_window_stays_on_this_computer_when_the_user_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(37).await;
    let (resident, _) = open(folder.path(), &market).await;
    let leaves = async || resident.alerts().await.unwrap()[0].leaves_device;
    let here = AlertDraft { leaves_device: Some(false), ..draft("price crosses_up 99999999") };
    let made = resident.save_alert(here).await.unwrap();
    assert!(!leaves().await);
    // what is changed without a word of it stays where it is
    let edited = AlertDraft { id: Some(made.id), ..draft("price crosses_up 88888888") };
    let edited = resident.save_alert(edited).await.unwrap();
    assert!(!leaves().await);
    let shared = AlertDraft { id: Some(edited.id), leaves_device: Some(true), ..draft("price crosses_up 88888888") };
    resident.save_alert(shared).await.unwrap();
    assert!(leaves().await && resident.alerts().await.unwrap().len() == 1);
    resident.close().await;
}

#[tokio::test]
async fn an_alert_from_the_form_is_told_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(33).await;
    let (resident, shell) = open(folder.path(), &market).await;
    let mut events = resident.events();
    let alert = resident.save_alert(draft("price > 1")).await.unwrap();
    let told = next(&mut events, |event| matches!(event, AppEvent::Firing { .. })).await;
    let AppEvent::Firing { firing } = told else { unreachable!() };
    assert_eq!((firing.alert, firing.price.unit.clone()), (alert.id, Unit::Money(Currency::Brl)));
    assert_eq!(*shell.notified.lock().unwrap(), std::slice::from_ref(&firing.sentence));
    let listed = resident.firings(0, 10).await.unwrap();
    assert_eq!((listed.len(), listed[0].id), (1, firing.id));
    resident.close().await;
}

#[tokio::test]
async fn a_desktop_without_notifications_is_made_up_for_by_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(37).await;
    let (resident, shell) = open(folder.path(), &market).await;
    *shell.silent.lock().unwrap() = true;
    let mut events = resident.events();
    let alert = resident.save_alert(draft("price > 1")).await.unwrap();
    next(&mut events, |event| matches!(event, AppEvent::Firing { .. })).await;
    next(&mut events, |event| matches!(event, AppEvent::Notice { problem } if problem.code == "no_notifications"))
        .await;
    assert_eq!((*shell.came_forward.lock().unwrap(), shell.notified.lock().unwrap().len()), (1, 0));
    // it is told as soon as the desktop can, and the window does not show it once more
    *shell.silent.lock().unwrap() = false;
    until(|| async {
        let told = resident.firings(0, 10).await.unwrap();
        told.len() == 1 && told[0].alert == alert.id && told[0].told_at.is_some()
    })
    .await;
    assert_eq!((*shell.came_forward.lock().unwrap(), shell.notified.lock().unwrap().len()), (1, 1));
    while let Ok(event) = events.try_recv() {
        assert!(!matches!(event, AppEvent::Firing { .. }), "shown twice");
    }
    resident.close().await;
}

#[tokio::test]
async fn a_page_that_was_asked_for_before_the_window_is_shown_once() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(38).await;
    let (resident, _) = open(folder.path(), &market).await;
    resident.open_page("alerts", Some("7".to_owned()));
    resident.open_page("history", None);
    let open = resident.status().await.unwrap().open.unwrap();
    assert_eq!((open.page.as_str(), open.id), ("history", None));
    // from here on the window hears it itself
    resident.open_page("alerts", None);
    assert_eq!(resident.status().await.unwrap().open, None);
    resident.close().await;
}

#[tokio::test]
async fn trades_are_imported_once_and_worth_what_the_market_says() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(34).await;
    let (resident, _) = open(folder.path(), &market).await;
    let file = "2026-01-10;compra;BTC;0,5;300000,00\n2026-02-10;venda;BTC;0,1;400000\nontem;compra;BTC;1;1\n";
    let first = resident.import_trades(file.to_owned()).await.unwrap();
    assert_eq!((first.added, first.skipped, first.problems.len()), (2, 1, 1));
    let again = resident.import_trades(file.to_owned()).await.unwrap();
    assert_eq!((again.added, again.skipped), (0, 3));
    let price = market.price(Provider::Binance, &"BTC".parse().unwrap(), &Currency::Brl).unwrap();
    let view = resident.portfolio(Currency::Brl).await.unwrap();
    assert_eq!((view.positions[0].amount, view.positions[0].average_price), ("0.4".parse().unwrap(), 300_000.into()));
    let worth = view.facts.iter().find(|fact| fact.name == "portfolio value").unwrap();
    assert_eq!(worth.value.normalize(), (price * Decimal::new(4, 1)).normalize());
    assert_eq!(worth.derived_from, ["price BTC/BRL"]);
    let sale = NewTrade {
        side: Side::Sell,
        coin: "BTC".parse().unwrap(),
        amount: 1.into(),
        price: 1.into(),
        currency: Currency::Brl,
        at: view.positions[0].at,
    };
    assert_eq!(resident.add_trade(sale).await.unwrap_err().code, "not_enough_held");
    resident.close().await;
}

#[tokio::test]
async fn a_typed_question_is_answered_in_events_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(35).await;
    let (resident, _) = open(folder.path(), &market).await;
    let mut events = resident.events();
    let turn = resident.ask("me avise quando o bitcoin passar de 90 milhões de reais".to_owned()).await.unwrap();
    let answered = |event: &AppEvent| matches!(event, AppEvent::Turn { event: TurnEvent::Answer { .. }, .. });
    let AppEvent::Turn { turn: of, event: TurnEvent::Answer { answer, .. } } = next(&mut events, answered).await else {
        unreachable!()
    };
    assert_eq!(of, turn);
    assert!(answer.text.starts_with("Alerta criado"), "{}", answer.text);
    next(&mut events, |event| matches!(event, AppEvent::Changed { what } if what.contains(&Subject::Alerts))).await;
    next(&mut events, |event| matches!(event, AppEvent::Changed { what } if what.contains(&Subject::History))).await;
    assert_eq!(resident.conversations(0, 10).await.unwrap().len(), 1);
    assert_eq!(resident.search("avise".to_owned(), 10).await.unwrap().len(), 1);
    assert_eq!(resident.ask("  ".to_owned()).await.unwrap_err().code, "empty_question");
    resident.close().await;
}

#[tokio::test]
async fn the_report_has_no_secrets_and_no_addresses_of_the_users() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(36).await;
    let (resident, _) = open(folder.path(), &market).await;
    resident
        .update_settings(patch(&[
            ("notify.email_to", "ana@exemplo.com.br"),
            ("llm.base_url", "https://ana:senha-dela@modelo.exemplo/v1"),
        ]))
        .await
        .unwrap();
    let report = resident.diagnostics().await.unwrap();
    assert!(report.contains("configurações:") && report.contains("fontes:"), "{report}");
    for private in ["ana@exemplo.com.br", "senha-dela"] {
        assert!(!report.contains(private), "{private} in {report}");
    }
    resident.close().await;
}
