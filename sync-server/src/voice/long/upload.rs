//! What is on its way to be a job: a place among the account's uploads before the first byte, and nothing left in the store where no job is made of it,
//! not even where the request breaks off in the middle.

use super::objects::Objects;
use crate::voice::usage;
use crate::{App, Problem};
use alfa_domain::Metered;
use std::time::Duration;
use tokio::runtime::Handle;
use uuid::Uuid;

/// Recordings of one account that come at a time, over all instances.
const AT_A_TIME: i64 = 3;
/// A piece that was on its way into the store when the request broke off is there by then.
const SETTLED: Duration = Duration::from_secs(1);

/// An upload. Dropped before its end, as a request is that breaks off or takes too long, it cleans up by itself.
pub(super) struct Upload {
    traces: Traces,
    ended: bool,
}

/// What it leaves.
#[derive(Clone)]
struct Traces {
    app: App,
    id: Uuid,
    objects: Objects,
    has_place: bool,
    /// No job can have been made of it.
    of_no_job: bool,
}

impl Upload {
    /// Of something small that has come already: it needs no place.
    pub fn of(app: &App, user_id: Uuid) -> Self {
        let id = Uuid::now_v7();
        let objects = Objects::of(app, user_id, id);
        let traces = Traces { app: app.clone(), id, objects, has_place: false, of_no_job: true };
        Self { traces, ended: false }
    }

    /// Of a recording that is to come.
    ///
    /// # Errors
    /// `too_many_at_once`; `quota_exhausted` where nothing is left: nobody sends an hour to be told that; [`Problem::away`].
    pub async fn begin(app: &App, user_id: Uuid) -> Result<Self, Problem> {
        let mut transaction = app.pool.begin().await?;
        // it locks the account's rows: no two take its last place
        usage::any_left(app, &mut transaction, user_id, Metered::HeardMs).await?;
        let mut upload = Self::of(app, user_id);
        upload.traces.has_place = true;
        let placed = sqlx::query(
            "INSERT INTO audio_upload (id, user_id, expires_at) SELECT $1, $2, now() + make_interval(secs => $3)
             WHERE (SELECT count(*) FROM audio_upload WHERE user_id = $2 AND expires_at > now()) < $4",
        )
        .bind(upload.id())
        .bind(user_id)
        .bind(app.config.edges.upload_timeout.as_secs_f64())
        .bind(AT_A_TIME)
        .execute(&mut *transaction)
        .await?;
        if placed.rows_affected() == 0 {
            upload.ended = true;
            let many = "Já há gravações desta conta sendo enviadas. Espere uma delas chegar e envie de novo.";
            return Err(Problem::new(429, "too_many_at_once", many));
        }
        transaction.commit().await?;
        Ok(upload)
    }

    /// The id of the job there will be.
    pub fn id(&self) -> Uuid {
        self.traces.id
    }

    /// Where it is put.
    pub fn objects(&self) -> &Objects {
        &self.traces.objects
    }

    /// From now on a job may need it: the answer to a COMMIT can be lost, and then nobody but the cleanup knows better.
    pub fn keep(&mut self) {
        self.traces.of_no_job = false;
    }

    /// Its place is free, and what no job needs is gone.
    pub async fn end(mut self) {
        self.traces.remove().await;
        self.ended = true;
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.ended
            && let Ok(runtime) = Handle::try_current()
        {
            let traces = self.traces.clone();
            runtime.spawn(async move {
                tokio::time::sleep(SETTLED).await;
                traces.remove().await;
            });
        }
    }
}

impl Traces {
    /// The place is the last to go: so much of an account and no more lies in the store.
    async fn remove(&self) {
        if self.of_no_job {
            self.objects.discard().await;
        }
        if self.has_place {
            let freed = sqlx::query("DELETE FROM audio_upload WHERE id = $1").bind(self.id);
            if let Err(error) = freed.execute(&self.app.pool).await {
                tracing::info!(%error, "an upload's place ends by itself");
            }
        }
    }
}
