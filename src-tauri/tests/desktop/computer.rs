//! A computer to run ALFA on: display, session bus, sound card, market.

use crate::bus::{Notifications, Tray};
use crate::sound_server::{self, SoundServer, Way};
use alfa_market::standin::{Provider, StandIn, World};
use rust_decimal::Decimal;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A program that ends with the test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program and reads the first line it prints.
fn start_and_read(command: &mut Command) -> (Running, String) {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Running(child), line.trim().to_owned())
}

pub struct Computer {
    // in the order they are ended
    _window_manager: Running,
    _display: Running,
    _bus: Running,
    sound: Mutex<Option<SoundServer>>,
    pub market: StandIn,
    pub tray: Tray,
    pub notifications: Notifications,
    display: String,
    pub bus: String,
    folder: tempfile::TempDir,
}

impl Computer {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let size = ["-screen", "0", "1280x860x24", "-nolisten", "tcp", "-displayfd", "1"];
        let (display, number) = start_and_read(Command::new("Xvfb").args(size));
        let display_name = format!(":{number}");
        let (bus, address) = start_and_read(Command::new("dbus-daemon").args([
            "--session",
            "--nofork",
            "--nopidfile",
            "--print-address=1",
        ]));
        let manager = Command::new("openbox")
            .env("DISPLAY", &display_name)
            .env("HOME", folder.path())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let sound = SoundServer::start(folder.path());
        let market = StandIn::start(World::random(2_026)).await.unwrap();
        let tray = Tray::start(&address).await;
        let notifications = Notifications::start(&address).await;
        let computer = Self {
            _window_manager: Running(manager),
            _display: display,
            _bus: bus,
            sound: Mutex::new(Some(sound)),
            market,
            tray,
            notifications,
            display: display_name,
            bus: address,
            folder,
        };
        std::fs::create_dir_all(computer.data()).unwrap();
        let settings = format!("market = \"{}\"\n", computer.market.url().as_str().trim_end_matches('/'));
        std::fs::write(computer.data().join("settings.toml"), settings).unwrap();
        computer
    }

    /// ALFA's data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A program of this computer's user.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        sound_server::set_up(self.folder.path(), Way::Pulse, &mut command);
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("ALFA_DATA_DIR", self.data())
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// The process of the ALFA that runs here.
    pub fn process(&self) -> Option<u32> {
        std::fs::read_to_string(self.data().join("logs/running")).ok()?.parse().ok()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data().join("logs/alfa.log")).unwrap_or_default()
    }

    /// Real key events.
    pub fn keys(&self, action: &str, keys: &str) {
        assert!(self.command("xdotool").args([action, keys]).status().unwrap().success());
    }

    /// Takes the window out of sight.
    pub fn minimize(&self) {
        let minimize = ["search", "--onlyvisible", "--name", "^ALFA$", "windowminimize"];
        assert!(self.command("xdotool").args(minimize).status().unwrap().success());
    }

    /// What the window looks like, as PNG.
    pub fn picture(&self, file: &Path) {
        let find = ["search", "--onlyvisible", "--name", "^ALFA$"];
        let found = self.command("xdotool").args(find).stdout(Stdio::piped()).output().unwrap();
        let found = String::from_utf8(found.stdout).unwrap();
        let window = found.lines().last().expect("ALFA's window is there");
        assert!(self.command("import").args(["-window", window]).arg(file).status().unwrap().success());
    }

    /// Somebody says a recording into the microphone, to its end.
    pub fn say(&self, recording: &str) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/speech/tests/speech").join(recording);
        let said = self.command("paplay").arg("--device=vmic_sink").arg(file).status().unwrap();
        assert!(said.success());
    }

    /// Listens to the speaker until the ear is taken away.
    pub fn ear(&self) -> Ear {
        let file = self.folder.path().join("heard.wav");
        let mut command = self.command("parecord");
        command.args(["-d", "vspeaker.monitor", "--file-format=wav", "--rate=16000", "--channels=1"]).arg(&file);
        Ear { listening: Some(Running(command.spawn().unwrap())), file }
    }

    pub fn price(&self) -> Decimal {
        self.market.price(Provider::Binance, &"BTC".parse().unwrap(), &"BRL".parse().unwrap()).unwrap()
    }

    pub fn set_price(&self, price: Decimal) {
        self.market.set_price(Provider::Binance, &"BTC".parse().unwrap(), &"BRL".parse().unwrap(), price);
    }

    /// Takes the sound card away.
    pub fn unplug(&self) {
        drop(self.sound.lock().unwrap().take());
    }

    /// Brings it back.
    pub fn plug(&self) {
        let _ = std::fs::remove_file(self.folder.path().join("native"));
        *self.sound.lock().unwrap() = Some(SoundServer::start(self.folder.path()));
    }

    /// The command line on this computer; what it prints.
    pub fn alfa(&self, arguments: &[&str]) -> String {
        let program = Path::new(env!("CARGO_BIN_EXE_alfa-app")).with_file_name("alfa");
        let done =
            self.command(program).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {done:?}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// Starts ALFA without looking at its window.
    pub fn open(&self) -> Running {
        Running(self.command(env!("CARGO_BIN_EXE_alfa-app")).arg("--hidden").spawn().unwrap())
    }

    /// Ends ALFA as nothing should.
    pub fn kill(&self) {
        let process = self.process().expect("ALFA runs");
        assert!(Command::new("kill").args(["-9", &process.to_string()]).status().unwrap().success());
        until("it is gone", || !Path::new(&format!("/proc/{process}")).exists());
    }
}

/// What was heard of the speaker.
pub struct Ear {
    listening: Option<Running>,
    file: PathBuf,
}

impl Ear {
    /// Seconds in which something was to be heard.
    pub fn loud_seconds(mut self) -> f64 {
        drop(self.listening.take());
        let recording = alfa_speech::wav::read(&self.file).unwrap();
        let window = 1_600;
        let loud =
            recording.samples.chunks(window).filter(|part| part.iter().any(|sample| sample.abs() > 0.02)).count();
        f64::from(u32::try_from(loud).unwrap()) / 10.0
    }
}

/// Waits for something that comes by itself.
pub fn until(what: &str, happened: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !happened() {
        assert!(Instant::now() < deadline, "it did not happen in a minute: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

impl Computer {
    /// Shows its windows on another one's display.
    pub fn share_display(&mut self, other: &Self) {
        self.display.clone_from(&other.display);
    }
}
