//! One instance watches at a time.

use super::data::Data;
use super::heard::Heard;
use crate::{App, leases};
use alfa_watch::Watch;
use chrono::TimeDelta;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The lease's name.
pub(super) const LEASE: &str = "watch";
/// A leader that does not renew for so long is replaced.
const KEEP: Duration = Duration::from_secs(10);
/// It renews this often, and the others look this often.
const RENEW: Duration = Duration::from_secs(2);

/// Watches whenever no other instance does, until it is told to end; then it gives the watch back.
pub async fn run(app: App, ended: CancellationToken) {
    let holder = Uuid::now_v7();
    let heard = Arc::new(Heard::default());
    let leading = async {
        while !ended.is_cancelled() {
            match leases::hold(&app.pool, LEASE, holder, KEEP).await {
                Ok(Some(term)) => {
                    tracing::info!(term, "watching alerts");
                    lead(&app, &heard, holder, term, &ended).await;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "who watches the alerts cannot be known now"),
            }
            let _ = tokio::time::timeout(RENEW, ended.cancelled()).await;
        }
    };
    tokio::select! {
        () = leading => {}
        () = heard.listen(&app.around, &app.pool) => {}
    }
    if let Err(error) = leases::release(&app.pool, LEASE, holder).await {
        tracing::warn!(%error, "the watch could not be given back: another takes it in some seconds");
    }
}

/// Watches until it is told to end or the lease is lost.
async fn lead(app: &App, heard: &Arc<Heard>, holder: Uuid, term: i64, ended: &CancellationToken) {
    let stop = ended.child_token();
    let watch = Watch {
        store: Arc::new(Data::new(app.clone(), Arc::clone(heard), holder, term)),
        market: app.around.market.clone(),
        clock: Arc::clone(&app.around.clock),
        coins: app.around.coins.clone(),
        // well within what the others remember of the market
        keep_after: TimeDelta::seconds(3),
        // what nobody heard for a few seconds is looked up: another instance was to hear it
        gap: TimeDelta::seconds(5),
        changed: Arc::new(Notify::new()),
    };
    let watching = watch.run(&stop);
    tokio::pin!(watching);
    // beside it, never between: what the watch writes holds the lease's row
    tokio::select! {
        () = &mut watching => return,
        () = renew(app, holder, term) => {}
    }
    tracing::warn!("another instance watches the alerts now");
    stop.cancel();
    watching.await;
}

/// Renews the lease until it is lost.
async fn renew(app: &App, holder: Uuid, term: i64) {
    let mut held_until = Instant::now() + KEEP;
    loop {
        sleep(RENEW).await;
        let asked = Instant::now();
        match leases::hold(&app.pool, LEASE, holder, KEEP).await {
            Ok(Some(same)) if same == term => held_until = asked + KEEP,
            Err(_) if Instant::now() < held_until => {}
            Ok(_) | Err(_) => return,
        }
    }
}
