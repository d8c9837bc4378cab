//! Telling of a firing over one way: a job, made in the transaction that keeps the firing.

use super::channels::{self, Channels};
use super::claims::{self, CLOUD, Known, Verdict, Way};
use crate::jobs::{self, Failure, Job, Run};
use crate::mail::MailError;
use crate::{App, Problem};
use alfa_domain::{Channel, Firing};
use alfa_notify::NotifyError;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

/// A computer is given so long before the cloud tells in its stead.
const AWAY: TimeDelta = TimeDelta::seconds(120);

/// A firing that is to be told over a way.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Tell {
    user_id: Uuid,
    #[serde(flatten)]
    known: Known,
    way: Way,
    /// Only if no computer has told it.
    away: bool,
}

/// Makes the jobs that tell of a firing: over the channels of its alert that are set up; where there is none, by e-mail if no computer tells it.
pub(super) async fn enqueue(
    app: &App,
    connection: &mut PgConnection,
    user_id: Uuid,
    known: Known,
    alert: &[Channel],
) -> Result<(), Problem> {
    let set_up = channels::of(app, connection, user_id).await?;
    let mut ways: Vec<Way> = alert.iter().map(|channel| Way::of(*channel)).filter(|way| set_up.has(*way)).collect();
    ways.dedup();
    for way in &ways {
        jobs::enqueue(connection, &Tell { user_id, known, way: *way, away: false }).await?;
    }
    if ways.is_empty() && set_up.email.when_away {
        let job = Tell { user_id, known, way: Way::Email, away: true };
        jobs::enqueue_at(connection, &job, app.around.clock.now() + AWAY).await?;
    }
    Ok(())
}

impl Channels {
    fn has(&self, way: Way) -> bool {
        match way {
            Way::Computer => false,
            Way::Email => self.email.enabled,
            Way::Webhook => self.webhook.is_some(),
            Way::Telegram => self.telegram.is_some(),
        }
    }
}

impl Job for Tell {
    const NAME: &'static str = "tell_firing";
    const MOST_TRIES: i32 = 12;

    fn key(&self) -> Option<String> {
        let Known { alert, version, arming } = self.known;
        Some(format!("tell {} {alert} {version} {arming} {}", self.user_id, self.way.name()))
    }

    fn user(&self) -> Option<Uuid> {
        Some(self.user_id)
    }

    async fn run(self, app: App, run: Run) -> Result<(), Failure> {
        let mut connection = app.pool.acquire().await?;
        let (user, known) = (self.user_id, self.known);
        let kept: Option<(String,)> = sqlx::query_as(
            "SELECT firing FROM firing WHERE user_id = $1 AND alert = $2 AND version = $3 AND arming = $4",
        )
        .bind(user)
        .bind(known.alert)
        .bind(known.version)
        .bind(known.arming)
        .fetch_optional(&mut *connection)
        .await?;
        let Some((kept,)) = kept else { return Ok(()) };
        let firing: Firing = serde_json::from_str(&kept).map_err(|error| Failure::dead("unreadable", error))?;
        if self.away {
            // it is told in the computer's stead: a computer that comes now finds it told
            match claims::take(&mut connection, user, known, Way::Computer, CLOUD).await? {
                Verdict::Yours => {}
                Verdict::Wait { .. } => return Err(Failure::wait("claimed", "a computer is about to tell it")),
                Verdict::Told { .. } => return Ok(()),
            }
        }
        match claims::take(&mut connection, user, known, self.way, CLOUD).await? {
            Verdict::Yours => {}
            Verdict::Wait { .. } => return Err(Failure::wait("claimed", "a computer is about to tell it")),
            Verdict::Told { .. } => return Ok(()),
        }
        let set_up = channels::of(&app, &mut connection, user).await?;
        let email: Option<(String,)> = sqlx::query_as("SELECT email FROM account WHERE id = $1")
            .bind(user)
            .fetch_optional(&mut *connection)
            .await?;
        // what is said takes its time; nothing of the database waits for it
        drop(connection);
        let said = over(&app, &run, self.way, &set_up, email, &firing).await;
        let mut transaction = app.pool.begin().await?;
        match &said {
            Ok(()) => {
                claims::mark(&mut transaction, user, known, self.way, CLOUD).await?;
                if self.away {
                    claims::mark(&mut transaction, user, known, Way::Computer, CLOUD).await?;
                }
                run.finish(&mut transaction).await?;
            }
            Err(_) => {
                claims::give_up(&mut transaction, user, known, self.way, CLOUD).await?;
                if self.away {
                    claims::give_up(&mut transaction, user, known, Way::Computer, CLOUD).await?;
                }
            }
        }
        transaction.commit().await?;
        said
    }
}

async fn over(
    app: &App,
    run: &Run,
    way: Way,
    set_up: &Channels,
    email: Option<(String,)>,
    firing: &Firing,
) -> Result<(), Failure> {
    let gone = || Failure::dead("channel_not_set_up", "the account took the channel away meanwhile");
    match way {
        Way::Computer => Ok(()),
        Way::Email => {
            let (to,) = email.ok_or_else(gone)?;
            let subject = format!("ALFA: seu alerta de {} disparou", firing.coin);
            let sent = app.mailer.send(run.id, &to, &subject, format!("{}\n", firing.text), None).await;
            sent.map_err(|error| match error {
                MailError::Away(said) => Failure::wait("mail_away", said),
                MailError::Refused(said) => Failure::dead("mail_refused", said),
            })
        }
        Way::Webhook => {
            let hook = set_up.webhook.as_ref().ok_or_else(gone)?;
            hook.open(app).map_err(of_channel)?.tell(firing).await.map_err(of_channel)
        }
        Way::Telegram => {
            let bot = set_up.telegram.as_ref().ok_or_else(gone)?;
            bot.open(app).map_err(of_channel)?.tell(&firing.text).await.map_err(of_channel)
        }
    }
}

fn of_channel(error: NotifyError) -> Failure {
    match error.passes() {
        true => Failure::again("channel_away", error),
        false => Failure::dead("channel_refused", error),
    }
}
