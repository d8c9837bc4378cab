//! The thread behind a speaker: it keeps the device open, brings clips to its rate and tops up its ring.

use super::desk::{Desk, Orders, Status};
use super::device::{find, name_of, quick_buffer, quiet};
use super::error::{AudioError, Direction};
use super::voice::{Shared, Tagged, Voice};
use alfa_speech::Clip;
use alfa_speech::resample::Resampler;
use cpal::BufferSize;
use cpal::traits::DeviceTrait;
use rodio::stream::{DeviceSinkBuilder, DeviceSinkError, MixerDeviceSink};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How often the ring is topped up while something plays.
const TICK: Duration = Duration::from_millis(10);
/// A device that has taken nothing for so long is gone.
const STARVED: Duration = Duration::from_millis(1_500);
/// A speaker that has said nothing for so long is closed, so that an idle ALFA costs nothing.
const IDLE: Duration = Duration::from_secs(30);
/// What the device still holds when the ring is empty.
const DEVICE_BUFFER: Duration = Duration::from_millis(60);

/// Plays until the desk is gone. The result of the first opening goes to `opened`.
pub(super) fn run(wanted: Option<&str>, desk: &Weak<Desk>, opened: oneshot::Sender<Result<(), AudioError>>) {
    quiet();
    let Some(shared) = desk.upgrade().map(|desk| Arc::clone(&desk.shared)) else { return };
    let mut feeder = match Device::open(wanted, &shared) {
        Ok(device) => Feeder { device: Some(device), speech: Speech::default(), shared },
        Err(error) => {
            let _ = opened.send(Err(error));
            return;
        }
    };
    let mut opened = Some(opened);
    let mut used = Instant::now();
    // The desk is let go of between the rounds, so that its last user ends this thread.
    while let Some(desk) = desk.upgrade() {
        if let Some(device) = &feeder.device {
            desk.lock().rate = device.rate;
        }
        if let Some(opened) = opened.take()
            && opened.send(Ok(())).is_err()
        {
            return;
        }
        let patience = if feeder.speech.is_over() { Duration::from_millis(200) } else { TICK };
        let order = take_order(&desk, &feeder.speech, patience);
        if order.warm || order.clip.is_some() || !feeder.speech.is_over() {
            used = Instant::now();
        }
        feeder.round(&order, wanted, &desk);
        if used.elapsed() > IDLE {
            feeder.device = None;
        }
    }
}

/// What the desk wants of the thread now.
struct Order {
    epoch: u32,
    clip: Option<Clip>,
    more: bool,
    warm: bool,
}

fn take_order(desk: &Desk, speech: &Speech, patience: Duration) -> Order {
    let nothing_new = |orders: &mut Orders| {
        orders.epoch == speech.epoch && !orders.warm && (orders.clips.is_empty() || !speech.wants_more())
    };
    let (mut orders, _) =
        desk.ordered.wait_timeout_while(desk.lock(), patience, nothing_new).unwrap_or_else(PoisonError::into_inner);
    let clip = if orders.epoch != speech.epoch || speech.wants_more() { orders.clips.pop_front() } else { None };
    Order { epoch: orders.epoch, clip, more: !orders.clips.is_empty(), warm: std::mem::take(&mut orders.warm) }
}

struct Feeder {
    device: Option<Device>,
    speech: Speech,
    shared: Arc<Shared>,
}

/// The utterance that is fed to the device.
#[derive(Default)]
struct Speech {
    epoch: u32,
    /// Samples at the device's rate that do not fit into the ring yet.
    waiting: VecDeque<f32>,
    /// Samples in the ring that the device has not taken, as far as is known; kept for another device.
    under_way: VecDeque<f32>,
    pushed: u64,
    taken_clips: u64,
    resampler: Option<(u32, Resampler)>,
    /// Whether the resampler holds a rest.
    unflushed: bool,
    emptied_at: Option<Instant>,
    reported: bool,
}

impl Speech {
    fn wants_more(&self) -> bool {
        self.waiting.is_empty()
    }

    fn is_over(&self) -> bool {
        self.reported || self.taken_clips == 0
    }
}

impl Feeder {
    fn round(&mut self, order: &Order, wanted: Option<&str>, desk: &Desk) {
        if order.epoch != self.speech.epoch {
            self.speech = Speech { epoch: order.epoch, ..Speech::default() };
        }
        let needed = order.warm || order.clip.is_some() || !self.speech.is_over();
        let broken = self.device.as_mut().is_some_and(|device| device.is_broken(&self.shared));
        if broken || (needed && self.device.is_none()) {
            self.reopen(wanted, desk);
        }
        let Some(rate) = self.device.as_ref().map(|device| device.rate) else {
            if needed {
                self.give_up(order, desk);
            }
            return;
        };
        if let Some(clip) = &order.clip {
            self.take(clip, rate);
        }
        self.feed(order.more);
        self.report(desk, order.more);
    }

    /// Brings a clip to the device's rate. Clips of one rate are one stream: no click where one ends and the next begins.
    fn take(&mut self, clip: &Clip, rate: u32) {
        let speech = &mut self.speech;
        speech.taken_clips += 1;
        (speech.reported, speech.emptied_at) = (false, None);
        let mut samples = Vec::new();
        if speech.resampler.as_ref().is_none_or(|(from, _)| *from != clip.rate) {
            if let Some((_, mut old)) = speech.resampler.take() {
                samples.extend(old.finish());
            }
            match Resampler::new(clip.rate, rate) {
                Ok(resampler) => speech.resampler = Some((clip.rate, resampler)),
                Err(error) => tracing::error!(%error, "a clip cannot be played"),
            }
        }
        if let Some((_, resampler)) = &mut speech.resampler {
            samples.extend(resampler.push(&clip.samples));
            speech.unflushed = true;
        }
        speech.waiting.extend(samples);
    }

    /// Fills the ring.
    fn feed(&mut self, more: bool) {
        let (speech, Some(device)) = (&mut self.speech, &mut self.device) else { return };
        let handed = self.shared.handed(speech.epoch);
        let known = usize::try_from(speech.pushed.saturating_sub(handed)).unwrap_or(usize::MAX);
        let gone = speech.under_way.len().saturating_sub(known);
        speech.under_way.drain(..gone);
        // The rest inside the resampler follows when the ring runs low and nothing continues the stream.
        if speech.unflushed
            && !more
            && speech.waiting.is_empty()
            && known < usize::try_from(device.rate / 20).unwrap_or(0)
        {
            speech.unflushed = false;
            if let Some((_, resampler)) = &mut speech.resampler {
                speech.waiting.extend(resampler.finish());
            }
        }
        while let Some(&value) = speech.waiting.front() {
            if device.ring.push(Tagged { epoch: speech.epoch, value }).is_err() {
                break;
            }
            speech.waiting.pop_front();
            speech.under_way.push_back(value);
            speech.pushed += 1;
        }
    }

    /// Says when everything was played.
    fn report(&mut self, desk: &Desk, more: bool) {
        let speech = &mut self.speech;
        let all_in = !more && speech.waiting.is_empty() && !speech.unflushed && speech.taken_clips > 0;
        if speech.reported || !all_in || self.shared.handed(speech.epoch) < speech.pushed {
            return;
        }
        let emptied_at = *speech.emptied_at.get_or_insert_with(Instant::now);
        if emptied_at.elapsed() >= DEVICE_BUFFER {
            speech.reported = true;
            desk.status.send_replace(Status { epoch: speech.epoch, done: speech.taken_clips, lost: false });
        }
    }

    /// Opens a device; what the old one had not taken goes to it.
    fn reopen(&mut self, wanted: Option<&str>, desk: &Desk) {
        let old_rate = self.device.take().map(|device| device.rate);
        self.device = match Device::open(wanted, &self.shared).or_else(|_| Device::open(None, &self.shared)) {
            Ok(device) => Some(device),
            Err(error) => {
                tracing::warn!(%error, "there is no speaker");
                return;
            }
        };
        let (speech, Some(device)) = (&mut self.speech, &self.device) else { return };
        let handed = self.shared.handed(speech.epoch);
        let mut orders = desk.lock();
        orders.carried = (speech.epoch, desk.heard_of(&orders, speech.epoch));
        orders.rate = device.rate;
        self.shared.forget_handed();
        drop(orders);
        let left = usize::try_from(speech.pushed.saturating_sub(handed)).unwrap_or(usize::MAX);
        let gone = speech.under_way.len().saturating_sub(left);
        let mut rest: Vec<f32> = speech.under_way.drain(..).skip(gone).chain(speech.waiting.drain(..)).collect();
        if let Some(old_rate) = old_rate.filter(|old| *old != device.rate)
            && let Ok(mut resampler) = Resampler::new(old_rate, device.rate)
        {
            let mut converted = resampler.push(&rest);
            converted.extend(resampler.finish());
            rest = converted;
            speech.resampler = None;
        }
        speech.waiting.extend(rest);
        speech.pushed = 0;
    }

    /// Without a speaker nothing can be played: who waits is told.
    fn give_up(&mut self, order: &Order, desk: &Desk) {
        let mut orders = desk.lock();
        orders.clips.clear();
        let done = orders.enqueued;
        drop(orders);
        self.speech = Speech { epoch: order.epoch, ..Speech::default() };
        desk.status.send_replace(Status { epoch: order.epoch, done, lost: true });
    }
}

/// An open device.
struct Device {
    ring: rtrb::Producer<Tagged>,
    rate: u32,
    failed: Arc<AtomicBool>,
    progress: (u64, Instant),
    _sink: MixerDeviceSink,
}

impl Device {
    fn open(wanted: Option<&str>, shared: &Arc<Shared>) -> Result<Self, AudioError> {
        let device = find(wanted, Direction::Out)?;
        let name = name_of(&device);
        let wrong = |error: DeviceSinkError| match error {
            DeviceSinkError::PlayError(error)
            | DeviceSinkError::DefaultSinkConfigError(error)
            | DeviceSinkError::BuildError(error)
            | DeviceSinkError::SupportedConfigsError(error) => AudioError::of(&error, &name, Direction::Out),
            DeviceSinkError::NoDevice => AudioError::NoSpeaker,
            other => AudioError::Other(other.to_string()),
        };
        let failed = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&failed);
        let on_error = move |error: cpal::Error| match error.kind() {
            cpal::ErrorKind::Xrun | cpal::ErrorKind::RealtimeDenied | cpal::ErrorKind::DeviceChanged => {
                tracing::debug!(%error, "speaker");
            }
            kind => {
                // A broken device says so again and again until it is closed.
                if !flag.swap(true, Ordering::AcqRel) {
                    tracing::warn!(?kind, %error, "the speaker fails");
                }
            }
        };
        let usual = device.default_output_config().map_err(|error| AudioError::of(&error, &name, Direction::Out))?;
        let buffer = quick_buffer(&device, usual.sample_rate());
        let mut sink = DeviceSinkBuilder::from_device(device)
            .map_err(wrong)?
            // What is in the device's two buffers cannot be called back when the speaker is stopped.
            .with_buffer_size(BufferSize::Fixed(buffer))
            .with_error_callback(on_error)
            .open_sink_or_fallback()
            .map_err(wrong)?;
        sink.log_on_drop(false);
        let (rate, channels) = (sink.config().sample_rate(), sink.config().channel_count());
        let half_a_second = usize::try_from(rate.get() / 2).unwrap_or(24_000);
        let (ring, samples) = rtrb::RingBuffer::new(half_a_second);
        sink.mixer().add(Voice::new(samples, Arc::clone(shared), rate, channels));
        let progress = (shared.frames.load(Ordering::Relaxed), Instant::now());
        Ok(Self { ring, rate: rate.get(), failed, progress, _sink: sink })
    }

    /// Whether it has failed, or takes nothing any more.
    fn is_broken(&mut self, shared: &Shared) -> bool {
        let frames = shared.frames.load(Ordering::Relaxed);
        if frames != self.progress.0 {
            self.progress = (frames, Instant::now());
        }
        self.failed.load(Ordering::Acquire) || self.progress.1.elapsed() > STARVED
    }
}
