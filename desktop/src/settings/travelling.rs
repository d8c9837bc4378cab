//! Which settings are the same on all of the user's computers, and the file's end of their sync.

use super::file::{SettingsError, SettingsFile};
use super::keys::{KEYS, key};
use super::values::Settings;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What is this computer's own: its devices, its key combination, how it starts, what is installed here and where its prices come from.
const STAY: [&str; 8] =
    ["recognizer", "microphone", "speaker", "market", "hotkey", "microphone_open", "autostart", "start_hidden"];

static TRAVEL: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| KEYS.iter().map(|key| key.name).filter(|name| !STAY.contains(name)).collect());

/// The dotted names of the settings that travel. Keys of services are no settings and never do.
pub fn travelling() -> &'static [&'static str] {
    &TRAVEL
}

impl SettingsFile {
    /// Those that travel and stand in the file with a value that fits, and when the file was last changed, in milliseconds since 1970.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn chosen(&self) -> Result<(BTreeMap<String, String>, i64), SettingsError> {
        let (mut chosen, changed_ms) = self.standing()?;
        chosen.retain(|name, _| travelling().contains(&name.as_str()));
        Ok((chosen, changed_ms))
    }

    /// Writes what came from another computer; `None` for the default. What does not fit this version is left out.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn adopt(&self, name: &str, value: Option<&str>) -> Result<(), SettingsError> {
        let Some(known) = key(name).filter(|_| travelling().contains(&name)) else { return Ok(()) };
        let mut fits = Settings::default();
        let wanted = value.filter(|value| known.set(&mut fits, value).is_ok()).map(|_| known.value(&fits));
        if wanted.is_some() && self.standing()?.0.get(name) == wanted.as_ref() {
            return Ok(());
        }
        match value.map_or_else(|| self.unset(name), |value| self.set(name, value)) {
            Err(SettingsError::Invalid { name, reason }) => {
                tracing::warn!(name, reason, "a setting from another computer does not fit here");
                Ok(())
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_named_as_it_is() {
        assert!(STAY.iter().all(|name| key(name).is_some()));
        assert_eq!(travelling().len() + STAY.len(), KEYS.len());
    }
}
