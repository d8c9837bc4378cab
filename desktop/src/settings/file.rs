//! The settings file: forgiving when read, careful when written.

use super::keys::{KEYS, Kind, key};
use super::values::Settings;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use toml_edit::{DocumentMut, Item, Table, TableLike, Value, value};

/// Why a setting cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// There is no setting of this name.
    #[error("no setting `{0}`")]
    Unknown(String),
    /// The value does not fit.
    #[error("setting `{name}`: {reason}")]
    Invalid {
        /// The setting.
        name: String,
        /// What may stand there, in Portuguese.
        reason: String,
    },
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Something in the file that the user should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The file could not be understood and was set aside; everything has its default.
    SetAside {
        /// Where the broken file is now.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A name that ALFA does not know; it stays in the file.
    UnknownKey(String),
    /// A value that does not fit; its default counts, and it stays in the file.
    InvalidValue {
        /// The setting.
        name: String,
        /// What may stand there, in Portuguese.
        reason: String,
    },
}

/// What reading the file came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// What the user should know of.
    pub notices: Vec<Notice>,
}

/// The settings file.
#[derive(Debug, Clone)]
pub struct SettingsFile {
    path: PathBuf,
}

impl SettingsFile {
    /// The file at `path`, which need not be there.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Reads the settings. A file that is no TOML is set aside, a value that does not fit has its default.
    ///
    /// # Errors
    /// The file is there and cannot be read, or not set aside.
    pub fn load(&self) -> Result<Loaded, SettingsError> {
        let _lock = self.lock()?;
        let (document, mut notices) = self.read()?;
        let mut settings = Settings::default();
        collect(document.as_table(), "", &mut |name, item| match (key(name), as_text(item)) {
            (None, _) => notices.push(Notice::UnknownKey(name.to_owned())),
            (Some(_), None) => notices.push(invalid(name, "não é um valor simples".to_owned())),
            (Some(key), Some(text)) => {
                if let Err(reason) = key.set(&mut settings, &text) {
                    notices.push(invalid(name, reason));
                }
            }
        });
        Ok(Loaded { settings, notices })
    }

    /// Sets one setting by its dotted name and writes the file; what else stands in it stays, comments too.
    ///
    /// # Errors
    /// No such setting, a value that does not fit, or a file that cannot be written (the old one is still whole then).
    pub fn set(&self, name: &str, text: &str) -> Result<(), SettingsError> {
        let known = key(name).ok_or_else(|| SettingsError::Unknown(name.to_owned()))?;
        let mut checked = Settings::default();
        known.set(&mut checked, text).map_err(|reason| SettingsError::Invalid { name: name.to_owned(), reason })?;
        let text = known.value(&checked);
        self.edit(|document| put(document, name, to_toml(known.kind, &text)))
    }

    /// Takes one setting out of the file, so that its default counts.
    ///
    /// # Errors
    /// No such setting, or a file that cannot be written.
    pub fn unset(&self, name: &str) -> Result<(), SettingsError> {
        key(name).ok_or_else(|| SettingsError::Unknown(name.to_owned()))?;
        self.edit(|document| {
            let (folder, leaf) = name.rsplit_once('.').unwrap_or(("", name));
            let table: Option<&mut dyn TableLike> = match folder {
                "" => Some(document.as_table_mut()),
                folder => document.get_mut(folder).and_then(Item::as_table_like_mut),
            };
            if let Some(table) = table {
                table.remove(leaf);
            }
        })
    }

    /// The values that stand in the file and fit, in their one form, and when the file was last changed, in milliseconds since 1970.
    pub(super) fn standing(&self) -> Result<(BTreeMap<String, String>, i64), SettingsError> {
        let _lock = self.lock()?;
        let (document, _) = self.read()?;
        let mut standing = BTreeMap::new();
        collect(document.as_table(), "", &mut |name, item| {
            let mut settings = Settings::default();
            if let (Some(key), Some(text)) = (key(name), as_text(item))
                && key.set(&mut settings, &text).is_ok()
            {
                standing.insert(name.to_owned(), key.value(&settings));
            }
        });
        let changed = fs::metadata(&self.path).and_then(|file| file.modified()).unwrap_or(UNIX_EPOCH);
        let changed = changed.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        Ok((standing, i64::try_from(changed).unwrap_or(i64::MAX)))
    }

    fn edit(&self, change: impl FnOnce(&mut DocumentMut)) -> Result<(), SettingsError> {
        // Read, change and write under one lock: two processes that set two settings both succeed.
        let _lock = self.lock()?;
        let (mut document, _) = self.read()?;
        change(&mut document);
        self.replace(&document.to_string()).map_err(|source| self.io(source))
    }

    fn read(&self) -> Result<(DocumentMut, Vec<Notice>), SettingsError> {
        let bytes = match fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((DocumentMut::new(), Vec::new())),
            other => other.map_err(|source| self.io(source))?,
        };
        let parsed = String::from_utf8(bytes)
            .map_err(|error| error.to_string())
            .and_then(|text| text.parse::<DocumentMut>().map_err(|error| error.to_string()));
        match parsed {
            Ok(document) => Ok((document, Vec::new())),
            Err(reason) => {
                let path = self.set_aside().map_err(|source| self.io(source))?;
                Ok((DocumentMut::new(), vec![Notice::SetAside { path, reason }]))
            }
        }
    }

    /// Moves the file to the first free name `settings.toml.broken-N`.
    fn set_aside(&self) -> io::Result<PathBuf> {
        let mut number = 1;
        loop {
            let aside = self.beside(&format!(".broken-{number}"));
            if !aside.try_exists()? {
                fs::rename(&self.path, &aside)?;
                return Ok(aside);
            }
            number += 1;
        }
    }

    /// Writes the file beside the old one and puts it in its place.
    fn replace(&self, text: &str) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        // Temporary files are readable by this user only, and the renamed one stays so.
        let mut file = tempfile::Builder::new().prefix(".settings-").tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }

    fn lock(&self) -> Result<File, SettingsError> {
        let open = || {
            let path = self.beside(".lock");
            let file = crate::paths::private_file().read(true).write(true).create(true).truncate(false).open(path)?;
            file.lock()?;
            Ok(file)
        };
        open().map_err(|source| self.io(source))
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    }

    fn io(&self, source: io::Error) -> SettingsError {
        SettingsError::Io { path: self.path.clone(), source }
    }
}

impl Settings {
    /// All names with their values as text, in the order they are shown.
    pub fn list(&self) -> impl Iterator<Item = (&'static str, String)> {
        KEYS.iter().map(|key| (key.name, key.value(self)))
    }

    /// The value of a dotted name as text; `None` if there is no such setting.
    pub fn get(&self, name: &str) -> Option<String> {
        key(name).map(|key| key.value(self))
    }
}

fn invalid(name: &str, reason: String) -> Notice {
    Notice::InvalidValue { name: name.to_owned(), reason }
}

/// Calls `each` with every value and its dotted name.
fn collect(table: &dyn TableLike, above: &str, each: &mut dyn FnMut(&str, &Item)) {
    for (name, item) in table.iter() {
        let name = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        match item.as_table_like() {
            Some(table) if key(&name).is_none() => collect(table, &name, each),
            _ => each(&name, item),
        }
    }
}

fn as_text(item: &Item) -> Option<String> {
    match item.as_value()? {
        Value::String(text) => Some(text.value().clone()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Float(number) => Some(number.value().to_string()),
        Value::Boolean(switch) => Some(switch.value().to_string()),
        _ => None,
    }
}

fn to_toml(kind: Kind, text: &str) -> Value {
    let parsed = match kind {
        Kind::Text => None,
        Kind::Number | Kind::Switch => text.parse().ok(),
    };
    parsed.unwrap_or_else(|| Value::from(text))
}

fn put(document: &mut DocumentMut, name: &str, new: Value) {
    let (folder, leaf) = name.rsplit_once('.').unwrap_or(("", name));
    let table: &mut dyn TableLike = match folder {
        "" => document.as_table_mut(),
        folder => {
            let item = document.entry(folder).or_insert(Item::Table(Table::new()));
            if !item.is_table_like() {
                *item = Item::Table(Table::new());
            }
            match item.as_table_like_mut() {
                Some(table) => table,
                None => return,
            }
        }
    };
    match table.get_mut(leaf) {
        Some(Item::Value(old)) => {
            // The comment behind the value stays.
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        _ => drop(table.insert(leaf, value(new))),
    }
}
