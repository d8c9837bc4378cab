//! The command line `alfa` from outside: what scripts and people rely on.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod bad_input;
mod contract;
mod dialogue;
mod others;
mod replay;
mod run;
mod spoken;
