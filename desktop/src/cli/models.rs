//! `alfa models`.

use super::arguments::{ModelAction, Models as Arguments};
use super::{Done, Failure, ask, print};
use crate::app::open_models;
use crate::models::{Models, Progress, Status};
use crate::paths::Paths;
use alfa_copilot::Problem;
use tokio_util::sync::CancellationToken;

pub(super) async fn run(arguments: Arguments) -> Done {
    let paths = Paths::resolve()?;
    let models = open_models(&paths, false)?;
    match arguments.action.unwrap_or(ModelAction::List) {
        ModelAction::List => list(&models)?,
        ModelAction::Pull { ids } => {
            let ids = if ids.is_empty() { models.catalogue().defaults().map(|m| m.id.clone()).collect() } else { ids };
            let cancel = cancelled_by_interrupt();
            for id in ids {
                let on_progress = ask::progress_lines();
                let mut progress = move |step: Progress| on_progress(&step);
                let files = models.obtain(&id, &mut progress, cancel.clone()).await.map_err(Problem::from)?;
                print::end_passing_line();
                print::out(&format!("{id}: {}", files.main().display()));
            }
        }
        ModelAction::Remove { id } => {
            let freed = models.remove(&id).await.map_err(Problem::from)?;
            print::out(&format!("{id}: {} MB liberados", freed / 1_000_000));
        }
        ModelAction::Verify { ids } => {
            let all = ids.is_empty();
            let ids: Vec<String> = if all {
                let here = |id: &str| matches!(models.status(id), Ok(Status::Present { .. }));
                models.catalogue().models().iter().map(|m| m.id.clone()).filter(|id| here(id)).collect()
            } else {
                ids
            };
            let mut failed = false;
            for id in ids {
                let mut progress = |step: Progress| print::passing_line(&step.sentence());
                match models.verify(&id, &mut progress, CancellationToken::new()).await {
                    Ok(_) => {
                        print::end_passing_line();
                        print::out(&format!("{id}: certo"));
                    }
                    Err(error) => {
                        print::end_passing_line();
                        failed = true;
                        print::problem(&Problem::from(error));
                    }
                }
            }
            if failed {
                return Err(Failure::Said);
            }
        }
    }
    Ok(())
}

fn list(models: &Models) -> Result<(), Problem> {
    for model in models.catalogue().models() {
        let status = match models.status(&model.id).map_err(Problem::from)? {
            Status::Present { path } => format!("aqui: {}", path.display()),
            Status::Shipped => "vem com a ALFA".to_owned(),
            Status::Partial { bytes } => format!("incompleto, {} MB", bytes / 1_000_000),
            Status::Missing => format!("não está aqui, {} MB", model.bytes() / 1_000_000),
        };
        let default = if model.default { " *" } else { "" };
        print::out(&format!("{}{default}  {} ({})  {status}", model.id, model.title, model.licence));
        if !model.note.is_empty() {
            print::out(&format!("    {}", model.note));
        }
    }
    print::error_line("* recomendado; “alfa models pull” baixa os recomendados.");
    Ok(())
}

fn cancelled_by_interrupt() -> CancellationToken {
    let cancel = CancellationToken::new();
    let token = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            token.cancel();
        }
    });
    cancel
}
