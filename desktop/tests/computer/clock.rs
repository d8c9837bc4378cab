//! The clock.

use crate::roles::{play, role, stage};
use crate::samples::at;
use alfa_copilot::Clock;
use alfa_desktop::clock::SystemClock;

#[test]
fn words_may_have_another_now_and_records_do_not() {
    let clock = SystemClock::new(None);
    let before = clock.now();
    assert!(clock.words_now() >= before);
    let set = clock.with_words_now(Some(at(5)));
    assert_eq!(set.words_now(), at(5));
    assert!(set.now() >= before);
    assert_eq!(before.timestamp_subsec_nanos() % 1_000, 0, "whole microseconds, as they are stored");
}

#[test]
fn random_bytes_differ() {
    let clock = SystemClock::new(None);
    let drawn: std::collections::HashSet<[u8; 10]> = (0..1_000).map(|_| clock.random()).collect();
    assert_eq!(drawn.len(), 1_000);
}

#[test]
fn the_zone_is_the_one_set_or_the_systems() {
    assert_eq!(SystemClock::new(Some(chrono_tz::America::Manaus)).zone(), chrono_tz::America::Manaus);
    for (variable, zone) in [("America/Rio_Branco", "America/Rio_Branco"), (":America/Bahia", "America/Bahia")] {
        let mut command = role("clock::role_has_the_zone", zone);
        command.env("TZ", variable);
        play(command);
    }
}

#[test]
#[ignore = "a role"]
fn role_has_the_zone() {
    let Some(zone) = stage() else { return };
    assert_eq!(SystemClock::new(None).zone().name(), zone);
}
