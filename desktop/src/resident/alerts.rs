//! The user's alerts, and spoken schedules.

use super::view::{AlertDraft, AlertRow, ScheduleRow};
use super::{Resident, Subject};
use alfa_alerts::{BadRule, Watcher};
use alfa_copilot::{Alerts, Problem, Schedules};
use alfa_domain::{Alert, AlertId, AlertState, Condition, Currency, Left, Right, ScheduleId, Ticker};
use rust_decimal::Decimal;
use std::collections::HashMap;

impl Resident {
    /// All alerts with the prices of the moment, the newest first.
    pub async fn alerts(&self) -> Result<Vec<AlertRow>, Problem> {
        let app = self.app();
        let mut alerts = app.store.alerts().await?;
        alerts.reverse();
        let mut by_currency: HashMap<Currency, Vec<Ticker>> = HashMap::new();
        for alert in alerts.iter().filter(|alert| matches!(alert.state, AlertState::Active | AlertState::Paused)) {
            let coins = by_currency.entry(alert.quote.clone()).or_default();
            if !coins.contains(&alert.coin) {
                coins.push(alert.coin.clone());
            }
        }
        let mut prices: HashMap<(Ticker, Currency), Decimal> = HashMap::new();
        for (currency, coins) in by_currency {
            for quoted in app.market.quotes(&coins, &currency).await.into_iter().flatten() {
                prices.insert((quoted.quote.coin, currency.clone()), quoted.quote.price);
            }
        }
        let local = app.store.local_alerts().await?;
        let row = |alert: Alert| AlertRow {
            leaves_device: !local.contains(&alert.id),
            sentence: app.responder.tools().alert_words(&alert),
            threshold: threshold(&alert.condition),
            price: prices.get(&(alert.coin.clone(), alert.quote.clone())).copied(),
            alert,
        };
        Ok(alerts.into_iter().map(row).collect())
    }

    pub(super) async fn alert(&self, id: AlertId) -> Result<Alert, Problem> {
        self.app()
            .store
            .alerts()
            .await?
            .into_iter()
            .find(|alert| alert.id == id)
            .ok_or_else(|| Problem::new("no_such_alert", "Esse alerta não existe mais.", "Atualize a lista."))
    }

    /// Keeps a new alert, or a change of one: its next version, watched from now on.
    pub async fn save_alert(&self, draft: AlertDraft) -> Result<Alert, Problem> {
        self.known(&draft.coin)?;
        let app = self.app();
        let old = match draft.id {
            Some(id) => Some(self.alert(id).await?),
            None => None,
        };
        let now = app.clock.now();
        let is_new = old.is_none();
        let mut alert = Alert {
            id: old.as_ref().map_or_else(|| AlertId::new(now, app.clock.random()), |old| old.id),
            version: old.as_ref().map_or(1, |old| old.version + 1),
            coin: draft.coin,
            quote: draft.quote,
            condition: draft.condition,
            window: draft.window,
            cooldown_s: draft.cooldown_s,
            hysteresis_pct: draft.hysteresis_pct,
            channels: draft.channels,
            state: AlertState::Active,
            said: String::new(),
            created_at: old.as_ref().map_or(now, |old| old.created_at),
        };
        if let Some(old) = old {
            alert.said = old.said;
        }
        if alert.channels.is_empty() {
            return Err(Problem::new(
                "no_channel",
                "O alerta não tem por onde avisar.",
                "Escolha pelo menos um aviso.",
            ));
        }
        let mut trial = Watcher::new(app.clock.zone());
        let refused = trial.set(std::slice::from_ref(&alert), &HashMap::new(), now.timestamp_millis());
        if let Some((_, why)) = refused.into_iter().next() {
            return Err(unwatchable(why));
        }
        match (is_new, draft.leaves_device) {
            (true, Some(false)) => app.store.put_local_alert(&alert).await?,
            (_, leaves) => {
                app.store.put_alert(&alert).await?;
                if let Some(leaves) = leaves {
                    let anew = AlertId::new(now, app.clock.random());
                    alert.id = app.store.set_alert_leaves(alert.id, leaves, anew, now).await?.unwrap_or(alert.id);
                }
            }
        }
        self.alerts_changed();
        Ok(alert)
    }

    /// Deletes an alert.
    pub async fn delete_alert(&self, id: AlertId) -> Result<(), Problem> {
        let app = self.app();
        self.alert(id).await?;
        app.store.delete_alerts(&[id], app.clock.now()).await?;
        self.alerts_changed();
        Ok(())
    }

    /// Lets the cloud watch an alert too, or only this computer. Its id from then on: one that comes back to the cloud comes as a new one.
    pub async fn set_alert_cloud(&self, id: AlertId, leaves: bool) -> Result<AlertId, Problem> {
        let app = self.app();
        self.alert(id).await?;
        let now = app.clock.now();
        let anew = AlertId::new(now, app.clock.random());
        let id = app.store.set_alert_leaves(id, leaves, anew, now).await?.unwrap_or(id);
        self.alerts_changed();
        Ok(id)
    }

    /// Pauses an alert, or watches it from now on: one that has fired too.
    pub async fn pause_alert(&self, id: AlertId, paused: bool) -> Result<(), Problem> {
        let mut alert = self.alert(id).await?;
        let wanted = if paused { AlertState::Paused } else { AlertState::Active };
        if alert.state == wanted {
            return Ok(());
        }
        alert.state = wanted;
        if !paused {
            // what happened meanwhile is not its business: it begins anew
            alert.version += 1;
        }
        self.app().store.put_alert(&alert).await?;
        self.alerts_changed();
        Ok(())
    }

    /// Pauses all that are watched, or watches all that are paused.
    pub async fn pause_all(&self, paused: bool) -> Result<(), Problem> {
        let from = if paused { AlertState::Active } else { AlertState::Paused };
        for alert in self.app().store.alerts().await?.into_iter().filter(|alert| alert.state == from) {
            self.pause_alert(alert.id, paused).await?;
        }
        Ok(())
    }

    /// The spoken schedules.
    pub async fn schedules(&self) -> Result<Vec<ScheduleRow>, Problem> {
        let app = self.app();
        let now = app.clock.now();
        let schedules = app.store.schedules().await?;
        let row = |schedule: alfa_domain::Schedule| {
            Some(ScheduleRow {
                next_at: schedule.time.next_after(now, &app.clock.zone())?,
                sentence: app.responder.tools().schedule_words(&schedule),
                id: schedule.id,
                time: schedule.time,
                coins: schedule.coins,
            })
        };
        Ok(schedules.into_iter().filter_map(row).collect())
    }

    /// Deletes a spoken schedule.
    pub async fn delete_schedule(&self, id: ScheduleId) -> Result<(), Problem> {
        let app = self.app();
        app.store.delete_schedules(&[id], app.clock.now()).await?;
        self.changed(&[Subject::Schedules]);
        Ok(())
    }

    pub(super) fn alerts_changed(&self) {
        self.watching.alerts_changed();
        self.changed(&[Subject::Alerts]);
    }
}

fn unwatchable(why: BadRule) -> Problem {
    let message = match why {
        BadRule::Condition => "Essa condição não pode ser vigiada.",
        BadRule::Window => "Falta o período em que a condição é olhada.",
        BadRule::Range => "Um dos números da condição está fora do que faz sentido.",
    };
    Problem::new("bad_condition", message, "Mude a condição do alerta.")
}

/// The price of an alert's line.
fn threshold(condition: &Condition) -> Option<Decimal> {
    match condition {
        Condition::Compare { left: Left::Price, right: Right::Number(price), .. } => Some(*price),
        _ => None,
    }
}
