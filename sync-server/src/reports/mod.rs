//! The daily report by e-mail, at the user's hour.
//!
//! - [`get`], [`put`]: when, and of which coins
//! - [`send_due`]: whose hour has come gets a job, once a day however many instances look
//! - `analysis`: the job, which computes the figures and makes the mail; `letter`: the mail

mod analysis;
mod letter;
mod schedule;

pub(crate) use analysis::CryptoAnalysis;
pub use schedule::{PutReport, Report, get, put, send_due};

use crate::App;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// How often it is looked whose hour has come.
const LOOK: Duration = Duration::from_secs(5);

/// Looks for ever.
pub(crate) async fn run(app: App) {
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        if let Err(problem) = send_due(&app, app.around.clock.now()).await {
            tracing::warn!(code = problem.code, "whose report is due cannot be known now");
        }
    }
}
