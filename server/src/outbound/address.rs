use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr as _;

use axum::http::Uri;
use axum::http::uri::Scheme;

/// How near a server may be that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// On the public network only, over TLS.
    Public,
    /// In the site's own network too; on this machine also without TLS.
    Nearby,
}

/// An address that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub(super) uri: Uri,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: bool,
    pub(super) reach: Reach,
}

/// Why an address may not be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It is none.
    #[error("an address is like https://witness.example/umbral")]
    NoAddress,
    /// It carries a name and password, which would lie in the clear.
    #[error("an address does not carry a name and password")]
    Credentials,
    /// It is not over TLS.
    #[error("an address begins with https://")]
    NoTls,
    /// It lies in the site's own network, or is no address of a server at all.
    #[error("{0} is not on the public network")]
    NotPublic(IpAddr),
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// [`BadAddress`]; a name is looked up only when it is asked.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, BadAddress> {
        let uri = Uri::from_str(text).map_err(|_| BadAddress::NoAddress)?;
        let authority = uri.authority().ok_or(BadAddress::NoAddress)?;
        if authority.as_str().contains('@') {
            return Err(BadAddress::Credentials);
        }
        let tls = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(BadAddress::NoTls),
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() {
            return Err(BadAddress::NoAddress);
        }
        let port = authority.port_u16().unwrap_or(if tls { 443 } else { 80 });
        let address = Self { host, port, tls, reach, uri };
        match address.host.parse::<IpAddr>() {
            Ok(number) => address.may_be_at(number)?,
            // A name may stand for anything: without TLS nobody would know.
            Err(_) if !tls => return Err(BadAddress::NoTls),
            Err(_) => {}
        }
        Ok(address)
    }

    /// The host it names.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Scheme, host and port, as RFC 6454 writes an origin.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        let authority = self.uri.authority().map_or("", |authority| authority.as_str());
        format!("{scheme}://{authority}")
    }

    /// Whether it may be asked at this number, which its name stands for.
    pub(super) fn may_be_at(&self, number: IpAddr) -> Result<(), BadAddress> {
        let number = number.to_canonical();
        let plain_will_do = self.reach == Reach::Nearby && number.is_loopback();
        if !self.tls && !plain_will_do {
            return Err(BadAddress::NoTls);
        }
        match is_public(number) || (self.reach == Reach::Nearby && is_nearby(number)) {
            true => Ok(()),
            false => Err(BadAddress::NotPublic(number)),
        }
    }
}

/// This machine, and networks that are a site's own (RFC 1918, RFC 4193, RFC 6598).
fn is_nearby(number: IpAddr) -> bool {
    match number {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || shared(v4),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    }
}

/// What the registries give out to servers anywhere (IANA's special-purpose registries name the rest).
fn is_public(number: IpAddr) -> bool {
    match number {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let special = v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_documentation()
                || v4.is_multicast()
                || shared(v4)
                || a == 0
                || a >= 240
                || (a, b, c) == (192, 0, 0)
                || (a, b, c) == (192, 88, 99)
                || (a == 198 && b & 0xFE == 18);
            !special
        }
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            // Of 2000::/3 all but documentation, Teredo, ORCHID and benchmarking; 6to4 hides an IPv4 address, as do
            // 64:ff9b::/96 and ::/96, which lie outside.
            let special = (first == 0x2001 && (second < 0x200 || second == 0xDB8))
                || first == 0x2002
                || first == 0x3FFF;
            first & 0xE000 == 0x2000 && !special
        }
    }
}

/// 100.64.0.0/10, between a provider and its customers.
fn shared(v4: Ipv4Addr) -> bool {
    let [a, b, ..] = v4.octets();
    a == 100 && b & 0xC0 == 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_and_names_no_one() {
        for (text, why) in [
            ("", BadAddress::NoAddress),
            ("/umbral", BadAddress::NoAddress),
            ("witness.example", BadAddress::NoTls),
            ("http://witness.example/", BadAddress::NoTls),
            ("ftp://witness.example/", BadAddress::NoTls),
            ("file:///etc/passwd", BadAddress::NoAddress),
            ("https://user:secret@witness.example/", BadAddress::Credentials),
            ("http://8.8.8.8/", BadAddress::NoTls),
        ] {
            assert_eq!(Address::parse(text, Reach::Public), Err(why.clone()), "{text}");
            assert_eq!(Address::parse(text, Reach::Nearby), Err(why), "{text} nearby");
        }
        let address = Address::parse("https://witness.example/umbral?site=7", Reach::Public).unwrap();
        assert_eq!((address.host.as_str(), address.port), ("witness.example", 443));
    }

    #[test]
    fn numbers_of_ones_own_network_are_refused_however_they_are_written() {
        for number in [
            "127.0.0.1",
            "127.8.9.1",
            "0.0.0.0",
            "10.0.0.7",
            "172.16.3.4",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.5",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:169.254.169.254]",
            "[fe80::1]",
            "[fd00::1]",
            "[ff02::1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[2001:db8::1]",
            "[::127.0.0.1]",
        ] {
            let refused = Address::parse(&format!("https://{number}/"), Reach::Public);
            assert!(matches!(refused, Err(BadAddress::NotPublic(_))), "{number}: {refused:?}");
        }
        for number in ["8.8.8.8", "193.0.6.139", "[2606:4700::1111]"] {
            assert!(Address::parse(&format!("https://{number}/"), Reach::Public).is_ok(), "{number}");
        }
    }

    #[test]
    fn a_setting_lets_the_own_network_be_asked_and_this_machine_without_tls_but_never_metadata_services() {
        for (text, fine) in [
            ("https://10.0.0.7/", true),
            ("https://[fd00::1]:8443/", true),
            ("http://127.0.0.1:9000/", true),
            ("http://[::1]:9000/", true),
            ("http://10.0.0.7/", false),
            ("https://169.254.169.254/", false),
            ("https://0.0.0.0/", false),
            ("https://224.0.0.1/", false),
        ] {
            assert_eq!(Address::parse(text, Reach::Nearby).is_ok(), fine, "{text}");
        }
    }

    #[test]
    fn a_name_is_judged_by_the_number_it_stands_for_at_that_moment() {
        let address = Address::parse("https://witness.example/", Reach::Public).unwrap();
        assert_eq!(address.may_be_at("193.0.6.139".parse().unwrap()), Ok(()));
        assert!(address.may_be_at("127.0.0.1".parse().unwrap()).is_err());
        assert!(address.may_be_at("::ffff:10.0.0.1".parse().unwrap()).is_err());
    }
}
