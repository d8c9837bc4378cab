//! The cloud watches the alerts that users let it read, with the loop and the engine of the device (docs/WATCH.md).
//!
//! - [`run`]: one instance leads, the others listen to the same prices, so that whoever comes next has heard what the one before had not
//! - `data`: accounts' alerts and what fired, in Postgres; `bodies`: both as devices write them
//! - [`claims`]: who tells of a firing; [`channels`]: where; `tell`: the job that does
//! - [`Surroundings`]: market, coins and clock

mod bodies;
pub mod channels;
pub mod claims;
mod data;
mod heard;
mod leader;
mod surroundings;
mod tell;

pub use leader::run;
pub use surroundings::Surroundings;
pub(crate) use tell::Tell;
