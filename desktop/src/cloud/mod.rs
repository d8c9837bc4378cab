//! ALFA's cloud as this computer sees it.
//!
//! - [`server_address`]: which server that is
//! - [`SigningIn`]: on the way into an account, until its key is here
//! - [`Account`]: the account this folder's data belongs to, and where its session and key are kept
//! - [`Alone`]: what somebody who is signed in does with it
//! - [`KnownUsage`]: what the account has used of the cloud
//! - [`open_in_browser`]: for signing in on the server's own page
//! - [`Session`]: somebody who is signed in; its access token is renewed by itself
//! - [`Background`]: sync that goes on by itself
//! - [`SharedSession`]: the session of the moment; [`CloudClaims`]: who tells of a firing, asked with it
//! - [`HostedVoice`]: the cloud's engines of speech
//! - [`AudioJobs`]: long recordings and texts, done there beside the requests
//! - [`TurnLine`]: a turn that runs in the cloud
//! - [`HttpTransport`]: sync's way to the server

mod account;
mod address;
mod audio_jobs;
mod background;
mod browser;
mod claims;
mod http;
mod live;
mod owner;
mod realtime;
mod rotation;
mod session;
mod settings;
mod shared;
mod signed_in;
mod signing_in;
mod snapshot;
mod transport;
mod usage;
mod voice;

pub use account::{Account, Keeping};
pub use address::{SERVER_VARIABLE, server_address};
pub use audio_jobs::{
    AudioJob, AudioJobs, AudioKind, AudioSegment, AudioState, AudioStep, Given, LONGEST_TEXT, OnAudioStep, SentJob,
};
pub use background::Background;
pub use browser::open_in_browser;
pub use claims::CloudClaims;
pub use owner::{SecondFactorSecret, SecondFactorState};
pub use realtime::{TurnLine, Unanswered, Wanted};
pub use rotation::{Revoked, ring_by_phrase};
pub use session::{CloudError, DailyReport, Device, Session, SignedIn};
pub use shared::SharedSession;
pub use signed_in::{Alone, Parting};
pub use signing_in::{ASKED, NewPhrase, OpenedKeys, SigningIn, device_name};
pub use transport::HttpTransport;
pub use usage::KnownUsage;
pub use voice::{HOSTED, HostedVoice};
pub(crate) use voice::{answered_here, fell_back};
