//! What happens when something fails under the server: real processes of it, a real Postgres, a real Redis, and lines that are cut.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests stand outside the test functions")]

mod balancer;
mod client;
mod database;
mod ending;
mod instances;
mod line;
mod pooler;
mod processes;
mod redis;
mod replica;
mod telemetry;
mod watching;
