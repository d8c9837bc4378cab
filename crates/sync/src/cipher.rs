//! End-to-end encryption: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) over deflated bodies.

use crate::op::{from_base64, to_base64};
use crate::{Collection, Phrase};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::io::Read;
use uuid::{Builder, Uuid};
use zeroize::Zeroizing;

const NONCE: usize = 24;
/// The first byte of everything sealed; of bodies, that the first data key did.
pub(crate) const FORM: u8 = 1;
/// The first byte of a body that a later data key sealed: four bytes of its version follow (big-endian).
pub(crate) const FORM_OF_VERSION: u8 = 2;
/// A body may not grow beyond this when it is opened, in bytes: what is larger was not made by ALFA.
const MOST: u64 = 8 << 20;

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CipherError {
    /// Another key, other associated data, or changed on the way.
    #[error("it cannot be opened with this key")]
    Unopenable,
    /// Sealed with a data key that came after those that are here.
    #[error("it was sealed with a newer key")]
    Newer,
    /// Not of this form.
    #[error("it is not in a form this version knows")]
    Form,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

/// What a sealed body belongs to: moved elsewhere, it does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// The account.
    pub user_id: Uuid,
    /// The collection.
    pub collection: Collection,
    /// The entity.
    pub entity: Uuid,
    /// The change.
    pub op_id: Uuid,
    /// The device that made it.
    pub device_id: Uuid,
    /// The version of the body's form.
    pub schema_v: i16,
}

impl Sealed {
    fn associated(&self) -> Vec<u8> {
        self.described(b"alfa-body-1")
    }

    fn associated_of(&self, version: u32) -> Vec<u8> {
        self.described(&[&b"alfa-body-2"[..], &version.to_be_bytes()].concat())
    }

    fn described(&self, name: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(90);
        bytes.extend_from_slice(name);
        bytes.extend_from_slice(self.user_id.as_bytes());
        bytes.extend_from_slice(&self.collection.number().to_be_bytes());
        bytes.extend_from_slice(self.entity.as_bytes());
        bytes.extend_from_slice(self.op_id.as_bytes());
        bytes.extend_from_slice(self.device_id.as_bytes());
        bytes.extend_from_slice(&self.schema_v.to_be_bytes());
        bytes
    }
}

/// The key all of a user's bodies are sealed with. Only devices hold it.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

/// The data key as the server keeps it.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrappedKey {
    /// The data key, sealed with the phrase's key; base64.
    pub wrapped: String,
    /// A known text sealed with the data key: opened before anything is written, it shows that the key is the account's; base64.
    pub check: String,
}

const CHECK: &[u8] = b"alfa-key-check-1";

impl DataKey {
    /// A new one.
    ///
    /// # Errors
    /// [`CipherError::Random`]
    pub fn new() -> Result<Self, CipherError> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut_slice()).map_err(|_| CipherError::Random)?;
        Ok(Self(key))
    }

    /// From the text of [`Self::to_text`].
    ///
    /// # Errors
    /// [`CipherError::Form`]
    pub fn of_text(text: &str) -> Result<Self, CipherError> {
        Self::of_bytes(&Zeroizing::new(from_base64(text).ok_or(CipherError::Form)?))
    }

    /// For the system's keyring; base64.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(to_base64(self.0.as_slice()))
    }

    /// For the server.
    ///
    /// # Errors
    /// [`CipherError::Random`]
    pub fn wrap(&self, phrase: &Phrase, user_id: Uuid) -> Result<WrappedKey, CipherError> {
        let wrapped = seal(&phrase.wrapping_key(), self.0.as_slice(), &named(b"alfa-wrapped-key-1", user_id))?;
        Ok(WrappedKey { wrapped: to_base64(&wrapped), check: self.check(user_id)? })
    }

    /// From the server's, with the user's words.
    ///
    /// # Errors
    /// [`CipherError::Unopenable`] for another account's phrase, [`CipherError::Form`]
    pub fn unwrap(wrapped: &WrappedKey, phrase: &Phrase, user_id: Uuid) -> Result<Self, CipherError> {
        let sealed = from_base64(&wrapped.wrapped).ok_or(CipherError::Form)?;
        let opened = Zeroizing::new(open(&phrase.wrapping_key(), &sealed, &named(b"alfa-wrapped-key-1", user_id))?);
        let key = Self::of_bytes(&opened)?;
        if !key.is_of(wrapped, user_id) {
            return Err(CipherError::Unopenable);
        }
        Ok(key)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    pub(crate) fn of_bytes(bytes: &[u8]) -> Result<Self, CipherError> {
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return Err(CipherError::Form);
        }
        key.copy_from_slice(bytes);
        Ok(Self(key))
    }

    /// A known text sealed with it; base64.
    pub(crate) fn check(&self, user_id: Uuid) -> Result<String, CipherError> {
        Ok(to_base64(&seal(&self.0, CHECK, &named(b"alfa-key-check-1", user_id))?))
    }

    /// Whether this key made a check.
    pub(crate) fn opens_check(&self, check: &str, user_id: Uuid) -> bool {
        let opened =
            from_base64(check).and_then(|sealed| open(&self.0, &sealed, &named(b"alfa-key-check-1", user_id)).ok());
        opened.as_deref() == Some(CHECK)
    }

    /// As [`Self::seal`], as the key of this version.
    pub(crate) fn seal_as(&self, version: u32, body: &[u8], of: &Sealed) -> Result<Vec<u8>, CipherError> {
        if version == 1 {
            return self.seal(body, of);
        }
        let sealed = seal(&self.0, &deflated(body)?, &of.associated_of(version))?;
        Ok([&[FORM_OF_VERSION], &version.to_be_bytes()[..], &sealed[1..]].concat())
    }

    /// As [`Self::open`], as the key of this version.
    pub(crate) fn open_as(&self, version: u32, sealed: &[u8], of: &Sealed) -> Result<Vec<u8>, CipherError> {
        if version == 1 {
            return self.open(sealed, of);
        }
        let rest = sealed.get(5..).ok_or(CipherError::Form)?;
        inflated(&open(&self.0, &[&[FORM], rest].concat(), &of.associated_of(version))?)
    }

    /// Whether this is the key of the account: the check is tried before the first write.
    pub fn is_of(&self, wrapped: &WrappedKey, user_id: Uuid) -> bool {
        self.opens_check(&wrapped.check, user_id)
    }

    /// A body for the server: deflated (RFC 1951), then sealed.
    ///
    /// # Errors
    /// [`CipherError::Random`]
    pub fn seal(&self, body: &[u8], of: &Sealed) -> Result<Vec<u8>, CipherError> {
        seal(&self.0, &deflated(body)?, &of.associated())
    }

    /// A body from the server.
    ///
    /// # Errors
    /// [`CipherError::Unopenable`] for one of another key, entity, change or device, [`CipherError::Form`]
    pub fn open(&self, sealed: &[u8], of: &Sealed) -> Result<Vec<u8>, CipherError> {
        inflated(&open(&self.0, sealed, &of.associated())?)
    }

    /// The entity of something that is known by its name on every device, as a coin of the watchlist: HMAC-SHA-256 of the name, so that the
    /// server cannot tell which it is. A UUID of version 8.
    pub fn entity(&self, collection: Collection, name: &str) -> Uuid {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(self.0.as_slice()) else {
            return Uuid::nil();
        };
        mac.update(&collection.number().to_be_bytes());
        mac.update(name.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        Builder::from_custom_bytes(bytes).into_uuid()
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DataKey(…)")
    }
}

fn deflated(body: &[u8]) -> Result<Vec<u8>, CipherError> {
    let mut deflated = Vec::new();
    DeflateEncoder::new(body, Compression::default()).read_to_end(&mut deflated).map_err(|_| CipherError::Form)?;
    Ok(deflated)
}

fn inflated(deflated: &[u8]) -> Result<Vec<u8>, CipherError> {
    let mut body = Vec::new();
    DeflateDecoder::new(deflated).take(MOST + 1).read_to_end(&mut body).map_err(|_| CipherError::Form)?;
    if u64::try_from(body.len()).is_ok_and(|length| length <= MOST) { Ok(body) } else { Err(CipherError::Form) }
}

fn named(name: &[u8], user_id: Uuid) -> Vec<u8> {
    [name, user_id.as_bytes()].concat()
}

/// The form's number, the nonce, the ciphertext with its tag.
pub(crate) fn seal(key: &[u8; 32], message: &[u8], associated: &[u8]) -> Result<Vec<u8>, CipherError> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|_| CipherError::Random)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: message, aad: associated })
        .map_err(|_| CipherError::Form)?;
    Ok([&[FORM], nonce.as_slice(), &sealed].concat())
}

pub(crate) fn open(key: &[u8; 32], sealed: &[u8], associated: &[u8]) -> Result<Vec<u8>, CipherError> {
    let Some((&FORM, rest)) = sealed.split_first() else { return Err(CipherError::Form) };
    let (nonce, message) = rest.split_first_chunk::<NONCE>().ok_or(CipherError::Form)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher
        .decrypt(&XNonce::from(*nonce), Payload { msg: message, aad: associated })
        .map_err(|_| CipherError::Unopenable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of() -> Sealed {
        Sealed {
            user_id: Uuid::from_u128(1),
            collection: Collection::Messages,
            entity: Uuid::from_u128(2),
            op_id: Uuid::from_u128(3),
            device_id: Uuid::from_u128(4),
            schema_v: 1,
        }
    }

    #[test]
    fn a_body_opens_only_where_it_belongs() {
        let key = DataKey::new().unwrap();
        let body = "qual o preço do bitcoin? ".repeat(40).into_bytes();
        let sealed = key.seal(&body, &of()).unwrap();
        assert!(sealed.len() < body.len() / 2, "it is compressed");
        assert_eq!(key.open(&sealed, &of()).unwrap(), body);
        let elsewhere = [
            Sealed { user_id: Uuid::nil(), ..of() },
            Sealed { collection: Collection::Settings, ..of() },
            Sealed { entity: Uuid::nil(), ..of() },
            Sealed { op_id: Uuid::nil(), ..of() },
            Sealed { device_id: Uuid::nil(), ..of() },
            Sealed { schema_v: 2, ..of() },
        ];
        for other in elsewhere {
            assert_eq!(key.open(&sealed, &other), Err(CipherError::Unopenable));
        }
        assert_eq!(DataKey::new().unwrap().open(&sealed, &of()), Err(CipherError::Unopenable));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(&changed, &of()).is_err(), "byte {at}");
        }
        assert!(key.open(&sealed[..10], &of()).is_err());
    }

    #[test]
    fn the_words_open_the_key_and_other_words_do_not() {
        let (key, phrase, user) = (DataKey::new().unwrap(), Phrase::new().unwrap(), Uuid::from_u128(9));
        let wrapped = key.wrap(&phrase, user).unwrap();
        let again = DataKey::unwrap(&wrapped, &Phrase::parse(&phrase.words().join(" ")).unwrap(), user).unwrap();
        assert_eq!(again.to_text(), key.to_text());
        assert_eq!(DataKey::of_text(&key.to_text()).unwrap().to_text(), key.to_text());
        assert!(key.is_of(&wrapped, user) && !DataKey::new().unwrap().is_of(&wrapped, user));
        let other = DataKey::unwrap(&wrapped, &Phrase::new().unwrap(), user);
        assert_eq!(other.err(), Some(CipherError::Unopenable));
        assert!(DataKey::unwrap(&wrapped, &phrase, Uuid::nil()).is_err(), "another account");
    }

    #[test]
    fn a_name_is_one_entity_on_every_device_and_says_nothing() {
        let key = DataKey::new().unwrap();
        let entity = key.entity(Collection::Watchlist, "BTC");
        assert_eq!(entity, key.entity(Collection::Watchlist, "BTC"));
        assert_ne!(entity, key.entity(Collection::Settings, "BTC"));
        assert_ne!(entity, DataKey::new().unwrap().entity(Collection::Watchlist, "BTC"));
    }
}
