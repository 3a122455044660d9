//! How often somebody may try to sign in and fail.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use wire::Timestamp;

/// Failures allowed at once, by address.
const BURST: i64 = 10;
/// Seconds until one more is allowed.
const REFILL_SECONDS: i64 = 10;
/// Addresses remembered; beyond it those that have recovered are forgotten.
const ADDRESSES: usize = 10_000;

/// A bucket of failures for each address. Success costs nothing: a day's sign-ins from one office are no attack.
#[derive(Default)]
pub struct FailedSignIns(Mutex<HashMap<Option<IpAddr>, Timestamp>>);

impl FailedSignIns {
    /// Whether this address may try.
    pub fn may_try(&self, address: Option<IpAddr>, now: Timestamp) -> bool {
        let recovered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        recovered.get(&address).is_none_or(|until| until.seconds_since(now) <= (BURST - 1) * REFILL_SECONDS)
    }

    /// Notes a failure.
    pub fn failed(&self, address: Option<IpAddr>, now: Timestamp) {
        let mut recovered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if recovered.len() >= ADDRESSES {
            recovered.retain(|_, until| *until > now);
        }
        let until = recovered.entry(address).or_insert(now);
        *until = (*until).max(now).plus_seconds(REFILL_SECONDS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_are_allowed_then_one_every_ten_seconds() {
        let (failures, mut now) = (FailedSignIns::default(), Timestamp(0));
        for _ in 0..10 {
            assert!(failures.may_try(None, now));
            failures.failed(None, now);
        }
        assert!(!failures.may_try(None, now));
        assert!(failures.may_try(Some(IpAddr::from([10, 0, 0, 1])), now), "another address is unharmed");
        now = now.plus_seconds(10);
        assert!(failures.may_try(None, now));
        failures.failed(None, now);
        assert!(!failures.may_try(None, now));
    }
}
