//! `alfa speak`.

use super::arguments::Speak;
use super::{Done, print, speak_long, transcribe};
use crate::audio::Speaker;
use crate::cloud::{AudioJobs, Given, LONGEST_TEXT, SentJob};
use crate::sound_file;
use crate::speaker_sink::speaker_sink;
use alfa_copilot::turn::Engines;
use alfa_copilot::{AudioSink, Events, Problem, speak_text};
use alfa_domain::CoinTable;
use alfa_language::aloud;
use alfa_speech::SpeakOptions;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub(super) async fn run(arguments: Speak) -> Done {
    let words = aloud::say(&arguments.text.join(" "), &CoinTable::shipped());
    if arguments.print {
        print::out(&words);
        return Ok(());
    }
    if words.trim().is_empty() && arguments.job.is_none() {
        return Err(
            Problem::new("nothing_to_say", "Não há o que falar nesse texto.", "Dê um texto com palavras.").into()
        );
    }
    let options = SpeakOptions { speed: arguments.speed.unwrap_or(1.0) };
    // without a speaker or a file there is nothing the words could go to
    let (sink, file): (Arc<dyn AudioSink>, _) = match arguments.out {
        Some(path) => {
            sound_file::writable(&path)?;
            let sink = sound_file::wav_sink();
            (Arc::clone(&sink) as Arc<dyn AudioSink>, Some((sink, path)))
        }
        None => (speaker_sink(&Speaker::open(None).await?), None),
    };
    let engines = transcribe::engines(arguments.offline, arguments.voice)?;
    let jobs = AudioJobs::of(engines.hosted());
    let out = file.as_ref().map(|(_, path)| path.as_path());
    if let Some(id) = arguments.job {
        return speak_long::fetch(&jobs, SentJob::of(id), out, &sink).await;
    }
    if engines.is_hosted_voice() && words.chars().count() > LONGEST_TEXT {
        let given = Given::Text { text: words, voice: engines.voice_of_cloud(), speed: options.speed };
        return speak_long::speak(&jobs, &given, out, &sink).await;
    }
    let synthesizer = engines.synthesizer().await?;
    let cancel = CancellationToken::new();
    speak_text(&words, &synthesizer, options, &sink, &Events::silent(), &cancel).await.map_err(Problem::from)?;
    if let Some((sink, path)) = file {
        let seconds = sink.write(&path)?;
        print::out(&format!("{} ({seconds:.1} s, {})", path.display(), synthesizer.name()));
    }
    Ok(())
}
