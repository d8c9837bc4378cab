//! The server's end of sync; the protocol and its words are `alfa_sync`'s.
//!
//! A push locks the account's head row, drops what is known, gives the rest the next places and commits: the order of places is the order
//! of commits, so a cursor never passes over a change.

mod batch;
mod forget;
mod guards;
mod heads;
mod hello;
mod judge;
mod keys;
mod looks;
mod own;
mod page;
pub mod pokes;
mod pull;
mod push;
mod pushes;
mod replicated;
mod rotation;
mod row;
mod snapshot;

pub use forget::forget;
pub use guards::Guards;
pub use hello::hello;
pub use keys::{key, put_key};
pub(crate) use looks::Looks;
pub(crate) use own::put_new;
pub use page::Ask;
pub use pull::{bucket, buckets, pull};
pub use push::push;
pub(crate) use pushes::Pushes;
pub use rotation::{keys, put_device_key, rotate};
pub use snapshot::snapshot;

use crate::Problem;
use alfa_sync::wire::Refusal;

/// A refusal of the protocol, as problem+json with the refusal's fields beside.
fn refused(refusal: &Refusal) -> Problem {
    let detail = match refusal {
        Refusal::EpochChanged { .. } => "O servidor foi restaurado de uma cópia: compare tudo de novo.",
        Refusal::Gap { .. } => "Faltam mudanças deste dispositivo antes destas.",
        Refusal::KeyChanged { .. } => "A chave desta conta foi trocada: envie com a nova.",
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
