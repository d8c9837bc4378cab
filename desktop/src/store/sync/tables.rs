//! The user's tables as entities: a row as JSON, and back.

use alfa_sync::{Collection, KeyRing, firing_entity};
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{OptionalExtension, Transaction, params, params_from_iter};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The version of every body's form.
pub(super) const SCHEMA: i16 = 1;

/// A table whose rows travel.
pub(super) struct Table {
    pub collection: Collection,
    name: &'static str,
    columns: &'static [&'static str],
    /// Of these the ones that are ids, 16 bytes.
    ids: &'static [&'static str],
    /// What is wiped when a row is deleted.
    wipe: &'static str,
}

pub(super) const TABLES: [Table; 9] = [
    Table {
        collection: Collection::Conversations,
        name: "conversation",
        columns: &["id", "title", "dialogue", "created_at", "updated_at"],
        ids: &["id"],
        wipe: ", title = '', dialogue = NULL",
    },
    Table {
        collection: Collection::Messages,
        name: "message",
        columns: &["id", "conversation", "role", "text", "spoken", "facts", "understood", "engine", "created_at"],
        ids: &["id", "conversation"],
        wipe: ", text = '', spoken = NULL, facts = '[]', understood = NULL",
    },
    Table {
        collection: Collection::ToolCalls,
        name: "tool_call",
        columns: &["id", "message", "tool", "arguments", "facts", "problem", "millis"],
        ids: &["id", "message"],
        wipe: ", arguments = '', facts = '[]'",
    },
    Table {
        collection: Collection::Watchlist,
        name: "watch",
        columns: &["id", "coin", "added_at"],
        ids: &["id"],
        wipe: "",
    },
    Table {
        collection: Collection::Portfolio,
        name: "trade",
        columns: &["id", "side", "coin", "amount", "price", "currency", "price_source", "at"],
        ids: &["id"],
        wipe: "",
    },
    Table {
        collection: Collection::Settings,
        name: "setting",
        columns: &["name", "value"],
        ids: &[],
        wipe: ", value = ''",
    },
    Table {
        collection: Collection::Alerts,
        name: "alert",
        columns: &[
            "id",
            "version",
            "coin",
            "quote",
            "condition",
            "span",
            "cooldown_s",
            "hysteresis_pct",
            "channels",
            "state",
            "said",
            "created_at",
        ],
        ids: &["id"],
        wipe: ", said = ''",
    },
    Table {
        collection: Collection::Firings,
        name: "firing",
        columns: &["id", "alert", "version", "arming", "coin", "price", "at", "late", "text", "spoken"],
        ids: &["id", "alert"],
        wipe: "",
    },
    Table {
        collection: Collection::Schedules,
        name: "schedule",
        columns: &["id", "time", "coins", "quote", "said", "created_at"],
        ids: &["id"],
        wipe: ", said = ''",
    },
];

/// The table of a collection; none for what this version does not keep.
pub(super) fn table(collection: Collection) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.collection == collection)
}

/// The column by whose value an entity is the same on every device, where that is not its id.
fn name_column(collection: Collection) -> Option<&'static str> {
    match collection {
        Collection::Watchlist => Some("coin"),
        Collection::Settings => Some("name"),
        _ => None,
    }
}

impl Table {
    fn key_column(&self) -> String {
        name_column(self.collection).map_or_else(|| "id".to_owned(), |name| format!("CAST({name} AS BLOB)"))
    }

    /// Which rows may leave this computer.
    fn travels(&self) -> &'static str {
        match self.collection {
            Collection::Alerts => " AND leaves_device",
            Collection::Firings => {
                " AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.id = firing.alert AND NOT leaves_device)"
            }
            _ => "",
        }
    }

    /// Whether the row of a key is one that stays on this computer.
    pub fn stays(&self, data: &Transaction<'_>, key: &[u8]) -> rusqlite::Result<bool> {
        let stays = match self.collection {
            Collection::Alerts => "SELECT EXISTS (SELECT 1 FROM alert WHERE id = ?1 AND NOT leaves_device)",
            Collection::Firings => {
                "SELECT EXISTS (SELECT 1 FROM firing JOIN alert ON alert.id = firing.alert WHERE firing.id = ?1 AND NOT leaves_device)"
            }
            _ => return Ok(false),
        };
        data.prepare_cached(stays)?.query_row([key], |row| row.get(0))
    }

    /// The row of a key as it travels; `None` where it is deleted, stays on this computer, or is not there.
    pub fn body(&self, data: &Transaction<'_>, key: &[u8]) -> rusqlite::Result<Option<Map<String, Value>>> {
        let sql = format!(
            "SELECT {} FROM {} WHERE {} = ?1 AND deleted_at IS NULL{}",
            self.columns.join(", "),
            self.name,
            self.key_column(),
            self.travels()
        );
        data.prepare_cached(&sql)?
            .query_row([key], |row| {
                let mut body = Map::new();
                for (index, column) in self.columns.iter().enumerate() {
                    let value = match row.get_ref(index)? {
                        ValueRef::Null => Value::Null,
                        ValueRef::Integer(number) => number.into(),
                        ValueRef::Real(number) => number.into(),
                        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
                        ValueRef::Blob(id) => Uuid::from_slice(id).unwrap_or_default().to_string().into(),
                    };
                    body.insert((*column).to_owned(), value);
                }
                Ok(body)
            })
            .optional()
    }

    /// The entity of a row, the same on every device.
    pub fn entity(&self, data: &Transaction<'_>, key: &[u8], secret: &KeyRing) -> rusqlite::Result<Option<Uuid>> {
        match self.collection {
            Collection::Watchlist | Collection::Settings => {
                Ok(Some(secret.entity(self.collection, &String::from_utf8_lossy(key))))
            }
            // whoever watches makes the same one
            Collection::Firings => data
                .query_row("SELECT alert, version, arming FROM firing WHERE id = ?1", [key], |row| {
                    Ok(firing_entity(row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .optional(),
            _ => Ok(Uuid::from_slice(key).ok()),
        }
    }

    /// The key a body's row has here.
    pub fn key(&self, body: &Map<String, Value>) -> Option<Vec<u8>> {
        if let Some(name) = name_column(self.collection) {
            return body.get(name)?.as_str().map(|name| name.as_bytes().to_vec());
        }
        let id: Uuid = body.get("id")?.as_str()?.parse().ok()?;
        Some(id.as_bytes().to_vec())
    }

    /// Makes the row what a body says; `false` for a body that is none of this table.
    pub fn put(&self, data: &Transaction<'_>, body: &Map<String, Value>) -> rusqlite::Result<bool> {
        let Some(values) = self.columns.iter().map(|column| self.value(column, body)).collect::<Option<Vec<Sql>>>()
        else {
            return Ok(false);
        };
        if self.collection == Collection::Messages {
            await_conversation(data, body)?;
        }
        let places: Vec<String> = (1..=self.columns.len()).map(|place| format!("?{place}")).collect();
        let set: Vec<String> =
            self.columns.iter().skip(1).map(|column| format!("{column} = excluded.{column}")).collect();
        // what is known by something else than its id stays as it is here
        let conflict = match self.collection {
            Collection::Watchlist | Collection::Firings => "DO NOTHING".to_owned(),
            _ => format!("({}) DO UPDATE SET {}, deleted_at = NULL", self.columns[0], set.join(", ")),
        };
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT {conflict}",
            self.name,
            self.columns.join(", "),
            places.join(", ")
        );
        match data.prepare_cached(&sql)?.execute(params_from_iter(values)) {
            Ok(_) => Ok(true),
            // a word or a length the table does not take
            Err(rusqlite::Error::SqliteFailure(failure, _))
                if failure.code == rusqlite::ErrorCode::ConstraintViolation =>
            {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    fn value(&self, column: &str, body: &Map<String, Value>) -> Option<Sql> {
        Some(match body.get(column)? {
            Value::Null => Sql::Null,
            Value::String(text) if self.ids.contains(&column) => {
                Sql::Blob(text.parse::<Uuid>().ok()?.as_bytes().to_vec())
            }
            Value::String(text) => Sql::Text(text.clone()),
            Value::Number(number) => number.as_i64().map(Sql::Integer).or_else(|| number.as_f64().map(Sql::Real))?,
            _ => return None,
        })
    }

    /// Takes the row of a key away.
    pub fn delete(&self, data: &Transaction<'_>, key: &[u8], at: i64) -> rusqlite::Result<()> {
        let sql = format!(
            "UPDATE {} SET deleted_at = ?2{} WHERE {} = ?1 AND deleted_at IS NULL",
            self.name,
            self.wipe,
            self.key_column()
        );
        data.prepare_cached(&sql)?.execute(params![key, at]).map(drop)
    }
}

/// A conversation that has not come yet is made, as one that is deleted, until it comes: it may have been, so long ago that the server has forgotten it.
fn await_conversation(data: &Transaction<'_>, body: &Map<String, Value>) -> rusqlite::Result<()> {
    let id = body.get("conversation").and_then(Value::as_str).and_then(|text| text.parse::<Uuid>().ok());
    let at = body.get("created_at").and_then(Value::as_i64).unwrap_or(0);
    data.prepare_cached(
        "INSERT OR IGNORE INTO conversation (id, title, created_at, updated_at, deleted_at) VALUES (?1, '', ?2, ?2, ?2)",
    )?
    .execute(params![id, at])
    .map(drop)
}
