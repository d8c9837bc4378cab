//! Watching alerts.

use super::{BadConfig, Reader, bad};
use alfa_market::{Endpoints, Url};

/// Watching alerts, and where they are told.
#[derive(Debug, Clone)]
pub struct WatchConfig {
    /// `watch`: whether this instance watches alerts, or waits to do so while another one does. Default true.
    pub watch: bool,
    /// `watch_market`: "live", each exchange at its own address, or one http address that stands for all of them. Default "live".
    pub market: Endpoints,
    /// `most_alerts`: of one account at most so many alerts are watched, the oldest. Default 500.
    pub most_alerts: u32,
    /// `private_webhooks`: whether users' webhooks may lead into the server's own network. Default false.
    pub private_webhooks: bool,
    /// `telegram_api`: where bots are. Default https://api.telegram.org/.
    pub telegram_api: Url,
}

impl WatchConfig {
    pub(super) const KEYS: [&'static str; 5] =
        ["watch", "watch_market", "most_alerts", "private_webhooks", "telegram_api"];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        let market = match reader.get("watch_market")?.as_deref() {
            None | Some("live") => Endpoints::Live,
            Some(url) => {
                let url = url.parse().ok().filter(|url: &Url| matches!(url.scheme(), "http" | "https"));
                Endpoints::Gateway(url.ok_or_else(|| bad("watch_market", "must be live or an http address"))?)
            }
        };
        let api = reader.url("telegram_api", &["https://", "http://"])?;
        let api = format!("{}/", api.as_deref().unwrap_or("https://api.telegram.org"));
        Ok(Self {
            watch: reader.flag("watch", true)?,
            market,
            most_alerts: reader.number("most_alerts", 500, 1..=100_000)?,
            private_webhooks: reader.flag("private_webhooks", false)?,
            telegram_api: api.parse().map_err(|_| bad("telegram_api", "must be an address"))?,
        })
    }
}
