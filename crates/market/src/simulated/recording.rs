//! Recorded candles of one pair: `candles/BTC-BRL-1h.csv`, columns `open_at,open,high,low,close,volume`, the oldest first.

use crate::feeds::Pair;
use crate::{MarketError, candles, net};
use alfa_domain::{Candle, Timeframe};
use std::path::Path;

#[derive(Debug)]
pub(crate) struct Recording {
    pub(crate) pair: Pair,
    pub(crate) timeframe: Timeframe,
    pub(crate) candles: Vec<Candle>,
}

impl Recording {
    pub(crate) fn parse(file: &Path, text: &str) -> Result<Self, MarketError> {
        let bad = |problem: String| MarketError::BadReplay { path: file.to_owned(), problem };
        let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let parts: Vec<&str> = name.split('-').collect();
        let pair = || {
            let [coin, currency, timeframe] = parts.as_slice() else { return None };
            Some((Pair { coin: coin.parse().ok()?, currency: currency.parse().ok()? }, timeframe.parse().ok()?))
        };
        let (pair, timeframe) = pair().ok_or_else(|| bad("the name is not like BTC-BRL-1h.csv".to_owned()))?;
        let row = |(index, line): (usize, &str)| {
            let columns: Vec<&str> = line.split(',').collect();
            let candle = || {
                let [open_at, open, high, low, close, volume] = columns.as_slice() else { return None };
                let number = net::parse;
                Some(Candle {
                    open_at: open_at.trim().parse().ok()?,
                    open: number(open)?,
                    high: number(high)?,
                    low: number(low)?,
                    close: number(close)?,
                    volume: number(volume)?,
                })
            };
            candle().ok_or_else(|| bad(format!("line {} is no candle", index + 1)))
        };
        let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
        let read: Vec<Candle> = lines.map(row).collect::<Result<_, _>>()?;
        let candles = candles::check(read).map_err(|problem| bad(problem.to_string()))?;
        Ok(Self { pair, timeframe, candles })
    }
}
