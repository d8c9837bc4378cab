//! What the operator asks the program itself.
#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside the test functions")]

use alfa_sync_server::private_postgres::PrivatePostgres;
use alfa_sync_server::{App, Config};
use std::process::{Command, Output};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn server(database: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alfa-sync-server"));
    command.args(arguments).env("DATABASE_URL", database);
    command.env("ALFA_SERVER_SIGNING_KEY", KEY).env("ALFA_SERVER_SECRET_KEY", KEY).output().unwrap()
}

#[test]
fn the_audit_log_is_verified_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let postgres = PrivatePostgres::start(&folder.path().join("postgres"), None, false).unwrap();
    let url = postgres.url();
    let mail = folder.path().join("mail").display().to_string();
    let storage = folder.path().join("storage").display().to_string();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = Config::read(None, |name| match name {
        "DATABASE_URL" => Some(url.clone()),
        "ALFA_SERVER_SIGNING_KEY" | "ALFA_SERVER_SECRET_KEY" => Some(KEY.to_owned()),
        "ALFA_SERVER_MAIL_FOLDER" => Some(mail.clone()),
        "ALFA_SERVER_STORAGE_FOLDER" => Some(storage.clone()),
        _ => None,
    });
    let app = runtime.block_on(App::start(config.unwrap())).unwrap();
    let verify = |more: &[&str]| server(&url, &[&["audit", "verify"], more].concat());
    let whole = verify(&[]);
    let said = String::from_utf8(whole.stdout).unwrap();
    let head = format!("0:{}", "00".repeat(32));
    assert_eq!((whole.status.code(), said.trim()), (Some(0), &*format!("the chain holds: 0 rows, head {head}")));
    assert_eq!(verify(&["--head", &head]).status.code(), Some(0));
    let row = "INSERT INTO audit (seq, at, event, subject, hash) VALUES (1, now(), 'sign_in', gen_random_uuid(), 'x')";
    runtime.block_on(async { sqlx::query(row).execute(&app.pool).await.unwrap() });
    let broken = verify(&[]);
    let said = String::from_utf8(broken.stderr).unwrap();
    assert_eq!(broken.status.code(), Some(1), "{said}");
    assert!(said.contains("the chain is broken at row 1: it was changed"), "{said}");
    let away = server("postgres://postgres@127.0.0.1:1/postgres", &["audit", "verify"]);
    assert!(String::from_utf8(away.stderr).unwrap().contains("database_url: "));
}
