//! Binance spot market data, without a key. <https://developers.binance.com/docs/binance-spot-api-docs/rest-api>,
//! <https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams>.

use super::{CandleQuery, Feed, Live, Message, Pair};
use crate::net::{Get, Http, Limit, Number, amount, millis, positive, ratio_pct};
use crate::{CandleSpan, Problem, candles};
use alfa_domain::{Candle, Currency, Quote, Ticker, Timeframe};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use reqwest::Url;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How long the list of pairs holds.
const PAIRS_TTL: Duration = Duration::from_secs(6 * 3_600);
/// The list of pairs is several megabytes long.
const PAIRS_BODY: usize = 64 << 20;
/// "Invalid symbol."
const INVALID_SYMBOL: i64 = -1121;
/// Candles in one answer, at most.
const PAGE: usize = 1_000;
/// Symbols in one question, so that the address stays short.
const BATCH: usize = 100;
/// Streams in one connection's address.
const STREAMS: usize = 200;

pub(crate) struct Binance {
    http: Http,
    limit: Limit,
    stream: Url,
    pairs: RwLock<Option<(Instant, HashSet<String>)>>,
}

impl Binance {
    pub(crate) fn new(http: Http, stream: Url) -> Self {
        // 6,000 of weight a minute are allowed; other programs at the same address have their share
        Self { http, limit: Limit::per_minute(4_000, 1_500), stream, pairs: RwLock::new(None) }
    }

    /// Whether a symbol is traded; `None` while the list is not known.
    fn listed(&self, symbol: &str) -> Option<bool> {
        let pairs = self.pairs.read().unwrap_or_else(PoisonError::into_inner);
        let (at, symbols) = pairs.as_ref()?;
        (at.elapsed() < PAIRS_TTL).then(|| symbols.contains(symbol))
    }

    async fn load_pairs(&self) -> Result<(), Problem> {
        let info: ExchangeInfo = self
            .http
            .get(&Get {
                path: "api/v3/exchangeInfo",
                query: "permissions=SPOT&showPermissionSets=false".to_owned(),
                limit: (&self.limit, 20),
                body_limit: PAIRS_BODY,
            })
            .await?;
        let trading = info.symbols.into_iter().filter(|s| s.status.as_deref().is_none_or(|status| status == "TRADING"));
        let symbols: HashSet<String> = trading.map(|s| s.symbol).collect();
        if !symbols.is_empty() {
            *self.pairs.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), symbols));
        }
        Ok(())
    }

    /// The tickers of these symbols; `NoPair` when one of them does not exist.
    async fn tickers(&self, symbols: &[&str]) -> Result<Vec<Ticker24h>, Problem> {
        let weight = match symbols.len() {
            0..=20 => 2,
            21..=100 => 40,
            _ => 80,
        };
        let query = match symbols {
            [one] => format!("symbol={one}"),
            many => format!("symbols=%5B%22{}%22%5D", many.join("%22,%22")),
        };
        let get = Get { path: "api/v3/ticker/24hr", query, limit: (&self.limit, weight), body_limit: 0 };
        let body = self.ask(&get).await?;
        let found: OneOrMany = serde_json::from_slice(&body).map_err(|e| Problem::Garbage(e.to_string()))?;
        Ok(match found {
            OneOrMany::Many(tickers) => tickers,
            OneOrMany::One(ticker) => vec![*ticker],
        })
    }

    /// Asks; "invalid symbol" is a pair that is not there, not a fault.
    async fn ask(&self, get: &Get<'_>) -> Result<Vec<u8>, Problem> {
        let (status, body) = self.http.get_any(get).await?;
        if status.is_success() {
            return Ok(body);
        }
        match serde_json::from_slice::<Refusal>(&body) {
            Ok(Refusal { code: INVALID_SYMBOL }) => Err(Problem::NoPair),
            _ => Err(Problem::Status(status.as_u16())),
        }
    }

    /// One page of candles that begin at or after `start` and at or before `end`.
    async fn page(
        &self,
        symbol: &str,
        timeframe: Timeframe,
        limit: usize,
        start: Option<DateTime<Utc>>,
        end: Option<DateTime<Utc>>,
        zone: Option<&str>,
    ) -> Result<Vec<Candle>, Problem> {
        let interval = if timeframe == Timeframe::Mo1 { "1M" } else { timeframe.as_str() };
        let mut query = format!("symbol={symbol}&interval={interval}&limit={}", limit.min(PAGE));
        for (name, time) in [("startTime", start), ("endTime", end)] {
            if let Some(time) = time {
                query.push_str(&format!("&{name}={}", time.timestamp_millis()));
            }
        }
        if let Some(zone) = zone {
            query.push_str(&format!("&timeZone={}", zone.replace(':', "%3A").replace('+', "%2B")));
        }
        let get = Get { path: "api/v3/klines", query, limit: (&self.limit, 2), body_limit: 0 };
        read_klines(&self.ask(&get).await?)
    }
}

/// The symbol of a pair. There are no dollars at Binance: the pair with USDT is another price.
fn symbol(pair: &Pair) -> Result<String, Problem> {
    match &pair.currency {
        Currency::Usd => Err(Problem::NoPair),
        currency if pair.coin.as_str() == currency.code() => Err(Problem::NoPair),
        currency => Ok(format!("{}{}", pair.coin, currency.code())),
    }
}

#[async_trait]
impl Feed for Binance {
    fn name(&self) -> &'static str {
        "Binance"
    }

    fn label(&self, pair: &Pair) -> String {
        format!("Binance {}{}", pair.coin, pair.currency)
    }

    async fn quotes(&self, pairs: &[Pair]) -> Vec<Result<Quote, Problem>> {
        let symbols: Vec<Result<String, Problem>> = pairs
            .iter()
            .map(|pair| {
                symbol(pair).and_then(|s| if self.listed(&s) == Some(false) { Err(Problem::NoPair) } else { Ok(s) })
            })
            .collect();
        let wanted: Vec<&str> = symbols.iter().filter_map(|s| s.as_deref().ok()).collect();
        let mut found: HashMap<String, Result<Ticker24h, Problem>> = HashMap::new();
        for batch in wanted.chunks(BATCH) {
            self.batch(batch, &mut found).await;
        }
        let answer = |(pair, symbol): (&Pair, Result<String, Problem>)| {
            let symbol = symbol?;
            match found.get(&symbol) {
                Some(Ok(ticker)) => ticker.quote(pair),
                Some(Err(problem)) => Err(problem.clone()),
                None => Err(Problem::NoPair),
            }
        };
        pairs.iter().zip(symbols).map(answer).collect()
    }

    async fn candles(&self, pair: &Pair, query: CandleQuery) -> Result<Vec<Candle>, Problem> {
        let symbol = symbol(pair)?;
        if self.listed(&symbol) == Some(false) {
            return Err(Problem::NoPair);
        }
        let page = |limit, start, end| self.page(&symbol, query.timeframe, limit, start, end, None);
        let mut all: Vec<Candle> = Vec::new();
        match query.span {
            CandleSpan::Last(count) => {
                let mut before = None;
                while all.len() < count {
                    let wanted = (count - all.len()).min(PAGE);
                    let mut earlier = page(wanted, None, before).await?;
                    earlier.retain(|c| all.first().is_none_or(|first| c.open_at < first.open_at));
                    let Some(first) = earlier.first() else { break };
                    before = Some(first.open_at - TimeDelta::milliseconds(1));
                    let came = earlier.len();
                    earlier.append(&mut all);
                    all = earlier;
                    if came < wanted {
                        break;
                    }
                }
                let surplus = all.len().saturating_sub(count);
                all.drain(..surplus);
            }
            CandleSpan::Between(from, to) => {
                let mut start = from;
                while start < to {
                    let mut later = page(PAGE, Some(start), Some(to - TimeDelta::milliseconds(1))).await?;
                    later.retain(|c| c.open_at >= start && c.open_at < to);
                    let Some(last) = later.last() else { break };
                    start = last.open_at + TimeDelta::milliseconds(1);
                    let came = later.len();
                    all.append(&mut later);
                    if came < PAGE {
                        break;
                    }
                }
            }
        }
        candles::check(all)
    }

    async fn close_of(&self, pair: &Pair, day: NaiveDate, close: DateTime<Utc>) -> Result<Quote, Problem> {
        let symbol = symbol(pair)?;
        let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
        let begin = candles::day_begin(day).ok_or(Problem::NoData)?;
        let offset = (begin - midnight).num_hours();
        let zone = format!("-{offset}:00");
        let end = close - TimeDelta::milliseconds(1);
        let found = self.page(&symbol, Timeframe::D1, 3, Some(midnight), Some(end), Some(&zone)).await?;
        let found = candles::check(found)?;
        // a server that does not know time zones gives the day of UTC
        let day = found.iter().find(|c| c.open_at == begin).or_else(|| found.iter().find(|c| c.open_at == midnight));
        let candle = day.ok_or(Problem::NoData)?;
        Ok(candles::closing_quote(pair, candle, self.label(pair), close))
    }

    async fn prepare(&self) {
        if self.listed("").is_none()
            && let Err(problem) = self.load_pairs().await
        {
            tracing::debug!(%problem, "Binance's list of pairs");
        }
    }

    async fn probe(&self) -> Result<(), Problem> {
        self.tickers(&["BTCUSDT"]).await.map(drop)
    }

    fn live(&self) -> Option<&dyn Live> {
        Some(self)
    }
}

impl Binance {
    /// One symbol that does not exist spoils the whole answer: then the list of pairs sorts it out, and where that cannot be had, each is
    /// asked alone.
    async fn batch(&self, batch: &[&str], found: &mut HashMap<String, Result<Ticker24h, Problem>>) {
        let mut wanted: Vec<&str> = batch.to_vec();
        if wanted.len() > 20 && self.listed("").is_none() {
            self.prepare().await;
            wanted.retain(|s| self.listed(s) != Some(false));
        }
        let mut answer = self.tickers(&wanted).await;
        if matches!(answer, Err(Problem::NoPair | Problem::Status(400))) && wanted.len() > 1 {
            self.prepare().await;
            wanted.retain(|s| self.listed(s) != Some(false));
            answer = self.tickers(&wanted).await;
            if matches!(answer, Err(Problem::NoPair | Problem::Status(400))) {
                let singles = wanted.iter().map(|&symbol| async move {
                    let ticker =
                        self.tickers(&[symbol]).await.and_then(|t| t.into_iter().next().ok_or(Problem::NoPair));
                    (symbol.to_owned(), ticker)
                });
                found.extend(futures::future::join_all(singles).await);
                return;
            }
        }
        match answer {
            Ok(tickers) => found.extend(tickers.into_iter().map(|ticker| (ticker.symbol.clone(), Ok(ticker)))),
            Err(problem) => found.extend(wanted.iter().map(|&symbol| (symbol.to_owned(), Err(problem.clone())))),
        }
    }
}

impl Live for Binance {
    fn addresses(&self, pairs: &[Pair]) -> Vec<Url> {
        let streams: Vec<String> = stream_names(pairs).take(STREAMS).collect();
        let query = format!("streams={}", streams.join("/"));
        let mut combined = self.stream.clone();
        let path = format!("{}/stream", combined.path().trim_end_matches('/'));
        combined.set_path(&path);
        combined.set_query(Some(&query));
        let mut bare = self.stream.clone();
        bare.set_query(Some(&query));
        vec![combined, bare]
    }

    fn greeting(&self, address: usize, pairs: &[Pair]) -> Vec<String> {
        // what did not fit into the address, or all of it where only the bare address answers
        let names: Vec<String> = stream_names(pairs).skip(if address == 0 { STREAMS } else { 0 }).take(800).collect();
        let subscribe = |(index, names): (usize, &[String])| {
            serde_json::json!({"method": "SUBSCRIBE", "params": names, "id": index + 1}).to_string()
        };
        names.chunks(STREAMS).enumerate().map(subscribe).collect()
    }

    fn keepalive(&self) -> Option<(Duration, String)> {
        None // the server pings; reading the stream answers it
    }

    fn read(&self, text: &str) -> Message {
        let Ok(envelope) = serde_json::from_str::<Envelope>(text) else { return Message::Other };
        let events = match envelope {
            Envelope::Combined { data } => *data,
            Envelope::Raw(events) => events,
        };
        let events = match events {
            Events::Many(events) => events,
            Events::One(event) => vec![event],
        };
        if events.iter().any(|event| event.e == "serverShutdown") {
            return Message::Leaving;
        }
        Message::Ticks(events.into_iter().filter_map(Event::quote).collect())
    }
}

fn stream_names(pairs: &[Pair]) -> impl Iterator<Item = String> + '_ {
    pairs.iter().filter_map(|pair| symbol(pair).ok()).map(|s| format!("{}@miniTicker", s.to_ascii_lowercase()))
}

/// A symbol's coin and currency, by the currencies ALFA speaks of.
fn split(symbol: &str) -> Option<Pair> {
    ["BRL", "USDT", "EUR", "BTC", "ETH", "BNB"].iter().find_map(|code| {
        let coin: Ticker = symbol.strip_suffix(code)?.parse().ok()?;
        Some(Pair { coin, currency: code.parse().ok()? })
    })
}

#[derive(Deserialize)]
struct ExchangeInfo {
    symbols: Vec<SymbolInfo>,
}

#[derive(Deserialize)]
struct SymbolInfo {
    symbol: String,
    status: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    code: i64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<Ticker24h>),
    One(Box<Ticker24h>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ticker24h {
    symbol: String,
    last_price: Number,
    price_change_percent: Option<Number>,
    high_price: Option<Number>,
    low_price: Option<Number>,
    quote_volume: Option<Number>,
    close_time: Option<i64>,
}

impl Ticker24h {
    fn quote(&self, pair: &Pair) -> Result<Quote, Problem> {
        let at = self.close_time.and_then(millis);
        Ok(Quote {
            coin: pair.coin.clone(),
            currency: pair.currency.clone(),
            price: positive(self.last_price.0)?,
            change_24h: self.price_change_percent.map(|n| n.0),
            high_24h: self.high_price.and_then(|n| positive(n.0).ok()),
            low_24h: self.low_price.and_then(|n| positive(n.0).ok()),
            volume_24h: amount(self.quote_volume),
            source: format!("Binance {}", self.symbol),
            at: at.ok_or_else(|| Problem::Garbage("closeTime is missing".to_owned()))?,
        })
    }
}

/// `[openMs,"o","h","l","c","v",closeMs,"quoteVol",trades,"takerBase","takerQuote","0"]`
#[derive(Deserialize)]
struct Kline(i64, Number, Number, Number, Number, Number, #[serde(default)] serde::de::IgnoredAny);

fn read_klines(body: &[u8]) -> Result<Vec<Candle>, Problem> {
    let rows: Vec<Vec<serde_json::Value>> =
        serde_json::from_slice(body).map_err(|e| Problem::Garbage(e.to_string()))?;
    let candle = |mut row: Vec<serde_json::Value>| {
        row.truncate(7);
        row.resize(7, serde_json::Value::Null);
        let Kline(open_ms, open, high, low, close, volume, _) =
            serde_json::from_value(row.into()).map_err(|e| Problem::Garbage(e.to_string()))?;
        let open_at = millis(open_ms).ok_or_else(|| Problem::Garbage("openTime".to_owned()))?;
        Ok(Candle { open_at, open: open.0, high: high.0, low: low.0, close: close.0, volume: volume.0 })
    };
    rows.into_iter().map(candle).collect()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Envelope {
    Combined { data: Box<Events> },
    Raw(Events),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Events {
    Many(Vec<Event>),
    One(Event),
}

/// A `24hrMiniTicker`, or another event of which only the name matters.
#[derive(Deserialize)]
struct Event {
    e: String,
    #[serde(rename = "E")]
    at: Option<i64>,
    s: Option<String>,
    c: Option<Number>,
    o: Option<Number>,
    h: Option<Number>,
    l: Option<Number>,
    q: Option<Number>,
}

impl Event {
    fn quote(self) -> Option<Quote> {
        if self.e != "24hrMiniTicker" {
            return None;
        }
        let symbol = self.s?;
        let pair = split(&symbol)?;
        let price = positive(self.c?.0).ok()?;
        Some(Quote {
            coin: pair.coin,
            currency: pair.currency,
            price,
            // the exchange's own figure is this ratio to the price 24 hours ago
            change_24h: self.o.and_then(|open| ratio_pct(open.0, price)),
            high_24h: self.h.and_then(|n| positive(n.0).ok()),
            low_24h: self.l.and_then(|n| positive(n.0).ok()),
            volume_24h: amount(self.q),
            source: format!("Binance {symbol}"),
            at: millis(self.at?)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn feed() -> Binance {
        let base: Url = "http://127.0.0.1:9/".parse().unwrap();
        let http = Http::new(base.clone(), Duration::from_secs(1), reqwest::header::HeaderMap::new()).unwrap();
        Binance::new(http, base)
    }

    #[test]
    fn a_mini_ticker_is_a_quote_with_the_change_of_the_exchange() {
        let text = r#"{"stream":"btcbrl@miniTicker","data":{"e":"24hrMiniTicker","E":1763823600123,"s":"BTCBRL",
            "c":"512340.55","o":"500000.00","h":"515000.00","l":"499000.00","v":"12.5","q":"6400000.00"}}"#;
        let Message::Ticks(ticks) = feed().read(text) else { panic!("no ticks") };
        assert_eq!(ticks[0].source, "Binance BTCBRL");
        assert_eq!(ticks[0].price, "512340.55".parse().unwrap());
        assert_eq!(ticks[0].change_24h, Some("2.468".parse().unwrap()));
        assert_eq!(feed().read(r#"{"e":"serverShutdown","E":1}"#), Message::Leaving);
        assert_eq!(feed().read(r#"{"result":null,"id":1}"#), Message::Other);
        let array = r#"[{"e":"24hrMiniTicker","E":1763823600123,"s":"ETHUSDT","c":"3000","o":"0","h":"1","l":"1","v":"1","q":"1"}]"#;
        let Message::Ticks(ticks) = feed().read(array) else { panic!("no ticks") };
        assert_eq!((ticks[0].change_24h, ticks[0].currency.clone()), (None, Currency::Usdt));
    }

    #[test]
    fn rows_of_wrong_shape_are_no_candles() {
        assert!(read_klines(br#"[[1763823600000,"1","2","0.5","1","3",2,"4",5,"6","7","0"]]"#).is_ok());
        for body in ["", "{}", "[[]]", "[[1,2]]", r#"[["x","1","2","0.5","1","3",2]]"#, r#"[[1,"1","2","0.5","1","#] {
            assert!(read_klines(body.as_bytes()).is_err(), "{body}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_nothing_panics(bytes: Vec<u8>, text in "\\PC*", number in any::<f64>(), ms: i64) {
            let feed = feed();
            let _ = feed.read(&text);
            let _ = read_klines(&bytes);
            let _ = serde_json::from_slice::<OneOrMany>(&bytes);
            let _ = feed.read(&format!(r#"{{"e":"24hrMiniTicker","E":{ms},"s":"BTCBRL","c":"{number}","o":{number:?},"q":"{number}"}}"#));
            let _ = read_klines(format!(r#"[[{ms},"{number}","{number}",{number:?},"1","1",{ms}]]"#).as_bytes());
        }
    }
}
