//! `alfa account report`: the daily report by e-mail.

use super::{alerts, print};
use crate::cloud::{Account, DailyReport};
use crate::paths::Paths;
use alfa_copilot::{Clock, Problem};
use chrono::{NaiveTime, Timelike};
use std::sync::Arc;

pub(super) async fn run(paths: &Paths, at: Option<NaiveTime>, coins: Vec<String>, off: bool) -> Result<(), Problem> {
    let (store, clock) = alerts::open_store()?;
    let mut alone = Account::alone(paths, &store).await?;
    let session = Arc::clone(&alone.session);
    let now = session.report().await?;
    let wanted = DailyReport {
        enabled: !off,
        hour: at.map_or(now.hour, |at| at.hour()),
        minute: at.map_or(now.minute, |at| at.minute()),
        time_zone: if at.is_some() { clock.zone().name().to_owned() } else { now.time_zone.clone() },
        coins: if coins.is_empty() {
            now.coins.clone()
        } else {
            coins.iter().map(|coin| coin.to_uppercase()).collect()
        },
        next_at: None,
    };
    let report = if off || at.is_some() || !coins.is_empty() { session.set_report(&wanted).await? } else { now };
    alone.account.keep(paths, &session).await?;
    print::out(&line(&report));
    Ok(())
}

fn line(report: &DailyReport) -> String {
    let DailyReport { enabled, hour, minute, time_zone, coins, .. } = report;
    let coins = coins.join(", ");
    match enabled {
        true => format!("Todo dia às {hour:02}:{minute:02} ({time_zone}): {coins}"),
        false => format!("Desligado. Para ligar: alfa account report --at {hour:02}:{minute:02} --coins BTC,ETH"),
    }
}
