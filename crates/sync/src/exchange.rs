//! Something for the holder of one private key: X25519 (RFC 7748) with a key of the moment, HKDF-SHA-256, XChaCha20-Poly1305.

use crate::cipher::{CipherError, open, seal};
use crate::op::{from_base64, to_base64};
use aws_lc_rs::agreement::{self, UnparsedPublicKey, X25519};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

const LENGTH: usize = 32;

/// Opens what was sealed for its [`PublicKey`]. Never leaves the device that made it, or is made of the recovery phrase.
#[derive(Clone)]
pub struct PrivateKey(Zeroizing<[u8; LENGTH]>);

/// What is sealed with it opens with its [`PrivateKey`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; LENGTH]);

impl PrivateKey {
    /// A new one.
    ///
    /// # Errors
    /// [`CipherError::Random`]
    pub fn new() -> Result<Self, CipherError> {
        let mut key = Zeroizing::new([0; LENGTH]);
        getrandom::fill(key.as_mut_slice()).map_err(|_| CipherError::Random)?;
        Ok(Self(key))
    }

    pub(crate) fn of_bytes(bytes: Zeroizing<[u8; LENGTH]>) -> Self {
        Self(bytes)
    }

    /// From the text of [`Self::to_text`].
    ///
    /// # Errors
    /// [`CipherError::Form`]
    pub fn of_text(text: &str) -> Result<Self, CipherError> {
        let bytes = Zeroizing::new(from_base64(text).ok_or(CipherError::Form)?);
        let mut key = Zeroizing::new([0; LENGTH]);
        if bytes.len() != key.len() {
            return Err(CipherError::Form);
        }
        key.copy_from_slice(&bytes);
        Ok(Self(key))
    }

    /// For the system's keyring; base64.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(to_base64(self.0.as_slice()))
    }

    /// Its other half.
    ///
    /// # Errors
    /// [`CipherError::Form`]
    pub fn public(&self) -> Result<PublicKey, CipherError> {
        let public = self.pair()?.compute_public_key().map_err(|_| CipherError::Form)?;
        public.as_ref().try_into().map(PublicKey).map_err(|_| CipherError::Form)
    }

    fn pair(&self) -> Result<agreement::PrivateKey, CipherError> {
        agreement::PrivateKey::from_private_key(&X25519, self.0.as_slice()).map_err(|_| CipherError::Form)
    }

    /// What [`PublicKey::seal`] made; base64.
    ///
    /// # Errors
    /// [`CipherError::Unopenable`], [`CipherError::Form`]
    pub(crate) fn open(&self, sealed: &str, associated: &[u8]) -> Result<Zeroizing<Vec<u8>>, CipherError> {
        let sealed = from_base64(sealed).ok_or(CipherError::Form)?;
        let (moment, sealed) = sealed.split_first_chunk::<LENGTH>().ok_or(CipherError::Form)?;
        let key = shared(self, &PublicKey(*moment), moment, &self.public()?)?;
        open(&key, sealed, associated).map(Zeroizing::new)
    }
}

impl PublicKey {
    /// From the text of [`Self::to_text`].
    ///
    /// # Errors
    /// [`CipherError::Form`]
    pub fn of_text(text: &str) -> Result<Self, CipherError> {
        let bytes = from_base64(text).ok_or(CipherError::Form)?;
        bytes.as_slice().try_into().map(Self).map_err(|_| CipherError::Form)
    }

    /// Base64.
    pub fn to_text(&self) -> String {
        to_base64(&self.0)
    }

    /// The public key of the moment, then the sealed message; base64.
    pub(crate) fn seal(&self, message: &[u8], associated: &[u8]) -> Result<String, CipherError> {
        let moment = PrivateKey::new()?;
        let public = moment.public()?;
        let key = shared(&moment, self, &public.0, self)?;
        Ok(to_base64(&[&public.0[..], &seal(&key, message, associated)?].concat()))
    }
}

/// What both ends come to: HKDF-SHA-256 (RFC 5869) of the shared secret, bound to both public keys.
fn shared(
    own: &PrivateKey,
    other: &PublicKey,
    moment: &[u8; LENGTH],
    receiver: &PublicKey,
) -> Result<Zeroizing<[u8; 32]>, CipherError> {
    let info = [&b"alfa-exchange-1"[..], moment, &receiver.0].concat();
    agreement::agree(&own.pair()?, UnparsedPublicKey::new(&X25519, other.0), CipherError::Unopenable, |secret| {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, secret).expand(&info, key.as_mut_slice()).map_err(|_| CipherError::Form)?;
        Ok(key)
    })
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PrivateKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_receiver_opens_it_and_only_as_what_it_is() {
        let (one, other) = (PrivateKey::new().unwrap(), PrivateKey::new().unwrap());
        let sealed = one.public().unwrap().seal(b"chave", b"para isto").unwrap();
        assert_eq!(one.open(&sealed, b"para isto").unwrap().as_slice(), b"chave");
        assert!(one.open(&sealed, b"para aquilo").is_err() && other.open(&sealed, b"para isto").is_err());
        assert_ne!(sealed, one.public().unwrap().seal(b"chave", b"para isto").unwrap());
        let again = PrivateKey::of_text(&one.to_text()).unwrap();
        assert_eq!(again.public().unwrap(), one.public().unwrap());
        assert!(PrivateKey::of_text("AAAA").is_err() && PublicKey::of_text("AAAA").is_err());
        let weak = PublicKey([0; LENGTH]);
        assert!(weak.seal(b"chave", b"").is_err(), "a point that shares nothing");
    }
}
