//! Which computers an address may lead to. On a server a user's webhook must not reach the server's own neighbours; on the user's own
//! computer it may: the neighbours are theirs.

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Which addresses may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Only public ones. The names are looked up by the guard itself, so that no name can lead elsewhere when it is looked up again.
    Public,
    /// All: the user's own network too.
    Anywhere,
}

/// The error of a name that leads to no public address.
#[derive(Debug, thiserror::Error)]
#[error("no public address")]
pub(crate) struct NotPublic;

impl Guard {
    /// Whether an address may be asked at all: http or https, and, where it names no host but an address, one that may be reached.
    pub(crate) fn allows(self, url: &Url) -> bool {
        if !matches!(url.scheme(), "http" | "https") {
            return false;
        }
        let host = url.host_str().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        match (self, address) {
            (Self::Public, Ok(address)) => is_public(address),
            _ => !host.is_empty(),
        }
    }
}

/// Looks names up and leaves out what is not public.
pub(crate) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address belongs to the public internet, by the registries of special-purpose addresses (RFC 6890).
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        // shared by carriers, for protocols, for benchmarks, reserved
        || (a == 100 && (64..128).contains(&b))
        || (a, b, c) == (192, 0, 0)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(embedded) = embedded_v4(address) {
        return is_public_v4(embedded);
    }
    let first = address.segments()[0];
    let documentation = first == 0x2001 && address.segments()[1] == 0xdb8;
    // only what is given out for the public (2000::/3)
    (0x2000..0x4000).contains(&first) && !documentation
}

/// The address of the old kind that one of the new kind stands for: mapped, translated (64:ff9b::/96) or tunnelled (2002::/16).
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let of = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(of(high, low)),
        [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for public in ["8.8.8.8", "200.160.2.3", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for other in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "240.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(other.parse().unwrap()), "{other}");
        }
    }

    #[test]
    fn an_address_written_out_is_looked_at_itself() {
        let allows = |guard: Guard, url: &str| guard.allows(&url.parse().unwrap());
        for url in
            ["http://127.0.0.1/", "http://[::1]:8080/", "http://2130706433/", "http://0x7f.1/", "file:///etc/passwd"]
        {
            assert!(!allows(Guard::Public, url), "{url}");
        }
        assert!(allows(Guard::Public, "https://exemplo.com.br/x"));
        assert!(allows(Guard::Anywhere, "http://192.168.0.10:8123/api/webhook/x"));
        assert!(!allows(Guard::Anywhere, "ftp://exemplo.com.br/"));
    }
}
