//! What an account's owner is shown and sets.

use alfa_copilot::Problem;
use alfa_domain::{Metered, Plan};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether a second factor is asked for at sign-in.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct SecondFactor {
    /// It is asked for.
    pub on: bool,
    /// So many recovery codes have not been used.
    pub recovery_codes_left: u32,
}

/// What an authenticator is given.
#[derive(Clone, Serialize, TS)]
pub struct AuthenticatorKey {
    /// In base 32, to be typed.
    pub secret: String,
    /// otpauth://, to be shown as a QR code.
    pub url: String,
}

/// The daily report by e-mail.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "DailyReport")]
pub struct DailyReportView {
    /// It is sent.
    pub enabled: bool,
    /// "08:00", in its time zone.
    pub time: String,
    /// Such as "America/Sao_Paulo".
    pub time_zone: String,
    /// Its time zone is that of this computer.
    pub own_zone: bool,
    /// Of these coins.
    pub coins: Vec<String>,
    /// The next one.
    pub next_at: Option<DateTime<Utc>>,
}

/// The daily report as it is to be.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewDailyReport {
    /// It is sent.
    pub enabled: bool,
    /// "08:00"; another one than before, or one that is turned on, is in this computer's time zone.
    pub time: String,
    /// Tickers, one to twenty.
    pub coins: Vec<String>,
}

/// What the account has used of the cloud this month.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "Usage")]
pub struct UsageView {
    /// What it has subscribed to.
    #[ts(type = "\"free\" | \"plus\"")]
    pub plan: Plan,
    /// Of each thing.
    pub used: Vec<UsedView>,
    /// When counting begins anew.
    pub resets_at: DateTime<Utc>,
    /// When this was so.
    pub at: DateTime<Utc>,
    /// Why it is not of now.
    pub problem: Option<Problem>,
}

/// How much of one thing was used.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[ts(rename = "Used")]
pub struct UsedView {
    /// Of what: milliseconds, characters, turns.
    #[ts(type = "\"heard_ms\" | \"characters\" | \"turns\" | \"spoken_ms\"")]
    pub kind: Metered,
    /// So much.
    pub used: u64,
    /// At most so much; null has no end.
    pub quota: Option<u64>,
}
