//! Which market is asked: the sources themselves, one address that stands in for them, or recorded data.

use crate::secrets::{Secret, Secrets};
use alfa_copilot::{Clock, Problem};
use alfa_domain::CoinTable;
use alfa_market::{Endpoints, Market, MarketConfig, Url};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// `--market`, `ALFA_MARKET` or the setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketSource {
    /// Every source at its own address.
    Live,
    /// The live sources if one can be reached, else the simulated market that ships: for a first try on a computer without network.
    Auto,
    /// Every source at one address, under its own first path.
    Gateway(Url),
    /// Recorded or simulated data; without a folder the simulated market that ships.
    Replay(Option<PathBuf>),
}

impl FromStr for MarketSource {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "live" => Ok(Self::Live),
            "auto" => Ok(Self::Auto),
            "replay" | "replay:" => Ok(Self::Replay(None)),
            other => match other.strip_prefix("replay:") {
                Some(folder) => Ok(Self::Replay(Some(PathBuf::from(folder)))),
                None => match Url::parse(other) {
                    Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Self::Gateway(url)),
                    _ => Err("use live, replay:PASTA ou um endereço http".to_owned()),
                },
            },
        }
    }
}

/// How long the first try waits for a live source.
const PROBE: Duration = Duration::from_secs(3);

/// Opens the market. The `bool` says that the simulated market stands in for live sources that cannot be reached.
///
/// # Errors
/// A folder of recorded data that cannot be read, or an address that cannot be used.
pub async fn open(
    source: &MarketSource,
    coins: &CoinTable,
    clock: &Arc<dyn Clock>,
    secrets: &Secrets,
    last_known: &Path,
) -> Result<(Market, bool), Problem> {
    let now: alfa_market::Clock = {
        let clock = Arc::clone(clock);
        Arc::new(move || clock.now())
    };
    let simulated = || Market::simulated_default(coins.clone(), Arc::clone(&now)).map_err(Problem::from);
    let endpoints = match source {
        MarketSource::Replay(None) => return Ok((simulated()?, false)),
        MarketSource::Replay(Some(folder)) => {
            return Ok((Market::replay(coins.clone(), folder, now).map_err(Problem::from)?, false));
        }
        MarketSource::Live | MarketSource::Auto => Endpoints::Live,
        MarketSource::Gateway(url) => Endpoints::Gateway(url.clone()),
    };
    // a gateway is somebody's test or relay: the user's keys are not for it, nor are its prices kept for later
    let keys = matches!(endpoints, Endpoints::Live);
    let key = async |secret| if keys { secrets.get(secret).await.map(|(key, _)| key) } else { None };
    let config = MarketConfig {
        coinmarketcap_key: key(Secret::CoinMarketCap).await,
        coingecko_key: key(Secret::CoinGecko).await,
        last_known: keys.then(|| last_known.to_owned()),
        endpoints,
        ..MarketConfig::default()
    };
    let market = Market::new(coins.clone(), config, Arc::clone(&now)).map_err(Problem::from)?;
    if *source == MarketSource::Auto {
        let reached = tokio::time::timeout(PROBE, market.health()).await;
        if !reached.is_ok_and(|sources| sources.iter().any(|source| source.answered.is_ok())) {
            return Ok((simulated()?, true));
        }
    }
    Ok((market, false))
}
