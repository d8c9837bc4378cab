//! Which of two changes of an entity holds.

use crate::{Collection, Hlc, Kind};
use uuid::Uuid;

/// The part of a change that decides whether it holds. Any two have an order that is the same everywhere, so it does not matter in which
/// order changes arrive, nor how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// What it does.
    pub kind: Kind,
    /// When it was made.
    pub hlc: Hlc,
    /// By whom.
    pub device_id: Uuid,
    /// Which one.
    pub op_id: Uuid,
}

impl Stamp {
    /// Whether this change holds against another of the same entity: the later one (on ties the greater device, then the greater id); where
    /// deletion is for good, a deletion against whatever is none.
    pub fn beats(&self, other: &Self, collection: Collection) -> bool {
        self.rank(collection) > other.rank(collection)
    }

    fn rank(&self, collection: Collection) -> (bool, Hlc, Uuid, Uuid) {
        let for_good = collection.deletes_for_good() && self.kind == Kind::Delete;
        (for_good, self.hlc, self.device_id, self.op_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stamp() -> impl Strategy<Value = Stamp> {
        (any::<bool>(), 0i64..4, 0u128..3, 0u128..5).prop_map(|(delete, hlc, device, op)| Stamp {
            kind: if delete { Kind::Delete } else { Kind::Put },
            hlc: Hlc(hlc),
            device_id: Uuid::from_u128(device),
            op_id: Uuid::from_u128(op),
        })
    }

    proptest! {
        /// Whatever the order of arrival, the same change holds in the end.
        #[test]
        fn the_order_of_arrival_does_not_matter(
            stamps in proptest::collection::vec(stamp(), 1..8).prop_shuffle(), seed in any::<u64>()
        ) {
            for collection in [Collection::Alerts, Collection::Settings] {
                let hold = |stamps: &[Stamp]| {
                    let beats = |held: Stamp, new: &Stamp| if new.beats(&held, collection) { *new } else { held };
                    stamps.iter().skip(1).fold(stamps[0], beats)
                };
                let mut other = stamps.clone();
                let steps = usize::try_from(seed % 8).unwrap_or(0) % other.len();
                other.rotate_left(steps);
                other.reverse();
                let (first, second) = (hold(&stamps), hold(&other));
                prop_assert!(!first.beats(&second, collection) && !second.beats(&first, collection));
            }
        }
    }

    #[test]
    fn a_deleted_alert_stays_deleted_and_a_coin_can_be_followed_again() {
        let at = |kind, millis| Stamp { kind, hlc: Hlc::at(millis), device_id: Uuid::nil(), op_id: Uuid::nil() };
        let (deleted, later) = (at(Kind::Delete, 1), at(Kind::Put, 2));
        assert!(!later.beats(&deleted, Collection::Alerts) && deleted.beats(&later, Collection::Alerts));
        assert!(later.beats(&deleted, Collection::Watchlist) && !deleted.beats(&later, Collection::Watchlist));
    }
}
