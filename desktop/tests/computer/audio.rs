//! Microphone and speaker on a sound card that is not there: a private PulseAudio, reached by its own protocol as on any Linux
//! desktop, and through ALSA as a fallback.
//!
//! Set `ALFA_SKIP_AUDIO` where PulseAudio cannot be had.
#![cfg(target_os = "linux")]

use crate::roles::{block_on, play, role, stage};
use crate::sound_server::{SoundServer, Way, client, set_up, skipped, turn};
use crate::tones::{TONE, heard, span, tone, write_wav};
use alfa_desktop::audio::{AudioError, AudioEvent, CHUNK_SAMPLES, End, Microphone, Speaker, devices};
use alfa_speech::Clip;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

async fn next(microphone: &mut Microphone) -> AudioEvent {
    tokio::time::timeout(Duration::from_secs(10), microphone.next()).await.expect("the microphone says something")
}

#[test]
fn what_is_said_into_the_microphone_arrives_at_16_khz() {
    with_sound("audio::role_listens", Way::Pulse);
    with_sound("audio::role_listens_through_alsa", Way::Alsa);
}

#[test]
#[ignore = "a role"]
fn role_listens() {
    let Some(folder) = stage() else { return };
    let question = Path::new(&folder).join("question.wav");
    write_wav(&question, &tone(1.0, 44_100));
    block_on(async {
        let pressed = Instant::now();
        let mut microphone = Microphone::open(None).await.unwrap();
        let first = next(&mut microphone).await;
        let AudioEvent::Ready { device } = first else { panic!("ready comes first, not {first:?}") };
        println!("listening {} ms after the opening began", pressed.elapsed().as_millis());
        assert!(!device.is_empty());
        // Silence is not starvation: for longer than the watchdog waits nothing but chunks comes.
        let mut quiet = 0;
        while quiet < 100 {
            let AudioEvent::Chunk(chunk) = next(&mut microphone).await else { panic!("only chunks") };
            assert_eq!(chunk.len(), CHUNK_SAMPLES);
            quiet += 1;
        }
        assert!(microphone.level() < -60.0, "{}", microphone.level());
        let mut person = client("paplay", Path::new(&folder))
            .arg("--device=vmic_sink")
            .arg(&question)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (mut samples, mut loudest) = (Vec::new(), f32::NEG_INFINITY);
        for _ in 0..125 {
            let AudioEvent::Chunk(chunk) = next(&mut microphone).await else { panic!("only chunks") };
            samples.extend_from_slice(&chunk);
            loudest = loudest.max(microphone.level());
        }
        person.wait().unwrap();
        let (seconds, frequency) = heard(&samples, 16_000);
        assert!((0.85..1.15).contains(&seconds), "{seconds} s of the one second that was said");
        assert!((frequency - TONE).abs() < 15.0, "{frequency} Hz");
        assert!((loudest + 9.03).abs() < 1.5, "a sine of half the scale has -9 dBFS, not {loudest}");

        // A key pressed now wants what was said since a moment before, not what was said a second ago.
        tokio::time::sleep(Duration::from_secs(1)).await;
        microphone.keep_last(Duration::from_millis(400));
        let began = Instant::now();
        let mut waiting = 0;
        while began.elapsed() < Duration::from_millis(10) {
            match tokio::time::timeout(Duration::from_millis(1), microphone.next()).await {
                Ok(_) => waiting += 1,
                Err(_) => break,
            }
        }
        assert!((1..=40).contains(&waiting), "{waiting} chunks");
    });
}

/// ALSA's plugin loses samples on a busy computer; what counts here is that speech arrives at all.
#[test]
#[ignore = "a role"]
fn role_listens_through_alsa() {
    let Some(folder) = stage() else { return };
    let question = Path::new(&folder).join("question.wav");
    write_wav(&question, &tone(5.0, 48_000));
    block_on(async {
        let mut microphone = Microphone::open(None).await.unwrap();
        while !matches!(next(&mut microphone).await, AudioEvent::Chunk(_)) {}
        let mut person =
            Ear(client("paplay", Path::new(&folder)).arg("--device=vmic_sink").arg(&question).spawn().unwrap());
        let mut loud = 0;
        while loud < 25 {
            if let AudioEvent::Chunk(chunk) = next(&mut microphone).await {
                loud += usize::from(chunk.iter().any(|sample| sample.abs() > 0.3));
            }
            assert!(loud > 0 || person.0.try_wait().unwrap().is_none_or(|status| status.success()));
        }
    });
}

#[test]
fn a_microphone_that_goes_away_is_said_to_be_lost_and_found_again() {
    if skipped() {
        return;
    }
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let server = SoundServer::start(folder.path());
    let mut command = role("audio::role_loses_its_microphone", folder.path().to_str().unwrap());
    set_up(folder.path(), Way::Pulse, &mut command);
    let listener = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let wait_for = |name: &str| {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !folder.path().join(name).exists() {
            assert!(Instant::now() < deadline, "the listener does not say it is {name}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    wait_for("ready");
    drop(server);
    wait_for("lost");
    let _ = fs::remove_file(folder.path().join("native"));
    let _server = SoundServer::start(folder.path());
    let output = listener.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
#[ignore = "a role"]
fn role_loses_its_microphone() {
    let Some(folder) = stage() else { return };
    let say = |name: &str| fs::write(Path::new(&folder).join(name), "").unwrap();
    block_on(async {
        let mut microphone = Microphone::open(None).await.unwrap();
        assert!(matches!(next(&mut microphone).await, AudioEvent::Ready { .. }));
        say("ready");
        loop {
            match next(&mut microphone).await {
                AudioEvent::Chunk(_) => {}
                AudioEvent::Lost { .. } => break,
                other => panic!("{other:?}"),
            }
        }
        say("lost");
        assert!(matches!(next(&mut microphone).await, AudioEvent::Changed { .. }));
        assert!(matches!(next(&mut microphone).await, AudioEvent::Chunk(_)));
    });
}

/// A program that listens; it does not outlive a test that fails.
struct Ear(Child);

impl Drop for Ear {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An ear at the speaker while `work` is done; what it heard at 48 kHz.
async fn listen_to_the_speaker(folder: &str, work: impl Future<Output = ()>) -> Vec<f32> {
    let path = Path::new(folder).join("heard.raw");
    let _ = fs::remove_file(&path);
    let mut ear = Ear(client("parecord", Path::new(folder))
        .args([
            "-d",
            "vspeaker.monitor",
            "--raw",
            "--format=float32le",
            "--rate=48000",
            "--channels=1",
            "--latency-msec=20",
        ])
        .arg(&path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap());
    let deadline = Instant::now() + Duration::from_secs(10);
    while fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
        assert!(Instant::now() < deadline, "the ear does not hear");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    work.await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    Command::new("kill").args(["-INT", &ear.0.id().to_string()]).status().unwrap();
    ear.0.wait().unwrap();
    let bytes = fs::read(path).unwrap();
    bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect()
}

#[test]
fn what_is_spoken_is_heard_whole_and_in_order() {
    with_sound("audio::role_speaks", Way::Pulse);
    with_sound("audio::role_speaks_through_alsa", Way::Alsa);
}

#[test]
#[ignore = "a role"]
fn role_speaks() {
    let Some(folder) = stage() else { return };
    block_on(async {
        let speaker = Speaker::open(None).await.unwrap();
        assert_eq!(speaker.begin().drained().await, End::Played, "nothing to say is said at once");
        let samples = listen_to_the_speaker(&folder, async {
            let utterance = speaker.begin();
            assert_eq!(utterance.first_audible(), None);
            let whole = tone(1.2, 24_000);
            // As a synthesiser sends it: pieces of one stream, one of them silent.
            for piece in whole.samples.chunks(5_000) {
                assert!(utterance.play(Clip { samples: piece.into(), rate: 24_000 }));
            }
            let began = Instant::now();
            assert_eq!(utterance.drained().await, End::Played);
            let audible = utterance.first_audible().unwrap();
            assert!(audible < Instant::now());
            assert!(began.elapsed() > Duration::from_millis(1_000), "drained means played");
            assert!((utterance.heard().as_secs_f32() - 1.2).abs() < 0.01, "{:?}", utterance.heard());
        })
        .await;
        let (seconds, frequency) = heard(&samples, 48_000);
        assert!((1.05..1.3).contains(&seconds), "{seconds} s of 1.2");
        assert!((frequency - TONE).abs() < 15.0, "{frequency} Hz");
    });
}

#[test]
#[ignore = "a role"]
fn role_speaks_through_alsa() {
    let Some(folder) = stage() else { return };
    block_on(async {
        let speaker = Speaker::open(None).await.unwrap();
        let samples = listen_to_the_speaker(&folder, async {
            let utterance = speaker.begin();
            utterance.play(tone(1.5, 24_000));
            assert_eq!(utterance.drained().await, End::Played);
            assert!(utterance.first_audible().is_some());
        })
        .await;
        let (seconds, _) = heard(&samples, 48_000);
        assert!(seconds > 0.5, "{seconds} s of 1.5");
    });
}

#[test]
fn a_stop_is_heard_at_once_and_nothing_stale_follows() {
    with_sound("audio::role_is_stopped", Way::Pulse);
}

#[test]
#[ignore = "a role"]
fn role_is_stopped() {
    let Some(folder) = stage() else { return };
    block_on(async {
        let speaker = Speaker::open(None).await.unwrap();
        let mut spoken = Duration::ZERO;
        let samples = listen_to_the_speaker(&folder, async {
            let utterance = speaker.begin();
            for _ in 0..10 {
                utterance.play(tone(0.5, 24_000));
            }
            let waiting = tokio::spawn({
                let utterance = utterance.clone();
                async move { utterance.drained().await }
            });
            while utterance.first_audible().is_none() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            tokio::time::sleep(Duration::from_millis(600)).await;
            speaker.stop();
            spoken = utterance.first_audible().unwrap().elapsed();
            assert_eq!(waiting.await.unwrap(), End::Stopped);
            assert!(!utterance.play(tone(0.5, 24_000)), "what comes late is refused");
            let heard = utterance.heard();
            assert!(heard > Duration::from_millis(200) && heard < spoken + Duration::from_millis(300), "{heard:?}");
        })
        .await;
        let seconds = span(&samples, 48_000);
        let late = seconds - spoken.as_secs_f32();
        println!("silent {:.0} ms after the stop", late * 1_000.0);
        assert!(seconds > 0.2 && late < 0.3, "{seconds} s heard, stopped after {spoken:?}");

        // The next answer is whole, and stopping the one before does not touch it.
        let samples = listen_to_the_speaker(&folder, async {
            let old = speaker.begin();
            let new = speaker.begin();
            assert!(!old.play(tone(3.0, 24_000)));
            new.play(tone(0.6, 16_000));
            old.stop();
            assert_eq!(new.drained().await, End::Played);
        })
        .await;
        let (seconds, _) = heard(&samples, 48_000);
        assert!((0.5..0.7).contains(&seconds), "{seconds} s of 0.6");
    });
}

#[test]
fn a_speaker_that_goes_away_leaves_nobody_waiting() {
    if skipped() {
        return;
    }
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let server = SoundServer::start(folder.path());
    let mut command = role("audio::role_loses_its_speaker", folder.path().to_str().unwrap());
    set_up(folder.path(), Way::Pulse, &mut command);
    let speaking = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while !folder.path().join("speaking").exists() {
        assert!(Instant::now() < deadline, "the speaker does not speak");
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(server);
    let output = speaking.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
#[ignore = "a role"]
fn role_loses_its_speaker() {
    let Some(folder) = stage() else { return };
    block_on(async {
        let speaker = Speaker::open(None).await.unwrap();
        let utterance = speaker.begin();
        utterance.play(tone(20.0, 24_000));
        while utterance.first_audible().is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        fs::write(Path::new(&folder).join("speaking"), "").unwrap();
        let end =
            tokio::time::timeout(Duration::from_secs(15), utterance.drained()).await.expect("nobody waits for ever");
        assert_eq!(end, End::Lost);
    });
}

#[test]
fn devices_are_listed_and_an_unknown_one_is_said_to_be_unknown() {
    with_sound("audio::role_lists_devices", Way::Pulse);
}

#[test]
#[ignore = "a role"]
fn role_lists_devices() {
    if stage().is_none() {
        return;
    }
    block_on(async {
        let devices = devices().await.unwrap();
        for list in [&devices.inputs, &devices.outputs] {
            let default = list.iter().find(|device| device.is_default).expect("one is the system's");
            assert!(!default.description.is_empty());
        }
        let name = &devices.inputs.iter().find(|device| device.is_default).unwrap().name;
        let mut chosen = Microphone::open(Some(name)).await.unwrap();
        assert!(matches!(next(&mut chosen).await, AudioEvent::Ready { device } if device == *name));
        let unknown = Microphone::open(Some("microfone de ouro")).await.unwrap_err();
        assert_eq!(unknown, AudioError::UnknownDevice("microfone de ouro".into()));
        let unknown = Speaker::open(Some("alto-falante de ouro")).await.unwrap_err();
        assert_eq!(unknown, AudioError::UnknownDevice("alto-falante de ouro".into()));
    });
}

#[test]
fn without_a_sound_card_it_is_said_what_is_missing() {
    if skipped() {
        return;
    }
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let mut command = role("audio::role_has_no_sound_card", folder.path().to_str().unwrap());
    // The environment of a sound server that does not run.
    set_up(folder.path(), Way::Alsa, &mut command);
    let output = play(command);
    let noise = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!noise.contains("ALSA lib"), "{noise}");
}

#[test]
#[ignore = "a role"]
fn role_has_no_sound_card() {
    if stage().is_none() {
        return;
    }
    block_on(async {
        assert_eq!(Microphone::open(None).await.unwrap_err(), AudioError::NoMicrophone);
        assert_eq!(Speaker::open(None).await.unwrap_err(), AudioError::NoSpeaker);
    });
}

/// Plays a role with the sound server; nothing but the role's own words may reach the terminal.
fn with_sound(name: &str, way: Way) {
    if skipped() {
        return;
    }
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let _server = SoundServer::start(folder.path());
    let mut command = role(name, folder.path().to_str().unwrap());
    set_up(folder.path(), way, &mut command);
    let output = play(command);
    let noise = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!noise.contains("ALSA lib"), "{noise}");
}
