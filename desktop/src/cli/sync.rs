//! `alfa sync`: the same data on all of the user's computers.

use super::alerts::open_store;
use super::arguments::{Sync, SyncAction};
use super::{Done, print};
use crate::clock::SystemClock;
use crate::cloud::{Account, Revoked};
use crate::paths::Paths;
use crate::store::SyncStatus;
use alfa_copilot::{Clock, Problem};
use serde_json::json;
use uuid::Uuid;

pub(super) async fn run(arguments: Sync) -> Done {
    match arguments.action.unwrap_or(SyncAction::Status { json: false }) {
        SyncAction::Status { json } => status(json).await,
        SyncAction::Now { json } => now(json).await,
        SyncAction::Devices { json, revoke } => devices(json, revoke).await,
    }
}

async fn account(paths: &Paths) -> Result<Account, Problem> {
    Account::load(paths).await?.ok_or_else(Account::missing)
}

async fn status(json: bool) -> Done {
    let account = Account::load(&Paths::resolve()?).await?;
    let (store, clock) = open_store()?;
    let status = store.sync_status().await?;
    if json {
        let aside: Vec<_> = status
            .quarantined
            .iter()
            .map(|one| json!({ "collection": one.collection, "problem": one.problem, "at": one.at }))
            .collect();
        print::out(
            &json!({
                "account": account.as_ref().map(|account| &account.email),
                "server": account.as_ref().map(|account| &account.server),
                "device": status.device_id,
                "key_version": account.as_ref().map(|account| account.keys.version()),
                "pulled": status.pulled,
                "waiting": status.waiting,
                "quarantined": aside,
                "synced_at": status.synced_at,
            })
            .to_string(),
        );
        return Ok(());
    }
    match &account {
        Some(account) => print::out(&format!("Conta: {} em {}", account.email, account.server)),
        None => print::out("Conta: nenhuma neste computador"),
    }
    say(&status, &clock);
    Ok(())
}

fn say(status: &SyncStatus, clock: &SystemClock) {
    let last = status.synced_at.map_or_else(
        || "nunca".to_owned(),
        |at| at.with_timezone(&clock.zone()).format("%d/%m/%Y às %H:%M:%S").to_string(),
    );
    print::out(&format!("Última sincronização: {last}"));
    print::out(&match status.waiting {
        0 => "Tudo o que foi feito aqui já está na nuvem.".to_owned(),
        1 => "1 mudança espera para ser enviada.".to_owned(),
        count => format!("{count} mudanças esperam para ser enviadas."),
    });
    for one in &status.quarantined {
        let what = one.collection.map_or_else(|| "?".to_owned(), |collection| format!("{collection:?}"));
        let at = one.at.with_timezone(&clock.zone()).format("%d/%m/%Y %H:%M");
        print::out(&format!("Posta de lado em {at}: {what} ({})", one.problem));
    }
}

async fn now(json: bool) -> Done {
    let paths = Paths::resolve()?;
    let mut account = account(&paths).await?;
    let (store, clock) = open_store()?;
    let outcome = account.sync(&paths, &store, &clock).await?;
    if json {
        let outcome = json!({
            "sent": outcome.sent,
            "rejected": outcome.rejected,
            "received": outcome.received,
            "healed": outcome.healed,
        });
        print::out(&outcome.to_string());
    } else {
        print::out(&format!("Sincronizado: {} enviadas, {} recebidas.", outcome.sent, outcome.received));
        if outcome.rejected > 0 {
            print::error_line(&format!("{} foram postas de lado; veja com “alfa sync status”.", outcome.rejected));
        }
    }
    Ok(())
}

async fn devices(json: bool, revoke: Option<Uuid>) -> Done {
    let paths = Paths::resolve()?;
    let (store, clock) = open_store()?;
    let mut alone = Account::alone(&paths, &store).await?;
    let session = &alone.session;
    if let Some(device) = revoke {
        print::error_line(match alone.account.revoke(session, &paths, device).await? {
            Revoked::WithNewKey => {
                "Dispositivo tirado da conta: ele não lê nem envia mais nada, e a chave dos dados foi trocada."
            }
            Revoked::WithoutNewKey => {
                "Dispositivo tirado da conta: ele não lê nem envia mais nada. A chave dos dados não foi trocada; para trocá-la ao tirar outro, entre de novo com a frase de recuperação."
            }
        });
        return Ok(());
    }
    let (devices, own) = (session.devices().await?, session.id().await);
    let zone = clock.zone();
    for device in devices {
        let here = device.id == own;
        if json {
            let line = json!({
                "id": device.id,
                "name": device.name,
                "platform": device.platform,
                "created_at": device.created_at,
                "last_seen_at": device.last_seen_at,
                "this": here,
            });
            print::out(&line.to_string());
        } else {
            let seen = device.last_seen_at.with_timezone(&zone).format("%d/%m/%Y %H:%M");
            let mark = if here { " (este)" } else { "" };
            print::out(&format!("{}  {} [{}]  visto em {seen}{mark}", device.id, device.name, device.platform));
        }
    }
    Ok(())
}
