//! The cloud's figures, measured: `cargo xtask bench server`.
//!
//! The server is the program itself, beside a private Postgres that writes through to the disk (fsync on); the clients are in this process, on the same cores.
//! What Postgres does alone with the same rows is measured in the same run.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

mod bench;

use alfa_sync::wire::{Hello, Push, Welcome};
use alfa_sync::{Collection, Hlc, Kind, Op};
use alfa_sync_server::private_postgres::PrivatePostgres;
use bench::{Clock, Line, Server, row};
use serde_json::json;
use sqlx::PgPool;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// Accounts that are busy at a time. Signing in is limited to 100 an hour from one address.
const ACCOUNTS: usize = 48;
/// Each row is measured for so long.
const TIME: Duration = Duration::from_secs(5);
/// Bytes of a sealed body: a message of two sentences.
const BODY: usize = 240;
const SOCKETS: usize = 10_000;

type Failed = Box<dyn Error + Send + Sync>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Failed> {
    let folder = tempfile::Builder::new().prefix("alfa-bench-").tempdir()?;
    #[cfg(unix)]
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let place = folder.path().join("postgres");
    let postgres = tokio::task::spawn_blocking(move || PrivatePostgres::start(&place, None, true)).await??;
    let server = Server::start(folder.path(), &postgres.url()).await?;
    let pool = PgPool::connect(&postgres.url()).await?;
    let devices = accounts(&server, &pool).await?;

    println!("| o quê | medido | alvo | ao lado, na mesma medição |");
    println!("|---|---:|---:|---|");
    for (count, target) in [(100, "≥ 25 mil/s"), (500, "≥ 25 mil/s")] {
        let raw = raw_inserts(&pool, count).await?;
        let rate = pushes(&server, &devices, 8, count).await?;
        let what = format!("enviar {count} registros por pedido");
        row(&what, &per_second(rate, "reg"), target, &format!("Postgres só, em conjunto: {}", per_second(raw, "reg")));
    }
    let raw = raw_inserts(&pool, 1).await?;
    let rate = pushes(&server, &devices, ACCOUNTS, 1).await?;
    row(
        "enviar 1 registro por pedido",
        &per_second(rate, "ped"),
        "≥ 6 mil/s",
        &format!("Postgres só, um por transação: {}", per_second(raw, "ped")),
    );

    for (count, target) in [(500, "≥ 4 mil/s"), (10, "≥ 4 mil/s")] {
        let raw = raw_pull(&pool, &devices, count).await?;
        let rate = pulls(&server, &devices, Some(count)).await?;
        let what = format!("buscar {count} registros (até 500 por pedido)");
        row(&what, &per_second(rate, "ped"), target, &format!("Postgres só: {}", per_second(raw, "ped")));
    }
    let raw = raw_idle(&pool, &devices).await?;
    let rate = pulls(&server, &devices, None).await?;
    row(
        "perguntar sem que haja nada",
        &per_second(rate, "ped"),
        "≥ 15 mil/s",
        &format!("Postgres só: {}", per_second(raw, "ped")),
    );

    let (open, each) = sockets(&server, &devices).await?;
    row(
        &format!("{open} WebSockets abertos, sem nada a dizer"),
        &format!("{:.1} KB cada", each / 1024.0),
        "≤ 20 KB cada",
        "–",
    );
    server.stop().await;
    Ok(())
}

fn per_second(rate: f64, unit: &str) -> String {
    format!("{rate:.0} {unit}/s")
}

/// A device that pushes and pulls.
struct Device {
    token: String,
    id: Uuid,
    user_id: Uuid,
    epoch: Uuid,
    made: AtomicU64,
}

/// One account is made as a user makes it, the others are copies of its row; each signs in over HTTP.
async fn accounts(server: &Server, pool: &PgPool) -> Result<Vec<Arc<Device>>, Failed> {
    let mut line = Line::open(server).await?;
    let password = "uma senha comprida";
    line.post("/v1/accounts", "", &json!({ "email": "0@exemplo.com.br", "password": password })).await?;
    sqlx::query("UPDATE account SET verified_at = now()").execute(pool).await?;
    for number in 1..ACCOUNTS {
        let (id, email) = (Uuid::now_v7(), format!("{number}@exemplo.com.br"));
        sqlx::query(
            "INSERT INTO account (id, email, email_key, password_hash, verified_at) SELECT $1, $2, $2, password_hash, now() FROM account LIMIT 1",
        )
        .bind(id)
        .bind(email)
        .execute(pool)
        .await?;
        sqlx::query("INSERT INTO sync_head (user_id, epoch) VALUES ($1, $2)")
            .bind(id)
            .bind(Uuid::now_v7())
            .execute(pool)
            .await?;
    }
    let mut devices = Vec::new();
    for number in 0..ACCOUNTS {
        let email = format!("{number}@exemplo.com.br");
        let sign_in = json!({ "email": email, "password": password, "device_name": "medição", "platform": "linux" });
        let session = line.post("/v1/sessions", "", &sign_in).await?;
        let token = session["access_token"].as_str().ok_or("no token")?.to_owned();
        let user_id = session["user_id"].as_str().ok_or("no user")?.parse()?;
        let id = Uuid::now_v7();
        let hello = json!(Hello { device_id: id, epoch: None, after: 0, acked: 0 });
        let welcome: Welcome = serde_json::from_value(line.post("/v1/sync/hello", &token, &hello).await?)?;
        devices.push(Arc::new(Device { token, id, user_id, epoch: welcome.epoch, made: AtomicU64::new(0) }));
    }
    Ok(devices)
}

impl Device {
    /// The next changes of this device: new entities, as messages are.
    fn ops(&self, count: usize) -> Vec<Op> {
        let first = self.made.fetch_add(count as u64, Ordering::Relaxed);
        let mut body = vec![7_u8; BODY];
        let now = Hlc::at(i64::try_from(bench::now_ms()).unwrap_or(0));
        (1..=count as u64)
            .map(|step| {
                // as random as a sealed one
                for (at, byte) in body.iter_mut().enumerate() {
                    *byte = byte.wrapping_mul(31).wrapping_add(at as u8).wrapping_add(step as u8);
                }
                Op {
                    op_id: Uuid::now_v7(),
                    device_id: self.id,
                    dev_n: i64::try_from(first + step).unwrap_or(0),
                    hlc: now,
                    collection: Collection::Messages,
                    entity: Uuid::now_v7(),
                    kind: Kind::Put,
                    schema_v: 1,
                    body: body.clone(),
                }
            })
            .collect()
    }
}

/// Records a second that so many clients push.
async fn pushes(server: &Server, devices: &[Arc<Device>], clients: usize, count: usize) -> Result<f64, Failed> {
    let clock = Clock::new(TIME);
    let mut tasks = Vec::new();
    for device in devices.iter().take(clients).cloned() {
        let (mut line, clock) = (Line::open(server).await?, clock.clone());
        tasks.push(tokio::spawn(async move {
            while clock.runs() {
                let push = Push { epoch: device.epoch, device_id: device.id, ops: device.ops(count) };
                line.send("POST", "/v1/sync/push", &device.token, &serde_json::to_vec(&push)?).await?;
                clock.did(count);
            }
            Ok::<_, Failed>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(clock.per_second())
}

/// Pulls a second of that many records each, from the end backwards; of none at the head.
async fn pulls(server: &Server, devices: &[Arc<Device>], count: Option<i64>) -> Result<f64, Failed> {
    let clock = Clock::new(TIME);
    let mut tasks = Vec::new();
    for device in devices.iter().take(8).cloned() {
        let (mut line, clock) = (Line::open(server).await?, clock.clone());
        let made = i64::try_from(device.made.load(Ordering::Relaxed))?;
        let after = made - count.unwrap_or(0);
        let path = format!("/v1/sync/pull?epoch={}&device={}&after={after}&limit=500", device.epoch, device.id);
        tasks.push(tokio::spawn(async move {
            while clock.runs() {
                line.send("GET", &path, &device.token, b"").await?;
                clock.did(1);
            }
            Ok::<_, Failed>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(clock.per_second())
}

/// The same rows into a table like `op`, set-wise, over three connections: what Postgres does without a server before it.
async fn raw_inserts(pool: &PgPool, count: usize) -> Result<f64, Failed> {
    sqlx::raw_sql("DROP TABLE IF EXISTS raw_op; CREATE TABLE raw_op (LIKE op INCLUDING INDEXES)").execute(pool).await?;
    let clock = Clock::new(TIME);
    let clients = if count == 1 { 16 } else { 3 };
    let mut tasks = Vec::new();
    for _ in 0..clients {
        let (pool, clock, user) = (pool.clone(), clock.clone(), Uuid::now_v7());
        tasks.push(tokio::spawn(async move {
            let mut connection = pool.acquire().await?;
            let (mut seq, device) = (0_i64, Uuid::now_v7());
            while clock.runs() {
                let places: Vec<i64> = (seq + 1..=seq + i64::try_from(count)?).collect();
                let ids: Vec<Uuid> = places.iter().map(|_| Uuid::now_v7()).collect();
                sqlx::query(
                    "INSERT INTO raw_op SELECT $1, seq, id, $2, seq, 1, 2, id, 0, 1, $3, $4, true, NULL FROM unnest($5::bigint[], $6::uuid[]) AS row (seq, id)",
                )
                .bind(user)
                .bind(device)
                .bind(vec![7_u8; BODY])
                .bind(vec![7_u8; 32])
                .bind(&places)
                .bind(&ids)
                .execute(&mut *connection)
                .await?;
                seq += i64::try_from(count)?;
                clock.did(count);
            }
            Ok::<_, Failed>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(clock.per_second())
}

async fn raw_pull(pool: &PgPool, devices: &[Arc<Device>], count: i64) -> Result<f64, Failed> {
    raw(pool, devices, move |pool, device| async move {
        let made = i64::try_from(device.made.load(Ordering::Relaxed))?;
        sqlx::query("SELECT * FROM op WHERE user_id = $1 AND seq > $2 AND live ORDER BY seq LIMIT 500")
            .bind(device.user_id)
            .bind(made - count)
            .fetch_all(&pool)
            .await?;
        Ok(())
    })
    .await
}

async fn raw_idle(pool: &PgPool, devices: &[Arc<Device>]) -> Result<f64, Failed> {
    raw(pool, devices, |pool, device| async move {
        sqlx::query("SELECT seq, epoch, digests FROM sync_head WHERE user_id = $1")
            .bind(device.user_id)
            .fetch_one(&pool)
            .await?;
        Ok(())
    })
    .await
}

async fn raw<F, A>(pool: &PgPool, devices: &[Arc<Device>], once: F) -> Result<f64, Failed>
where
    F: Fn(PgPool, Arc<Device>) -> A + Clone + Send + 'static,
    A: Future<Output = Result<(), Failed>> + Send,
{
    let clock = Clock::new(TIME);
    let mut tasks = Vec::new();
    for device in devices.iter().take(8) {
        let (pool, clock, once, device) = (pool.clone(), clock.clone(), once.clone(), Arc::clone(device));
        tasks.push(tokio::spawn(async move {
            while clock.runs() {
                once(pool.clone(), Arc::clone(&device)).await?;
                clock.did(1);
            }
            Ok::<_, Failed>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(clock.per_second())
}

/// Sockets that only listen; how many were opened, and what each costs the server in bytes of resident memory.
async fn sockets(server: &Server, devices: &[Arc<Device>]) -> Result<(usize, f64), Failed> {
    let before = server.resident_bytes()?;
    let mut open = Vec::new();
    for device in devices.iter().cycle().take(SOCKETS) {
        match Line::listen(server, &device.token).await {
            Ok(line) => open.push(line),
            // as many as this system lets one program have, or one account
            Err(_) => break,
        }
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let each = (server.resident_bytes()?.saturating_sub(before)) as f64 / open.len().max(1) as f64;
    Ok((open.len(), each))
}
