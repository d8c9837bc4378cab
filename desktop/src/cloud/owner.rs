//! What the owner of an account does with it: second factor, another address, everything taken out.

use super::http::{self, Server};
use super::session::SignedIn;
use super::{CloudError, Session};
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncWrite, AsyncWriteExt};

const SECOND_FACTOR: &str = "/v1/account/second-factor";
/// An export of many years takes its time.
const EXPORT: Duration = Duration::from_secs(1_800);

/// What an authenticator is given.
#[derive(Clone, Deserialize)]
pub struct SecondFactorSecret {
    /// In base 32, to be typed.
    pub secret: SecretString,
    /// otpauth://, to be shown as a QR code.
    pub url: SecretString,
}

/// How it stands with the second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct SecondFactorState {
    /// Whether it is asked for at sign-in.
    pub on: bool,
    /// So many recovery codes have not been used.
    pub recovery_codes_left: u32,
}

#[derive(Deserialize)]
struct RecoveryCodes {
    recovery_codes: Vec<SecretString>,
}

#[derive(Deserialize)]
struct Email {
    email: String,
}

#[derive(Deserialize)]
struct Ticket {
    ticket: SecretString,
}

impl CloudError {
    /// With what to go on where the password was right and a second factor is asked for.
    pub fn second_factor_ticket(&self) -> Option<SecretString> {
        match self {
            Self::Problem { code, body, .. } if code == "second_factor_required" => {
                serde_json::from_str::<Ticket>(body).ok().map(|found| found.ticket)
            }
            _ => None,
        }
    }
}

impl Session {
    /// Goes on with the second factor: a code of the authenticator, or a recovery code.
    ///
    /// # Errors
    /// `wrong_code`, `bad_ticket`; [`CloudError`].
    pub async fn sign_in_with_second_factor(
        server: &str,
        ticket: &SecretString,
        code: &SecretString,
    ) -> Result<Self, CloudError> {
        let server = Server::new(server)?;
        let body = json!({ "ticket": ticket.expose_secret(), "code": code.expose_secret() });
        let signed: SignedIn =
            http::json(server.request(Method::POST, "/v1/sessions/second-factor").json(&body)).await?;
        Ok(Self::of(server, signed))
    }

    /// Whether a second factor is asked for at sign-in.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn second_factor(&self) -> Result<SecondFactorState, CloudError> {
        self.ask(Method::GET, SECOND_FACTOR, None).await
    }

    /// Begins a second factor; it is not asked for before a code was confirmed.
    ///
    /// # Errors
    /// `second_factor_on`, `wrong_password`; [`CloudError`].
    pub async fn begin_second_factor(&self, password: &SecretString) -> Result<SecondFactorSecret, CloudError> {
        self.ask(Method::POST, SECOND_FACTOR, Some(&json!({ "password": password.expose_secret() }))).await
    }

    /// Turns the second factor on; the recovery codes are shown once.
    ///
    /// # Errors
    /// `wrong_code`; [`CloudError`].
    pub async fn confirm_second_factor(&self, code: &SecretString) -> Result<Vec<SecretString>, CloudError> {
        let body = json!({ "code": code.expose_secret() });
        let codes: RecoveryCodes = self.ask(Method::POST, &format!("{SECOND_FACTOR}/confirm"), Some(&body)).await?;
        Ok(codes.recovery_codes)
    }

    /// Turns the second factor off.
    ///
    /// # Errors
    /// `wrong_password`, `wrong_code`; [`CloudError`].
    pub async fn end_second_factor(&self, password: &SecretString, code: &SecretString) -> Result<(), CloudError> {
        let body = json!({ "password": password.expose_secret(), "code": code.expose_secret() });
        self.ask(Method::DELETE, SECOND_FACTOR, Some(&body)).await
    }

    /// Makes other recovery codes, which are shown once; those from before hold no more.
    ///
    /// # Errors
    /// `wrong_password`, `wrong_code`; [`CloudError`].
    pub async fn renew_recovery_codes(
        &self,
        password: &SecretString,
        code: &SecretString,
    ) -> Result<Vec<SecretString>, CloudError> {
        let body = json!({ "password": password.expose_secret(), "code": code.expose_secret() });
        let path = format!("{SECOND_FACTOR}/recovery-codes");
        let codes: RecoveryCodes = self.ask(Method::POST, &path, Some(&body)).await?;
        Ok(codes.recovery_codes)
    }

    /// Has a code mailed to another address.
    ///
    /// # Errors
    /// `bad_email`, `wrong_password`; [`CloudError`].
    pub async fn change_email(&self, password: &SecretString, email: &str) -> Result<(), CloudError> {
        let body = json!({ "password": password.expose_secret(), "email": email });
        self.ask(Method::PUT, "/v1/account/email", Some(&body)).await
    }

    /// Proves the other address, which is the account's from then on: that address.
    ///
    /// # Errors
    /// `bad_code`, `email_taken`; [`CloudError`].
    pub async fn confirm_email(&self, code: &str) -> Result<String, CloudError> {
        let changed: Email =
            self.ask(Method::POST, "/v1/account/email/confirm", Some(&json!({ "code": code }))).await?;
        Ok(changed.email)
    }

    /// Writes everything the server has of the account, one line of JSON a row.
    ///
    /// # Errors
    /// `wrong_password`; [`CloudError`], also where the end is missing.
    pub async fn export(&self, password: &SecretString, to: &mut (impl AsyncWrite + Unpin)) -> Result<(), CloudError> {
        let broken = |error: std::io::Error| CloudError::Unreachable(error.to_string());
        let body = json!({ "password": password.expose_secret() });
        let mut response = self.open(Method::POST, "/v1/account/export", &body, EXPORT).await?;
        // the last line says that nothing is missing
        let mut last = Vec::new();
        loop {
            let piece = response.chunk().await.map_err(|error| CloudError::Unreachable(error.to_string()))?;
            let Some(piece) = piece else { break };
            to.write_all(&piece).await.map_err(broken)?;
            last.extend_from_slice(&piece);
            let line = last.iter().rev().skip(1).position(|byte| *byte == b'\n');
            if let Some(length) = line {
                last.drain(..last.len() - length - 1);
            }
        }
        to.flush().await.map_err(broken)?;
        match last.starts_with(br#"{"end":"#) {
            true => Ok(()),
            false => Err(CloudError::Unreachable("o fim dos dados não chegou".to_owned())),
        }
    }
}
