//! How long turns took, from their stored timings.

use super::columns::micros;
use super::open::Store;
use alfa_copilot::StoreError;
use chrono::{DateTime, Utc};

/// A stage of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Loading of models.
    Load,
    /// Speech to text.
    Recognise,
    /// Text to meaning.
    Understand,
    /// The tools.
    Tools,
    /// Facts to sentences.
    Answer,
    /// Key release to the first audible sample.
    FirstAudio,
    /// Key release to the end of the work.
    Total,
}

impl Stage {
    /// All of them, in the order of a turn.
    pub const ALL: [Self; 7] =
        [Self::Load, Self::Recognise, Self::Understand, Self::Tools, Self::Answer, Self::FirstAudio, Self::Total];

    /// Its name in `timings_ms`, which is its column's name too.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Recognise => "recognise",
            Self::Understand => "understand",
            Self::Tools => "tools",
            Self::Answer => "answer",
            Self::FirstAudio => "first_audio",
            Self::Total => "total",
        }
    }
}

/// How long a stage took over many turns, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StageLatency {
    /// The stage.
    pub stage: Stage,
    /// In how many turns it was timed; at least one.
    pub turns: usize,
    /// Half of the turns took at most this long (nearest rank).
    pub p50: f64,
    /// 95 of 100 turns took at most this long (nearest rank).
    pub p95: f64,
}

impl Store {
    /// The latency of each stage that was timed since `since`.
    ///
    /// # Errors
    /// As reading.
    pub async fn latency(&self, since: Option<DateTime<Utc>>) -> Result<Vec<StageLatency>, StoreError> {
        let since = since.map_or(i64::MIN, micros);
        self.read(move |data| {
            let mut figures = Vec::new();
            for stage in Stage::ALL {
                let column = stage.as_str();
                let millis: Vec<f64> = data
                    .prepare_cached(&format!(
                        "SELECT t.{column} FROM timing t JOIN message m ON m.id = t.message
                         WHERE t.{column} IS NOT NULL AND m.created_at >= ?1 ORDER BY t.{column}"
                    ))?
                    .query_map([since], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
                if let (Some(p50), Some(p95)) = (nearest_rank(&millis, 50), nearest_rank(&millis, 95)) {
                    figures.push(StageLatency { stage, turns: millis.len(), p50, p95 });
                }
            }
            Ok(figures)
        })
        .await
    }
}

fn nearest_rank(sorted: &[f64], percent: usize) -> Option<f64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}
