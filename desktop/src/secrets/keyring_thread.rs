//! The keyring, asked from a thread of its own: a broken one may never answer.

use super::{PATIENCE, Secret};
use keyring::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use tokio::sync::oneshot;

/// Why the keyring did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyringError {
    Absent,
    Refuses,
    Hangs,
}

type Job = Box<dyn FnOnce() + Send>;

/// The platform's keyring. The thread starts with the first question and ends with the last clone.
#[derive(Clone)]
pub(super) struct Keyring {
    shared: Arc<Shared>,
}

struct Shared {
    service: String,
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    hangs: AtomicBool,
}

impl Keyring {
    pub(super) fn new(service: &str) -> Self {
        let shared = Shared { service: service.to_owned(), jobs: Mutex::new(None), hangs: AtomicBool::new(false) };
        Self { shared: Arc::new(shared) }
    }

    pub(super) async fn get(&self, secret: Secret) -> Result<Option<SecretString>, KeyringError> {
        self.ask(move |service| match entry(service, secret)?.get_password() {
            Ok(password) => Ok(Some(SecretString::from(password))),
            Err(error) => none_if_missing(error),
        })
        .await
    }

    pub(super) async fn set(&self, secret: Secret, value: SecretString) -> Result<(), KeyringError> {
        self.ask(move |service| entry(service, secret)?.set_password(value.expose_secret())).await
    }

    pub(super) async fn delete(&self, secret: Secret) -> Result<(), KeyringError> {
        self.ask(move |service| match entry(service, secret)?.delete_credential() {
            Ok(()) => Ok(()),
            Err(error) => none_if_missing::<()>(error).map(drop),
        })
        .await
    }

    /// Whether it answers and is open, by reading a key that may or may not be there.
    pub(super) async fn probe(&self) -> Result<(), KeyringError> {
        self.get(Secret::OpenAi).await.map(drop)
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&str) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, KeyringError> {
        if self.shared.hangs.load(Ordering::Acquire) {
            return Err(KeyringError::Hangs);
        }
        let (reply, answer) = oneshot::channel();
        let service = self.shared.service.clone();
        self.send(Box::new(move || {
            let _ = reply.send(question(&service));
        }))?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Err(_) => {
                // Its thread is stuck in a call that cannot be broken off; whoever asks next is answered at once.
                self.shared.hangs.store(true, Ordering::Release);
                tracing::warn!("the keyring does not answer");
                Err(KeyringError::Hangs)
            }
            Ok(Err(_)) => Err(KeyringError::Absent),
            Ok(Ok(result)) => result.map_err(|error| kind_of(&error)),
        }
    }

    fn send(&self, job: Job) -> Result<(), KeyringError> {
        let mut jobs = self.shared.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match jobs.take() {
            Some(sender) => sender,
            None => {
                let (sender, queue) = mpsc::channel::<Job>();
                thread::Builder::new()
                    .name("alfa-keyring".to_owned())
                    .spawn(move || queue.into_iter().for_each(|job| job()))
                    .map_err(|_| KeyringError::Absent)?;
                sender
            }
        };
        let sent = sender.send(job);
        *jobs = Some(sender);
        sent.map_err(|_| KeyringError::Absent)
    }
}

fn entry(service: &str, secret: Secret) -> keyring::Result<Entry> {
    if let Err(error) = Entry::store_status() {
        tracing::debug!(%error, "no keyring");
    }
    Entry::new(service, secret.as_str())
}

fn none_if_missing<T>(error: Error) -> keyring::Result<Option<T>> {
    match error {
        Error::NoEntry => Ok(None),
        other => Err(other),
    }
}

/// Errors may carry what was read from the keyring, so they are not logged themselves.
fn kind_of(error: &Error) -> KeyringError {
    match error {
        Error::NoDefaultStore | Error::Invalid(..) | Error::NotSupportedByStore(_) => KeyringError::Absent,
        Error::NoStorageAccess(_) => KeyringError::Refuses,
        Error::PlatformFailure(reason) => {
            tracing::warn!(%reason, "the keyring fails");
            KeyringError::Absent
        }
        _ => KeyringError::Refuses,
    }
}
