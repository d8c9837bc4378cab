//! What can be wrong with sound.

/// A failure a caller acts on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AudioError {
    /// There is no microphone.
    #[error("there is no microphone")]
    NoMicrophone,
    /// There is no speaker.
    #[error("there is no speaker")]
    NoSpeaker,
    /// No device has this name.
    #[error("there is no device `{0}`")]
    UnknownDevice(String),
    /// Another program holds the device.
    #[error("the device `{0}` is in use by another program")]
    Busy(String),
    /// The system does not allow ALFA to use it.
    #[error("the system does not allow the use of `{0}`")]
    Denied(String),
    /// The sound system does not answer.
    #[error("the sound system does not answer")]
    Hangs,
    /// Anything else.
    #[error("sound: {0}")]
    Other(String),
}

/// Which end a device is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
}

impl AudioError {
    /// There is none of this kind.
    pub(super) fn none(direction: Direction) -> Self {
        match direction {
            Direction::In => Self::NoMicrophone,
            Direction::Out => Self::NoSpeaker,
        }
    }

    /// An error of cpal about a device.
    pub(super) fn of(error: &cpal::Error, device: &str, direction: Direction) -> Self {
        match error.kind() {
            cpal::ErrorKind::DeviceNotAvailable
            | cpal::ErrorKind::HostUnavailable
            | cpal::ErrorKind::UnsupportedOperation => Self::none(direction),
            cpal::ErrorKind::DeviceBusy => Self::Busy(device.to_owned()),
            cpal::ErrorKind::PermissionDenied => Self::Denied(device.to_owned()),
            // A device that is configured and whose sound server does not run: ALSA passes the server's refusal on.
            _ if error.to_string().contains("snd_pcm_open") => Self::none(direction),
            _ => Self::Other(error.to_string()),
        }
    }
}
