//! Technical indicators over candles, by the TA-Lib crate: Wilder's smoothing in RSI, ATR and ADX, population deviation in the
//! Bollinger bands, TA-Lib's own seeding of the MACD's averages, the slow stochastic.
//!
//! VWAP is Σ (high + low + close) / 3 · volume ÷ Σ volume, counted from the first candle given. OBV starts with the first candle's
//! volume, as in TA-Lib.

use alfa_domain::{Candle, Indicator};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use serde::Serialize;
use ta_lib::{Core, MAType, OutRange, RetCode};

/// Indicators that look back without end (Wilder's and exponential averages) are quoted only after so many candles: before that they
/// still depend on where the candles begin.
pub const WARM_UP: usize = 200;

/// Why an indicator has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndicatorError {
    /// There are too few candles for a value that means something.
    #[error("{needed} candles are needed and {given} were given")]
    TooFewCandles {
        /// So many are needed.
        needed: usize,
        /// So many were given.
        given: usize,
    },
    /// The parameters make no sense, such as an RSI of one candle.
    #[error("the parameters of {0} are out of range")]
    BadParameters(Indicator),
    /// The candles give no finite value, such as a VWAP without volume.
    #[error("{0} has no value for these candles")]
    NoValue(Indicator),
}

/// One figure of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// Its name: the indicator's own (`rsi`), or `macd` `signal` `histogram`, `upper` `middle` `lower`, `k` `d`.
    pub name: &'static str,
    /// The figure, to 15 significant digits.
    pub value: Decimal,
}

/// What an indicator says at the last candle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its figures, the main one first.
    pub values: Vec<Value>,
    /// The same figures at the candle before, where there are any: for "is it rising" and for crossings.
    pub before: Option<Vec<Value>>,
    /// When the last candle began.
    pub at: DateTime<Utc>,
}

impl Reading {
    /// The main figure.
    pub fn main(&self) -> Decimal {
        self.values.first().map_or(Decimal::ZERO, |v| v.value)
    }

    /// The figure of this name.
    pub fn get(&self, name: &str) -> Option<Decimal> {
        self.values.iter().find(|v| v.name == name).map(|v| v.value)
    }
}

/// The least number of candles [`compute`] wants.
pub fn candles_needed(indicator: Indicator) -> usize {
    let size = |n: u32| n as usize;
    match indicator {
        Indicator::Rsi(n) | Indicator::Atr(n) | Indicator::Ema(n) => size(n) + WARM_UP,
        Indicator::Adx(n) => 2 * size(n) + WARM_UP,
        Indicator::Macd(fast, slow, signal) => size(fast.max(slow)) + size(signal) + WARM_UP,
        Indicator::Sma(n) | Indicator::Bollinger(n, _) => size(n),
        Indicator::Stochastic(k, smooth, d) => size(k) + size(smooth) + size(d) - 2,
        Indicator::Obv => 2,
        Indicator::Vwap | Indicator::Volume => 1,
    }
}

/// How many candles a caller should fetch for a value that no longer depends on where they begin; for OBV and VWAP, whose value is
/// counted from the first candle, the number ALFA uses.
pub fn candles_wanted(indicator: Indicator) -> usize {
    match indicator {
        Indicator::Obv => WARM_UP,
        Indicator::Vwap => 30,
        _ => candles_needed(indicator) + WARM_UP,
    }
}

/// The indicator's value at the last candle. Candles are the oldest first.
///
/// # Errors
/// `TooFewCandles` below [`candles_needed`]; `BadParameters`; `NoValue`.
pub fn compute(indicator: Indicator, candles: &[Candle]) -> Result<Reading, IndicatorError> {
    let needed = candles_needed(indicator);
    let Some(last) = candles.last().filter(|_| candles.len() >= needed) else {
        return Err(IndicatorError::TooFewCandles { needed, given: candles.len() });
    };
    let columns = lines(indicator, &Columns::of(candles)).map_err(|_| IndicatorError::BadParameters(indicator))?;
    let at = |index: usize| -> Option<Vec<Value>> {
        columns
            .iter()
            .map(|(name, values)| {
                let value = Decimal::from_f64(*values.get(index)?.as_ref()?)?;
                Some(Value { name, value })
            })
            .collect()
    };
    let end = candles.len() - 1;
    Ok(Reading {
        values: at(end).ok_or(IndicatorError::NoValue(indicator))?,
        before: end.checked_sub(1).and_then(at),
        at: last.open_at,
    })
}

/// One row of [`series`]; a figure is `None` while it warms up.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as the indicators are, with their parameters")]
pub struct Row {
    /// When the candle began.
    #[serde(skip)]
    pub at: DateTime<Utc>,
    pub rsi_14: Option<f64>,
    pub sma_20: Option<f64>,
    pub ema_20: Option<f64>,
    pub macd: Option<f64>,
    pub macd_signal: Option<f64>,
    pub macd_histogram: Option<f64>,
    pub bb_upper: Option<f64>,
    pub bb_middle: Option<f64>,
    pub bb_lower: Option<f64>,
    pub atr_14: Option<f64>,
    pub stoch_k: Option<f64>,
    pub stoch_d: Option<f64>,
    pub adx_14: Option<f64>,
    pub obv: Option<f64>,
    pub vwap: Option<f64>,
}

/// Every indicator with its usual parameters, a row for each candle. Candles are the oldest first.
pub fn series(candles: &[Candle]) -> Vec<Row> {
    let columns = Columns::of(candles);
    let line = |name: &str| -> Vec<Vec<Option<f64>>> {
        let indicator = Indicator::usual(name);
        let found = indicator.and_then(|indicator| lines(indicator, &columns).ok()).unwrap_or_default();
        found.into_iter().map(|(_, values)| values).collect()
    };
    let (rsi, sma, ema, macd, bands) = (line("rsi"), line("sma"), line("ema"), line("macd"), line("bbands"));
    let (atr, stoch, adx, obv, vwap) = (line("atr"), line("stoch"), line("adx"), line("obv"), line("vwap"));
    let at = |found: &[Vec<Option<f64>>], column: usize, row: usize| *found.get(column)?.get(row)?;
    let row = |(index, candle): (usize, &Candle)| Row {
        at: candle.open_at,
        rsi_14: at(&rsi, 0, index),
        sma_20: at(&sma, 0, index),
        ema_20: at(&ema, 0, index),
        macd: at(&macd, 0, index),
        macd_signal: at(&macd, 1, index),
        macd_histogram: at(&macd, 2, index),
        bb_upper: at(&bands, 0, index),
        bb_middle: at(&bands, 1, index),
        bb_lower: at(&bands, 2, index),
        atr_14: at(&atr, 0, index),
        stoch_k: at(&stoch, 0, index),
        stoch_d: at(&stoch, 1, index),
        adx_14: at(&adx, 0, index),
        obv: at(&obv, 0, index),
        vwap: at(&vwap, 0, index),
    };
    candles.iter().enumerate().map(row).collect()
}

/// The lines of an indicator, a value for each candle; `None` while it warms up. Candles are the oldest first.
///
/// # Errors
/// `BadParameters`.
pub fn lines_of(indicator: Indicator, candles: &[Candle]) -> Result<Vec<ExactLine>, IndicatorError> {
    let found = lines(indicator, &Columns::of(candles)).map_err(|_| IndicatorError::BadParameters(indicator))?;
    let exact = |values: Vec<Option<f64>>| values.into_iter().map(|value| value.and_then(Decimal::from_f64)).collect();
    Ok(found.into_iter().map(|(name, values)| (name, exact(values))).collect())
}

/// Candles as the columns of numbers TA-Lib takes.
struct Columns {
    high: Vec<f64>,
    low: Vec<f64>,
    close: Vec<f64>,
    volume: Vec<f64>,
}

impl Columns {
    fn of(candles: &[Candle]) -> Self {
        let column = |pick: fn(&Candle) -> Decimal| candles.iter().map(|c| pick(c).to_f64().unwrap_or(0.0)).collect();
        Self {
            high: column(|c| c.high),
            low: column(|c| c.low),
            close: column(|c| c.close),
            volume: column(|c| c.volume),
        }
    }
}

type Line = (&'static str, Vec<Option<f64>>);

/// A line's name, and a value for each candle.
pub type ExactLine = (&'static str, Vec<Option<Decimal>>);

/// The lines of an indicator, each as long as the candles.
fn lines(indicator: Indicator, columns: &Columns) -> Result<Vec<Line>, RetCode> {
    let core = Core::new();
    let Columns { high, low, close, volume } = columns;
    let length = close.len();
    let Some(end) = length.checked_sub(1) else { return Ok(Vec::new()) };
    let int = |n: u32| i32::try_from(n).map_err(|_| RetCode::BadParam);
    let mut a = vec![0.0; length];
    let mut b = vec![0.0; length];
    let mut c = vec![0.0; length];
    let (range, names): (OutRange, &[&'static str]) = match indicator {
        Indicator::Rsi(n) => (core.rsi(0, end, close, int(n)?, &mut a)?, &["rsi"]),
        Indicator::Sma(n) => (core.sma(0, end, close, int(n)?, &mut a)?, &["sma"]),
        Indicator::Ema(n) => (core.ema(0, end, close, int(n)?, &mut a)?, &["ema"]),
        Indicator::Macd(fast, slow, signal) => (
            core.macd(0, end, close, int(fast)?, int(slow)?, int(signal)?, &mut a, &mut b, &mut c)?,
            &["macd", "signal", "histogram"],
        ),
        Indicator::Bollinger(n, deviations) => {
            let deviations = f64::from(deviations);
            let range =
                core.bbands(0, end, close, int(n)?, deviations, deviations, MAType::SMA, &mut a, &mut b, &mut c)?;
            (range, &["upper", "middle", "lower"])
        }
        Indicator::Atr(n) => (core.atr(0, end, high, low, close, int(n)?, &mut a)?, &["atr"]),
        Indicator::Stochastic(k, smooth, d) => {
            let (k, smooth, d) = (int(k)?, int(smooth)?, int(d)?);
            let range = core.stoch(0, end, high, low, close, k, smooth, MAType::SMA, d, MAType::SMA, &mut a, &mut b)?;
            (range, &["k", "d"])
        }
        Indicator::Adx(n) => (core.adx(0, end, high, low, close, int(n)?, &mut a)?, &["adx"]),
        Indicator::Obv => (core.obv(0, end, close, volume, &mut a)?, &["obv"]),
        Indicator::Vwap => return Ok(vec![("vwap", vwap(columns))]),
        Indicator::Volume => return Ok(vec![("volume", volume.iter().copied().map(Some).collect())]),
    };
    let place = |values: Vec<f64>| -> Vec<Option<f64>> {
        let mut placed = vec![None; range.beg_idx.min(length)];
        placed.extend(values.into_iter().take(range.count).map(|v| v.is_finite().then_some(v)));
        placed.resize(length, None);
        placed
    };
    Ok(names.iter().copied().zip([a, b, c].into_iter().map(place)).collect())
}

fn vwap(columns: &Columns) -> Vec<Option<f64>> {
    let (mut money, mut volume) = (0.0, 0.0);
    let rows = columns.high.iter().zip(&columns.low).zip(&columns.close).zip(&columns.volume);
    rows.map(|(((high, low), close), traded)| {
        money += (high + low + close) / 3.0 * traded;
        volume += traded;
        (volume > 0.0).then(|| money / volume)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candles(count: i64) -> Vec<Candle> {
        (0..count)
            .map(|i| {
                let close = Decimal::from(100 + (i * 7) % 13);
                Candle {
                    open_at: DateTime::from_timestamp(i * 3_600, 0).unwrap(),
                    open: close,
                    high: close + Decimal::ONE,
                    low: close - Decimal::ONE,
                    close,
                    volume: Decimal::from(1 + i % 5),
                }
            })
            .collect()
    }

    #[test]
    fn an_rsi_is_refused_until_it_has_warmed_up() {
        let error = compute(Indicator::Rsi(14), &candles(213)).unwrap_err();
        assert_eq!(error, IndicatorError::TooFewCandles { needed: 214, given: 213 });
        let reading = compute(Indicator::Rsi(14), &candles(214)).unwrap();
        assert!(reading.main() > Decimal::ZERO && reading.main() < Decimal::ONE_HUNDRED);
        assert_eq!(reading.at, candles(214)[213].open_at);
        assert!(reading.before.is_some());
    }

    #[test]
    fn parameters_out_of_range_are_named() {
        let all = candles(400);
        assert_eq!(compute(Indicator::Rsi(1), &all), Err(IndicatorError::BadParameters(Indicator::Rsi(1))));
        let huge = Indicator::Sma(u32::MAX);
        assert!(matches!(compute(huge, &all), Err(IndicatorError::TooFewCandles { .. })));
    }

    #[test]
    fn a_vwap_without_volume_has_no_value() {
        let still: Vec<Candle> = candles(40).into_iter().map(|c| Candle { volume: Decimal::ZERO, ..c }).collect();
        assert_eq!(compute(Indicator::Vwap, &still), Err(IndicatorError::NoValue(Indicator::Vwap)));
    }

    #[test]
    fn every_figure_of_an_indicator_has_its_name() {
        let all = candles(400);
        let reading = compute(Indicator::Macd(12, 26, 9), &all).unwrap();
        let difference = reading.get("macd").unwrap() - reading.get("signal").unwrap();
        assert!((difference - reading.get("histogram").unwrap()).abs() < Decimal::new(1, 9));
        let bands = compute(Indicator::Bollinger(20, 2), &all).unwrap();
        assert!(bands.get("upper") > bands.get("middle") && bands.get("middle") > bands.get("lower"));
        assert!(compute(Indicator::Stochastic(14, 3, 3), &all).unwrap().get("d").is_some());
    }

    #[test]
    fn no_candles_no_rows() {
        assert!(series(&[]).is_empty());
        assert_eq!(series(&candles(5))[4].rsi_14, None);
        assert!(series(&candles(5))[4].obv.is_some());
    }
}
