//! The command line `alfa` from outside: what scripts and people rely on.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod bad_input;
mod contract;
mod dialogue;
mod others;
mod run;
mod spoken;
