//! Computers that share an account: the desktop's own store and sync client against the real server over HTTP and a real Postgres.
#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside the test functions")]

mod background;
mod commands;
mod converging;
mod house;
mod joining;
mod long_audio;
mod long_audio_faults;
#[expect(dead_code, reason = "the server's tests ask more of it")]
#[path = "../../../sync-server/tests/api/openai.rs"]
mod openai;
mod owner;
mod rotation;
#[path = "../computer/samples.rs"]
mod samples;
mod settings;
mod ties;
mod told_once;
mod voice;
mod window;
mod window_owner;
mod window_sign_in;
