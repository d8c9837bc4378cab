//! A firing as JSON, by POST to an address of the user's.

use crate::error::{of_request, of_status};
use crate::guard::{NotPublic, PublicOnly};
use crate::{Guard, NotifyError};
use alfa_domain::Firing;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;

/// The header that carries the signature: "sha256=" and the hexadecimal HMAC-SHA-256 (RFC 2104) of the body.
pub const SIGNATURE_HEADER: &str = "X-Alfa-Signature";

/// In all, redirects included.
const TIMEOUT: Duration = Duration::from_secs(10);
/// A chain of redirects is followed so far.
const MOST_REDIRECTS: usize = 5;

/// A webhook.
pub struct Webhook {
    client: Client,
    url: Url,
    secret: Option<SecretString>,
}

impl Webhook {
    /// Posts to `url`; with a `secret` each body is signed. A redirect that keeps the method and the body (307, 308) is followed up to five times, each time
    /// under the guard and never from https to http; others are failures.
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
        let client = client(guard, guard).map_err(|_| NotifyError::BadSettings("no client can be made"))?;
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

/// Names lead where one guard allows, redirects where the other does too.
fn client(names: Guard, redirects: Guard) -> reqwest::Result<Client> {
    let mut client = Client::builder()
        .timeout(TIMEOUT)
        .redirect(Policy::custom(move |attempt| follow(attempt, redirects)))
        // the address may hold a key
        .referer(false)
        .user_agent(concat!("alfa/", env!("CARGO_PKG_VERSION")));
    if names == Guard::Public {
        // a proxy would look the name up itself
        client = client.dns_resolver(Arc::new(PublicOnly)).no_proxy();
    }
    client.build()
}

/// A name it leads to is looked up by the guard when it is connected to, as the first one's.
fn follow(attempt: Attempt<'_>, guard: Guard) -> reqwest::redirect::Action {
    let same = matches!(attempt.status(), StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
    let weaker = attempt.url().scheme() == "http" && attempt.previous().iter().any(|url| url.scheme() == "https");
    match same && !weaker && attempt.previous().len() <= MOST_REDIRECTS {
        true if guard.allows(attempt.url()) => attempt.follow(),
        true => attempt.error(NotPublic),
        false => attempt.stop(),
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
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn whoever_may_be_reached_leads_nobody_to_the_neighbours() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap();
        let answered = tokio::spawn(async move {
            let (mut line, _) = listener.accept().await.unwrap();
            assert!(line.read(&mut [0; 4096]).await.unwrap() > 0);
            let answer = format!("HTTP/1.1 307 x\r\nlocation: http://{own}/\r\ncontent-length: 0\r\n\r\n");
            line.write_all(answer.as_bytes()).await.unwrap();
            // nobody comes again
            tokio::time::timeout(Duration::from_millis(300), listener.accept()).await.unwrap_err();
        });
        // the first step is taken as it could be to a public server
        let client = client(Guard::Anywhere, Guard::Public).unwrap();
        let error = client.post(format!("http://{own}/")).body("x").send().await.unwrap_err();
        assert_eq!(of_request(&error), NotifyError::Forbidden);
        answered.await.unwrap();
    }

    /// RFC 4231, test case 2.
    #[test]
    fn the_signature_is_the_standard_one() {
        assert_eq!(
            signature(&SecretString::from("Jefe"), b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
