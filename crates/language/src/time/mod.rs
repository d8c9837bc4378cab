//! Times a sentence points to.
//!
//! - [`when`]: lookbacks, days, months and years of the past
//! - [`until`]: the last day of an alert
//! - [`every`], [`clock`]: the days and the hour of a schedule
//! - [`timeframe`]: how long a candle lasts

mod candles;
mod dates;
mod past;
mod schedule;
mod units;
mod until;

pub(crate) use candles::{timeframe, timeframe_of};
pub(crate) use past::{day_before, when};
pub(crate) use schedule::{clock, every};
pub(crate) use until::until;
