//! What an instance does beside its requests.

use crate::App;
use crate::jobs::Lane;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Runs until it is ended; dropped, it ends too, but nobody waits for it.
#[derive(Debug)]
pub struct Background {
    ended: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Background {
    /// Starts it.
    pub fn start(app: &App) -> Self {
        let ended = CancellationToken::new();
        let mut tasks = Vec::new();
        if app.config.jobs.worker {
            for lane in [Lane::Usual, Lane::Long] {
                tasks.push(tokio::spawn(crate::jobs::work(app.clone(), lane, ended.clone())));
            }
            tasks.push(tokio::spawn(crate::cron::watch_the_clock(app.clone(), ended.clone())));
            let (app, ended) = (app.clone(), ended.clone());
            tasks.push(tokio::spawn(async move {
                let _ = ended.run_until_cancelled(crate::reports::run(app)).await;
            }));
        }
        if app.config.watch.watch {
            tasks.push(tokio::spawn(crate::watch::run(app.clone(), ended.clone())));
        }
        Self { ended, tasks }
    }

    /// Ends it: what runs is finished or given back.
    pub async fn end(mut self) {
        self.ended.cancel();
        for task in self.tasks.drain(..) {
            let _ = task.await;
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.ended.cancel();
    }
}
