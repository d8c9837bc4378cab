//! Where a request comes from.

use crate::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// The address a request comes from: the connection's, or, where that is a trusted proxy's, the last one in `X-Forwarded-For` that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub Option<IpAddr>);

impl FromRequestParts<App> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let forwarded: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
        Ok(Self(connection.map(|connection| origin(connection, &forwarded, &app.config.trusted_proxies))))
    }
}

fn origin(connection: IpAddr, forwarded: &[&str], trusted: &[IpAddr]) -> IpAddr {
    let mut origin = connection;
    for hop in forwarded.iter().rev() {
        if !trusted.contains(&origin) {
            break;
        }
        // what is no address was not written by a proxy that is trusted
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        origin = address.to_canonical();
    }
    origin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_trusted_proxies_wrote_counts() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxies = [ip("10.0.0.1"), ip("10.0.0.2")];
        assert_eq!(
            origin(ip("203.0.113.9"), &["198.51.100.7"], &proxies),
            ip("203.0.113.9"),
            "anybody can write a header"
        );
        assert_eq!(origin(ip("10.0.0.1"), &["198.51.100.7", " 203.0.113.9"], &proxies), ip("203.0.113.9"));
        assert_eq!(origin(ip("10.0.0.1"), &["198.51.100.7", "203.0.113.9", "10.0.0.2"], &proxies), ip("203.0.113.9"));
        assert_eq!(origin(ip("10.0.0.1"), &["nonsense"], &proxies), ip("10.0.0.1"));
        assert_eq!(origin(ip("10.0.0.1"), &[], &proxies), ip("10.0.0.1"));
    }
}
