//! Networks of proxies, and the address of a caller behind them.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;
use serde::Deserialize;

/// A network of addresses: `10.0.0.0/8`, or one address alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network(IpNet);

/// A text that is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a network as an address, perhaps with the length of its prefix: 127.0.0.1 or 10.0.0.0/8")]
pub struct NoNetwork;

impl Network {
    /// Whether an address lies in the network.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let alone = || {
            text.parse::<IpAddr>()
                .map(|address| IpNet::from(address.to_canonical()))
        };
        text.parse().or_else(|_| alone()).map(Self).map_err(|_| NoNetwork)
    }
}

impl TryFrom<String> for Network {
    type Error = NoNetwork;

    fn try_from(text: String) -> Result<Self, NoNetwork> {
        text.parse()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Whether an address lies in one of the networks.
pub fn is_listed(networks: &[Network], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(address))
}

/// The address of a caller, by the lines of `X-Forwarded-For` in the order of their arrival.
///
/// A neighbour that is no listed proxy is the caller itself. Otherwise the entries of all lines are walked from the
/// last to the first past listed proxies, and the next address is the caller's. Entries before that one are the caller's
/// own words. An entry that is no address ends the walk.
pub fn caller<'a>(
    neighbour: IpAddr,
    lines: impl DoubleEndedIterator<Item = &'a str>,
    proxies: &[Network],
) -> IpAddr {
    let mut caller = neighbour;
    let mut entries = lines.rev().flat_map(|line| line.rsplit(','));
    while is_listed(proxies, caller) {
        match entries.next().and_then(address) {
            Some(before) => caller = before,
            None => break,
        }
    }
    caller
}

/// The address in an entry. Some proxies write the port too, and then an IPv6 address in brackets.
pub(crate) fn address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let with_port = entry.parse::<SocketAddr>().map(|address| address.ip());
    let bare = entry.trim_start_matches('[').trim_end_matches(']');
    bare.parse().or(with_port).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(neighbour: &str, lines: &[&str], proxies: &[&str]) -> String {
        let proxies: Vec<Network> = proxies
            .iter()
            .map(|text| text.parse().expect("a network"))
            .collect();
        let neighbour = neighbour.parse().expect("an address");
        caller(neighbour, lines.iter().copied(), &proxies).to_string()
    }

    #[test]
    fn the_caller_is_the_first_from_the_right_that_is_no_proxy() {
        let proxies = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"];
        for (neighbour, lines, wanted) in [
            ("192.0.2.1", &["198.51.100.7"][..], "192.0.2.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["192.0.2.7"], "192.0.2.7"),
            ("127.0.0.1", &["198.51.100.1, 192.0.2.7, 10.1.2.3"], "192.0.2.7"),
            (
                "127.0.0.1",
                &["198.51.100.1", "192.0.2.7", "10.1.2.3"],
                "192.0.2.7",
            ),
            ("::ffff:127.0.0.1", &["192.0.2.7:4711"], "192.0.2.7"),
            ("fd00::1", &["[2001:db8::7]:443"], "2001:db8::7"),
            ("127.0.0.1", &["192.0.2.7, nobody, 10.0.0.1"], "10.0.0.1"),
        ] {
            assert_eq!(
                called(neighbour, lines, &proxies),
                wanted,
                "{neighbour} {lines:?}"
            );
        }
        assert_eq!(called("127.0.0.1", &["192.0.2.7"], &[]), "127.0.0.1");
    }

    #[test]
    fn a_network_is_an_address_or_a_prefix() {
        for (text, shown) in [
            ("127.0.0.1", "127.0.0.1/32"),
            ("::1", "::1/128"),
            ("10.0.0.0/8", "10.0.0.0/8"),
        ] {
            assert_eq!(text.parse::<Network>().expect("a network").to_string(), shown);
        }
        for text in ["", "10.0.0.0/33", "feltbog.example"] {
            assert_eq!(text.parse::<Network>(), Err(NoNetwork), "{text}");
        }
    }
}
