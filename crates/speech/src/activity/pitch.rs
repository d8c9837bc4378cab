//! Whether a sound has a voice's pitch: vowels repeat 60 to 400 times a second, noise and clicks do not, and tones do it more evenly than a throat can.
//!
//! The measure is the normalised autocorrelation of the differentiated signal at 8 kHz (Rabiner, "On the use of autocorrelation analysis for pitch
//! detection", 1977); white, pink and brown noise stay below 0.41 with it, vowels at 15 dB above noise reach 0.6 to 0.9.

use super::FRAME;

/// Half the frame's samples, and as many of the frame before.
const WINDOW: usize = FRAME;
/// Periods at 8 kHz: 400 Hz to 60 Hz.
const SHORTEST: usize = 20;
const LONGEST: usize = 133;
/// From here on a frame has a pitch.
const PITCHED: f32 = 0.45;
/// Of peaks nearly as high as the highest the first is the period, the others its multiples.
const AS_HIGH: f32 = 0.95;
/// A tone's period changes by less than this from frame to frame, its level by less than that.
const SAME_PERIOD: f32 = 0.006;
const SAME_LEVEL_DB: f32 = 0.5;
/// How slowly the steadiness follows, and from where on it is a tone.
const STEADINESS_FOLLOWS: f32 = 0.15;
const TONE: f32 = 0.75;
/// So many frames after a pitch may be a consonant of the same word.
const WORD: u32 = 10;

/// Follows the pitch of a stream.
pub(super) struct Pitch {
    window: [f32; WINDOW],
    /// Frames with a pitch so far.
    pub pitched: u32,
    /// Frames since the last pitch.
    since: u32,
    /// There was another pitch within a word's length before it: noise has a lone one now and then.
    confirmed: bool,
    last: Option<Pitched>,
    steadiness: f32,
}

#[derive(Clone, Copy)]
struct Pitched {
    period: f32,
    level_dbfs: f32,
}

impl Pitch {
    pub fn new() -> Self {
        Self { window: [0.0; WINDOW], pitched: 0, since: WORD + 1, confirmed: false, last: None, steadiness: 0.6 }
    }

    /// Takes a frame at 16 kHz; whether it may belong to a voice's word. `worth` tells frames that are loud enough to be looked at.
    pub fn frame(&mut self, frame: &[f32], level_dbfs: f32, worth: bool) -> bool {
        self.window.copy_within(WINDOW / 2.., 0);
        for (slot, pair) in self.window[WINDOW / 2..].iter_mut().zip(frame.as_chunks::<2>().0) {
            *slot = (pair[0] + pair[1]) / 2.0;
        }
        let found = if worth { period(&self.window) } else { None };
        let Some(period) = found else {
            self.since = self.since.saturating_add(1);
            self.last = None;
            return self.since <= WORD && self.confirmed && self.steadiness < TONE;
        };
        let pitched = Pitched { period, level_dbfs };
        let steady = self.last.is_some_and(|last| {
            (period / last.period - 1.0).abs() < SAME_PERIOD && (level_dbfs - last.level_dbfs).abs() < SAME_LEVEL_DB
        });
        self.steadiness += STEADINESS_FOLLOWS * (f32::from(u8::from(steady)) - self.steadiness);
        self.confirmed = self.since < WORD;
        self.since = 0;
        self.pitched += 1;
        self.last = Some(pitched);
        self.confirmed && self.steadiness < TONE
    }
}

/// The period of a window in samples at 8 kHz, if it has one.
fn period(window: &[f32; WINDOW]) -> Option<f32> {
    let mut sharp = [0.0; WINDOW];
    for (slot, pair) in sharp[1..].iter_mut().zip(window.windows(2)) {
        *slot = pair[1] - pair[0];
    }
    let now = &sharp[LONGEST..];
    let energy = dot(now, now);
    if energy <= 1e-9 {
        return None;
    }
    let mut likeness = [0.0; LONGEST + 1];
    for (lag, slot) in likeness.iter_mut().enumerate().skip(SHORTEST) {
        let before = &sharp[LONGEST - lag..WINDOW - lag];
        *slot = dot(now, before) / (energy * (dot(before, before) + 1e-12)).sqrt();
    }
    let best = likeness[SHORTEST..].iter().fold(0.0f32, |most, value| most.max(*value));
    if best < PITCHED {
        return None;
    }
    let is_peak = |lag: usize| {
        let around = &likeness[lag - 1..=(lag + 1).min(LONGEST)];
        likeness[lag] >= AS_HIGH * best && around.iter().all(|value| *value <= likeness[lag])
    };
    let lag = (SHORTEST..=LONGEST).find(|lag| is_peak(*lag))?;
    // between the samples, by a parabola through the peak
    let between = if lag > SHORTEST && lag < LONGEST {
        let (left, right) = (likeness[lag - 1], likeness[lag + 1]);
        let curve = left - 2.0 * likeness[lag] + right;
        if curve < 0.0 { 0.5 * (left - right) / curve } else { 0.0 }
    } else {
        0.0
    };
    Some(lag as f32 + between)
}

/// In eight sums, which the compiler keeps side by side.
fn dot(one: &[f32], other: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (one, one_rest) = one.as_chunks::<8>();
    let (other, other_rest) = other.as_chunks::<8>();
    for (one, other) in one.iter().zip(other) {
        for (sum, (one, other)) in sums.iter_mut().zip(one.iter().zip(other)) {
            *sum += one * other;
        }
    }
    let rest: f32 = one_rest.iter().zip(other_rest).map(|(one, other)| one * other).sum();
    sums.iter().sum::<f32>() + rest
}
