//! Browsers that an administrator has enrolled: who they are, what they say of themselves, and how they are called back.

use serde::{Deserialize, Serialize};

use crate::id::LETTERS;
use crate::{Bytes, DeviceId, ListId, SiteId, Timestamp};

/// What a packet is sealed with goes in this header, beside the manifest in the body.
pub const SEAL_HEADER: &str = "umbral-seal";

/// What is signed of a device's record, before the record's bytes.
pub const RECORD_PURPOSE: &str = "umbral device record 1\n";

/// `POST /api/devices/invitations`: an administrator asks for a code for one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInvitation {
    /// What the device is to be called.
    pub name: String,
    /// Where it will stand.
    pub site: SiteId,
}

/// A code that enrols one device, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Twelve letters and digits in three groups: the only time that it is shown.
    pub code: String,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Invitation {
    /// Letters and digits in a code: 60 bits.
    pub const LETTERS: usize = 12;

    /// A code as it is shown, of random bytes: `7F3K-92QD-M0TZ`.
    #[must_use]
    pub fn code(random: [u8; Self::LETTERS]) -> String {
        let letters = random.map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
        letters.chunks(4).map(|group| group.iter().collect()).collect::<Vec<String>>().join("-")
    }

    /// The letters of a code as somebody typed it; none where it is none. Small letters, spaces and hyphens do not
    /// matter, nor do O for 0 and I or L for 1.
    #[must_use]
    pub fn letters(typed: &str) -> Option<String> {
        let letters: Option<String> = typed
            .chars()
            .filter(|letter| !matches!(letter, '-' | ' '))
            .map(|letter| match letter.to_ascii_uppercase() {
                'O' => Some('0'),
                'I' | 'L' => Some('1'),
                other => LETTERS.iter().any(|known| char::from(*known) == other).then_some(other),
            })
            .collect();
        letters.filter(|letters| letters.len() == Self::LETTERS)
    }
}

/// `POST /api/devices`: a browser enrols, with the code and the public halves of the keys it has made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDevice {
    /// As it was read off; small letters, hyphens and spaces do not matter.
    pub code: String,
    /// ECDSA P-256, uncompressed: signs what the device sends.
    pub signing_key: Bytes,
    /// ECDH P-256, uncompressed: what is for this device alone is sealed to it.
    pub exchange_key: Bytes,
}

/// What a device is enrolled as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRecord {
    /// Its identifier.
    pub id: DeviceId,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// That site's name.
    pub site_name: String,
    /// Since when it is enrolled.
    pub enrolled_at: Timestamp,
    /// As it gave it.
    pub signing_key: Bytes,
    /// As it gave it.
    pub exchange_key: Bytes,
    /// The server's own, ECDH P-256: what travels on a medium is sealed to it.
    pub server_key: Bytes,
}

/// The answer to [`NewDevice`]: the device's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// A [`DeviceRecord`] in JSON.
    pub record: Bytes,
    /// The server's Ed25519 signature of [`RECORD_PURPOSE`] and those bytes, in hexadecimal.
    pub signature: String,
}

/// What a device says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The version of its pages: the hash they are installed under.
    pub version: String,
    /// The lists it holds.
    pub lists: Vec<HeldList>,
    /// Records that the server does not have yet, of whichever officer.
    pub outbox: u32,
    /// Encounters under way on it, of whichever officer.
    pub under_way: u32,
    /// Bytes of its store.
    pub used: Option<u64>,
    /// Bytes that its store may grow to.
    pub quota: Option<u64>,
    /// It has erased itself: its keys, what it kept, and the copies of lists.
    pub wiped: bool,
}

/// A list on a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldList {
    /// Which.
    pub id: ListId,
    /// In which version.
    pub version: u64,
    /// As of when.
    pub as_of: Timestamp,
}

/// `POST /api/devices/{id}/reports`: a device in contact. It needs no session: the signature says who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedReport {
    /// A [`Report`] in JSON.
    pub report: Bytes,
    /// By the device's own clock, later than that of the report before it.
    pub sent_at: Timestamp,
    /// Of `packet::report_message`.
    pub signature: Bytes,
}

/// The answer to a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// How the device stands.
    pub state: DeviceState,
    /// The server's clock.
    pub now: Timestamp,
    /// The rules of its site.
    pub rules: policy::OnDevices,
    /// Why it was called back, where it was.
    pub reason: Option<String>,
}

/// How a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// It works.
    Active,
    /// It was called back: it begins nothing, sends what it has sealed, then erases itself.
    Revoked,
    /// It was stolen or lost: it erases itself at once, and nothing it sends is taken.
    Stolen,
    /// It has said that it has erased itself.
    Wiped,
}

/// `GET /api/devices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceView {
    /// Its identifier.
    pub id: DeviceId,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// That site's name.
    pub site_name: String,
    /// Since when it is enrolled.
    pub enrolled_at: Timestamp,
    /// How it stands.
    pub state: DeviceState,
    /// Since when it is called back.
    pub revoked_at: Option<Timestamp>,
    /// Why.
    pub reason: Option<String>,
    /// When it was last in contact.
    pub last_contact_at: Option<Timestamp>,
    /// It has been silent for longer than its site's rules allow: it has locked itself.
    pub silent: bool,
    /// Milliseconds by which its own clock was ahead of the server's at its last contact (negative: behind).
    pub clock_ahead: Option<i64>,
    /// What it last said of itself.
    pub report: Option<Report>,
}

/// `POST /api/devices/{id}/revocation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// It is in the wrong hands: it erases itself without sending anything more.
    pub stolen: bool,
    /// Why.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = Invitation::code([0, 1, 10, 17, 21, 31, 32, 255, 9, 8, 7, 6]);
        assert_eq!(code.len(), Invitation::LETTERS + 2);
        let plain = code.replace('-', "");
        for typed in [code.clone(), plain.to_lowercase(), code.replace('-', " "), code.replace('0', "o")] {
            assert_eq!(Invitation::letters(&typed), Some(plain.clone()), "{typed}");
        }
        assert_eq!(Invitation::letters(&code.replace('1', "l")), Some(plain));
        for typed in ["", "7F3K-92QD", "7F3K-92QD-M0TZ-1", "7F3K-92QD-M0TU"] {
            assert_eq!(Invitation::letters(typed), None, "{typed}");
        }
    }
}
