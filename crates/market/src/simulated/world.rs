//! The file that says what the simulated market is made of.

use super::recording::Recording;
use super::walk::Walk;
use crate::MarketError;
use alfa_domain::Ticker;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The market that ships with ALFA.
const SHIPPED: &str = include_str!("../../simulated/market.toml");
/// The largest file that is read.
const FILE_LIMIT: u64 = 64 << 20;

/// `market.toml`, see `simulated/README.md`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    seed: u64,
    at: Option<String>,
    since: chrono::NaiveDate,
    rate: Vec<Rate>,
    coin: Vec<SimulatedCoin>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rate {
    code: String,
    brl: f64,
    volatility: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SimulatedCoin {
    ticker: Ticker,
    usd: f64,
    volatility: f64,
    supply: f64,
    /// The share of the supply that is traded on a usual day.
    turnover: f64,
    /// Its price stands still within a day.
    #[serde(default)]
    stable: bool,
}

/// A coin of the simulated market.
#[derive(Debug, Clone)]
pub(crate) struct WorldCoin {
    pub(crate) ticker: Ticker,
    pub(crate) walk: Walk,
    pub(crate) supply: f64,
    pub(crate) stable: bool,
}

/// A simulated or recorded market.
#[derive(Debug)]
pub(crate) struct World {
    /// The moment it stands at; where there is none, it follows the clock.
    pub(crate) at: Option<DateTime<Utc>>,
    /// The first day of its history.
    pub(crate) since: i64,
    pub(crate) coins: Vec<WorldCoin>,
    pub(crate) dollar: Walk,
    pub(crate) euro: Walk,
    pub(crate) recordings: Vec<Recording>,
    by_ticker: HashMap<Ticker, usize>,
}

impl World {
    /// The one that ships with ALFA.
    pub(crate) fn shipped() -> Result<Self, MarketError> {
        Self::parse(SHIPPED, Path::new("market.toml"), Vec::new())
    }

    /// That of a folder.
    pub(crate) fn read(dir: &Path) -> Result<Self, MarketError> {
        let file = dir.join("market.toml");
        let text = read_text(&file)?;
        let mut recordings = Vec::new();
        if let Ok(entries) = std::fs::read_dir(dir.join("candles")) {
            let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
            files.sort();
            for file in files.into_iter().filter(|file| file.extension().is_some_and(|e| e == "csv")) {
                recordings.push(Recording::parse(&file, &read_text(&file)?)?);
            }
        }
        Self::parse(&text, &file, recordings)
    }

    fn parse(text: &str, path: &Path, recordings: Vec<Recording>) -> Result<Self, MarketError> {
        let bad = |problem: String| MarketError::BadReplay { path: path.to_owned(), problem };
        let file: File = toml::from_str(text).map_err(|error| bad(error.to_string()))?;
        let at = match &file.at {
            Some(text) => Some(text.parse().map_err(|_| bad(format!("`at = {text}` is no time")))?),
            None => None,
        };
        let plausible = |name: &str, value: f64, most: f64| {
            let fine = value.is_finite() && value > 0.0 && value <= most;
            if fine { Ok(value) } else { Err(bad(format!("{name} = {value} cannot be"))) }
        };
        let rate = |code: &str| {
            let rate = file.rate.iter().find(|rate| rate.code == code);
            let rate = rate.ok_or_else(|| bad(format!("there is no rate of {code}")))?;
            Ok::<_, MarketError>(Walk {
                seed: seed_of(file.seed, code),
                market: seed_of(file.seed, "BRL"),
                base: plausible(code, rate.brl, 1e6)?,
                volatility: plausible(code, rate.volatility, 3.0)?,
                volume: 0.0,
            })
        };
        let (mut dollar, mut euro) = (rate("USD")?, rate("EUR")?);
        let mut coins = Vec::new();
        let mut by_ticker = HashMap::new();
        for coin in &file.coin {
            let name = coin.ticker.as_str();
            let supply = plausible(name, coin.supply, 1e18)?;
            if by_ticker.insert(coin.ticker.clone(), coins.len()).is_some() {
                return Err(bad(format!("{name} stands twice")));
            }
            coins.push(WorldCoin {
                ticker: coin.ticker.clone(),
                walk: Walk {
                    seed: seed_of(file.seed, name),
                    market: seed_of(file.seed, "market"),
                    base: plausible(name, coin.usd, 1e12)?,
                    volatility: plausible(name, coin.volatility, 3.0)?,
                    volume: supply * plausible(name, coin.turnover, 10.0)?,
                },
                supply,
                stable: coin.stable,
            });
        }
        if coins.is_empty() {
            return Err(bad("there are no coins".to_owned()));
        }
        let day = |at: DateTime<Utc>| at.timestamp().div_euclid(86_400);
        if let Some(at) = at {
            // the prices of the file are those of that very moment
            for coin in &mut coins {
                let price = if coin.stable { coin.walk.close(day(at)) } else { coin.walk.price(at.timestamp_millis()) };
                coin.walk.base *= coin.walk.base / price;
            }
            for rate in [&mut dollar, &mut euro] {
                rate.base *= rate.base / rate.close(day(at));
            }
        }
        let since = day(file.since.and_time(chrono::NaiveTime::MIN).and_utc());
        Ok(Self { at, since, coins, dollar, euro, recordings, by_ticker })
    }

    pub(crate) fn coin(&self, ticker: &Ticker) -> Option<&WorldCoin> {
        self.by_ticker.get(ticker).map(|&index| &self.coins[index])
    }
}

fn read_text(file: &Path) -> Result<String, MarketError> {
    let bad = |problem: String| MarketError::BadReplay { path: file.to_owned(), problem };
    let length = std::fs::metadata(file).map_err(|error| bad(error.to_string()))?.len();
    if length > FILE_LIMIT {
        return Err(bad(format!("{length} bytes are too many")));
    }
    std::fs::read_to_string(file).map_err(|error| bad(error.to_string()))
}

/// FNV-1a over a name, mixed with the market's seed.
pub(crate) fn seed_of(seed: u64, name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
