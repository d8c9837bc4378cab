//! The watchlist, charts and the market as a whole.

use super::view::{CandleChart, CoinName, IndicatorLine, IndicatorLines, IndicatorPoint, MarketOverview, WatchedCoin};
use super::{Resident, Subject};
use alfa_copilot::{Problem, Watchlist};
use alfa_domain::{Coin, Currency, Fact, Indicator, Quote, Ticker, Timeframe, Unit, Window};
use alfa_market::{CandleSpan, MarketError, Mover, indicators};
use rust_decimal::Decimal;

/// Candles of a chart.
const SHOWN: usize = 300;
/// Coins in a search.
const FOUND: usize = 8;
/// Gains and losses each.
const MOVERS: usize = 5;

impl Resident {
    /// The coins the user follows, with their prices.
    pub async fn watchlist(&self, currency: Currency) -> Result<Vec<WatchedCoin>, Problem> {
        let app = self.app();
        self.prices.show(&currency);
        let watched = app.store.watched().await?;
        let quotes = app.market.quotes(&watched, &currency).await;
        let sparks = futures::future::join_all(watched.iter().map(|coin| self.spark(coin, &currency))).await;
        let rows = watched.into_iter().zip(quotes).zip(sparks).map(|((coin, quoted), spark)| {
            let (quote, problem) = match quoted {
                Ok(quoted) => (Some(quoted.quote), None),
                Err(error) => (None, Some(Problem::from(error))),
            };
            WatchedCoin { name: self.coin_name(&coin), coin, quote, problem, spark }
        });
        Ok(rows.collect())
    }

    async fn spark(&self, coin: &Ticker, currency: &Currency) -> Vec<Decimal> {
        // without its line a price is a price all the same
        let candles = self.app().market.candles(coin, currency, Timeframe::H1, CandleSpan::Last(25)).await;
        candles.map(|found| found.candles.iter().map(|candle| candle.close).collect()).unwrap_or_default()
    }

    pub(super) fn coin_name(&self, coin: &Ticker) -> String {
        self.app().responder.tools().coins().get(coin).map_or_else(|| coin.to_string(), |coin| coin.name.clone())
    }

    pub(super) fn known(&self, coin: &Ticker) -> Result<(), Problem> {
        match self.app().responder.tools().coins().get(coin) {
            Some(_) => Ok(()),
            None => Err(MarketError::UnknownCoin(coin.clone()).into()),
        }
    }

    /// Follows a coin.
    pub async fn watch(&self, coin: Ticker) -> Result<(), Problem> {
        self.known(&coin)?;
        let app = self.app();
        app.store.watch(&coin, app.clock.now()).await?;
        self.changed(&[Subject::Watchlist]);
        Ok(())
    }

    /// Follows a coin no more.
    pub async fn unwatch(&self, coin: Ticker) -> Result<(), Problem> {
        let app = self.app();
        app.store.unwatch(&coin, app.clock.now()).await?;
        self.changed(&[Subject::Watchlist]);
        Ok(())
    }

    /// Coins whose ticker begins with the text, or whose name holds it; the largest first.
    pub async fn find_coins(&self, text: String) -> Result<Vec<CoinName>, Problem> {
        let wanted = plain(&text);
        let app = self.app();
        let coins = app.responder.tools().coins();
        let by_ticker = |coin: &&Coin| plain(coin.ticker.as_str()).starts_with(&wanted);
        let by_name = |coin: &&Coin| !by_ticker(coin) && plain(&coin.name).contains(&wanted);
        let exact = coins.iter().filter(|coin| plain(coin.ticker.as_str()) == wanted);
        let longer = coins.iter().filter(|coin| by_ticker(coin) && plain(coin.ticker.as_str()) != wanted);
        let found = exact.chain(longer).chain(coins.iter().filter(by_name)).take(FOUND);
        Ok(found.map(|coin| CoinName { ticker: coin.ticker.clone(), name: coin.name.clone() }).collect())
    }

    /// The candles of a chart.
    pub async fn candles(
        &self,
        coin: Ticker,
        currency: Currency,
        timeframe: Timeframe,
    ) -> Result<CandleChart, Problem> {
        self.known(&coin)?;
        let app = self.app();
        let found = app.market.candles(&coin, &currency, timeframe, CandleSpan::Last(SHOWN)).await?;
        self.prices.chart(&coin);
        Ok(CandleChart { candles: found.candles, source: found.source, at: app.clock.now() })
    }

    /// An indicator's lines over the candles of a chart.
    pub async fn indicator_lines(
        &self,
        coin: Ticker,
        currency: Currency,
        timeframe: Timeframe,
        indicator: String,
    ) -> Result<IndicatorLines, Problem> {
        let which: Indicator = indicator.parse().map_err(|_| bad_indicator(&indicator))?;
        self.known(&coin)?;
        // enough before the chart for its first candle to have a value that does not depend on where candles begin
        let wanted = SHOWN + indicators::candles_wanted(which);
        let found = self.app().market.candles(&coin, &currency, timeframe, CandleSpan::Last(wanted)).await?;
        let lines = indicators::lines_of(which, &found.candles).map_err(|_| bad_indicator(&indicator))?;
        let skip = found.candles.len().saturating_sub(SHOWN);
        let line = |(name, values): (&'static str, Vec<Option<Decimal>>)| IndicatorLine {
            name: name.to_owned(),
            points: found
                .candles
                .iter()
                .zip(values)
                .skip(skip)
                .map(|(candle, value)| IndicatorPoint { at: candle.open_at, value })
                .collect(),
        };
        Ok(IndicatorLines { indicator: which.to_string(), lines: lines.into_iter().map(line).collect() })
    }

    /// The market as a whole; what a source does not give is left out.
    pub async fn overview(&self, currency: Currency) -> Result<MarketOverview, Problem> {
        let market = &self.app().market;
        let (overview, mood, movers) = futures::join!(
            market.overview(&currency),
            market.fear_greed(),
            market.movers(&currency, Window::Hours(24))
        );
        let mut facts = Vec::new();
        let mut failed = None;
        match overview {
            Ok(overview) => {
                let fact = |name: String, value, unit| Fact {
                    name,
                    value,
                    unit,
                    source: overview.source.clone(),
                    at: overview.at,
                    derived_from: Vec::new(),
                };
                let money = || Unit::Money(overview.currency.clone());
                facts.push(fact("market_cap".to_owned(), overview.total_cap, money()));
                facts.push(fact("volume_24h".to_owned(), overview.volume_24h, money()));
                let largest = overview.dominance.first();
                facts.extend(largest.map(|(coin, share)| fact(format!("dominance {coin}"), *share, Unit::Percent)));
            }
            Err(error) => failed = Some(error),
        }
        facts.extend(mood.ok().map(|mood| Fact {
            name: "fear_greed".to_owned(),
            value: mood.value,
            unit: Unit::Points,
            source: mood.source,
            at: mood.at,
            derived_from: Vec::new(),
        }));
        let mut movers = movers.unwrap_or_default();
        movers.sort_by_key(|mover| std::cmp::Reverse(mover.change_pct));
        let quote = |mover: &Mover| quote_of(mover, &currency);
        let gainers: Vec<Quote> =
            movers.iter().filter(|m| m.change_pct > Decimal::ZERO).take(MOVERS).map(quote).collect();
        let losers: Vec<Quote> =
            movers.iter().rev().filter(|m| m.change_pct < Decimal::ZERO).take(MOVERS).map(quote).collect();
        match failed {
            Some(error) if facts.is_empty() && gainers.is_empty() && losers.is_empty() => Err(error.into()),
            _ => Ok(MarketOverview { facts, gainers, losers }),
        }
    }
}

fn quote_of(mover: &Mover, currency: &Currency) -> Quote {
    Quote {
        coin: mover.coin.clone(),
        currency: currency.clone(),
        price: mover.price,
        change_24h: Some(mover.change_pct),
        high_24h: None,
        low_24h: None,
        volume_24h: None,
        source: mover.source.clone(),
        at: mover.at,
    }
}

fn bad_indicator(text: &str) -> Problem {
    Problem::new("bad_indicator", format!("Não conheço o indicador “{text}”."), "Use, por exemplo, rsi(14) ou sma(50).")
}

/// Without accents and capitals.
fn plain(text: &str) -> String {
    alfa_language::folded(text.trim())
}
