//! The user's buys and sells.

use super::columns::{from_word, micros, text, time, uuid, word};
use super::open::Store;
use alfa_copilot::{Portfolio, StoreError};
use alfa_domain::{Trade, TradeId};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

#[async_trait]
impl Portfolio for Store {
    async fn trades(&self) -> Result<Vec<Trade>, StoreError> {
        self.read(|data| {
            data.prepare_cached("SELECT * FROM trade WHERE deleted_at IS NULL ORDER BY at, row")?
                .query_map([], trade_of)?
                .collect()
        })
        .await
    }

    /// A trade whose identifier is known is not recorded twice.
    async fn add_trade(&self, trade: &Trade) -> Result<(), StoreError> {
        let side = word(&trade.side)?;
        let trade = trade.clone();
        self.write(move |data| {
            data.prepare_cached(
                "INSERT INTO trade (id, side, coin, amount, price, currency, price_source, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO NOTHING",
            )?
            .execute(params![
                trade.id.0,
                side,
                trade.coin.as_str(),
                trade.amount.to_string(),
                trade.price.to_string(),
                trade.currency.code(),
                trade.price_source,
                micros(trade.at)
            ])
            .map(drop)
        })
        .await
    }
}

impl Store {
    /// Deletes trades (tombstones); those that are not there are passed over.
    ///
    /// # Errors
    /// As writing.
    pub async fn delete_trades(&self, ids: &[TradeId], at: DateTime<Utc>) -> Result<(), StoreError> {
        let ids = ids.to_vec();
        self.write(move |data| {
            let mut delete =
                data.prepare_cached("UPDATE trade SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL")?;
            for id in ids {
                delete.execute(params![id.0, micros(at)])?;
            }
            Ok(())
        })
        .await
    }
}

fn trade_of(row: &Row<'_>) -> rusqlite::Result<Trade> {
    Ok(Trade {
        id: TradeId(uuid(row, "id")?),
        side: from_word(row, "side")?,
        coin: text(row, "coin")?,
        amount: text(row, "amount")?,
        price: text(row, "price")?,
        currency: text(row, "currency")?,
        price_source: row.get("price_source")?,
        at: time(row, "at")?,
    })
}
