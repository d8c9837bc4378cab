//! Tokens whose signature was looked at a moment ago: a device sends the same one with every request, and looking at a signature costs more than most requests.

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// From so many on, those that have ended are forgotten.
const MANY: usize = 50_000;

/// SHA-256 of a token: what it says is found by it, and the token itself is kept nowhere.
pub(super) type Name = [u8; 32];

/// What a token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Says {
    pub user_id: Uuid,
    pub session_id: Uuid,
    /// In seconds since 1970: the last one in which it is worth something.
    pub ends: i64,
}

#[derive(Default)]
pub(super) struct Proved(Mutex<HashMap<Name, Says>>);

impl Proved {
    pub fn name(token: &str) -> Name {
        Sha256::digest(token).into()
    }

    /// What a token says that was proved before, unless it has ended.
    pub fn says(&self, name: &Name, now_s: i64) -> Option<Says> {
        let proved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        proved.get(name).copied().filter(|says| now_s <= says.ends)
    }

    pub fn keep(&self, name: Name, says: Says, now_s: i64) {
        let mut proved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if proved.len() >= MANY {
            proved.retain(|_, says| now_s <= says.ends);
            if proved.len() >= MANY / 5 * 4 {
                // so many that each few more would have all looked at again: they are proved anew
                proved.clear();
            }
        }
        proved.insert(name, says);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_proved_is_known_until_it_ends_and_never_more_than_there_is_room_for() {
        let proved = Proved::default();
        let says = |ends| Says { user_id: Uuid::from_u128(1), session_id: Uuid::from_u128(2), ends };
        let name = Proved::name("a.b.c");
        assert_eq!(proved.says(&name, 0), None);
        proved.keep(name, says(600), 0);
        assert_eq!(proved.says(&name, 600), Some(says(600)));
        assert_eq!(proved.says(&name, 601), None);
        assert_eq!(proved.says(&Proved::name("a.b.d"), 0), None);
        for other in 0..MANY {
            proved.keep(Proved::name(&other.to_string()), says(600), 0);
        }
        assert!(proved.0.lock().unwrap().len() <= MANY);
    }
}
