//! What must hold after a run.

use crate::play::Run;
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use uuid::Uuid;

/// What computers said is done.
#[derive(Default)]
pub struct Acknowledged {
    trades: Vec<Uuid>,
    messages: Vec<Uuid>,
    deleted_alerts: Vec<Uuid>,
}

impl Acknowledged {
    pub fn note(&mut self, said: &Value) {
        let id = |name: &str| said[name].as_str().and_then(|text| text.parse::<Uuid>().ok());
        self.trades.extend(id("trade"));
        self.messages.extend(id("message"));
        self.deleted_alerts.extend(id("deleted_alert"));
    }
}

/// From here on a computer's clock is so far ahead, as far as sync goes.
pub fn set_clock_ahead(database: &Path, millis: i64) {
    let data = Connection::open(database).unwrap();
    data.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    data.execute("UPDATE sync_clock SET hlc = hlc + (?1 << 16), skew_ms = skew_ms + ?1", [millis]).unwrap();
}

/// All the user would see of the data, row by row.
pub fn rows(data: &Connection) -> BTreeSet<String> {
    let tables = [
        ("conversation", "id, title, dialogue, created_at, updated_at"),
        ("message", "id, conversation, role, text, spoken, facts, understood, engine, created_at"),
        ("tool_call", "id, message, tool, arguments, facts, problem, millis"),
        ("watch", "coin"),
        ("trade", "id, side, coin, amount, price, currency, price_source, at"),
        ("alert", "id, version, coin, quote, condition, span, cooldown_s, channels, state, said, created_at"),
        ("firing", "alert, version, arming, coin, price, at, text"),
        ("schedule", "id, time, coins, quote, said, created_at"),
    ];
    let mut rows = BTreeSet::new();
    for (table, columns) in tables {
        let count = columns.split(", ").count();
        let mut statement = data.prepare(&format!("SELECT {columns} FROM {table} WHERE deleted_at IS NULL")).unwrap();
        let found = statement.query_map([], |row| {
            let cells: Vec<Cell> = (0..count).map(|index| row.get(index)).collect::<Result<_, _>>()?;
            Ok(format!("{table} {cells:?}"))
        });
        rows.extend(found.unwrap().map(Result::unwrap));
    }
    rows
}

/// What was wrong.
pub async fn check(run: &mut Run<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    let compared = run.world.proxy.compared();
    if !run.restored && compared > 0 {
        wrong.push(format!("{compared} times a computer was not level with the server although both thought so"));
    }
    // one that comes now has it all from the server alone
    run.join(3).await;
    if let Err(problem) = run.round(3).await {
        wrong.push(format!("a new computer: {problem}"));
    }
    let first = rows(&Connection::open(run.database_of(0)).unwrap());
    for number in 0..4 {
        let data = Connection::open(run.database_of(number)).unwrap();
        let own = rows(&data);
        for row in own.symmetric_difference(&first).take(3) {
            wrong.push(format!("computer {number} and the first differ in {row}"));
        }
        kept(run, &data, number, &mut wrong);
        for (what, table) in
            [("waits", "sync_outbox WHERE seq IS NULL"), ("waits", "sync_mark"), ("was put aside", "sync_quarantine")]
        {
            let count: i64 = data.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
            if count > 0 {
                wrong.push(format!("computer {number}: {count} {what}"));
            }
        }
    }
    server(run, &mut wrong).await;
    wrong
}

/// What was said to be done is there, and what was deleted is not.
fn kept(run: &Run<'_>, data: &Connection, number: usize, wrong: &mut Vec<String>) {
    let there = |table: &str, id: &Uuid| -> bool {
        let sql = format!("SELECT count(*) FROM {table} WHERE id = ?1 AND deleted_at IS NULL");
        data.query_row(&sql, [id], |row| row.get::<_, i64>(0)).unwrap() > 0
    };
    for id in run.kept.trades.iter().filter(|id| !there("trade", id)) {
        wrong.push(format!("computer {number} has lost the trade {id}"));
    }
    for id in run.kept.messages.iter().filter(|id| !there("message", id)) {
        wrong.push(format!("computer {number} has lost the message {id}"));
    }
    for id in run.kept.deleted_alerts.iter().filter(|id| there("alert", id)) {
        wrong.push(format!("computer {number} has the deleted alert {id} again"));
    }
}

/// What the computers are called now, as far as sync goes.
fn devices(run: &Run<'_>) -> Vec<Uuid> {
    let device = |number| -> Uuid {
        let data = Connection::open(run.database_of(number)).unwrap();
        data.query_row("SELECT device FROM sync_position", [], |row| row.get(0)).unwrap()
    };
    (0..4).map(device).collect()
}

/// The server's own books.
async fn server(run: &Run<'_>, wrong: &mut Vec<String>) {
    let mut database = run.world.database().await;
    let (head, count): (i64, i64) = sqlx::query_as(
        "SELECT seq, (SELECT count(*) FROM op WHERE op.user_id = sync_head.user_id) FROM sync_head WHERE user_id = $1",
    )
    .bind(run.user)
    .fetch_one(&mut database)
    .await
    .unwrap();
    if head != count {
        wrong.push(format!("the head is {head} and there are {count} changes"));
    }
    let holes: Vec<(Uuid, i64, i64)> = sqlx::query_as(
        "SELECT device_id, count(*), max(dev_n) FROM op WHERE user_id = $1 GROUP BY device_id HAVING count(*) <> max(dev_n)",
    )
    .bind(run.user)
    .fetch_all(&mut database)
    .await
    .unwrap();
    for (device, count, last) in holes {
        wrong.push(format!("of device {device} there are {count} changes, the last of which is number {last}"));
    }
    let twice: Vec<(String,)> = sqlx::query_as(
        "SELECT format('collection %s entity %s hlc %s: %s', collection, entity, hlc,
                       string_agg(format('%s %s of %s', seq, op_id, device_id || '/' || dev_n), ', ' ORDER BY seq))
         FROM op WHERE user_id = $1 GROUP BY collection, entity, kind, hlc
         HAVING count(*) > count(DISTINCT device_id) OR (count(*) > 1 AND bool_or(device_id <> ALL($2)))",
    )
    .bind(run.user)
    // two computers may do something at one moment; one that goes on under another name did it itself
    .bind(devices(run))
    .fetch_all(&mut database)
    .await
    .unwrap();
    if !run.restored {
        wrong.extend(twice.into_iter().map(|(change,)| format!("a change has two places: {change}")));
    }
}
