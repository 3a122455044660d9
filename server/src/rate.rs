//! How often something may be done: by each network address, and in all.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use wire::Timestamp;

/// Keys remembered; beyond it those that have recovered are forgotten.
const KEYS: usize = 10_000;

/// A bucket for each key: so many at once, then one more each so many seconds.
pub struct Rate<K> {
    burst: i64,
    refill_seconds: i64,
    /// When each bucket is full again.
    recovered: Mutex<HashMap<K, Timestamp>>,
}

impl<K: Eq + Hash> Rate<K> {
    /// `burst` at once, then one each `refill_seconds`.
    pub fn new(burst: i64, refill_seconds: i64) -> Self {
        Self { burst, refill_seconds, recovered: Mutex::default() }
    }

    /// Whether one more is allowed.
    pub fn allows(&self, key: &K, now: Timestamp) -> bool {
        let recovered = self.recovered.lock().unwrap_or_else(PoisonError::into_inner);
        recovered
            .get(key)
            .is_none_or(|until| until.seconds_since(now) <= (self.burst - 1) * self.refill_seconds)
    }

    /// Takes one.
    pub fn take(&self, key: K, now: Timestamp) {
        let mut recovered = self.recovered.lock().unwrap_or_else(PoisonError::into_inner);
        if recovered.len() >= KEYS {
            recovered.retain(|_, until| *until > now);
        }
        let until = recovered.entry(key).or_insert(now);
        *until = (*until).max(now).plus_seconds(self.refill_seconds);
    }
}

/// Who is counted as one: an IPv4 address, or the network of an IPv6 address, of which one household has 2^64.
pub type Caller = Option<IpAddr>;

/// The caller at an address.
pub fn caller(address: Option<IpAddr>) -> Caller {
    address.map(|address| match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    })
}

/// Failures to sign in. Success costs nothing: a day's sign-ins from one office are no attack.
pub fn failed_sign_ins() -> Rate<Caller> {
    Rate::new(10, 10)
}

/// Requests of the public page: a family with several receipts is no attack, a list of codes is.
pub struct PublicRequests {
    each: Rate<Caller>,
    all: Rate<()>,
}

impl Default for PublicRequests {
    fn default() -> Self {
        Self { each: Rate::new(10, 12), all: Rate::new(60, 1) }
    }
}

impl PublicRequests {
    /// Takes one, unless that is too many from this address or from everywhere.
    pub fn take(&self, address: Option<IpAddr>, now: Timestamp) -> bool {
        let caller = caller(address);
        let allowed = self.each.allows(&caller, now) && self.all.allows(&(), now);
        if allowed {
            self.each.take(caller, now);
            self.all.take((), now);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_are_allowed_then_one_every_ten_seconds() {
        let (failures, mut now) = (failed_sign_ins(), Timestamp(0));
        for _ in 0..10 {
            assert!(failures.allows(&None, now));
            failures.take(None, now);
        }
        assert!(!failures.allows(&None, now));
        assert!(failures.allows(&Some(IpAddr::from([10, 0, 0, 1])), now), "another address is unharmed");
        now = now.plus_seconds(10);
        assert!(failures.allows(&None, now));
        failures.take(None, now);
        assert!(!failures.allows(&None, now));
    }

    #[test]
    fn the_public_page_is_limited_by_address_and_in_all() {
        let (requests, now) = (PublicRequests::default(), Timestamp(0));
        let address = |last: u8| Some(IpAddr::from([10, 0, 0, last]));
        assert_eq!((0..20).filter(|_| requests.take(address(1), now)).count(), 10);
        let others = (2..=100).filter(|last| requests.take(address(*last), now)).count();
        assert_eq!(others, 50, "sixty in all");
        assert!(requests.take(address(200), now.plus_seconds(1)), "one more each second");
    }

    #[test]
    fn a_household_with_a_network_of_its_own_is_one_caller() {
        let at = |text: &str| caller(Some(text.parse().unwrap()));
        assert_eq!(at("2a00:1:2:3::1"), at("2a00:1:2:3:ffff::9"));
        assert_ne!(at("2a00:1:2:3::1"), at("2a00:1:2:4::1"));
        assert_eq!(at("::ffff:10.0.0.1"), at("10.0.0.1"));
        assert_ne!(at("10.0.0.1"), at("10.0.0.2"));
    }
}
