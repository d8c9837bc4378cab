//! How sources are reached: bounded HTTP within each source's limits, and WebSockets that come back.

mod http;
mod limit;
mod number;

pub(crate) use http::{Get, Http};
pub(crate) use limit::Limit;
pub(crate) use number::{Number, amount, millis, parse, positive, ratio_pct, seconds};
