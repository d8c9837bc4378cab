//! Up to where each pair's price was watched.

use super::columns::{micros, text, time};
use super::open::Store;
use alfa_alerts::Pair;
use alfa_copilot::StoreError;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use rust_decimal::Decimal;

fn name(pair: &Pair) -> String {
    format!("{}/{}", pair.0, pair.1)
}

impl Store {
    /// The last price of a pair that the watch saw, and when.
    ///
    /// # Errors
    /// As reading.
    pub async fn watched_until(&self, pair: &Pair) -> Result<Option<(DateTime<Utc>, Decimal)>, StoreError> {
        let series = name(pair);
        self.read(move |data| {
            data.prepare_cached("SELECT at, price FROM watched WHERE series = ?1")?
                .query_row([series], |row| Ok((time(row, "at")?, text(row, "price")?)))
                .optional()
        })
        .await
    }

    /// Keeps up to where pairs were watched.
    ///
    /// # Errors
    /// As writing.
    pub async fn record_watched(&self, seen: &[(Pair, DateTime<Utc>, Decimal)]) -> Result<(), StoreError> {
        let rows: Vec<_> = seen.iter().map(|(pair, at, price)| (name(pair), micros(*at), price.to_string())).collect();
        self.write(move |data| {
            let mut insert = data.prepare_cached(
                "INSERT INTO watched (series, at, price) VALUES (?1, ?2, ?3)
                 ON CONFLICT (series) DO UPDATE SET at = ?2, price = ?3 WHERE at <= ?2",
            )?;
            for (series, at, price) in rows {
                insert.execute(params![series, at, price])?;
            }
            Ok(())
        })
        .await
    }
}
