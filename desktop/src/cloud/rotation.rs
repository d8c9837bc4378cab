//! The account's data key changes when a device is revoked.

use super::{Account, CloudError, Session};
use crate::paths::Paths;
use alfa_copilot::Problem;
use alfa_sync::wire::{DeviceKey, Keys, ProvedKey, Rotation};
use alfa_sync::{CipherError, KeyRing, NextKey, Phrase, PrivateKey, PublicKey, RotatedKey};
use std::collections::BTreeMap;
use uuid::Uuid;

/// So often another device may be faster before it is given up.
const TRIES: usize = 4;

/// What became of a revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    /// The device is out, and what is sealed from now on it could not open.
    WithNewKey,
    /// The device is out. The key stays: the device is this one, or this computer never had the recovery phrase's public key.
    WithoutNewKey,
}

fn unusable(error: CipherError) -> Problem {
    Problem::new(
        "key_unusable",
        format!("A chave nova da conta não serve neste computador: {error}."),
        "Entre de novo com “alfa account sign-in” e a frase de recuperação.",
    )
}

/// The ring of an account, of which the first key is known, by its recovery phrase.
///
/// # Errors
/// `key_unusable`
pub fn ring_by_phrase(first: KeyRing, keys: &Keys, phrase: &Phrase, user_id: Uuid) -> Result<KeyRing, Problem> {
    let mut ring = first;
    for rotated in &keys.rotated {
        ring.take_by_phrase(rotated, phrase, user_id).map_err(unusable)?;
    }
    Ok(ring)
}

impl Account {
    /// Shows the server this computer's public key, once with each data key: the next one is sealed for it. Every round does it where it was not done.
    ///
    /// # Errors
    /// As [`Self::save`] and [`Session::put_device_key`].
    pub async fn show_own_key(&mut self, session: &Session, paths: &Paths) -> Result<(), Problem> {
        if self.shown_with == self.keys.version() {
            return Ok(());
        }
        let own = match &self.own_key {
            Some(own) => own.clone(),
            None => {
                let own = PrivateKey::new().map_err(unusable)?;
                self.own_key = Some(own.clone());
                // kept before it is shown: a share for a key that is lost opens for nobody
                self.save(paths).await?;
                own
            }
        };
        let public = own.public().map_err(unusable)?;
        let proof = self.keys.proof(self.user_id, session.id().await, &public).map_err(unusable)?;
        session.put_device_key(&ProvedKey { public_key: public.to_text(), proof }).await?;
        self.shown_with = self.keys.version();
        self.save(paths).await
    }

    /// Takes in the data keys that came after those known here.
    pub(super) async fn catch_up(&mut self, session: &Session, paths: &Paths) -> Result<(), Problem> {
        let keys = session.keys().await?;
        self.take(&keys, paths).await?;
        self.show_own_key(session, paths).await
    }

    async fn take(&mut self, keys: &Keys, paths: &Paths) -> Result<(), Problem> {
        let own = self.own_key.clone().ok_or_else(|| unusable(CipherError::Unopenable))?;
        let known = self.keys.version();
        for rotated in keys.rotated.iter().filter(|rotated| rotated.version > known) {
            self.keys.take_share(rotated, &own, self.user_id).map_err(unusable)?;
        }
        if self.keys.version() > known { self.save(paths).await } else { Ok(()) }
    }

    /// Takes a device out of the account and changes the data key with it: sealed for the devices that stay and for the recovery phrase, and for nobody else.
    ///
    /// # Errors
    /// `no_such_device`; `key_unusable`; as [`Self::resume`].
    pub async fn revoke(&mut self, session: &Session, paths: &Paths, device: Uuid) -> Result<Revoked, Problem> {
        let itself = device == session.id().await;
        let Some(phrase) = self.phrase_key.filter(|_| !itself) else {
            session.revoke(device).await?;
            return Ok(Revoked::WithoutNewKey);
        };
        self.show_own_key(session, paths).await?;
        let mut last = None;
        for _ in 0..TRIES {
            let keys = session.keys().await?;
            self.take(&keys, paths).await?;
            let next = self.keys.next(&phrase, self.user_id).map_err(unusable)?;
            match session.rotate(&self.rotation(&keys, &next, Some(device))).await {
                Ok(()) => {
                    // its own share lies there too: what is cut off here is made good by the next round
                    self.catch_up(session, paths).await?;
                    return Ok(Revoked::WithNewKey);
                }
                Err(CloudError::Problem { code, detail, status, body })
                    if code == "key_rotated" || code == "devices_changed" =>
                {
                    last = Some(CloudError::Problem { code, detail, status, body });
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(last.map_or_else(|| unusable(CipherError::Form), Problem::from))
    }

    /// Gives a server that was restored the data keys after this version, which it has lost; another computer may do so as well.
    pub(super) async fn give_back(&mut self, session: &Session, paths: &Paths, known: u32) -> Result<(), Problem> {
        let phrase = self.phrase_key.ok_or_else(|| unusable(CipherError::Form))?;
        // what was shown before may be lost too
        self.shown_with = 0;
        self.show_own_key(session, paths).await?;
        for version in known + 1..=self.keys.version() {
            let again = self.keys.again(version, &phrase, self.user_id).map_err(unusable)?;
            let keys = session.keys().await?;
            match session.rotate(&self.rotation(&keys, &again, None)).await {
                Err(CloudError::Problem { code, .. }) if code == "key_rotated" => {}
                other => other?,
            }
        }
        let keys = session.keys().await?;
        let other =
            |rotated: &&RotatedKey| rotated.version <= self.keys.version() && !self.keys.is_same(rotated, self.user_id);
        if let Some(other) = keys.rotated.iter().find(other) {
            // somebody who had never heard of the lost one made another: what the lost one sealed was lost with it
            self.keys.drop_from(other.version);
            return self.catch_up(session, paths).await;
        }
        Ok(())
    }

    fn rotation(&self, keys: &Keys, next: &NextKey, revoke: Option<Uuid>) -> Rotation {
        let shares = self.shares(keys, next, revoke);
        Rotation { revoke, version: next.version, wrapped: next.wrapped.clone(), check: next.check.clone(), shares }
    }

    /// The next key for each device that stays and whose public key was put by one that holds the data key.
    fn shares(&self, keys: &Keys, next: &NextKey, revoked: Option<Uuid>) -> BTreeMap<Uuid, Option<String>> {
        let share = |device: &DeviceKey| {
            let key = device.key.as_ref()?;
            let public = PublicKey::of_text(&key.public_key).ok()?;
            let proved = self.keys.is_proved(self.user_id, device.session_id, &public, &key.proof);
            if proved { next.share(&public).ok() } else { None }
        };
        let stay = keys.devices.iter().filter(|device| Some(device.session_id) != revoked);
        stay.map(|device| (device.session_id, share(device))).collect()
    }
}
