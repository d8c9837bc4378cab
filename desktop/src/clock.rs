//! The one door to the time, the time zone and randomness.

use alfa_copilot::Clock;
use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;

/// The zone where the system names none: most of Brazil lives by it.
pub const DEFAULT_ZONE: Tz = chrono_tz::America::Sao_Paulo;

/// The computer's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    words_now: Option<DateTime<Utc>>,
    zone: Tz,
}

impl SystemClock {
    /// The computer's time in `zone`; without one, in the system's zone, or else [`DEFAULT_ZONE`].
    pub fn new(zone: Option<Tz>) -> Self {
        Self { words_now: None, zone: zone.or_else(system_zone).unwrap_or(DEFAULT_ZONE) }
    }

    /// The same clock with another moment for what words mean ("ontem"); quotes and records keep real time.
    #[must_use]
    pub fn with_words_now(self, words_now: Option<DateTime<Utc>>) -> Self {
        Self { words_now, ..self }
    }
}

impl Clock for SystemClock {
    /// In whole microseconds, which is what the store keeps.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the computer for the time")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    fn words_now(&self) -> DateTime<Utc> {
        self.words_now.unwrap_or_else(|| self.now())
    }

    fn zone(&self) -> Tz {
        self.zone
    }

    fn random(&self) -> [u8; 10] {
        random_bytes()
    }
}

fn system_zone() -> Option<Tz> {
    // TZ goes before the system's file, as in the C library; a form such as `:America/Bahia` is allowed there.
    let variable = std::env::var("TZ").ok().and_then(|zone| zone.trim_start_matches(':').parse().ok());
    variable.or_else(|| iana_time_zone::get_timezone().ok()?.parse().ok())
}

/// Random bytes from the system.
pub(crate) fn random_bytes() -> [u8; 10] {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let mut bytes = [0; 10];
    if getrandom::fill(&mut bytes).is_err() {
        // No source of randomness: the seeds of the standard library's hash maps keep identifiers apart.
        let word = || RandomState::new().build_hasher().finish().to_le_bytes();
        bytes[..8].copy_from_slice(&word());
        bytes[8..].copy_from_slice(&word()[..2]);
    }
    bytes
}
