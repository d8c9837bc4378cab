//! The first sync of a new computer, measured with the desktop's own store and client against the server as a program: `cargo xtask bench server`.

#![expect(clippy::print_stdout, reason = "the row is what this program is for")]

use alfa_copilot::Clock as _;
use alfa_desktop::clock::SystemClock;
use alfa_desktop::cloud::{HttpTransport, Session};
use alfa_desktop::store::Store;
use alfa_sync::{Client, DataKey};
use alfa_sync_server::private_postgres::PrivatePostgres;
use alfa_sync_server::{App, Config, service};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const RECORDS: i64 = 60_000;
const EMAIL: &str = "ana@exemplo.com.br";
const PASSWORD: &str = "uma senha comprida";

type Failed = Box<dyn Error + Send + Sync>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Failed> {
    let folder = tempfile::Builder::new().prefix("alfa-bench-").tempdir()?;
    #[cfg(unix)]
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let place = folder.path().join("postgres");
    let postgres = tokio::task::spawn_blocking(move || PrivatePostgres::start(&place, None, true)).await??;
    let url = serve(folder.path(), &postgres.url()).await?;
    Session::sign_up(&url, EMAIL, &PASSWORD.into()).await?;
    sqlx::query("UPDATE account SET verified_at = now()")
        .execute(&sqlx::PgPool::connect(&postgres.url()).await?)
        .await?;
    let key = DataKey::new()?;

    let (home, _) = computer(folder.path(), &url, "casa", &key).await?;
    fill(&folder.path().join("casa.db"))?;
    let begun = Instant::now();
    let sent = home.round().await?.sent;
    let sending = begun.elapsed().as_secs_f64();

    let (new, store) = computer(folder.path(), &url, "novo", &key).await?;
    let begun = Instant::now();
    let received = new.round().await?.received;
    let receiving = begun.elapsed().as_secs_f64();
    let all = store.conversations(0, 10).await?.len();
    println!(
        "| primeira sincronização de {received} registros num computador novo | {receiving:.1} s | ≤ 5 s | atuin 58 s para 50 mil (relato); o primeiro computador enviou {sent} em {sending:.1} s; {all} conversas abertas depois |"
    );
    Ok(())
}

async fn serve(folder: &Path, database: &str) -> Result<String, Failed> {
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let config = Config::read(None, |name| match name {
        "DATABASE_URL" => Some(database.to_owned()),
        "ALFA_SERVER_SIGNING_KEY" | "ALFA_SERVER_SECRET_KEY" => Some(key.to_owned()),
        "ALFA_SERVER_MAIL_FOLDER" => Some(folder.join("mail").display().to_string()),
        _ => None,
    })?;
    let app = App::start(config).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, service(app)).await });
    Ok(url)
}

type Computer = Client<alfa_desktop::store::SyncStore, HttpTransport>;

async fn computer(folder: &Path, url: &str, name: &str, key: &DataKey) -> Result<(Computer, Store), Failed> {
    let store = Store::open(&folder.join(format!("{name}.db")), SystemClock::new(None).now())?.store;
    let session = Arc::new(Session::sign_in(url, EMAIL, &PASSWORD.into(), name).await?);
    let synced = store.sync_as(session.user_id(), key.clone()).await?;
    Ok((Client { store: synced, transport: HttpTransport::new(session) }, store))
}

/// What years of talking leave: conversations of eight messages, a call of a tool for each answer.
fn fill(database: &Path) -> Result<(), Failed> {
    let data = rusqlite::Connection::open(database)?;
    data.busy_timeout(std::time::Duration::from_secs(10))?;
    // of every 13 records one is a conversation, 8 are messages and 4 are calls
    let conversations = RECORDS / 13;
    data.execute_batch(&format!(
        "BEGIN;
         INSERT INTO conversation (id, title, created_at, updated_at)
             WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {conversations})
             SELECT randomblob(16), 'qual o preço do bitcoin?', n, n FROM n;
         INSERT INTO message (id, conversation, role, text, spoken, facts, created_at)
             SELECT randomblob(16), id, iif(part % 2 = 0, 'user', 'assistant'),
                    iif(part % 2 = 0, 'quanto valem ' || row || ' bitcoins em reais agora?', 'O Bitcoin está em R$ 512.340,55, alta de 2,1% em 24 horas (' || row || ').'),
                    iif(part % 2 = 0, NULL, 'O Bitcoin está em quinhentos e doze mil reais.'),
                    iif(part % 2 = 0, '[]', '[{{\"value\":\"512340.55\",\"unit\":\"BRL\",\"source\":\"binance\",\"at\":\"2026-11-29T00:00:00Z\"}}]'), row * 10 + part
             FROM conversation, (SELECT 0 AS part UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7);
         INSERT INTO tool_call (id, message, tool, arguments, facts, millis)
             SELECT randomblob(16), id, 'price', '{{\"coin\":\"BTC\",\"currency\":\"BRL\"}}', facts, 1.5 FROM message WHERE role = 'assistant';
         COMMIT;"
    ))?;
    Ok(())
}
