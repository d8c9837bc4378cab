//! Why a long recording or text was not done: a code and a sentence.

use crate::commands::refused;
use crate::house::{EMAIL, House};
use crate::long_audio::{choose, chosen, jobs, recording};
use crate::openai::OpenAi;
use crate::voice::{alfa, house};
use alfa_desktop::cloud::{Account, Keeping};
use alfa_desktop::paths::Paths;
use alfa_speech::wav;
use alfa_sync::DataKey;

#[tokio::test(flavor = "multi_thread")]
async fn without_an_account_a_voice_or_a_cloud_it_is_said() {
    let house = House::start().await;
    let folder = house.folder().join("ninguém");
    std::fs::create_dir_all(&folder).unwrap();
    let file = recording(&folder, 2);
    let transcribe = ["transcribe", file.to_str().unwrap()];
    // the computer's own engines take no more than a question
    refused(&folder, "", &transcribe, "recording_too_long");
    choose(&folder);
    refused(&folder, "", &transcribe, "not_signed_in");
    let text = "palavra ".repeat(300);
    refused(&folder, "", &["speak", text.trim(), "--out", "x.wav"], "not_signed_in");
    let silent = chosen(&house, "sem voz").await;
    refused(&silent, "", &transcribe, "voice_unavailable");
    refused(&silent, "", &["account", "audio"], "voice_unavailable");
    // nobody listens on the discard port
    let away = house.folder().join("longe");
    let paths = Paths::resolve_in(Some(away.as_os_str())).unwrap();
    let session = house.sign_in("longe").await;
    let account = Account::new("http://127.0.0.1:9", EMAIL, &session, DataKey::new().unwrap(), Keeping::File);
    account.save(&paths).await.unwrap();
    choose(&away);
    refused(&away, "", &transcribe, "cloud_unreachable");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_cloud_refuses_or_cannot_do_is_said_and_leaves_nothing() {
    let openai = OpenAi::start().await;
    let house = house(&openai, &[("ALFA_SERVER_FREE_HEARD_MINUTES", "2")]).await;
    let folder = chosen(&house, "casa").await;
    openai.refuse(true);
    let file = recording(&folder, 2);
    let transcribe = ["transcribe", file.to_str().unwrap(), "--json"];
    refused(&folder, "", &transcribe, r#""code":"voice_refused""#);
    assert_eq!(jobs(&house).await, 0);
    openai.refuse(false);
    let silence = folder.join("silencio.wav");
    wav::write(&silence, &vec![0.0; 16_000 * 70], 16_000).unwrap();
    refused(&folder, "", &["transcribe", silence.to_str().unwrap()], "no_speech");
    let text = "palavra ".repeat(300);
    refused(&folder, "", &["speak", text.trim(), "--voice", "alfa:ninguem", "--out", "x.wav"], "unknown_voice");
    // what failed costs nothing, and the same is done where it can be
    alfa(&folder, &transcribe);
    refused(&folder, "", &transcribe, r#""code":"quota_exhausted""#);
    assert_eq!(jobs(&house).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_in_the_middle_of_a_large_upload_is_understood() {
    let openai = OpenAi::start().await;
    let set = [("ALFA_SERVER_FREE_HEARD_MINUTES", "0"), ("ALFA_SERVER_RECORDING_MEGABYTES", "50")];
    let house = house(&openai, &set).await;
    let folder = chosen(&house, "casa").await;
    let file = folder.join("aula.wav");
    wav::write(&file, &vec![0.0; 16_000 * 60 * 20], 16_000).unwrap();
    refused(&folder, "", &["transcribe", file.to_str().unwrap()], "quota_exhausted");
    wav::write(&file, &vec![0.0; 16_000 * 60 * 40], 16_000).unwrap();
    refused(&folder, "", &["transcribe", file.to_str().unwrap()], "too_large");
}
