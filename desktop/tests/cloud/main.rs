//! Computers that share an account: the desktop's own store and sync client against the real server over HTTP and a real Postgres.
#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside the test functions")]

mod commands;
mod converging;
mod house;
#[path = "../computer/samples.rs"]
mod samples;
