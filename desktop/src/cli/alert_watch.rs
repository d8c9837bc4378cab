//! `alfa alerts watch`: the user's alerts, watched in the terminal.

use super::arguments::AlertWatch as Arguments;
use super::{Done, ask as shown, print};
use crate::app::{App, AppOptions};
use crate::cloud::{Background, CloudClaims};
use crate::watch::{AlertWatch, Announcement, Teller, Untold, VoiceTeller, channels};
use alfa_copilot::{Alerts, Clock, Problem};
use alfa_domain::{AlertState, Channel, Firing};
use alfa_speech::SpeakOptions;
use async_trait::async_trait;
use chrono_tz::Tz;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub(super) async fn run(arguments: Arguments) -> Done {
    let options = AppOptions { market: arguments.market.market, llm_off: true, ..AppOptions::default() };
    let (app, notices) = App::open(options).await?;
    shown::tell(&notices);
    let mut tellers = channels(&app.settings, &app.secrets).await;
    tellers.push(Arc::new(Terminal { clock: Arc::clone(&app.clock) }));
    if arguments.quiet {
        tellers.push(Arc::new(Mute));
    } else {
        let options = SpeakOptions { speed: app.pace() };
        tellers.push(Arc::new(VoiceTeller::new(Arc::clone(&app.engines), app.settings.speaker.clone(), options)));
    }
    let background = Background::new(app.paths.clone(), app.store.clone(), Arc::clone(&app.clock));
    let claims = CloudClaims::new(app.store.clone(), background.session());
    let watch = AlertWatch::new(&app, tellers).claiming(Arc::new(claims)).alone()?;
    let active = app.store.alerts().await?.iter().filter(|alert| alert.state == AlertState::Active).count();
    print::error_line(&match active {
        0 => "Você não tem alertas ativos; os que criar daqui a pouco serão vigiados. Ctrl+C termina.".to_owned(),
        1 => "Vigiando 1 alerta. Ctrl+C termina.".to_owned(),
        many => format!("Vigiando {many} alertas. Ctrl+C termina."),
    });
    let cancel = CancellationToken::new();
    let on_interrupt = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            on_interrupt.cancel();
        }
    });
    // where somebody is signed in, the alerts of the other computers come too, and each firing is told once
    let syncing = background.run(cancel.clone(), |done| {
        if let Err(problem) = done {
            tracing::info!(code = %problem.code, "sync waits");
        }
    });
    tokio::join!(watch.run(cancel), syncing);
    Ok(())
}

/// "22/11 15:04  BTC  Seu alerta disparou: …"
pub(super) fn line(firing: &Firing, zone: Tz) -> String {
    format!("{}  {}  {}", firing.at.with_timezone(&zone).format("%d/%m %H:%M:%S"), firing.coin, firing.text)
}

/// The terminal in the place of a notification.
struct Terminal {
    clock: Arc<dyn Clock>,
}

#[async_trait]
impl Teller for Terminal {
    fn channel(&self) -> Channel {
        Channel::Tray
    }

    async fn tell(&self, firing: &Firing) -> Result<(), Untold> {
        print::out(&line(firing, self.clock.zone()));
        Ok(())
    }

    async fn announce(&self, announcement: &Announcement) -> Result<(), Untold> {
        let now = self.clock.now().with_timezone(&self.clock.zone()).format("%d/%m %H:%M:%S");
        print::out(&format!("{now}  {}: {}", announcement.title, announcement.written));
        Ok(())
    }
}

/// A voice that was asked to be silent: what it did not say counts as not said.
struct Mute;

#[async_trait]
impl Teller for Mute {
    fn channel(&self) -> Channel {
        Channel::Voice
    }

    async fn tell(&self, _firing: &Firing) -> Result<(), Untold> {
        let problem = Problem::new("voice_off", "A voz dos alertas está desligada.", "Rode sem --quiet.");
        Err(Untold { problem, again: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alfa_domain::{AlertId, Fact, FiringId, Unit};
    use chrono::DateTime;

    fn firing() -> Firing {
        let at = DateTime::UNIX_EPOCH;
        let price = Fact {
            name: "price BTC/BRL".to_owned(),
            value: 1.into(),
            unit: Unit::Count,
            source: "ALFA".to_owned(),
            at,
            derived_from: Vec::new(),
        };
        Firing {
            id: FiringId::new(at, [1; 10]),
            alert: AlertId::new(at, [2; 10]),
            version: 1,
            arming: 1,
            coin: "BTC".parse().unwrap(),
            price,
            at,
            late: false,
            text: "Seu alerta disparou.".to_owned(),
            spoken: "Seu alerta disparou.".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_voice_that_is_off_has_told_nothing_and_is_not_tried_again() {
        let untold = Mute.tell(&firing()).await.unwrap_err();
        assert_eq!((&*untold.problem.code, untold.again), ("voice_off", false));
    }
}
