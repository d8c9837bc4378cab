//! The coins the user follows.

use super::columns::{micros, text};
use super::open::Store;
use alfa_copilot::{StoreError, Watchlist};
use alfa_domain::Ticker;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::params;
use uuid::Builder;

#[async_trait]
impl Watchlist for Store {
    async fn watched(&self) -> Result<Vec<Ticker>, StoreError> {
        self.read(|data| {
            data.prepare_cached("SELECT coin FROM watch WHERE deleted_at IS NULL ORDER BY row")?
                .query_map([], |row| text(row, "coin"))?
                .collect()
        })
        .await
    }

    async fn watch(&self, coin: &Ticker, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let coin = coin.clone();
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        let id = Builder::from_unix_timestamp_millis(millis, &crate::clock::random_bytes()).into_uuid();
        self.write(move |data| {
            let added = data
                .prepare_cached("INSERT OR IGNORE INTO watch (id, coin, added_at) VALUES (?1, ?2, ?3)")?
                .execute(params![id, coin.as_str(), micros(at)])?;
            Ok(added > 0)
        })
        .await
    }

    async fn unwatch(&self, coin: &Ticker, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let coin = coin.clone();
        self.write(move |data| {
            let removed = data
                .prepare_cached("UPDATE watch SET deleted_at = ?2 WHERE coin = ?1 AND deleted_at IS NULL")?
                .execute(params![coin.as_str(), micros(at)])?;
            Ok(removed > 0)
        })
        .await
    }
}
