//! The thread behind a microphone: it opens the device, drains its ring, brings the rate down to 16 kHz, and watches over it.

use super::device::{find, name_of, quick_buffer, quiet};
use super::error::{AudioError, Direction};
use super::microphone::{AudioEvent, CHUNK_SAMPLES};
use alfa_speech::RECOGNIZER_RATE;
use alfa_speech::resample::Resampler;
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{BufferSize, Device, FromSample, SampleFormat, SizedSample, Stream, StreamConfig};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, oneshot};

/// A device whose callback has not run for so long has starved. Silence is not starvation: silent samples are samples.
const STARVED: Duration = Duration::from_millis(1_500);
/// How often the ring is drained.
const TICK: Duration = Duration::from_millis(5);
/// How often a lost device is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// Chunks that may wait for a reader: one minute.
const WAITING_CHUNKS: usize = 3_000;

/// The events between the thread and the reader.
#[derive(Debug)]
pub(super) struct Queue {
    events: Mutex<VecDeque<AudioEvent>>,
    arrived: Notify,
    pub(super) closed: AtomicBool,
    pub(super) level: AtomicU32,
}

impl Queue {
    pub(super) fn new() -> Self {
        Self {
            events: Mutex::default(),
            arrived: Notify::new(),
            closed: AtomicBool::new(false),
            level: AtomicU32::new(SILENCE.to_bits()),
        }
    }

    pub(super) async fn next(&self) -> AudioEvent {
        loop {
            if let Some(event) = self.lock().pop_front() {
                return event;
            }
            self.arrived.notified().await;
        }
    }

    pub(super) fn keep_last(&self, chunks: usize) {
        let mut events = self.lock();
        let mut surplus = events.iter().filter(|event| is_chunk(event)).count().saturating_sub(chunks);
        events.retain(|event| {
            let drop = surplus > 0 && is_chunk(event);
            surplus -= usize::from(drop);
            !drop
        });
    }

    fn push(&self, event: AudioEvent) {
        let mut events = self.lock();
        if events.len() >= WAITING_CHUNKS
            && let Some(oldest) = events.iter().position(is_chunk)
        {
            events.remove(oldest);
        }
        events.push_back(event);
        drop(events);
        self.arrived.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<AudioEvent>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }
}

fn is_chunk(event: &AudioEvent) -> bool {
    matches!(event, AudioEvent::Chunk(_))
}

/// Listens until the reader is gone. The result of the first opening goes to `opened`.
pub(super) fn run(wanted: Option<&str>, queue: &Queue, opened: oneshot::Sender<Result<(), AudioError>>) {
    quiet();
    let mut session = match Session::open(wanted, Pace::Quick) {
        Ok(session) => {
            if opened.send(Ok(())).is_err() {
                return;
            }
            session
        }
        Err(error) => {
            let _ = opened.send(Err(error));
            return;
        }
    };
    let (mut again, mut pace) = (false, Pace::Quick);
    loop {
        let end = session.listen(queue, again);
        drop(session);
        let reason = match end {
            End::Closed => return,
            End::Starved { delivered: false } if pace == Pace::Quick => {
                pace = Pace::Device;
                if let Ok(patient) = Session::open(wanted, pace) {
                    session = patient;
                    continue;
                }
                STARVED_REASON.to_owned()
            }
            End::Starved { .. } => STARVED_REASON.to_owned(),
            End::Failed(reason) => reason,
        };
        tracing::warn!(%reason, "the microphone is lost");
        queue.push(AudioEvent::Lost { reason });
        again = true;
        session = loop {
            if queue.is_closed() {
                return;
            }
            // The one that was chosen first, then whatever there is.
            match Session::open(wanted, pace).or_else(|_| Session::open(None, pace)) {
                Ok(session) => break session,
                Err(_) => thread::sleep(RETRY),
            }
        };
    }
}

const STARVED_REASON: &str = "the device delivers nothing";

/// Why listening ended.
enum End {
    /// Nobody listens any more.
    Closed,
    /// No callback came; whether any ever did.
    Starved { delivered: bool },
    /// The device said so.
    Failed(String),
}

/// An open device.
struct Session {
    device: String,
    stream: Stream,
    samples: rtrb::Consumer<f32>,
    rate: u32,
    pulse: Arc<Pulse>,
    errors: mpsc::Receiver<cpal::Error>,
}

/// How much a device delivers at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// [`quick_buffer`]: a person at a key notices more.
    Quick,
    /// What the device likes best. Some sound servers behind ALSA deliver more at once than a quick buffer holds, and then nothing.
    Device,
}

/// What the callback leaves besides samples.
#[derive(Default)]
struct Pulse {
    callbacks: AtomicU64,
    overrun: AtomicU64,
}

impl Session {
    fn open(wanted: Option<&str>, pace: Pace) -> Result<Self, AudioError> {
        let device = find(wanted, Direction::In)?;
        let name = name_of(&device);
        let wrong = |error: cpal::Error| AudioError::of(&error, &name, Direction::In);
        let supported = device.default_input_config().map_err(wrong)?;
        let mut config = supported.config();
        config.buffer_size = match pace {
            Pace::Quick => BufferSize::Fixed(quick_buffer(&device, config.sample_rate)),
            Pace::Device => BufferSize::Default,
        };
        let opened = build(&device, config, supported.sample_format()).or_else(|_| {
            config.buffer_size = BufferSize::Default;
            build(&device, config, supported.sample_format())
        });
        let (stream, samples, pulse, errors) = opened.map_err(wrong)?;
        stream.play().map_err(wrong)?;
        Ok(Self { device: name, stream, samples, rate: config.sample_rate, pulse, errors })
    }

    /// Drains the device until the reader is gone or the device is.
    fn listen(&mut self, queue: &Queue, again: bool) -> End {
        let mut resampler = match Resampler::new(self.rate, RECOGNIZER_RATE) {
            Ok(resampler) => resampler,
            Err(error) => return End::Failed(error.to_string()),
        };
        let (mut seen, mut seen_at) = (0, Instant::now());
        let (mut raw, mut ready): (Vec<f32>, Vec<f32>) = (Vec::new(), Vec::new());
        let mut announced = false;
        loop {
            if queue.is_closed() {
                return End::Closed;
            }
            raw.clear();
            if let Ok(chunk) = self.samples.read_chunk(self.samples.slots()) {
                let (head, tail) = chunk.as_slices();
                raw.extend_from_slice(head);
                raw.extend_from_slice(tail);
                chunk.commit_all();
            }
            if !raw.is_empty() && !announced {
                announced = true;
                let device = self.device.clone();
                queue.push(if again { AudioEvent::Changed { device } } else { AudioEvent::Ready { device } });
            }
            ready.extend(resampler.push(&raw));
            let whole = ready.len() / CHUNK_SAMPLES * CHUNK_SAMPLES;
            for chunk in ready[..whole].chunks_exact(CHUNK_SAMPLES) {
                queue.level.store(level(chunk).to_bits(), Ordering::Relaxed);
                queue.push(AudioEvent::Chunk(chunk.into()));
            }
            ready.drain(..whole);

            let callbacks = self.pulse.callbacks.load(Ordering::Relaxed);
            if callbacks != seen {
                (seen, seen_at) = (callbacks, Instant::now());
            } else if seen_at.elapsed() > STARVED {
                return End::Starved { delivered: announced };
            }
            let overrun = self.pulse.overrun.swap(0, Ordering::Relaxed);
            if overrun > 0 {
                tracing::warn!(samples = overrun, "the computer is too busy to listen");
            }
            if let Some(reason) = self.failure(queue) {
                return End::Failed(reason);
            }
            thread::sleep(TICK);
        }
    }

    /// Why the device cannot go on, if it said so.
    fn failure(&self, queue: &Queue) -> Option<String> {
        for error in self.errors.try_iter() {
            match error.kind() {
                cpal::ErrorKind::Xrun | cpal::ErrorKind::RealtimeDenied => tracing::debug!(%error, "microphone"),
                cpal::ErrorKind::DeviceChanged => queue.push(AudioEvent::Changed { device: self.device.clone() }),
                _ => return Some(error.to_string()),
            }
        }
        None
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.stream.pause();
    }
}

type Parts = (Stream, rtrb::Consumer<f32>, Arc<Pulse>, mpsc::Receiver<cpal::Error>);

fn build(device: &Device, config: StreamConfig, format: SampleFormat) -> Result<Parts, cpal::Error> {
    match format {
        SampleFormat::F32 => build_as::<f32>(device, config),
        SampleFormat::F64 => build_as::<f64>(device, config),
        SampleFormat::I8 => build_as::<i8>(device, config),
        SampleFormat::I16 => build_as::<i16>(device, config),
        SampleFormat::I24 => build_as::<cpal::I24>(device, config),
        SampleFormat::I32 => build_as::<i32>(device, config),
        SampleFormat::U8 => build_as::<u8>(device, config),
        SampleFormat::U16 => build_as::<u16>(device, config),
        SampleFormat::U32 => build_as::<u32>(device, config),
        _ => Err(cpal::ErrorKind::UnsupportedConfig.into()),
    }
}

fn build_as<T: SizedSample>(device: &Device, config: StreamConfig) -> Result<Parts, cpal::Error>
where
    f32: FromSample<T>,
{
    let seconds_of_room = 2;
    let room = usize::try_from(config.sample_rate).unwrap_or(48_000) * seconds_of_room;
    let (mut producer, consumer) = rtrb::RingBuffer::new(room);
    let pulse = Arc::new(Pulse::default());
    let (report, errors) = mpsc::channel();
    let channels = usize::from(config.channels.max(1));
    let share = 1.0 / f32::from(config.channels.max(1));
    let beat = Arc::clone(&pulse);
    let stream = device.build_input_stream::<T, _, _>(
        config,
        move |data, _| {
            beat.callbacks.fetch_add(1, Ordering::Relaxed);
            let frames = data.len() / channels;
            let fitting = frames.min(producer.slots());
            if let Ok(chunk) = producer.write_chunk_uninit(fitting) {
                let mono = |frame: &[T]| frame.iter().map(|&value| f32::from_sample_(value)).sum::<f32>() * share;
                chunk.fill_from_iter(data.chunks_exact(channels).map(mono));
            }
            beat.overrun.fetch_add((frames - fitting) as u64, Ordering::Relaxed);
        },
        move |error| {
            let _ = report.send(error);
        },
        Some(super::device::PATIENCE),
    )?;
    Ok((stream, consumer, pulse, errors))
}

/// The level of digital silence, in dBFS.
const SILENCE: f32 = -120.0;

#[expect(clippy::cast_precision_loss, reason = "a chunk has 320 samples")]
fn level(chunk: &[f32]) -> f32 {
    let power = chunk.iter().map(|sample| sample * sample).sum::<f32>() / chunk.len().max(1) as f32;
    (10.0 * power.log10()).max(SILENCE)
}
