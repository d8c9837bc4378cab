//! What can go wrong with speech.

/// A failure of recognition or synthesis that a caller acts on.
#[derive(Debug, thiserror::Error)]
pub enum SpeechError {
    /// A model file is missing or cannot be read.
    #[error("model {file}: {reason}")]
    Model {
        /// The file's name.
        file: String,
        /// Why it cannot be used.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("{file}: {source}")]
    File {
        /// Its name.
        file: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The bytes are no WAV file, or one of a kind that is not read.
    #[error("not a WAV file: {0}")]
    NotWav(String),
    /// The file has no sample.
    #[error("the recording is empty")]
    Empty,
    /// Nobody speaks in it: silence or noise.
    #[error("no speech in the recording")]
    NoSpeech,
    /// The recording is longer than can be answered.
    #[error("the recording has {seconds:.0} s, the limit is {limit:.0} s")]
    TooLong {
        /// Its length.
        seconds: f64,
        /// The longest that is taken.
        limit: f64,
    },
    /// The engine failed.
    #[error("{engine}: {reason}")]
    Engine {
        /// Its name.
        engine: String,
        /// What it said.
        reason: String,
    },
    /// A service refused the key.
    #[error("{service} refuses the key")]
    Unauthorised {
        /// Which service.
        service: String,
    },
    /// A service has too many requests, or the account's limit is used up.
    #[error("{service} takes no more requests for now")]
    Busy {
        /// Which service.
        service: String,
        /// When it may be asked again, in seconds, if it said so.
        retry_after: Option<f64>,
    },
    /// A service could not be reached in time.
    #[error("{service} cannot be reached: {reason}")]
    Unreachable {
        /// Which service.
        service: String,
        /// Why.
        reason: String,
    },
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The voice asked for is not there.
    #[error("no voice `{0}`")]
    UnknownVoice(String),
}
