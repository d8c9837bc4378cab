//! This computer's ears and mouth. Nothing else in ALFA knows cpal and rodio.
//!
//! - [`Microphone`]: chunks of 20 ms, mono at 16 kHz, and what happens to the device, as [`AudioEvent`]s
//! - [`Speaker`]: utterances of clips; [`Speaker::stop`] silences at once and nothing stale is played
//! - [`devices`]: what there is to choose from
//!
//! The callbacks of the sound system never allocate, lock or wait: they move samples between the device and a preallocated
//! wait-free ring, and a thread of ours stands at the other end.

mod capture;
mod desk;
mod device;
mod error;
mod microphone;
mod playback;
mod speaker;
mod voice;

pub use device::{DeviceInfo, Devices, devices};
pub use error::AudioError;
pub use microphone::{AudioEvent, CHUNK_SAMPLES, Microphone};
pub use speaker::{End, Speaker, Utterance};
