//! What the cloud engines share: a service's address, key and patience, and its answers as errors.

use secrecy::SecretString;
use std::time::Duration;

/// How to reach a service.
#[derive(Debug, Clone)]
pub struct Service {
    /// The address up to the version, without a slash at its end: `https://api.openai.com/v1`.
    pub base_url: String,
    /// The key; empty for a service without keys.
    pub key: SecretString,
    /// How long the first byte of an answer, and each later one, may take.
    pub patience: Duration,
}
