use serde::{Deserialize, Serialize};
use wire::redress::RedressCode;
use wire::{AccountId, EncounterId, Timestamp};

/// What the receipt says that a person takes away. The code on it is nowhere else but in their hand: the server keeps a
/// keyed hash of it alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Who captured: it is shown to nobody else.
    pub officer: AccountId,
    /// Of which encounter.
    pub encounter: EncounterId,
    /// When that began.
    pub started_at: Timestamp,
    /// When it was sent.
    pub sealed_at: Timestamp,
    /// The language of the notice, which is the receipt's (BCP 47).
    pub language: String,
    /// Prints taken.
    pub prints: u32,
    /// Photographs taken.
    pub photographs: u32,
    /// What opens the person's rights.
    pub code: RedressCode,
}

impl Receipt {
    /// Seconds after *Send* that it can be printed again: the person has left by then.
    const KEPT_SECONDS: i64 = 24 * 60 * 60;

    /// Whether its time is over: it is wiped, and shown to nobody.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        now.seconds_since(self.sealed_at) >= Self::KEPT_SECONDS
    }
}
