//! The speaker of all answers: opened once, and again when another one is chosen.

use crate::audio::{AudioError, Speaker};
use alfa_copilot::Problem;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct Mouth {
    open: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    speaker: Option<Speaker>,
    device: Option<String>,
    /// The want of a speaker was told.
    missed: bool,
}

impl Mouth {
    pub fn new() -> Self {
        Self { open: Arc::default() }
    }

    /// Another speaker may have been chosen.
    pub async fn choose(&self, device: Option<&str>) {
        let mut held = self.open.lock().await;
        if held.device.as_deref() != device {
            *held = Held::default();
        }
    }

    /// Opens it ahead of use, in the background.
    pub fn warm(&self, device: Option<&str>) {
        let (mouth, device) = (self.clone(), device.map(str::to_owned));
        tokio::spawn(async move {
            let mut held = mouth.open.lock().await;
            match &held.speaker {
                Some(speaker) => speaker.warm(),
                None => {
                    // what is missing is told when it is needed
                    held.speaker = Speaker::open(device.as_deref()).await.ok();
                    held.device = device;
                }
            }
        });
    }

    /// The speaker; without one, why, the first time.
    pub async fn speaker(&self, device: Option<&str>) -> Result<Speaker, Option<Problem>> {
        let mut held = self.open.lock().await;
        if let Some(speaker) = held.speaker.clone().filter(|_| held.device.as_deref() == device) {
            return Ok(speaker);
        }
        let opened: Result<Speaker, AudioError> = Speaker::open(device).await;
        held.device = device.map(str::to_owned);
        match opened {
            Ok(speaker) => {
                held.speaker = Some(speaker.clone());
                held.missed = false;
                Ok(speaker)
            }
            Err(error) => {
                tracing::info!(%error, "no speaker; answers are only shown");
                let first = !std::mem::replace(&mut held.missed, true);
                Err(first.then(|| Problem::from(error)))
            }
        }
    }
}
