//! The simulated market: prices that follow the clock, drawn from a seed so that everybody sees the same; or a recording.

mod feed;
mod recording;
pub(crate) mod walk;
mod world;

pub(crate) use feed::Simulated;
#[cfg(feature = "standin")]
pub(crate) use feed::rounded as digits;
pub(crate) use world::World;
