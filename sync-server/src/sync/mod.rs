//! The server's end of sync; the protocol and its words are `alfa_sync`'s.
//!
//! A push locks the account's head row, drops what is known, gives the rest the next places and commits: the order of places is the order
//! of commits, so a cursor never passes over a change.

mod heads;
mod hello;
mod keys;
mod pull;
mod push;

pub use hello::hello;
pub use keys::{key, put_key};
pub use pull::{bucket, buckets, pull};
pub use push::push;

use crate::Problem;
use alfa_sync::wire::Refusal;

/// A refusal of the protocol, as problem+json with the refusal's fields beside.
fn refused(refusal: &Refusal) -> Problem {
    let detail = match refusal {
        Refusal::EpochChanged { .. } => "O servidor foi restaurado de uma cópia: compare tudo de novo.",
        Refusal::Gap { .. } => "Faltam mudanças deste dispositivo antes destas.",
        Refusal::DeviceForked => "Outro dispositivo usa este nome: continue como um novo.",
        Refusal::ClockAhead { .. } => "O relógio do dispositivo está adiantado.",
    };
    let mut problem = Problem::new(409, "", detail);
    if let Ok(serde_json::Value::Object(mut fields)) = serde_json::to_value(refusal) {
        if let Some(serde_json::Value::String(code)) = fields.remove("code") {
            problem.code = code;
        }
        problem.more = fields;
    }
    problem
}
