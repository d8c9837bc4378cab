//! What happened to accounts, in a chain: a row that is changed, removed or put elsewhere afterwards is found (docs/AUDIT.md).
//!
//! - [`record`]: in the transaction of what it tells, as its last statement
//! - [`verify`]: walks the chain

mod chain;
mod event;
mod record;
mod verify;

pub use event::Event;
pub use record::record;
pub(crate) use record::{erased, nobody};
pub use verify::{Broken, Head, Verified, VerifyError, verify};
