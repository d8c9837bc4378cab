//! One key after another, from the environment or the file, with errors that name the key.

use super::BadConfig;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use secrecy::SecretString;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::Path;
use std::str::FromStr;

/// Where keys are read from: the environment comes before the file.
pub(super) struct Reader<'a> {
    table: toml::Table,
    environment: &'a dyn Fn(&str) -> Option<String>,
    found: RefCell<BTreeMap<String, Setting>>,
}

/// One key as it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The key.
    pub key: String,
    /// Its value, a secret one without its secret; none where it is not set and nothing stands for it.
    pub value: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A variable of the environment.
    Environment,
    /// The file.
    File,
    /// It is not set.
    Default,
}

impl Display for Source {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Environment => "environment",
            Self::File => "file",
            Self::Default => "default",
        })
    }
}

impl<'a> Reader<'a> {
    /// Over a file, where one is named; it may have only keys of `known`.
    pub(super) fn new(
        file: Option<&Path>,
        environment: &'a dyn Fn(&str) -> Option<String>,
        known: &[&str],
    ) -> Result<Self, BadConfig> {
        let table = file.map_or_else(|| Ok(toml::Table::new()), |path| table(path, known))?;
        Ok(Self { table, environment, found: RefCell::default() })
    }

    /// All that was read, by key.
    pub(super) fn found(self) -> Vec<Setting> {
        self.found.into_inner().into_values().collect()
    }

    fn note(&self, key: &str, value: Option<&str>, source: Source) {
        let setting = Setting { key: key.to_owned(), value: value.map(without_password), source };
        self.found.borrow_mut().insert(key.to_owned(), setting);
    }

    /// What stands for a key that is not set.
    fn note_default(&self, key: &str, default: &impl Display) {
        if let Some(setting) = self.found.borrow_mut().get_mut(key) {
            setting.value = Some(default.to_string());
        }
    }

    fn note_secret(&self, key: &str) {
        if let Some(setting) = self.found.borrow_mut().get_mut(key) {
            setting.value = setting.value.take().map(|value| match value.contains("://") {
                true => value,
                false => "<redacted>".to_owned(),
            });
        }
    }

    /// As it is set; `None` where it is not, or is empty.
    pub(super) fn get(&self, key: &str) -> Result<Option<String>, BadConfig> {
        let (value, source) = self.set(key)?;
        self.note(key, value.as_deref(), source);
        Ok(value)
    }

    /// As it is set, or what stands for it.
    pub(super) fn text(&self, key: &str, default: &str) -> Result<String, BadConfig> {
        let value = self.get(key)?;
        if value.is_none() {
            self.note_default(key, &default);
        }
        Ok(value.unwrap_or_else(|| default.to_owned()))
    }

    fn set(&self, key: &str) -> Result<(Option<String>, Source), BadConfig> {
        let variable = format!("ALFA_SERVER_{}", key.to_uppercase());
        // what every tool calls so is called so here too
        let common = ["database_url", "redis_url"].contains(&key).then(|| key.to_uppercase());
        let set = [Some(variable), common].into_iter().flatten().filter_map(|name| (self.environment)(&name));
        if let Some(value) = set.into_iter().find(|value| !value.is_empty()) {
            return Ok((Some(value), Source::Environment));
        }
        match self.table.get(key) {
            None => Ok((None, Source::Default)),
            Some(toml::Value::String(text)) if text.is_empty() => Ok((None, Source::Default)),
            Some(toml::Value::String(text)) => Ok((Some(text.clone()), Source::File)),
            Some(toml::Value::Integer(number)) => Ok((Some(number.to_string()), Source::File)),
            Some(toml::Value::Boolean(flag)) => Ok((Some(flag.to_string()), Source::File)),
            Some(_) => Err(bad(key, "must be text, a number, true or false")),
        }
    }

    /// As it is set, which it must be.
    pub(super) fn must(&self, key: &str, what: &str) -> Result<String, BadConfig> {
        let variable = key.to_uppercase();
        let unset = || bad(key, &format!("is not set; {what} (in the file, or as ALFA_SERVER_{variable})"));
        self.get(key)?.ok_or_else(unset)
    }

    /// A secret that need not be.
    pub(super) fn secret(&self, key: &str) -> Result<Option<SecretString>, BadConfig> {
        let value = self.get(key)?;
        self.note_secret(key);
        Ok(value.map(Into::into))
    }

    /// 32 bytes in base64, which must be.
    pub(super) fn key32(&self, key: &str) -> Result<SecretString, BadConfig> {
        let text = self.must(key, "32 random bytes in base64, as of `openssl rand -base64 32`")?;
        self.note_secret(key);
        match BASE64_STANDARD.decode(text.trim()) {
            Ok(bytes) if bytes.len() == 32 => Ok(text.trim().into()),
            _ => Err(bad(key, "must be 32 bytes in base64, as of `openssl rand -base64 32`")),
        }
    }

    /// A whole number of a range.
    pub(super) fn number<T>(&self, key: &str, default: T, range: RangeInclusive<T>) -> Result<T, BadConfig>
    where
        T: FromStr + PartialOrd + Display,
    {
        let Some(text) = self.get(key)? else {
            self.note_default(key, &default);
            return Ok(default);
        };
        let wrong = || bad(key, &format!("must be a number from {} to {}", range.start(), range.end()));
        text.trim().parse().ok().filter(|number| range.contains(number)).ok_or_else(wrong)
    }

    /// Yes or no.
    pub(super) fn flag(&self, key: &str, default: bool) -> Result<bool, BadConfig> {
        match self.get(key)?.as_deref() {
            None => {
                self.note_default(key, &default);
                Ok(default)
            }
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(_) => Err(bad(key, "must be true or false")),
        }
    }

    /// An address that begins with one of these.
    pub(super) fn url(&self, key: &str, schemes: &[&str]) -> Result<Option<String>, BadConfig> {
        let Some(url) = self.get(key)? else { return Ok(None) };
        match schemes.iter().any(|scheme| url.starts_with(scheme)) {
            true => Ok(Some(url.trim_end_matches('/').to_owned())),
            false => Err(bad(key, &format!("must begin with {}", schemes.join(" or ")))),
        }
    }

    /// Several, with commas between them.
    pub(super) fn list<T: FromStr>(&self, key: &str, what: &str) -> Result<Vec<T>, BadConfig> {
        let text = self.get(key)?.unwrap_or_default();
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts
            .map(|part| part.parse().map_err(|_| bad(key, &format!("must be {what}, with commas between them"))))
            .collect()
    }
}

fn table(path: &Path, known: &[&str]) -> Result<toml::Table, BadConfig> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| bad(&name, &format!("cannot be read: {error}")))?;
    let table: toml::Table = text.parse().map_err(|error| bad(&name, &format!("is no TOML: {error}")))?;
    match table.keys().find(|key| !known.contains(&key.as_str())) {
        Some(unknown) => Err(bad(unknown, &format!("is no key of this server; it knows {}", known.join(", ")))),
        None => Ok(table),
    }
}

/// An address without the password in it.
fn without_password(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else { return value.to_owned() };
    let (place, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    // a password may stand behind the question mark too
    let path = path.split_once('?').map_or_else(|| path.to_owned(), |(path, _)| format!("{path}?<redacted>"));
    match place.rsplit_once('@') {
        None => format!("{scheme}://{place}{path}"),
        Some((user, host)) => match user.split_once(':') {
            Some((user, _)) => format!("{scheme}://{user}:<redacted>@{host}{path}"),
            None => format!("{scheme}://<redacted>@{host}{path}"),
        },
    }
}

pub(super) fn bad(key: &str, problem: &str) -> BadConfig {
    BadConfig { key: key.to_owned(), problem: problem.to_owned() }
}
