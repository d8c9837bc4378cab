//! Speech models: which are here, and getting them.

use super::view::{AppEvent, ModelProgress, ModelRow, ModelState, Subject};
use super::{Resident, locked};
use crate::engines::OnProgress;
use crate::models::{Kind, Model, Progress, Status};
use alfa_copilot::Problem;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// Bytes are told at most so often.
const TOLD_EVERY: Duration = Duration::from_millis(200);

/// The downloads that run, and what became of those before.
#[derive(Clone, Default)]
pub(super) struct Downloads {
    states: Arc<Mutex<HashMap<String, Download>>>,
    told: Arc<Mutex<Option<Instant>>>,
}

enum Download {
    Running { cancel: CancellationToken, done: u64 },
    Failed(Problem),
}

impl Downloads {
    /// Tells of models that a turn obtains because it needs them.
    pub fn listener(&self, events: broadcast::Sender<AppEvent>) -> OnProgress {
        let told = Arc::clone(&self.told);
        Arc::new(move |step: &Progress| {
            if let Progress::Downloading { file, done, total } = step {
                let mut last = locked(&told);
                if last.is_none_or(|last| last.elapsed() >= TOLD_EVERY) {
                    *last = Some(Instant::now());
                    let progress = ModelProgress {
                        id: file.clone(),
                        state: ModelState::Downloading,
                        done_bytes: *done,
                        bytes: *total,
                        problem: None,
                    };
                    let _ = events.send(AppEvent::Model { progress });
                }
            }
        })
    }
}

impl Resident {
    /// The models that can be chosen.
    pub async fn models(&self) -> Result<Vec<ModelRow>, Problem> {
        let app = self.app();
        let used = app.engines.models_used();
        let listed = app.models.catalogue().models().iter().filter(|model| model.kind != Kind::Voice);
        listed.map(|model| self.model_row(model, used.contains(&model.id))).collect()
    }

    fn model_row(&self, model: &Model, in_use: bool) -> Result<ModelRow, Problem> {
        let (state, done_bytes, problem) = self.model_state(model)?;
        Ok(ModelRow {
            id: model.id.clone(),
            name: model.title.clone(),
            kind: if model.kind == Kind::Recognise { "recognition" } else { "synthesis" },
            bytes: model.bytes(),
            licence: model.licence.clone(),
            state,
            done_bytes,
            in_use,
            problem,
        })
    }

    fn model_state(&self, model: &Model) -> Result<(ModelState, u64, Option<Problem>), Problem> {
        let bytes = model.bytes();
        Ok(match (self.app().models.status(&model.id)?, locked(&self.downloads.states).get(&model.id)) {
            (Status::Present { .. } | Status::Shipped, _) => (ModelState::Ready, bytes, None),
            (_, Some(Download::Running { done, .. })) => (ModelState::Downloading, *done, None),
            (Status::Partial { bytes }, Some(Download::Failed(problem))) => {
                (ModelState::Failed, bytes, Some(problem.clone()))
            }
            (Status::Missing, Some(Download::Failed(problem))) => (ModelState::Failed, 0, Some(problem.clone())),
            (Status::Partial { bytes }, None) => (ModelState::Paused, bytes, None),
            (Status::Missing, None) => (ModelState::Missing, 0, None),
        })
    }

    fn tell_model(&self, id: &str) -> Result<(), Problem> {
        let app = self.app();
        let model = app.models.catalogue().find(id)?;
        let (state, done_bytes, problem) = self.model_state(model)?;
        let progress = ModelProgress { id: id.to_owned(), state, done_bytes, bytes: model.bytes(), problem };
        self.tell(AppEvent::Model { progress });
        self.changed(&[Subject::Models]);
        Ok(())
    }

    /// Gets a model, or the rest of it. Returns at once; what comes of it arrives as events.
    pub async fn download_model(self: &Arc<Self>, id: String) -> Result<(), Problem> {
        let app = self.app();
        let model = app.models.catalogue().find(&id)?.clone();
        let cancel = CancellationToken::new();
        {
            let mut states = locked(&self.downloads.states);
            if matches!(states.get(&id), Some(Download::Running { .. })) {
                return Ok(());
            }
            states.insert(id.clone(), Download::Running { cancel: cancel.clone(), done: 0 });
        }
        self.tell_model(&id)?;
        let resident = Arc::clone(self);
        tokio::spawn(async move {
            // a model that speaks needs one of its voices too
            let mut ids = vec![id.clone()];
            if model.kind == Kind::Speak {
                ids.extend(
                    app.models.catalogue().voices_of(&id).filter(|voice| voice.default).map(|voice| voice.id.clone()),
                );
            }
            let mut outcome = Ok(());
            for part in ids {
                let (watched, told) = (Arc::clone(&resident), id.clone());
                let mut before = 0;
                let mut on_progress = move |step: Progress| {
                    if let Progress::Downloading { done, total, .. } = step {
                        watched.downloaded(&told, before + done);
                        before += if done == total { done } else { 0 };
                    }
                };
                let runtime = tokio::runtime::Handle::current();
                let (models, token) = (app.models.clone(), cancel.clone());
                // hashing and unpacking are work for a thread of their own
                let obtained = tokio::task::spawn_blocking(move || {
                    runtime.block_on(models.obtain(&part, &mut on_progress, token)).map(drop)
                });
                outcome = match obtained.await {
                    Ok(obtained) => obtained.map_err(Problem::from),
                    Err(error) => Err(Problem::new(
                        "model_failed",
                        format!("O modelo não pôde ser obtido: {error}."),
                        "Tente de novo.",
                    )),
                };
                if outcome.is_err() {
                    break;
                }
            }
            {
                let mut states = locked(&resident.downloads.states);
                match outcome {
                    Err(problem) if !cancel.is_cancelled() => states.insert(id.clone(), Download::Failed(problem)),
                    _ => states.remove(&id),
                };
            }
            if let Err(problem) = resident.tell_model(&id) {
                tracing::warn!(code = problem.code, "a model's state cannot be told");
            }
            // the engines may have been waiting for it
            resident.talk.order(crate::talk::Order::Renewed);
        });
        Ok(())
    }

    fn downloaded(&self, id: &str, bytes: u64) {
        if let Some(Download::Running { done, .. }) = locked(&self.downloads.states).get_mut(id) {
            *done = bytes;
        }
        let mut last = locked(&self.downloads.told);
        if last.is_some_and(|last| last.elapsed() < TOLD_EVERY) {
            return;
        }
        *last = Some(Instant::now());
        let app = self.app();
        if let Ok(model) = app.models.catalogue().find(id) {
            let state = ModelState::Downloading;
            let progress =
                ModelProgress { id: id.to_owned(), state, done_bytes: bytes, bytes: model.bytes(), problem: None };
            self.tell(AppEvent::Model { progress });
        }
    }

    /// Stops a download; what is here stays.
    pub async fn pause_model(&self, id: String) -> Result<(), Problem> {
        if let Some(Download::Running { cancel, .. }) = locked(&self.downloads.states).get(&id) {
            cancel.cancel();
        }
        Ok(())
    }

    /// Removes a model from this computer.
    pub async fn remove_model(&self, id: String) -> Result<(), Problem> {
        let app = self.app();
        if app.engines.models_used().contains(&id) {
            return Err(Problem::new(
                "model_in_use",
                "Esse modelo está em uso.",
                "Escolha outro em Ajustes antes de remover este.",
            ));
        }
        app.models.remove(&id).await?;
        locked(&self.downloads.states).remove(&id);
        self.tell_model(&id)
    }
}
