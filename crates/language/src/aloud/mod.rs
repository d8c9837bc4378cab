//! Reading aloud: figures and texts as the words a Brazilian would say.
//!
//! - [`cardinal`], [`decimal`], [`ordinal`], [`digits`]: numbers
//! - [`money`]: an amount, all of it
//! - [`rounded`], [`spoken`]: a fact after the one rounding rule
//! - [`written`], [`written_money`], [`written_decimal`]: the exact value for the screen
//! - [`say`]: any text of an answer
//!
//! What [`cardinal`], [`decimal`], [`money`] and [`spoken`] say reads back to the same number.

mod cardinal;
mod fact;
mod money;
mod ordinal;
mod say;
mod written;

pub use cardinal::{cardinal, decimal, digits};
pub use fact::{rounded, spoken};
pub use money::money;
pub use ordinal::ordinal;
pub use say::say;
pub use written::{shown, written, written_decimal, written_money};
