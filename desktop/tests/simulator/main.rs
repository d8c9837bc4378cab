//! The fault simulator: computers of one account, each a process of its own, against the real server and a real Postgres, through a proxy that
//! cuts, delays, repeats and reorders, while computers, server and database are killed, clocks are wrong and the database is restored from
//! a backup. What SERVER.md promises must hold after each run; and with a guard of the server taken away a run must go red.
//!
//! A run is its seed: the same steps in the same order, though not the same moments. `ALFA_SIMULATOR_RUNS=1000` plays so many instead of the few of
//! the suite, from `ALFA_SIMULATOR_SEED` on; with `ALFA_SIMULATOR_RUNS=1` one is played again.
#![expect(clippy::unwrap_used, reason = "a test")]

mod checks;
mod computer;
mod play;
mod processes;
mod proxy;
mod random;
#[path = "../computer/samples.rs"]
#[expect(dead_code, reason = "others use the rest")]
mod samples;
mod server;
mod world;

use libtest_mimic::{Arguments, Failed, Trial};
use world::World;

/// Played in the suite: with a restore each fourth.
const RUNS: u64 = 8;
/// A guard taken away must show within so many.
const TRIES: u64 = 24;

fn main() {
    let mut words = std::env::args().skip(1);
    match words.next().as_deref() {
        Some("as-server") => return server::run(&words.collect::<Vec<_>>()),
        Some("as-computer") => return computer::run(&words.collect::<Vec<_>>()),
        _ => {}
    }
    let arguments = Arguments::from_args();
    let trials = vec![
        Trial::test("whatever_fails_nothing_is_lost_and_all_converge", all_hold),
        Trial::test("without_the_cursor_s_guard_a_run_goes_red", || {
            without("cursor", "not level", |seed| seed * 4 + 1)
        }),
        Trial::test("without_the_guard_against_repeats_a_run_goes_red", || {
            // what was sent before is sent as it was, again and again, to a server that asks for what comes after it
            without("dedup", "sync_restless", |seed| seed * 4 + 1)
        }),
        // a hole comes with a change that was on its way while the database was restored
        Trial::test("without_the_guard_against_holes_a_run_goes_red", || without("gap", "is number", |seed| seed * 4)),
    ];
    // each has a Postgres and a handful of processes: one at a time
    let arguments = Arguments { test_threads: Some(1), ..arguments };
    libtest_mimic::run(&arguments, trials).exit();
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(work)
}

fn all_hold() -> Result<(), Failed> {
    let (first, runs) = (number("ALFA_SIMULATOR_SEED", 1), number("ALFA_SIMULATOR_RUNS", RUNS));
    block_on(async {
        let mut world = World::start("").await;
        for seed in first..first + runs {
            let wrong = play::play(&mut world, seed).await;
            if !wrong.is_empty() {
                return Err(format!("seed {seed}: {}", wrong.join("\n")).into());
            }
            if runs > RUNS && seed % 20 == 0 {
                progress(seed - first + 1, runs);
            }
        }
        Ok(())
    })
}

/// The server without this guard: one of these runs must find what it kept away.
fn without(guard: &str, sign: &str, seed: impl Fn(u64) -> u64) -> Result<(), Failed> {
    block_on(async {
        let mut world = World::start(guard).await;
        let mut other = Vec::new();
        for seed in (1..=TRIES).map(seed) {
            let wrong = play::play(&mut world, seed).await;
            if wrong.iter().any(|what| what.contains(sign)) {
                return Ok(());
            }
            other.extend(wrong);
        }
        Err(format!("{TRIES} runs without the guard “{guard}” did not find it; they found {other:?}").into())
    })
}

#[expect(clippy::print_stderr, reason = "a long run says how far it is")]
fn progress(done: u64, of: u64) {
    eprintln!("{done} of {of} runs hold");
}
