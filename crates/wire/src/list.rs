//! Watchlists, as a device holds them.

use fingerprint::FingerPosition;
use serde::{Deserialize, Serialize};

use crate::{EntryId, ListId, Timestamp};

/// `GET /api/lists`: the lists whose copies this device may hold. The copy itself is
/// `GET /api/lists/{id}/copy`: a `gallery::Shard` in its binary form, whose `PersonId`s are [`EntryId`]s, with
/// the version and moment it shows in the `umbral-list-version` and `umbral-list-as-of` headers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListInfo {
    /// Its identifier.
    pub id: ListId,
    /// Its name.
    pub name: String,
    /// Grows with every change.
    pub version: u64,
    /// Active entries.
    pub people: u32,
    /// When the server read it.
    pub as_of: Timestamp,
}

/// A candidate above the threshold. A lead is not an identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// On which list.
    pub list: ListId,
    /// Who, by pseudonym.
    pub entry: EntryId,
    /// Over all fingers compared.
    pub score: fingerprint::Score,
    /// How many fingers it rests on.
    pub fingers: u32,
}

/// The answer of a search, on a device or on the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchAnswer {
    /// Lists searched, each in the version and of the moment that was searched: every answer says so, "no
    /// match" above all.
    pub searched: Vec<ListInfo>,
    /// Leads, best first; empty is "no match in [`searched`](Self::searched)", as far as fingers were compared.
    pub leads: Vec<Lead>,
    /// Fingers of the probe that no list searched holds a print to compare with.
    pub not_compared: Vec<FingerPosition>,
    /// When.
    pub at: Timestamp,
}
