//! The symbol an asset is traded under.

use crate::{ParseError, serde_as_text};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A ticker in upper case: 1 to 20 ASCII letters and digits, for example `BTC` or `1INCH`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticker(Arc<str>);

impl Ticker {
    /// The ticker as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Ticker {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let upper = text.trim().to_ascii_uppercase();
        let valid = (1..=20).contains(&upper.len()) && upper.bytes().all(|b| b.is_ascii_alphanumeric());
        if valid { Ok(Self(upper.into())) } else { Err(ParseError::new("ticker", text)) }
    }
}

impl fmt::Display for Ticker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Ticker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<str> for Ticker {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

serde_as_text!(Ticker);
