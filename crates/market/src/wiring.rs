//! Which sources there are, where each is, and what each is asked for.

use crate::feeds::awesomeapi::AwesomeApi;
use crate::feeds::binance::Binance;
use crate::feeds::coingecko::CoinGecko;
use crate::feeds::coinmarketcap::CoinMarketCap;
use crate::feeds::fear_greed::AlternativeMe;
use crate::feeds::mercado_bitcoin::MercadoBitcoin;
use crate::feeds::ptax::Ptax;
use crate::net::Http;
use crate::source::Source;
use crate::{Clock, Endpoints, MarketConfig, MarketError};
use alfa_domain::CoinTable;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;

/// The sources by what they are asked for, each list in the order it is asked.
pub(crate) struct Sources {
    /// Exchanges: pairs and candles.
    pub(crate) exchanges: Vec<Arc<Source>>,
    /// Those who gather from exchanges: prices where no pair is, market figures.
    pub(crate) aggregators: Vec<Arc<Source>>,
    /// The dollar and the euro in reais.
    pub(crate) fiat: Vec<Arc<Source>>,
    /// The fear and greed index.
    pub(crate) sentiment: Vec<Arc<Source>>,
}

impl Sources {
    /// All of them, each once.
    pub(crate) fn all(&self) -> Vec<Arc<Source>> {
        let mut all: Vec<Arc<Source>> = Vec::new();
        for source in self.exchanges.iter().chain(&self.aggregators).chain(&self.fiat).chain(&self.sentiment) {
            if !all.iter().any(|known| Arc::ptr_eq(known, source)) {
                all.push(Arc::clone(source));
            }
        }
        all
    }

    /// The real ones.
    pub(crate) fn real(coins: &CoinTable, config: &MarketConfig, clock: &Clock) -> Result<Self, MarketError> {
        let at = |first_path: &str, own: &str| address(&config.endpoints, first_path, own);
        let http = |base: Url, headers: HeaderMap| {
            Http::new(base, config.timeout, headers).map_err(|error| MarketError::BadConfig(error.to_string()))
        };
        let plain = |first_path: &str, own: &str| http(at(first_path, own)?, HeaderMap::new());
        let source_age = config.board_age;

        let binance = Binance::new(
            plain("binance", "https://data-api.binance.vision")?,
            socket(at("binance-stream", "wss://data-stream.binance.vision")?)?,
        );
        let mercado = MercadoBitcoin::new(
            plain("mercadobitcoin", "https://api.mercadobitcoin.net")?,
            socket(at("mercadobitcoin-stream", "wss://ws.mercadobitcoin.net")?)?,
        );
        let key = config.coingecko_key.as_ref();
        let gecko = CoinGecko::new(
            http(at("coingecko", "https://api.coingecko.com")?, header("x-cg-demo-api-key", key)?)?,
            coins.clone(),
            key.is_some(),
        );
        let awesome = AwesomeApi::new(plain("awesomeapi", "https://economia.awesomeapi.com.br")?);
        let ptax = Ptax::new(plain("ptax", "https://olinda.bcb.gov.br")?, Arc::clone(clock));
        let index = AlternativeMe::new(plain("fng", "https://api.alternative.me")?);

        let wanted = |name: &str| config.only.as_ref().is_none_or(|only| only.iter().any(|one| one == name));
        let mut aggregators = Vec::new();
        let mut sentiment = Vec::new();
        if wanted("coingecko") {
            aggregators.push(Source::new(gecko, source_age));
        }
        if wanted("fng") {
            sentiment.push(Source::new(index, source_age));
        }
        if let Some(key) = config.coinmarketcap_key.as_ref().filter(|_| wanted("coinmarketcap")) {
            let headers = header("X-CMC_PRO_API_KEY", Some(key))?;
            let cap = CoinMarketCap::new(http(at("coinmarketcap", "https://pro-api.coinmarketcap.com")?, headers)?);
            let cap = Source::new(cap, source_age);
            aggregators.push(Arc::clone(&cap));
            sentiment.push(cap);
        }
        let mut exchanges = Vec::new();
        if wanted("binance") {
            exchanges.push(Source::new(binance, source_age));
        }
        if wanted("mercadobitcoin") {
            exchanges.push(Source::new(mercado, source_age));
        }
        let mut fiat = Vec::new();
        if wanted("awesomeapi") {
            fiat.push(Source::new(awesome, source_age));
        }
        if wanted("ptax") {
            fiat.push(Source::new(ptax, source_age));
        }
        Ok(Self { exchanges, aggregators, fiat, sentiment })
    }
}

/// The address of a source, ending in a slash.
fn address(endpoints: &Endpoints, first_path: &str, own: &str) -> Result<Url, MarketError> {
    let bad = |error: &dyn std::fmt::Display| MarketError::BadConfig(error.to_string());
    match endpoints {
        Endpoints::Live => own.parse().map_err(|error| bad(&error)),
        Endpoints::Gateway(url) => {
            if url.cannot_be_a_base() || !matches!(url.scheme(), "http" | "https") {
                return Err(bad(&format_args!("`{url}` is not an http address")));
            }
            let mut url = url.clone();
            let path = format!("{}/{first_path}/", url.path().trim_end_matches('/'));
            url.set_path(&path);
            url.set_query(None);
            Ok(url)
        }
    }
}

/// The same address for a WebSocket, without the slash at its end.
fn socket(mut url: Url) -> Result<Url, MarketError> {
    let scheme = if matches!(url.scheme(), "https" | "wss") { "wss" } else { "ws" };
    url.set_scheme(scheme).map_err(|()| MarketError::BadConfig(format!("`{url}` cannot be a WebSocket")))?;
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

fn header(name: &'static str, key: Option<&SecretString>) -> Result<HeaderMap, MarketError> {
    let mut headers = HeaderMap::new();
    if let Some(key) = key {
        let mut value = HeaderValue::from_str(key.expose_secret())
            .map_err(|_| MarketError::BadConfig(format!("the key for {name} has characters that no key has")))?;
        value.set_sensitive(true);
        headers
            .insert(HeaderName::from_bytes(name.as_bytes()).map_err(|e| MarketError::BadConfig(e.to_string()))?, value);
    }
    Ok(headers)
}
