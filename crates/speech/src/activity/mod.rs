//! Whether somebody speaks: `earshot`'s detector, which knows voices but also takes loud noise and tones for one, behind a gate of level that follows
//! the room's noise, and one of pitch.

mod pitch;

use crate::RECOGNIZER_RATE;
use earshot::Detector;
use pitch::Pitch;
use std::ops::Range;

/// Samples the detector takes at once: 16 ms.
const FRAME: usize = 256;
const FRAME_MS: u32 = 1000 * FRAME as u32 / RECOGNIZER_RATE;
/// Level of digital silence.
const SILENCE_DBFS: f32 = -100.0;
/// Softer than this nobody speaks into a microphone.
const GATE_DBFS: f32 = -62.0;
/// Voice stands out of the room's noise by so much.
const ABOVE_FLOOR_DB: f32 = 4.0;
/// The noise floor rises by at most this a second, so that it does not climb onto speech.
const FLOOR_RISE_DB: f32 = 6.0;
/// Score from which a frame is voice, and down to which it stays voice.
const VOICE: f32 = 0.5;
const STILL_VOICE: f32 = 0.3;
/// So many voiced frames in a row make somebody speaking; fewer are a click.
const ONSET: u32 = 4;
/// So long a pause ends "speaking".
const PAUSE_MS: u32 = 250;
/// A recording with less voice than this has nobody in it; "sim" has more.
const LEAST_VOICED_MS: u32 = 128;
/// And fewer frames with a pitch than this, which noise has by chance.
const LEAST_PITCHED: u32 = 6;
/// A longer pause than this parts two utterances: 1.5 s.
const LONG_PAUSE: usize = RECOGNIZER_RATE as usize * 3 / 2;

/// What a [`VoiceActivity`] knows after the last sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VoiceState {
    /// Somebody is speaking now.
    pub speaking: bool,
    /// How much voice there was so far, in milliseconds.
    pub voiced_ms: u32,
    /// How long ago the last voice was, in milliseconds; since the start when there was none.
    pub silence_ms: u32,
    /// Level of the last 16 ms, in dB of full scale (-100 for digital silence).
    pub level_dbfs: f32,
}

/// Follows a stream.
pub struct VoiceActivity {
    detector: Box<Detector>,
    pitch: Pitch,
    pending: Vec<f32>,
    floor_dbfs: f32,
    /// Voiced frames in a row up to now.
    run: u32,
    state: VoiceState,
}

impl VoiceActivity {
    /// At the start of a stream.
    pub fn new() -> Self {
        Self {
            detector: Box::default(),
            pitch: Pitch::new(),
            pending: Vec::with_capacity(FRAME),
            floor_dbfs: GATE_DBFS,
            run: 0,
            state: VoiceState { speaking: false, voiced_ms: 0, silence_ms: 0, level_dbfs: SILENCE_DBFS },
        }
    }

    /// Takes samples at 16 kHz, any number.
    pub fn push(&mut self, samples: &[f32]) -> VoiceState {
        let mut rest = samples;
        while !rest.is_empty() {
            let take = rest.len().min(FRAME - self.pending.len());
            let (now, later) = rest.split_at(take);
            // the detector takes nothing beyond full scale, and a broken driver may give anything
            self.pending
                .extend(now.iter().map(|sample| if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 }));
            rest = later;
            if self.pending.len() == FRAME {
                self.frame();
                self.pending.clear();
            }
        }
        self.state
    }

    /// One whole frame.
    fn frame(&mut self) {
        let level = level_dbfs(&self.pending);
        let score = self.detector.predict_f32(&self.pending);
        let threshold = if self.run >= ONSET { STILL_VOICE } else { VOICE };
        let loud = level > GATE_DBFS && level > self.floor_dbfs + ABOVE_FLOOR_DB;
        let likely = loud && score >= threshold;
        let voice = self.pitch.frame(&self.pending, level, likely) && likely;
        self.follow_floor(level, voice);
        self.count(voice, level);
    }

    fn follow_floor(&mut self, level: f32, voice: bool) {
        if level < self.floor_dbfs {
            self.floor_dbfs += 0.3 * (level.max(SILENCE_DBFS) - self.floor_dbfs);
        } else if !voice {
            let rise = FLOOR_RISE_DB * FRAME as f32 / RECOGNIZER_RATE as f32;
            self.floor_dbfs = (self.floor_dbfs + rise).min(level);
        }
    }

    fn count(&mut self, voice: bool, level: f32) {
        self.state.level_dbfs = level;
        if !voice {
            self.run = 0;
            self.state.silence_ms += FRAME_MS;
            self.state.speaking &= self.state.silence_ms < PAUSE_MS;
            return;
        }
        self.run += 1;
        if self.run == ONSET {
            self.state.voiced_ms += ONSET * FRAME_MS;
        } else if self.run > ONSET {
            self.state.voiced_ms += FRAME_MS;
        }
        if self.run >= ONSET || self.state.speaking {
            self.state.silence_ms = 0;
            self.state.speaking = true;
        } else {
            self.state.silence_ms += FRAME_MS;
        }
    }
}

impl Default for VoiceActivity {
    fn default() -> Self {
        Self::new()
    }
}

/// Root mean square of a frame.
fn level_dbfs(frame: &[f32]) -> f32 {
    let power = frame.iter().map(|sample| sample * sample).sum::<f32>() / frame.len() as f32;
    if power > 0.0 { (10.0 * power.log10()).max(SILENCE_DBFS) } else { SILENCE_DBFS }
}

/// The speech in a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    /// From the first to the last voiced sample.
    pub range: Range<usize>,
    /// How much voice there is in it, in milliseconds.
    pub voiced_ms: u32,
    /// What was said between long pauses, in order; one of the whole range for an ordinary question.
    pub utterances: Vec<Utterance>,
}

/// What was said without a long pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// From its first to its last voiced sample.
    pub range: Range<usize>,
    /// How much voice there is in it, in milliseconds.
    pub voiced_ms: u32,
}

/// The speech in a recording at 16 kHz; `None` when nobody speaks: silence, noise, hum, clicks, tones.
pub fn speech(samples: &[f32]) -> Option<Speech> {
    let mut activity = VoiceActivity::new();
    let mut utterances: Vec<Utterance> = Vec::new();
    for (index, frame) in samples.chunks_exact(FRAME).enumerate() {
        let before = activity.state.voiced_ms;
        let added = activity.push(frame).voiced_ms - before;
        if added == 0 {
            continue;
        }
        let end = (index + 1) * FRAME;
        // the frames that made the onset count from their first
        let start = end - FRAME * (added / FRAME_MS) as usize;
        match utterances.last_mut() {
            Some(last) if start - last.range.end < LONG_PAUSE => {
                last.range.end = end;
                last.voiced_ms += added;
            }
            _ => utterances.push(Utterance { range: start..end, voiced_ms: added }),
        }
    }
    let voiced_ms = activity.state.voiced_ms;
    if voiced_ms < LEAST_VOICED_MS || activity.pitch.pitched < LEAST_PITCHED {
        return None;
    }
    // a cough beside what was said is no utterance
    utterances.retain(|utterance| utterance.voiced_ms >= LEAST_VOICED_MS);
    let range = utterances.first()?.range.start..utterances.last()?.range.end;
    Some(Speech { range, voiced_ms, utterances })
}

/// From the first to the last voiced sample of a recording at 16 kHz; `None` when nobody speaks.
pub fn speech_range(samples: &[f32]) -> Option<Range<usize>> {
    speech(samples).map(|speech| speech.range)
}
