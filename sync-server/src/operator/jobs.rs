//! `alfa-sync-server jobs`: what waits, what is dead, and what becomes of it.

use super::{columns, say};
use alfa_sync_server::App;
use alfa_sync_server::jobs::desk::{self, Card, Done};
use clap::{Args, Subcommand};
use std::error::Error;
use uuid::Uuid;

/// At most so many lines of a list.
const MOST: i64 = 500;

#[derive(Args)]
#[group(skip)] // the command's own has this name
pub struct Jobs {
    /// As JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The next jobs; says nothing of what they are about
    List {
        /// Those that were given up
        #[arg(long)]
        dead: bool,
    },
    /// One job, with what it is about and why it failed: may show a user's address
    Show {
        /// Its id
        id: Uuid,
    },
    /// Has a job done again, now
    Requeue {
        /// Its id
        #[arg(required_unless_present = "all_dead")]
        id: Option<Uuid>,
        /// Every job that was given up
        #[arg(long, conflicts_with = "id")]
        all_dead: bool,
    },
    /// Removes a job that does not run
    Remove {
        /// Its id
        id: Uuid,
    },
    /// How many there are of each kind
    Stats,
}

/// Answers on standard output.
pub async fn run(app: &App, jobs: &Jobs) -> Result<(), Box<dyn Error>> {
    match &jobs.what {
        What::List { dead } => {
            let cards = desk::list(&app.pool, *dead, MOST).await?;
            say(jobs.json, &cards, || table(&cards))
        }
        What::Show { id } => {
            let opened = desk::show(app, *id).await?.ok_or_else(|| nothing(*id))?;
            say(true, &opened, String::new)
        }
        What::Requeue { id: Some(id), .. } => match desk::requeue(&app.pool, *id).await? {
            Done::Done => say(jobs.json, &1, || "1 job is done again".to_owned()),
            Done::NotThere => Err(nothing(*id).into()),
            Done::Another => Err("another job of its key waits or runs; remove this one".into()),
        },
        What::Requeue { id: None, .. } => {
            let count = desk::requeue_all_dead(&app.pool).await?;
            say(jobs.json, &count, || format!("jobs that are done again: {count}"))
        }
        What::Remove { id } => match desk::remove(&app.pool, *id).await? {
            Done::Done => say(jobs.json, &1, || "1 job is removed".to_owned()),
            Done::NotThere | Done::Another => Err(nothing(*id).into()),
        },
        What::Stats => {
            let counts = desk::stats(&app.pool).await?;
            say(jobs.json, &counts, || {
                let rows = counts.iter().map(|count| {
                    let numbers = [count.waiting, count.running, count.dead, count.late_s];
                    [vec![count.name.clone()], numbers.map(|number| number.to_string()).to_vec()].concat()
                });
                columns(&["KIND", "WAITING", "RUNNING", "DEAD", "LATE S"], rows.collect())
            })
        }
    }
}

fn nothing(id: Uuid) -> String {
    format!("there is no job {id}, or it runs right now")
}

fn table(cards: &[Card]) -> String {
    let rows = cards.iter().map(|card| {
        let code = card.code.clone().unwrap_or_default();
        let when = card.dead_at.unwrap_or(card.due_at).format("%Y-%m-%d %H:%M:%S").to_string();
        let tries = format!("{}/{}", card.tries, card.most_tries);
        vec![card.id.to_string(), card.name.clone(), card.state.clone(), tries, card.waits.to_string(), code, when]
    });
    columns(&["ID", "KIND", "STATE", "TRIES", "WAITS", "WHY", "DUE, OR DEAD SINCE (UTC)"], rows.collect())
}
