//! The session of the moment, for those who ask the cloud beside sync.

use super::Session;
use std::sync::{Arc, PoisonError, RwLock};

/// The session of whoever is signed in. All clones are one; [`super::Background`] keeps it.
#[derive(Clone, Default)]
pub struct SharedSession(Arc<RwLock<Option<Arc<Session>>>>);

impl SharedSession {
    /// The session, if somebody is signed in and it could be gone on with.
    pub fn get(&self) -> Option<Arc<Session>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, session: Option<Arc<Session>>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = session;
    }
}
