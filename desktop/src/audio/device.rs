//! Finding devices by name.

use super::error::{AudioError, Direction};
use cpal::Device;
use cpal::traits::{DeviceTrait, HostTrait};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;

/// How long the sound system may take to open or list devices.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// A device to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    /// The name that chooses it, in the settings.
    pub name: String,
    /// What the system calls it.
    pub description: String,
    /// Whether it is used when none is chosen.
    pub is_default: bool,
}

/// All devices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Devices {
    /// Microphones.
    pub inputs: Vec<DeviceInfo>,
    /// Speakers.
    pub outputs: Vec<DeviceInfo>,
}

/// Lists the devices. Takes up to seconds where there are many: never on the way of a turn.
///
/// # Errors
/// The sound system fails or does not answer.
pub async fn devices() -> Result<Devices, AudioError> {
    let (reply, answer) = oneshot::channel();
    thread::Builder::new()
        .name("alfa-devices".to_owned())
        .spawn(move || {
            quiet();
            let _ = reply.send(list());
        })
        .map_err(|error| AudioError::Other(error.to_string()))?;
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(devices)) => devices,
        _ => Err(AudioError::Hangs),
    }
}

fn list() -> Result<Devices, AudioError> {
    let host = cpal::default_host();
    let default_in = host.default_input_device().map(|device| name_of(&device));
    let default_out = host.default_output_device().map(|device| name_of(&device));
    let mut devices = Devices::default();
    for device in host.devices().map_err(|error| AudioError::Other(error.to_string()))? {
        let name = name_of(&device);
        // ALSA's placeholder that swallows everything is no device to choose.
        if name == "null" {
            continue;
        }
        let description = device.description().map_or_else(|_| name.clone(), |text| text.name().to_owned());
        let info = |default: &Option<String>| DeviceInfo {
            name: name.clone(),
            description: description.clone(),
            is_default: default.as_deref() == Some(name.as_str()),
        };
        if device.supports_input() {
            devices.inputs.push(info(&default_in));
        }
        if device.supports_output() {
            devices.outputs.push(info(&default_out));
        }
    }
    Ok(devices)
}

/// The device of this name, or the system's own.
pub(super) fn find(name: Option<&str>, direction: Direction) -> Result<Device, AudioError> {
    let host = cpal::default_host();
    let Some(name) = name else {
        return match direction {
            Direction::In => host.default_input_device(),
            Direction::Out => host.default_output_device(),
        }
        .ok_or(AudioError::none(direction));
    };
    let described = |device: &Device| device.description().is_ok_and(|text| text.name() == name);
    host.devices()
        .map_err(|error| AudioError::Other(error.to_string()))?
        .find(|device| name_of(device) == name || described(device))
        .ok_or_else(|| AudioError::UnknownDevice(name.to_owned()))
}

/// The name that chooses a device.
pub(super) fn name_of(device: &Device) -> String {
    device.id().map_or_else(|_| device.to_string(), |id| id.id().to_owned())
}

/// Frames a device should move at a time: 20 ms; with ALSA 40 ms, for it has no server behind it that bridges a busy moment.
pub(super) fn quick_buffer(device: &Device, rate: u32) -> u32 {
    let alsa = device.id().is_ok_and(|id| id.host().name().eq_ignore_ascii_case("alsa"));
    if alsa { rate / 25 } else { rate / 50 }
}

/// Keeps what the ALSA library writes to standard error on this thread away from the user.
pub(super) fn quiet() {
    #[cfg(target_os = "linux")]
    let _ = alsa::Output::local_error_handler();
}
