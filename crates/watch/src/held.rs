//! Live prices that came while a gap was being looked up, to be gone through behind it.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

/// So many are kept one by one; of more, four in a row give way to their lowest and their highest.
const MOST: usize = 4_096;

/// A live price that waits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Price {
    pub at: DateTime<Utc>,
    pub price: Decimal,
    pub source: String,
}

/// Live prices in the order they came.
#[derive(Debug, Default)]
pub(super) struct Held {
    prices: Vec<Price>,
}

impl Held {
    pub fn push(&mut self, price: Price) {
        if self.prices.len() >= MOST {
            let all = std::mem::take(&mut self.prices);
            self.prices = all.chunks(4).flat_map(extremes).cloned().collect();
        }
        self.prices.push(price);
    }

    /// Those later than a moment, all of them without one.
    pub fn later_than(self, until: Option<DateTime<Utc>>) -> impl Iterator<Item = Price> {
        self.prices.into_iter().filter(move |price| until.is_none_or(|until| price.at > until))
    }
}

/// The lowest and the highest, in their order.
fn extremes(few: &[Price]) -> impl Iterator<Item = &Price> {
    let low = (0..few.len()).min_by_key(|index| few[*index].price);
    let high = (0..few.len()).max_by_key(|index| few[*index].price);
    let (first, second) = (low.min(high), low.max(high).filter(|_| low != high));
    first.into_iter().chain(second).map(|index| &few[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(second: i64, price: i64) -> Price {
        let at = DateTime::from_timestamp(second, 0).unwrap();
        Price { at, price: price.into(), source: "Binance BTCBRL".to_owned() }
    }

    #[test]
    fn they_come_back_in_order_from_behind_the_gap() {
        let mut held = Held::default();
        (0..10).for_each(|second| held.push(price(second, 100 - second)));
        let later: Vec<Price> = held.later_than(DateTime::from_timestamp(7, 0)).collect();
        assert_eq!(later, [price(8, 92), price(9, 91)]);
    }

    #[test]
    fn however_many_there_are_no_high_and_no_low_is_lost() {
        let mut held = Held::default();
        let count = 100_000;
        for second in 0..count {
            // a peak and a trough for one second each, anywhere in the stream
            held.push(match second {
                31_337 => price(second, 1_000_000),
                77_001 => price(second, 1),
                _ => price(second, 500 + second % 7),
            });
        }
        let kept: Vec<Price> = held.later_than(None).collect();
        assert!(kept.len() <= MOST, "{}", kept.len());
        assert!(kept.is_sorted_by_key(|price| price.at));
        assert!(kept.contains(&price(31_337, 1_000_000)) && kept.contains(&price(77_001, 1)));
        assert_eq!(kept.last(), Some(&price(count - 1, 500 + (count - 1) % 7)));
    }
}
