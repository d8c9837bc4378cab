//! The rows of the running program: start to the talk key's readiness, and what it costs while nobody uses it. On a display and a session
//! bus of its own, with an empty data folder and no speech models, so that what models weigh is not counted.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const STARTS: usize = 7;
const IDLE: Duration = Duration::from_secs(20);
/// Linux counts a process's time in these.
const TICKS_A_SECOND: f64 = 100.0;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn with_first_line(command: &mut Command) -> Result<(Running, String), Box<dyn Error>> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let output = child.stdout.take().ok_or("no output")?;
    let running = Running(child);
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    Ok((running, line.trim().to_owned()))
}

/// The process and those it started, by `/proc`.
fn family(first: u32) -> Vec<u32> {
    let mut family = vec![first];
    let mut at = 0;
    while let Some(process) = family.get(at).copied() {
        let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
        for task in tasks {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            family.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
        at += 1;
    }
    family
}

/// Seconds of processor used so far.
fn processor(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / TICKS_A_SECOND
}

/// Megabytes in memory: all, and those no other process shares.
fn memory(process: u32) -> (f64, f64) {
    let of = |file: &str, name: &str| {
        let text = fs::read_to_string(format!("/proc/{process}/{file}")).unwrap_or_default();
        let sizes =
            text.lines().filter_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse::<f64>().ok());
        sizes.sum::<f64>() / 1_024.0
    };
    (of("status", "VmRSS:"), of("smaps_rollup", "Private_Clean:") + of("smaps_rollup", "Private_Dirty:"))
}

fn main() -> Result<(), Box<dyn Error>> {
    let program = std::env::current_exe()?.parent().and_then(Path::parent).ok_or("no folder")?.join("alfa-app");
    // as on a desktop, the screen outlives its programs: the first of GTK finds out about OpenGL (here by LLVM, 50 MB) for all after it
    let screen = ["-screen", "0", "1280x860x24", "-nolisten", "tcp", "-noreset", "-displayfd", "1"];
    let (_display, number) = with_first_line(Command::new("Xvfb").args(screen))?;
    let (_bus, bus) =
        with_first_line(Command::new("dbus-daemon").args(["--session", "--nofork", "--print-address=1"]))?;
    let folder = tempfile::tempdir()?;
    let start = |data: &Path, hidden: bool| -> Result<(Running, Duration), Box<dyn Error>> {
        let log = data.join("logs/alfa.log");
        let _ = fs::remove_file(&log);
        let began = Instant::now();
        let mut command = Command::new(&program);
        command
            .args(["--market", "replay:"])
            .args(hidden.then_some("--hidden"))
            .env("DISPLAY", format!(":{number}"))
            .env("DBUS_SESSION_BUS_ADDRESS", &bus)
            .env("ALFA_DATA_DIR", data)
            .env("HOME", folder.path())
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("ALFA_MODELS_MIRROR")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let running = Running(command.spawn()?);
        while !fs::read_to_string(&log).unwrap_or_default().contains("hotkey ready") {
            if began.elapsed() > Duration::from_secs(30) {
                return Err("the talk key was not ready in 30 s".into());
            }
            sleep(Duration::from_millis(2));
        }
        Ok((running, began.elapsed()))
    };
    let data = folder.path().join("data");
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let (running, time) = start(&data, true)?;
        times.push(time.as_secs_f64() * 1_000.0);
        sleep(Duration::from_millis(700));
        // let go of the key and the data as a session that ends does
        Command::new("kill").arg(running.0.id().to_string()).status()?;
        sleep(Duration::from_millis(700));
    }
    let first = times[0];
    times.sort_by(f64::total_cmp);
    println!(
        "| Start to talk key ready (hidden, {STARTS} starts; the first {first:.0} ms) | p50 {:.0} ms, slowest {:.0} ms | ≤ 400 ms |",
        times[STARTS / 2],
        times[STARTS - 1]
    );
    for hidden in [true, false] {
        let (running, _) = start(&data, hidden)?;
        sleep(Duration::from_secs(8));
        let process = running.0.id();
        let before: f64 = family(process).into_iter().map(processor).sum();
        sleep(IDLE);
        let all = family(process);
        let used: f64 = all.iter().copied().map(processor).sum::<f64>() - before;
        let (rss, own) = memory(process);
        let total: f64 = all.iter().copied().map(memory).map(|(_, own)| own).sum();
        let what = if hidden { "in the tray" } else { "with its window" };
        println!(
            "| Idle {what}, no models | {:.2} % of a core; ALFA's process {rss:.0} MB RSS ({own:.0} MB its own); with WebKit's {} processes {total:.0} MB of their own | 0 %, ≤ 120 MB |",
            used * 100.0 / IDLE.as_secs_f64(),
            all.len() - 1
        );
        Command::new("kill").arg(process.to_string()).status()?;
        sleep(Duration::from_millis(800));
    }
    Ok(())
}
