//! What the operator sees: logs and metrics, without anything about a person.
//!
//! - [`log`]: where lines go and how they look
//! - [`observed`]: one line and one count for each request
//! - [`metrics`]: what Prometheus asks for, and what other subjects count

mod log;
pub mod metrics;
mod requests;

pub use log::log;
pub(crate) use requests::observed;
