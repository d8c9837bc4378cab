//! The user's trades and what they add up to.

use crate::{Currency, Ticker, TradeId};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bought or sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Bought.
    Buy,
    /// Sold.
    Sell,
}

/// One recorded buy or sell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Trade {
    /// Its identifier.
    pub id: TradeId,
    /// Bought or sold.
    pub side: Side,
    /// The coin.
    pub coin: Ticker,
    /// How much of it, in units of the coin; positive.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal"))]
    pub amount: Decimal,
    /// The price of one unit.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal"))]
    pub price: Decimal,
    /// The currency of the price.
    pub currency: Currency,
    /// Where the price came from: the user, or the source of the quote that stood at the time.
    pub price_source: String,
    /// When it happened.
    pub at: DateTime<Utc>,
}

/// What is held of one coin, and what it cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The coin.
    pub coin: Ticker,
    /// The currency the costs are counted in.
    pub currency: Currency,
    /// Units held.
    pub amount: Decimal,
    /// Average price paid for a unit: weighted by amount, unchanged by sales (the rule of the Brazilian revenue service).
    pub average_price: Decimal,
    /// Profit already taken by sales.
    pub realised: Decimal,
}

/// The holdings that trades, in order of time, add up to: by coin and currency, those sold out too.
/// A sale of more than is held takes what is there.
pub fn holdings(trades: &[Trade]) -> Vec<Holding> {
    let mut by_pair: BTreeMap<(Ticker, Currency), Holding> = BTreeMap::new();
    for trade in trades {
        let holding = by_pair.entry((trade.coin.clone(), trade.currency.clone())).or_insert_with(|| Holding {
            coin: trade.coin.clone(),
            currency: trade.currency.clone(),
            amount: Decimal::ZERO,
            average_price: Decimal::ZERO,
            realised: Decimal::ZERO,
        });
        match trade.side {
            Side::Buy => {
                let total = holding.amount + trade.amount;
                if !total.is_zero() {
                    let cost = holding.average_price * holding.amount + trade.price * trade.amount;
                    holding.average_price = cost / total;
                }
                holding.amount = total;
            }
            Side::Sell => {
                let sold = trade.amount.min(holding.amount);
                holding.realised += (trade.price - holding.average_price) * sold;
                holding.amount -= sold;
            }
        }
    }
    by_pair.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trade(side: Side, amount: i64, price: i64) -> Trade {
        let at = DateTime::UNIX_EPOCH;
        Trade {
            id: TradeId::new(at, [0; 10]),
            side,
            coin: "BTC".parse().unwrap(),
            amount: amount.into(),
            price: price.into(),
            currency: Currency::Brl,
            price_source: "user".into(),
            at,
        }
    }

    #[test]
    fn a_sale_takes_profit_and_leaves_the_average() {
        let held = holdings(&[trade(Side::Buy, 1, 100), trade(Side::Buy, 1, 300), trade(Side::Sell, 1, 250)]);
        assert_eq!(held[0].amount, 1.into());
        assert_eq!(held[0].average_price, 200.into());
        assert_eq!(held[0].realised, 50.into());
    }
}
