//! Which changes hold.

use super::heads::Digests;
use alfa_sync::wire::Verdict;
use alfa_sync::{Collection, Digest, Kind, Op, Stamp};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// What holds of an entity, and where.
pub(super) struct Held {
    pub stamp: Stamp,
    pub seq: i64,
}

pub(super) type Entities = HashMap<(Collection, Uuid), Held>;

/// A change with its place.
pub(super) struct Row<'a> {
    pub op: &'a Op,
    pub seq: i64,
    pub live: bool,
    pub problem: Option<&'static str>,
}

/// The alert a firing is of.
pub(super) fn alert_of(op: &Op) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct Firing {
        alert: Uuid,
    }
    (op.collection == Collection::Firings && op.kind == Kind::Put)
        .then(|| serde_json::from_slice::<Firing>(&op.body).ok().map(|firing| firing.alert))?
}

/// Why a change cannot be taken.
fn problem(op: &Op) -> Option<&'static str> {
    match op.kind {
        Kind::Delete if !op.body.is_empty() => Some("body_of_a_deletion"),
        Kind::Put if op.body.is_empty() => Some("empty_body"),
        Kind::Put if op.collection.is_readable() && serde_json::from_slice::<serde_json::Value>(&op.body).is_err() => {
            Some("unreadable_body")
        }
        Kind::Put if op.collection == Collection::Firings && alert_of(op).is_none() => Some("firing_of_nothing"),
        _ => None,
    }
}

/// Gives each change its place after the head and its verdict; also the places whose change holds no more.
pub(super) fn judge<'a>(
    ops: &'a [Op],
    head: i64,
    held: &mut Entities,
    digests: &mut Digests,
    verdicts: &mut Vec<Verdict>,
) -> (Vec<Row<'a>>, Vec<i64>) {
    let mut rows: Vec<Row<'a>> = Vec::with_capacity(ops.len());
    let mut replaced = Vec::new();
    for (op, seq) in ops.iter().zip(head + 1..) {
        if let Some(problem) = problem(op) {
            verdicts.push(Verdict::Rejected { seq, problem: problem.to_owned() });
            rows.push(Row { op, seq, live: false, problem: Some(problem) });
            continue;
        }
        let key = (op.collection, op.entity);
        let stamp = op.stamp();
        let before = held.get(&key);
        let alert = alert_of(op).and_then(|alert| held.get(&(Collection::Alerts, alert)));
        let of_a_deleted_alert = alert.is_some_and(|alert| alert.stamp.kind == Kind::Delete);
        if of_a_deleted_alert || before.is_some_and(|before| !stamp.beats(&before.stamp, op.collection)) {
            verdicts.push(Verdict::Superseded { seq });
            rows.push(Row { op, seq, live: false, problem: None });
            continue;
        }
        let digest = digests.entry(op.collection).or_default();
        if let Some(before) = before {
            digest.toggle(Digest::of(op.collection, op.entity, &before.stamp));
            match usize::try_from(before.seq - head - 1).ok().and_then(|index| rows.get_mut(index)) {
                // one of this very push
                Some(row) => row.live = false,
                None => replaced.push(before.seq),
            }
        }
        digest.toggle(Digest::of(op.collection, op.entity, &stamp));
        held.insert(key, Held { stamp, seq });
        verdicts.push(Verdict::Applied { seq });
        rows.push(Row { op, seq, live: true, problem: None });
    }
    (rows, replaced)
}
