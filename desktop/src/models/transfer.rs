//! How long a transfer is waited for, and how its cancellation is heard.

use std::time::Duration;

/// How patient a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The longest wait for a connection.
    pub connect: Duration,
    /// The longest wait for the next byte.
    pub stall: Duration,
    /// Tries of one source that bring no byte before the next source is asked.
    pub tries: u32,
    /// The pause before the second try; it doubles with each further one.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            stall: Duration::from_secs(20),
            tries: 3,
            pause: Duration::from_millis(500),
        }
    }
}
