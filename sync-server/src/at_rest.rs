//! What must be read again and must not lie open in the database (second factors, bot tokens, webhook secrets): XChaCha20-Poly1305 under a
//! key derived from `secret_key`, one for each purpose, bound to the account it belongs to.

use crate::Config;
use crate::config::key_bytes;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

const NONCE: usize = 24;
/// The first byte of everything sealed: version 1 of this form.
const FORM: u8 = 1;

/// What is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A second factor's shared secret.
    SecondFactor,
    /// Where an alert is told and by what secret: addresses, bot tokens, webhook secrets.
    Channel,
    /// A mail that waits to be sent.
    Mail,
    /// A recording, a text, or what was made of it, in the object store.
    Audio,
    /// An answer that may be asked for again.
    Answer,
}

impl Purpose {
    fn name(self) -> &'static [u8] {
        match self {
            Self::SecondFactor => b"alfa-at-rest-second-factor-1",
            Self::Channel => b"alfa-at-rest-channel-1",
            Self::Mail => b"alfa-at-rest-mail-1",
            Self::Audio => b"alfa-at-rest-audio-1",
            Self::Answer => b"alfa-at-rest-answer-1",
        }
    }
}

/// Seals for the database.
pub struct AtRest(Zeroizing<[u8; 32]>);

impl AtRest {
    pub(crate) fn new(config: &Config) -> Self {
        Self(Zeroizing::new(key_bytes(&config.secret_key)))
    }

    fn cipher(&self, purpose: Purpose) -> XChaCha20Poly1305 {
        let mut key = Zeroizing::new([0; 32]);
        // 32 bytes are never too long for HKDF-SHA-256
        let _ = Hkdf::<Sha256>::new(None, self.0.as_slice()).expand(purpose.name(), key.as_mut_slice());
        XChaCha20Poly1305::new((&*key).into())
    }

    /// For the database; `None` where the system gives no random numbers.
    pub fn seal(&self, purpose: Purpose, user_id: Uuid, plain: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).ok()?;
        let payload = Payload { msg: plain, aad: user_id.as_bytes() };
        let sealed = self.cipher(purpose).encrypt(&XNonce::from(nonce), payload).ok()?;
        Some([&[FORM], nonce.as_slice(), &sealed].concat())
    }

    /// From the database; `None` for what was sealed for another purpose, account or server.
    pub fn open(&self, purpose: Purpose, user_id: Uuid, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, message) = sealed.strip_prefix(&[FORM])?.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: message, aad: user_id.as_bytes() };
        self.cipher(purpose).decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_for_its_purpose_and_account_alone() {
        let (one, other) = (AtRest(Zeroizing::new([1; 32])), AtRest(Zeroizing::new([2; 32])));
        let user = Uuid::from_u128(7);
        let sealed = one.seal(Purpose::SecondFactor, user, b"segredo").unwrap();
        assert!(!sealed.windows(7).any(|part| part == b"segredo"));
        assert_eq!(one.open(Purpose::SecondFactor, user, &sealed).unwrap().as_slice(), b"segredo");
        assert!(one.open(Purpose::Channel, user, &sealed).is_none());
        assert!(one.open(Purpose::SecondFactor, Uuid::nil(), &sealed).is_none());
        assert!(other.open(Purpose::SecondFactor, user, &sealed).is_none());
        assert!(one.open(Purpose::SecondFactor, user, &sealed[..20]).is_none());
    }
}
