//! Settings on their way: from the file before a round, into it after.

use crate::paths::Paths;
use crate::problems::of_sync;
use crate::settings::{SettingsFile, travelling};
use crate::store::SyncStore;
use alfa_copilot::Problem;
use alfa_sync::StoreFailure;

pub(super) struct Settings {
    file: SettingsFile,
}

impl Settings {
    pub fn of(paths: &Paths) -> Self {
        Self { file: SettingsFile::new(&paths.settings) }
    }

    /// What was changed in the file, by whomever, is to be sent.
    pub async fn look(&self, store: &SyncStore) -> Result<(), Problem> {
        let (chosen, changed_ms) = self.file.chosen()?;
        store.settings_changed(travelling(), chosen, changed_ms).await.map_err(failed)
    }

    /// What came from elsewhere is written into the file, unless it was changed there meanwhile.
    pub async fn adopt(&self, store: &SyncStore) -> Result<(), Problem> {
        let to_write = store.settings_to_write().await.map_err(failed)?;
        if to_write.is_empty() {
            return Ok(());
        }
        self.look(store).await?;
        for (name, value) in store.settings_to_write().await.map_err(failed)? {
            self.file.adopt(&name, value.as_deref())?;
            // as it stands there now, which is something else where it did not fit
            let written = self.file.chosen()?.0.remove(&name);
            store.setting_written(name, written).await.map_err(failed)?;
        }
        Ok(())
    }
}

fn failed(failure: StoreFailure) -> Problem {
    of_sync(failure.into())
}
