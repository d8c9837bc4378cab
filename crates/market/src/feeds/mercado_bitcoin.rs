//! Mercado Bitcoin v4, without a key. <https://api.mercadobitcoin.net/api/v4/docs>, <https://ws.mercadobitcoin.net/docs/v0/>.

use super::{CandleQuery, Feed, Live, Message, Pair};
use crate::net::{Get, Http, Limit, Number, amount, positive, ratio_pct, seconds};
use crate::{CandleSpan, Problem, candles};
use alfa_domain::{Candle, Currency, Quote, Timeframe};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use reqwest::Url;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How long the list of pairs holds.
const PAIRS_TTL: Duration = Duration::from_secs(6 * 3_600);
/// Candles asked for at once.
const PAGE: usize = 1_000;
/// Pairs asked for at once, so that the address stays short.
const BATCH: usize = 100;

pub(crate) struct MercadoBitcoin {
    http: Http,
    // one request a second for each of them
    tickers: Limit,
    candles: Limit,
    symbols: Limit,
    stream: Url,
    pairs: RwLock<Option<(Instant, HashSet<String>)>>,
}

impl MercadoBitcoin {
    pub(crate) fn new(http: Http, stream: Url) -> Self {
        let one_a_second = || Limit::per_minute(60, 1);
        let (tickers, candles, symbols) = (one_a_second(), one_a_second(), one_a_second());
        Self { http, tickers, candles, symbols, stream, pairs: RwLock::new(None) }
    }

    fn listed(&self, symbol: &str) -> Option<bool> {
        let pairs = self.pairs.read().unwrap_or_else(PoisonError::into_inner);
        let (at, symbols) = pairs.as_ref()?;
        (at.elapsed() < PAIRS_TTL).then(|| symbols.contains(symbol))
    }

    async fn ask(&self, symbols: &[&str]) -> Result<HashMap<String, MbTicker>, Problem> {
        let query = format!("symbols={}", symbols.join(","));
        let get = Get { path: "api/v4/tickers", query, limit: (&self.tickers, 1), body_limit: 0 };
        let found: Vec<MbTicker> = self.http.get(&get).await?;
        Ok(found.into_iter().map(|ticker| (ticker.pair.clone(), ticker)).collect())
    }

    /// Candles of a resolution it has, before `to`.
    async fn page(
        &self,
        symbol: &str,
        resolution: &str,
        to: DateTime<Utc>,
        count: usize,
    ) -> Result<Vec<Candle>, Problem> {
        let query = format!("symbol={symbol}&resolution={resolution}&to={}&countback={count}", to.timestamp());
        let get = Get { path: "api/v4/candles", query, limit: (&self.candles, 1), body_limit: 0 };
        match self.http.get_bytes(&get).await {
            Ok(body) => read_candles(&body),
            // a symbol it does not know
            Err(Problem::Status(400 | 404)) => Err(Problem::NoPair),
            Err(problem) => Err(problem),
        }
    }
}

/// The symbol of a pair: prices are in reais.
fn symbol(pair: &Pair) -> Result<String, Problem> {
    match pair.currency {
        Currency::Brl if pair.coin.as_str() != "BRL" => Ok(format!("{}-BRL", pair.coin)),
        _ => Err(Problem::NoPair),
    }
}

/// The resolution to ask for: the timeframe's own, or the one it is made from.
fn resolution(timeframe: Timeframe) -> (&'static str, Timeframe) {
    match timeframe {
        Timeframe::M1 | Timeframe::M5 => ("1m", Timeframe::M1),
        Timeframe::M15 => ("15m", Timeframe::M15),
        Timeframe::H1 | Timeframe::H4 => ("1h", Timeframe::H1),
        Timeframe::D1 => ("1d", Timeframe::D1),
        Timeframe::W1 => ("1w", Timeframe::W1),
        Timeframe::Mo1 => ("1M", Timeframe::Mo1),
    }
}

#[async_trait]
impl Feed for MercadoBitcoin {
    fn name(&self) -> &'static str {
        "Mercado Bitcoin"
    }

    fn label(&self, pair: &Pair) -> String {
        format!("Mercado Bitcoin {}-{}", pair.coin, pair.currency)
    }

    async fn quotes(&self, pairs: &[Pair]) -> Vec<Result<Quote, Problem>> {
        let known = |s: String| if self.listed(&s) == Some(false) { Err(Problem::NoPair) } else { Ok(s) };
        let symbols: Vec<Result<String, Problem>> = pairs.iter().map(|pair| symbol(pair).and_then(known)).collect();
        let wanted: Vec<&str> = symbols.iter().filter_map(|s| s.as_deref().ok()).collect();
        let mut found = HashMap::new();
        let mut failed = None;
        for batch in wanted.chunks(BATCH) {
            match self.ask(batch).await {
                Ok(tickers) => found.extend(tickers),
                // a single symbol it does not know may be refused instead of dropped
                Err(Problem::Status(400 | 404)) => {}
                Err(problem) => failed = Some(problem),
            }
        }
        let answer = |(pair, symbol): (&Pair, Result<String, Problem>)| match found.get(&symbol?) {
            Some(ticker) => ticker.quote(pair),
            None => Err(failed.clone().unwrap_or(Problem::NoPair)),
        };
        pairs.iter().zip(symbols).map(answer).collect()
    }

    async fn candles(&self, pair: &Pair, query: CandleQuery) -> Result<Vec<Candle>, Problem> {
        let symbol = symbol(pair)?;
        if self.listed(&symbol) == Some(false) {
            return Err(Problem::NoPair);
        }
        let (name, shorter) = resolution(query.timeframe);
        let (from, to) = match query.span {
            CandleSpan::Last(count) => (candles::begin_of_last(count, query.now, query.timeframe), query.now),
            CandleSpan::Between(from, to) => (from, to.min(query.now)),
        };
        let mut all: Vec<Candle> = Vec::new();
        let mut before = to;
        while from < before {
            let span = (before - from).num_seconds() / shorter.seconds() + 2;
            let count = usize::try_from(span).unwrap_or(PAGE).min(PAGE);
            let mut earlier = self.page(&symbol, name, before, count).await?;
            earlier.sort_by_key(|c| c.open_at);
            earlier.retain(|c| all.first().is_none_or(|first| c.open_at < first.open_at));
            let Some(first) = earlier.first() else { break };
            before = first.open_at - TimeDelta::seconds(1);
            let came = earlier.len();
            earlier.append(&mut all);
            all = earlier;
            if came < count {
                break;
            }
        }
        let mut all = candles::check(all)?;
        if shorter != query.timeframe {
            all = candles::resample(&all, query.timeframe);
        }
        let wanted = |c: &Candle| c.open_at >= from && (c.open_at < to || matches!(query.span, CandleSpan::Last(_)));
        all.retain(wanted);
        if all.is_empty() { Err(Problem::NoData) } else { Ok(all) }
    }

    async fn close_of(&self, pair: &Pair, day: NaiveDate, close: DateTime<Utc>) -> Result<Quote, Problem> {
        let symbol = symbol(pair)?;
        let begin = candles::day_begin(day).ok_or(Problem::NoData)?;
        let hours = self.page(&symbol, "1h", close - TimeDelta::seconds(1), 30).await?;
        let hours: Vec<Candle> =
            candles::check(hours)?.into_iter().filter(|c| c.open_at >= begin && c.open_at < close).collect();
        let (Some(first), Some(last)) = (hours.first(), hours.last()) else { return Err(Problem::NoData) };
        let whole = Candle {
            open_at: begin,
            open: first.open,
            high: hours.iter().map(|c| c.high).max().unwrap_or(last.high),
            low: hours.iter().map(|c| c.low).min().unwrap_or(last.low),
            close: last.close,
            volume: hours
                .iter()
                .try_fold(rust_decimal::Decimal::ZERO, |sum, c| sum.checked_add(c.volume))
                .unwrap_or_default(),
        };
        Ok(candles::closing_quote(pair, &whole, self.label(pair), close))
    }

    async fn prepare(&self) {
        if self.listed("").is_some() {
            return;
        }
        let get = Get { path: "api/v4/symbols", query: String::new(), limit: (&self.symbols, 1), body_limit: 0 };
        match self.http.get::<Symbols>(&get).await {
            Ok(symbols) if !symbols.symbol.is_empty() => {
                let symbols = symbols.symbol.into_iter().collect();
                *self.pairs.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), symbols));
            }
            Ok(_) => {}
            Err(problem) => tracing::debug!(%problem, "Mercado Bitcoin's list of pairs"),
        }
    }

    async fn probe(&self) -> Result<(), Problem> {
        self.ask(&["BTC-BRL"]).await.map(drop)
    }

    fn live(&self) -> Option<&dyn Live> {
        Some(self)
    }
}

impl Live for MercadoBitcoin {
    fn addresses(&self, _pairs: &[Pair]) -> Vec<Url> {
        let mut socket = self.stream.clone();
        let path = format!("{}/ws", socket.path().trim_end_matches('/'));
        socket.set_path(&path);
        vec![socket, self.stream.clone()]
    }

    fn greeting(&self, _address: usize, pairs: &[Pair]) -> Vec<String> {
        let in_reais = pairs.iter().filter(|pair| symbol(pair).is_ok_and(|s| self.listed(&s) != Some(false)));
        let subscribe = |pair: &Pair| {
            let id = format!("BRL{}", pair.coin);
            serde_json::json!({"type": "subscribe", "subscription": {"name": "ticker", "id": id}}).to_string()
        };
        in_reais.take(300).map(subscribe).collect()
    }

    fn keepalive(&self) -> Option<(Duration, String)> {
        Some((Duration::from_secs(15), r#"{"type":"ping"}"#.to_owned()))
    }

    fn read(&self, text: &str) -> Message {
        match serde_json::from_str::<StreamMessage>(text) {
            Ok(message) if message.kind == "ticker" => Message::Ticks(message.quote().into_iter().collect()),
            _ => Message::Other,
        }
    }
}

#[derive(Deserialize)]
struct Symbols {
    symbol: Vec<String>,
}

#[derive(Deserialize)]
struct MbTicker {
    pair: String,
    last: Number,
    high: Option<Number>,
    low: Option<Number>,
    vol: Option<Number>,
    open: Option<Number>,
    date: Option<i64>,
}

impl MbTicker {
    fn quote(&self, pair: &Pair) -> Result<Quote, Problem> {
        let at = self.date.and_then(seconds);
        let at = at.ok_or_else(|| Problem::Garbage("date is missing".to_owned()))?;
        quote(pair, at, &Figures { last: self.last, high: self.high, low: self.low, vol: self.vol, open: self.open })
    }
}

#[derive(Deserialize)]
struct Figures {
    last: Number,
    high: Option<Number>,
    low: Option<Number>,
    vol: Option<Number>,
    open: Option<Number>,
}

fn quote(pair: &Pair, at: DateTime<Utc>, figures: &Figures) -> Result<Quote, Problem> {
    let price = positive(figures.last.0)?;
    Ok(Quote {
        coin: pair.coin.clone(),
        currency: pair.currency.clone(),
        price,
        change_24h: figures.open.and_then(|open| ratio_pct(open.0, price)),
        high_24h: figures.high.and_then(|n| positive(n.0).ok()),
        low_24h: figures.low.and_then(|n| positive(n.0).ok()),
        volume_24h: amount(figures.vol).and_then(|units| units.checked_mul(price)),
        source: format!("Mercado Bitcoin {}-BRL", pair.coin),
        at,
    })
}

#[derive(Deserialize)]
struct StreamMessage {
    #[serde(rename = "type")]
    kind: String,
    id: Option<String>,
    /// Nanoseconds, 19 digits.
    ts: Option<Number>,
    data: Option<Figures>,
}

impl StreamMessage {
    fn quote(self) -> Option<Quote> {
        let coin = self.id?.strip_prefix("BRL")?.parse().ok()?;
        let nanoseconds: i64 = self.ts?.0.try_into().ok()?;
        let at = DateTime::from_timestamp_nanos(nanoseconds);
        quote(&Pair { coin, currency: Currency::Brl }, at, &self.data?).ok()
    }
}

#[derive(Deserialize)]
struct Columns {
    t: Vec<i64>,
    o: Vec<Number>,
    h: Vec<Number>,
    l: Vec<Number>,
    c: Vec<Number>,
    v: Vec<Number>,
}

fn read_candles(body: &[u8]) -> Result<Vec<Candle>, Problem> {
    let columns: Columns = serde_json::from_slice(body).map_err(|e| Problem::Garbage(e.to_string()))?;
    let Columns { t, o, h, l, c, v } = columns;
    if [o.len(), h.len(), l.len(), c.len(), v.len()].iter().any(|&length| length != t.len()) {
        return Err(Problem::Garbage("columns of unequal length".to_owned()));
    }
    let row = |i: usize| {
        let open_at = seconds(t[i]).ok_or_else(|| Problem::Garbage("t".to_owned()))?;
        Ok(Candle { open_at, open: o[i].0, high: h[i].0, low: l[i].0, close: c[i].0, volume: v[i].0 })
    };
    (0..t.len()).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn feed() -> MercadoBitcoin {
        let base: Url = "http://127.0.0.1:9/".parse().unwrap();
        let http = Http::new(base.clone(), Duration::from_secs(1), reqwest::header::HeaderMap::new()).unwrap();
        MercadoBitcoin::new(http, base)
    }

    #[test]
    fn a_tick_carries_nanoseconds_and_the_change_since_its_opening() {
        let text = r#"{"type":"ticker","id":"BRLBTC","ts":1763823600123456789,"data":{"high":"515000","low":"499000",
            "vol":"2","last":"512500","buy":"512400","sell":"512600","open":"500000","date":1763823600}}"#;
        let Message::Ticks(ticks) = feed().read(text) else { panic!("no ticks") };
        assert_eq!(ticks[0].source, "Mercado Bitcoin BTC-BRL");
        assert_eq!(ticks[0].at.timestamp_nanos_opt(), Some(1_763_823_600_123_456_789));
        assert_eq!(ticks[0].change_24h, Some("2.5".parse().unwrap()));
        assert_eq!(ticks[0].volume_24h, Some(1_025_000.into()));
        assert_eq!(feed().read(r#"{"type":"pong"}"#), Message::Other);
        assert_eq!(
            feed().read(r#"{"type":"ticker","id":"BRLBTC","ts":1,"data":{"last":"0"}}"#),
            Message::Ticks(vec![])
        );
    }

    #[test]
    fn columns_of_unequal_length_are_no_candles() {
        assert!(read_candles(br#"{"t":[1763823600],"o":["1"],"h":["2"],"l":["1"],"c":["1"],"v":["0"]}"#).is_ok());
        assert!(read_candles(br#"{"t":[1,2],"o":["1"],"h":["2"],"l":["1"],"c":["1"],"v":["0"]}"#).is_err());
        assert!(read_candles(br#"{"t":[1]}"#).is_err());
    }

    proptest! {
        #[test]
        fn whatever_comes_nothing_panics(bytes: Vec<u8>, text in "\\PC*", number in any::<f64>(), ts: i64) {
            let feed = feed();
            let _ = feed.read(&text);
            let _ = read_candles(&bytes);
            let _ = serde_json::from_slice::<Vec<MbTicker>>(&bytes);
            let _ = feed.read(&format!(r#"{{"type":"ticker","id":"BRLBTC","ts":{ts},"data":{{"last":{number:?},"vol":"{number}","open":"{number}"}}}}"#));
            let _ = read_candles(format!(r#"{{"t":[{ts}],"o":["{number}"],"h":["2"],"l":[1],"c":["1"],"v":["0"]}}"#).as_bytes());
        }
    }
}
