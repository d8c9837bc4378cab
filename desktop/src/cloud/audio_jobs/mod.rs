//! Long recordings and texts, which the cloud does beside the requests (docs/VOICE.md).
//!
//! - [`AudioJobs`]: makes one ([`Given`]), waits for it, fetches its sound, lists and deletes them
//! - [`AudioStep`]: what whoever waits is shown

mod given;
mod send;
mod sound;
mod wait;

pub use given::Given;
pub use send::SentJob;

use super::http::{self, Server};
use super::voice::Unasked;
use super::{CloudError, HostedVoice};
use alfa_copilot::Problem;
use chrono::{DateTime, Utc};
use reqwest::{Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Longer recordings, in seconds, are no matter of one request: [`alfa_speech::wav::LONGEST_SECONDS`]. Nor are texts of more characters than this.
pub const LONGEST_TEXT: usize = 2_000;
const PATH: &str = "/v1/audio/jobs";
/// Whoever asks waits so long for a round of sync that goes on.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AudioKind {
    /// A recording to text.
    Transcribe,
    /// A text to sound.
    Speak,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AudioState {
    /// It waits for its turn, or for a service that is away.
    Queued,
    /// It is being done.
    Running,
    /// Its result is there.
    Done,
    /// It will not be done.
    Failed,
}

/// What was said in a part of a recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AudioSegment {
    /// Where in the recording it begins, in seconds.
    pub begin: f64,
    /// And where it ends.
    pub end: f64,
    /// The words.
    pub text: String,
}

/// A job as the cloud tells of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AudioJob {
    /// Its id.
    pub id: Uuid,
    /// What is done.
    pub kind: AudioKind,
    /// How far it is.
    pub state: AudioState,
    /// How much of it is done, 0 to 1.
    pub progress: f64,
    /// Of a recording, or of speech that is done.
    pub seconds: Option<f64>,
    /// Of a text.
    pub characters: Option<u64>,
    /// What did it.
    pub engine: Option<String>,
    /// Why it failed: stable.
    pub code: Option<String>,
    /// The same in Portuguese.
    pub detail: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// Until when its result is kept.
    pub kept_until: Option<DateTime<Utc>>,
    /// What was said in the recording; not in a list.
    #[serde(default, skip_serializing)]
    pub text: Option<String>,
    /// The same in parts.
    #[serde(default, skip_serializing)]
    pub segments: Option<Vec<AudioSegment>>,
}

/// What goes on while somebody waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AudioStep {
    /// It is on its way there.
    Sending {
        /// Of its bytes.
        percent: u8,
    },
    /// It waits there.
    Queued,
    /// It is being done.
    Doing {
        /// How much is done.
        percent: u8,
    },
    /// The sound is on its way here.
    Fetching {
        /// Of its bytes.
        percent: u8,
    },
    /// The cloud does not answer at the moment.
    Away,
}

/// Told of each step.
pub type OnAudioStep = Arc<dyn Fn(AudioStep) + Send + Sync>;

/// The long recordings and texts of whoever is signed in here.
#[derive(Debug)]
pub struct AudioJobs {
    hosted: Arc<HostedVoice>,
}

/// Why an answer did not come.
enum Failed {
    /// It may later; after so long, if the cloud said so.
    Away(Problem, Option<Duration>),
    /// It will not.
    Problem(Problem),
}

impl Failed {
    fn problem(self) -> Problem {
        match self {
            Self::Away(problem, _) | Self::Problem(problem) => problem,
        }
    }
}

impl From<CloudError> for Failed {
    fn from(error: CloudError) -> Self {
        match &error {
            CloudError::Wait(seconds) => {
                let wait = Some(Duration::from_secs(*seconds));
                Self::Away(error.into(), wait)
            }
            CloudError::Unreachable(_) => Self::Away(error.into(), None),
            // it did not arrive in time, or what stands before the server said so
            CloudError::Problem { status: 408 | 502..=504, .. } => Self::Away(error.into(), None),
            _ => Self::Problem(error.into()),
        }
    }
}

impl From<Unasked> for Failed {
    fn from(unasked: Unasked) -> Self {
        match unasked {
            Unasked::Busy => CloudError::Unreachable("a sincronização ainda usa a sessão".to_owned()).into(),
            Unasked::Refused(error) => error.into(),
            Unasked::Here(problem) if ["cloud_unreachable", "cloud_busy"].contains(&problem.code.as_str()) => {
                Self::Away(problem, None)
            }
            Unasked::Here(problem) => Self::Problem(problem),
        }
    }
}

impl AudioJobs {
    /// In the name of this account.
    pub fn of(hosted: &Arc<HostedVoice>) -> Self {
        Self { hosted: Arc::clone(hosted) }
    }

    /// The account's, the newest first, without their texts.
    ///
    /// # Errors
    /// `not_signed_in`, `signed_out`, `voice_unavailable`, `cloud_unreachable`.
    pub async fn list(&self) -> Result<Vec<AudioJob>, Problem> {
        self.read(Method::GET, PATH).await.map_err(Failed::problem)
    }

    /// Ends one, whatever it is doing, and has removed what was given and what was made of it.
    ///
    /// # Errors
    /// `no_such_job`; as [`Self::list`].
    pub async fn delete(&self, id: Uuid) -> Result<(), Problem> {
        self.read::<()>(Method::DELETE, &format!("{PATH}/{id}")).await.map_err(Failed::problem)
    }

    async fn get(&self, id: Uuid) -> Result<AudioJob, Failed> {
        self.read(Method::GET, &format!("{PATH}/{id}")).await
    }

    async fn read<T: DeserializeOwned>(&self, method: Method, path: &str) -> Result<T, Failed> {
        let answer = self.open(|server| Ok(server.request(method.clone(), path))).await?;
        Ok(http::read(answer).await?)
    }

    async fn open(&self, request: impl Fn(&Server) -> Result<RequestBuilder, Problem>) -> Result<Response, Failed> {
        Ok(self.hosted.answer(PATIENCE, request).await?)
    }
}

/// Of a whole, in percent.
fn percent(part: u64, whole: u64) -> u8 {
    u8::try_from(part.saturating_mul(100).checked_div(whole).unwrap_or(100).min(100)).unwrap_or(100)
}
