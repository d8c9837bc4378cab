//! `alfa account audio`: the long recordings and texts that lie in the cloud.

use super::account_usage::{minutes, plain};
use super::alerts::open_store;
use super::{Done, print};
use crate::clock::SystemClock;
use crate::cloud::{AudioJob, AudioJobs, AudioKind, AudioState, HostedVoice};
use crate::paths::Paths;
use alfa_copilot::Clock;
use std::sync::Arc;
use uuid::Uuid;

pub(super) async fn run(paths: &Paths, json: bool, delete: Option<Uuid>) -> Done {
    let (store, clock) = open_store()?;
    let jobs = AudioJobs::of(&Arc::new(HostedVoice::new(paths.clone(), store)));
    if let Some(id) = delete {
        jobs.delete(id).await?;
        print::error_line("Apagado: a nuvem não guarda mais nada desse trabalho.");
        return Ok(());
    }
    let found = jobs.list().await?;
    if found.is_empty() && !json {
        print::error_line("Nenhuma gravação ou texto longo na nuvem.");
    }
    for job in found {
        print::out(&match json {
            true => serde_json::to_string(&job).unwrap_or_default(),
            false => line(&job, &clock),
        });
    }
    Ok(())
}

fn line(job: &AudioJob, clock: &SystemClock) -> String {
    let what = match job.kind {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the length of a recording")]
        AudioKind::Transcribe => {
            format!("gravação de {}", minutes((job.seconds.unwrap_or_default().max(0.0) * 1_000.0) as u64))
        }
        AudioKind::Speak => format!("texto de {} caracteres", plain(job.characters.unwrap_or_default())),
    };
    let state = match job.state {
        AudioState::Queued => "na fila".to_owned(),
        AudioState::Running => format!("em andamento, {:.0}%", job.progress * 100.0),
        AudioState::Done => "pronto".to_owned(),
        AudioState::Failed => format!("falhou ({})", job.code.as_deref().unwrap_or("internal")),
    };
    let at = job.created_at.with_timezone(&clock.zone()).format("%d/%m/%Y %H:%M");
    format!("{}  {what} [{state}]  pedido em {at}", job.id)
}
