//! Devices and voices.

use super::view::{AppEvent, Device, DeviceLists, VoiceRow};
use super::{Resident, locked};
use crate::audio::{AudioEvent, DeviceInfo, Microphone, devices};
use crate::talk::Order;
use alfa_copilot::Problem;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The level is shown so often.
const LEVEL_EVERY: Duration = Duration::from_millis(80);
/// A test that nobody ends.
const LONGEST_TEST: Duration = Duration::from_secs(120);

/// Voices of services, by the names their makers give them.
const OPENAI_VOICES: [&str; 6] = ["alloy", "coral", "nova", "onyx", "sage", "shimmer"];

impl Resident {
    /// Microphones and speakers.
    pub async fn devices(&self) -> Result<DeviceLists, Problem> {
        let found = devices().await?;
        let list = |devices: Vec<DeviceInfo>| {
            let device = |d: DeviceInfo| Device { name: d.name, description: d.description, is_default: d.is_default };
            devices.into_iter().map(device).collect()
        };
        Ok(DeviceLists { microphones: list(found.inputs), speakers: list(found.outputs) })
    }

    /// Sends the microphone's level as events until it is stopped.
    pub async fn start_microphone_test(&self) -> Result<(), Problem> {
        let device = self.app().settings.microphone.clone();
        let mut microphone = Microphone::open(device.as_deref()).await?;
        let cancel = CancellationToken::new();
        if let Some(before) = locked(&self.microphone_test).replace(cancel.clone()) {
            before.cancel();
        }
        let events = self.events.clone();
        tokio::spawn(async move {
            let end = tokio::time::sleep(LONGEST_TEST);
            tokio::pin!(end);
            let mut shown = tokio::time::interval(LEVEL_EVERY);
            loop {
                tokio::select! {
                    () = cancel.cancelled() => break,
                    () = &mut end => break,
                    event = microphone.next() => if let AudioEvent::Lost { .. } = event {
                        let problem = Problem::new("microphone_lost", "O microfone parou de responder.", "Ligue-o de novo ou escolha outro.");
                        let _ = events.send(AppEvent::Notice { problem });
                        break;
                    },
                    _ = shown.tick() => {
                        let _ = events.send(AppEvent::Level { dbfs: microphone.level().max(-100.0) });
                    }
                }
            }
            let _ = events.send(AppEvent::Level { dbfs: -100.0 });
        });
        Ok(())
    }

    /// Ends the test of the microphone.
    pub async fn stop_microphone_test(&self) -> Result<(), Problem> {
        if let Some(test) = locked(&self.microphone_test).take() {
            test.cancel();
        }
        Ok(())
    }

    /// Says a sentence over the chosen speaker in the chosen voice.
    pub async fn test_speaker(&self) -> Result<(), Problem> {
        self.talk.order(Order::Say { text: "Esta é a voz da ALFA. Se você me ouve, está tudo certo.".to_owned() });
        Ok(())
    }

    /// The voices that can be chosen.
    pub async fn voices(&self) -> Result<Vec<VoiceRow>, Problem> {
        let app = self.app();
        let kokoro = crate::models::DEFAULT_SYNTHESISER;
        let local = app.models.catalogue().voices_of(kokoro).map(|voice| VoiceRow {
            id: format!("kokoro:{}", voice.id),
            name: voice.title.clone(),
            engine: "Kokoro".to_owned(),
            local: true,
            needs_key: false,
        });
        let mut voices: Vec<VoiceRow> = local.collect();
        voices.push(VoiceRow {
            id: "system".to_owned(),
            name: "Voz do sistema".to_owned(),
            engine: "Sistema".to_owned(),
            local: true,
            needs_key: false,
        });
        voices.extend(OPENAI_VOICES.iter().map(|name| VoiceRow {
            id: format!("openai:{name}"),
            name: name[..1].to_uppercase() + &name[1..],
            engine: "OpenAI".to_owned(),
            local: false,
            needs_key: true,
        }));
        voices.push(VoiceRow {
            id: crate::cloud::HOSTED.to_owned(),
            name: "ALFA na nuvem".to_owned(),
            engine: "conta da ALFA".to_owned(),
            local: false,
            needs_key: false,
        });
        // a voice of one's own is chosen by its identifier
        let chosen = app.settings.voice.clone();
        if !voices.iter().any(|voice| voice.id == chosen) {
            let (engine, name) = chosen.split_once(':').unwrap_or(("", &chosen));
            let local = matches!(engine, "kokoro" | "");
            voices.push(VoiceRow {
                name: name.to_owned(),
                engine: engine.to_owned(),
                local,
                needs_key: !local,
                id: chosen.clone(),
            });
        }
        Ok(voices)
    }
}
