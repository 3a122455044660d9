//! The hash that runs through all images of a session, so that none is left out or put in unnoticed.

use sha2::{Digest, Sha256};

use crate::service::HashForm;

/// Where the chain stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chain {
    previous: [u8; 32],
    begun: bool,
}

impl Default for Chain {
    /// Before the first image stands the hash of nothing.
    fn default() -> Self {
        Self { previous: Sha256::digest([]).into(), begun: false }
    }
}

impl Chain {
    /// Where a request says that the chain stands.
    #[cfg(any(test, feature = "doubles"))]
    pub(super) fn going_on_from(stated: &str) -> Self {
        let byte =
            |at: usize| stated.get(2 * at..2 * at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let mut chain = Self::default();
        if stated.len() == 64 && (0..32).all(|at| byte(at).is_some()) {
            chain = Self { previous: std::array::from_fn(|at| byte(at).unwrap_or(0)), begun: true };
        }
        chain
    }

    /// As a request states it; nothing before the first image.
    pub(super) fn stated(&self) -> String {
        if self.begun { upper_hex(&self.previous) } else { String::new() }
    }

    /// The chain after `record`.
    pub(super) fn after(&self, record: &[u8], form: HashForm) -> Self {
        let own: [u8; 32] = Sha256::digest(record).into();
        let previous = match form {
            HashForm::Bytes => Sha256::digest([self.previous, own].concat()),
            HashForm::Hex => Sha256::digest(upper_hex(&self.previous) + &upper_hex(&own)),
        };
        Self { previous: previous.into(), begun: true }
    }

    /// Whether `hash`, in hexadecimal of either case, is where the chain stands.
    pub(super) fn stands_at(&self, hash: &str) -> bool {
        hash.eq_ignore_ascii_case(&upper_hex(&self.previous))
    }
}

fn upper_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_begins_with_the_hash_of_nothing_and_goes_on_in_either_form() {
        let chain = Chain::default();
        assert!(chain.stands_at("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        assert_eq!(chain.stated(), "");
        // Reckoned with another program.
        for (form, hash) in [
            (HashForm::Bytes, "bddbdf7e9df02f902ee5dd61b2b513d7566a2112ff97db7dc3b6d184a43ef0e3"),
            (HashForm::Hex, "9992b37b41e1aea19a8a7be65b63090397fee8c9662b3708ef7d3b81a362bee2"),
        ] {
            let next = chain.after(b"abc", form);
            assert!(next.stands_at(hash), "{form:?} {}", next.stated());
        }
    }
}
