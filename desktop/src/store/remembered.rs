//! Small values a part of ALFA remembers from one start to the next, by name.

use super::open::Store;
use alfa_copilot::StoreError;
use rusqlite::{OptionalExtension, params};

impl Store {
    /// The value remembered under a name.
    ///
    /// # Errors
    /// As reading.
    pub async fn remembered(&self, name: &str) -> Result<Option<String>, StoreError> {
        let name = name.to_owned();
        self.read(move |data| {
            data.query_row("SELECT value FROM remembered WHERE name = ?1", [name], |row| row.get(0)).optional()
        })
        .await
    }

    /// Remembers a value under a name.
    ///
    /// # Errors
    /// As writing.
    pub async fn remember(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.write(move |data| {
            data.execute(
                "INSERT INTO remembered (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                params![name, value],
            )
            .map(drop)
        })
        .await
    }

    /// Forgets what is remembered under a name.
    ///
    /// # Errors
    /// As writing.
    pub async fn forget(&self, name: &str) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.write(move |data| data.execute("DELETE FROM remembered WHERE name = ?1", [name]).map(drop)).await
    }
}
