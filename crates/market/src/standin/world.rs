//! The prices of the stand-in: each provider's pair is a walk of its own, so that a test can tell which one an answer came from.

use crate::candles;
use crate::net::ratio_pct;
use crate::simulated::walk::{Walk, unit};
use alfa_domain::{Candle, CoinTable, Currency, Ticker, Timeframe};
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

/// A provider of market data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Provider {
    Binance,
    MercadoBitcoin,
    CoinGecko,
    CoinMarketCap,
    AwesomeApi,
    Ptax,
    FearGreed,
}

impl Provider {
    /// The provider of a path at the gateway.
    pub(super) fn of_path(path: &str) -> Option<Self> {
        Some(match path.split('/').nth(1)? {
            "binance" | "binance-stream" => Self::Binance,
            "mercadobitcoin" | "mercadobitcoin-stream" => Self::MercadoBitcoin,
            "coingecko" => Self::CoinGecko,
            "coinmarketcap" => Self::CoinMarketCap,
            "awesomeapi" => Self::AwesomeApi,
            "ptax" => Self::Ptax,
            "fng" => Self::FearGreed,
            _ => return None,
        })
    }
}

/// A price that stands, with the figures of its day.
#[derive(Debug, Clone)]
pub(super) struct Ticker24h {
    pub(super) price: Decimal,
    pub(super) open: Decimal,
    pub(super) high: Decimal,
    pub(super) low: Decimal,
    pub(super) change_pct: Decimal,
    /// In units of the coin.
    pub(super) volume: Decimal,
}

#[derive(Debug, Clone)]
struct Series {
    walk: Walk,
    /// The price it was set to.
    exact: Option<Decimal>,
}

/// All prices of all providers. They stand still at the moment the world was made; the times in answers follow the clock.
#[derive(Debug, Clone)]
pub struct World {
    moment: DateTime<Utc>,
    coins: Vec<Ticker>,
    ids: HashMap<Ticker, (String, String)>,
    supply: HashMap<Ticker, f64>,
    series: BTreeMap<(Provider, Ticker, Currency), Series>,
    fear_greed: u32,
    /// How far its clock is off.
    skew: TimeDelta,
}

/// Coins of a random world.
const COINS: usize = 36;

impl World {
    /// Prices drawn from a seed for 36 coins of ALFA's table: the twelve largest and others. Every coin has a pair with USDT at Binance
    /// and a price at CoinGecko and CoinMarketCap; about half have one in reais at Binance, two thirds at Mercado Bitcoin.
    pub fn random(seed: u64) -> Self {
        let table = CoinTable::shipped();
        let now = DateTime::<Utc>::from(SystemTime::now());
        let chance = |salt: u64, index: usize| unit(seed, salt, index as i64);
        let mut chosen: Vec<usize> = (0..table.len().min(12)).collect();
        let mut rest: Vec<usize> = (chosen.len()..table.len()).collect();
        rest.sort_by(|&a, &b| chance(1, a).total_cmp(&chance(1, b)));
        chosen.extend(rest.into_iter().take(COINS.saturating_sub(chosen.len())));
        let mut world = Self {
            moment: now,
            coins: Vec::new(),
            ids: HashMap::new(),
            supply: HashMap::new(),
            series: BTreeMap::new(),
            fear_greed: (chance(2, 0) * 100.0) as u32,
            skew: TimeDelta::zero(),
        };
        let dollar = 4.0 + 3.0 * chance(3, 0);
        let euro = dollar * (1.05 + 0.2 * chance(3, 1));
        let tether = 0.996 + 0.008 * chance(3, 2);
        let all: Vec<&alfa_domain::Coin> = table.iter().collect();
        for index in chosen {
            let coin = all[index];
            let stable = coin.ticker.as_str() == "USDT";
            let price = if stable { tether } else { 10.0_f64.powf(-5.0 + 10.0 * chance(4, index)) };
            world.coins.push(coin.ticker.clone());
            world.ids.insert(coin.ticker.clone(), (coin.coingecko_id.clone(), coin.name.clone()));
            world.supply.insert(coin.ticker.clone(), 10.0_f64.powf(6.0 + 4.0 * chance(5, index)));
            let large = index < 6;
            let mut put = |provider, currency: Currency, price: f64, spread: f64| {
                let salt = 10 + world.series.len() as u64;
                let price = price * (1.0 + spread * (2.0 * chance(salt, index) - 1.0));
                let volatility = if stable { 0.02 } else { 0.4 + 0.8 * chance(6, index) };
                world.put(provider, &coin.ticker, currency, price, volatility, seed ^ (salt << 20));
            };
            let (brl, usd, eur) = (price * dollar, price, price * dollar / euro);
            if !stable {
                put(Provider::Binance, Currency::Usdt, price / tether, 0.001);
            }
            if large || chance(7, index) < 0.5 {
                put(Provider::Binance, Currency::Brl, brl, 0.002);
            }
            if !stable && (large || chance(8, index) < 0.2) {
                put(Provider::Binance, Currency::Eur, eur, 0.002);
            }
            if large || chance(9, index) < 0.66 {
                put(Provider::MercadoBitcoin, Currency::Brl, brl, 0.006);
            }
            for provider in [Provider::CoinGecko, Provider::CoinMarketCap] {
                put(provider, Currency::Brl, brl, 0.004);
                put(provider, Currency::Usd, usd, 0.0005);
                put(provider, Currency::Eur, eur, 0.004);
            }
        }
        if let (Some(ether), Some(bitcoin)) = (world.base("ETH"), world.base("BTC"))
            && let (Ok(coin), Ok(currency)) = ("ETH".parse(), "BTC".parse())
        {
            world.put(Provider::Binance, &coin, currency, ether / bitcoin, 0.5, seed ^ 5);
        }
        for (code, price) in [("USD", dollar), ("EUR", euro)] {
            if let Ok(coin) = code.parse::<Ticker>() {
                world.put(Provider::AwesomeApi, &coin, Currency::Brl, price, 0.12, seed ^ 6);
                world.put(Provider::Ptax, &coin, Currency::Brl, price * 1.003, 0.12, seed ^ 7);
            }
        }
        world
    }

    /// Puts a pair on a provider, or another in its place: a walk with this volatility of a year that ends at the price.
    pub fn put(
        &mut self,
        provider: Provider,
        coin: &Ticker,
        currency: Currency,
        price: f64,
        volatility: f64,
        seed: u64,
    ) {
        let mut walk = Walk { seed, market: seed ^ 1, base: price, volatility, volume: 1e7 / price.max(1e-9) };
        walk.base *= price / walk.price(self.moment.timestamp_millis());
        self.series.insert((provider, coin.clone(), currency), Series { walk, exact: None });
    }

    /// The same world with clocks that are off by so much: the times in its answers.
    #[must_use]
    pub fn off_by(self, skew: TimeDelta) -> Self {
        Self { skew, ..self }
    }

    /// Takes a pair off a provider.
    pub fn remove(&mut self, provider: Provider, coin: &Ticker, currency: &Currency) {
        self.series.remove(&(provider, coin.clone(), currency.clone()));
    }

    fn base(&self, ticker: &str) -> Option<f64> {
        let coin: Ticker = ticker.parse().ok()?;
        let series = self.series.get(&(Provider::CoinGecko, coin, Currency::Usd))?;
        Some(series.walk.price(self.moment.timestamp_millis()))
    }

    pub(super) fn set_price(&mut self, provider: Provider, coin: &Ticker, currency: &Currency, price: Decimal) {
        let wanted = price.to_f64().unwrap_or(1.0).max(1e-12);
        let key = (provider, coin.clone(), currency.clone());
        if !self.series.contains_key(&key) {
            self.put(provider, coin, currency.clone(), wanted, 0.5, 99);
        }
        let moment = self.moment.timestamp_millis();
        if let Some(series) = self.series.get_mut(&key) {
            series.walk.base *= wanted / series.walk.price(moment);
            series.exact = Some(price);
        }
    }

    pub(super) fn moment(&self) -> DateTime<Utc> {
        self.moment
    }

    /// The time in answers.
    pub(super) fn clock(&self) -> DateTime<Utc> {
        DateTime::<Utc>::from(SystemTime::now()) + self.skew
    }

    pub(super) fn coins(&self) -> &[Ticker] {
        &self.coins
    }

    /// CoinGecko's identifier and the coin's name.
    pub(super) fn id(&self, coin: &Ticker) -> Option<&(String, String)> {
        self.ids.get(coin)
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&Ticker> {
        self.coins.iter().find(|coin| self.ids.get(*coin).is_some_and(|(known, _)| known == id))
    }

    pub(super) fn supply(&self, coin: &Ticker) -> f64 {
        self.supply.get(coin).copied().unwrap_or(1e6)
    }

    pub(super) fn fear_greed(&self) -> u32 {
        self.fear_greed
    }

    /// The pairs of a provider.
    pub(super) fn pairs(&self, provider: Provider) -> Vec<(Ticker, Currency)> {
        let of = self.series.keys().filter(|(p, ..)| *p == provider);
        of.map(|(_, coin, currency)| (coin.clone(), currency.clone())).collect()
    }

    fn series(&self, provider: Provider, coin: &Ticker, currency: &Currency) -> Option<&Series> {
        self.series.get(&(provider, coin.clone(), currency.clone()))
    }

    /// The price at a moment before now.
    pub(super) fn price_at(
        &self,
        provider: Provider,
        coin: &Ticker,
        currency: &Currency,
        at: DateTime<Utc>,
    ) -> Option<Decimal> {
        let series = self.series(provider, coin, currency)?;
        if at >= self.moment
            && let Some(exact) = series.exact
        {
            return Some(exact);
        }
        decimal(series.walk.price(at.min(self.moment).timestamp_millis()))
    }

    pub(super) fn ticker(&self, provider: Provider, coin: &Ticker, currency: &Currency) -> Option<Ticker24h> {
        let price = self.price_at(provider, coin, currency, self.moment)?;
        let before = self.moment - TimeDelta::hours(24);
        let open = self.price_at(provider, coin, currency, before)?;
        let day = self.candles(provider, coin, currency, Timeframe::M15, before, self.moment)?;
        Some(Ticker24h {
            price,
            open,
            high: day.iter().map(|c| c.high).max()?.max(price).max(open),
            low: day.iter().map(|c| c.low).min()?.min(price).min(open),
            change_pct: ratio_pct(open, price)?,
            volume: day.iter().map(|c| c.volume).sum(),
        })
    }

    /// Candles that begin at or after `from` and at or before `to`.
    pub(super) fn candles(
        &self,
        provider: Provider,
        coin: &Ticker,
        currency: &Currency,
        timeframe: Timeframe,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Option<Vec<Candle>> {
        self.candles_shifted(provider, coin, currency, timeframe, from, to, 0)
    }

    /// As [`Self::candles`], with days that begin so many hours after those of UTC.
    #[expect(clippy::too_many_arguments, reason = "what a request for candles says")]
    pub(super) fn candles_shifted(
        &self,
        provider: Provider,
        coin: &Ticker,
        currency: &Currency,
        timeframe: Timeframe,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        hours: i64,
    ) -> Option<Vec<Candle>> {
        let series = self.series(provider, coin, currency)?;
        let shift = TimeDelta::hours(hours);
        let to = to.min(self.moment);
        let long = timeframe.seconds() >= Timeframe::D1.seconds();
        let base = match timeframe {
            _ if long && hours != 0 => Timeframe::H1,
            Timeframe::W1 | Timeframe::Mo1 => Timeframe::D1,
            other => other,
        };
        let begin = candles::begin(from - shift, timeframe) + shift;
        let current = candles::begin(self.moment, base);
        let end = candles::end(candles::begin(to, timeframe), timeframe) + shift;
        let mut bars = if begin < current {
            series.walk.bars(base, begin.timestamp(), end.min(current).timestamp())
        } else {
            Vec::new()
        };
        if end > current {
            bars.push(series.walk.bar_until(base, self.moment.timestamp_millis()));
        }
        let mut all: Vec<Candle> = bars
            .into_iter()
            .filter_map(|(at, bar)| {
                Some(Candle {
                    open_at: DateTime::from_timestamp(at, 0)?,
                    open: decimal(bar.open)?,
                    high: decimal(bar.high)?,
                    low: decimal(bar.low)?,
                    close: decimal(bar.close)?,
                    volume: Decimal::from_f64(bar.volume)?.round_dp(5),
                })
            })
            .collect();
        if let (Some(exact), Some(last)) = (series.exact, all.last_mut().filter(|c| c.open_at == current)) {
            last.close = exact;
            last.high = last.high.max(exact);
            last.low = last.low.min(exact);
        }
        if base != timeframe {
            for candle in &mut all {
                candle.open_at -= shift;
            }
            all = candles::resample(&all, timeframe);
            for candle in &mut all {
                candle.open_at += shift;
            }
        }
        all.retain(|c| c.open_at >= from && c.open_at <= to);
        Some(all)
    }
}

/// As an exchange prints it: two decimals from a hundred up, else six digits.
fn decimal(price: f64) -> Option<Decimal> {
    crate::simulated::digits(price)
}
