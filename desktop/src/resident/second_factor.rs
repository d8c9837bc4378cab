//! The second factor: asked for at sign-in, turned on and off.

use super::account::{Step, nowhere};
use super::view::{AccountView, AuthenticatorKey, Entry, SecondFactor};
use super::{Resident, Subject};
use crate::cloud::{Account, Keeping, SecondFactorState, Session};
use alfa_copilot::Problem;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;

/// The password was right, and this is what to go on with. The password itself is needed no more.
pub(super) struct Asked {
    server: String,
    email: String,
    keeping: Keeping,
    ticket: SecretString,
}

impl Asked {
    pub fn new(entry: Entry, ticket: SecretString) -> Self {
        let keeping = entry.keeping();
        Self { server: entry.server, email: entry.email, keeping, ticket }
    }

    pub fn view(&self) -> AccountView {
        AccountView::SecondFactorAsked { email: self.email.clone() }
    }
}

impl Resident {
    /// Takes the second factor's code, or a recovery code, and goes on into the account. Where the time for it is over, the password is asked for
    /// again.
    pub async fn give_second_factor(&self, code: String) -> Result<(), Problem> {
        let code = SecretString::from(code);
        let step = self.entering()?;
        let Step::SecondFactor(Asked { server, keeping, ticket, .. }) = &*step else { return Err(nowhere()) };
        match Session::sign_in_with_second_factor(server, ticket, &code).await.map_err(Problem::from) {
            Ok(session) => self.signed_in(session, (server, *keeping), Some(&step)).await,
            Err(problem) => {
                if problem.code == "bad_ticket" {
                    self.step(Some(Step::Failed(problem.clone())));
                }
                Err(problem)
            }
        }
    }

    /// Whether a second factor is asked for at sign-in.
    pub async fn second_factor(&self) -> Result<SecondFactor, Problem> {
        let SecondFactorState { on, recovery_codes_left } = self.session_alone().await?.second_factor().await?;
        Ok(SecondFactor { on, recovery_codes_left })
    }

    /// Begins a second factor; it is not asked for before a code was confirmed.
    pub async fn begin_second_factor(&self, password: String) -> Result<AuthenticatorKey, Problem> {
        let begun = self.session_alone().await?.begin_second_factor(&password.into()).await?;
        Ok(AuthenticatorKey {
            secret: begun.secret.expose_secret().to_owned(),
            url: begun.url.expose_secret().to_owned(),
        })
    }

    /// Turns the second factor on; the recovery codes are given once.
    pub async fn confirm_second_factor(&self, code: String) -> Result<Vec<String>, Problem> {
        let codes = self.session_alone().await?.confirm_second_factor(&code.into()).await?;
        self.changed(&[Subject::Account]);
        Ok(shown(&codes))
    }

    /// Turns the second factor off.
    pub async fn end_second_factor(&self, password: String, code: String) -> Result<(), Problem> {
        self.session_alone().await?.end_second_factor(&password.into(), &code.into()).await?;
        self.changed(&[Subject::Account]);
        Ok(())
    }

    /// Other recovery codes; those from before hold no more.
    pub async fn renew_recovery_codes(&self, password: String, code: String) -> Result<Vec<String>, Problem> {
        let codes = self.session_alone().await?.renew_recovery_codes(&password.into(), &code.into()).await?;
        self.changed(&[Subject::Account]);
        Ok(shown(&codes))
    }

    /// The account's session, just renewed: for one question, for which sync need not wait.
    pub(super) async fn session_alone(&self) -> Result<Arc<Session>, Problem> {
        let app = self.app();
        Ok(Arc::clone(&Account::alone(&app.paths, &app.store).await?.session))
    }
}

fn shown(codes: &[SecretString]) -> Vec<String> {
    codes.iter().map(|code| code.expose_secret().to_owned()).collect()
}
