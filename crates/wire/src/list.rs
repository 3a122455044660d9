//! Watchlists, as a device holds them.
//!
//! A device follows a list by its version: [`Changes`] in pages, or a whole copy where it is far behind. Both are
//! signed, so that whatever lies between server and matcher (a proxy, a cache, a store) can alter nothing unseen. A
//! device gets templates, pseudonyms and severities: no names, no category, no reason.

use fingerprint::FingerPosition;
use serde::{Deserialize, Serialize};

use crate::{Bytes, EntryId, ListId, Sha256, Timestamp};

/// `GET /api/lists`: the lists whose copies this device may hold. The copy itself is `GET /api/lists/{id}/copy`
/// ([`append_severities`] says how it is made up), with the version and moment it shows in the
/// `umbral-list-version` and `umbral-list-as-of` headers, and its signature in [`SIGNATURE_HEADER`].
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
    /// How much the entry's category weighs: 1 (least) to 4.
    #[serde(default)]
    pub severity: u8,
    /// Over all fingers compared.
    pub score: fingerprint::Score,
    /// How many fingers it rests on.
    pub fingers: u32,
    /// The share of searches for people who are not on the list that would give such a lead all the same
    /// (`gallery::Candidate::fpir`).
    #[serde(default = "not_told")]
    pub fpir: f64,
}

/// Answers kept from before this was told claim nothing: every such search might give such a lead.
fn not_told() -> f64 {
    1.0
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
    /// Lists of which some parts were not searched, because nobody who holds them answered: "no match" is not said of
    /// them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incomplete: Vec<Incomplete>,
    /// When.
    pub at: Timestamp,
}

/// How much of a list was searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incomplete {
    /// Which list.
    pub list: ListId,
    /// Parts of it that were searched.
    pub searched: u32,
    /// All its parts.
    pub of: u32,
}

/// How soon a search is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// The person stands at the desk.
    PersonPresent,
    /// Somebody will look at it later: what was sent after it had waited for a link.
    #[default]
    Routine,
    /// Nobody waits for it: new entries against past encounters.
    Background,
}

/// `GET /api/lists/{id}/changes?since=N`: what a device that holds version N needs. `&version=&entry=` of a
/// [`Cursor`] read on where a page ended, or where the link broke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Following {
    /// What changed.
    Changes(Changes),
    /// So much has changed, or nothing is held, that the whole copy is shorter: `GET /api/lists/{id}/copy`.
    FarBehind,
}

/// A page of changes: who entered and who left. Applying a page twice changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// What the list is once the last page is applied.
    pub list: ListInfo,
    /// The version that the pages begin from.
    pub since: u64,
    /// Who is searched from now on, in place of whatever was held of them.
    pub entered: Vec<Entered>,
    /// Who no longer is.
    pub left: Vec<EntryId>,
    /// Where to read on; none on the last page, with which [`list`](Self::list)'s version is reached.
    pub next: Option<Cursor>,
}

/// A person on a list, as a device holds them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// By pseudonym.
    pub entry: EntryId,
    /// How much the entry's category weighs: 1 (least) to 4.
    pub severity: u8,
    /// `fingerprint::Template`s in their binary form.
    pub prints: Vec<(FingerPosition, Bytes)>,
}

/// A place in the log of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Of the version.
    pub version: u64,
    /// Behind this entry.
    pub entry: EntryId,
}

/// Where the signature of a copy or a page stands, in hexadecimal: Ed25519 over [`signed_statement`].
pub const SIGNATURE_HEADER: &str = "umbral-signature";

/// `GET /api/lists/key`: what devices are to believe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListKey {
    /// The public Ed25519 key, in hexadecimal.
    pub key: String,
}

/// What a copy or a page of changes is believed by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The key that the server named ([`ListKey`]).
    pub key: String,
    /// What stood in [`SIGNATURE_HEADER`].
    pub signature: String,
}

/// What is signed: of a whole copy which list it shows, in which version, as of when; a page of changes says that
/// itself. `sha256` is of the bytes as they are before any compression.
#[must_use]
pub fn signed_statement(copy_of: Option<&ListInfo>, sha256: &Sha256) -> Vec<u8> {
    match copy_of {
        None => format!("umbral list changes\n{sha256}\n"),
        Some(ListInfo { id, version, as_of, .. }) => {
            format!("umbral list copy\n{id}\n{version}\n{}\n{sha256}\n", as_of.0)
        }
    }
    .into_bytes()
}

/// Bytes of one person's severity: the pseudonym, then the severity.
const SEVERITY_BYTES: usize = 17;

/// Completes a copy: a `gallery::Shard` in its binary form, whose `PersonId`s are [`EntryId`]s, then for each person
/// the 16 bytes of the pseudonym and one of the severity, last how many people those are (32 bits, little-endian).
pub fn append_severities(copy: &mut Vec<u8>, severities: impl IntoIterator<Item = (EntryId, u8)>) {
    let mut people = 0u32;
    for (entry, severity) in severities {
        copy.extend_from_slice(entry.0.as_bytes());
        copy.push(severity);
        people += 1;
    }
    copy.extend_from_slice(&people.to_le_bytes());
}

/// Takes the severities off a copy, which is then the shard alone; none where it is no copy.
pub fn take_severities(copy: &mut Vec<u8>) -> Option<Vec<(EntryId, u8)>> {
    let (content, people) = copy.split_last_chunk::<4>()?;
    let people = usize::try_from(u32::from_le_bytes(*people)).ok()?;
    let start = content.len().checked_sub(people.checked_mul(SEVERITY_BYTES)?)?;
    let severities = content[start..]
        .chunks_exact(SEVERITY_BYTES)
        .filter_map(|person| {
            let (entry, severity) = person.split_first_chunk::<16>()?;
            Some((EntryId(uuid::Uuid::from_bytes(*entry)), *severity.first()?))
        })
        .collect();
    copy.truncate(start);
    Some(severities)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severities_come_off_a_copy_as_they_went_on() {
        let severities = vec![(EntryId::new(), 1), (EntryId::new(), 4)];
        let mut copy = b"shard".to_vec();
        append_severities(&mut copy, severities.clone());
        assert_eq!(take_severities(&mut copy), Some(severities));
        assert_eq!(copy, b"shard");
    }

    #[test]
    fn what_is_too_short_for_its_people_is_no_copy() {
        for mut bytes in [vec![], vec![1, 2, 3], vec![1, 0, 0, 0], vec![255; 40]] {
            assert_eq!(take_severities(&mut bytes), None);
        }
    }
}
