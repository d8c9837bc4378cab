//! Settings, devices, models, keys and figures.

use crate::secrets::Secret;
use alfa_copilot::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Settings by dotted name, for example "llm.model".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SettingValues(pub BTreeMap<String, String>);

/// A microphone or speaker.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Device {
    /// The name that chooses it.
    pub name: String,
    /// What the system calls it.
    pub description: String,
    /// Whether it is used when none is chosen.
    pub is_default: bool,
}

/// All devices.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "Devices")]
pub struct DeviceLists {
    /// Microphones.
    pub microphones: Vec<Device>,
    /// Speakers.
    pub speakers: Vec<Device>,
}

/// A voice.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "Voice")]
pub struct VoiceRow {
    /// What the setting `voice` takes.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What speaks it.
    pub engine: String,
    /// Spoken on this computer.
    pub local: bool,
    /// A key is needed.
    pub needs_key: bool,
}

/// Whether a model is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ModelState {
    Ready,
    Missing,
    Downloading,
    Paused,
    Failed,
}

/// A speech model.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "Model")]
pub struct ModelRow {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it does.
    #[ts(type = "\"recognition\" | \"synthesis\"")]
    pub kind: &'static str,
    /// Its size.
    pub bytes: u64,
    /// Its licence.
    pub licence: String,
    /// Whether it is here.
    pub state: ModelState,
    /// Bytes that are here.
    pub done_bytes: u64,
    /// It is the one the settings choose.
    pub in_use: bool,
    /// Why it could not be had.
    pub problem: Option<Problem>,
}

/// One step of a model's download.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ModelProgress {
    /// The model.
    pub id: String,
    /// Whether it is here.
    pub state: ModelState,
    /// Bytes that are here.
    pub done_bytes: u64,
    /// Bytes in all.
    pub bytes: u64,
    /// Why it could not be had.
    pub problem: Option<Problem>,
}

/// Where a secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum SecretKept {
    System,
    Memory,
    Environment,
}

/// Whether a secret is set and where; never its value.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SecretState {
    /// Its name.
    #[ts(type = "SecretName")]
    pub name: Secret,
    /// It is set.
    pub set: bool,
    /// Where.
    pub kept: Option<SecretKept>,
}

/// A language model that answered.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LlmTest {
    /// The model.
    pub model: String,
    /// How long it took, in milliseconds.
    pub millis: f64,
}

/// How long a stage took in the turns of late.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "StageLatency")]
pub struct StageLatencyRow {
    /// A field of StageTimings.
    #[ts(type = "keyof StageTimings")]
    pub stage: &'static str,
    /// How many turns.
    pub count: usize,
    /// Half of them took at most this, in milliseconds.
    pub p50_ms: f64,
    /// 95 of 100 took at most this, in milliseconds.
    pub p95_ms: f64,
}
