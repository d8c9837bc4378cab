//! The settings file: whatever stands in it, ALFA starts; whatever is set, the rest stays.

use alfa_desktop::settings::{KEYS, LlmMode, MarketChoice, Notice, Settings, SettingsError, SettingsFile, key};
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

fn file(content: Option<&str>) -> (tempfile::TempDir, PathBuf, SettingsFile) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    if let Some(content) = content {
        fs::write(&path, content).unwrap();
    }
    let file = SettingsFile::new(&path);
    (folder, path, file)
}

#[test]
fn without_a_file_everything_has_its_default() {
    let (_folder, _, file) = file(None);
    let loaded = file.load().unwrap();
    assert_eq!(loaded.settings, Settings::default());
    assert_eq!(loaded.notices, vec![]);
}

#[test]
fn what_is_set_is_read_back_by_name() {
    let (_folder, _, file) = file(None);
    let values = [
        ("voice", "system"),
        ("speed", "1.25"),
        ("recognizer", "whisper:small"),
        ("hosted_turns", "true"),
        ("microphone", "USB Mic"),
        ("speaker", "HDMI"),
        ("market", "replay:/tmp/x"),
        ("keep_recordings", "true"),
        ("time_zone", "America/Manaus"),
        ("hotkey", "F9"),
        ("hotkey_mode", "toggle"),
        ("microphone_open", "true"),
        ("theme", "dark"),
        ("language", "en"),
        ("speak_alerts", "false"),
        ("autostart", "true"),
        ("start_hidden", "true"),
        ("llm.mode", "off"),
        ("llm.base_url", "http://localhost:11434/v1"),
        ("llm.model", "qwen"),
        ("llm.turn_limit_usd", "0.02"),
        ("llm.day_limit_usd", "3"),
        ("notify.webhook_url", "http://192.168.0.10:8123/api/webhook/alfa"),
        ("notify.telegram_chat", "-100123"),
        ("notify.email_to", "voce@exemplo.com.br"),
        ("notify.email_from", "alfa@exemplo.com.br"),
        ("notify.smtp_host", "smtp.exemplo.com.br"),
        ("notify.smtp_port", "587"),
        ("notify.smtp_user", "voce"),
    ];
    assert_eq!(values.map(|(name, _)| name).to_vec(), KEYS.iter().map(|key| key.name).collect::<Vec<_>>());
    for (name, value) in values {
        file.set(name, value).unwrap();
    }
    let loaded = file.load().unwrap();
    assert_eq!(loaded.notices, vec![]);
    for (name, value) in values {
        assert_eq!(loaded.settings.get(name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(loaded.settings.market, MarketChoice::Replay("/tmp/x".into()));
    assert_eq!(loaded.settings.llm.mode, LlmMode::Off);
    for (name, _) in values {
        file.unset(name).unwrap();
    }
    assert_eq!(file.load().unwrap().settings, Settings::default());
}

#[test]
fn comments_and_unknown_names_stay() {
    let (_folder, path, file) = file(Some(
        "# minha voz\nvoice = \"system\" # a do sistema\nfuture = 1\n\n[llm]\nmodel = \"x\"\nextra = [1, 2]\n",
    ));
    let loaded = file.load().unwrap();
    assert_eq!(loaded.notices, [Notice::UnknownKey("future".into()), Notice::UnknownKey("llm.extra".into())]);
    assert_eq!(loaded.settings.voice, "system");
    file.set("voice", "kokoro:pf_dora").unwrap();
    file.set("llm.model", "y").unwrap();
    file.set("speed", "0.8").unwrap();
    let text = fs::read_to_string(path).unwrap();
    for part in [
        "# minha voz\n",
        "voice = \"kokoro:pf_dora\" # a do sistema\n",
        "future = 1\n",
        "model = \"y\"\n",
        "extra = [1, 2]\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(file.load().unwrap().settings.speed, 0.8);
}

#[test]
fn values_that_do_not_fit_are_refused_or_reported() {
    let (_folder, path, file) =
        file(Some("speed = 9\nvoice = [1]\nkeep_recordings = \"sim\"\n[llm]\nmode = \"sempre\"\nmodel = \"m\"\n"));
    let loaded = file.load().unwrap();
    let names: Vec<String> = loaded
        .notices
        .iter()
        .map(|notice| match notice {
            Notice::InvalidValue { name, .. } => name.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["speed", "voice", "llm.mode"]);
    assert_eq!(loaded.settings.speed, Settings::default().speed);
    assert!(loaded.settings.keep_recordings);
    assert_eq!(loaded.settings.llm.model, "m");

    let before = fs::read_to_string(&path).unwrap();
    for (name, value) in [
        ("speed", "3"),
        ("speed", "NaN"),
        ("speed", "x"),
        ("voice", ""),
        ("market", "ftp://x"),
        ("market", "replay:"),
        ("time_zone", "Lua/Mar"),
        ("llm.base_url", "api.openai.com"),
        ("llm.day_limit_usd", "-1"),
        ("keep_recordings", "talvez"),
    ] {
        assert!(matches!(file.set(name, value), Err(SettingsError::Invalid { .. })), "{name} = {value}");
    }
    assert!(matches!(file.set("nada", "1"), Err(SettingsError::Unknown(_))));
    assert!(matches!(file.unset("nada"), Err(SettingsError::Unknown(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn a_broken_file_is_set_aside_and_said_so() {
    for broken in [&b"voice = \"sem fim\n[[["[..], b"\xff\xfe\x00"] {
        let (folder, path, file) = file(None);
        fs::write(&path, broken).unwrap();
        fs::write(folder.path().join("settings.toml.broken-1"), "older").unwrap();
        let loaded = file.load().unwrap();
        assert_eq!(loaded.settings, Settings::default());
        let [Notice::SetAside { path: aside, .. }] = loaded.notices.as_slice() else { panic!("{:?}", loaded.notices) };
        assert_eq!(fs::read(aside).unwrap(), broken);
        assert_eq!(fs::read_to_string(folder.path().join("settings.toml.broken-1")).unwrap(), "older");
        assert_eq!(file.load().unwrap().notices, vec![]);
    }
}

#[test]
fn many_writers_at_once_lose_no_setting() {
    let (_folder, _, file) = file(None);
    std::thread::scope(|scope| {
        for (name, value) in
            [("voice", "system"), ("hotkey", "F1"), ("llm.model", "z"), ("speed", "2"), ("speaker", "a")]
        {
            let file = &file;
            scope.spawn(move || (0..10).for_each(|_| file.set(name, value).unwrap()));
        }
    });
    let settings = file.load().unwrap().settings;
    assert_eq!(
        (
            settings.voice.as_str(),
            settings.hotkey.as_str(),
            settings.llm.model.as_str(),
            settings.speed,
            settings.speaker.as_deref()
        ),
        ("system", "F1", "z", 2.0, Some("a"))
    );
}

#[test]
fn every_setting_is_described() {
    for key in KEYS {
        assert!(key.description.ends_with('.') && !key.description.contains('!'), "{}", key.name);
    }
    assert!(key("llm.model").is_some() && key("llm").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_file_can_be_read_and_any_text_be_set_back(
        content in prop_oneof![any::<String>(), "([a-z.]{1,8} ?= ?[0-9\"'a-z\\[\\]{}]{0,8}\n){0,6}"],
        voice in "[^\\p{Cc}]{1,30}",
    ) {
        let (_folder, _, file) = file(Some(&content));
        file.load().unwrap();
        match file.set("voice", &voice) {
            Ok(()) => {
                let read = file.load().unwrap().settings.voice;
                prop_assert_eq!(read, voice.trim());
            }
            Err(error) => prop_assert!(voice.trim().is_empty(), "{error}"),
        }
    }
}
