//! The account in the cloud: made, entered, left.

use super::by_browser::Awaited;
use super::second_factor::Asked;
use super::view::{AccountDevice, AccountView, Entry, Parting, RecoveryPhrase};
use super::{Resident, Subject, locked};
use crate::cloud::{self, Account, Keeping, OpenedKeys, Session, SigningIn, device_name, server_address};
use alfa_copilot::Problem;
use secrecy::SecretString;
use std::sync::{Arc, Mutex};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Remembers the cloud's address from the last time.
const SERVER: &str = "cloud_server";

/// On the way into an account. Lost when the program ends: nothing of it is kept before the way is gone to its end.
pub(super) type Entrance = Mutex<Option<Arc<Step>>>;

pub(super) enum Step {
    /// The account was made, its address is to be proved.
    Code(Entry),
    /// The browser is waited for.
    Browser(Awaited),
    /// The password was right, a second factor is asked for.
    SecondFactor(Asked),
    /// It came to nothing, which the window is told.
    Failed(Problem),
    /// Signed in, and the key to the data is still to come.
    Key(Box<SigningIn>),
}

pub(super) fn nowhere() -> Problem {
    Problem::new("no_such_step", "Este passo já passou.", "Comece de novo.")
}

impl Entry {
    pub(super) fn keeping(&self) -> Keeping {
        if self.keep_in_file { Keeping::File } else { Keeping::Keyring }
    }

    /// With what is typed as it is meant.
    fn checked(self) -> Result<Self, Problem> {
        Ok(Self { server: server_address(&self.server)?, email: self.email.trim().to_owned(), ..self })
    }
}

impl Resident {
    /// Whether somebody is signed in to the cloud here, or on the way there.
    pub async fn account(&self) -> Result<AccountView, Problem> {
        let step = locked(&self.entrance).clone();
        match step.as_deref() {
            Some(Step::Code(Entry { server, email, .. })) => {
                return Ok(AccountView::CodeMailed { server: server.clone(), email: email.clone() });
            }
            Some(Step::Browser(awaited)) => return Ok(awaited.view()),
            Some(Step::SecondFactor(asked)) => return Ok(asked.view()),
            Some(Step::Key(signing_in)) => {
                let email = signing_in.email().to_owned();
                return Ok(match signing_in.new_phrase() {
                    Some(_) => AccountView::PhraseShown { email },
                    None => AccountView::PhraseAsked { email },
                });
            }
            Some(Step::Failed(_)) | None => {}
        }
        let failed = match step.as_deref() {
            Some(Step::Failed(problem)) => Some(problem.clone()),
            _ => None,
        };
        let app = self.app();
        let problem = match Account::load(&app.paths).await {
            Ok(Some(Account { server, email, .. })) => {
                return Ok(AccountView::SignedIn { server, email, problem: failed });
            }
            Ok(None) => failed,
            // whoever signs in again replaces it
            Err(problem) => Some(problem),
        };
        let server = match app.store.remembered(SERVER).await? {
            Some(server) => server,
            None => std::env::var(cloud::SERVER_VARIABLE).unwrap_or_default(),
        };
        Ok(AccountView::SignedOut { server, problem })
    }

    /// Makes an account; the code that proves its address comes by mail.
    pub async fn create_account(&self, entry: Entry) -> Result<(), Problem> {
        self.forget_failure();
        let entry = entry.checked()?;
        SigningIn::allowed(&self.app().paths, &entry.server, &entry.email, entry.keeping()).await?;
        Session::sign_up(&entry.server, &entry.email, &entry.password).await?;
        self.app().store.remember(SERVER, &entry.server).await?;
        self.step(Some(Step::Code(entry)));
        Ok(())
    }

    /// Has another code mailed; the one before still holds.
    pub async fn mail_code_again(&self) -> Result<(), Problem> {
        let step = self.entering()?;
        let Step::Code(entry) = &*step else { return Err(nowhere()) };
        Ok(Session::sign_up(&entry.server, &entry.email, &entry.password).await?)
    }

    /// Takes the code that was mailed, and goes on into the account.
    pub async fn verify_account(&self, code: String) -> Result<(), Problem> {
        let step = locked(&self.entrance).clone();
        let Some(Step::Code(entry)) = step.as_deref() else { return Err(nowhere()) };
        Session::verify(&entry.server, code.trim()).await?;
        // the address is proved: should the rest fail, its user signs in
        self.step(None);
        self.sign_in(entry.clone()).await
    }

    /// Signs in with a password; the account's phrase comes next. An address that is not proved yet is to be proved first.
    pub async fn sign_in(&self, entry: Entry) -> Result<(), Problem> {
        self.forget_failure();
        let entry = entry.checked()?;
        SigningIn::allowed(&self.app().paths, &entry.server, &entry.email, entry.keeping()).await?;
        let from = locked(&self.entrance).clone();
        match Session::sign_in(&entry.server, &entry.email, &entry.password, &device_name()).await {
            Ok(session) => self.signed_in(session, (&entry.server, entry.keeping()), from.as_ref()).await,
            Err(cloud::CloudError::Problem { code, .. }) if code == "email_unverified" => {
                self.step(Some(Step::Code(entry)));
                Ok(())
            }
            Err(error) => match error.second_factor_ticket() {
                Some(ticket) => {
                    self.step(Some(Step::SecondFactor(Asked::new(entry, ticket))));
                    Ok(())
                }
                None => Err(error.into()),
            },
        }
    }

    /// Goes on with a session from the step it was asked for in. Where the user has left that meanwhile, the session ends.
    pub(super) async fn signed_in(
        &self,
        session: Session,
        (server, keeping): (&str, Keeping),
        from: Option<&Arc<Step>>,
    ) -> Result<(), Problem> {
        let step = self.with_key(session, server, keeping).await?;
        let unwanted = {
            let mut now = locked(&self.entrance);
            let stays = match (now.as_ref(), from) {
                (Some(now), Some(from)) => Arc::ptr_eq(now, from),
                (now, from) => now.is_none() && from.is_none(),
            };
            if stays {
                *now = Some(Arc::new(step));
                None
            } else {
                Some(step)
            }
        };
        match unwanted {
            None => self.changed(&[Subject::Account]),
            Some(Step::Key(signing_in)) => signing_in.give_up().await,
            Some(_) => {}
        }
        Ok(())
    }

    /// The step to the key to the data.
    pub(super) async fn with_key(&self, session: Session, server: &str, keeping: Keeping) -> Result<Step, Problem> {
        let signing_in = SigningIn::with(&self.app().paths, session, server, keeping).await?;
        self.app().store.remember(SERVER, server).await?;
        Ok(Step::Key(Box::new(signing_in)))
    }

    /// The account's new phrase, for as long as it is being written down.
    pub async fn recovery_phrase(&self) -> Result<RecoveryPhrase, Problem> {
        let step = self.entering()?;
        let phrase = step.signing_in()?.new_phrase().ok_or_else(nowhere)?;
        Ok(RecoveryPhrase {
            words: phrase.words().into_iter().map(str::to_owned).collect(),
            asked: phrase.asked().to_vec(),
        })
    }

    /// Takes the words that were asked for; with them right, this computer is in the account and the phrase is shown no more.
    pub async fn confirm_phrase(self: &Arc<Self>, words: Vec<String>) -> Result<(), Problem> {
        let words = Zeroizing::new(words);
        let step = self.entering()?;
        let signing_in = step.signing_in()?;
        let phrase = signing_in.new_phrase().ok_or_else(nowhere)?;
        for (index, place) in phrase.asked().into_iter().enumerate() {
            phrase.is_word(place, words.get(index).map_or("", String::as_str))?;
        }
        match signing_in.keys("").await {
            Ok(keys) => self.entered(signing_in, keys).await,
            Err(problem) if problem.code == "key_exists" => {
                self.leave_sign_in().await?;
                Err(problem)
            }
            Err(problem) => Err(problem),
        }
    }

    /// Takes the user's phrase; with it right, this computer is in the account.
    pub async fn enter_phrase(self: &Arc<Self>, words: String) -> Result<(), Problem> {
        let words = Zeroizing::new(words);
        let step = self.entering()?;
        let signing_in = step.signing_in()?;
        if signing_in.new_phrase().is_some() {
            return Err(nowhere());
        }
        let keys = signing_in.keys(&words).await?;
        self.entered(signing_in, keys).await
    }

    /// Goes back to where nobody is signed in.
    pub async fn leave_sign_in(&self) -> Result<(), Problem> {
        let step = locked(&self.entrance).take();
        // the browser is waited for no more once its step is gone
        if let Some(Step::Key(signing_in)) = step.as_deref() {
            signing_in.give_up().await;
        }
        self.changed(&[Subject::Account]);
        Ok(())
    }

    /// Signs this computer out; its data stays.
    pub async fn sign_out(&self) -> Result<Parting, Problem> {
        let app = self.app();
        let parting = Account::sign_out(&app.paths, &app.store).await?;
        self.left();
        Ok(Parting { told: parting != cloud::Parting::Untold })
    }

    /// The devices that are signed in to the account, the last seen first.
    pub async fn account_devices(&self) -> Result<Vec<AccountDevice>, Problem> {
        let app = self.app();
        let alone = Account::alone(&app.paths, &app.store).await?;
        let own = alone.session.id().await;
        let listed = alone.session.devices().await?.into_iter();
        Ok(listed
            .map(|device| AccountDevice {
                this: device.id == own,
                id: device.id,
                name: device.name,
                platform: device.platform,
                created_at: device.created_at,
                last_seen_at: device.last_seen_at,
            })
            .collect())
    }

    /// Takes a device out of the account; the data key changes with it.
    pub async fn revoke_device(&self, id: Uuid) -> Result<(), Problem> {
        let app = self.app();
        let mut alone = Account::alone(&app.paths, &app.store).await?;
        alone.account.revoke(&alone.session, &app.paths, id).await?;
        self.changed(&[Subject::Account]);
        Ok(())
    }

    /// Has a code mailed with which another password can be set; the same answer for every address.
    pub async fn reset_password(&self, server: String, email: String) -> Result<(), Problem> {
        Ok(Session::reset_password(&server_address(&server)?, email.trim()).await?)
    }

    /// Sets another password by the mailed code; every device is signed out.
    pub async fn confirm_reset(&self, server: String, code: String, password: String) -> Result<(), Problem> {
        let password = SecretString::from(password);
        Ok(Session::confirm_reset(&server_address(&server)?, code.trim(), &password).await?)
    }

    /// Sets another password; the other devices are signed out.
    pub async fn change_password(&self, now: String, new: String) -> Result<(), Problem> {
        let (now, new) = (SecretString::from(now), SecretString::from(new));
        let app = self.app();
        let alone = Account::alone(&app.paths, &app.store).await?;
        alone.session.change_password(&now, &new).await?;
        self.changed(&[Subject::Account]);
        Ok(())
    }

    /// Erases the account and everything of it in the cloud; the data stays here.
    pub async fn erase_account(&self, password: String) -> Result<(), Problem> {
        let app = self.app();
        Account::erase(&app.paths, &app.store, &SecretString::from(password)).await?;
        self.left();
        Ok(())
    }

    pub(super) fn entering(&self) -> Result<Arc<Step>, Problem> {
        locked(&self.entrance).clone().ok_or_else(nowhere)
    }

    pub(super) fn step(&self, step: Option<Step>) {
        *locked(&self.entrance) = step.map(Arc::new);
        self.changed(&[Subject::Account]);
    }

    /// What came to nothing before says nothing of what is tried now.
    pub(super) fn forget_failure(&self) {
        let failed = matches!(locked(&self.entrance).as_deref(), Some(Step::Failed(_)));
        if failed {
            self.step(None);
        }
    }

    async fn entered(self: &Arc<Self>, signing_in: &SigningIn, keys: OpenedKeys) -> Result<(), Problem> {
        let finished = signing_in.finish(&self.app().paths, keys).await;
        self.syncing.forget();
        self.step(finished.as_ref().err().cloned().map(Step::Failed));
        finished?;
        // the user need not wait for it, nor for the next round by itself
        let resident = Arc::clone(self);
        tokio::spawn(async move { resident.sync_now().await });
        Ok(())
    }

    fn left(&self) {
        self.syncing.forget();
        self.changed(&[Subject::Account]);
    }
}

impl Step {
    fn signing_in(&self) -> Result<&SigningIn, Problem> {
        match self {
            Self::Key(signing_in) => Ok(signing_in),
            _ => Err(nowhere()),
        }
    }
}
