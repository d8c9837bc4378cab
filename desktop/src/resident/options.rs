//! Settings.

use super::view::SettingValues;
use super::{Resident, Subject};
use crate::settings::{KEYS, key, travelling};
use alfa_copilot::Problem;

impl Resident {
    /// All settings, by dotted name.
    pub async fn settings(&self) -> Result<SettingValues, Problem> {
        let app = self.app();
        // the pace may have been changed by voice
        let value = |name: &str, value: String| if name == "speed" { app.pace().to_string() } else { value };
        let all = KEYS.iter().map(|key| (key.name.to_owned(), value(key.name, key.value(&app.settings))));
        Ok(SettingValues(all.collect()))
    }

    /// Changes settings: all of them are checked before any is written, and they hold from now on.
    pub async fn update_settings(&self, patch: SettingValues) -> Result<(), Problem> {
        let _changing = self.changing.lock().await;
        let app = self.app();
        let mut settings = app.settings_file.load()?.settings;
        for (name, text) in &patch.0 {
            let key = key(name).ok_or_else(|| crate::settings::SettingsError::Unknown(name.clone()))?;
            key.set(&mut settings, text)
                .map_err(|reason| crate::settings::SettingsError::Invalid { name: name.clone(), reason })?;
        }
        if settings.hotkey != app.settings.hotkey {
            self.shell.set_hotkey(&settings.hotkey).await?;
        }
        if settings.window.autostart != app.settings.window.autostart {
            self.shell.set_autostart(settings.window.autostart)?;
        }
        // before anything is written: a market that cannot be opened leaves all as it was
        let renewed = app.renewed(settings).await?;
        for (name, text) in &patch.0 {
            app.settings_file.set(name, text)?;
        }
        self.renew(renewed).await;
        Ok(())
    }

    /// The file was written by sync: everything goes on with what stands there now.
    pub(super) async fn settings_from_file(&self) -> Result<(), Problem> {
        let _changing = self.changing.lock().await;
        let app = self.app();
        let file = app.settings_file.load()?.settings;
        let mut settings = app.settings.clone();
        // the others may have been chosen for this run only
        for key in travelling().iter().filter_map(|name| key(name)) {
            let set = key.set(&mut settings, &key.value(&file));
            debug_assert!(set.is_ok(), "{}", key.name);
        }
        if settings == app.settings {
            return Ok(());
        }
        let renewed = app.renewed(settings).await?;
        self.renew(renewed).await;
        Ok(())
    }

    /// Takes another talk key.
    pub async fn set_hotkey(&self, keys: String) -> Result<(), Problem> {
        let patch = SettingValues([("hotkey".to_owned(), keys)].into());
        self.update_settings(patch).await
    }

    /// Everything goes on with these settings.
    pub(super) async fn renew(&self, renewed: crate::app::App) {
        let old = self.app();
        let watches_anew = renewed.settings.market != old.settings.market
            || renewed.settings.notify != old.settings.notify
            || renewed.settings.window.speak_alerts != old.settings.window.speak_alerts
            || renewed.settings.time_zone != old.settings.time_zone;
        self.app.store(std::sync::Arc::new(renewed));
        self.talk.order(crate::talk::Order::Renewed);
        if watches_anew {
            self.watch_alerts().await;
        }
        self.changed(&[Subject::Settings]);
    }
}
