//! What the operator sets: a TOML file, and over it the environment. Each subject reads its own keys in a file of its own.

mod edges;
mod ending;
mod jobs;
mod limits;
mod mail;
mod reader;
mod redis;
mod replica;
mod storage;
mod telemetry;
mod voice;
mod watch;

pub use edges::EdgesConfig;
pub use ending::EndingConfig;
pub use jobs::JobsConfig;
pub use limits::LimitsConfig;
pub use mail::MailConfig;
pub use reader::{Setting, Source};
pub use redis::RedisConfig;
pub use replica::ReplicaConfig;
pub use storage::StorageConfig;
pub use telemetry::{LogFormat, TelemetryConfig};
pub use voice::VoiceConfig;
pub use watch::WatchConfig;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reader::{Reader, bad};
use secrecy::{ExposeSecret, SecretString};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// Everything that can be set. In the environment a key is written in capitals with `ALFA_SERVER_` before it; `DATABASE_URL` counts too.
#[derive(Debug, Clone)]
pub struct Config {
    /// `database_url`: Postgres.
    pub database_url: SecretString,
    /// `database_connections`: at most so many at once. Default 16.
    pub database_connections: u32,
    /// `listen`: where requests come in. Default 127.0.0.1:8787.
    pub listen: SocketAddr,
    /// `public_url`: how the outside calls this server; in links of mails, and the tokens' issuer.
    pub public_url: String,
    /// `signing_key`: 32 random bytes in base64, the Ed25519 seed access tokens are signed with.
    pub signing_key: SecretString,
    /// `secret_key`: 32 random bytes in base64, from which everything else secret is derived.
    pub secret_key: SecretString,
    /// `trusted_proxies`: the addresses of proxies whose `X-Forwarded-For` counts, with commas between them. Default none.
    pub trusted_proxies: Vec<IpAddr>,
    /// `sign_up`: whether new accounts can be made. Default true; false for a server that is for those who have one.
    pub sign_up: bool,
    /// Mail.
    pub mail: MailConfig,
    /// How much somebody may ask.
    pub limits: LimitsConfig,
    /// The end.
    pub ending: EndingConfig,
    /// What several instances share.
    pub redis: RedisConfig,
    /// Where pulls may be read.
    pub replica: ReplicaConfig,
    /// The work beside the requests.
    pub jobs: JobsConfig,
    /// Where large things are kept.
    pub storage: StorageConfig,
    /// Watching alerts.
    pub watch: WatchConfig,
    /// What may come in.
    pub edges: EdgesConfig,
    /// What the operator sees.
    pub telemetry: TelemetryConfig,
    /// Hosted voice, off by default.
    pub voice: VoiceConfig,
}

/// A key is missing or wrong. Says which, and what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub struct BadConfig {
    /// The key.
    pub key: String,
    /// What is wrong.
    pub problem: String,
}

const KEYS: [&str; 8] = [
    "database_url",
    "database_connections",
    "listen",
    "public_url",
    "signing_key",
    "secret_key",
    "trusted_proxies",
    "sign_up",
];

/// All that can be set.
fn keys() -> Vec<&'static str> {
    [
        &KEYS[..],
        &MailConfig::KEYS,
        &LimitsConfig::KEYS,
        &EndingConfig::KEYS,
        &RedisConfig::KEYS,
        &ReplicaConfig::KEYS,
        &JobsConfig::KEYS,
        &StorageConfig::KEYS,
        &WatchConfig::KEYS,
        &EdgesConfig::KEYS,
        &TelemetryConfig::KEYS,
        &VoiceConfig::KEYS,
    ]
    .concat()
}

impl Config {
    /// From a file, where one is named, and variables of the environment.
    ///
    /// # Errors
    /// [`BadConfig`], which names the key.
    pub fn read(file: Option<&Path>, environment: impl Fn(&str) -> Option<String>) -> Result<Self, BadConfig> {
        Self::of(&Reader::new(file, &environment, &keys())?)
    }

    /// Every key as it counts, secrets without what is secret in them.
    ///
    /// # Errors
    /// [`BadConfig`], which names the key.
    pub fn explain(
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Vec<Setting>, BadConfig> {
        let reader = Reader::new(file, &environment, &keys())?;
        Self::of(&reader)?;
        Ok(reader.found())
    }

    fn of(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        let listen = reader.text("listen", "127.0.0.1:8787")?;
        let listen: SocketAddr =
            listen.parse().map_err(|_| bad("listen", "must be an address and a port, as 127.0.0.1:8787"))?;
        let database_url = reader.must("database_url", "postgres://user:password@host/database")?;
        if !database_url.starts_with("postgres://") && !database_url.starts_with("postgresql://") {
            return Err(bad("database_url", "must begin with postgres://"));
        }
        let proxies: Vec<IpAddr> = reader.list("trusted_proxies", "IP addresses")?;
        Ok(Self {
            trusted_proxies: proxies.into_iter().map(|address| address.to_canonical()).collect(),
            database_url: database_url.into(),
            database_connections: reader.number("database_connections", 16, 1..=500)?,
            listen,
            public_url: reader
                .url("public_url", &["https://", "http://"])?
                .unwrap_or_else(|| format!("http://{listen}")),
            signing_key: reader.key32("signing_key")?,
            secret_key: reader.key32("secret_key")?,
            sign_up: reader.flag("sign_up", true)?,
            mail: MailConfig::read(reader)?,
            limits: LimitsConfig::read(reader)?,
            ending: EndingConfig::read(reader)?,
            redis: RedisConfig::read(reader)?,
            replica: ReplicaConfig::read(reader)?,
            jobs: JobsConfig::read(reader)?,
            storage: StorageConfig::read(reader)?,
            watch: WatchConfig::read(reader)?,
            edges: EdgesConfig::read(reader)?,
            telemetry: TelemetryConfig::read(reader)?,
            voice: VoiceConfig::read(reader)?,
        })
    }
}

/// The 32 bytes of a key that was checked.
pub(crate) fn key_bytes(key: &SecretString) -> [u8; 32] {
    let mut bytes = [0; 32];
    if let Ok(decoded) = BASE64_STANDARD.decode(key.expose_secret())
        && decoded.len() == bytes.len()
    {
        bytes.copy_from_slice(&decoded);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn read(set: &[(&str, &str)]) -> Result<Config, BadConfig> {
        Config::read(None, |name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    const URL: (&str, &str) = ("DATABASE_URL", "postgres://localhost/alfa");
    const WHOLE: [(&str, &str); 3] = [URL, ("ALFA_SERVER_SIGNING_KEY", KEY), ("ALFA_SERVER_SECRET_KEY", KEY)];

    #[test]
    fn what_is_missing_is_named() {
        for missing in 0..WHOLE.len() {
            let set: Vec<_> =
                WHOLE.into_iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, set)| set).collect();
            let error = read(&set).unwrap_err();
            assert_eq!(error.key, ["database_url", "signing_key", "secret_key"][missing]);
            assert!(error.problem.starts_with("is not set; "), "{error}");
        }
        assert_eq!(read(&WHOLE).unwrap().public_url, "http://127.0.0.1:8787");
    }

    #[test]
    fn what_is_wrong_is_named_and_what_it_should_be() {
        let wrong = [
            ("database_url", "mysql://localhost/alfa", "must begin with postgres://"),
            ("database_connections", "0", "must be a number from 1 to 500"),
            ("database_connections", "muitas", "must be a number from 1 to 500"),
            ("listen", "8787", "must be an address and a port, as 127.0.0.1:8787"),
            ("public_url", "alfa.exemplo.com", "must begin with https:// or http://"),
            ("signing_key", "abc", "must be 32 bytes in base64, as of `openssl rand -base64 32`"),
            ("secret_key", "AAAA", "must be 32 bytes in base64, as of `openssl rand -base64 32`"),
            ("trusted_proxies", "10.0.0.1, proxy", "must be IP addresses, with commas between them"),
            ("sign_up", "talvez", "must be true or false"),
            ("database_replica_url", "http://localhost/alfa", "must begin with postgres:// or postgresql://"),
            ("redis_url", "localhost:6379", "must begin with redis:// or rediss:// or unix://"),
            ("redis_url", "redis://:x:y", "must be as redis://user:password@host:6379/0"),
            ("requests_per_user", "-1", "must be a number from 0 to 10000000"),
            ("requests_per_address", "muitos", "must be a number from 0 to 10000000"),
            ("shutdown_notice_s", "121", "must be a number from 0 to 120"),
            ("shutdown_drain_s", "0", "must be a number from 1 to 600"),
        ];
        for (key, value, problem) in wrong {
            let name = format!("ALFA_SERVER_{}", key.to_uppercase());
            let with = |asked: &str| match asked {
                _ if asked == name => Some(value.to_owned()),
                _ => WHOLE.iter().find(|(key, _)| *key == asked).map(|(_, value)| (*value).to_owned()),
            };
            let error = Config::read(None, with).unwrap_err();
            assert_eq!((error.key.as_str(), error.problem.as_str()), (key, problem), "{value}");
        }
    }

    #[test]
    fn every_key_stands_in_the_document() {
        let text = include_str!("../../../docs/SERVER.md");
        let missing: Vec<&str> = keys().into_iter().filter(|key| !text.contains(&format!("| `{key}` |"))).collect();
        assert!(missing.is_empty(), "docs/SERVER.md has no row of {missing:?}");
    }

    #[test]
    fn every_key_is_explained_and_no_secret_is_told() {
        let set = [
            ("DATABASE_URL", "postgres://alfa:segredo@db/alfa?sslmode=require&password=segredo"),
            ("REDIS_URL", "redis://:segredo@redis:6379/0"),
            ("ALFA_SERVER_SMTP_URL", "smtps://alfa:segredo@mail:465"),
            ("ALFA_SERVER_SIGNING_KEY", KEY),
            ("ALFA_SERVER_SECRET_KEY", KEY),
        ];
        let get = |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let settings = Config::explain(None, get).unwrap();
        let named: Vec<&str> = settings.iter().map(|setting| setting.key.as_str()).collect();
        let mut known = keys();
        known.sort_unstable();
        assert_eq!(named, known, "each is read, and none that is not known");
        let told = format!("{settings:?}");
        assert!(!told.contains("segredo") && !told.contains(KEY), "{told}");
        let value = |key: &str| settings.iter().find(|setting| setting.key == key).unwrap().value.clone().unwrap();
        assert_eq!(value("database_url"), "postgres://alfa:<redacted>@db/alfa?<redacted>");
        assert_eq!(value("redis_url"), "redis://:<redacted>@redis:6379/0");
        assert_eq!((value("signing_key").as_str(), value("database_connections").as_str()), ("<redacted>", "16"));
    }
}
