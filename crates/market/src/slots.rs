//! Answers kept for a short while, each asked for once however many wait for it.

use crate::Problem;
use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Mutex as Turnstile;

/// A failure is kept this long: those who waited for the same answer share it.
const FAILURE: Duration = Duration::from_millis(300);
/// That a source lacks a pair holds for longer.
const LACK: Duration = Duration::from_secs(600);
/// More keys than this are swept.
const MANY: usize = 4_096;

struct Kept<V> {
    until: Instant,
    value: Result<V, Problem>,
}

type Slot<V> = Arc<Turnstile<Option<Kept<V>>>>;

pub(crate) struct Slots<K, V> {
    slots: Mutex<HashMap<K, Slot<V>>>,
}

impl<K: Eq + Hash + Ord + Clone, V: Clone> Slots<K, V> {
    pub(crate) fn new() -> Self {
        Self { slots: Mutex::new(HashMap::new()) }
    }

    fn slot(&self, key: &K) -> Slot<V> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() > MANY {
            slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        Arc::clone(slots.entry(key.clone()).or_default())
    }

    /// What is kept under a key and still fresh, without waiting.
    pub(crate) fn peek(&self, key: &K) -> Option<Result<V, Problem>> {
        let slot = Arc::clone(self.slots.lock().unwrap_or_else(PoisonError::into_inner).get(key)?);
        let kept = slot.try_lock().ok()?;
        kept.as_ref().filter(|kept| kept.until > Instant::now()).map(|kept| kept.value.clone())
    }

    /// The answer under a key: kept, under way, or asked for now.
    pub(crate) async fn get(
        &self,
        key: &K,
        ttl: Duration,
        ask: impl Future<Output = Result<V, Problem>>,
    ) -> Result<V, Problem> {
        let slot = self.slot(key);
        let mut kept = slot.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.until > Instant::now()) {
            return kept.value.clone();
        }
        let value = ask.await;
        *kept = Some(keep(value.clone(), ttl));
        value
    }

    /// The answers under several keys; those that are not kept are asked for together.
    pub(crate) async fn get_many<F>(
        &self,
        keys: &[K],
        ttl: Duration,
        ask: impl FnOnce(Vec<K>) -> F,
    ) -> Vec<Result<V, Problem>>
    where
        F: Future<Output = Vec<Result<V, Problem>>>,
    {
        // in order of the keys, so that two callers cannot wait for each other
        let mut sorted: Vec<K> = keys.to_vec();
        sorted.sort();
        sorted.dedup();
        let mut held = Vec::with_capacity(sorted.len());
        for key in sorted {
            let kept = self.slot(&key).lock_owned().await;
            held.push((key, kept));
        }
        let now = Instant::now();
        let stale = |kept: &Option<Kept<V>>| kept.as_ref().is_none_or(|kept| kept.until <= now);
        let missing: Vec<K> = held.iter().filter(|(_, kept)| stale(kept)).map(|(key, _)| key.clone()).collect();
        if !missing.is_empty() {
            let answers = ask(missing).await;
            for ((_, slot), value) in held.iter_mut().filter(|(_, kept)| stale(kept)).zip(answers) {
                **slot = Some(keep(value, ttl));
            }
        }
        let answer = |key: &K| {
            let index = held.binary_search_by(|(held, _)| held.cmp(key)).ok();
            let kept = index.and_then(|index| held[index].1.as_ref());
            kept.map_or(Err(Problem::NoPair), |kept| kept.value.clone())
        };
        keys.iter().map(answer).collect()
    }
}

fn keep<V>(value: Result<V, Problem>, ttl: Duration) -> Kept<V> {
    let time = match &value {
        Ok(_) => ttl,
        Err(problem) if problem.is_lack() => LACK,
        Err(_) => FAILURE,
    };
    Kept { until: Instant::now() + time, value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn many_who_ask_the_same_are_answered_by_one_question() {
        let slots = Arc::new(Slots::<&str, u32>::new());
        let asked = Arc::new(AtomicUsize::new(0));
        let ask = || {
            let (slots, asked) = (Arc::clone(&slots), Arc::clone(&asked));
            async move {
                slots
                    .get(&"a", Duration::from_secs(60), async {
                        asked.fetch_add(1, Ordering::SeqCst);
                        tokio::task::yield_now().await;
                        Ok(7)
                    })
                    .await
            }
        };
        let answers = futures::future::join_all((0..20).map(|_| ask())).await;
        assert!(answers.iter().all(|answer| *answer == Ok(7)));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert_eq!(slots.peek(&"a"), Some(Ok(7)));
    }

    #[tokio::test]
    async fn only_what_is_missing_is_asked_for() {
        let slots = Slots::<u8, u8>::new();
        let minute = Duration::from_secs(60);
        let first =
            slots.get_many(&[2, 1], minute, |keys| async move { keys.iter().map(|k| Ok(k * 10)).collect() }).await;
        assert_eq!(first, [Ok(20), Ok(10)]);
        let second = slots
            .get_many(&[3, 1, 3], minute, |keys| async move {
                assert_eq!(keys, [3]);
                vec![Err(Problem::NoPair)]
            })
            .await;
        assert_eq!(second, [Err(Problem::NoPair), Ok(10), Err(Problem::NoPair)]);
    }
}
