//! Hosted voice, the market it may relay, and how much of it an account has.

use super::reader::bad;
use super::{BadConfig, Reader};
use alfa_domain::{Metered, Plan};
use alfa_market::SOURCES;
use secrecy::SecretString;

/// Hosted voice. Without a key or an address for it, it is off.
#[derive(Debug, Clone)]
pub struct VoiceConfig {
    /// `openai_api_key`: the operator's key.
    pub openai_key: Option<SecretString>,
    /// `openai_base_url`: OpenAI's own, or a service that speaks its protocol; one of one's own may need no key.
    pub openai_url: Option<String>,
    /// `elevenlabs_api_key`: the operator's key.
    pub elevenlabs_key: Option<SecretString>,
    /// `elevenlabs_base_url`: where it is, if not at its own address.
    pub elevenlabs_url: Option<String>,
    /// `transcribe_model`: default gpt-4o-transcribe.
    pub transcribe_model: String,
    /// `speak_model`: OpenAI's; default gpt-4o-mini-tts.
    pub speak_model: String,
    /// `voices`: those that may be asked for, as openai:NAME or elevenlabs:ID, the first of which speaks where none is; default OpenAI's six.
    pub voices: Vec<String>,
    /// `llm_model`: answers what the intent engine does not, at `openai_base_url`. Default none.
    pub llm_model: Option<String>,
    /// `market_sources`: what may be relayed, of binance, mercadobitcoin, coingecko, awesomeapi, ptax, fng. Default none: most terms forbid it.
    pub market_sources: Vec<String>,
    /// `market_gateway`: one address that stands in for all sources.
    pub market_gateway: Option<String>,
    /// `recording_megabytes`: a long recording (`/v1/audio/jobs`) has at most so many. Default 120.
    pub recording_bytes: u64,
    /// `recording_minutes`: and is at most so long. Default 60.
    pub recording_minutes: u32,
    /// `long_characters`: a long text has at most so many. Default 50000.
    pub long_characters: usize,
    /// `audio_job_days`: what was made of it is kept so long. Default 3.
    pub job_days: u32,
    free: Quotas,
    plus: Quotas,
}

/// What a plan has in a month.
#[derive(Debug, Clone, Copy)]
struct Quotas {
    heard_minutes: u64,
    characters: u64,
    turns: u64,
}

const VOICES: [&str; 6] = ["alloy", "coral", "nova", "onyx", "sage", "shimmer"];

impl VoiceConfig {
    pub(super) const KEYS: [&'static str; 20] = [
        "openai_api_key",
        "openai_base_url",
        "elevenlabs_api_key",
        "elevenlabs_base_url",
        "transcribe_model",
        "speak_model",
        "voices",
        "llm_model",
        "market_sources",
        "market_gateway",
        "recording_megabytes",
        "recording_minutes",
        "long_characters",
        "audio_job_days",
        "free_heard_minutes",
        "free_characters",
        "free_turns",
        "plus_heard_minutes",
        "plus_characters",
        "plus_turns",
    ];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        let http = ["https://", "http://"];
        let openai_key = reader.secret("openai_api_key")?;
        let openai_url = reader.url("openai_base_url", &http)?;
        let elevenlabs_key = reader.secret("elevenlabs_api_key")?;
        let openai = openai_key.is_some() || openai_url.is_some();
        let mut voices: Vec<String> = reader.list("voices", "voices")?;
        for voice in &voices {
            let (engine, key) = match voice.split_once(':') {
                Some(("openai", name)) if !name.is_empty() => ("openai_api_key", openai),
                Some(("elevenlabs", id)) if !id.is_empty() => ("elevenlabs_api_key", elevenlabs_key.is_some()),
                _ => return Err(bad("voices", "must be openai:NAME or elevenlabs:ID, with commas between them")),
            };
            if !key {
                return Err(bad("voices", &format!("{voice} needs {engine}")));
            }
        }
        if voices.is_empty() && openai {
            voices = VOICES.iter().map(|name| format!("openai:{name}")).collect();
        }
        let market_sources: Vec<String> = reader.list("market_sources", "names of sources")?;
        if let Some(unknown) = market_sources.iter().find(|source| !SOURCES.contains(&source.as_str())) {
            return Err(bad("market_sources", &format!("{unknown} is none of {}", SOURCES.join(", "))));
        }
        let llm_model = reader.get("llm_model")?;
        if llm_model.is_some() && !openai {
            return Err(bad("llm_model", "needs openai_api_key or openai_base_url"));
        }
        let quota = |key: &str, default| reader.number(key, default, 0..=1_000_000_000);
        Ok(Self {
            openai_key,
            openai_url,
            elevenlabs_key,
            elevenlabs_url: reader.url("elevenlabs_base_url", &http)?,
            transcribe_model: reader.text("transcribe_model", "gpt-4o-transcribe")?,
            speak_model: reader.text("speak_model", "gpt-4o-mini-tts")?,
            voices,
            llm_model,
            market_sources,
            market_gateway: reader.url("market_gateway", &http)?,
            recording_bytes: reader.number("recording_megabytes", 120, 1..=2_000)? * 1_000_000,
            recording_minutes: reader.number("recording_minutes", 60, 1..=600)?,
            long_characters: reader.number("long_characters", 50_000, 1..=1_000_000)?,
            job_days: reader.number("audio_job_days", 3, 1..=90)?,
            free: Quotas {
                heard_minutes: quota("free_heard_minutes", 15)?,
                characters: quota("free_characters", 20_000)?,
                turns: quota("free_turns", 200)?,
            },
            plus: Quotas {
                heard_minutes: quota("plus_heard_minutes", 600)?,
                characters: quota("plus_characters", 800_000)?,
                turns: quota("plus_turns", 8_000)?,
            },
        })
    }

    /// What a plan has of something in a month; `None` has no end.
    pub fn quota(&self, plan: Plan, kind: Metered) -> Option<u64> {
        let quotas = match plan {
            Plan::Free => &self.free,
            Plan::Plus => &self.plus,
        };
        match kind {
            Metered::HeardMs => Some(quotas.heard_minutes * 60_000),
            Metered::Characters => Some(quotas.characters),
            Metered::Turns => Some(quotas.turns),
            Metered::SpokenMs => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<VoiceConfig, BadConfig> {
        let environment = |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        VoiceConfig::read(&Reader::new(None, &environment, &[]).unwrap())
    }

    #[test]
    fn off_by_default_and_what_is_wrong_is_named() {
        let off = read(&[]).unwrap();
        assert!(off.voices.is_empty() && off.market_sources.is_empty() && off.openai_key.is_none());
        let key = ("ALFA_SERVER_OPENAI_API_KEY", "k");
        assert_eq!(read(&[key]).unwrap().voices[0], "openai:alloy");
        let wrong = |name: &'static str, value: &'static str| read(&[key, (name, value)]).unwrap_err().to_string();
        assert_eq!(
            wrong("ALFA_SERVER_VOICES", "openai:nova, elevenlabs:abc"),
            "voices: elevenlabs:abc needs elevenlabs_api_key"
        );
        assert!(wrong("ALFA_SERVER_VOICES", "nova").starts_with("voices: must be openai:NAME"));
        assert!(wrong("ALFA_SERVER_MARKET_SOURCES", "binance,nasdaq").starts_with("market_sources: nasdaq is none of"));
        assert!(wrong("ALFA_SERVER_FREE_TURNS", "-1").starts_with("free_turns: must be a number"));
        assert_eq!(read(&[("ALFA_SERVER_LLM_MODEL", "m")]).unwrap_err().key, "llm_model");
    }
}
