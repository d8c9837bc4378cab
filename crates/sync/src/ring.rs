//! The data keys of an account, the newest of which seals.

use crate::cipher::{CipherError, DataKey, Sealed};
use crate::exchange::{PrivateKey, PublicKey};
use crate::op::to_base64;
use crate::{Collection, Phrase};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::collections::BTreeMap;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The first key's version.
pub const FIRST: u32 = 1;

/// All data keys an account has had, by version. What was sealed with an old one stays readable; a device that was revoked has none of the newer ones.
#[derive(Debug, Clone)]
pub struct KeyRing(BTreeMap<u32, DataKey>);

/// A data key after the first one, as the server keeps it for a device that asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RotatedKey {
    /// From 2, without gaps.
    pub version: u32,
    /// For the recovery phrase; base64.
    pub wrapped: String,
    /// A known text sealed with it; base64.
    pub check: String,
    /// For the device that asks; none for one that came after, which has the phrase.
    pub share: Option<String>,
}

impl From<DataKey> for KeyRing {
    fn from(key: DataKey) -> Self {
        Self([(FIRST, key)].into())
    }
}

impl KeyRing {
    /// From the text of [`Self::to_text`].
    ///
    /// # Errors
    /// [`CipherError::Form`]
    pub fn of_text(text: &str) -> Result<Self, CipherError> {
        let keys: BTreeMap<u32, DataKey> = (FIRST..)
            .zip(text.split_whitespace())
            .map(|(version, text)| DataKey::of_text(text).map(|key| (version, key)))
            .collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(CipherError::Form) } else { Ok(Self(keys)) }
    }

    /// For the system's keyring: the keys in base64, from the first, with spaces between.
    pub fn to_text(&self) -> Zeroizing<String> {
        let texts: Vec<_> = self.0.values().map(DataKey::to_text).collect();
        Zeroizing::new(texts.iter().map(|text| text.as_str()).collect::<Vec<_>>().join(" "))
    }

    /// The newest version.
    pub fn version(&self) -> u32 {
        self.0.last_key_value().map_or(FIRST, |(version, _)| *version)
    }

    fn newest(&self) -> Result<&DataKey, CipherError> {
        self.0.last_key_value().map(|(_, key)| key).ok_or(CipherError::Form)
    }

    /// The key of a version.
    pub fn get(&self, version: u32) -> Option<&DataKey> {
        self.0.get(&version)
    }

    /// A body for the server, sealed with the newest key.
    ///
    /// # Errors
    /// [`CipherError::Random`]
    pub fn seal(&self, body: &[u8], of: &Sealed) -> Result<Vec<u8>, CipherError> {
        self.newest()?.seal_as(self.version(), body, of)
    }

    /// A body from the server.
    ///
    /// # Errors
    /// [`CipherError::Newer`] for a key this ring has not; [`CipherError::Unopenable`], [`CipherError::Form`].
    pub fn open(&self, sealed: &[u8], of: &Sealed) -> Result<Vec<u8>, CipherError> {
        let version = sealed_version(sealed).ok_or(CipherError::Form)?;
        self.get(version).ok_or(CipherError::Newer)?.open_as(version, sealed, of)
    }

    /// The entity of something that is known by its name on every device; by the first key, so that it stays the same.
    pub fn entity(&self, collection: Collection, name: &str) -> Uuid {
        self.get(FIRST).map_or(Uuid::nil(), |key| key.entity(collection, name))
    }

    /// Proof that whoever put a device's public key holds the newest data key: HMAC-SHA-256; base64.
    ///
    /// # Errors
    /// [`CipherError::Form`]
    pub fn proof(&self, user_id: Uuid, session_id: Uuid, public: &PublicKey) -> Result<String, CipherError> {
        Ok(to_base64(&proof_mac(self.newest()?, user_id, session_id, public)?.finalize().into_bytes()))
    }

    /// Whether a device's public key was put by one that holds a key of this ring.
    pub fn is_proved(&self, user_id: Uuid, session_id: Uuid, public: &PublicKey, proof: &str) -> bool {
        let Some(proof) = crate::op::from_base64(proof) else { return false };
        let by = |key: &DataKey| {
            proof_mac(key, user_id, session_id, public).is_ok_and(|mac| mac.verify_slice(&proof).is_ok())
        };
        self.0.values().any(by)
    }

    /// The next key, not yet in this ring: for the recovery phrase's public key.
    ///
    /// # Errors
    /// [`CipherError::Random`]
    pub fn next(&self, phrase: &PublicKey, user_id: Uuid) -> Result<NextKey, CipherError> {
        packed(self.version() + 1, DataKey::new()?, phrase, user_id)
    }

    /// A key of this ring once more, for a server that has lost it.
    ///
    /// # Errors
    /// [`CipherError::Form`] for one this ring has not; [`CipherError::Random`].
    pub fn again(&self, version: u32, phrase: &PublicKey, user_id: Uuid) -> Result<NextKey, CipherError> {
        packed(version, self.get(version).ok_or(CipherError::Form)?.clone(), phrase, user_id)
    }

    /// Forgets the keys from this version on, but never the first.
    pub fn drop_from(&mut self, version: u32) {
        self.0.split_off(&version.max(FIRST + 1));
    }

    /// Whether a key of this ring is the one the server keeps as this version.
    pub fn is_same(&self, rotated: &RotatedKey, user_id: Uuid) -> bool {
        self.get(rotated.version).is_some_and(|key| key.opens_check(&rotated.check, user_id))
    }

    /// Takes the next key in, by this device's share of it.
    ///
    /// # Errors
    /// [`CipherError::Unopenable`] for one that is none of this account, or where this device has no share; [`CipherError::Form`] for one that does not follow.
    pub fn take_share(&mut self, rotated: &RotatedKey, own: &PrivateKey, user_id: Uuid) -> Result<(), CipherError> {
        let share = rotated.share.as_deref().ok_or(CipherError::Unopenable)?;
        let opened = own.open(share, &purpose(b"alfa-share-1", user_id, rotated.version))?;
        self.take(rotated, &opened, user_id)
    }

    /// Takes the next key in, by the recovery phrase.
    ///
    /// # Errors
    /// As [`Self::take_share`].
    pub fn take_by_phrase(&mut self, rotated: &RotatedKey, phrase: &Phrase, user_id: Uuid) -> Result<(), CipherError> {
        let about = purpose(b"alfa-recovery-1", user_id, rotated.version);
        let opened = phrase.private_key().open(&rotated.wrapped, &about)?;
        self.take(rotated, &opened, user_id)
    }

    fn take(&mut self, rotated: &RotatedKey, opened: &[u8], user_id: Uuid) -> Result<(), CipherError> {
        let key = DataKey::of_bytes(opened)?;
        if rotated.version != self.version() + 1 {
            return Err(CipherError::Form);
        }
        if !key.opens_check(&rotated.check, user_id) {
            return Err(CipherError::Unopenable);
        }
        self.0.insert(rotated.version, key);
        Ok(())
    }
}

fn packed(version: u32, key: DataKey, phrase: &PublicKey, user_id: Uuid) -> Result<NextKey, CipherError> {
    let wrapped = phrase.seal(key.bytes(), &purpose(b"alfa-recovery-1", user_id, version))?;
    Ok(NextKey { version, check: key.check(user_id)?, wrapped, key, user_id })
}

/// A data key that is to follow.
#[derive(Debug)]
pub struct NextKey {
    /// Its version.
    pub version: u32,
    /// For the recovery phrase; base64.
    pub wrapped: String,
    /// A known text sealed with it; base64.
    pub check: String,
    key: DataKey,
    user_id: Uuid,
}

impl NextKey {
    /// For a device that stays; base64.
    ///
    /// # Errors
    /// [`CipherError::Random`], [`CipherError::Unopenable`] for a public key that is none.
    pub fn share(&self, device: &PublicKey) -> Result<String, CipherError> {
        device.seal(self.key.bytes(), &purpose(b"alfa-share-1", self.user_id, self.version))
    }
}

fn purpose(name: &[u8], user_id: Uuid, version: u32) -> Vec<u8> {
    [name, user_id.as_bytes(), &version.to_be_bytes()].concat()
}

fn proof_mac(key: &DataKey, user_id: Uuid, session_id: Uuid, public: &PublicKey) -> Result<Hmac<Sha256>, CipherError> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.bytes()).map_err(|_| CipherError::Form)?;
    mac.update(b"alfa-device-key-1");
    mac.update(user_id.as_bytes());
    mac.update(session_id.as_bytes());
    mac.update(public.to_text().as_bytes());
    Ok(mac)
}

/// The version of the key a body was sealed with; `None` for what is no sealed body.
pub fn sealed_version(sealed: &[u8]) -> Option<u32> {
    match sealed.split_first()? {
        (&crate::cipher::FORM, _) => Some(FIRST),
        (&crate::cipher::FORM_OF_VERSION, rest) => {
            rest.first_chunk().map(|version| u32::from_be_bytes(*version)).filter(|version| *version > FIRST)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of() -> Sealed {
        let id = Uuid::from_u128(7);
        Sealed { user_id: id, collection: Collection::Messages, entity: id, op_id: id, device_id: id, schema_v: 1 }
    }

    fn rotated(next: &NextKey, share: Option<String>) -> RotatedKey {
        RotatedKey { version: next.version, wrapped: next.wrapped.clone(), check: next.check.clone(), share }
    }

    #[test]
    fn those_that_stay_and_the_phrase_have_the_next_key_and_who_goes_has_not() {
        let (user, phrase) = (Uuid::from_u128(1), Phrase::new().unwrap());
        let mut home = KeyRing::from(DataKey::new().unwrap());
        let (mut work, mut lost, mut new) = (home.clone(), home.clone(), home.clone());
        let (home_key, work_key, lost_key) =
            (PrivateKey::new().unwrap(), PrivateKey::new().unwrap(), PrivateKey::new().unwrap());
        let old = home.seal(b"antes", &of()).unwrap();
        let coin = home.entity(Collection::Watchlist, "BTC");

        let next = home.next(&phrase.private_key().public().unwrap(), user).unwrap();
        let to = |key: &PrivateKey| Some(next.share(&key.public().unwrap()).unwrap());
        home.take_share(&rotated(&next, to(&home_key)), &home_key, user).unwrap();
        let sealed = home.seal(b"depois", &of()).unwrap();
        assert_eq!((sealed_version(&old), sealed_version(&sealed)), (Some(1), Some(2)));
        assert_eq!(work.open(&sealed, &of()), Err(CipherError::Newer));

        work.take_share(&rotated(&next, to(&work_key)), &work_key, user).unwrap();
        new.take_by_phrase(&rotated(&next, None), &phrase, user).unwrap();
        for ring in [&home, &work, &new] {
            assert_eq!(ring.open(&sealed, &of()).unwrap(), b"depois");
            assert_eq!(ring.open(&old, &of()).unwrap(), b"antes");
            assert_eq!(ring.entity(Collection::Watchlist, "BTC"), coin);
        }
        // who goes has all that lies on the server, and his own keys
        for share in [to(&home_key), to(&work_key), None] {
            assert!(lost.take_share(&rotated(&next, share), &lost_key, user).is_err());
        }
        assert!(lost.take_by_phrase(&rotated(&next, None), &Phrase::new().unwrap(), user).is_err());
        let mut passed_off = sealed.clone();
        passed_off[1..5].copy_from_slice(&3_u32.to_be_bytes());
        assert!(lost.open(&sealed, &of()).is_err() && home.open(&passed_off, &of()).is_err());
        let again = KeyRing::of_text(&home.to_text()).unwrap();
        assert_eq!((again.version(), again.open(&sealed, &of()).unwrap()), (2, b"depois".to_vec()));
    }

    #[test]
    fn a_public_key_is_taken_only_from_who_holds_the_data_key() {
        let (user, session) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let ring = KeyRing::from(DataKey::new().unwrap());
        let public = PrivateKey::new().unwrap().public().unwrap();
        let proof = ring.proof(user, session, &public).unwrap();
        assert!(ring.is_proved(user, session, &public, &proof));
        assert!(!ring.is_proved(user, user, &public, &proof));
        assert!(!ring.is_proved(user, session, &PrivateKey::new().unwrap().public().unwrap(), &proof));
        assert!(!KeyRing::from(DataKey::new().unwrap()).is_proved(user, session, &public, &proof));
    }
}
