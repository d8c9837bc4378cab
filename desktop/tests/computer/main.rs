//! What a caller can rely on from the parts of this computer, seen from outside. One program, so that it is linked once.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests stand outside the test functions")]

mod audio;
mod clock;
mod disk_full;
mod paths;
mod recordings;
mod resident;
mod roles;
mod samples;
mod schedules;
mod secrets;
mod settings;
mod sound_server;
mod store;
mod store_damage;
mod store_model;
mod store_processes;
mod tones;
mod watch;
mod watch_faults;
mod watch_killed;
mod watch_time;
mod watching;
