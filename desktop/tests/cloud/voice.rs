//! Hosted voice as this computer chooses it: over the real server, whose own service is a stand-in.

use crate::house::{EMAIL, House};
use crate::openai::{OpenAi, QUESTION, question};
use crate::samples::at;
use alfa_desktop::cloud::{Account, HostedVoice, Keeping};
use alfa_desktop::paths::Paths;
use alfa_desktop::store::Store;
use alfa_speech::{Clip, RecognizeOptions, SpeakOptions, SpeechError, wav};
use alfa_sync::DataKey;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A computer where somebody is signed in.
pub async fn computer(house: &House, name: &str) -> (Paths, Arc<HostedVoice>) {
    let paths = Paths::resolve_in(Some(house.folder().join(name).as_os_str())).unwrap();
    let session = house.sign_in(name).await;
    let account = Account::new(&house.url, EMAIL, &session, DataKey::new().unwrap(), Keeping::File);
    account.save(&paths).await.unwrap();
    let store = Store::open(&paths.database, at(0)).unwrap().store;
    let hosted = Arc::new(HostedVoice::new(paths.clone(), store));
    (paths, hosted)
}

pub async fn house(openai: &OpenAi, set: &[(&str, &str)]) -> House {
    let voice = [("ALFA_SERVER_OPENAI_BASE_URL", openai.url.as_str()), ("ALFA_SERVER_OPENAI_API_KEY", "operator-key")];
    House::start_with(&[&voice, set].concat()).await
}

async fn hear(hosted: &Arc<HostedVoice>) -> Result<alfa_speech::Transcript, SpeechError> {
    let samples = wav::read_bytes(&question()).unwrap().samples;
    hosted.recognizer().recognise(samples.into(), RecognizeOptions::default(), CancellationToken::new()).await
}

async fn say(hosted: &Arc<HostedVoice>, text: &str) -> (Vec<Clip>, Result<(), SpeechError>) {
    let (out, mut clips) = mpsc::channel(64);
    let voice = hosted.synthesizer(Some("nova"));
    let done = voice.synthesize(text, SpeakOptions::default(), out, CancellationToken::new()).await;
    let mut heard = Vec::new();
    while let Some(clip) = clips.recv().await {
        heard.push(clip);
    }
    (heard, done)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cloud_hears_and_speaks_for_who_is_signed_in() {
    let openai = OpenAi::start().await;
    let house = house(&openai, &[("ALFA_SERVER_FREE_CHARACTERS", "6")]).await;
    let (paths, hosted) = computer(&house, "casa").await;
    let heard = hear(&hosted).await.unwrap();
    assert_eq!((heard.text.as_str(), heard.engine.as_str()), (QUESTION, "alfa:openai:gpt-4o-transcribe"));
    let (clips, done) = say(&hosted, "cinco").await;
    done.unwrap();
    assert_eq!(clips.iter().map(|clip| clip.samples.len()).sum::<usize>(), 7_200);
    assert!(clips.iter().all(|clip| clip.rate == 24_000));
    // the quota's end is said as it is
    let (_, over) = say(&hosted, "cinco").await;
    let Err(SpeechError::Engine { reason, .. }) = over else { panic!("{over:?}") };
    assert!(reason.starts_with("A fala deste mês na nuvem acabou"), "{reason}");
    // signed out from elsewhere
    let session = house.sign_in("outro").await;
    for device in session.devices().await.unwrap() {
        if device.name == "casa" {
            session.revoke(device.id).await.unwrap();
        }
    }
    let ended = hear(&hosted).await;
    assert!(matches!(&ended, Err(SpeechError::Engine { reason, .. }) if reason.contains("Entre de novo")), "{ended:?}");
    Account::forget(&paths).await.unwrap();
    let (_, nobody) = say(&hosted, "oi").await;
    assert!(
        matches!(&nobody, Err(SpeechError::Engine { reason, .. }) if reason.contains("nenhuma conta")),
        "{nobody:?}"
    );
}

pub fn alfa(folder: &Path, arguments: &[&str]) -> (String, String) {
    let mut command = assert_cmd::Command::cargo_bin("alfa").unwrap();
    command.env("ALFA_DATA_DIR", folder).env("ALFA_MARKET", "replay:").env_remove("DBUS_SESSION_BUS_ADDRESS");
    command.env_remove("ALFA_MODELS_MIRROR").env_remove("OPENAI_BASE_URL");
    let output = command.args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, told) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{arguments:?}: {out}{told}");
    (out, told)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_turn_on_the_cloud_and_what_it_used() {
    let openai = OpenAi::start().await;
    let house = house(&openai, &[("ALFA_SERVER_FREE_TURNS", "1")]).await;
    let (_, _) = computer(&house, "casa").await;
    let folder = house.folder().join("casa");
    let spoken = folder.join("resposta.wav");
    let question = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/pergunta.wav");
    for (name, value) in [("recognizer", "alfa"), ("voice", "alfa:nova")] {
        alfa(&folder, &["config", "set", name, value]);
    }
    let ask = ["ask", "--offline", "--json", "--wav", question, "--out", spoken.to_str().unwrap()];
    let (answer, _) = alfa(&folder, &ask);
    assert!(answer.contains(QUESTION) && answer.contains("Bitcoin está em"), "{answer}");
    let clauses = openai.spoken();
    let sound = wav::read_clip(&std::fs::read(&spoken).unwrap(), 60.0).unwrap();
    assert!((sound.seconds() - clauses.len() as f64 * 0.3).abs() < 0.1, "{} of {clauses:?}", sound.seconds());

    let (usage, _) = alfa(&folder, &["account", "usage"]);
    let characters: usize = clauses.iter().map(|clause| clause.chars().count()).sum();
    assert!(usage.contains("Plano: gratuito"), "{usage}");
    assert!(usage.contains(&format!("Caracteres falados: {characters} de 20.000")), "{usage}");
    // the whole turn in the cloud, its tools here
    alfa(&folder, &["config", "set", "hosted_turns", "true"]);
    let (answer, told) = alfa(&folder, &ask);
    assert!(!told.contains("deste computador"), "{told}");
    assert!(answer.contains(QUESTION) && answer.contains("alfa:openai:gpt-4o-transcribe"), "{answer}{told}");
    assert!(answer.contains("Bitcoin está em") && answer.contains("simulado"), "{answer}");
    let clauses = openai.spoken().split_off(clauses.len());
    let sound = wav::read_clip(&std::fs::read(&spoken).unwrap(), 60.0).unwrap();
    assert!((sound.seconds() - clauses.len() as f64 * 0.3).abs() < 0.1, "{} of {clauses:?}", sound.seconds());
    let (usage, _) = alfa(&folder, &["account", "usage"]);
    assert!(usage.contains("Perguntas: 1 de 1"), "{usage}");
    // and where its turns are used up, said and answered here, by the engines that were chosen
    let (answer, told) = alfa(&folder, &ask);
    assert!(told.contains("As perguntas deste mês na nuvem acabaram") && told.contains("deste computador"), "{told}");
    assert!(answer.contains(QUESTION) && answer.contains("Bitcoin está em"), "{answer}");
    let (usage, _) = alfa(&folder, &["account", "usage"]);
    // what came last is shown without the cloud, and said to be that
    house.kill_postgres();
    let (known, told) = alfa(&folder, &["account", "usage"]);
    assert_eq!(known, usage);
    assert!(told.contains("Isto é o que veio em"), "{told}");
}
