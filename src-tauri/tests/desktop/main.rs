//! The real program on a desktop of the test's own: a display, a session bus with a tray and notifications, a sound card, a market.
//! The window is driven by WebDriver, the talk key by real key events. One program, so that it is linked once.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests stand outside the test functions")]

mod account;
mod bus;
mod cloud;
mod computer;
mod faults;
mod page;
mod pictures;
#[expect(dead_code, reason = "the tests of sound use the rest")]
#[path = "../../../desktop/tests/computer/sound_server.rs"]
mod sound_server;
mod using;
