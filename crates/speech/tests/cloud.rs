//! The cloud engines against services that speak their formats and break on demand.
#![cfg(feature = "cloud")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use alfa_speech::elevenlabs::ElevenLabsSynthesizer;
use alfa_speech::openai::{OpenAiRecognizer, OpenAiSynthesizer, Service};
use alfa_speech::{Clip, RecognizeOptions, Recognizer, SpeakOptions, SpeechError, Synthesizer, Transcript, wav};
use axum::body::{Body, Bytes};
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

fn recording(file: &str) -> PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/speech").join(file)
}

/// How a service behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mood {
    Well,
    WrongKey,
    Busy,
    BusyForAMoment,
    DownOnce,
    Down,
    Silent,
    Garbage,
    BreaksOff,
    StallsHalfWay,
    SlowButSteady,
    Empty,
    NoSuchVoice,
}

struct Stand {
    mood: Mood,
    asked: AtomicUsize,
    last: Mutex<Value>,
}

/// 0.4 s of audio in pieces that do not end on whole samples.
fn pieces() -> Vec<Vec<u8>> {
    let whole: Vec<u8> = (0..9_600i32).flat_map(|index| ((index % 200 - 100) as i16 * 100).to_le_bytes()).collect();
    whole.chunks(3_333).map(<[u8]>::to_vec).collect()
}

async fn failure(stand: &Stand) -> Option<Response> {
    let asked = stand.asked.fetch_add(1, Ordering::SeqCst);
    let error = |status: StatusCode, message: &str| {
        (status, Json(json!({"error": {"message": message, "type": "x", "param": null, "code": null}}))).into_response()
    };
    match stand.mood {
        Mood::WrongKey => Some(error(StatusCode::UNAUTHORIZED, "Incorrect API key provided")),
        Mood::Busy => Some((StatusCode::TOO_MANY_REQUESTS, [("retry-after", "30")], Json(json!({"error": {"message": "quota", "type": "insufficient_quota", "param": null, "code": "insufficient_quota"}}))).into_response()),
        Mood::BusyForAMoment if asked == 0 => {
            Some((StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")], Json(json!({"error": {"message": "slow down", "type": "requests", "param": null, "code": null}}))).into_response())
        }
        Mood::DownOnce if asked == 0 => Some(error(StatusCode::SERVICE_UNAVAILABLE, "restarting")),
        Mood::Down => Some((StatusCode::BAD_GATEWAY, "<html>bad gateway</html>").into_response()),
        Mood::NoSuchVoice => Some((StatusCode::NOT_FOUND, Json(json!({"detail": {"status": "voice_not_found", "message": "A voice was not found."}}))).into_response()),
        Mood::Silent => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            None
        }
        _ => None,
    }
}

async fn transcriptions(State(stand): State<Arc<Stand>>, headers: HeaderMap, mut form: Multipart) -> Response {
    let mut fields = serde_json::Map::new();
    fields.insert("authorization".into(), json!(headers["authorization"].to_str().unwrap()));
    while let Some(field) = form.next_field().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let bytes = field.bytes().await.unwrap();
        let value = if name == "file" {
            json!(wav::read_bytes(&bytes).unwrap().seconds)
        } else {
            json!(String::from_utf8_lossy(&bytes))
        };
        fields.insert(name, value);
    }
    *stand.last.lock().unwrap() = fields.into();
    if let Some(failure) = failure(&stand).await {
        return failure;
    }
    match stand.mood {
        Mood::Garbage => "<html>it works</html>".into_response(),
        Mood::Empty => Json(json!({"text": " "})).into_response(),
        // as the services that only speak the protocol answer: nothing but the text
        _ => Json(json!({"text": " Quanto custa um Ethereum em dólares?"})).into_response(),
    }
}

async fn speech(State(stand): State<Arc<Stand>>, headers: HeaderMap, Json(request): Json<Value>) -> Response {
    let key = headers.get("authorization").map(|key| key.to_str().unwrap().to_owned());
    *stand.last.lock().unwrap() = json!({"request": request, "key": key});
    audio(&stand).await
}

async fn elevenlabs(
    State(stand): State<Arc<Stand>>,
    Path(voice): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Response {
    let key = headers["xi-api-key"].to_str().unwrap();
    *stand.last.lock().unwrap() = json!({"request": request, "key": key, "voice": voice, "query": query});
    audio(&stand).await
}

async fn audio(stand: &Stand) -> Response {
    if let Some(failure) = failure(stand).await {
        return failure;
    }
    match stand.mood {
        Mood::Garbage => return Json(json!({"ok": true})).into_response(),
        Mood::Empty => return ([("content-type", "audio/pcm")], Body::empty()).into_response(),
        _ => {}
    }
    let mood = stand.mood;
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(1);
    tokio::spawn(async move {
        for (index, piece) in pieces().into_iter().enumerate() {
            if index == 3 && mood == Mood::BreaksOff {
                let _ = sender.send(Err(std::io::Error::other("cut"))).await;
                return;
            }
            if index == 3 && mood == Mood::StallsHalfWay {
                tokio::time::sleep(Duration::from_secs(60)).await;
            }
            if mood == Mood::SlowButSteady {
                tokio::time::sleep(Duration::from_millis(150)).await;
            }
            if sender.send(Ok(piece.into())).await.is_err() {
                return;
            }
        }
    });
    let stream = futures::stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) });
    ([("content-type", "audio/pcm")], Body::from_stream(stream)).into_response()
}

/// A running service in this mood, with the patience of a test.
async fn stand(mood: Mood) -> (Service, Arc<Stand>) {
    let stand = Arc::new(Stand { mood, asked: AtomicUsize::new(0), last: Mutex::new(Value::Null) });
    let app = Router::new()
        .route("/v1/audio/transcriptions", post(transcriptions))
        .route("/v1/audio/speech", post(speech))
        .route("/v1/text-to-speech/{voice}/stream", post(elevenlabs))
        .with_state(Arc::clone(&stand));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (Service { base_url, key: "a-key".into(), patience: Duration::from_millis(1_500) }, stand)
}

async fn recognise(mood: Mood) -> (Result<Transcript, SpeechError>, Arc<Stand>) {
    let (service, stand) = stand(mood).await;
    let recognizer = OpenAiRecognizer::new(service, "gpt-4o-transcribe").unwrap();
    let samples = wav::read(&recording("q08_pm_alex.wav")).unwrap().samples;
    (recognizer.recognise(samples.into(), RecognizeOptions::default(), CancellationToken::new()).await, stand)
}

#[tokio::test]
async fn a_question_is_transcribed_in_portuguese() {
    let (outcome, stand) = recognise(Mood::Well).await;
    let transcript = outcome.unwrap();
    assert_eq!(transcript.text, "Quanto custa um Ethereum em dólares?");
    assert_eq!(transcript.engine, "openai:gpt-4o-transcribe");
    let last = stand.last.lock().unwrap().clone();
    assert_eq!((last["language"].as_str(), last["model"].as_str()), (Some("pt"), Some("gpt-4o-transcribe")));
    assert_eq!(last["authorization"], "Bearer a-key");
    assert!((last["file"].as_f64().unwrap() - 2.83).abs() < 0.02, "{last}");
}

#[tokio::test]
async fn silence_is_not_sent_anywhere() {
    let (service, stand) = stand(Mood::Well).await;
    let recognizer = OpenAiRecognizer::new(service, "whisper-1").unwrap();
    let outcome =
        recognizer.recognise(vec![0.0; 32_000].into(), RecognizeOptions::default(), CancellationToken::new()).await;
    assert!(matches!(outcome, Err(SpeechError::NoSpeech)));
    assert_eq!(stand.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn each_way_a_transcription_fails_is_told_apart() {
    assert!(matches!(recognise(Mood::WrongKey).await.0, Err(SpeechError::Unauthorised { .. })));
    assert!(matches!(recognise(Mood::Busy).await.0, Err(SpeechError::Busy { .. })));
    assert!(matches!(recognise(Mood::Silent).await.0, Err(SpeechError::Unreachable { .. })));
    assert!(matches!(recognise(Mood::Garbage).await.0, Err(SpeechError::Engine { .. })));
    assert!(matches!(recognise(Mood::Empty).await.0, Err(SpeechError::NoSpeech)));
    assert!(matches!(recognise(Mood::Down).await.0, Err(SpeechError::Unreachable { .. } | SpeechError::Engine { .. })));
    let (outcome, stand) = recognise(Mood::DownOnce).await;
    outcome.unwrap();
    assert_eq!(stand.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_service_that_is_not_there_is_unreachable() {
    let service =
        Service { base_url: "http://127.0.0.1:1/v1".into(), key: "k".into(), patience: Duration::from_millis(800) };
    let recognizer = OpenAiRecognizer::new(service.clone(), "m").unwrap();
    let samples = wav::read(&recording("q08_pm_alex.wav")).unwrap().samples;
    let outcome = recognizer.recognise(samples.into(), RecognizeOptions::default(), CancellationToken::new()).await;
    assert!(matches!(outcome, Err(SpeechError::Unreachable { .. })), "{outcome:?}");
    let voice = OpenAiSynthesizer::new(service, "m", "nova").unwrap();
    assert!(matches!(hear(&voice, CancellationToken::new()).await.1, Err(SpeechError::Unreachable { .. })));
}

#[tokio::test]
async fn addresses_keys_and_voices_that_cannot_be_are_refused_at_once() {
    let service = Service { base_url: "not an address".into(), key: "k".into(), patience: Duration::from_secs(1) };
    assert!(matches!(OpenAiRecognizer::new(service.clone(), "m"), Err(SpeechError::Engine { .. })));
    assert!(matches!(OpenAiSynthesizer::new(service.clone(), "m", "v"), Err(SpeechError::Engine { .. })));
    let service = Service { base_url: "http://127.0.0.1:1".into(), key: "line\nbreak".into(), ..service };
    assert!(matches!(OpenAiRecognizer::new(service.clone(), "m"), Err(SpeechError::Unauthorised { .. })));
    assert!(matches!(ElevenLabsSynthesizer::new(service.clone(), "m", "abc"), Err(SpeechError::Unauthorised { .. })));
    let service = Service { key: "k".into(), ..service };
    assert!(matches!(ElevenLabsSynthesizer::new(service, "m", "../history"), Err(SpeechError::UnknownVoice(_))));
}

/// What is heard, clip by clip, and how it ended.
async fn hear(voice: &dyn Synthesizer, cancel: CancellationToken) -> (Vec<Clip>, Result<(), SpeechError>) {
    let (out, mut clips) = mpsc::channel(64);
    let outcome = voice.synthesize("O Bitcoin está em alta.", SpeakOptions { speed: 1.1 }, out, cancel).await;
    let mut heard = Vec::new();
    while let Some(clip) = clips.recv().await {
        heard.push(clip);
    }
    (heard, outcome)
}

/// Both voices of a service in this mood.
async fn voices(mood: Mood) -> (Vec<Box<dyn Synthesizer>>, Arc<Stand>) {
    let (service, stand) = stand(mood).await;
    let openai = OpenAiSynthesizer::new(service.clone(), "gpt-4o-mini-tts", "nova").unwrap();
    let elevenlabs = ElevenLabsSynthesizer::new(service, "eleven_flash_v2_5", "Xb7hH8MSUJpSbSDYk0k2").unwrap();
    (vec![Box::new(openai), Box::new(elevenlabs)], stand)
}

fn samples(clips: &[Clip]) -> Vec<f32> {
    clips.iter().flat_map(|clip| clip.samples.to_vec()).collect()
}

#[tokio::test]
async fn audio_comes_whole_and_in_pieces() {
    let (voices, stand) = voices(Mood::SlowButSteady).await;
    for voice in voices {
        let (clips, outcome) = hear(voice.as_ref(), CancellationToken::new()).await;
        outcome.unwrap();
        assert!(clips.len() > 2, "{} sent {} pieces", voice.name(), clips.len());
        assert!(clips.iter().all(|clip| clip.rate == 24_000));
        let heard = samples(&clips);
        let wanted: Vec<f32> = (0..9_600i32).map(|index| ((index % 200 - 100) * 100) as f32 / 32_768.0).collect();
        assert_eq!(heard, wanted, "{}", voice.name());
        let last = stand.last.lock().unwrap().clone();
        if voice.name() == "openai:nova" {
            assert_eq!(last["key"], "Bearer a-key");
            let request = &last["request"];
            assert_eq!(
                (request["voice"].as_str(), request["response_format"].as_str()),
                (Some("nova"), Some("pcm")),
                "{request}"
            );
            assert_eq!(request["model"], "gpt-4o-mini-tts");
        } else {
            assert_eq!((last["key"].as_str(), last["voice"].as_str()), (Some("a-key"), Some("Xb7hH8MSUJpSbSDYk0k2")));
            assert_eq!(last["query"]["output_format"], "pcm_24000");
            assert_eq!(
                (last["request"]["model_id"].as_str(), last["request"]["language_code"].as_str()),
                (Some("eleven_flash_v2_5"), Some("pt"))
            );
        }
    }
}

#[tokio::test]
async fn each_way_a_voice_fails_is_told_apart() {
    for (mood, is_it) in [
        (Mood::WrongKey, (|error| matches!(error, SpeechError::Unauthorised { .. })) as fn(&SpeechError) -> bool),
        (Mood::Busy, |error| matches!(error, SpeechError::Busy { retry_after: Some(30.0), .. })),
        (Mood::Down, |error| matches!(error, SpeechError::Unreachable { .. })),
        (Mood::Silent, |error| matches!(error, SpeechError::Unreachable { .. })),
        (Mood::Garbage, |error| matches!(error, SpeechError::Engine { .. })),
        (Mood::Empty, |error| matches!(error, SpeechError::Unreachable { .. })),
        (Mood::NoSuchVoice, |error| matches!(error, SpeechError::UnknownVoice(_))),
    ] {
        for voice in voices(mood).await.0 {
            let (clips, outcome) = hear(voice.as_ref(), CancellationToken::new()).await;
            let error = outcome.expect_err("it fails");
            assert!(is_it(&error), "{mood:?}, {}: {error:?}", voice.name());
            assert!(clips.is_empty());
        }
    }
}

#[tokio::test]
async fn what_was_heard_before_a_stream_broke_stays_and_is_not_said_again() {
    for mood in [Mood::BreaksOff, Mood::StallsHalfWay] {
        let (service, stand) = stand(mood).await;
        let voice = OpenAiSynthesizer::new(service, "tts-1", "nova").unwrap();
        let (clips, outcome) = hear(&voice, CancellationToken::new()).await;
        assert!(matches!(outcome, Err(SpeechError::Unreachable { .. })), "{mood:?}: {outcome:?}");
        let heard = samples(&clips).len();
        assert!((1..9_600).contains(&heard), "{mood:?}: {heard}");
        assert_eq!(stand.asked.load(Ordering::SeqCst), 1, "{mood:?}");
    }
}

#[tokio::test]
async fn a_service_that_is_back_in_a_moment_is_asked_once_more() {
    for mood in [Mood::DownOnce, Mood::BusyForAMoment] {
        let (service, stand) = stand(mood).await;
        let voice = ElevenLabsSynthesizer::new(service, "eleven_flash_v2_5", "abc").unwrap();
        let (clips, outcome) = hear(&voice, CancellationToken::new()).await;
        outcome.unwrap();
        assert_eq!(samples(&clips).len(), 9_600);
        assert_eq!(stand.asked.load(Ordering::SeqCst), 2, "{mood:?}");
    }
}

#[tokio::test]
async fn cancelling_ends_a_silent_service_at_once() {
    for voice in voices(Mood::Silent).await.0 {
        let cancel = CancellationToken::new();
        let stop = cancel.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            stop.cancel();
        });
        let start = Instant::now();
        let (_, outcome) = hear(voice.as_ref(), cancel).await;
        assert!(matches!(outcome, Err(SpeechError::Cancelled)));
        assert!(start.elapsed() < Duration::from_millis(1_400), "before its patience ran out");
    }
}
