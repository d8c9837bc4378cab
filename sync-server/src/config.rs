//! What the operator sets: a TOML file, and over it the environment.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret, SecretString};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

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
    /// `smtp_url`: smtp://, smtps:// with user and password; without it mails are written to `mail_folder`.
    pub smtp_url: Option<SecretString>,
    /// `mail_from`: the sender. Default "ALFA <alfa@localhost>".
    pub mail_from: String,
    /// `mail_folder`: where mails go without `smtp_url`. Default "mail".
    pub mail_folder: PathBuf,
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

const KEYS: [&str; 9] = [
    "database_url",
    "database_connections",
    "listen",
    "public_url",
    "signing_key",
    "secret_key",
    "smtp_url",
    "mail_from",
    "mail_folder",
];

impl Config {
    /// From a file, where one is named, and variables of the environment.
    ///
    /// # Errors
    /// [`BadConfig`], which names the key.
    pub fn read(file: Option<&Path>, environment: impl Fn(&str) -> Option<String>) -> Result<Self, BadConfig> {
        let table = match file {
            Some(path) => table(path)?,
            None => toml::Table::new(),
        };
        let get = |key: &str| -> Result<Option<String>, BadConfig> {
            let variable = format!("ALFA_SERVER_{}", key.to_uppercase());
            if let Some(value) = environment(&variable).filter(|value| !value.is_empty()) {
                return Ok(Some(value));
            }
            if let Some(value) = (key == "database_url").then(|| environment("DATABASE_URL")).flatten() {
                return Ok(Some(value));
            }
            match table.get(key) {
                None => Ok(None),
                Some(toml::Value::String(text)) => Ok(Some(text.clone())),
                Some(toml::Value::Integer(number)) => Ok(Some(number.to_string())),
                Some(_) => Err(bad(key, "must be text or a number")),
            }
        };
        let must = |key: &str, what: &str| -> Result<String, BadConfig> {
            get(key)?.ok_or_else(|| {
                bad(key, &format!("is not set; {what} (in the file, or as ALFA_SERVER_{})", key.to_uppercase()))
            })
        };
        let secret = |key: &str| -> Result<SecretString, BadConfig> {
            let text = must(key, "32 random bytes in base64, as of `openssl rand -base64 32`")?;
            match BASE64_STANDARD.decode(text.trim()) {
                Ok(bytes) if bytes.len() == 32 => Ok(text.trim().into()),
                _ => Err(bad(key, "must be 32 bytes in base64, as of `openssl rand -base64 32`")),
            }
        };
        let listen = get("listen")?.unwrap_or_else(|| "127.0.0.1:8787".to_owned());
        let listen: SocketAddr =
            listen.parse().map_err(|_| bad("listen", "must be an address and a port, as 127.0.0.1:8787"))?;
        let connections = get("database_connections")?.unwrap_or_else(|| "16".to_owned());
        let connections: u32 = connections
            .parse()
            .ok()
            .filter(|count| (1..=500).contains(count))
            .ok_or_else(|| bad("database_connections", "must be a number from 1 to 500"))?;
        let database_url = must("database_url", "postgres://user:password@host/database")?;
        if !database_url.starts_with("postgres://") && !database_url.starts_with("postgresql://") {
            return Err(bad("database_url", "must begin with postgres://"));
        }
        let public_url = get("public_url")?.unwrap_or_else(|| format!("http://{listen}"));
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            return Err(bad("public_url", "must begin with https:// (or http:// on this computer)"));
        }
        Ok(Self {
            database_url: database_url.into(),
            database_connections: connections,
            listen,
            public_url: public_url.trim_end_matches('/').to_owned(),
            signing_key: secret("signing_key")?,
            secret_key: secret("secret_key")?,
            smtp_url: get("smtp_url")?.map(Into::into),
            mail_from: get("mail_from")?.unwrap_or_else(|| "ALFA <alfa@localhost>".to_owned()),
            mail_folder: get("mail_folder")?.unwrap_or_else(|| "mail".to_owned()).into(),
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

fn table(path: &Path) -> Result<toml::Table, BadConfig> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| bad(&name, &format!("cannot be read: {error}")))?;
    let table: toml::Table = text.parse().map_err(|error| bad(&name, &format!("is no TOML: {error}")))?;
    match table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        Some(unknown) => Err(bad(unknown, &format!("is no key of this server; it knows {}", KEYS.join(", ")))),
        None => Ok(table),
    }
}

fn bad(key: &str, problem: &str) -> BadConfig {
    BadConfig { key: key.to_owned(), problem: problem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn read(set: &[(&str, &str)]) -> Result<Config, BadConfig> {
        Config::read(None, |name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(read(&[]).unwrap_err().key, "database_url");
        let url = ("DATABASE_URL", "postgres://localhost/alfa");
        assert_eq!(read(&[url]).unwrap_err().key, "signing_key");
        let short = ("ALFA_SERVER_SIGNING_KEY", "abc");
        assert!(read(&[url, short]).unwrap_err().to_string().starts_with("signing_key: must be 32 bytes"));
        let keys = [url, ("ALFA_SERVER_SIGNING_KEY", KEY), ("ALFA_SERVER_SECRET_KEY", KEY)];
        assert_eq!(read(&keys).unwrap().public_url, "http://127.0.0.1:8787");
        let many = [&keys[..], &[("ALFA_SERVER_DATABASE_CONNECTIONS", "0")]].concat();
        assert_eq!(read(&many).unwrap_err().key, "database_connections");
    }
}
