//! Somebody who is signed in.

use super::http::{self, Server};
use alfa_sync::WrappedKey;
use alfa_sync::wire::{Keys, ProvedKey, Rotation};
use chrono::{DateTime, Utc};
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use uuid::Uuid;

/// An answer that is read as it comes may take so long.
const LONG: Duration = Duration::from_secs(600);

/// Why the cloud could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloudError {
    /// No answer, or none that can be read.
    #[error("the cloud does not answer: {0}")]
    Unreachable(String),
    /// The session has ended.
    #[error("signed out")]
    SignedOut,
    /// Not now.
    #[error("the cloud asks to wait {0} s")]
    Wait(u64),
    /// The server's problem.
    #[error("{code}: {detail}")]
    Problem {
        /// HTTP.
        status: u16,
        /// Stable.
        code: String,
        /// For people, in Portuguese.
        detail: String,
        /// All of it.
        body: String,
    },
}

/// What signing in and renewing give.
#[derive(Clone, Deserialize)]
pub struct SignedIn {
    /// The account.
    pub user_id: Uuid,
    /// Its address.
    pub email: String,
    /// This computer, signed in.
    pub session_id: Uuid,
    access_token: SecretString,
    refresh_token: SecretString,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

/// The daily report by e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DailyReport {
    /// Whether it is sent.
    pub enabled: bool,
    /// From 0 to 23, in its time zone.
    pub hour: u32,
    /// From 0 to 59.
    pub minute: u32,
    /// Such as "America/Sao_Paulo".
    pub time_zone: String,
    /// Tickers, one to twenty.
    pub coins: Vec<String>,
    /// The next one.
    pub next_at: Option<DateTime<Utc>>,
}

/// A signed-in device of the account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Device {
    /// Its id.
    pub id: Uuid,
    /// As the user calls it.
    pub name: String,
    /// "linux", "macos", "windows", "web".
    pub platform: String,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it last renewed its session.
    pub last_seen_at: DateTime<Utc>,
}

/// A session, whose access token is renewed when the server asks for it.
#[derive(Debug)]
pub struct Session {
    server: Server,
    /// One request renews at a time.
    tokens: Mutex<SignedIn>,
    refresh: watch::Sender<SecretString>,
    user_id: Uuid,
    email: String,
}

impl Session {
    /// Makes an account; the code that proves the address comes by mail.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn sign_up(server: &str, email: &str, password: &SecretString) -> Result<(), CloudError> {
        let body = json!({ "email": email, "password": password.expose_secret() });
        http::text(Server::new(server)?.request(Method::POST, "/v1/accounts").json(&body)).await.map(drop)
    }

    /// Proves the address.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn verify(server: &str, code: &str) -> Result<(), CloudError> {
        let request = Server::new(server)?.request(Method::POST, "/v1/accounts/verify").json(&json!({ "code": code }));
        http::text(request).await.map(drop)
    }

    /// Has a code mailed with which another password can be set; the same answer for every address.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn reset_password(server: &str, email: &str) -> Result<(), CloudError> {
        let request = Server::new(server)?.request(Method::POST, "/v1/accounts/reset");
        http::text(request.json(&json!({ "email": email }))).await.map(drop)
    }

    /// Sets another password by the mailed code; every device is signed out.
    ///
    /// # Errors
    /// `bad_code`, what is wrong with the password; [`CloudError`].
    pub async fn confirm_reset(server: &str, code: &str, password: &SecretString) -> Result<(), CloudError> {
        let request = Server::new(server)?.request(Method::POST, "/v1/accounts/reset/confirm");
        let body = json!({ "code": code, "password": password.expose_secret() });
        http::text(request.json(&body)).await.map(drop)
    }

    /// Signs in with a password.
    ///
    /// # Errors
    /// `second_factor_required` ([`CloudError::second_factor_ticket`]); [`CloudError`].
    pub async fn sign_in(server: &str, email: &str, password: &SecretString, name: &str) -> Result<Self, CloudError> {
        let body = json!({
            "email": email,
            "password": password.expose_secret(),
            "device_name": name,
            "platform": std::env::consts::OS,
        });
        let server = Server::new(server)?;
        let signed: SignedIn = http::json(server.request(Method::POST, "/v1/sessions").json(&body)).await?;
        Ok(Self::of(server, signed))
    }

    /// Goes on with a session by its refresh token.
    ///
    /// # Errors
    /// [`CloudError::SignedOut`] where it has ended; [`CloudError`].
    pub async fn resume(server: &str, refresh_token: &SecretString) -> Result<Self, CloudError> {
        let server = Server::new(server)?;
        let signed = renew(&server, refresh_token).await?;
        Ok(Self::of(server, signed))
    }

    pub(super) fn of(server: Server, signed: SignedIn) -> Self {
        let refresh = watch::Sender::new(signed.refresh_token.clone());
        Self { server, refresh, user_id: signed.user_id, email: signed.email.clone(), tokens: Mutex::new(signed) }
    }

    /// The account's address, as it was when the session began here.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The account.
    pub fn user_id(&self) -> Uuid {
        self.user_id
    }

    /// The refresh token, each time it changes: it is to be kept, the one before is of no use a minute later.
    pub fn refresh_tokens(&self) -> watch::Receiver<SecretString> {
        self.refresh.subscribe()
    }

    /// The refresh token of now.
    pub fn refresh_token(&self) -> SecretString {
        self.refresh.borrow().clone()
    }

    /// The account's data key, wrapped by its recovery phrase; none before the first device has put it.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn wrapped_key(&self) -> Result<Option<WrappedKey>, CloudError> {
        match self.ask(Method::GET, "/v1/sync/key", None).await {
            Ok(key) => Ok(Some(key)),
            Err(CloudError::Problem { code, .. }) if code == "no_key" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts the account's first wrapped key.
    ///
    /// # Errors
    /// `key_exists` where another device was faster; [`CloudError`].
    pub async fn put_wrapped_key(&self, key: &WrappedKey) -> Result<(), CloudError> {
        let body = serde_json::to_value(key).map_err(|error| CloudError::Unreachable(error.to_string()))?;
        self.ask(Method::PUT, "/v1/sync/key", Some(&body)).await
    }

    /// The data keys after the first, and the devices' public keys.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn keys(&self) -> Result<Keys, CloudError> {
        self.ask(Method::GET, "/v1/sync/keys", None).await
    }

    /// Puts this device's public key.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn put_device_key(&self, key: &ProvedKey) -> Result<(), CloudError> {
        let body = serde_json::to_value(key).map_err(|error| CloudError::Unreachable(error.to_string()))?;
        self.ask(Method::PUT, "/v1/sync/device-key", Some(&body)).await
    }

    /// Takes a device out and changes the data key, both or neither.
    ///
    /// # Errors
    /// `no_such_device`, `key_rotated`, `devices_changed`; [`CloudError`].
    pub async fn rotate(&self, rotation: &Rotation) -> Result<(), CloudError> {
        let body = serde_json::to_value(rotation).map_err(|error| CloudError::Unreachable(error.to_string()))?;
        self.ask(Method::POST, "/v1/sync/keys", Some(&body)).await
    }

    /// The devices that are signed in to the account, the last seen first.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn devices(&self) -> Result<Vec<Device>, CloudError> {
        self.ask(Method::GET, "/v1/devices", None).await
    }

    /// Signs a device out; it can do nothing more in the user's name.
    ///
    /// # Errors
    /// `no_such_device`; [`CloudError`].
    pub async fn revoke(&self, device: Uuid) -> Result<(), CloudError> {
        self.ask(Method::DELETE, &format!("/v1/devices/{device}"), None).await
    }

    /// Sets another password; the other devices are signed out.
    ///
    /// # Errors
    /// `wrong_password`, what is wrong with the new one; [`CloudError`].
    pub async fn change_password(&self, now: &SecretString, new: &SecretString) -> Result<(), CloudError> {
        let body = json!({ "password": now.expose_secret(), "new_password": new.expose_secret() });
        self.ask(Method::PUT, "/v1/account/password", Some(&body)).await
    }

    /// Erases the account and everything of it in the cloud.
    ///
    /// # Errors
    /// `wrong_password`; [`CloudError`].
    pub async fn erase(&self, password: &SecretString) -> Result<(), CloudError> {
        let body = json!({ "password": password.expose_secret() });
        self.ask(Method::DELETE, "/v1/account", Some(&body)).await
    }

    /// The daily report by e-mail, as it is set.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn report(&self) -> Result<DailyReport, CloudError> {
        self.ask(Method::GET, "/v1/account/report", None).await
    }

    /// Sets the daily report.
    ///
    /// # Errors
    /// What is wrong with it, by its code; [`CloudError`].
    pub async fn set_report(&self, report: &DailyReport) -> Result<DailyReport, CloudError> {
        let DailyReport { enabled, hour, minute, time_zone, coins, .. } = report;
        let body =
            json!({ "enabled": enabled, "hour": hour, "minute": minute, "time_zone": time_zone, "coins": coins });
        self.ask(Method::PUT, "/v1/account/report", Some(&body)).await
    }

    /// Signs this device out.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn sign_out(&self) -> Result<(), CloudError> {
        self.ask(Method::DELETE, "/v1/sessions/current", None).await
    }

    /// The access token of now.
    pub(super) async fn access_token(&self) -> SecretString {
        self.tokens.lock().await.access_token.clone()
    }

    /// What the account has used of the cloud this month, and may.
    ///
    /// # Errors
    /// [`CloudError`]
    pub async fn usage(&self) -> Result<alfa_domain::Usage, CloudError> {
        self.ask(Method::GET, "/v1/account/usage", None).await
    }

    /// The signed-in device this is.
    pub async fn id(&self) -> Uuid {
        self.tokens.lock().await.session_id
    }

    /// A request in the user's name. An access token that has ended is renewed, once.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&serde_json::Value>,
    ) -> Result<T, CloudError> {
        let access = self.access_token().await;
        match self.send(&method, path, body, &access).await {
            Err(CloudError::SignedOut) => {
                let access = self.renewed(&access).await?;
                self.send(&method, path, body, &access).await
            }
            other => other,
        }
    }

    /// As [`Self::ask`], for whoever does not keep the session: an access token that has ended stays ended, because a renewed session that
    /// nobody keeps would look stolen.
    pub(super) async fn ask_beside<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&serde_json::Value>,
    ) -> Result<T, CloudError> {
        let access = self.tokens.lock().await.access_token.clone();
        self.send(&method, path, body, &access).await
    }

    /// As [`Self::ask`], for an answer that is read as it comes and may take long.
    pub(super) async fn read_as_it_comes(&self, path: &str) -> Result<reqwest::Response, CloudError> {
        let request = |access: &SecretString| {
            self.server.request(Method::GET, path).timeout(LONG).bearer_auth(access.expose_secret())
        };
        let access = self.access_token().await;
        match http::open(request(&access)).await {
            Err(CloudError::SignedOut) => http::open(request(&self.renewed(&access).await?)).await,
            other => other,
        }
    }

    /// The server's address.
    pub(super) fn server(&self) -> &str {
        self.server.base()
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: &Method,
        path: &str,
        body: Option<&serde_json::Value>,
        access: &SecretString,
    ) -> Result<T, CloudError> {
        let request = self.server.request(method.clone(), path).bearer_auth(access.expose_secret());
        http::json(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// The answer to a request in the user's name, of which a part at a time is read.
    pub(super) async fn open(
        &self,
        method: Method,
        path: &str,
        body: &serde_json::Value,
        patience: Duration,
    ) -> Result<reqwest::Response, CloudError> {
        let ask = async |access: &SecretString| {
            let request = self.server.request(method.clone(), path).bearer_auth(access.expose_secret());
            http::open(request.json(body).timeout(patience)).await
        };
        let access = self.tokens.lock().await.access_token.clone();
        match ask(&access).await {
            Err(CloudError::SignedOut) => ask(&self.renewed(&access).await?).await,
            other => other,
        }
    }

    /// Another access token than this one, which another request may have fetched in the meantime.
    async fn renewed(&self, ended: &SecretString) -> Result<SecretString, CloudError> {
        let mut tokens = self.tokens.lock().await;
        if tokens.access_token.expose_secret() == ended.expose_secret() {
            *tokens = renew(&self.server, &tokens.refresh_token).await?;
            self.refresh.send_replace(tokens.refresh_token.clone());
        }
        Ok(tokens.access_token.clone())
    }
}

async fn renew(server: &Server, refresh_token: &SecretString) -> Result<SignedIn, CloudError> {
    let body = json!({ "refresh_token": refresh_token.expose_secret() });
    http::json(server.request(Method::POST, "/v1/sessions/refresh").json(&body)).await
}
