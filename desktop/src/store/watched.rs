//! Up to where each pair's price was watched.

use super::columns::{micros, text, time};
use super::open::Store;
use alfa_alerts::Pair;
use alfa_copilot::StoreError;
use alfa_watch::Watched;
use rusqlite::{OptionalExtension, Transaction, params};

fn name(pair: &Pair) -> String {
    format!("{}/{}", pair.0, pair.1)
}

impl Store {
    /// The last price of a pair that the watch went by.
    ///
    /// # Errors
    /// As reading.
    pub async fn watched_until(&self, pair: &Pair) -> Result<Option<Watched>, StoreError> {
        let series = name(pair);
        self.read(move |data| {
            data.prepare_cached("SELECT at, price, source FROM watched WHERE series = ?1")?
                .query_row([series], |row| {
                    Ok(Watched { at: time(row, "at")?, price: text(row, "price")?, source: row.get("source")? })
                })
                .optional()
        })
        .await
    }
}

/// Keeps up to where pairs were watched.
pub(super) fn keep(data: &Transaction<'_>, watched: &[(Pair, Watched)]) -> rusqlite::Result<()> {
    let mut insert = data.prepare_cached(
        "INSERT INTO watched (series, at, price, source) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (series) DO UPDATE SET at = ?2, price = ?3, source = ?4",
    )?;
    for (pair, Watched { at, price, source }) in watched {
        insert.execute(params![name(pair), micros(*at), price.to_string(), source])?;
    }
    Ok(())
}
