use fingerprint::{FingerPosition, Quality};
use raster::Ppi;
use serde::{Deserialize, Serialize};
use wire::{Bytes, EntryId, PrintId, Sha256, Timestamp};

use crate::problem::Error;
use crate::storage::entries::EntryRow;
use crate::vault::{DataKey, Vault};

/// Why somebody is on a list, and what to do when they are found. Sealed where it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// The category's name, as the alert shows it.
    pub category: String,
    /// 1 (least) to 4.
    pub severity: u8,
    /// What the officer is to do, whom to call.
    pub instructions: String,
    /// Who put the entry there.
    pub source: String,
    /// The criterion it meets.
    pub criterion: String,
    /// The date of the evidence.
    pub evidence_at: Option<Timestamp>,
    /// Who validated it.
    pub validator: String,
}

/// A print of a listed person. Sealed where it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferencePrint {
    /// Names it on the bench.
    pub id: PrintId,
    /// Which finger.
    pub position: FingerPosition,
    /// Umbral's quality.
    pub quality: Quality,
    /// Of the image.
    pub ppi: Ppi,
    /// Columns of the image.
    pub width: u32,
    /// Rows of the image.
    pub height: u32,
    /// `fingerprint::Template` in its binary form.
    pub template: Bytes,
    /// The image, where there is one.
    pub image: Option<Sha256>,
}

/// An entry, opened.
pub(crate) struct Entry {
    pub id: EntryId,
    pub key: DataKey,
    pub particulars: Particulars,
    pub prints: Vec<ReferencePrint>,
    active: bool,
    expires_at: Option<Timestamp>,
}

impl Entry {
    pub fn subject(id: EntryId) -> String {
        format!("entry/{id}")
    }

    /// Opens an entry as it lies in the database.
    pub fn open(vault: &Vault, row: &EntryRow) -> Result<Self, Error> {
        let key = vault.unwrap_key(&Self::subject(row.id), &row.wrapped_key)?;
        let particulars = serde_json::from_slice(&key.open("particulars", &row.particulars)?)
            .map_err(Error::stored("entry's particulars"))?;
        let prints = serde_json::from_slice(&key.open("prints", &row.prints)?)
            .map_err(Error::stored("entry's prints"))?;
        Ok(Self { id: row.id, key, particulars, prints, active: row.active, expires_at: row.expires_at })
    }

    /// Whether it may still be searched and alerted on.
    pub fn may_alert(&self, now: Timestamp) -> bool {
        self.active && may_alert(&self.particulars, self.expires_at, now)
    }
}

/// [`policy::may_alert`] for an entry that was not taken back.
pub(super) fn may_alert(particulars: &Particulars, expires_at: Option<Timestamp>, now: Timestamp) -> bool {
    let grounds = policy::Grounds {
        source: &particulars.source,
        criterion: &particulars.criterion,
        evidence_at: particulars.evidence_at.map(|moment| moment.0),
        validator: &particulars.validator,
        expires_at: expires_at.map(|moment| moment.0),
        withdrawn: false,
    };
    policy::may_alert(&grounds, now.0).is_ok()
}
