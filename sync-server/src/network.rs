//! Whom an address stands for, where requests are counted.

use std::net::{IpAddr, Ipv6Addr};

/// The address; of IPv6 its /64, for one computer has 2^64 addresses of its own.
pub fn of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}
