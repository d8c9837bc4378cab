//! What somebody who is signed in does with the account.

use super::{Account, Session};
use crate::paths::Paths;
use crate::store::{Store, SyncLock};
use alfa_copilot::Problem;
use secrecy::SecretString;
use std::path::Path;
use std::sync::Arc;

/// The account and its session, while nobody else on this computer renews it: of two that did, one would be left with a token that looks
/// stolen.
#[derive(Debug)]
pub struct Alone {
    /// The account.
    pub account: Account,
    /// Its session.
    pub session: Arc<Session>,
    _lock: SyncLock,
}

/// How this computer left its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// It was in none.
    Nobody,
    /// The cloud knows.
    Told,
    /// The cloud could not be told, and lists this computer on.
    Untold,
}

impl Account {
    /// The account of this folder with its session, after the round of sync that goes on.
    ///
    /// # Errors
    /// `not_signed_in`; as [`Self::resume`].
    pub async fn alone(paths: &Paths, store: &Store) -> Result<Alone, Problem> {
        let lock = store.sync_lock().await?;
        let mut account = Self::load(paths).await?.ok_or_else(Self::missing)?;
        let session = account.resume(paths).await?;
        Ok(Alone { account, session, _lock: lock })
    }

    /// Signs this computer out; the data stays. A session that has ended, or a cloud that is away, keeps nobody signed in here.
    ///
    /// # Errors
    /// As [`Self::forget`].
    pub async fn sign_out(paths: &Paths, store: &Store) -> Result<Parting, Problem> {
        let _lock = store.sync_lock().await?;
        let told = match Self::load(paths).await {
            Ok(None) => return Ok(Parting::Nobody),
            Ok(Some(account)) => match account.session().await {
                Ok(session) => session.sign_out().await.is_ok(),
                Err(problem) => problem.code == "signed_out",
            },
            Err(_) => false,
        };
        Self::forget(paths).await?;
        Ok(if told { Parting::Told } else { Parting::Untold })
    }

    /// Proves another address by the code that was mailed to it: the account's from then on, here too.
    ///
    /// # Errors
    /// `bad_code`, `email_taken`; as [`Self::alone`] and [`Self::save`].
    pub async fn confirm_email(paths: &Paths, store: &Store, code: &str) -> Result<String, Problem> {
        let mut alone = Self::alone(paths, store).await?;
        alone.account.email = alone.session.confirm_email(code.trim()).await?;
        alone.account.save(paths).await?;
        Ok(alone.account.email)
    }

    /// Writes everything the cloud has of the account into a file: whole or not at all, and never for other eyes.
    ///
    /// # Errors
    /// `wrong_password`; `file_unwritable`; as [`Self::alone`] and [`Session::export`].
    pub async fn export(paths: &Paths, store: &Store, password: &SecretString, out: &Path) -> Result<(), Problem> {
        let unwritable = |error: std::io::Error| {
            Problem::new(
                "file_unwritable",
                format!("Não consegui escrever em {}: {error}.", out.display()),
                "Confira a pasta e o espaço em disco, e tente de novo.",
            )
        };
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
        let mut writer = tokio::fs::File::from_std(file.reopen().map_err(unwritable)?);
        // it may take long, and nobody waits for it: its access token is new and outlives the asking
        let session = Arc::clone(&Self::alone(paths, store).await?.session);
        session.export(password, &mut writer).await?;
        writer.sync_all().await.map_err(unwritable)?;
        file.persist(out).map(drop).map_err(|error| unwritable(error.error))
    }

    /// Erases the account and everything of it in the cloud; the data stays here.
    ///
    /// # Errors
    /// `wrong_password`; as [`Self::alone`] and [`Self::forget`].
    pub async fn erase(paths: &Paths, store: &Store, password: &SecretString) -> Result<(), Problem> {
        let alone = Self::alone(paths, store).await?;
        alone.session.erase(password).await?;
        Self::forget(paths).await
    }
}
