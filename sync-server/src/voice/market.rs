//! Prices and candles of the sources the operator lists. Each figure has its source and time; answers are kept as shortly as a source allows.

use crate::{App, Problem};
use alfa_domain::{Candle, Currency, Quote, Ticker, Timeframe};
use alfa_market::{CandleSpan, Market, MarketError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};

/// Candles that are given at most.
const MOST_CANDLES: usize = 500;

/// All instances give the same price for so long; its own time stands in it.
const KEEP_PRICE: Duration = Duration::from_secs(1);
/// The same of candles.
const KEEP_CANDLES: Duration = Duration::from_secs(5);

/// `GET /api/market/price`
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PriceOf {
    /// As BTC.
    #[param(max_length = 20)]
    pub coin: String,
    /// As BRL, where it is not said.
    #[param(max_length = 20)]
    pub currency: Option<String>,
}

/// `GET /api/market/candles`
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CandlesOf {
    /// As BTC.
    #[param(max_length = 20)]
    pub coin: String,
    /// As BRL, where it is not said.
    #[param(max_length = 20)]
    pub currency: Option<String>,
    /// 1m, 5m, 15m, 1h, 4h, 1d, 1w, 1mo; 1h where it is not said.
    #[param(max_length = 20)]
    pub timeframe: Option<String>,
    /// 1 to 500; 100 where it is not said.
    #[param(minimum = 1, maximum = 500)]
    pub count: Option<usize>,
}

/// A price.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Price {
    /// With its source and time.
    pub quote: Quote,
    /// What it was derived from, in order; empty where the source gave it.
    pub path: Vec<Quote>,
    /// No source answered: it is the last known, so many seconds old.
    pub stale_s: Option<u64>,
}

/// Candles, the oldest first; the last may still be open.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Candles {
    /// The coin.
    #[schema(value_type = String)]
    pub coin: Ticker,
    /// Of their prices.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// How long each lasts.
    #[schema(value_type = String)]
    pub timeframe: Timeframe,
    /// Where they came from.
    pub source: String,
    /// The candles.
    pub candles: Vec<Candle>,
}

/// What a coin costs.
///
/// # Errors
/// `market_off`, `unknown_coin`, `no_pair`, `market_unavailable`, …
pub async fn price(app: &App, of: &PriceOf) -> Result<Price, Problem> {
    let (market, coin, currency) = asked(app, &of.coin, of.currency.as_deref())?;
    let name = format!("price:{coin}:{currency}");
    if let Some(kept) = kept(app, &name).await {
        return Ok(kept);
    }
    let quoted = market.quote(&coin, &currency).await.map_err(of_market)?;
    let price = Price { quote: quoted.quote, path: quoted.path, stale_s: quoted.stale.map(|age| age.as_secs()) };
    // what is old is asked for again
    if price.stale_s.is_none() {
        keep(app, &name, &price, KEEP_PRICE).await;
    }
    Ok(price)
}

/// Its candles.
///
/// # Errors
/// As [`price`]; `no_history`.
pub async fn candles(app: &App, of: &CandlesOf) -> Result<Candles, Problem> {
    let (market, coin, currency) = asked(app, &of.coin, of.currency.as_deref())?;
    let timeframe = of.timeframe.as_deref().unwrap_or("1h");
    let timeframe: Timeframe = timeframe
        .parse()
        .map_err(|_| Problem::invalid("O tempo das velas deve ser 1m, 5m, 15m, 1h, 4h, 1d, 1w ou 1mo."))?;
    let count = of.count.unwrap_or(100);
    if !(1..=MOST_CANDLES).contains(&count) {
        return Err(Problem::invalid("O número de velas deve ser de 1 a 500."));
    }
    let name = format!("candles:{coin}:{currency}:{timeframe}:{}", fineness(timeframe, count));
    let last: Option<Last> = kept(app, &name).await;
    if let Some(last) = last.filter(|last| last.asked >= count) {
        return Ok(last.cut(count));
    }
    let found = market.candles(&coin, &currency, timeframe, CandleSpan::Last(count)).await.map_err(of_market)?;
    let candles = Candles {
        coin: found.coin,
        currency: found.currency,
        timeframe: found.timeframe,
        source: found.source,
        candles: found.candles,
    };
    let last = Last { asked: count, candles };
    keep(app, &name, &last, KEEP_CANDLES).await;
    Ok(last.candles)
}

/// What a source was asked for: it has whatever is asked for less.
#[derive(Debug, Serialize, Deserialize)]
struct Last {
    asked: usize,
    candles: Candles,
}

impl Last {
    fn cut(mut self, count: usize) -> Candles {
        let surplus = self.candles.candles.len().saturating_sub(count);
        self.candles.candles.drain(..surplus);
        self.candles
    }
}

/// A source that makes candles of prices has them every five minutes for a day, every hour for 90 and every day for more: what reaches
/// further is coarser, and not the same cut shorter.
fn fineness(timeframe: Timeframe, count: usize) -> &'static str {
    const DAY: i64 = 86_400;
    match timeframe.seconds().saturating_mul(i64::try_from(count).unwrap_or(i64::MAX)) {
        ..=DAY => "day",
        reach if reach <= 90 * DAY => "season",
        _ => "more",
    }
}

/// What another instance, or this one, was told a moment ago.
async fn kept<T: DeserializeOwned>(app: &App, name: &str) -> Option<T> {
    serde_json::from_slice(&app.instances.cache.get(name).await?).ok()
}

async fn keep(app: &App, name: &str, answer: &impl Serialize, time: Duration) {
    match serde_json::to_vec(answer) {
        Ok(bytes) => app.instances.cache.put(name, &bytes, time).await,
        Err(error) => tracing::warn!(%error, name, "not kept"),
    }
}

fn asked<'a>(app: &'a App, coin: &str, currency: Option<&str>) -> Result<(&'a Market, Ticker, Currency), Problem> {
    let market = app.voice.market().ok_or_else(|| {
        Problem::new(
            404,
            "market_off",
            "Este servidor não repassa preços. O seu computador pergunta às corretoras ele mesmo.",
        )
    })?;
    let coin: Ticker = coin.parse().map_err(|_| Problem::invalid("A moeda deve ser uma sigla, como BTC."))?;
    let currency: Currency = currency
        .unwrap_or("BRL")
        .parse()
        .map_err(|_| Problem::invalid("A moeda do preço deve ser uma sigla, como BRL."))?;
    Ok((market, coin, currency))
}

fn of_market(error: MarketError) -> Problem {
    let status = match &error {
        MarketError::UnknownCoin(_) | MarketError::NoPair { .. } | MarketError::NoHistory { .. } => 404,
        _ => 503,
    };
    let problem: alfa_copilot::Problem = error.into();
    Problem::new(status, &problem.code, &problem.sentence())
}
