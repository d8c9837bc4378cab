//! The queue's promises, each by itself.

use super::queue::{claim, enqueue, fail, release, renew};
use super::{Failure, Job, Run, Then};
use crate::private_postgres::PrivatePostgres;
use crate::{App, MIGRATIONS};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

#[derive(Debug, Serialize, Deserialize)]
struct Count {
    key: Option<String>,
}

impl Job for Count {
    const NAME: &'static str = "count";
    const MOST_TRIES: i32 = 3;

    fn key(&self) -> Option<String> {
        self.key.clone()
    }

    async fn run(self, _: App, _: Run) -> Result<(), Failure> {
        Ok(())
    }
}

async fn left(pool: &PgPool) -> (i64, i64) {
    let counted = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE dead_at IS NULL), count(*) FILTER (WHERE dead_at IS NOT NULL) FROM job",
    );
    counted.fetch_one(pool).await.unwrap()
}

async fn lapse(pool: &PgPool) {
    sqlx::query("UPDATE job SET due_at = now() - interval '1 second'").execute(pool).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_has_one_run_at_a_time_and_whoever_lost_it_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let postgres = PrivatePostgres::start(&folder.path().join("postgres"), None, false).unwrap();
    let pool = PgPool::connect(&postgres.url()).await.unwrap();
    MIGRATIONS.run(&pool).await.unwrap();
    let names = [Count::NAME];
    let mut connection = pool.acquire().await.unwrap();
    let plain = Count { key: None };
    let keyed = Count { key: Some("um".to_owned()) };

    // with its transaction or not at all
    let mut transaction = pool.begin().await.unwrap();
    enqueue(&mut transaction, &plain).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(left(&pool).await, (0, 0));

    // fencing: the second run has it, the first can do nothing any more
    enqueue(&mut connection, &plain).await.unwrap();
    let first = claim(&pool, &names, 9).await.unwrap().remove(0);
    assert!(claim(&pool, &names, 9).await.unwrap().is_empty(), "it is taken");
    assert!(renew(&pool, &first.run()).await.unwrap());
    lapse(&pool).await;
    let second = claim(&pool, &names, 9).await.unwrap().remove(0);
    assert_eq!((second.id, second.tries), (first.id, 2));
    assert!(!renew(&pool, &first.run()).await.unwrap());
    assert!(!fail(&pool, &first, &Failure::dead("x", "")).await.unwrap());
    release(&pool, &first.run()).await.unwrap();
    let mut effect = pool.begin().await.unwrap();
    assert_eq!(first.run().finish(&mut effect).await.unwrap_err().then, Then::Lost);
    effect.rollback().await.unwrap();
    assert_eq!(left(&pool).await, (1, 0));
    let mut effect = pool.begin().await.unwrap();
    second.run().finish(&mut effect).await.unwrap();
    effect.rollback().await.unwrap();
    assert_eq!(left(&pool).await, (1, 0), "its end goes with its effect");
    second.run().finish(&mut connection).await.unwrap();
    assert_eq!(left(&pool).await, (0, 0));

    // one of a key; a dead one does not stand in the way
    assert!(enqueue(&mut connection, &keyed).await.unwrap());
    assert!(!enqueue(&mut connection, &keyed).await.unwrap());
    let run = claim(&pool, &names, 9).await.unwrap().remove(0);
    assert!(!enqueue(&mut connection, &keyed).await.unwrap());
    assert!(fail(&pool, &run, &Failure::dead("x", "")).await.unwrap());
    assert!(enqueue(&mut connection, &keyed).await.unwrap());
    assert_eq!(left(&pool).await, (1, 1));
    sqlx::query("DELETE FROM job").execute(&pool).await.unwrap();

    // tries end; a party that is away is no try; a run given back is none either
    enqueue(&mut connection, &plain).await.unwrap();
    for _ in 0..5 {
        let run = claim(&pool, &names, 9).await.unwrap().remove(0);
        assert_eq!(run.tries, 1);
        assert!(!fail(&pool, &run, &Failure::wait("away", "")).await.unwrap());
        lapse(&pool).await;
        let run = claim(&pool, &names, 9).await.unwrap().remove(0);
        release(&pool, &run.run()).await.unwrap();
    }
    for expected in [false, false, true] {
        let run = claim(&pool, &names, 9).await.unwrap().remove(0);
        assert_eq!(fail(&pool, &run, &Failure::again("broken", "")).await.unwrap(), expected);
        lapse(&pool).await;
    }
    assert_eq!(left(&pool).await, (0, 1));
    assert!(claim(&pool, &names, 9).await.unwrap().is_empty(), "the dead stay dead");
    // and whoever has waited for three days waits no longer
    sqlx::query("UPDATE job SET dead_at = NULL, tries = 2, patient_until = now()").execute(&pool).await.unwrap();
    let run = claim(&pool, &names, 9).await.unwrap().remove(0);
    assert!(fail(&pool, &run, &Failure::wait("away", "")).await.unwrap());
}
