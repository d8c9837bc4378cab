//! AwesomeAPI: the dollar and the euro in reais. <https://docs.awesomeapi.com.br/api-de-moedas>

use super::{Feed, Pair};
use crate::Problem;
use crate::net::{Get, Http, Limit, Number, positive, seconds};
use alfa_domain::{Currency, Quote};
use async_trait::async_trait;
use serde::Deserialize;
use std::collections::HashMap;
use std::time::Duration;

pub(crate) struct AwesomeApi {
    http: Http,
    limit: Limit,
}

impl AwesomeApi {
    pub(crate) fn new(http: Http) -> Self {
        Self { http, limit: Limit::per_minute(60, 10) }
    }

    async fn last(&self, names: &[String]) -> Result<HashMap<String, Rate>, Problem> {
        let path = format!("json/last/{}", names.join(","));
        self.http.get(&Get { path: &path, query: String::new(), limit: (&self.limit, 1), body_limit: 0 }).await
    }
}

fn name(pair: &Pair) -> Result<String, Problem> {
    match (pair.coin.as_str(), &pair.currency) {
        (base @ ("USD" | "EUR"), Currency::Brl) => Ok(format!("{base}-BRL")),
        _ => Err(Problem::NoPair),
    }
}

#[async_trait]
impl Feed for AwesomeApi {
    fn name(&self) -> &'static str {
        "AwesomeAPI"
    }

    fn quote_ttl(&self) -> Duration {
        Duration::from_secs(20)
    }

    async fn quotes(&self, pairs: &[Pair]) -> Vec<Result<Quote, Problem>> {
        let names: Vec<Result<String, Problem>> = pairs.iter().map(name).collect();
        let wanted: Vec<String> = names.iter().filter_map(|n| n.clone().ok()).collect();
        if wanted.is_empty() {
            return names.into_iter().map(|n| n.and(Err(Problem::NoPair))).collect();
        }
        let found = self.last(&wanted).await;
        let answer = |(pair, name): (&Pair, Result<String, Problem>)| {
            let name = name?;
            let rates = found.as_ref().map_err(Clone::clone)?;
            rates.get(&name.replace('-', "")).ok_or(Problem::NoPair)?.quote(pair, &name)
        };
        pairs.iter().zip(names).map(answer).collect()
    }

    async fn probe(&self) -> Result<(), Problem> {
        self.last(&["USD-BRL".to_owned()]).await.map(drop)
    }
}

/// `bid` is what a dollar sells for, the figure that is commonly called the dollar's price.
#[derive(Deserialize)]
struct Rate {
    bid: Number,
    high: Option<Number>,
    low: Option<Number>,
    #[serde(rename = "pctChange")]
    change: Option<Number>,
    timestamp: Option<Number>,
}

impl Rate {
    fn quote(&self, pair: &Pair, name: &str) -> Result<Quote, Problem> {
        let at = self.timestamp.and_then(|n| n.0.try_into().ok()).and_then(seconds);
        Ok(Quote {
            coin: pair.coin.clone(),
            currency: pair.currency.clone(),
            price: positive(self.bid.0)?,
            change_24h: self.change.map(|n| n.0),
            high_24h: self.high.and_then(|n| positive(n.0).ok()),
            low_24h: self.low.and_then(|n| positive(n.0).ok()),
            volume_24h: None,
            source: format!("AwesomeAPI {name}"),
            at: at.ok_or_else(|| Problem::Garbage("timestamp is missing".to_owned()))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_comes_nothing_panics(bytes: Vec<u8>, number in any::<f64>(), time: i64) {
            let _ = serde_json::from_slice::<HashMap<String, Rate>>(&bytes);
            let pair = Pair { coin: "USD".parse().unwrap(), currency: Currency::Brl };
            if let Ok(rate) = serde_json::from_str::<Rate>(&format!(r#"{{"bid":"{number}","timestamp":"{time}"}}"#)) {
                let _ = rate.quote(&pair, "USD-BRL");
            }
        }
    }
}
