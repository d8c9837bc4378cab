//! What the push-to-talk key means: (event, time) → actions. Pure.

use crate::settings::HotkeyMode;
use std::time::Duration;

/// A press so soon after the one before is the key's own trembling.
pub const DEBOUNCE: Duration = Duration::from_millis(30);
/// A release that is followed by a press so soon was none: desktops repeat a held key as pairs of both.
pub const RELEASE_GRACE: Duration = Duration::from_millis(50);
/// Held for less, nothing can have been said.
pub const TAP: Duration = Duration::from_millis(250);

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyEvent {
    /// The key went down.
    Pressed,
    /// The key went up.
    Released,
    /// A button that begins and ends, whatever the key's mode.
    Toggled,
    /// The microphone has delivered its first sample.
    Ready,
    /// The turn is over, or what was being said is.
    Ended,
    /// A turn began, or something is being said, that no key asked for.
    Began,
    /// Esc.
    Stop,
}

/// What is to be done, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAction {
    /// Silence, and nothing of the turn that runs is shown or said any more.
    Silence,
    /// Begin to listen.
    Open,
    /// The question is complete.
    Finish,
    /// Throw away what was heard.
    Abandon,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    /// The microphone is being opened.
    Opening {
        /// The key went up meanwhile.
        finished: bool,
    },
    Listening,
    /// A turn is answered or something is said.
    Busy,
}

/// The key. Times are of one clock that never goes back.
#[derive(Debug, Clone)]
pub struct TalkKey {
    mode: HotkeyMode,
    state: State,
    /// Begun by a key that has to be held.
    held: bool,
    pressed_at: Option<Duration>,
    /// The release counts from here on.
    release_at: Option<Duration>,
    released_at: Option<Duration>,
}

impl TalkKey {
    /// A key at rest.
    pub fn new(mode: HotkeyMode) -> Self {
        Self { mode, state: State::Idle, held: false, pressed_at: None, release_at: None, released_at: None }
    }

    /// Another mode, from the next press on.
    pub fn set_mode(&mut self, mode: HotkeyMode) {
        self.mode = mode;
    }

    /// When [`TalkKey::due`] wants to be called.
    pub fn wake_at(&self) -> Option<Duration> {
        self.release_at
    }

    /// Something happened at `now`.
    pub fn on(&mut self, event: KeyEvent, now: Duration) -> Vec<KeyAction> {
        let mut actions = self.due(now);
        actions.extend(match event {
            KeyEvent::Pressed => self.pressed(now),
            KeyEvent::Released => {
                if self.held && self.listens() && self.release_at.is_none() {
                    self.released_at = Some(now);
                    self.release_at = Some(now + RELEASE_GRACE);
                }
                Vec::new()
            }
            KeyEvent::Toggled => self.toggled(now),
            KeyEvent::Ready => self.ready(),
            KeyEvent::Ended => {
                self.rest();
                Vec::new()
            }
            KeyEvent::Began => {
                self.rest();
                self.state = State::Busy;
                Vec::new()
            }
            KeyEvent::Stop => {
                let actions = match self.state {
                    State::Idle => Vec::new(),
                    State::Opening { .. } | State::Listening => vec![KeyAction::Abandon],
                    State::Busy => vec![KeyAction::Silence],
                };
                self.rest();
                actions
            }
        });
        actions
    }

    /// What is due by `now`.
    pub fn due(&mut self, now: Duration) -> Vec<KeyAction> {
        if self.release_at.is_none_or(|at| at > now) {
            return Vec::new();
        }
        self.release_at = None;
        match self.state {
            // it is not lost: the microphone opens first
            State::Opening { .. } => {
                self.state = State::Opening { finished: true };
                Vec::new()
            }
            State::Listening => self.finish(),
            State::Idle | State::Busy => Vec::new(),
        }
    }

    fn listens(&self) -> bool {
        matches!(self.state, State::Opening { .. } | State::Listening)
    }

    fn rest(&mut self) {
        self.state = State::Idle;
        self.held = false;
        self.release_at = None;
        self.released_at = None;
    }

    fn pressed(&mut self, now: Duration) -> Vec<KeyAction> {
        // the pair of a repeated key: it was never let go
        if self.release_at.take().is_some() {
            self.released_at = None;
            return Vec::new();
        }
        let trembles = self.pressed_at.is_some_and(|at| now.saturating_sub(at) < DEBOUNCE);
        self.pressed_at = Some(now);
        // a desktop may repeat presses alone; let go and pressed again while the microphone opens, it goes on
        if trembles || self.held && self.listens() {
            if let State::Opening { finished } = &mut self.state {
                *finished = false;
                self.released_at = None;
            }
            return Vec::new();
        }
        match self.mode {
            HotkeyMode::Toggle => self.toggled(now),
            HotkeyMode::Hold if self.listens() => self.toggled(now),
            HotkeyMode::Hold => {
                let mut actions = Vec::new();
                if self.state == State::Busy {
                    actions.push(KeyAction::Silence);
                }
                actions.extend(self.begin(now, true));
                actions
            }
        }
    }

    fn toggled(&mut self, now: Duration) -> Vec<KeyAction> {
        match self.state {
            State::Idle => self.begin(now, false),
            State::Opening { .. } => {
                self.rest();
                vec![KeyAction::Abandon]
            }
            State::Listening => {
                self.released_at = None;
                self.finish()
            }
            State::Busy => {
                self.rest();
                vec![KeyAction::Silence]
            }
        }
    }

    fn begin(&mut self, now: Duration, held: bool) -> Vec<KeyAction> {
        self.rest();
        self.pressed_at = Some(now);
        self.held = held;
        self.state = State::Opening { finished: false };
        vec![KeyAction::Open]
    }

    fn ready(&mut self) -> Vec<KeyAction> {
        let State::Opening { finished } = self.state else { return Vec::new() };
        self.state = State::Listening;
        if finished { self.finish() } else { Vec::new() }
    }

    fn finish(&mut self) -> Vec<KeyAction> {
        let tapped = match (self.held, self.pressed_at, self.released_at) {
            (true, Some(pressed), Some(released)) => released.saturating_sub(pressed) < TAP,
            _ => false,
        };
        self.rest();
        if tapped {
            return vec![KeyAction::Abandon];
        }
        self.state = State::Busy;
        vec![KeyAction::Finish]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use KeyAction::{Abandon, Finish, Open, Silence};
    use KeyEvent::{Began, Ended, Pressed, Ready, Released, Stop, Toggled};
    use proptest::prelude::*;

    const HOLD: HotkeyMode = HotkeyMode::Hold;
    const TOGGLE: HotkeyMode = HotkeyMode::Toggle;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// What comes of events at these milliseconds; at the end all that is due is done.
    fn run(mode: HotkeyMode, events: &[(u64, KeyEvent)]) -> Vec<KeyAction> {
        let mut key = TalkKey::new(mode);
        let mut actions: Vec<_> = events.iter().flat_map(|(at, event)| key.on(*event, ms(*at))).collect();
        while let Some(at) = key.wake_at() {
            actions.extend(key.due(at));
        }
        actions
    }

    #[test]
    fn held_it_listens_and_let_go_it_answers() {
        assert_eq!(run(HOLD, &[(0, Pressed), (20, Ready), (2_000, Released)]), [Open, Finish]);
        assert_eq!(
            run(TOGGLE, &[(0, Pressed), (20, Ready), (90, Released), (2_000, Pressed), (2_090, Released)]),
            [Open, Finish]
        );
    }

    #[test]
    fn a_release_while_the_microphone_opens_is_not_lost() {
        assert_eq!(run(HOLD, &[(0, Pressed), (400, Released), (900, Ready)]), [Open, Finish]);
        assert_eq!(run(HOLD, &[(0, Pressed), (400, Released), (420, Ready)]), [Open, Finish]);
    }

    #[test]
    fn a_repeated_key_was_never_let_go() {
        let repeated = [
            (0, Pressed),
            (20, Ready),
            (500, Released),
            (500, Pressed),
            (530, Released),
            (531, Pressed),
            (2_000, Released),
        ];
        assert_eq!(run(HOLD, &repeated), [Open, Finish]);
        assert_eq!(
            run(HOLD, &[(0, Pressed), (20, Ready), (500, Pressed), (530, Pressed), (2_000, Released)]),
            [Open, Finish]
        );
    }

    #[test]
    fn a_trembling_contact_is_one_press() {
        assert_eq!(
            run(TOGGLE, &[(0, Pressed), (3, Released), (5, Pressed), (20, Ready), (700, Pressed)]),
            [Open, Finish]
        );
    }

    #[test]
    fn a_tap_throws_away_what_nobody_can_have_said() {
        assert_eq!(run(HOLD, &[(0, Pressed), (20, Ready), (120, Released)]), [Open, Abandon]);
        assert_eq!(run(HOLD, &[(0, Pressed), (120, Released), (600, Ready)]), [Open, Abandon]);
    }

    #[test]
    fn the_key_again_silences_the_answer() {
        assert_eq!(run(HOLD, &[(0, Began), (500, Pressed), (510, Ready), (590, Released)]), [Silence, Open, Abandon]);
        assert_eq!(run(HOLD, &[(0, Began), (500, Pressed), (510, Ready), (2_000, Released)]), [Silence, Open, Finish]);
        assert_eq!(run(TOGGLE, &[(0, Began), (500, Pressed), (590, Released)]), [Silence]);
    }

    #[test]
    fn escape_stops_whatever_goes_on() {
        assert_eq!(run(HOLD, &[(0, Pressed), (50, Stop), (400, Released), (500, Ready)]), [Open, Abandon]);
        assert_eq!(run(HOLD, &[(0, Pressed), (20, Ready), (500, Stop), (900, Released)]), [Open, Abandon]);
        assert_eq!(run(HOLD, &[(0, Pressed), (20, Ready), (900, Released), (1_000, Stop)]), [Open, Finish, Silence]);
        assert_eq!(run(HOLD, &[(0, Stop)]), []);
    }

    #[test]
    fn a_button_begins_and_ends_in_either_mode() {
        for mode in [HOLD, TOGGLE] {
            assert_eq!(run(mode, &[(0, Toggled), (20, Ready), (900, Toggled)]), [Open, Finish]);
            assert_eq!(run(mode, &[(0, Toggled), (20, Ready), (900, Pressed), (990, Released)]), [Open, Finish]);
        }
    }

    #[test]
    fn a_turn_that_ends_by_itself_frees_the_key() {
        let events = [
            (0, Pressed),
            (20, Ready),
            (5_000, Ended),
            (6_000, Released),
            (7_000, Pressed),
            (7_020, Ready),
            (9_000, Released),
        ];
        assert_eq!(run(HOLD, &events), [Open, Open, Finish]);
    }

    fn any_event() -> impl Strategy<Value = KeyEvent> {
        prop::sample::select(vec![Pressed, Released, Toggled, Ready, Ended, Began, Stop])
    }

    proptest! {
        /// Whatever happens, each `Open` is followed by one end (its own, or that of a turn) before the next, and nothing ends that did
        /// not begin.
        #[test]
        fn listening_begins_and_ends_in_turns(
            toggle in any::<bool>(),
            events in prop::collection::vec((0_u64..400, any_event()), 0..60),
        ) {
            let mut key = TalkKey::new(if toggle { TOGGLE } else { HOLD });
            let mut now = 0;
            let mut open = false;
            for (wait, event) in events {
                now += wait;
                for action in key.on(event, ms(now)) {
                    match action {
                        Open => {
                            prop_assert!(!open);
                            open = true;
                        }
                        Finish | Abandon => {
                            prop_assert!(open);
                            open = false;
                        }
                        Silence => prop_assert!(!open),
                    }
                }
                if matches!(event, Ended | Began) {
                    open = false;
                }
                prop_assert!(key.wake_at().is_none_or(|at| at > ms(now)));
            }
        }
    }
}
