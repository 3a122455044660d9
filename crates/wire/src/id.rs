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
    /// A partner's sheet on its way into a watchlist.
    ImportId,
    /// An encounter and a watchlist entry whose score is above the threshold.
    HitId,
    /// What an identification by two people raises.
    AlertId,
    /// What an alert leads to.
    HandoverId,
    /// To whom people are handed over.
    AuthorityId,
    /// A device that calls its person.
    SubscriptionId,
    /// A call to the screen.
    CallId,
    /// What one country gives another.
    AgreementId,
    /// A browser that an administrator has enrolled.
    DeviceId,
    /// A packet that was refused and waits for a supervisor.
    QuarantineId,
    /// A key on an authenticator.
    PasskeyId,
    /// A session, as it is listed.
    SessionId,
    /// What a person asked with the code of their receipt.
    RedressId,
    /// A new receipt that waits for a second person.
    LostReceiptId,
    /// Somebody who received something of a record.
    RecipientId,
    /// An erasure of records whose time is over.
    PurgeId,
    /// A subject's encounters, linked by identification.
    CaseId,
    /// That an encounter belongs to a case.
    LinkId,
    /// Something written down in a case.
    NoteId,
}

impl EncounterId {
    /// What people call the encounter, over the telephone too.
    #[must_use]
    pub fn reference(&self) -> String {
        reference(self.0)
    }

    /// The end of the identifier, in hexadecimal, that a reference stands for; none where the text is no reference.
    /// Small letters and a missing hyphen do not matter.
    #[must_use]
    pub fn end_of(reference: &str) -> Option<String> {
        end_of(reference)
    }
}

/// Digits and letters without look-alikes.
pub(crate) const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl EntryId {
    /// What people call the entry, over the telephone too.
    #[must_use]
    pub fn reference(&self) -> String {
        reference(self.0)
    }

    /// As [`EncounterId::end_of`].
    #[must_use]
    pub fn end_of(reference: &str) -> Option<String> {
        end_of(reference)
    }
}

impl CaseId {
    /// What people call the case, over the telephone too.
    #[must_use]
    pub fn reference(&self) -> String {
        reference(self.0)
    }

    /// As [`EncounterId::end_of`].
    #[must_use]
    pub fn end_of(reference: &str) -> Option<String> {
        end_of(reference)
    }
}

fn end_of(reference: &str) -> Option<String> {
    let mut end = 0u64;
    let mut letters = 0;
    for letter in reference.bytes().filter(|letter| *letter != b'-') {
        let place = LETTERS.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        end = end << 5 | place as u64;
        letters += 1;
        if letters > 8 {
            return None;
        }
    }
    (letters == 8).then(|| format!("{end:010x}"))
}

/// Eight letters and digits without look-alikes, from the random end of the identifier.
fn reference(id: Uuid) -> String {
    let random = id.as_u128() as u64;
    (0..8)
        .rev()
        .map(|place| char::from(LETTERS[(random >> (place * 5)) as usize % LETTERS.len()]))
        .enumerate()
        .fold(String::new(), |text, (at, letter)| text + if at == 4 { "-" } else { "" } + &letter.to_string())
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

    #[test]
    fn a_reference_leads_back_to_the_end_of_the_identifier() {
        let id = EncounterId::new();
        let end = EncounterId::end_of(&id.reference().to_lowercase()).unwrap();
        assert!(id.to_string().ends_with(&end), "{id} {end}");
        for text in ["", "7F3K-92Q", "7F3K-92QDD", "7F3K-92QO"] {
            assert_eq!(EncounterId::end_of(text), None, "{text}");
        }
    }
}
