//! Who is to be told that an account's head moved.
//!
//! A poke says nothing but that: what changed is pulled. It comes after the commit, and of several that come close together the last is told. One that is lost
//! costs nothing but time: devices ask every 30 s anyway.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::watch;
use uuid::Uuid;

/// Most sockets of one account on one instance.
const MOST: usize = 256;

/// Carries pokes to the server's other instances.
pub trait Carrier: Send + Sync {
    /// An account's head moved to this place. Must not wait.
    fn carry(&self, user_id: Uuid, head: i64);
}

/// The sockets of this instance.
#[derive(Default)]
pub struct Pokes {
    heads: Mutex<HashMap<Uuid, watch::Sender<i64>>>,
    carrier: OnceLock<Box<dyn Carrier>>,
}

impl Pokes {
    /// A push was committed here.
    pub fn moved(&self, user_id: Uuid, head: i64) {
        self.arrived(user_id, head);
        if let Some(carrier) = self.carrier.get() {
            carrier.carry(user_id, head);
        }
    }

    /// A push was committed here or on another instance.
    pub fn arrived(&self, user_id: Uuid, head: i64) {
        if let Some(sender) = self.heads().get(&user_id) {
            sender.send_if_modified(|known| std::mem::replace(known, head.max(*known)) < head);
        }
    }

    /// From here on other instances hear of what is committed here. Only the first carrier counts.
    pub fn carry_by(&self, carrier: Box<dyn Carrier>) {
        let _ = self.carrier.set(carrier);
    }

    /// The account's head each time it moves; `None` where too many listen already.
    pub fn listen(&self, user_id: Uuid) -> Option<watch::Receiver<i64>> {
        let mut heads = self.heads();
        let sender = heads.entry(user_id).or_default();
        (sender.receiver_count() < MOST).then(|| sender.subscribe())
    }

    /// A socket of the account has gone.
    pub(crate) fn left(&self, user_id: Uuid) {
        let mut heads = self.heads();
        if heads.get(&user_id).is_some_and(|sender| sender.receiver_count() == 0) {
            heads.remove(&user_id);
        }
    }

    fn heads(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Sender<i64>>> {
        // nothing that holds it can fail half-way
        self.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Pokes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pokes").field("accounts", &self.heads().len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_of_several_is_told_and_nobody_else_hears_it() {
        let (pokes, ana, bia) = (Pokes::default(), Uuid::from_u128(1), Uuid::from_u128(2));
        let (mut hears, other) = (pokes.listen(ana).unwrap(), pokes.listen(bia).unwrap());
        [3, 5, 4].into_iter().for_each(|head| pokes.moved(ana, head));
        hears.changed().await.unwrap();
        assert_eq!(*hears.borrow_and_update(), 5);
        assert!(!hears.has_changed().unwrap() && !other.has_changed().unwrap());
        drop(hears);
        pokes.left(ana);
        assert_eq!(format!("{pokes:?}"), "Pokes { accounts: 1, .. }");
    }

    #[test]
    fn one_account_cannot_take_all_sockets() {
        let (pokes, ana) = (Pokes::default(), Uuid::from_u128(1));
        let held: Vec<_> = (0..MOST).map(|_| pokes.listen(ana).unwrap()).collect();
        assert!(pokes.listen(ana).is_none());
        drop(held);
        assert!(pokes.listen(ana).is_some());
    }
}
