//! Technical indicators, always with their parameters.

use crate::{ParseError, serde_as_text};
use std::fmt;
use std::str::FromStr;

/// A technical indicator as the language contract writes it: `rsi(14)`, `macd(12,26,9)`, `obv`, `volume`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Indicator {
    /// Relative strength index (Wilder) of so many candles, 0 to 100.
    Rsi(u32),
    /// Simple moving average.
    Sma(u32),
    /// Exponential moving average.
    Ema(u32),
    /// Moving average convergence/divergence: fast, slow, signal.
    Macd(u32, u32, u32),
    /// Bollinger bands: candles, deviations.
    Bollinger(u32, u32),
    /// Average true range (Wilder).
    Atr(u32),
    /// Slow stochastic: %K, its smoothing, %D.
    Stochastic(u32, u32, u32),
    /// Average directional index (Wilder).
    Adx(u32),
    /// On-balance volume.
    Obv,
    /// Volume-weighted average price.
    Vwap,
    /// The traded volume itself; only in conditions.
    Volume,
}

impl Indicator {
    /// The one with this name and the usual parameters.
    pub fn usual(name: &str) -> Option<Self> {
        Some(match name {
            "rsi" => Self::Rsi(14),
            "sma" => Self::Sma(20),
            "ema" => Self::Ema(20),
            "macd" => Self::Macd(12, 26, 9),
            "bbands" => Self::Bollinger(20, 2),
            "atr" => Self::Atr(14),
            "stoch" => Self::Stochastic(14, 3, 3),
            "adx" => Self::Adx(14),
            "obv" => Self::Obv,
            "vwap" => Self::Vwap,
            "volume" => Self::Volume,
            _ => return None,
        })
    }
}

impl fmt::Display for Indicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsi(n) => write!(f, "rsi({n})"),
            Self::Sma(n) => write!(f, "sma({n})"),
            Self::Ema(n) => write!(f, "ema({n})"),
            Self::Macd(a, b, c) => write!(f, "macd({a},{b},{c})"),
            Self::Bollinger(n, d) => write!(f, "bbands({n},{d})"),
            Self::Atr(n) => write!(f, "atr({n})"),
            Self::Stochastic(a, b, c) => write!(f, "stoch({a},{b},{c})"),
            Self::Adx(n) => write!(f, "adx({n})"),
            Self::Obv => f.write_str("obv"),
            Self::Vwap => f.write_str("vwap"),
            Self::Volume => f.write_str("volume"),
        }
    }
}

impl FromStr for Indicator {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let error = || ParseError::new("indicator", text);
        let (name, arguments) = match text.split_once('(') {
            Some((name, rest)) => (name, rest.strip_suffix(')').ok_or_else(error)?),
            None => (text, ""),
        };
        if arguments.is_empty() {
            return Self::usual(name).ok_or_else(error);
        }
        let numbers: Vec<u32> =
            arguments.split(',').map(|a| a.trim().parse()).collect::<Result<_, _>>().map_err(|_| error())?;
        if numbers.contains(&0) {
            return Err(error());
        }
        Ok(match (name, numbers.as_slice()) {
            ("rsi", &[n]) => Self::Rsi(n),
            ("sma", &[n]) => Self::Sma(n),
            ("ema", &[n]) => Self::Ema(n),
            ("macd", &[a, b, c]) => Self::Macd(a, b, c),
            ("bbands", &[n, d]) => Self::Bollinger(n, d),
            ("atr", &[n]) => Self::Atr(n),
            ("stoch", &[a, b, c]) => Self::Stochastic(a, b, c),
            ("adx", &[n]) => Self::Adx(n),
            _ => return Err(error()),
        })
    }
}

serde_as_text!(Indicator);
