use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One identifier type per kind of record, so that one cannot stand for another.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new UUIDv7, whose order is the order of making.
            #[must_use]
            #[expect(clippy::new_without_default, reason = "a fresh identifier is no default")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A person who signs in.
    AccountId,
    /// A place where people are recorded.
    SiteId,
    /// A watchlist.
    ListId,
    /// A person on a watchlist, by pseudonym.
    EntryId,
    /// A person at a site at a time.
    EncounterId,
    /// One image taken in an encounter.
    CaptureId,
    /// A print on the bench: a capture of the probe or a reference of the candidate.
    PrintId,
    /// An encounter and a watchlist entry whose score is above the threshold.
    HitId,
    /// What an identification by two people raises.
    AlertId,
    /// What one country gives another.
    AgreementId,
    /// A key on an authenticator.
    PasskeyId,
    /// A session, as it is listed.
    SessionId,
}

impl EncounterId {
    /// What people call the encounter, over the telephone too: eight letters and digits without look-alikes,
    /// from the random end of the identifier.
    #[must_use]
    pub fn reference(&self) -> String {
        const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let random = self.0.as_u128() as u64;
        (0..8)
            .rev()
            .map(|place| char::from(LETTERS[(random >> (place * 5)) as usize % LETTERS.len()]))
            .enumerate()
            .fold(String::new(), |text, (at, letter)| {
                text + if at == 4 { "-" } else { "" } + &letter.to_string()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_two_groups_of_four_from_the_random_end() {
        let id = EncounterId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0021));
        assert_eq!(id.reference(), "0000-0011");
        assert_ne!(EncounterId::new().reference(), EncounterId::new().reference());
    }
}
