use fingerprint::{FingerPosition, Quality, Template};
use policy::{Category, EntryState, Grounds, Standing};
use raster::Ppi;
use serde::{Deserialize, Serialize};
use wire::biography::Biography;
use wire::watchlist::EntryWords;
use wire::{Bytes, EntryId, PrintId, Sha256, Timestamp};

use crate::problem::Error;
use crate::storage::entries::EntryRow;
use crate::storage::lists::Watchlist;
use crate::vault::{DataKey, Vault};

/// Why somebody is on a list, and what to do when they are found. Sealed where it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// Whom the source means, as it names them; for the list's managers alone.
    pub subject: String,
    /// What else is known of them.
    #[serde(default)]
    pub biography: Biography,
    /// The category's name, as the alert shows it.
    pub category: String,
    /// 1 (least) to 4, as the category had it when this was written.
    pub severity: u8,
    /// What the officer is to do, whom to call.
    pub instructions: String,
    /// Who vouches for it.
    pub sources: Vec<String>,
    /// The criterion it meets.
    pub criterion: String,
    /// The date of the evidence.
    pub evidence_at: Option<Timestamp>,
    /// Who validated it last; empty before anybody has.
    pub validator: String,
}

impl Particulars {
    /// Opens them as they lie in the database.
    pub(super) fn open(key: &DataKey, sealed: &[u8]) -> Result<Self, Error> {
        serde_json::from_slice(&key.open("particulars", sealed)?)
            .map_err(Error::stored("entry's particulars"))
    }

    /// What people read and write of it.
    pub(crate) fn words(&self, expires_at: Option<Timestamp>) -> EntryWords {
        EntryWords {
            subject: self.subject.clone(),
            biography: self.biography.clone(),
            category: self.category.clone(),
            instructions: self.instructions.clone(),
            sources: self.sources.clone(),
            criterion: self.criterion.clone(),
            evidence_at: self.evidence_at,
            expires_at,
        }
    }

    /// What it rests on, by the rules of its category.
    pub(crate) fn grounds<'a>(
        &'a self,
        list: &Watchlist,
        expires_at: Option<i64>,
        prints: usize,
    ) -> Grounds<'a> {
        Grounds {
            sources: &self.sources,
            sources_needed: category(list, &self.category).map_or(1, |category| category.sources),
            criterion: &self.criterion,
            evidence_at: self.evidence_at.map(|moment| moment.0),
            expires_at,
            prints,
        }
    }
}

/// A list's category of that name.
pub(super) fn category<'a>(list: &'a Watchlist, name: &str) -> Option<&'a Category> {
    list.terms.categories.iter().find(|category| category.name == name)
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
    pub standing: Standing<String>,
}

impl Entry {
    pub fn subject(id: EntryId) -> String {
        format!("entry/{id}")
    }

    /// Opens an entry as it lies in the database.
    pub fn open(vault: &Vault, row: &EntryRow) -> Result<Self, Error> {
        let key = vault.unwrap_key(&Self::subject(row.id), &row.wrapped_key)?;
        let particulars = Particulars::open(&key, &row.particulars)?;
        let prints = serde_json::from_slice(&key.open("prints", &row.prints)?)
            .map_err(Error::stored("entry's prints"))?;
        Ok(Self { id: row.id, key, particulars, prints, standing: row.standing.clone() })
    }

    /// Where it stands now.
    pub fn state(&self, now: Timestamp) -> EntryState {
        self.standing.state_at(now.0)
    }

    /// Whether it may still be searched and alerted on.
    pub fn may_alert(&self, now: Timestamp) -> bool {
        self.standing.alerts(now.0)
    }

    /// What is compared, by finger.
    pub fn templates(&self) -> Result<Vec<(FingerPosition, Template)>, Error> {
        self.prints
            .iter()
            .map(|print| Ok((print.position, Template::from_bytes(&print.template.0)?)))
            .collect::<Result<Vec<_>, fingerprint::TemplateError>>()
            .map_err(|error| Error::Stored { what: "reference print", why: error.to_string() })
    }
}
