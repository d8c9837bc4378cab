//! The fear and greed index of alternative.me. <https://alternative.me/crypto/fear-and-greed-index/#api>

use super::Feed;
use crate::net::{Get, Http, Limit, Number, seconds};
use crate::{FearGreed, FearGreedClass, Problem};
use async_trait::async_trait;
use rust_decimal::Decimal;
use serde::Deserialize;

pub(crate) struct AlternativeMe {
    http: Http,
    limit: Limit,
}

impl AlternativeMe {
    pub(crate) fn new(http: Http) -> Self {
        Self { http, limit: Limit::per_minute(60, 10) }
    }
}

#[async_trait]
impl Feed for AlternativeMe {
    fn name(&self) -> &'static str {
        "alternative.me"
    }

    async fn fear_greed(&self) -> Result<FearGreed, Problem> {
        let get = Get { path: "fng/", query: "limit=1".to_owned(), limit: (&self.limit, 1), body_limit: 0 };
        self.http.get::<Answer>(&get).await?.read(self.name())
    }

    async fn probe(&self) -> Result<(), Problem> {
        self.fear_greed().await.map(drop)
    }
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    value: Number,
    value_classification: Option<String>,
    timestamp: Number,
}

impl Answer {
    fn read(self, source: &str) -> Result<FearGreed, Problem> {
        let entry = self.data.into_iter().next().ok_or(Problem::NoData)?;
        let value = entry.value.0;
        if !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&value) {
            return Err(Problem::Implausible(value.to_string()));
        }
        let class = match entry.value_classification.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("extreme fear") => FearGreedClass::ExtremeFear,
            Some("fear") => FearGreedClass::Fear,
            Some("neutral") => FearGreedClass::Neutral,
            Some("greed") => FearGreedClass::Greed,
            Some("extreme greed") => FearGreedClass::ExtremeGreed,
            _ => FearGreedClass::of(value),
        };
        let at = entry.timestamp.0.try_into().ok().and_then(seconds);
        let at = at.ok_or_else(|| Problem::Garbage("timestamp".to_owned()))?;
        Ok(FearGreed { value, class, source: source.to_owned(), at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_publishers_own_word_counts() {
        let json = r#"{"data":[{"value":"25","value_classification":"Extreme Fear","timestamp":"1763769600"}]}"#;
        let index = serde_json::from_str::<Answer>(json).unwrap().read("x").unwrap();
        assert_eq!((index.value, index.class), (25.into(), FearGreedClass::ExtremeFear));
    }

    proptest! {
        #[test]
        fn whatever_comes_nothing_panics(bytes: Vec<u8>, number in any::<f64>(), time: i64) {
            if let Ok(answer) = serde_json::from_slice::<Answer>(&bytes) {
                let _ = answer.read("x");
            }
            let json = format!(r#"{{"data":[{{"value":"{number}","timestamp":{time}}}]}}"#);
            if let Ok(answer) = serde_json::from_str::<Answer>(&json) {
                let _ = answer.read("x");
            }
        }
    }
}
