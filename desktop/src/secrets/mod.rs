//! API keys, in the system's keyring; where there is none, in memory for this run. Never in files or logs.
//!
//! - [`Secret`]: which key
//! - [`Secrets`]: reading, setting, deleting; [`Location`] says where a key ended up

mod keyring_thread;
mod name;

pub use name::{Secret, UnknownSecret};

use keyring_thread::{Keyring, KeyringError};
use secrecy::SecretString;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A keyring that has not answered for so long is not asked again in this run.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where a key lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In an environment variable, for this run only.
    Environment,
    /// In the system's keyring.
    Keyring,
    /// In memory, for this run only.
    Memory(NoKeyring),
}

/// Why the keyring is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoKeyring {
    /// This system has none, or none is running.
    Absent,
    /// It is locked, or refuses.
    Locked,
    /// It did not answer in time.
    Hangs,
}

/// The user's API keys. Cheap to clone.
#[derive(Clone)]
pub struct Secrets {
    keyring: Keyring,
    memory: Arc<Mutex<HashMap<Secret, SecretString>>>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(<redacted>)")
    }
}

impl Secrets {
    /// The keys under this service name in the keyring ("alfa"). Nothing is asked of the keyring yet.
    pub fn new(service: &str) -> Self {
        Self { keyring: Keyring::new(service), memory: Arc::default() }
    }

    /// A key and where it lies: an environment variable goes before the keyring, and what was set in this run without a keyring
    /// comes last. `None` if there is no such key, or it cannot be had. Waits three seconds for the keyring at most, once.
    pub async fn get(&self, secret: Secret) -> Option<(SecretString, Location)> {
        if let Some(value) = secret.in_environment() {
            return Some((value, Location::Environment));
        }
        match self.keyring.get(secret).await {
            Ok(Some(value)) => Some((value, Location::Keyring)),
            Ok(None) => self.remembered(secret).map(|value| (value, Location::Memory(NoKeyring::Absent))),
            Err(error) => self.remembered(secret).map(|value| (value, Location::Memory(error.into()))),
        }
    }

    /// Sets a key. Where it ended up: [`Location::Memory`] is to be told to the user, for it is gone after this run.
    pub async fn set(&self, secret: Secret, value: SecretString) -> Location {
        match self.keyring.set(secret, value.clone()).await {
            Ok(()) => {
                self.locked().remove(&secret);
                Location::Keyring
            }
            Err(error) => {
                self.locked().insert(secret, value);
                Location::Memory(error.into())
            }
        }
    }

    /// Deletes a key from the keyring and from memory; deleting what is not there succeeds.
    ///
    /// # Errors
    /// Why the keyring could not be asked, except when there is none.
    pub async fn delete(&self, secret: Secret) -> Result<(), NoKeyring> {
        self.locked().remove(&secret);
        match self.keyring.delete(secret).await {
            Ok(()) | Err(KeyringError::Absent) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Where a key would be kept now.
    pub async fn location(&self) -> Location {
        match self.keyring.probe().await {
            Ok(()) => Location::Keyring,
            Err(error) => Location::Memory(error.into()),
        }
    }

    fn remembered(&self, secret: Secret) -> Option<SecretString> {
        self.locked().get(&secret).cloned()
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<Secret, SecretString>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<KeyringError> for NoKeyring {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Absent => Self::Absent,
            KeyringError::Refuses => Self::Locked,
            KeyringError::Hangs => Self::Hangs,
        }
    }
}
