//! Access tokens: JWT (RFC 7519) signed with Ed25519, ten minutes. Refresh tokens: opaque, each the parent of exactly one successor.

use super::codes;
use super::proved::{Proved, Says};
use crate::Config;
use crate::config::key_bytes;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// In seconds.
pub(super) const ACCESS_S: i64 = 600;
const AUDIENCE: &str = "alfa";

pub struct Tokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    header: Header,
    validation: Validation,
    issuer: String,
    refresh_key: [u8; 32],
    proved: Proved,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    /// The signed-in device.
    sid: Uuid,
    iat: i64,
    exp: i64,
}

impl Tokens {
    pub fn new(config: &Config) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&key_bytes(&config.signing_key)).ok()?;
        let public = pair.public_key().as_ref().to_vec();
        let private = pair.to_pkcs8v1().ok()?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(codes::text(&Sha256::digest(&public)[..8]));
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&config.public_url]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = 0;
        Some(Self {
            signing: EncodingKey::from_ed_der(private.as_ref()),
            verifying: DecodingKey::from_ed_der(&public),
            header,
            validation,
            issuer: config.public_url.clone(),
            refresh_key: derived(&key_bytes(&config.secret_key), b"refresh"),
            proved: Proved::default(),
        })
    }

    pub fn access(&self, user_id: Uuid, session_id: Uuid, now_s: i64) -> Option<String> {
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user_id,
            sid: session_id,
            iat: now_s,
            exp: now_s + ACCESS_S,
        };
        jsonwebtoken::encode(&self.header, &claims, &self.signing).ok()
    }

    /// The account and device whose token this is, unless it has ended or is none of ours.
    pub fn check(&self, token: &str) -> Option<(Uuid, Uuid)> {
        let (name, now_s) = (Proved::name(token), crate::clock::now().timestamp());
        let says = match self.proved.says(&name, now_s) {
            Some(says) => says,
            None => {
                let says = self.prove(token)?;
                self.proved.keep(name, says, now_s);
                says
            }
        };
        Some((says.user_id, says.session_id))
    }

    fn prove(&self, token: &str) -> Option<Says> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.kid != self.header.kid {
            return None;
        }
        let claims = jsonwebtoken::decode::<Claims>(token, &self.verifying, &self.validation).ok()?.claims;
        Some(Says { user_id: claims.sub, session_id: claims.sid, ends: claims.exp })
    }

    /// The token that takes a refresh token's place. Always the same one, so that a device that did not get the answer can ask again, and
    /// nothing of it is kept here.
    pub fn successor(&self, refresh: &str) -> String {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.refresh_key) else { return String::new() };
        mac.update(refresh.as_bytes());
        codes::text(&mac.finalize().into_bytes())
    }
}

/// A key for one purpose.
fn derived(secret: &[u8; 32], purpose: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"alfa-server-key-1");
    hash.update(secret);
    hash.update(purpose);
    hash.finalize().into()
}
