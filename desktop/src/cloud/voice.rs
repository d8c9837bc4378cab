//! "ALFA na nuvem": recognition and speech on the cloud's engines, in the name of whoever is signed in here.

use super::http::{Server, refused};
use super::{Account, CloudError};
use crate::paths::Paths;
use crate::store::Store;
use alfa_copilot::Problem;
use alfa_speech::{
    Clip, RECOGNIZER_RATE, RecognizeOptions, Recognizer, SpeakOptions, SpeechError, Synthesizer, Transcript, activity,
    pass_on, wav,
};
use async_trait::async_trait;
use reqwest::{Method, RequestBuilder, Response, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// As it is called where an engine's name is shown, and chosen.
pub const HOSTED: &str = "alfa";
/// An access token lives ten minutes; it is not used to the last.
const FRESH: Duration = Duration::from_secs(540);
/// A round of sync that goes on holds the session for a moment; who talks does not wait longer.
const PATIENCE: Duration = Duration::from_secs(4);

/// The cloud's engines, for the account of this data folder.
pub struct HostedVoice {
    pub(super) paths: Paths,
    pub(super) store: Store,
    signed: Mutex<Option<Signed>>,
}

#[derive(Clone)]
struct Signed {
    server: Server,
    access: SecretString,
    since: Instant,
}

#[derive(Deserialize)]
struct Transcribed {
    text: String,
    engine: String,
}

impl std::fmt::Debug for HostedVoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HostedVoice").finish_non_exhaustive()
    }
}

impl HostedVoice {
    /// Of this folder's account; nobody need be signed in yet.
    pub fn new(paths: Paths, store: Store) -> Self {
        Self { paths, store, signed: Mutex::new(None) }
    }

    /// What recognises.
    pub fn recognizer(self: &Arc<Self>) -> Arc<dyn Recognizer> {
        Arc::new(Hearing { hosted: Arc::clone(self) })
    }

    /// What speaks in this voice of the cloud's; without a name, in its first.
    pub fn synthesizer(self: &Arc<Self>, voice: Option<&str>) -> Arc<dyn Synthesizer> {
        Arc::new(Speaking { hosted: Arc::clone(self), voice: voice.map(str::to_owned) })
    }

    /// An access token, made anew where the last is old. Whoever else renews the session does so in turn with this.
    async fn signed(self: &Arc<Self>) -> Result<Signed, Problem> {
        let this = Arc::clone(self);
        // whoever asked may not wait for it any more, but a session that was renewed is kept
        let renewing = tokio::spawn(async move { this.renewed().await });
        renewing.await.unwrap_or_else(|_| Err(CloudError::SignedOut.into()))
    }

    async fn renewed(&self) -> Result<Signed, Problem> {
        let mut kept = self.signed.lock().await;
        if let Some(signed) = kept.as_ref().filter(|signed| signed.since.elapsed() < FRESH) {
            return Ok(signed.clone());
        }
        let alone = Account::alone(&self.paths, &self.store).await?;
        let signed = Signed {
            server: Server::new(&alone.account.server)?,
            access: alone.session.access_token().await,
            since: Instant::now(),
        };
        *kept = Some(signed.clone());
        Ok(signed)
    }

    /// The server's address and an access token.
    pub(super) async fn token(self: &Arc<Self>) -> Result<(String, SecretString), SpeechError> {
        let signed = self.signed().await.map_err(|problem| of_problem(&problem))?;
        Ok((signed.server.base().to_owned(), signed.access))
    }

    /// The token is of no use any more.
    pub(super) async fn forget_token(&self) {
        *self.signed.lock().await = None;
    }

    async fn ask(
        self: &Arc<Self>,
        path: &str,
        body: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, SpeechError> {
        let answer = self.answer(PATIENCE, |server| Ok(body(server.request(Method::POST, path)))).await;
        answer.map_err(|unasked| match unasked {
            Unasked::Busy => unreachable("it is busy with sync"),
            Unasked::Here(problem) => of_problem(&problem),
            Unasked::Refused(error) => of_cloud(error),
        })
    }

    /// What is answered to a request in the user's name, which waits at most so long for the session. One that ended meanwhile is looked up once more.
    pub(super) async fn answer(
        self: &Arc<Self>,
        patience: Duration,
        request: impl Fn(&Server) -> Result<RequestBuilder, Problem>,
    ) -> Result<Response, Unasked> {
        for last in [false, true] {
            let signed = timeout(patience, self.signed()).await.map_err(|_| Unasked::Busy)?.map_err(Unasked::Here)?;
            let asked = request(&signed.server).map_err(Unasked::Here)?.bearer_auth(signed.access.expose_secret());
            match refused(asked.send().await).await {
                Err(CloudError::SignedOut) if !last => self.forget_token().await,
                answered => return answered.map_err(Unasked::Refused),
            }
        }
        Err(Unasked::Refused(CloudError::SignedOut))
    }
}

/// Why the cloud did not answer.
pub(super) enum Unasked {
    /// Sync went on with the session.
    Busy,
    /// It could not be asked.
    Here(Problem),
    /// Its own reason, or that of the way there.
    Refused(CloudError),
}

struct Hearing {
    hosted: Arc<HostedVoice>,
}

#[async_trait]
impl Recognizer for Hearing {
    fn name(&self) -> String {
        HOSTED.to_owned()
    }

    async fn recognise(
        &self,
        samples: Arc<[f32]>,
        options: RecognizeOptions,
        cancel: CancellationToken,
    ) -> Result<Transcript, SpeechError> {
        // text that is only shown would count the same speech again
        if options.partial || activity::speech_range(&samples).is_none() {
            return Err(SpeechError::NoSpeech);
        }
        let recording = wav::encode(&samples, RECOGNIZER_RATE)?;
        let asking = async {
            let with =
                |request: RequestBuilder| request.header(header::CONTENT_TYPE, "audio/wav").body(recording.clone());
            let answer = self.hosted.ask("/api/audio/transcribe", with).await?;
            let heard: Transcribed = answer.json().await.map_err(|_| unreachable("its answer is not understood"))?;
            Ok(Transcript { text: heard.text, engine: format!("{HOSTED}:{}", heard.engine), confidence: None })
        };
        tokio::select! {
            () = cancel.cancelled() => Err(SpeechError::Cancelled),
            heard = asking => heard,
        }
    }
}

struct Speaking {
    hosted: Arc<HostedVoice>,
    voice: Option<String>,
}

#[async_trait]
impl Synthesizer for Speaking {
    fn name(&self) -> String {
        self.voice.as_ref().map_or_else(|| HOSTED.to_owned(), |voice| format!("{HOSTED}:{voice}"))
    }

    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        let mut body = json!({ "text": text, "speed": options.speed.clamp(0.5, 2.0) });
        if let Some(voice) = &self.voice {
            body["voice"] = voice.as_str().into();
        }
        let with = |request: RequestBuilder| request.json(&body);
        let answer = tokio::select! {
            () = cancel.cancelled() => return Err(SpeechError::Cancelled),
            answer = self.hosted.ask("/api/audio/speak", with) => answer?,
        };
        let rate = answer.headers().get("x-audio-rate").and_then(|value| value.to_str().ok()?.parse().ok());
        let rate =
            rate.filter(|rate| (8_000..=192_000).contains(rate)).ok_or_else(|| unreachable("its sound has no rate"))?;
        pass_on(HOSTED, answer, rate, &out, &cancel).await
    }
}

fn unreachable(reason: &str) -> SpeechError {
    SpeechError::Unreachable { service: HOSTED.to_owned(), reason: reason.to_owned() }
}

fn of_cloud(error: CloudError) -> SpeechError {
    match error {
        CloudError::Unreachable(reason) => SpeechError::Unreachable { service: HOSTED.to_owned(), reason },
        CloudError::Wait(seconds) => SpeechError::Busy {
            service: HOSTED.to_owned(),
            retry_after: Some(Duration::from_secs(seconds).as_secs_f64()),
        },
        CloudError::Problem { code, .. } if code == "no_speech" => SpeechError::NoSpeech,
        CloudError::Problem { code, .. } if code == "unknown_voice" => SpeechError::UnknownVoice(HOSTED.to_owned()),
        CloudError::Problem { detail, .. } => SpeechError::Engine { engine: HOSTED.to_owned(), reason: detail },
        CloudError::SignedOut => of_problem(&CloudError::SignedOut.into()),
    }
}

fn of_problem(problem: &Problem) -> SpeechError {
    if problem.code == "cloud_unreachable" {
        return unreachable(&problem.message);
    }
    SpeechError::Engine { engine: HOSTED.to_owned(), reason: problem.sentence() }
}

/// Why this computer's own engine takes the cloud's place, as the user is told.
pub(crate) fn fell_back(error: &SpeechError) -> Problem {
    let why = match error {
        SpeechError::Engine { reason, .. } => reason.clone(),
        SpeechError::Busy { .. } => "A nuvem pede que se espere um pouco.".to_owned(),
        SpeechError::UnknownVoice(_) => "A nuvem não tem a voz escolhida.".to_owned(),
        _ => "A nuvem da ALFA não respondeu.".to_owned(),
    };
    answered_here(&why)
}

/// The same for a whole turn.
pub(crate) fn answered_here(why: &str) -> Problem {
    Problem::new("hosted_voice_off", why, "Por enquanto uso a voz e o reconhecimento deste computador.")
}
