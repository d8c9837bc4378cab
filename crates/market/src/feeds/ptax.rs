//! PTAX, the central bank's own dollar and euro, on business days only.
//! <https://olinda.bcb.gov.br/olinda/servico/PTAX/versao/v1/aplicacao#!/recursos>

use super::{Feed, Pair};
use crate::net::{Get, Http, Limit, Number, positive};
use crate::{Clock, Problem, candles};
use alfa_domain::{Currency, Quote};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use serde::Deserialize;
use std::time::Duration;

/// The longest run of days without a business day, with room.
const LOOK_BACK: TimeDelta = TimeDelta::days(12);

pub(crate) struct Ptax {
    http: Http,
    limit: Limit,
    clock: Clock,
}

impl Ptax {
    pub(crate) fn new(http: Http, clock: Clock) -> Self {
        Self { http, limit: Limit::per_minute(60, 10), clock }
    }

    /// The last rate up to a day.
    async fn last(&self, base: &str, day: NaiveDate) -> Result<Rate, Problem> {
        let from = (day - LOOK_BACK).format("%m-%d-%Y");
        let to = day.format("%m-%d-%Y");
        let last = "$top=1&$orderby=dataHoraCotacao%20desc&$format=json";
        let (path, query) = if base == "USD" {
            let path = "olinda/servico/PTAX/versao/v1/odata/CotacaoDolarPeriodo(dataInicial=@di,dataFinalCotacao=@df)";
            (path, format!("@di='{from}'&@df='{to}'&{last}"))
        } else {
            let path = "olinda/servico/PTAX/versao/v1/odata/\
                        CotacaoMoedaPeriodo(moeda=@moeda,dataInicial=@di,dataFinalCotacao=@df)";
            (path, format!("@moeda='{base}'&@di='{from}'&@df='{to}'&{last}"))
        };
        let get = Get { path, query, limit: (&self.limit, 1), body_limit: 0 };
        let rates: Rates = self.http.get(&get).await?;
        rates.value.into_iter().next().ok_or(Problem::NoData)
    }
}

fn base(pair: &Pair) -> Result<&str, Problem> {
    match (pair.coin.as_str(), &pair.currency) {
        (base @ ("USD" | "EUR"), Currency::Brl) => Ok(base),
        _ => Err(Problem::NoPair),
    }
}

#[async_trait]
impl Feed for Ptax {
    fn name(&self) -> &'static str {
        "PTAX"
    }

    fn quote_ttl(&self) -> Duration {
        Duration::from_secs(600)
    }

    async fn quotes(&self, pairs: &[Pair]) -> Vec<Result<Quote, Problem>> {
        let today = candles::day_of((self.clock)());
        let quote = |pair: Pair| async move {
            let base = base(&pair)?;
            self.last(base, today).await?.quote(&pair)
        };
        futures::future::join_all(pairs.iter().cloned().map(quote)).await
    }

    async fn close_of(&self, pair: &Pair, day: NaiveDate, _close: DateTime<Utc>) -> Result<Quote, Problem> {
        self.last(base(pair)?, day).await?.quote(pair)
    }

    async fn probe(&self) -> Result<(), Problem> {
        self.last("USD", candles::day_of((self.clock)())).await.map(drop)
    }
}

#[derive(Deserialize)]
struct Rates {
    value: Vec<Rate>,
}

/// The selling rate is the one contracts refer to.
#[derive(Deserialize)]
struct Rate {
    #[serde(rename = "cotacaoVenda")]
    selling: Number,
    #[serde(rename = "dataHoraCotacao")]
    at: String,
}

impl Rate {
    fn quote(&self, pair: &Pair) -> Result<Quote, Problem> {
        let garbage = || Problem::Garbage(format!("dataHoraCotacao `{}`", self.at));
        let local = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(&self.at, format).ok());
        let at = chrono_tz::America::Sao_Paulo.from_local_datetime(&local.ok_or_else(garbage)?).earliest();
        Ok(Quote {
            coin: pair.coin.clone(),
            currency: pair.currency.clone(),
            price: positive(self.selling.0)?,
            change_24h: None,
            high_24h: None,
            low_24h: None,
            volume_24h: None,
            source: format!("PTAX {}-BRL", pair.coin),
            at: at.ok_or_else(garbage)?.to_utc(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dollar() -> Pair {
        Pair { coin: "USD".parse().unwrap(), currency: Currency::Brl }
    }

    #[test]
    fn the_time_is_that_of_brasilia() {
        let json =
            r#"{"value":[{"cotacaoCompra":5.33,"cotacaoVenda":5.3346,"dataHoraCotacao":"2026-11-20 13:04:28.123"}]}"#;
        let rates: Rates = serde_json::from_str(json).unwrap();
        let quote = rates.value[0].quote(&dollar()).unwrap();
        assert_eq!(quote.price, "5.3346".parse().unwrap());
        assert_eq!(quote.at.to_rfc3339(), "2026-11-20T16:04:28.123+00:00");
    }

    proptest! {
        #[test]
        fn whatever_comes_nothing_panics(bytes: Vec<u8>, number in any::<f64>(), at in "\\PC*") {
            let _ = serde_json::from_slice::<Rates>(&bytes);
            if let Ok(rate) = serde_json::from_value::<Rate>(serde_json::json!({"cotacaoVenda": number, "dataHoraCotacao": at})) {
                let _ = rate.quote(&dollar());
            }
        }
    }
}
