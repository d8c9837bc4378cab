//! Passwords by Argon2id (RFC 9106): 19 MiB, two passes, one lane, as OWASP gives for it.

use crate::Problem;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// In KiB.
const MEMORY: u32 = 19 * 1_024;
const PASSES: u32 = 2;
/// In characters.
const SHORTEST: usize = 10;
/// In bytes: more would only be work.
const LONGEST: usize = 256;

/// Hashes off the async threads, at most one a core at a time.
pub struct Passwords {
    places: Arc<Semaphore>,
    /// Compared with where there is no account, so that the time is the same.
    dummy: String,
}

fn argon() -> Argon2<'static> {
    let params = Params::new(MEMORY, PASSES, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &[u8], salt: &[u8]) -> Option<String> {
    argon().hash_password_with_salt(password, salt).ok().map(|hash| hash.to_string())
}

impl Passwords {
    pub fn new(salt: &[u8; 32]) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let dummy = hash(b"nobody", &salt[..16]).unwrap_or_default();
        Self { places: Arc::new(Semaphore::new(cores)), dummy }
    }

    /// Whether it can be a password.
    pub fn check(password: &str) -> Result<(), Problem> {
        if password.chars().count() < SHORTEST {
            return Err(Problem::new(422, "password_too_short", "A senha precisa de pelo menos 10 caracteres."));
        }
        if password.len() > LONGEST {
            return Err(Problem::new(422, "password_too_long", "A senha pode ter no máximo 256 bytes."));
        }
        Ok(())
    }

    /// As it is stored: a PHC string.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| Problem::internal())?;
        self.work(move || hash(password.as_bytes(), &salt)).await?.ok_or_else(Problem::internal)
    }

    /// Whether it is the stored one; without one it takes as long, and is not.
    pub async fn is(&self, password: String, stored: Option<String>) -> Result<bool, Problem> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.dummy.clone());
        let same = self.work(move || argon().verify_password(password.as_bytes(), stored.as_str()).is_ok()).await?;
        Ok(same && known)
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| Problem::internal())?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        done.await.map_err(|_| Problem::internal())
    }
}
