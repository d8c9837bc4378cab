//! A spoken question whose turn runs in the cloud (`docs/VOICE.md`): speech goes up, its events and the answer's speech come down, and tools that
//! need the user's data run here.

use super::voice::{HOSTED, HostedVoice};
use alfa_copilot::turn::{Outcome, Voice};
use alfa_copilot::{Asked, Dialogue, Events, Problem, Reply, Returned, Sound, ToolTrace, Toolbox, TurnEvent};
use alfa_speech::activity::VoiceActivity;
use alfa_speech::{Clip, SpeechError, Transcript};
use futures::{SinkExt, StreamExt};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::CancellationToken;

/// Who waits longer for a line is answered here.
const CONNECT: Duration = Duration::from_secs(4);
/// After the question the cloud says something by then.
const SILENT: Duration = Duration::from_secs(30);
/// One turn a line.
const TURN: u32 = 1;

/// Below this level nothing is heard, as where turns run here.
const AUDIBLE: f32 = 0.005_623;

/// A line to the cloud for one turn.
pub struct TurnLine {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What comes down besides speech.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Down {
    Event { event: Box<TurnEvent> },
    Tool { call: u32, asked: Box<Asked> },
    Problem { code: String, detail: String },
    Ended { dialogue: String },
}

/// How a turn is wanted.
pub struct Wanted {
    /// The cloud's voice; its first where none is named.
    pub voice: Option<String>,
    /// The user's time zone.
    pub zone: chrono_tz::Tz,
}

impl HostedVoice {
    /// A line for a turn.
    ///
    /// # Errors
    /// Why there is none, for `fell_back`.
    pub async fn turn_line(self: &Arc<Self>) -> Result<TurnLine, SpeechError> {
        let opening = async {
            for last in [false, true] {
                let (server, access) = self.token().await?;
                // http becomes ws, https wss
                let address = format!("ws{}/api/realtime", server.strip_prefix("http").unwrap_or(&server));
                let mut request = address.into_client_request().map_err(|error| away(&error))?;
                let bearer = format!("Bearer {}", access.expose_secret()).parse();
                request.headers_mut().insert("authorization", bearer.map_err(|_| away("the token is none"))?);
                match connect_async(request).await {
                    Ok((socket, _)) => return Ok(TurnLine { socket }),
                    Err(Error::Http(answer)) if answer.status() == 401 && !last => self.forget_token().await,
                    Err(Error::Http(answer)) => return Err(refused(answer.body().as_deref().unwrap_or_default())),
                    Err(error) => return Err(away(&error)),
                }
            }
            Err(away("the session ended"))
        };
        timeout(CONNECT, opening).await.unwrap_or_else(|_| Err(away("no answer in time")))
    }
}

fn away(error: impl std::fmt::Display) -> SpeechError {
    SpeechError::Unreachable { service: HOSTED.to_owned(), reason: error.to_string() }
}

/// The server's problem, in its own words.
fn refused(body: &[u8]) -> SpeechError {
    let detail = serde_json::from_slice::<Value>(body).ok().and_then(|body| Some(body["detail"].as_str()?.to_owned()));
    detail.map_or_else(|| away("it refused"), |reason| SpeechError::Engine { engine: HOSTED.to_owned(), reason })
}

/// The cloud did not answer.
pub struct Unanswered {
    /// Why.
    pub problem: Problem,
    /// The question from its beginning, and what is still said of it.
    pub sound: mpsc::Receiver<Sound>,
    /// As it was given.
    pub voice: Option<Voice>,
}

/// What was said, and what is still to come.
fn again(said: Vec<f32>, mut rest: mpsc::Receiver<Sound>, released: bool) -> mpsc::Receiver<Sound> {
    let (sender, receiver) = mpsc::channel(64);
    tokio::spawn(async move {
        let mut open = said.is_empty() || sender.send(Sound::Samples(said.into())).await.is_ok();
        if released {
            open = open && sender.send(Sound::Released).await.is_ok();
        }
        while open && let Some(sound) = rest.recv().await {
            open = sender.send(sound).await.is_ok();
        }
    });
    receiver
}

/// A turn as it comes to be.
#[derive(Default)]
struct Told {
    outcome: Outcome,
    understood: Option<alfa_language::Understood>,
    tools: Vec<ToolTrace>,
    clauses: Vec<String>,
    /// Why it is not done, or its answer not spoken.
    failed: Option<Problem>,
    /// What was said so far.
    said: Vec<f32>,
    released_at: Option<Instant>,
    first_audible: Option<Instant>,
}

impl TurnLine {
    /// Runs a spoken turn to its end, with the ends of one that runs here.
    ///
    /// # Errors
    /// [`Unanswered`], with which the question can be asked here.
    #[expect(clippy::too_many_arguments, reason = "as copilot::turn")]
    pub async fn turn(
        mut self,
        wanted: Wanted,
        mut sound: mpsc::Receiver<Sound>,
        tools: &Toolbox,
        voice: Option<Voice>,
        dialogue: &mut Dialogue,
        events: &Events,
        cancel: &CancellationToken,
    ) -> Result<Outcome, Unanswered> {
        let mut told = Told::default();
        let ended = self.run(wanted, &mut sound, tools, voice.as_ref(), dialogue, events, cancel, &mut told).await;
        let cut_short = !matches!(ended, End::Done);
        match ended {
            End::Done => events.send(TurnEvent::Done { timings: told.outcome.timings }),
            End::Cancelled => {
                told.outcome.cancelled = true;
                events.send(TurnEvent::Cancelled);
            }
            // what nobody said is not said here either
            End::Problem(problem) if told.outcome.reply.is_none() && problem.code != "no_speech" => {
                let sound = again(told.said, sound, told.released_at.is_some());
                return Err(Unanswered { problem, sound, voice });
            }
            End::Problem(problem) => {
                events.send(TurnEvent::Failed { problem: problem.clone() });
                told.outcome.problem = Some(problem);
            }
        }
        if cut_short && told.first_audible.is_some() {
            told.outcome.heard_until = Some(told.clauses.join(" "));
        }
        Ok(told.outcome)
    }

    #[expect(clippy::too_many_arguments, reason = "the ends of a turn; a struct of them would be taken apart at once")]
    async fn run(
        &mut self,
        wanted: Wanted,
        sound: &mut mpsc::Receiver<Sound>,
        tools: &Toolbox,
        voice: Option<&Voice>,
        dialogue: &mut Dialogue,
        events: &Events,
        cancel: &CancellationToken,
        told: &mut Told,
    ) -> End {
        let mut start = json!({
            "type": "start",
            "turn": TURN,
            "speak": voice.is_some(),
            "speed": voice.map_or(1.0, |voice| voice.options.speed.clamp(0.5, 2.0)),
            "zone": wanted.zone.name(),
            "dialogue": dialogue.to_json(),
        });
        if let Some(name) = wanted.voice {
            start["voice"] = name.into();
        }
        if self.say(&start).await.is_err() {
            return End::broke();
        }
        let mut activity = VoiceActivity::new();
        let (returns, mut returned) = mpsc::unbounded_channel::<(u32, Returned)>();
        let mut heard_at = Instant::now();
        loop {
            let silent_until = heard_at + SILENT;
            let next = tokio::select! {
                () = cancel.cancelled() => {
                    if let Some(voice) = voice {
                        voice.sink.stop();
                    }
                    let _ = self.say(&json!({ "type": "cancel", "turn": TURN })).await;
                    return End::Cancelled;
                }
                received = sound.recv(), if told.released_at.is_none() => {
                    heard_at = Instant::now();
                    let sent = match received {
                        Some(Sound::Samples(samples)) => {
                            if told.said.is_empty() {
                                events.send(TurnEvent::Listening);
                            }
                            told.said.extend_from_slice(&samples);
                            events.send(TurnEvent::Level { dbfs: activity.push(&samples).level_dbfs });
                            self.socket.send(Message::Binary(pcm(&samples).into())).await
                        }
                        Some(Sound::Released | Sound::Lost(_)) | None => {
                            told.released_at = Some(Instant::now());
                            self.say(&json!({ "type": "end", "turn": TURN })).await
                        }
                    };
                    if sent.is_err() { return End::broke() }
                    continue;
                }
                Some((call, returned)) = returned.recv() => {
                    let result = json!({ "type": "tool_result", "call": call, "returned": returned });
                    if self.say(&result).await.is_err() { return End::broke() }
                    continue;
                }
                next = self.socket.next() => next,
                () = tokio::time::sleep_until(silent_until.into()), if told.released_at.is_some() => return End::broke(),
            };
            heard_at = Instant::now();
            match next {
                Some(Ok(Message::Binary(bytes))) => {
                    if let (Some(voice), Some(clip)) = (voice, clip(&bytes)) {
                        told.outcome.seconds += clip.seconds();
                        if clip.samples.iter().any(|sample| sample.abs() >= AUDIBLE) {
                            told.first_audible.get_or_insert_with(Instant::now);
                        }
                        voice.sink.play(clip);
                    }
                }
                Some(Ok(Message::Text(text))) => match serde_json::from_str::<Down>(&text) {
                    Ok(Down::Event { event }) => told.event(*event, events),
                    Ok(Down::Tool { call, asked }) => {
                        let (tools, returns) = (tools.clone(), returns.clone());
                        tokio::spawn(async move { returns.send((call, tools.run_asked(&asked).await)) });
                    }
                    Ok(Down::Problem { code, detail }) => return End::Problem(Problem::new(&code, detail, "")),
                    Ok(Down::Ended { dialogue: after }) => {
                        *dialogue = Dialogue::from_json(&after);
                        break;
                    }
                    Err(_) => return End::broke(),
                },
                Some(Ok(Message::Close(_)) | Err(_)) | None => return End::broke(),
                Some(Ok(_)) => {}
            }
        }
        if let Some(voice) = voice {
            tokio::select! {
                () = cancel.cancelled() => {
                    voice.sink.stop();
                    return End::Cancelled;
                }
                () = voice.sink.drained() => {}
            }
        }
        told.timings();
        told.failed.take().map_or(End::Done, End::Problem)
    }

    async fn say(&mut self, message: &Value) -> Result<(), Error> {
        self.socket.send(Message::Text(message.to_string().into())).await
    }
}

enum End {
    Done,
    Cancelled,
    Problem(Problem),
}

impl End {
    fn broke() -> Self {
        Self::Problem(Problem::new(
            "cloud_unreachable",
            "A conversa com a nuvem da ALFA se interrompeu.",
            "Pergunte de novo.",
        ))
    }
}

impl Told {
    /// Takes from an event what the outcome needs and passes it on.
    fn event(&mut self, event: TurnEvent, events: &Events) {
        match &event {
            TurnEvent::Heard { text, engine, confidence } => {
                self.outcome.heard = Some(Transcript {
                    text: text.clone(),
                    engine: format!("{HOSTED}:{engine}"),
                    confidence: *confidence,
                });
            }
            TurnEvent::Understood { understood } => self.understood = Some(understood.clone()),
            TurnEvent::ToolCalled { tool, millis, problem } => self.tools.push(ToolTrace {
                tool: tool.clone(),
                arguments: self.understood.as_ref().and_then(|it| serde_json::to_string(it).ok()).unwrap_or_default(),
                facts: Vec::new(),
                problem: problem.clone(),
                millis: *millis,
            }),
            TurnEvent::Answer { answer, engine } => {
                let failed = self.tools.iter().find_map(|tool| tool.problem.as_ref());
                let problem = failed.map(|code| Problem::new(code, answer.text.clone(), ""));
                self.outcome.problem = problem.clone();
                if let Some(understood) = self.understood.clone() {
                    self.outcome.voice = Some(HOSTED.to_owned());
                    self.outcome.reply = Some(Reply {
                        understood,
                        answer: answer.clone(),
                        problem,
                        tools: self.tools.clone(),
                        engine: engine.clone(),
                        understand_ms: 0.0,
                        tools_ms: self.tools.iter().map(|tool| tool.millis).sum(),
                        answer_ms: 0.0,
                    });
                }
            }
            TurnEvent::Speaking { clause } => self.clauses.push(clause.clone()),
            // told here once, when all has sounded
            TurnEvent::Done { timings } => {
                self.outcome.timings = *timings;
                return;
            }
            TurnEvent::Failed { problem } => {
                self.failed = Some(problem.clone());
                return;
            }
            TurnEvent::Listening | TurnEvent::Level { .. } | TurnEvent::Cancelled => return,
            TurnEvent::Partial { .. } => {}
        }
        events.send(event);
    }

    /// What the user waited for, as it was here.
    fn timings(&mut self) {
        let Some(from) = self.released_at else { return };
        let millis = |at: Instant| (at - from).as_secs_f64() * 1_000.0;
        self.outcome.timings.first_audio = self.first_audible.map(millis);
        self.outcome.timings.total = Some(millis(Instant::now()));
    }
}

/// 16 bits, little-endian.
#[expect(clippy::cast_possible_truncation, reason = "clamped to what 16 bits hold")]
fn pcm(samples: &[f32]) -> Vec<u8> {
    samples.iter().flat_map(|sample| ((sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16).to_le_bytes()).collect()
}

/// Speech of this turn.
fn clip(bytes: &[u8]) -> Option<Clip> {
    let (head, samples) = bytes.split_at_checked(8)?;
    let number = |part: &[u8]| part.try_into().ok().map(u32::from_le_bytes);
    let (turn, rate) = (number(&head[..4])?, number(&head[4..])?);
    let samples: Vec<f32> =
        samples.as_chunks::<2>().0.iter().map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0).collect();
    (turn == TURN && (8_000..=192_000).contains(&rate)).then(|| Clip { samples: samples.into(), rate })
}
