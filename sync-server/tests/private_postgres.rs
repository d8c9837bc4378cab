//! The Postgres of one's own.

use alfa_sync_server::private_postgres::PrivatePostgres;
use sqlx::{Connection, PgConnection};

#[tokio::test]
async fn what_it_keeps_is_there_after_a_kill_and_one_left_running_is_no_hindrance() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let place = folder.path().join("postgres");
    let first = PrivatePostgres::start(&place, None, true).unwrap();
    let mut data = PgConnection::connect(&first.url()).await.unwrap();
    sqlx::query("CREATE TABLE kept (value int)").execute(&mut data).await.unwrap();
    first.kill();
    first.resume().unwrap();
    let mut data = PgConnection::connect(&first.url()).await.unwrap();
    sqlx::query("INSERT INTO kept VALUES (7)").execute(&mut data).await.unwrap();
    // its server is killed and cannot end it
    std::mem::forget(first);
    let second = PrivatePostgres::start(&place, None, true).unwrap();
    let mut data = PgConnection::connect(&second.url()).await.unwrap();
    let (value,): (i32,) = sqlx::query_as("SELECT value FROM kept").fetch_one(&mut data).await.unwrap();
    assert_eq!(value, 7);
}
