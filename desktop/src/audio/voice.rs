//! What rodio plays for us: the source at the device's end of the ring.

use rodio::{ChannelCount, SampleRate, Source};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// "Audible" is a sample above -45 dBFS.
const AUDIBLE: f32 = 0.005_623_413;
/// Each sample of the tail after a stop is so much of the one before: silent in about 5 ms, without a click.
const TAIL: f32 = 0.97;

/// One sample and the utterance it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tagged {
    pub(super) epoch: u32,
    pub(super) value: f32,
}

/// What both ends of the ring share.
#[derive(Debug)]
pub(super) struct Shared {
    /// The utterance that may be heard; samples of others are thrown away.
    pub(super) epoch: AtomicU32,
    /// Upper half: an epoch; lower half: how many of its samples were handed to the device.
    handed: AtomicU64,
    /// The epoch `audible_at` belongs to; 0 while it is being written.
    audible_epoch: AtomicU32,
    /// Nanoseconds since `base`.
    audible_at: AtomicU64,
    /// Counts callbacks' frames, to see a device that has stopped.
    pub(super) frames: AtomicU64,
    base: Instant,
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            epoch: AtomicU32::new(1),
            handed: AtomicU64::new(0),
            audible_epoch: AtomicU32::new(0),
            audible_at: AtomicU64::new(0),
            frames: AtomicU64::new(0),
            base: Instant::now(),
        }
    }

    /// How many samples of an utterance were handed to the device.
    pub(super) fn handed(&self, epoch: u32) -> u64 {
        let packed = self.handed.load(Ordering::Acquire);
        if packed >> 32 == u64::from(epoch) { packed & u64::from(u32::MAX) } else { 0 }
    }

    /// Begins counting at nothing again, when the device was opened anew.
    pub(super) fn forget_handed(&self) {
        self.handed.store(0, Ordering::Release);
    }

    /// When the first audible sample of an utterance was handed to the device.
    pub(super) fn first_audible(&self, epoch: u32) -> Option<Instant> {
        let before = self.audible_epoch.load(Ordering::Acquire);
        let at = self.audible_at.load(Ordering::Acquire);
        let after = self.audible_epoch.load(Ordering::Acquire);
        (before == epoch && after == epoch).then(|| self.base + Duration::from_nanos(at))
    }
}

/// The source. Endless: it is silent while there is nothing to say.
pub(super) struct Voice {
    samples: rtrb::Consumer<Tagged>,
    shared: Arc<Shared>,
    rate: SampleRate,
    channels: ChannelCount,
    /// Which channel of the frame is next.
    channel: u16,
    value: f32,
    /// The epoch that is counted, how much of it was handed, and whether it was audible yet.
    counted: (u32, u64, bool),
}

impl Voice {
    pub(super) fn new(
        samples: rtrb::Consumer<Tagged>,
        shared: Arc<Shared>,
        rate: SampleRate,
        channels: ChannelCount,
    ) -> Self {
        Self { samples, shared, rate, channels, channel: 0, value: 0.0, counted: (0, 0, false) }
    }

    fn frame(&mut self) -> f32 {
        self.shared.frames.fetch_add(1, Ordering::Relaxed);
        let epoch = self.shared.epoch.load(Ordering::Acquire);
        while let Ok(sample) = self.samples.pop() {
            if sample.epoch == epoch {
                self.count(sample);
                return sample.value;
            }
        }
        // Nothing to say: what was heard last dies away.
        let tail = self.value * TAIL;
        if tail.abs() < 1e-4 { 0.0 } else { tail }
    }

    fn count(&mut self, sample: Tagged) {
        let (epoch, handed, audible) = &mut self.counted;
        if *epoch != sample.epoch {
            (*epoch, *handed, *audible) = (sample.epoch, 0, false);
        }
        *handed += 1;
        self.shared.handed.store(u64::from(*epoch) << 32 | *handed, Ordering::Release);
        if !*audible && sample.value.abs() >= AUDIBLE {
            *audible = true;
            if self.shared.audible_epoch.load(Ordering::Acquire) != *epoch {
                let nanos = u64::try_from(self.shared.base.elapsed().as_nanos()).unwrap_or(u64::MAX);
                self.shared.audible_epoch.store(0, Ordering::Release);
                self.shared.audible_at.store(nanos, Ordering::Release);
                self.shared.audible_epoch.store(*epoch, Ordering::Release);
            }
        }
    }
}

impl Iterator for Voice {
    type Item = rodio::Sample;

    fn next(&mut self) -> Option<rodio::Sample> {
        if self.channel == 0 {
            self.value = self.frame();
        }
        self.channel = (self.channel + 1) % self.channels.get();
        Some(self.value)
    }
}

impl Source for Voice {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        self.channels
    }

    fn sample_rate(&self) -> SampleRate {
        self.rate
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}
