//! The account in the cloud, and sync.

use alfa_copilot::Problem;
use alfa_sync::Collection;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Where this computer stands with an account.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "stage", rename_all = "snake_case")]
#[ts(rename = "Account")]
pub enum AccountView {
    /// Nobody is signed in here.
    SignedOut {
        /// The cloud's address, as far as it is known; empty where it is not.
        server: String,
        /// Why the account that was here cannot be read, or why signing in came to nothing.
        problem: Option<Problem>,
    },
    /// The account's address is to be proved by the code that was mailed.
    CodeMailed {
        /// The cloud's address.
        server: String,
        /// The account's address.
        email: String,
    },
    /// The cloud's page in the browser is waited for.
    BrowserAwaited {
        /// The account's address.
        email: String,
        /// Its address.
        page: String,
        /// A browser was found for it; where none was, the user opens the address.
        opened: bool,
    },
    /// The password was right; a code of the second factor is asked for.
    SecondFactorAsked {
        /// The account's address.
        email: String,
    },
    /// The account's new recovery phrase is to be written down.
    PhraseShown {
        /// The account's address.
        email: String,
    },
    /// The account's recovery phrase is to be typed.
    PhraseAsked {
        /// The account's address.
        email: String,
    },
    /// Somebody is signed in.
    SignedIn {
        /// The cloud's address.
        server: String,
        /// The account's address.
        email: String,
        /// Why signing in again came to nothing.
        problem: Option<Problem>,
    },
}

/// Who signs in or makes an account, and where.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The cloud's address.
    pub server: String,
    /// The account's address.
    pub email: String,
    /// Its password.
    #[ts(type = "string")]
    pub password: SecretString,
    /// The session is kept in a file of the data folder instead of the system's keyring.
    pub keep_in_file: bool,
}

/// A new recovery phrase.
#[derive(Clone, Serialize, TS)]
pub struct RecoveryPhrase {
    /// Its 24 words, in order.
    pub words: Vec<String>,
    /// The places of the words that are asked for, counted from 1.
    pub asked: Vec<usize>,
}

/// How this computer left its account.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Parting {
    /// The cloud knows. Where it does not, another device must take this one out of the list.
    pub told: bool,
}

/// A device that is signed in to the account.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AccountDevice {
    /// Its id.
    pub id: Uuid,
    /// As the user calls it.
    pub name: String,
    /// "linux", "macos", "windows", "web".
    pub platform: String,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it last renewed its session.
    pub last_seen_at: DateTime<Utc>,
    /// It is this computer.
    pub this: bool,
}

/// How far sync has come.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "SyncStatus")]
pub struct SyncView {
    /// The last round came to its end, and nothing was changed here since.
    pub level: bool,
    /// Changes made here that the cloud does not have yet.
    pub waiting: i64,
    /// When both ends were last level.
    pub synced_at: Option<DateTime<Utc>>,
    /// Why the last round did not come to its end.
    pub problem: Option<Problem>,
    /// Changes that were put aside.
    pub quarantined: Vec<Quarantined>,
}

/// A change that was put aside.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Quarantined {
    /// What it is about; null for what this version does not know.
    #[ts(type = "SyncCollection | null")]
    pub collection: Option<Collection>,
    /// A stable code.
    pub problem: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a round of sync did.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct SyncRound {
    /// Changes the cloud took.
    pub sent: usize,
    /// Changes of other devices that came.
    pub received: usize,
    /// Changes that were put aside.
    pub rejected: usize,
}
