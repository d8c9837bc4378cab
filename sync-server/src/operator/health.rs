//! `alfa-sync-server health`: what the server needs, as it was found last.

use super::{columns, say};
use alfa_sync_server::App;
use alfa_sync_server::cron::health;
use clap::Args;
use std::error::Error;

#[derive(Args)]
pub struct Asked {
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Answers on standard output.
pub async fn run(app: &App, asked: &Asked) -> Result<(), Box<dyn Error>> {
    let parts = health(&app.pool).await?;
    say(asked.json, &parts, || {
        let rows = parts.iter().map(|part| {
            let state = if part.up { "up" } else { "down" };
            let time = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M:%S").to_string();
            let detail = part.detail.clone().unwrap_or_default();
            vec![
                part.part.clone(),
                state.to_owned(),
                time(part.since),
                time(part.checked_at),
                part.ms.to_string(),
                detail,
            ]
        });
        columns(&["PART", "STATE", "SINCE (UTC)", "ASKED (UTC)", "MS", "WHY"], rows.collect())
    })
}
