//! A firing as JSON, by POST to an address of the user's.

use crate::error::{of_request, of_status};
use crate::guard::PublicOnly;
use crate::{Guard, NotifyError};
use alfa_domain::Firing;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;

/// The header that carries the signature: "sha256=" and the hexadecimal HMAC-SHA-256 (RFC 2104) of the body.
pub const SIGNATURE_HEADER: &str = "X-Alfa-Signature";

const TIMEOUT: Duration = Duration::from_secs(10);

/// A webhook.
pub struct Webhook {
    client: Client,
    url: Url,
    secret: Option<SecretString>,
}

impl Webhook {
    /// Posts to `url`; with a `secret` each body is signed. Redirects are not followed.
    ///
    /// # Errors
    /// [`NotifyError::BadSettings`] for an address that is none, [`NotifyError::Forbidden`] for one the guard does not allow.
    pub fn new(url: &str, secret: Option<SecretString>, guard: Guard) -> Result<Self, NotifyError> {
        let url: Url = url.parse().map_err(|_| NotifyError::BadSettings("the address is not a valid one"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(NotifyError::BadSettings("the address must begin with http or https"));
        }
        if !guard.allows(&url) {
            return Err(NotifyError::Forbidden);
        }
        let mut client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("alfa/", env!("CARGO_PKG_VERSION")));
        if guard == Guard::Public {
            // a proxy would look the name up itself
            client = client.dns_resolver(Arc::new(PublicOnly)).no_proxy();
        }
        let client = client.build().map_err(|_| NotifyError::BadSettings("no client can be made"))?;
        Ok(Self { client, url, secret })
    }

    /// Posts a firing. Its `id` is the same however often it is posted.
    ///
    /// # Errors
    /// Nobody took it: any status but a success is a failure.
    pub async fn tell(&self, firing: &Firing) -> Result<(), NotifyError> {
        let body = json!({
            "event": "alert.fired",
            "id": firing.id,
            "alert": firing.alert,
            "version": firing.version,
            "arming": firing.arming,
            "coin": firing.coin,
            "price": firing.price,
            "at": firing.at,
            "late": firing.late,
            "text": firing.text,
        })
        .to_string();
        let mut request = self
            .client
            .post(self.url.clone())
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", firing.id.to_string());
        if let Some(secret) = &self.secret {
            request = request.header(SIGNATURE_HEADER, signature(secret, body.as_bytes()));
        }
        let answer = request.body(body).send().await.map_err(|error| of_request(&error))?;
        let wait = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        of_status(answer.status().as_u16(), wait.map(Duration::from_secs))
    }
}

/// The value of [`SIGNATURE_HEADER`] for a body.
pub fn signature(secret: &SecretString, body: &[u8]) -> String {
    // a key of any length is a key
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else { return String::new() };
    mac.update(body);
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    #[test]
    fn the_signature_is_the_standard_one() {
        assert_eq!(
            signature(&SecretString::from("Jefe"), b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
