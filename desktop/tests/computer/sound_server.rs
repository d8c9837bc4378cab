//! A private PulseAudio for the tests of sound, and how ALFA and the tests reach it.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A sound server of the test's own, with a microphone `vmic` (what is played to `vmic_sink` is said into it) and a speaker
/// `vspeaker` (its monitor is an ear).
pub struct SoundServer {
    process: Child,
}

impl SoundServer {
    pub fn start(folder: &Path) -> Self {
        let missing = ["pulseaudio", "pactl", "paplay", "parecord"].iter().any(|program| {
            !Command::new("sh").args(["-c", "command -v \"$0\"", program]).output().unwrap().status.success()
        });
        assert!(
            !missing,
            "this test needs a sound server: install pulseaudio, pulseaudio-utils and libasound2-plugins, or set ALFA_SKIP_AUDIO"
        );
        let socket = folder.join("native");
        fs::write(
            folder.join("default.pa"),
            format!(
                "load-module module-native-protocol-unix socket={} auth-anonymous=1\n\
                 load-module module-null-sink sink_name=vspeaker rate=48000 channels=2\n\
                 load-module module-null-sink sink_name=vmic_sink rate=48000 channels=1\n\
                 load-module module-remap-source master=vmic_sink.monitor source_name=vmic\n\
                 set-default-sink vspeaker\nset-default-source vmic\n",
                socket.display()
            ),
        )
        .unwrap();
        let process = Command::new("pulseaudio")
            .args([
                "-n",
                "--daemonize=no",
                "--use-pid-file=no",
                "--exit-idle-time=-1",
                "--high-priority=no",
                "--realtime=no",
                "-F",
            ])
            .arg(folder.join("default.pa"))
            .env("HOME", folder)
            .env("XDG_RUNTIME_DIR", folder)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { process };
        let deadline = Instant::now() + Duration::from_secs(20);
        while !client("pactl", folder).arg("info").output().unwrap().status.success() {
            assert!(Instant::now() < deadline, "the sound server does not come up");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }
}

/// How ALFA reaches the sound server.
#[derive(Clone, Copy)]
pub enum Way {
    /// By PulseAudio's protocol.
    Pulse,
    /// Through ALSA's plugin, as if there were only ALSA.
    Alsa,
}

/// The environment of a desktop with the sound server of this folder.
pub fn set_up(folder: &Path, way: Way, command: &mut Command) {
    let (alsa, socket) = (folder.join("alsa.conf"), format!("unix:{}", folder.join("native").display()));
    let plugin = format!("type pulse\n server \"{socket}\"");
    let conf = format!("</usr/share/alsa/alsa.conf>\npcm.!default {{ {plugin} }}\nctl.!default {{ {plugin} }}\n");
    fs::write(&alsa, conf).unwrap();
    command.env("ALSA_CONFIG_PATH", alsa).env("HOME", folder).env("XDG_RUNTIME_DIR", folder);
    command.env_remove("DBUS_SESSION_BUS_ADDRESS");
    match way {
        Way::Pulse => command.env("PULSE_SERVER", socket),
        Way::Alsa => command.env_remove("PULSE_SERVER"),
    };
}

/// A program of the sound server's own, for the other end of the line.
pub fn client(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("PULSE_SERVER", format!("unix:{}", folder.join("native").display())).env("XDG_RUNTIME_DIR", folder);
    command
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn skipped() -> bool {
    std::env::var_os("ALFA_SKIP_AUDIO").is_some()
}

/// One test at a time: several sound servers at once take each other's processor.
pub fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}
