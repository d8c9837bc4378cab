//! CoinGecko, without a key or with a demo key. <https://docs.coingecko.com/v3.0.1/reference/introduction>. Its terms ask that it is
//! named wherever its data is shown; every source string does.

use super::{CandleQuery, Feed, Pair};
use crate::net::{Get, Http, Limit, Number, amount, millis, positive, seconds};
use crate::{CandleSpan, Figure, Mover, Overview, Problem, candles};
use alfa_domain::{Candle, Caution, Coin, CoinTable, Currency, Gender, Quote, Ticker, Timeframe, Window};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// Its own figures change about once a minute.
const TTL: Duration = Duration::from_secs(30);
/// Coins on a page of the market.
const PAGE: usize = 250;
/// Days of history it gives without a paid key.
const HISTORY_DAYS: i64 = 365;
/// The windows its market page has a change for.
const WINDOWS: &str = "1h,24h,7d,14d,30d,200d,1y";

/// Pages of the market by currency and number, with when they were read.
type Pages = HashMap<(&'static str, u32), (Instant, Vec<MarketRow>)>;

pub(crate) struct CoinGecko {
    http: Http,
    limit: Limit,
    coins: CoinTable,
    market: Mutex<Pages>,
}

impl CoinGecko {
    pub(crate) fn new(http: Http, coins: CoinTable, has_key: bool) -> Self {
        // a demo key has 30 a minute; without one it is fewer, shared by everybody at the address
        let limit = if has_key { Limit::per_minute(30, 15) } else { Limit::per_minute(15, 10) };
        Self { http, limit, coins, market: Mutex::new(HashMap::new()) }
    }

    fn id(&self, coin: &Ticker) -> Result<&str, Problem> {
        self.coins.get(coin).map(|coin| coin.coingecko_id.as_str()).ok_or(Problem::NoPair)
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str, query: String) -> Result<T, Problem> {
        self.http.get(&Get { path, query, limit: (&self.limit, 1), body_limit: 0 }).await
    }

    async fn prices(&self, ids: &BTreeSet<&str>) -> Result<HashMap<String, HashMap<String, Option<Number>>>, Problem> {
        let ids: Vec<&str> = ids.iter().copied().collect();
        let query = format!(
            "ids={}&vs_currencies=brl,usd,eur,btc,eth&include_24hr_change=true&include_24hr_vol=true\
             &include_last_updated_at=true&precision=full",
            ids.join(",")
        );
        self.get("api/v3/simple/price", query).await
    }

    /// A page of the market, from 1.
    async fn page(&self, versus: &'static str, page: u32) -> Result<Vec<MarketRow>, Problem> {
        let mut market = self.market.lock().await;
        if let Some((at, rows)) = market.get(&(versus, page))
            && at.elapsed() < TTL * 2
        {
            return Ok(rows.clone());
        }
        let query = format!(
            "vs_currency={versus}&order=market_cap_desc&per_page={PAGE}&page={page}&price_change_percentage={}",
            WINDOWS.replace(',', "%2C")
        );
        let rows: Vec<MarketRow> = self.get("api/v3/coins/markets", query).await?;
        market.insert((versus, page), (Instant::now(), rows.clone()));
        Ok(rows)
    }

    fn ticker(&self, row: &MarketRow) -> Option<Ticker> {
        match self.coins.by_coingecko(&row.id) {
            Some(coin) => Some(coin.ticker.clone()),
            // a namesake of a coin the table knows is another coin
            None => row.symbol.parse().ok().filter(|ticker| self.coins.get(ticker).is_none()),
        }
    }
}

/// Its name for a currency.
fn versus(currency: &Currency) -> Option<&'static str> {
    Some(match currency {
        Currency::Brl => "brl",
        Currency::Usd => "usd",
        Currency::Eur => "eur",
        Currency::Usdt => return None,
        Currency::Coin(ticker) => match ticker.as_str() {
            "BTC" => "btc",
            "ETH" => "eth",
            _ => return None,
        },
    })
}

#[async_trait]
impl Feed for CoinGecko {
    fn name(&self) -> &'static str {
        "CoinGecko"
    }

    fn label(&self, _pair: &Pair) -> String {
        "CoinGecko".to_owned()
    }

    fn quote_ttl(&self) -> Duration {
        TTL
    }

    async fn quotes(&self, pairs: &[Pair]) -> Vec<Result<Quote, Problem>> {
        let wanted = |pair: &Pair| Ok((self.id(&pair.coin)?, versus(&pair.currency).ok_or(Problem::NoPair)?));
        let wanted: Vec<Result<(&str, &'static str), Problem>> = pairs.iter().map(wanted).collect();
        let ids: BTreeSet<&str> = wanted.iter().filter_map(|w| w.as_ref().ok().map(|(id, _)| *id)).collect();
        if ids.is_empty() {
            return wanted.into_iter().map(|w| w.and(Err(Problem::NoPair))).collect();
        }
        let found = self.prices(&ids).await;
        let answer = |(pair, wanted): (&Pair, Result<(&str, &'static str), Problem>)| {
            let (id, versus) = wanted?;
            let figures = found.as_ref().map_err(Clone::clone)?.get(id).ok_or(Problem::NoPair)?;
            let figure = |name: &str| figures.get(name).copied().flatten();
            let price = figure(versus).ok_or(Problem::NoPair)?;
            let at = figure("last_updated_at").and_then(|n| n.0.try_into().ok()).and_then(seconds);
            Ok(Quote {
                coin: pair.coin.clone(),
                currency: pair.currency.clone(),
                price: positive(price.0)?,
                change_24h: figure(&format!("{versus}_24h_change")).map(|n| n.0),
                high_24h: None,
                low_24h: None,
                volume_24h: amount(figure(&format!("{versus}_24h_vol"))),
                source: self.name().to_owned(),
                at: at.ok_or_else(|| Problem::Garbage("last_updated_at is missing".to_owned()))?,
            })
        };
        pairs.iter().zip(wanted).map(answer).collect()
    }

    /// Made of its price points, as its own candles have no volume and a size of its choosing: five minutes apart for one day back, an
    /// hour for 90, a day beyond. Volume is that of 24 hours for days, and unknown (zero) for shorter ones.
    async fn candles(&self, pair: &Pair, query: CandleQuery) -> Result<Vec<Candle>, Problem> {
        let versus = versus(&pair.currency).ok_or(Problem::NoPair)?;
        let id = self.id(&pair.coin)?;
        let (from, to) = match query.span {
            CandleSpan::Last(count) => (candles::begin_of_last(count, query.now, query.timeframe), query.now),
            CandleSpan::Between(from, to) => (from, to),
        };
        let days = (query.now - from).num_days() + 1;
        let finest = match query.timeframe {
            Timeframe::M1 => return Err(Problem::Unsupported),
            Timeframe::M5 | Timeframe::M15 => 1,
            Timeframe::H1 | Timeframe::H4 => 90,
            Timeframe::D1 | Timeframe::W1 | Timeframe::Mo1 => HISTORY_DAYS,
        };
        if matches!(query.span, CandleSpan::Between(..)) && days > finest {
            return Err(Problem::NoData);
        }
        let days = days.clamp(1, finest);
        let chart: Chart =
            self.get(&format!("api/v3/coins/{id}/market_chart"), format!("vs_currency={versus}&days={days}")).await?;
        let mut all = chart.candles(query.timeframe)?;
        all.retain(|c| c.open_at >= from && c.open_at < to.max(from + chrono::TimeDelta::seconds(1)));
        candles::check(all)
    }

    /// Its snapshot of 0:00 UTC of the next day: three hours before the day ends in São Paulo, the nearest there is.
    async fn close_of(&self, pair: &Pair, day: NaiveDate, _close: DateTime<Utc>) -> Result<Quote, Problem> {
        let versus = versus(&pair.currency).ok_or(Problem::NoPair)?;
        let id = self.id(&pair.coin)?;
        let snapshot = day.succ_opt().ok_or(Problem::NoData)?;
        let query = format!("date={}&localization=false", snapshot.format("%d-%m-%Y"));
        let history: History = self.get(&format!("api/v3/coins/{id}/history"), query).await?;
        let data = history.market_data.ok_or(Problem::NoData)?;
        let price = data.current_price.get(versus).copied().flatten().ok_or(Problem::NoPair)?;
        let volume = data.total_volume.and_then(|v| v.get(versus).copied().flatten());
        Ok(Quote {
            coin: pair.coin.clone(),
            currency: pair.currency.clone(),
            price: positive(price.0)?,
            change_24h: None,
            high_24h: None,
            low_24h: None,
            volume_24h: amount(volume),
            source: self.name().to_owned(),
            at: snapshot.and_time(chrono::NaiveTime::MIN).and_utc(),
        })
    }

    async fn movers(&self, currency: &Currency, window: Window) -> Result<Vec<Mover>, Problem> {
        let versus = versus(currency).ok_or(Problem::NoPair)?;
        let change = change_of(window).ok_or(Problem::Unsupported)?;
        let rows = self.page(versus, 1).await?;
        let mover = |row: &MarketRow| {
            Some(Mover {
                coin: self.ticker(row)?,
                name: row.name.clone(),
                price: positive(row.current_price?.0).ok()?,
                change_pct: change(row)?.0,
                market_cap: amount(row.market_cap),
                source: self.name().to_owned(),
                at: row.at()?,
            })
        };
        let movers: Vec<Mover> = rows.iter().filter_map(mover).collect();
        if movers.is_empty() { Err(Problem::NoData) } else { Ok(movers) }
    }

    async fn market_cap(&self, coin: &Ticker, currency: &Currency) -> Result<Figure, Problem> {
        let versus = versus(currency).ok_or(Problem::NoPair)?;
        let id = self.id(coin)?;
        let mut found = self.page(versus, 1).await?.into_iter().find(|row| row.id == id);
        if found.is_none() {
            let rows: Vec<MarketRow> =
                self.get("api/v3/coins/markets", format!("vs_currency={versus}&ids={id}")).await?;
            found = rows.into_iter().find(|row| row.id == id);
        }
        let row = found.ok_or(Problem::NoPair)?;
        Ok(Figure {
            value: positive_figure(row.market_cap)?,
            unit_currency: currency.clone(),
            source: self.name().to_owned(),
            at: row.at().ok_or_else(|| Problem::Garbage("last_updated is missing".to_owned()))?,
            rank: row.market_cap_rank,
        })
    }

    async fn overview(&self, currency: &Currency) -> Result<Overview, Problem> {
        let versus = versus(currency).ok_or(Problem::NoPair)?;
        let data = self.get::<Global>("api/v3/global", String::new()).await?.data;
        let mut dominance: Vec<(Ticker, Decimal)> = data
            .market_cap_percentage
            .iter()
            .filter_map(|(symbol, share)| Some((symbol.parse().ok()?, amount(Some(*share))?)))
            .collect();
        dominance.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(Overview {
            currency: currency.clone(),
            total_cap: positive_figure(data.total_market_cap.get(versus).copied())?,
            volume_24h: positive_figure(data.total_volume.get(versus).copied())?,
            cap_change_24h_pct: data.market_cap_change_percentage_24h_usd.map(|n| n.0),
            dominance,
            source: self.name().to_owned(),
            at: seconds(data.updated_at).ok_or_else(|| Problem::Garbage("updated_at".to_owned()))?,
        })
    }

    async fn coins(&self) -> Result<Vec<Coin>, Problem> {
        let mut rows = self.page("usd", 1).await?;
        rows.extend(self.page("usd", 2).await?);
        let coin = |row: MarketRow| {
            Some(Coin {
                ticker: row.symbol.parse().ok()?,
                spoken: row.name.clone(),
                name: Some(row.name).filter(|name| !name.trim().is_empty())?,
                coingecko_id: row.id,
                gender: Gender::Masculine,
                aliases: Vec::new(),
                // nobody has looked at these words: they name the coin only with more evidence
                caution: Caution { ticker: true, name: true },
            })
        };
        Ok(rows.into_iter().filter_map(coin).collect())
    }

    async fn probe(&self) -> Result<(), Problem> {
        self.prices(&BTreeSet::from(["bitcoin"])).await.map(drop)
    }
}

/// Capitalisations and volumes of the whole market are larger than any price may be.
fn positive_figure(value: Option<Number>) -> Result<Decimal, Problem> {
    let value = value.ok_or(Problem::NoData)?.0;
    if value > Decimal::ZERO { Ok(value) } else { Err(Problem::Implausible(value.to_string())) }
}

fn change_of(window: Window) -> Option<fn(&MarketRow) -> Option<Number>> {
    Some(match window {
        Window::Minutes(60) | Window::Hours(1) => |row| row.price_change_percentage_1h_in_currency,
        Window::Hours(24) | Window::Days(1) => {
            |row| row.price_change_percentage_24h_in_currency.or(row.price_change_percentage_24h)
        }
        Window::Days(7) => |row| row.price_change_percentage_7d_in_currency,
        Window::Days(14) => |row| row.price_change_percentage_14d_in_currency,
        Window::Days(30) | Window::Months(1) => |row| row.price_change_percentage_30d_in_currency,
        Window::Days(200) => |row| row.price_change_percentage_200d_in_currency,
        Window::Days(365) | Window::Months(12) | Window::Years(1) => |row| row.price_change_percentage_1y_in_currency,
        _ => return None,
    })
}

#[derive(Clone, Deserialize)]
struct MarketRow {
    id: String,
    symbol: String,
    name: String,
    current_price: Option<Number>,
    market_cap: Option<Number>,
    market_cap_rank: Option<u32>,
    last_updated: Option<String>,
    price_change_percentage_24h: Option<Number>,
    price_change_percentage_1h_in_currency: Option<Number>,
    price_change_percentage_24h_in_currency: Option<Number>,
    price_change_percentage_7d_in_currency: Option<Number>,
    price_change_percentage_14d_in_currency: Option<Number>,
    price_change_percentage_30d_in_currency: Option<Number>,
    price_change_percentage_200d_in_currency: Option<Number>,
    price_change_percentage_1y_in_currency: Option<Number>,
}

impl MarketRow {
    fn at(&self) -> Option<DateTime<Utc>> {
        self.last_updated.as_deref()?.parse().ok()
    }
}

#[derive(Deserialize)]
struct Chart {
    prices: Vec<(Number, Option<Number>)>,
    #[serde(default)]
    total_volumes: Vec<(Number, Option<Number>)>,
}

impl Chart {
    fn candles(&self, timeframe: Timeframe) -> Result<Vec<Candle>, Problem> {
        let daily = timeframe.seconds() >= Timeframe::D1.seconds();
        let mut points = Vec::with_capacity(self.prices.len());
        for (index, (at, price)) in self.prices.iter().enumerate() {
            let at =
                i64::try_from(at.0.trunc()).ok().and_then(millis).ok_or_else(|| Problem::Garbage("time".to_owned()))?;
            let Some(price) = price else { continue };
            let price = positive(price.0)?;
            let traded = self.total_volumes.get(index).and_then(|(_, volume)| amount(*volume));
            let volume = traded.filter(|_| daily).and_then(|v| v.checked_div(price)).unwrap_or_default();
            points.push(Candle { open_at: at, open: price, high: price, low: price, close: price, volume });
        }
        points.sort_by_key(|c| c.open_at);
        let day = Timeframe::D1;
        let mut days = if daily { candles::resample(&points, day) } else { candles::resample(&points, timeframe) };
        if daily {
            // each point's volume is of the 24 hours before it: a day has that of its last point, not their sum
            for candle in &mut days {
                let last = points.iter().rfind(|p| candles::begin(p.open_at, day) == candle.open_at);
                candle.volume = last.map(|p| p.volume).unwrap_or_default();
            }
        }
        Ok(if timeframe == day { days } else { candles::resample(&days, timeframe) })
    }
}

#[derive(Deserialize)]
struct History {
    market_data: Option<HistoryData>,
}

#[derive(Deserialize)]
struct HistoryData {
    current_price: HashMap<String, Option<Number>>,
    total_volume: Option<HashMap<String, Option<Number>>>,
}

#[derive(Deserialize)]
struct Global {
    data: GlobalData,
}

#[derive(Deserialize)]
struct GlobalData {
    total_market_cap: HashMap<String, Number>,
    total_volume: HashMap<String, Number>,
    market_cap_percentage: HashMap<String, Number>,
    market_cap_change_percentage_24h_usd: Option<Number>,
    updated_at: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn price_points_become_candles() {
        let json = r#"{"prices":[[1763769600000,10],[1763773200000,14.5],[1763776800000,9],[1763856000000,11]],
            "total_volumes":[[1763769600000,100],[1763773200000,100],[1763776800000,180],[1763856000000,110]]}"#;
        let chart: Chart = serde_json::from_str(json).unwrap();
        let days = chart.candles(Timeframe::D1).unwrap();
        assert_eq!(days.len(), 2);
        let of = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!((days[0].open, days[0].high, days[0].low, days[0].close), (of("10"), of("14.5"), of("9"), of("9")));
        assert_eq!(days[0].volume, of("20"));
        assert_eq!(chart.candles(Timeframe::H1).unwrap().len(), 4);
    }

    proptest! {
        #[test]
        fn whatever_comes_nothing_panics(bytes: Vec<u8>, number in any::<f64>(), time in any::<f64>()) {
            let _ = serde_json::from_slice::<Vec<MarketRow>>(&bytes);
            let _ = serde_json::from_slice::<Global>(&bytes);
            let _ = serde_json::from_slice::<History>(&bytes);
            if let Ok(chart) = serde_json::from_str::<Chart>(&format!(r#"{{"prices":[[{time:?},{number:?}]],"total_volumes":[[1,{number:?}]]}}"#)) {
                for timeframe in Timeframe::ALL {
                    let _ = chart.candles(timeframe);
                }
            }
        }
    }
}
