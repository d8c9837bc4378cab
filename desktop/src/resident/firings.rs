//! Alerts that fired: shown, said again, put off.

use super::view::{AppEvent, FiringChannel, FiringRow};
use super::{Resident, Shell, Subject, locked};
use crate::store::Told;
use crate::talk::Order;
use crate::watch::{Announcement, Teller, Untold};
use alfa_copilot::{Problem, firing_words};
use alfa_domain::{AlertId, Channel, Delivery, Firing, FiringId, Quote};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use tokio::sync::{broadcast, mpsc, oneshot};

/// Firings in one page at most.
const PAGE: usize = 500;
/// A firing is put off for a week at most.
const LONGEST_SNOOZE: u32 = 7 * 24 * 60;

impl Resident {
    /// What fired, the newest first.
    pub async fn firings(&self, offset: usize, limit: usize) -> Result<Vec<FiringRow>, Problem> {
        let told = self.app().store.firings(offset, limit.min(PAGE)).await?;
        Ok(told.iter().map(row).collect())
    }

    async fn firing(&self, id: FiringId) -> Result<Firing, Problem> {
        self.app()
            .store
            .firing(id)
            .await?
            .map(|told| told.firing)
            .ok_or_else(|| Problem::new("no_such_firing", "Esse aviso não existe mais.", "Atualize a lista."))
    }

    /// Tells a firing once more after some minutes.
    pub async fn snooze_firing(&self, id: FiringId, minutes: u32) -> Result<(), Problem> {
        let app = self.app();
        let wait = TimeDelta::minutes(i64::from(minutes.clamp(1, LONGEST_SNOOZE)));
        if !app.store.snooze(id, app.clock.now(), wait).await? {
            self.firing(id).await?;
            return Err(Problem::new(
                "nothing_to_snooze",
                "Esse alerta não avisa neste computador, e por isso não pode ser adiado.",
                "Edite o alerta para avisar na bandeja ou por voz.",
            ));
        }
        self.changed(&[Subject::Alerts]);
        Ok(())
    }

    /// Says a firing again.
    pub async fn say_firing(&self, id: FiringId) -> Result<(), Problem> {
        let firing = self.firing(id).await?;
        self.talk.order(Order::Say { text: firing.spoken });
        Ok(())
    }

    /// Tells an alert over its channels as if it had fired now, so that the user sees whether they work. It is not kept.
    pub async fn test_alert(&self, id: AlertId) -> Result<(), Problem> {
        let app = self.app();
        let alert = self.alert(id).await?;
        let quote: Quote = app.market.quote(&alert.coin, &alert.quote).await?.quote;
        let now = app.clock.now();
        let coins = app.responder.tools().coins();
        let (answer, price) = firing_words(coins, &*app.clock, app.market.simulated(), &alert, &quote, false);
        let firing = Firing {
            id: FiringId::new(now, app.clock.random()),
            alert: alert.id,
            version: alert.version,
            arming: 0,
            coin: alert.coin,
            price,
            at: now,
            late: false,
            text: format!("Teste. {}", answer.text),
            spoken: format!("Teste. {}", answer.spoken),
        };
        let tellers = self.tellers().await;
        for channel in &alert.channels {
            let Some(teller) = tellers.iter().find(|teller| teller.channel() == *channel) else {
                return Err(not_set_up());
            };
            teller.tell(&firing).await.map_err(|untold| untold.problem)?;
        }
        if !alert.channels.contains(&Channel::Tray) {
            self.tell(AppEvent::Firing { firing: shown(&firing, &[]) });
        }
        Ok(())
    }

    /// Tells a made-up message over a channel, so that the user sees whether it works.
    pub async fn test_channel(&self, channel: Channel) -> Result<(), Problem> {
        let app = self.app();
        let now = app.clock.now();
        let text = "Este é um teste dos avisos da ALFA.".to_owned();
        let firing = Firing {
            id: FiringId::new(now, app.clock.random()),
            alert: AlertId::new(now, app.clock.random()),
            version: 1,
            arming: 0,
            coin: "BTC".parse().map_err(|_| not_set_up())?,
            price: alfa_domain::Fact {
                name: "test".to_owned(),
                value: 0.into(),
                unit: alfa_domain::Unit::Count,
                source: "ALFA".to_owned(),
                at: now,
                derived_from: Vec::new(),
            },
            at: now,
            late: false,
            spoken: text.clone(),
            text,
        };
        let tellers = self.tellers().await;
        let teller = tellers.iter().find(|teller| teller.channel() == channel).ok_or_else(not_set_up)?;
        teller.tell(&firing).await.map_err(|untold| untold.problem)
    }
}

fn not_set_up() -> Problem {
    Problem::new("channel_not_set_up", "Esse canal não está configurado.", "Configure o canal em Ajustes, Avisos.")
}

fn row(told: &Told) -> FiringRow {
    shown(&told.firing, &told.deliveries)
}

fn shown(firing: &Firing, deliveries: &[Delivery]) -> FiringRow {
    let channels = deliveries
        .iter()
        .map(|delivery| FiringChannel {
            channel: delivery.channel,
            state: delivery.state,
            problem: delivery.problem.as_ref().map(|sentence| Problem::new("channel_failed", sentence.as_str(), "")),
        })
        .collect();
    FiringRow {
        id: firing.id,
        alert: firing.alert,
        coin: firing.coin.clone(),
        sentence: firing.text.clone(),
        price: firing.price.clone(),
        at: firing.at,
        told_at: told_at(deliveries),
        late: firing.late,
        channels,
    }
}

/// When it was told: over the channel that was first.
fn told_at(deliveries: &[Delivery]) -> Option<DateTime<Utc>> {
    deliveries.iter().filter_map(|delivery| delivery.told_at).min()
}

/// The desktop's notification, and the open window.
pub struct FiringTeller {
    shell: Arc<dyn Shell>,
    events: broadcast::Sender<AppEvent>,
    /// The window has them, the desktop does not.
    untold: Mutex<HashSet<FiringId>>,
}

impl FiringTeller {
    pub(super) fn new(shell: Arc<dyn Shell>, events: broadcast::Sender<AppEvent>) -> Self {
        Self { shell, events, untold: Mutex::default() }
    }
}

#[async_trait]
impl Teller for FiringTeller {
    fn channel(&self) -> Channel {
        Channel::Tray
    }

    async fn tell(&self, firing: &Firing) -> Result<(), Untold> {
        let known = locked(&self.untold).contains(&firing.id);
        if !known {
            let _ = self.events.send(AppEvent::Firing { firing: shown(firing, &[]) });
            let _ = self.events.send(AppEvent::Changed { what: vec![Subject::Alerts] });
        }
        let told = self.shell.notify(firing).await;
        match &told {
            Ok(()) => {
                locked(&self.untold).remove(&firing.id);
            }
            // nobody looks at a hidden window, and the desktop is silent
            Err(problem) if locked(&self.untold).insert(firing.id) => {
                self.shell.come_forward();
                let _ = self.events.send(AppEvent::Notice { problem: problem.clone() });
            }
            Err(_) => {}
        }
        told.map_err(|problem| Untold { problem, again: true })
    }

    async fn announce(&self, announcement: &Announcement) -> Result<(), Untold> {
        let Announcement { title, written, .. } = announcement;
        self.shell.notify_text(title, written).await.map_err(|problem| Untold { problem, again: false })
    }
}

/// Says firings when nobody talks.
pub(super) struct BoothTeller {
    orders: mpsc::UnboundedSender<Order>,
    speaks: bool,
}

impl BoothTeller {
    pub fn new(orders: mpsc::UnboundedSender<Order>, speaks: bool) -> Self {
        Self { orders, speaks }
    }

    async fn say(&self, text: &str) -> Result<(), Problem> {
        let (done, said) = oneshot::channel();
        let gone = || Problem::new("cancelled", "A ALFA foi fechada.", "");
        self.orders.send(Order::Announce { text: text.to_owned(), done }).map_err(|_| gone())?;
        said.await.unwrap_or_else(|_| Err(gone()))
    }
}

#[async_trait]
impl Teller for BoothTeller {
    fn channel(&self) -> Channel {
        Channel::Voice
    }

    async fn tell(&self, firing: &Firing) -> Result<(), Untold> {
        // a voice that cannot speak now would speak of the past later: the notification is there for that
        let untold = |problem| Untold { problem, again: false };
        if !self.speaks {
            let problem = Problem::new("voice_off", "A voz dos alertas está desligada.", "Ligue-a em Ajustes.");
            return Err(untold(problem));
        }
        self.say(&firing.spoken).await.map_err(untold)
    }

    /// Whoever asks for a schedule asks to hear it: the switch is of alerts alone.
    async fn announce(&self, announcement: &Announcement) -> Result<(), Untold> {
        self.say(&announcement.spoken).await.map_err(|problem| Untold { problem, again: false })
    }
}
