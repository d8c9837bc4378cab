//! The routes as a client sees them, over HTTP and a real Postgres.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests stand outside the test functions")]

mod access;
mod accounts;
mod audio_jobs;
mod audit;
mod browser;
mod cloud;
mod deletions;
mod edges;
mod export;
mod idempotency;
mod jobs;
#[path = "../outages/line.rs"]
mod line;
mod live;
mod mail;
mod new_email;
mod openai;
mod openapi;
mod peers;
mod realtime;
mod reports;
mod rotation;
mod schemathesis;
mod second_factor;
mod snapshot;
mod storage;
mod sync;
mod together;
mod voice;
mod watch;
