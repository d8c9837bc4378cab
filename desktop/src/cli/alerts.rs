//! `alfa alerts`.

use super::arguments::{AlertAction, Alerts, OnOff};
use super::{Done, alert_watch, print, replay};
use crate::clock::SystemClock;
use crate::paths::Paths;
use crate::settings::SettingsFile;
use crate::store::Store;
use alfa_copilot::{Alerts as _, Clock, Problem};
use alfa_domain::{Alert, AlertId, AlertState, Channel, CoinTable, Condition, Currency, Left, Span, Ticker};
use rust_decimal::Decimal;

/// The firings that are shown, the newest first.
const FIRED_SHOWN: usize = 1_000;

pub(super) async fn run(arguments: Alerts) -> Done {
    let action = arguments.action.unwrap_or(AlertAction::List { json: false });
    if let AlertAction::Replay(files) = &action {
        // recorded prices need none of the user's data
        return replay::run(files);
    }
    if let AlertAction::Watch(arguments) = action {
        return alert_watch::run(arguments).await;
    }
    let (store, clock) = open_store()?;
    match action {
        AlertAction::List { json } => {
            let alerts = store.alerts().await?;
            if alerts.is_empty() && !json {
                print::error_line(
                    "Você não tem alertas. Para criar um: alfa ask \"me avise quando o bitcoin passar de 600 mil\"",
                );
            }
            let local = store.local_alerts().await?;
            for alert in &alerts {
                print::out(&match (json, local.contains(&alert.id)) {
                    (true, _) => json_line(alert),
                    (false, false) => line(alert),
                    (false, true) => format!("{}  só neste computador", line(alert)),
                });
            }
        }
        AlertAction::Add { coin, condition, quote, window, local } => {
            let alert = new_alert(&coin, &condition, &quote, window.as_deref(), &clock)?;
            match local {
                true => store.put_local_alert(&alert).await?,
                false => store.put_alert(&alert).await?,
            }
            print::out(&line(&alert));
        }
        AlertAction::Cloud { id, choice } => {
            let alert = find(&store, &id).await?;
            let (now, leaves) = (clock.now(), choice == OnOff::On);
            let anew = AlertId::new(now, clock.random());
            let id = store.set_alert_leaves(alert.id, leaves, anew, now).await?.unwrap_or(alert.id);
            let place = if leaves { "a nuvem vigia também" } else { "só neste computador" };
            print::out(&format!("{}  {place}", line(&Alert { id, ..alert })));
        }
        AlertAction::Pause { id } => set_state(&store, &id, AlertState::Paused).await?,
        AlertAction::Resume { id } => set_state(&store, &id, AlertState::Active).await?,
        AlertAction::Remove { id } => {
            let alert = find(&store, &id).await?;
            store.delete_alerts(&[alert.id], clock.now()).await?;
            print::out(&format!("Apagado: {}", line(&alert)));
        }
        AlertAction::Fired { json } => {
            for told in store.firings(0, FIRED_SHOWN).await? {
                print::out(&if json {
                    serde_json::to_string(&told.firing).unwrap_or_default()
                } else {
                    alert_watch::line(&told.firing, clock.zone())
                });
            }
        }
        // both ran above
        AlertAction::Replay(_) | AlertAction::Watch(_) => {}
    }
    Ok(())
}

/// The user's data alone, for commands that need neither market nor voice.
pub(super) fn open_store() -> Result<(Store, SystemClock), Problem> {
    let paths = Paths::resolve()?;
    let settings = SettingsFile::new(&paths.settings).load()?.settings;
    let clock = SystemClock::new(settings.time_zone);
    let opened = Store::open(&paths.database, clock.now())?;
    if let Some(rebuilt) = opened.rebuilt {
        print::error_line(&format!(
            "Os dados estavam danificados: recuperei {} registros, e o original está em {}.",
            rebuilt.rows_recovered,
            rebuilt.backup.display()
        ));
    }
    Ok((opened.store, clock))
}

/// A ticker the coin table knows.
pub(super) fn known_coin(text: &str) -> Result<Ticker, Problem> {
    let coins = CoinTable::shipped();
    let unknown =
        || Problem::new("unknown_coin", format!("Não conheço a moeda {text}."), "Use a sigla, como BTC, ETH ou SOL.");
    let ticker: Ticker = text.parse().map_err(|_| unknown())?;
    coins.get(&ticker).map(|coin| coin.ticker.clone()).ok_or_else(unknown)
}

/// A currency of prices.
pub(super) fn currency(text: &str) -> Result<Currency, Problem> {
    text.parse().map_err(|_| {
        Problem::new(
            "unknown_currency",
            format!("Não conheço a moeda {text}."),
            "Use BRL, USD, EUR, USDT ou a sigla de uma cripto.",
        )
    })
}

fn new_alert(
    coin: &str,
    condition: &str,
    quote: &str,
    window: Option<&str>,
    clock: &SystemClock,
) -> Result<Alert, Problem> {
    let bad = |what: &str, text: &str| {
        Problem::new(
            "bad_condition",
            format!("{what} “{text}” não serve."),
            "Exemplos: \"price crosses_up 600000\", \"pct <= -10\" com --window 1h, \"rsi(14) crosses_down 30\" com --window 4h.",
        )
    };
    let parsed: Condition = condition.parse().map_err(|_| bad("A condição", condition))?;
    if !matches!(parsed, Condition::Compare { .. } | Condition::Extreme { .. }) {
        return Err(bad("A condição", condition));
    }
    let window: Option<Span> = window.map(|w| w.parse().map_err(|_| bad("O período", w))).transpose()?;
    let needs_window = matches!(
        parsed,
        Condition::Extreme { .. } | Condition::Compare { left: Left::Percent | Left::AbsolutePercent, .. }
    );
    let window = window.or_else(|| needs_window.then(|| "24h".parse().ok()).flatten());
    let now = clock.now();
    let repeats = matches!(parsed, Condition::Compare { repeat: true, .. } | Condition::Extreme { repeat: true, .. });
    Ok(Alert {
        id: AlertId::new(now, clock.random()),
        version: 1,
        coin: known_coin(coin)?,
        quote: currency(quote)?,
        condition: parsed,
        window,
        cooldown_s: if repeats { 300 } else { 0 },
        hysteresis_pct: Decimal::new(2, 1),
        channels: vec![Channel::Tray, Channel::Voice],
        state: AlertState::Active,
        said: String::new(),
        created_at: now,
    })
}

async fn find(store: &Store, id: &str) -> Result<Alert, Problem> {
    let mut found: Vec<Alert> = store
        .alerts()
        .await?
        .into_iter()
        .filter(|alert| short(alert).starts_with(id) || alert.id.to_string().starts_with(id))
        .collect();
    match (found.pop(), found.is_empty()) {
        (Some(alert), true) if !id.is_empty() => Ok(alert),
        (Some(_), _) => Err(Problem::new(
            "ambiguous_id",
            format!("“{id}” serve para mais de um alerta."),
            "Escreva mais do identificador.",
        )),
        (None, _) => Err(Problem::new(
            "no_such_alert",
            format!("Não há alerta “{id}”."),
            "Veja os identificadores com “alfa alerts”.",
        )),
    }
}

async fn set_state(store: &Store, id: &str, state: AlertState) -> Result<(), Problem> {
    let mut alert = find(store, id).await?;
    alert.state = state;
    alert.version += 1;
    store.put_alert(&alert).await?;
    print::out(&line(&alert));
    Ok(())
}

/// The end of the identifier: its beginning is the time, which alerts made together share.
fn short(alert: &Alert) -> String {
    let id = alert.id.to_string();
    id.chars().skip(id.len().saturating_sub(8)).collect()
}

fn line(alert: &Alert) -> String {
    let state = match alert.state {
        AlertState::Active => "ativo",
        AlertState::Paused => "em pausa",
        AlertState::Fired => "disparado",
        AlertState::Expired => "vencido",
    };
    let window = alert.window.map(|window| format!(" [{window}]")).unwrap_or_default();
    format!("{}  {}/{}  {}{window}  {state}", short(alert), alert.coin, alert.quote, alert.condition)
}

fn json_line(alert: &Alert) -> String {
    serde_json::to_string(alert).unwrap_or_default()
}
