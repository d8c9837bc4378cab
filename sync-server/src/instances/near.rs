//! What this instance keeps by itself for a while: never more than so many bytes, and what is over is soon gone.

use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// So many bytes are kept at most, names and all.
const MOST: usize = 32 << 20;
/// What an entry takes beside its name and value, about.
const ENTRY: usize = 128;
/// So often what is over is looked for, while something comes.
const LOOK: Duration = Duration::from_secs(1);

/// Bytes by name.
#[derive(Debug, Default)]
pub(super) struct Near {
    entries: HashMap<String, Entry>,
    bytes: usize,
    looked: Option<Instant>,
}

#[derive(Debug)]
struct Entry {
    until: Instant,
    value: Vec<u8>,
}

impl Near {
    pub fn get(&self, name: &str, now: Instant) -> Option<Vec<u8>> {
        self.entries.get(name).filter(|entry| entry.until > now).map(|entry| entry.value.clone())
    }

    pub fn put(&mut self, name: &str, value: &[u8], time: Duration, now: Instant) {
        if let Some(before) = self.entries.remove(name) {
            self.bytes -= size(name, &before.value);
        }
        let more = size(name, value);
        if more > MOST {
            return;
        }
        let is_full = self.bytes + more > MOST;
        if is_full || self.looked.is_none_or(|looked| now.duration_since(looked) >= LOOK) {
            self.looked = Some(now);
            self.entries.retain(|_, entry| entry.until > now);
            self.bytes = self.entries.iter().map(|(name, entry)| size(name, &entry.value)).sum();
        }
        if self.bytes + more > MOST {
            // it can be had again, whichever it is
            self.entries.clear();
            self.bytes = 0;
        }
        self.bytes += more;
        self.entries.insert(name.to_owned(), Entry { until: now + time, value: value.to_vec() });
    }
}

fn size(name: &str, value: &[u8]) -> usize {
    ENTRY + name.len() + value.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_is_over_is_gone_with_the_next_that_comes() {
        let (mut near, begun) = (Near::default(), Instant::now());
        for number in 0..100 {
            near.put(&number.to_string(), &[0; 1_000], SECOND, begun);
        }
        near.put("long", b"x", SECOND * 10, begun);
        assert_eq!((near.get("7", begun).map(|value| value.len()), near.entries.len()), (Some(1_000), 101));
        assert_eq!(near.get("7", begun + SECOND), None);
        near.put("new", b"y", SECOND, begun + SECOND);
        assert_eq!(near.entries.len(), 2, "{:?}", near.entries.keys());
        assert_eq!(near.bytes, size("long", b"x") + size("new", b"y"));
    }

    #[test]
    fn it_never_has_more_than_so_many_bytes() {
        let (mut near, now) = (Near::default(), Instant::now());
        let candles = vec![0; 70_000];
        for number in 0..2_000 {
            near.put(&number.to_string(), &candles, SECOND * 60, now);
            let held: usize = near.entries.values().map(|entry| entry.value.len()).sum();
            assert!(held <= near.bytes && near.bytes <= MOST, "{held} {}", near.bytes);
        }
        assert_eq!(near.get("1999", now).as_ref(), Some(&candles));
        near.put("1999", b"less", SECOND, now);
        near.put("huge", &vec![0; MOST], SECOND, now);
        assert_eq!((near.get("1999", now).as_deref(), near.get("huge", now)), (Some(b"less".as_slice()), None));
        let counted: usize = near.entries.iter().map(|(name, entry)| size(name, &entry.value)).sum();
        assert_eq!(near.bytes, counted);
    }
}
