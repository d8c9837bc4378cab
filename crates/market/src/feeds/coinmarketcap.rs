//! CoinMarketCap with the user's own key. <https://coinmarketcap.com/api/documentation/v1/>. Its terms allow the key on its owner's own
//! screen; ALFA never shares one.

use super::{Feed, Pair};
use crate::net::{Get, Http, Limit, Number, amount, positive};
use crate::{FearGreed, FearGreedClass, Figure, Mover, Overview, Problem};
use alfa_domain::{Currency, Quote, Ticker, Window};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

pub(crate) struct CoinMarketCap {
    http: Http,
    limit: Limit,
}

impl CoinMarketCap {
    /// `http` sends the key with every request.
    pub(crate) fn new(http: Http) -> Self {
        Self { http, limit: Limit::per_minute(30, 15) }
    }

    /// Asks, and reads `status.error_code` also of an answer that came with status 200.
    async fn get<T: DeserializeOwned>(&self, path: &str, query: String) -> Result<T, Problem> {
        let get = Get { path, query, limit: (&self.limit, 1), body_limit: 0 };
        let (status, body) = self.http.get_any(&get).await?;
        let read = read::<T>(&body);
        if let Err(Problem::Limited { retry_after }) = &read {
            self.http.be_silent(*retry_after);
        }
        match read {
            Err(Problem::Garbage(_)) if !status.is_success() => Err(Problem::Status(status.as_u16())),
            read => read,
        }
    }

    async fn latest(&self, symbols: &BTreeSet<&str>, convert: &str) -> Result<HashMap<String, Listing>, Problem> {
        let symbols: Vec<&str> = symbols.iter().copied().collect();
        let query = format!("symbol={}&convert={convert}", symbols.join(","));
        let listings: Vec<Listing> = self.get("v3/cryptocurrency/quotes/latest", query).await?;
        let mut best: HashMap<String, Listing> = HashMap::new();
        for listing in listings {
            // coins share symbols: the largest is meant
            let symbol = listing.symbol.to_ascii_uppercase();
            let rank = |l: &Listing| l.cmc_rank.unwrap_or(u32::MAX);
            if best.get(&symbol).is_none_or(|known| rank(&listing) < rank(known)) {
                best.insert(symbol, listing);
            }
        }
        Ok(best)
    }
}

/// The data of an answer, unless its status tells of an error.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let garbage = |error: serde_json::Error| Problem::Garbage(error.to_string());
    if let Some(status) = serde_json::from_slice::<OnlyStatus>(body).map_err(garbage)?.status {
        status.check()?;
    }
    serde_json::from_slice::<OnlyData<T>>(body).map(|answer| answer.data).map_err(garbage)
}

#[async_trait]
impl Feed for CoinMarketCap {
    fn name(&self) -> &'static str {
        "CoinMarketCap"
    }

    fn quote_ttl(&self) -> Duration {
        Duration::from_secs(30)
    }

    async fn quotes(&self, pairs: &[Pair]) -> Vec<Result<Quote, Problem>> {
        let mut by_currency: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for pair in pairs {
            by_currency.entry(pair.currency.code()).or_default().insert(pair.coin.as_str());
        }
        let mut found = HashMap::new();
        for (convert, symbols) in by_currency {
            let listings = self.latest(&symbols, convert).await;
            found.insert(convert.to_owned(), listings);
        }
        let answer = |pair: &Pair| {
            let convert = pair.currency.code();
            let listings = found.get(convert).ok_or(Problem::NoPair)?.as_ref().map_err(Clone::clone)?;
            let listing = listings.get(pair.coin.as_str()).ok_or(Problem::NoPair)?;
            let quote = listing.quote(convert).ok_or(Problem::NoPair)?;
            Ok(Quote {
                coin: pair.coin.clone(),
                currency: pair.currency.clone(),
                price: positive(quote.price.ok_or(Problem::NoPair)?.0)?,
                change_24h: quote.percent_change_24h.map(|n| n.0),
                high_24h: None,
                low_24h: None,
                volume_24h: amount(quote.volume_24h),
                source: self.name().to_owned(),
                at: quote.at()?,
            })
        };
        pairs.iter().map(answer).collect()
    }

    async fn movers(&self, currency: &Currency, window: Window) -> Result<Vec<Mover>, Problem> {
        let change: fn(&ListingQuote) -> Option<Number> = match window {
            Window::Minutes(60) | Window::Hours(1) => |q| q.percent_change_1h,
            Window::Hours(24) | Window::Days(1) => |q| q.percent_change_24h,
            Window::Days(7) => |q| q.percent_change_7d,
            Window::Days(30) | Window::Months(1) => |q| q.percent_change_30d,
            _ => return Err(Problem::Unsupported),
        };
        let convert = currency.code();
        let query = format!("start=1&limit=250&convert={convert}");
        let listings: Vec<Listing> = self.get("v3/cryptocurrency/listings/latest", query).await?;
        let mover = |listing: &Listing| {
            let quote = listing.quote(convert)?;
            Some(Mover {
                coin: listing.symbol.parse().ok()?,
                name: listing.name.clone().unwrap_or_else(|| listing.symbol.clone()),
                price: positive(quote.price?.0).ok()?,
                change_pct: change(quote)?.0,
                market_cap: amount(quote.market_cap),
                source: self.name().to_owned(),
                at: quote.at().ok()?,
            })
        };
        let movers: Vec<Mover> = listings.iter().filter_map(mover).collect();
        if movers.is_empty() { Err(Problem::NoData) } else { Ok(movers) }
    }

    async fn market_cap(&self, coin: &Ticker, currency: &Currency) -> Result<Figure, Problem> {
        let convert = currency.code();
        let found = self.latest(&BTreeSet::from([coin.as_str()]), convert).await?;
        let listing = found.get(coin.as_str()).ok_or(Problem::NoPair)?;
        let quote = listing.quote(convert).ok_or(Problem::NoPair)?;
        let value = amount(quote.market_cap).filter(|cap| !cap.is_zero()).ok_or(Problem::NoData)?;
        Ok(Figure {
            value,
            unit_currency: currency.clone(),
            source: self.name().to_owned(),
            at: quote.at()?,
            rank: listing.cmc_rank,
        })
    }

    async fn overview(&self, currency: &Currency) -> Result<Overview, Problem> {
        let convert = currency.code();
        let global: Global = self.get("v1/global-metrics/quotes/latest", format!("convert={convert}")).await?;
        let quote = global.quote.get(convert).ok_or(Problem::NoPair)?;
        let share = |ticker: &str, value: Option<Number>| Some((ticker.parse().ok()?, amount(value)?));
        let cap = |value: Number| {
            if value.0 > Decimal::ZERO { Ok(value.0) } else { Err(Problem::Implausible(value.0.to_string())) }
        };
        Ok(Overview {
            currency: currency.clone(),
            total_cap: cap(quote.total_market_cap)?,
            volume_24h: cap(quote.total_volume_24h)?,
            cap_change_24h_pct: quote.total_market_cap_yesterday_percentage_change.map(|n| n.0),
            dominance: [share("BTC", global.btc_dominance), share("ETH", global.eth_dominance)]
                .into_iter()
                .flatten()
                .collect(),
            source: self.name().to_owned(),
            at: time(quote.last_updated.as_deref())?,
        })
    }

    async fn fear_greed(&self) -> Result<FearGreed, Problem> {
        let latest: LatestFearGreed = self.get("v3/fear-and-greed/latest", String::new()).await?;
        let value = latest.value.0;
        if !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&value) {
            return Err(Problem::Implausible(value.to_string()));
        }
        let at = time(latest.update_time.as_deref())?;
        Ok(FearGreed { value, class: FearGreedClass::of(value), source: self.name().to_owned(), at })
    }

    async fn probe(&self) -> Result<(), Problem> {
        self.latest(&BTreeSet::from(["BTC"]), "USD").await.map(drop)
    }
}

fn time(text: Option<&str>) -> Result<DateTime<Utc>, Problem> {
    text.and_then(|t| t.parse().ok()).ok_or_else(|| Problem::Garbage("a time is missing".to_owned()))
}

#[derive(Deserialize)]
struct OnlyStatus {
    status: Option<Status>,
}

#[derive(Deserialize)]
struct OnlyData<T> {
    data: T,
}

#[derive(Deserialize)]
struct Status {
    /// An integer or a string, by endpoint.
    error_code: Option<Number>,
    error_message: Option<String>,
}

impl Status {
    fn check(&self) -> Result<(), Problem> {
        let code: i64 = self.error_code.and_then(|n| n.0.try_into().ok()).unwrap_or(0);
        let wait = |seconds| Err(Problem::Limited { retry_after: Duration::from_secs(seconds) });
        match code {
            0 => Ok(()),
            1001..=1007 => Err(Problem::BadKey),
            1008 | 1011 => wait(60),
            1009 => wait(3_600),
            1010 => wait(6 * 3_600),
            400 => Err(Problem::NoPair),
            code => {
                Err(Problem::Garbage(format!("error {code}: {}", self.error_message.as_deref().unwrap_or_default())))
            }
        }
    }
}

#[derive(Deserialize)]
struct Listing {
    symbol: String,
    name: Option<String>,
    cmc_rank: Option<u32>,
    #[serde(default)]
    quote: Vec<ListingQuote>,
}

impl Listing {
    fn quote(&self, convert: &str) -> Option<&ListingQuote> {
        self.quote.iter().find(|q| q.symbol.eq_ignore_ascii_case(convert))
    }
}

#[derive(Deserialize)]
struct ListingQuote {
    symbol: String,
    price: Option<Number>,
    volume_24h: Option<Number>,
    percent_change_1h: Option<Number>,
    percent_change_24h: Option<Number>,
    percent_change_7d: Option<Number>,
    percent_change_30d: Option<Number>,
    market_cap: Option<Number>,
    last_updated: Option<String>,
}

impl ListingQuote {
    fn at(&self) -> Result<DateTime<Utc>, Problem> {
        time(self.last_updated.as_deref())
    }
}

#[derive(Deserialize)]
struct Global {
    btc_dominance: Option<Number>,
    eth_dominance: Option<Number>,
    quote: HashMap<String, GlobalQuote>,
}

#[derive(Deserialize)]
struct GlobalQuote {
    total_market_cap: Number,
    total_volume_24h: Number,
    total_market_cap_yesterday_percentage_change: Option<Number>,
    last_updated: Option<String>,
}

#[derive(Deserialize)]
struct LatestFearGreed {
    value: Number,
    update_time: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_error_code_counts_whatever_the_http_status() {
        let read =
            |code: &str| read::<Vec<Listing>>(format!(r#"{{"status":{{"error_code":{code}}},"data":[]}}"#).as_bytes());
        assert!(read("0").is_ok() && read("\"0\"").is_ok());
        assert_eq!(read("\"1001\"").err(), Some(Problem::BadKey));
        assert_eq!(read("1008").err(), Some(Problem::Limited { retry_after: Duration::from_secs(60) }));
        assert_eq!(read("\"1009\"").err(), Some(Problem::Limited { retry_after: Duration::from_secs(3_600) }));
        assert!(matches!(read("500").err(), Some(Problem::Garbage(_))));
    }

    proptest! {
        #[test]
        fn whatever_comes_nothing_panics(bytes: Vec<u8>, text in "\\PC*", number in any::<f64>()) {
            let _ = read::<Vec<Listing>>(&bytes);
            let _ = read::<Global>(text.as_bytes());
            let _ = read::<LatestFearGreed>(format!(r#"{{"status":{{"error_code":{number:?}}},"data":{{"value":{number:?}}}}}"#).as_bytes());
        }
    }
}
