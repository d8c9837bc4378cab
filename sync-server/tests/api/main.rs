//! The routes as a client sees them, over HTTP and a real Postgres.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests stand outside the test functions")]

mod accounts;
mod cloud;
mod sync;
