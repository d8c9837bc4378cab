//! The account a data folder belongs to: its session and the key to what is synced.

use super::settings::Settings;
use super::{CloudError, HttpTransport, Session};
use crate::paths::Paths;
use crate::problems::of_sync;
use crate::secrets::{Location, NoKeyring, Secret, Secrets};
use crate::store::Store;
use alfa_copilot::{Clock, Problem};
use alfa_sync::{Client, KeyRing, Outcome, Phrase, PrivateKey, PublicKey, SyncError};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Where the session and the key are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// In the system's keyring, under a name of this data folder's own.
    Keyring,
    /// In a file of the data folder that only this user can read; for computers without a keyring, if the user asks for it.
    File,
}

/// The account this data belongs to, on this computer.
#[derive(Debug, Clone)]
pub struct Account {
    /// The server's address.
    pub server: String,
    /// The account's address.
    pub email: String,
    /// The account.
    pub user_id: Uuid,
    /// The keys to what is synced.
    pub keys: KeyRing,
    /// Opens this computer's share of the next data key.
    pub(super) own_key: Option<PrivateKey>,
    /// With which data key the server was shown that `own_key` is the account's; 0 before it was.
    pub(super) shown_with: u32,
    /// The recovery phrase's public key: the next data key is sealed for it.
    pub(super) phrase_key: Option<PublicKey>,
    refresh_token: SecretString,
    keeping: Keeping,
}

/// As it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    server: String,
    email: String,
    user_id: Uuid,
    /// The data keys from the first, with spaces between.
    data_key: String,
    #[serde(default)]
    own_key: Option<String>,
    #[serde(default)]
    shown_with: u32,
    #[serde(default)]
    phrase_key: Option<String>,
    refresh_token: String,
}

fn file(paths: &Paths) -> PathBuf {
    paths.data.join("cloud-account.json")
}

fn keyring(paths: &Paths) -> Secrets {
    // another folder is another account's data
    Secrets::new(&format!("alfa {}", paths.data.display()))
}

fn unusable(error: impl std::fmt::Display) -> Problem {
    Problem::new(
        "account_unreadable",
        format!("Não consegui ler nem guardar a conta neste computador: {error}."),
        "Confira a pasta de dados e entre de novo com “alfa account sign-in”.",
    )
}

impl Account {
    /// Of a session and the keys to the account's data.
    pub fn new(server: &str, email: &str, session: &Session, keys: impl Into<KeyRing>, keeping: Keeping) -> Self {
        Self {
            server: server.to_owned(),
            email: email.to_owned(),
            user_id: session.user_id(),
            keys: keys.into(),
            own_key: None,
            shown_with: 0,
            phrase_key: None,
            refresh_token: session.refresh_token(),
            keeping,
        }
    }

    /// Whose recovery phrase this is: data keys to come are sealed for it.
    #[must_use]
    pub fn with_phrase(self, phrase: &Phrase) -> Self {
        Self { phrase_key: phrase.private_key().public().ok(), ..self }
    }

    /// `not_signed_in`: that there is none, and how to come to one.
    pub fn missing() -> Problem {
        Problem::new(
            "not_signed_in",
            "Este computador não está em nenhuma conta.",
            "Crie uma com “alfa account create E-MAIL”, ou entre com “alfa account sign-in E-MAIL”.",
        )
    }

    /// The account of this folder; none where nobody is signed in.
    ///
    /// # Errors
    /// `account_unreadable`
    pub async fn load(paths: &Paths) -> Result<Option<Self>, Problem> {
        let (text, keeping) = match std::fs::read_to_string(file(paths)) {
            Ok(text) => (Zeroizing::new(text), Keeping::File),
            Err(error) if error.kind() == ErrorKind::NotFound => match keyring(paths).get(Secret::Cloud).await {
                Some((text, _)) => (Zeroizing::new(text.expose_secret().to_owned()), Keeping::Keyring),
                None => return Ok(None),
            },
            Err(error) => return Err(unusable(error)),
        };
        let kept: Kept = serde_json::from_str(&text).map_err(|_| unusable("o que está guardado não se lê"))?;
        Ok(Some(Self {
            server: kept.server,
            email: kept.email,
            user_id: kept.user_id,
            keys: KeyRing::of_text(&Zeroizing::new(kept.data_key)).map_err(unusable)?,
            own_key: kept.own_key.map(|key| PrivateKey::of_text(&Zeroizing::new(key))).transpose().map_err(unusable)?,
            shown_with: kept.shown_with,
            phrase_key: kept.phrase_key.map(|key| PublicKey::of_text(&key)).transpose().map_err(unusable)?,
            refresh_token: kept.refresh_token.into(),
            keeping,
        }))
    }

    /// Keeps it.
    ///
    /// # Errors
    /// `no_keyring`; `account_unreadable` where the file cannot be written.
    pub async fn save(&self, paths: &Paths) -> Result<(), Problem> {
        let kept = Kept {
            server: self.server.clone(),
            email: self.email.clone(),
            user_id: self.user_id,
            data_key: self.keys.to_text().to_string(),
            own_key: self.own_key.as_ref().map(|key| key.to_text().to_string()),
            shown_with: self.shown_with,
            phrase_key: self.phrase_key.as_ref().map(PublicKey::to_text),
            refresh_token: self.refresh_token.expose_secret().to_owned(),
        };
        let text = Zeroizing::new(serde_json::to_string(&kept).map_err(unusable)?);
        match self.keeping {
            Keeping::File => write_private(&file(paths), text.as_bytes()).map_err(unusable),
            Keeping::Keyring => match keyring(paths).set(Secret::Cloud, text.as_str().into()).await {
                Location::Memory(why) => Err(no_keyring(why)),
                // an earlier session's file would come before it
                _ => remove_file(paths),
            },
        }
    }

    /// Whether an account could be kept so now.
    ///
    /// # Errors
    /// `no_keyring`
    pub async fn can_keep(paths: &Paths, keeping: Keeping) -> Result<(), Problem> {
        match keeping {
            Keeping::File => Ok(()),
            Keeping::Keyring => {
                // one that is locked can be read all the same: only keeping something tells
                let trial = Secrets::new(&format!("alfa {} (teste)", paths.data.display()));
                match trial.set(Secret::Cloud, "teste".into()).await {
                    Location::Memory(why) => Err(no_keyring(why)),
                    _ => {
                        let _ = trial.delete(Secret::Cloud).await;
                        Ok(())
                    }
                }
            }
        }
    }

    /// Forgets the account here; the data stays.
    ///
    /// # Errors
    /// `no_keyring` where the keyring does not let go of it.
    pub async fn forget(paths: &Paths) -> Result<(), Problem> {
        remove_file(paths)?;
        keyring(paths).delete(Secret::Cloud).await.map_err(no_keyring)
    }

    /// Goes on with its session. The refresh token, which is another one now, is kept before anything else is asked.
    ///
    /// # Errors
    /// `signed_out`, `cloud_unreachable` and the server's own problems; as [`Self::save`].
    pub async fn resume(&mut self, paths: &Paths) -> Result<Arc<Session>, Problem> {
        let session = self.session().await?;
        // it may have been changed on another device
        session.email().clone_into(&mut self.email);
        self.keep(paths, &session).await?;
        Ok(Arc::new(session))
    }

    /// Its session, of whose new refresh token nothing is kept: for one that is to end.
    ///
    /// # Errors
    /// As [`Self::resume`].
    pub async fn session(&self) -> Result<Session, Problem> {
        Ok(Session::resume(&self.server, &self.refresh_token).await?)
    }

    /// Keeps the session's refresh token, if it is another one.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn keep(&mut self, paths: &Paths, session: &Session) -> Result<(), Problem> {
        let token = session.refresh_token();
        if token.expose_secret() == self.refresh_token.expose_secret() {
            return Ok(());
        }
        self.refresh_token = token;
        self.save(paths).await
    }

    /// One round of sync of this data, at the end of which both ends are level. A token that is renewed in the middle is kept at once: the
    /// one before would look stolen after a minute.
    ///
    /// # Errors
    /// As [`Self::resume`], [`Self::save`] and [`Client::round`]; nothing is lost by it.
    pub async fn sync(&mut self, paths: &Paths, store: &Store, clock: &dyn Clock) -> Result<Outcome, Problem> {
        let _alone = store.sync_lock().await?;
        // whoever synced until now may have renewed the session, or changed the keys
        if let Some(kept) = Self::load(paths).await?
            && kept.user_id == self.user_id
        {
            *self = kept;
        }
        let session = self.resume(paths).await?;
        let outcome = self.round(&session, paths, store, clock).await?;
        self.pull_usage(&session, paths, store, clock).await;
        Ok(outcome)
    }

    /// Whether this is the same account with the same session.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        self.user_id == other.user_id
            && self.server == other.server
            && self.refresh_token.expose_secret() == other.refresh_token.expose_secret()
    }

    /// As [`Self::sync`], with its session, by whoever holds the lock.
    pub(super) async fn round(
        &mut self,
        session: &Arc<Session>,
        paths: &Paths,
        store: &Store,
        clock: &dyn Clock,
    ) -> Result<Outcome, Problem> {
        self.show_own_key(session, paths).await?;
        match self.once(session, paths, store, clock, false).await? {
            Done::Level(outcome) => return Ok(outcome),
            Done::KeyChanged => self.catch_up(session, paths).await?,
            Done::KeysLost(known) => self.give_back(session, paths, known).await?,
        }
        match self.once(session, paths, store, clock, true).await? {
            Done::Level(outcome) => Ok(outcome),
            // twice within a moment: the next round goes on
            Done::KeyChanged | Done::KeysLost(_) => Err(of_sync(SyncError::Restless)),
        }
    }

    /// With another key what waits was sealed with the one before.
    async fn once(
        &mut self,
        session: &Arc<Session>,
        paths: &Paths,
        store: &Store,
        clock: &dyn Clock,
        another_key: bool,
    ) -> Result<Done, Problem> {
        let synced = store.sync_as(self.user_id, self.keys.clone()).await?;
        let settings = Settings::of(paths);
        settings.look(&synced).await?;
        let client = Client { store: synced, transport: HttpTransport::new(Arc::clone(session)) };
        let mut tokens = session.refresh_tokens();
        let round = async {
            match another_key {
                true => client.round_with_another_key().await,
                false => client.round().await,
            }
        };
        tokio::pin!(round);
        let done = loop {
            tokio::select! {
                done = &mut round => break done,
                Ok(()) = tokens.changed() => self.keep(paths, session).await?,
            }
        };
        self.keep(paths, session).await?;
        // also of a round that broke off in its middle
        settings.adopt(&client.store).await?;
        let outcome = match done {
            Err(SyncError::KeyChanged(_)) => return Ok(Done::KeyChanged),
            Err(SyncError::KeysLost(known)) => return Ok(Done::KeysLost(known)),
            done => done.map_err(of_sync)?,
        };
        client.store.synced(clock.now()).await.map_err(|failure| of_sync(failure.into()))?;
        Ok(Done::Level(outcome))
    }
}

enum Done {
    Level(Outcome),
    KeyChanged,
    KeysLost(u32),
}

fn remove_file(paths: &Paths) -> Result<(), Problem> {
    match std::fs::remove_file(file(paths)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unusable(error)),
        _ => Ok(()),
    }
}

/// Whole or not at all, and never for other eyes.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

fn no_keyring(why: NoKeyring) -> Problem {
    let message = match why {
        NoKeyring::Absent => "Este sistema não tem um chaveiro para guardar a sessão.",
        NoKeyring::Locked => "O chaveiro do sistema está trancado.",
        NoKeyring::Hangs => "O chaveiro do sistema não respondeu.",
    };
    Problem::new(
        "no_keyring",
        message,
        "Destranque ou instale o chaveiro; ou entre com --session-file, que guarda a sessão num arquivo que só o seu usuário lê.",
    )
}

impl From<CloudError> for Problem {
    fn from(error: CloudError) -> Self {
        match error {
            CloudError::Unreachable(why) => Self::new(
                "cloud_unreachable",
                format!("A nuvem da ALFA não respondeu: {why}."),
                "Confira o endereço e a internet, e tente de novo. Nada se perdeu.",
            ),
            CloudError::SignedOut => {
                Self::new("signed_out", "A sessão na nuvem terminou.", "Entre de novo com “alfa account sign-in”.")
            }
            CloudError::Wait(seconds) => Self::new(
                "cloud_busy",
                "A nuvem pede que se espere um pouco.",
                format!("Tente de novo em {seconds} s."),
            ),
            CloudError::Problem { code, detail, .. } => Self::new(&code, detail, ""),
        }
    }
}
