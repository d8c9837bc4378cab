//! What is done when the database is damaged: a backup beside it, and a new one of all rows that can still be read.

use super::error::{OpenError, of_sqlite};
use super::locks::beside;
use super::open::file_error;
use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Damaged data was set aside and rebuilt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// The damaged file as it was (its log, if it had one, has `-wal` behind the name).
    pub backup: PathBuf,
    /// How many rows could be read and are in the new database.
    pub rows_recovered: u64,
}

/// The tables that hold data, those that are referred to before those that refer to them.
const TABLES: [&str; 16] = [
    "conversation",
    "message",
    "timing",
    "tool_call",
    "alert",
    "watch",
    "trade",
    "schedule",
    "usage",
    "remembered",
    "firing",
    "delivery",
    "arming",
    "watched",
    "spoken",
    "setting",
];

/// Rebuilds the database at `path`. The caller is alone with it and has no connection open. If this fails or is killed, the
/// damaged database still stands at `path`.
pub(super) fn rebuild(
    path: &Path,
    now: DateTime<Utc>,
    migrate: &dyn Fn(&mut Connection) -> Result<(), OpenError>,
) -> Result<Rebuilt, OpenError> {
    let backup = beside(path, &format!(".corrupt-{}", now.format("%Y%m%dT%H%M%S%6fZ")));
    copy(path, &backup).map_err(|error| file_error(&error))?;
    copy(&beside(path, "-wal"), &beside(&backup, "-wal")).map_err(|error| file_error(&error))?;

    let fresh = beside(path, ".rebuilding");
    remove(&fresh).map_err(|error| file_error(&error))?;
    crate::paths::private_file()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&fresh)
        .map_err(|error| file_error(&error))?;
    let rows_recovered = salvage(path, &fresh, migrate)?;

    for suffix in ["-wal", "-shm"] {
        remove(&beside(path, suffix)).map_err(|error| file_error(&error))?;
    }
    fs::rename(&fresh, path).map_err(|error| file_error(&error))?;
    Ok(Rebuilt { backup, rows_recovered })
}

/// Fills a new database with the rows of the damaged one that can be read.
fn salvage(
    damaged: &Path,
    fresh: &Path,
    migrate: &dyn Fn(&mut Connection) -> Result<(), OpenError>,
) -> Result<u64, OpenError> {
    let mut into = Connection::open(fresh).map_err(|error| of_sqlite(&error))?;
    migrate(&mut into)?;
    let fill = |into: &mut Connection| -> rusqlite::Result<u64> {
        into.pragma_update(None, "foreign_keys", false)?;
        let transaction = into.transaction()?;
        // what is copied was not changed just now
        transaction.execute("UPDATE sync_clock SET applying = 1", [])?;
        if let Ok(from) = Connection::open_with_flags(damaged, OpenFlags::SQLITE_OPEN_READ_WRITE) {
            // With this SQLite also reads a file that is shorter than its header says.
            let _ = from.pragma_update(None, "writable_schema", true);
            for table in TABLES {
                salvage_table(&from, &transaction, table)?;
            }
            salvage_marks(&from, &transaction)?;
        }
        mend(&transaction)?;
        mark_as_made(&transaction)?;
        let mut rows = 0;
        for table in TABLES {
            let count: i64 = transaction.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
            rows += count.unsigned_abs();
        }
        transaction.commit()?;
        Ok(rows)
    };
    fill(&mut into).map_err(|error| of_sqlite(&error).into())
}

/// Of each table whose rows travel: its collection, the key of a row, and when it was last changed, as far as the row says.
const TRAVELLING: [(&str, i16, &str, &str); 9] = [
    ("conversation", 1, "id", "max(updated_at, coalesce(deleted_at, 0))"),
    ("message", 2, "id", "max(created_at, coalesce(deleted_at, 0))"),
    (
        "tool_call",
        3,
        "id",
        "coalesce(deleted_at, (SELECT created_at FROM message WHERE message.id = tool_call.message), 0)",
    ),
    ("watch", 4, "CAST(coin AS BLOB)", "max(max(added_at, coalesce(deleted_at, 0)))"),
    ("trade", 5, "id", "max(at, coalesce(deleted_at, 0))"),
    ("setting", 6, "CAST(name AS BLOB)", "coalesce(deleted_at, 0)"),
    ("alert", 7, "id", "max(created_at, coalesce(deleted_at, 0))"),
    ("firing", 9, "id", "max(at, coalesce(deleted_at, 0))"),
    ("schedule", 10, "id", "max(created_at, coalesce(deleted_at, 0))"),
];

/// What waited to be sent, with the moment it was changed; what cannot be read of it is lost, the rows are not.
fn salvage_marks(from: &Connection, into: &Connection) -> rusqlite::Result<()> {
    for marks in ["SELECT collection, key, hlc FROM sync_mark", "SELECT collection, key, hlc FROM sync_outbox"] {
        let Ok(mut statement) = from.prepare(marks) else { continue };
        let Ok(mut rows) = statement.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            let mark = (row.get::<_, i16>(0), row.get::<_, Vec<u8>>(1), row.get::<_, i64>(2));
            let (Ok(collection), Ok(key), Ok(hlc)) = mark else { continue };
            into.prepare_cached(
                "INSERT INTO sync_mark VALUES (?1, ?2, ?3) ON CONFLICT (collection, key) DO UPDATE SET hlc = max(hlc, excluded.hlc)",
            )?
            .execute((collection, key, hlc))?;
        }
    }
    let Ok(mut statement) = from.prepare("SELECT collection, key, part, hlc FROM sync_part") else { return Ok(()) };
    let Ok(mut rows) = statement.query([]) else { return Ok(()) };
    while let Ok(Some(row)) = rows.next() {
        let part = (row.get::<_, i16>(0), row.get::<_, Vec<u8>>(1), row.get::<_, String>(2), row.get::<_, i64>(3));
        let (Ok(collection), Ok(key), Ok(part), Ok(hlc)) = part else { continue };
        into.prepare_cached("INSERT OR IGNORE INTO sync_part VALUES (?1, ?2, ?3, ?4)")?
            .execute((collection, key, part, hlc))?;
    }
    Ok(())
}

/// Everything is sent once more, dated as it was made: what was changed elsewhere since then holds against it.
fn mark_as_made(into: &Connection) -> rusqlite::Result<()> {
    for (table, collection, key, changed) in TRAVELLING {
        let group = if table == "watch" { " GROUP BY coin" } else { "" };
        into.execute_batch(&format!(
            "INSERT INTO sync_mark SELECT {collection}, {key}, (max(0, {changed}) / 1000) << 16 FROM {table} WHERE true{group}
                 ON CONFLICT (collection, key) DO UPDATE SET hlc = max(hlc, excluded.hlc);"
        ))?;
    }
    into.execute_batch(
        "UPDATE sync_clock SET applying = 0, hlc = max(hlc, coalesce((SELECT max(hlc) FROM sync_mark), 0))",
    )
}

/// Puts back what lost rows leave hanging: messages keep their conversation, under an empty title.
fn mend(into: &Connection) -> rusqlite::Result<()> {
    into.execute_batch(
        "INSERT INTO conversation (id, title, created_at, updated_at)
             SELECT conversation, '', min(created_at), max(created_at) FROM message
             WHERE conversation NOT IN (SELECT id FROM conversation) GROUP BY conversation;
         DELETE FROM timing WHERE message NOT IN (SELECT id FROM message);
         DELETE FROM tool_call WHERE message NOT IN (SELECT id FROM message);
         DELETE FROM delivery WHERE firing NOT IN (SELECT id FROM firing);",
    )
}

/// A direction in which rows are walked.
#[derive(Clone, Copy)]
enum Walk {
    Up,
    Down,
}

/// One table of both databases.
struct Table<'a> {
    from: &'a Connection,
    into: &'a Connection,
    name: &'a str,
    columns: Vec<String>,
}

/// Copies the rows of a table around its unreadable pages. Errors of the damaged side end in fewer rows; only an error of the
/// new side is one.
fn salvage_table(from: &Connection, into: &Connection, name: &str) -> rusqlite::Result<()> {
    let known = columns_of(into, name)?;
    let Ok(there) = columns_of(from, name) else { return Ok(()) };
    let columns: Vec<String> = known.into_iter().filter(|column| there.contains(column)).collect();
    if columns.first().map(String::as_str) != Some("row") {
        return Ok(());
    }
    let table = Table { from, into, name, columns };

    let mut after = 0;
    loop {
        let (last, whole) = table.copy(Walk::Up, after, i64::MAX)?;
        if whole {
            return Ok(());
        }
        after = last.max(after);
        // Row `after + 1` or so lies on a bad page: look for the first readable row behind it, in growing steps …
        let behind = (0..40).map(|power| after.saturating_add(1 << power)).find_map(|row| table.first_from(row));
        // … and come back from there, for the steps may have passed over good rows.
        let end = behind.unwrap_or(i64::MAX);
        table.copy(Walk::Down, after, end)?;
        match behind {
            Some(row) => after = row,
            None => return Ok(()),
        }
    }
}

impl Table<'_> {
    /// Copies rows of `after < row < end` until one cannot be read. The last row copied, and whether the end was reached.
    fn copy(&self, walk: Walk, after: i64, end: i64) -> rusqlite::Result<(i64, bool)> {
        let Self { from, into, name, columns } = self;
        let list = columns.join(", ");
        let order = if matches!(walk, Walk::Up) { "ASC" } else { "DESC" };
        let marks = vec!["?"; columns.len()].join(", ");
        let mut insert = into.prepare_cached(&format!("INSERT OR IGNORE INTO {name} ({list}) VALUES ({marks})"))?;
        let select = format!("SELECT {list} FROM {name} WHERE row > ?1 AND row <= ?2 ORDER BY row {order}");
        let mut last = after;
        let Ok(mut statement) = from.prepare(&select) else { return Ok((last, false)) };
        let Ok(mut rows) = statement.query([after, end]) else { return Ok((last, false)) };
        loop {
            match rows.next() {
                Ok(None) => return Ok((last, true)),
                Ok(Some(row)) => {
                    let values: rusqlite::Result<Vec<Value>> = (0..columns.len()).map(|index| row.get(index)).collect();
                    let Ok(values) = values else { return Ok((last, false)) };
                    if let Value::Integer(number) = values[0] {
                        last = number;
                    }
                    match insert.execute(params_from_iter(values)) {
                        // A row that came out of a bad page and breaks a rule of the table is left behind.
                        Err(rusqlite::Error::SqliteFailure(failure, _))
                            if failure.code == rusqlite::ErrorCode::ConstraintViolation => {}
                        other => drop(other?),
                    }
                }
                Err(_) => return Ok((last, false)),
            }
        }
    }

    /// The first row at or behind `row`, if it can be read.
    fn first_from(&self, row: i64) -> Option<i64> {
        let select =
            format!("SELECT row, {} FROM {} WHERE row >= ?1 ORDER BY row LIMIT 1", self.columns.join(", "), self.name);
        self.from.query_row(&select, [row], |row| row.get(0)).ok()
    }
}

fn columns_of(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    connection.prepare("SELECT name FROM pragma_table_info(?1)")?.query_map([table], |row| row.get(0))?.collect()
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = match fs::File::open(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    let mut target = crate::paths::private_file().write(true).create(true).truncate(true).open(to)?;
    io::copy(&mut source, &mut target)?;
    target.sync_all()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
