//! What was spoken before, kept.

use crate::{Clip, SpeakOptions, SpeechError, Synthesizer, wav};
use async_trait::async_trait;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Longer audio is not what is said often.
const LONGEST_SECONDS: f64 = 20.0;

/// Clauses' audio by voice, speed and text: bounded by bytes, the least recently spoken goes first; optionally a folder that outlives the process.
pub struct ClauseCache {
    memory: Mutex<Memory>,
    folder: Option<Folder>,
}

#[derive(Default)]
struct Memory {
    clips: HashMap<Key, (Clip, u64)>,
    bytes: usize,
    limit: usize,
    clock: u64,
}

struct Folder {
    path: PathBuf,
    limit: u64,
}

/// Counts the changes in how clauses are made: what an older ALFA kept is not said any more.
const REVISION: u32 = 2;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    voice: String,
    /// In thousandths.
    speed: i32,
    text: String,
}

impl Key {
    #[expect(clippy::cast_possible_truncation, reason = "a speed is a small number")]
    fn new(voice: &str, options: SpeakOptions, text: &str) -> Self {
        Self { voice: voice.to_owned(), speed: (options.speed * 1000.0).round() as i32, text: text.trim().to_owned() }
    }

    fn file_name(&self) -> String {
        let digest = Sha256::digest(format!("{REVISION}\n{}\n{}\n{}", self.voice, self.speed, self.text));
        let mut name: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        name.push_str(".wav");
        name
    }
}

impl ClauseCache {
    /// Keeps up to `bytes` of samples in memory.
    pub fn new(bytes: usize) -> Self {
        Self { memory: Mutex::new(Memory { limit: bytes, ..Memory::default() }), folder: None }
    }

    /// Also keeps up to `bytes` in `folder`, which is created when first needed. What cannot be read or written there is only missed.
    #[must_use]
    pub fn with_folder(mut self, folder: PathBuf, bytes: u64) -> Self {
        self.folder = Some(Folder { path: folder, limit: bytes });
        self
    }

    /// The audio of `text` by `voice`, if it is known.
    pub fn get(&self, voice: &str, options: SpeakOptions, text: &str) -> Option<Clip> {
        let key = Key::new(voice, options, text);
        if let Some(clip) = self.memory().get(&key) {
            return Some(clip);
        }
        let clip = self.folder.as_ref()?.get(&key)?;
        self.memory().put(key, clip.clone());
        Some(clip)
    }

    /// Keeps `clip`, unless it is too long to be said often.
    pub fn put(&self, voice: &str, options: SpeakOptions, text: &str, clip: Clip) {
        if clip.samples.is_empty() || clip.rate == 0 || clip.seconds() > LONGEST_SECONDS {
            return;
        }
        let key = Key::new(voice, options, text);
        if let Some(folder) = &self.folder
            && let Err(error) = folder.put(&key, &clip)
        {
            tracing::debug!(%error, "a clause was not kept on disk");
        }
        self.memory().put(key, clip);
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn get(&mut self, key: &Key) -> Option<Clip> {
        self.clock += 1;
        let (clip, used) = self.clips.get_mut(key)?;
        *used = self.clock;
        Some(clip.clone())
    }

    fn put(&mut self, key: Key, clip: Clip) {
        let size = size(&clip);
        if size > self.limit {
            return;
        }
        self.clock += 1;
        self.bytes += size;
        if let Some((old, _)) = self.clips.insert(key, (clip, self.clock)) {
            self.bytes -= self::size(&old);
        }
        while self.bytes > self.limit {
            let Some(oldest) = self.clips.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| key.clone()) else {
                break;
            };
            if let Some((clip, _)) = self.clips.remove(&oldest) {
                self.bytes -= self::size(&clip);
            }
        }
    }
}

fn size(clip: &Clip) -> usize {
    clip.samples.len() * size_of::<f32>()
}

impl Folder {
    fn get(&self, key: &Key) -> Option<Clip> {
        let path = self.path.join(key.file_name());
        let bytes = std::fs::read(&path).ok()?;
        match wav::read_clip(&bytes, LONGEST_SECONDS) {
            Ok(clip) => Some(clip),
            Err(_) => {
                // what broke is made again; that it cannot be removed changes nothing
                let _ = std::fs::remove_file(&path);
                None
            }
        }
    }

    fn put(&self, key: &Key, clip: &Clip) -> Result<(), std::io::Error> {
        let bytes = wav::encode(&clip.samples, clip.rate).map_err(std::io::Error::other)?;
        std::fs::create_dir_all(&self.path)?;
        let path = self.path.join(key.file_name());
        // whole or not at all, also for another process on the same folder
        let written = path.with_extension(format!("{}.part", std::process::id()));
        std::fs::write(&written, bytes).and_then(|()| std::fs::rename(&written, &path)).inspect_err(|_| {
            let _ = std::fs::remove_file(&written);
        })?;
        self.shrink()
    }

    /// Removes the oldest until the folder is within its limit.
    fn shrink(&self) -> Result<(), std::io::Error> {
        let mut files: Vec<(SystemTime, u64, PathBuf)> = std::fs::read_dir(&self.path)?
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let metadata = entry.metadata().ok()?;
                let is_ours = entry.path().extension().is_some_and(|extension| extension == "wav");
                is_ours.then_some((metadata.modified().ok()?, metadata.len(), entry.path()))
            })
            .collect();
        let mut total: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        files.sort();
        for (_, bytes, path) in files {
            if total <= self.limit {
                break;
            }
            std::fs::remove_file(path)?;
            total -= bytes;
        }
        Ok(())
    }
}

/// A synthesizer that speaks from a [`ClauseCache`] what is there, and keeps what it has to make.
pub struct CachedSynthesizer {
    inner: Arc<dyn Synthesizer>,
    cache: Arc<ClauseCache>,
}

impl CachedSynthesizer {
    /// Puts `cache` before `inner`.
    pub fn new(inner: Arc<dyn Synthesizer>, cache: Arc<ClauseCache>) -> Self {
        Self { inner, cache }
    }

    /// Makes and keeps what of `texts` is not there yet; gives how many were made.
    ///
    /// # Errors
    /// [`SpeechError::Cancelled`] or the engine's failure; what was made before stays.
    pub async fn prewarm(
        &self,
        texts: &[String],
        options: SpeakOptions,
        cancel: CancellationToken,
    ) -> Result<usize, SpeechError> {
        let mut made = 0;
        for text in texts {
            if cancel.is_cancelled() {
                return Err(SpeechError::Cancelled);
            }
            if self.cache.get(&self.inner.name(), options, text).is_some() {
                continue;
            }
            let (out, mut clips) = mpsc::channel(8);
            let drain = async { while clips.recv().await.is_some() {} };
            let (outcome, ()) = tokio::join!(self.synthesize(text, options, out, cancel.clone()), drain);
            outcome?;
            made += 1;
        }
        Ok(made)
    }
}

#[async_trait]
impl Synthesizer for CachedSynthesizer {
    fn name(&self) -> String {
        self.inner.name()
    }

    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        if cancel.is_cancelled() {
            return Err(SpeechError::Cancelled);
        }
        let voice = self.inner.name();
        if let Some(clip) = self.cache.get(&voice, options, text) {
            return out.send(clip).await.map_err(|_| SpeechError::Cancelled);
        }
        let (tap, mut clips) = mpsc::channel::<Clip>(8);
        let pass_on = async {
            let mut samples: Vec<f32> = Vec::new();
            let mut rate = None;
            let mut one_rate = true;
            while let Some(clip) = clips.recv().await {
                one_rate &= *rate.get_or_insert(clip.rate) == clip.rate;
                samples.extend_from_slice(&clip.samples);
                if out.send(clip).await.is_err() {
                    return None;
                }
            }
            rate.filter(|_| one_rate).map(|rate| Clip { samples: samples.into(), rate })
        };
        let (outcome, whole) = tokio::join!(self.inner.synthesize(text, options, tap, cancel), pass_on);
        // only what was spoken to its end, and by the voice it was asked of, is kept
        outcome?;
        if let Some(clip) = whole
            && self.inner.name() == voice
        {
            self.cache.put(&voice, options, text, clip);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn clip(length: usize) -> Clip {
        Clip { samples: vec![0.25; length].into(), rate: 24_000 }
    }

    const NORMAL: SpeakOptions = SpeakOptions { speed: 1.0 };

    #[test]
    fn voice_speed_and_text_make_the_difference() {
        let cache = ClauseCache::new(1 << 20);
        cache.put("dora", NORMAL, "Olá", clip(10));
        assert!(cache.get("dora", NORMAL, "Olá").is_some());
        assert!(cache.get("alex", NORMAL, "Olá").is_none());
        assert!(cache.get("dora", SpeakOptions { speed: 1.2 }, "Olá").is_none());
        assert!(cache.get("dora", NORMAL, "Oi").is_none());
    }

    #[test]
    fn the_least_recently_spoken_goes_first() {
        let cache = ClauseCache::new(4 * 25);
        cache.put("v", NORMAL, "a", clip(10));
        cache.put("v", NORMAL, "b", clip(10));
        cache.get("v", NORMAL, "a").unwrap();
        cache.put("v", NORMAL, "c", clip(10));
        assert!(cache.get("v", NORMAL, "b").is_none());
        assert!(cache.get("v", NORMAL, "a").is_some() && cache.get("v", NORMAL, "c").is_some());
        cache.put("v", NORMAL, "huge", clip(1000));
        assert!(
            cache.get("v", NORMAL, "huge").is_none() && cache.get("v", NORMAL, "c").is_some(),
            "what cannot fit drives nothing out"
        );
    }

    #[test]
    fn a_folder_outlives_the_process_and_stays_within_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let open = || ClauseCache::new(1 << 20).with_folder(folder.path().join("clauses"), 3_000);
        open().put("v", NORMAL, "Olá", clip(500));
        let kept = open().get("v", NORMAL, "Olá").unwrap();
        assert_eq!((kept.samples.len(), kept.rate), (500, 24_000));
        assert!((kept.samples[0] - 0.25).abs() < 1e-3);
        for text in ["um", "dois", "três", "quatro"] {
            open().put("v", NORMAL, text, clip(500));
        }
        let bytes: u64 = std::fs::read_dir(folder.path().join("clauses"))
            .unwrap()
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .sum();
        assert!(bytes <= 3_000, "{bytes}");
    }

    #[test]
    fn a_broken_file_is_only_missed() {
        let folder = tempfile::tempdir().unwrap();
        let cache = || ClauseCache::new(1 << 20).with_folder(folder.path().to_owned(), 1 << 20);
        cache().put("v", NORMAL, "Olá", clip(500));
        let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
        std::fs::write(&file, b"garbage").unwrap();
        assert!(cache().get("v", NORMAL, "Olá").is_none());
        assert!(!file.exists());
    }

    #[test]
    fn a_folder_that_cannot_be_is_no_failure() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let cache = ClauseCache::new(1 << 20).with_folder(file.path().join("below a file"), 1 << 20);
        cache.put("v", NORMAL, "Olá", clip(5));
        assert!(cache.get("v", NORMAL, "Olá").is_some());
    }

    /// Counts how often it speaks; breaks off at "quebra".
    #[derive(Default)]
    struct Voice(AtomicUsize);

    #[async_trait]
    impl Synthesizer for Voice {
        fn name(&self) -> String {
            "voz".into()
        }
        async fn synthesize(
            &self,
            text: &str,
            _: SpeakOptions,
            out: mpsc::Sender<Clip>,
            _: CancellationToken,
        ) -> Result<(), SpeechError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            out.send(clip(3)).await.unwrap();
            if text == "quebra" {
                return Err(SpeechError::Unreachable { service: "voz".into(), reason: "gone".into() });
            }
            out.send(clip(4)).await.unwrap();
            Ok(())
        }
    }

    async fn speak(voice: &CachedSynthesizer, text: &str) -> (usize, Result<(), SpeechError>) {
        let (out, mut clips) = mpsc::channel(8);
        let outcome = voice.synthesize(text, NORMAL, out, CancellationToken::new()).await;
        let mut count = 0;
        while let Some(clip) = clips.recv().await {
            count += clip.samples.len();
        }
        (count, outcome)
    }

    #[tokio::test]
    async fn what_was_said_once_is_not_made_again() {
        let inner = Arc::new(Voice::default());
        let voice = CachedSynthesizer::new(inner.clone(), Arc::new(ClauseCache::new(1 << 20)));
        assert_eq!(speak(&voice, "O Bitcoin está em").await.0, 7);
        assert_eq!(speak(&voice, "O Bitcoin está em").await.0, 7);
        assert_eq!(inner.0.load(Ordering::Relaxed), 1);
        let texts = ["O Bitcoin está em".to_owned(), "Pronto.".to_owned()];
        assert_eq!(voice.prewarm(&texts, NORMAL, CancellationToken::new()).await.unwrap(), 1);
        speak(&voice, "Pronto.").await.1.unwrap();
        assert_eq!(inner.0.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn what_broke_off_is_not_kept() {
        let inner = Arc::new(Voice::default());
        let voice = CachedSynthesizer::new(inner.clone(), Arc::new(ClauseCache::new(1 << 20)));
        for _ in 0..2 {
            let (count, outcome) = speak(&voice, "quebra").await;
            assert_eq!(count, 3);
            assert!(outcome.is_err());
        }
        assert_eq!(inner.0.load(Ordering::Relaxed), 2);
    }
}
