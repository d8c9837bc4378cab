//! The second factor: asked for at sign-in.

use super::Resident;
use super::account::{Step, nowhere};
use super::view::{AccountView, Entry};
use crate::cloud::{Keeping, Session};
use alfa_copilot::Problem;
use secrecy::SecretString;

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
        let Step::SecondFactor(Asked { server, email, keeping, ticket }) = &*step else { return Err(nowhere()) };
        match Session::sign_in_with_second_factor(server, ticket, &code).await.map_err(Problem::from) {
            Ok(session) => self.signed_in(session, server, email, *keeping).await,
            Err(problem) => {
                if problem.code == "bad_ticket" {
                    self.step(Some(Step::Failed(problem.clone())));
                }
                Err(problem)
            }
        }
    }
}
