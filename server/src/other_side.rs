//! The other side of a hit, opened: an entry of a list, or a past encounter.

use fingerprint::FingerPosition;
use raster::Ppi;
use wire::PrintId;
use wire::encounter::Manifest;

use crate::objects::ImageName;
use crate::problem::{Error, not_found};
use crate::service::Service;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::hits::{self, HitRow};
use crate::storage::{Connection, entries};
use crate::vault::DataKey;
use crate::watch::Entry;

/// Whom the person of a hit resembles, opened.
pub(crate) enum OtherSide {
    Entry(Entry),
    Encounter { row: EncounterRow, key: DataKey, manifest: Box<Manifest> },
}

impl OtherSide {
    /// Columns, rows and resolution of one of its prints.
    pub fn size_of(&self, print: PrintId) -> Option<(u32, u32, Ppi)> {
        match self {
            Self::Entry(entry) => {
                let print = entry.prints.iter().find(|reference| reference.id == print)?;
                Some((print.width, print.height, print.ppi))
            }
            Self::Encounter { manifest, .. } => {
                let finger = manifest.fingers.iter().find(|finger| finger.id.0 == print.0)?;
                Some((finger.width, finger.height, finger.ppi))
            }
        }
    }

    /// Which finger one of its prints is of.
    pub fn position_of(&self, print: PrintId) -> Option<FingerPosition> {
        match self {
            Self::Entry(entry) => Some(entry.prints.iter().find(|reference| reference.id == print)?.position),
            Self::Encounter { manifest, .. } => {
                Some(manifest.fingers.iter().find(|finger| finger.id.0 == print.0)?.position)
            }
        }
    }

    /// The template of one of its prints, in its binary form.
    pub fn template_of(&self, print: PrintId) -> Option<&[u8]> {
        match self {
            Self::Entry(entry) => {
                Some(&entry.prints.iter().find(|reference| reference.id == print)?.template.0)
            }
            Self::Encounter { manifest, .. } => {
                Some(&manifest.fingers.iter().find(|finger| finger.id.0 == print.0)?.template.0)
            }
        }
    }

    /// What the image of one of its prints is called, and what opens it; none where there is no image.
    pub fn image_of(&self, print: PrintId) -> Option<(ImageName, DataKey)> {
        match self {
            Self::Entry(entry) => {
                let print = entry.prints.iter().find(|reference| reference.id == print)?;
                Some((ImageName::of_entry(entry.id, print.image.as_ref()?), entry.key.clone()))
            }
            Self::Encounter { row, key, manifest } => {
                let finger = manifest.fingers.iter().find(|finger| finger.id.0 == print.0)?;
                Some((ImageName::of_encounter(row.id, &finger.image), key.clone()))
            }
        }
    }
}

impl Service {
    /// Whom the person of a hit resembles.
    pub(crate) async fn other_side(&self, db: &mut Connection, hit: &HitRow) -> Result<OtherSide, Error> {
        match hit.reference {
            hits::Reference::Entry { entry, .. } => {
                Ok(OtherSide::Entry(Entry::open(&self.vault, &entries::find(db, entry).await?)?))
            }
            hits::Reference::Encounter { past, .. } => {
                let row = encounters::find(db, past).await?.ok_or_else(|| not_found("hit"))?;
                let (key, manifest) = self.manifest(&row)?;
                Ok(OtherSide::Encounter { row, key, manifest: Box::new(manifest) })
            }
        }
    }
}
