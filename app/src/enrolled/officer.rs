//! An officer's own key on a device: opened by what they know there, and by nothing else.

use serde::{Deserialize, Serialize};
use wire::{AccountId, Bytes, Timestamp};

use super::by_passkey::ByPasskey;

/// Digits of a PIN at least.
pub const SHORTEST_PIN: usize = 6;

/// What is kept of an officer who has signed in on this device. Nothing in it opens anything without the PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// Whose.
    pub account: AccountId,
    /// What others see.
    pub name: String,
    /// When the server last said that it is they, by its clock.
    pub signed_in_at: Timestamp,
    /// Of the PIN.
    pub salt: Bytes,
    /// How their key is sealed.
    pub nonce: Bytes,
    /// Their key, sealed under what the PIN and the device's root come to.
    pub sealed: Bytes,
    /// Wrong PINs since the last right one.
    pub failures: u8,
    /// No PIN is looked at before this moment.
    pub not_before: Timestamp,
    /// What else opens their key.
    #[serde(default)]
    pub passkey: Option<ByPasskey>,
}

impl Officer {
    /// Wrong PINs that cost no time: fingers slip.
    const SLIPS: u8 = 3;
    const FIRST_WAIT_SECONDS: i64 = 30;
    const LONGEST_WAIT_SECONDS: i64 = 3600;

    /// Its place among the keys.
    pub fn place(account: AccountId) -> String {
        format!("officer/{account}")
    }

    /// Notes a PIN before it is looked at: whoever ends the page then has tried it too.
    pub fn try_at(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        self.not_before = match self.failures.checked_sub(Self::SLIPS) {
            None => now,
            Some(over) => {
                let wait = Self::FIRST_WAIT_SECONDS << u32::from(over.min(7));
                now.plus_seconds(wait.min(Self::LONGEST_WAIT_SECONDS))
            }
        };
    }

    /// It was the right one.
    pub fn right(&mut self) {
        (self.failures, self.not_before) = (0, Timestamp(0));
    }

    /// What the key is sealed with beside its content.
    pub fn sealed_with(account: AccountId) -> Vec<u8> {
        format!("umbral officer key\n{account}\n").into_bytes()
    }
}

/// Whether a PIN may be chosen: digits enough, not all alike, and no run.
pub fn is_good(pin: &str) -> bool {
    let digits: Vec<u8> = pin.bytes().collect();
    let steps = |by: i16| digits.windows(2).all(|two| i16::from(two[1]) - i16::from(two[0]) == by);
    digits.len() >= SHORTEST_PIN
        && digits.iter().all(u8::is_ascii_digit)
        && !(steps(0) || steps(1) || steps(-1))
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_pin_that_everybody_tries_first_may_not_be_chosen() {
        for bad in ["", "12345", "000000", "123456", "987654", "12345a"] {
            assert!(!is_good(bad), "{bad}");
        }
        for good in ["602914", "11223344", "1234560"] {
            assert!(is_good(good), "{good}");
        }
    }

    #[wasm_bindgen_test]
    fn after_three_wrong_pins_each_costs_more_time_than_the_one_before() {
        let mut officer = Officer {
            account: AccountId::new(),
            name: "Officer 14".into(),
            signed_in_at: Timestamp(0),
            salt: Bytes(vec![]),
            nonce: Bytes(vec![]),
            sealed: Bytes(vec![]),
            failures: 0,
            not_before: Timestamp(0),
            passkey: None,
        };
        let now = Timestamp(1_000_000);
        let waits: Vec<i64> = (0..12)
            .map(|_| {
                officer.try_at(now);
                officer.not_before.seconds_since(now)
            })
            .collect();
        assert_eq!(waits, [0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        officer.right();
        assert_eq!((officer.failures, officer.not_before), (0, Timestamp(0)));
    }
}
