//! Erasing a subject: the data key first of all, then every row and image that it sealed.

use policy::Country;
use serde::Serialize;
use sha2::{Digest, Sha256 as Hasher};
use wire::event::Event;
use wire::purge::Record;
use wire::watchlist::ChangeStep;
use wire::{Code, EncounterId, EntryId, ListId, RedressId, Sha256, Timestamp};

use crate::audit::Line;
use crate::biographic::Who;
use crate::encounters::status_of;
use crate::events::Audience;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::storage::alerts::AlertRow;
use crate::storage::changes::{self, ChangeRow, Effect};
use crate::storage::erasures::{self, Erased};
use crate::storage::redress::cases;
use crate::storage::{Connection, cases as subject_cases, encounters, hits, purges};

/// Whom to forget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A person who was recorded.
    Encounter(EncounterId),
    /// A person on a watchlist.
    Entry(EntryId),
    /// What somebody asked the redress desk.
    Request(RedressId),
}

impl From<Record> for Subject {
    fn from(record: Record) -> Self {
        match record {
            Record::Encounter(id) => Self::Encounter(id),
            Record::Redress(id) => Self::Request(id),
        }
    }
}

impl std::str::FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a subject is encounter/ID, entry/ID or redress/ID".to_owned();
        match text.split_once('/').ok_or_else(wrong)? {
            ("encounter", id) => id.parse().map(Self::Encounter).map_err(|_| wrong()),
            ("entry", id) => id.parse().map(Self::Entry).map_err(|_| wrong()),
            ("redress", id) => id.parse().map(Self::Request).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Encounter(id) => write!(f, "encounter/{id}"),
            Self::Entry(id) => write!(f, "entry/{id}"),
            Self::Request(id) => write!(f, "redress/{id}"),
        }
    }
}

/// What was erased: identifiers and hashes of what lay sealed, no data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Whom.
    pub subject: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// SHA-256 of the wrapped data key and of each sealed value, by what it was.
    pub erased: Vec<(String, Sha256)>,
    /// Images removed.
    pub images: u64,
}

/// What went with a subject's rows.
pub(crate) struct ErasedRows {
    /// Whose it was.
    pub country: Country,
    /// The list that has changed by it.
    pub list: Option<ListId>,
    /// SHA-256 of each sealed value, by what it was.
    pub hashes: Vec<(String, Sha256)>,
    /// Alerts that went with it, to be handed to [`Service::tell_of_alert`] once the transaction is committed.
    pub alerts: Vec<AlertRow>,
}

impl Service {
    /// Forgets a subject here and now. What a backup holds is gone with the master key that it was made under
    /// ([`crate::rotation`]).
    ///
    /// # Errors
    /// [`wire::Code::NotFound`]; [`wire::Code::Invalid`] without a reason; [`wire::Code::UnderHold`].
    pub async fn erase(&self, subject: Subject, reason: &str, by: &str) -> Result<Certificate, Error> {
        if reason.trim().is_empty() {
            return Err(invalid("reason", "Say why this person is to be forgotten."));
        }
        let mut transaction = self.storage.write().await?;
        let rows = self.erase_rows(&mut transaction, subject, reason, by).await?;
        transaction.commit().await?;
        rows.alerts.iter().for_each(|alert| self.tell_of_alert(alert));
        // The key is gone by now: whatever happens here, what remains opens for nobody.
        let images = self.erase_images(subject).await?;
        self.storage.forget_deleted().await?;
        if let Some(id) = rows.list {
            self.events.tell(Audience::Holders(rows.country), Event::List { id });
        }
        Ok(Certificate {
            subject: subject.to_string(),
            at: self.clock.now(),
            reason: reason.to_owned(),
            erased: rows.hashes,
            images,
        })
    }

    /// The first half: the key and the rows, in one transaction with their line in the log.
    pub(crate) async fn erase_rows(
        &self,
        db: &mut Connection,
        subject: Subject,
        reason: &str,
        by: &str,
    ) -> Result<ErasedRows, Error> {
        self.must_not_be_held(db, subject).await?;
        let alerts = self.take_erased_alerts_back(db, subject, (by, reason)).await?;
        let Erased { country, list, sealed, lost_hits } = match subject {
            Subject::Encounter(id) => {
                self.past.forget(id).await;
                self.named.forget(Who::Encounter(id)).await;
                erasures::encounter(db, id).await?
            }
            Subject::Entry(id) => {
                self.named.forget(Who::Entry(id)).await;
                erasures::entry(db, id).await?
            }
            Subject::Request(id) => erasures::request(db, id).await?,
        }
        .ok_or_else(|| not_found("subject"))?;
        for encounter in lost_hits {
            let left = hits::of(db, &self.programme_key, encounter).await?;
            encounters::set_status(db, encounter, status_of(&hits::standings(&left))).await?;
        }
        let hashes: Vec<(String, Sha256)> = sealed
            .into_iter()
            .map(|(what, bytes)| (what, Sha256::from_digest(&Hasher::digest(bytes).into())))
            .collect();
        let words: Vec<&str> = hashes.iter().map(|(_, hash)| hash.as_str()).collect();
        let line = Line::by_program(by, "subject.erase", subject.to_string())
            .of(country)
            .because(reason)
            .with(format!("{} sealed values: {}", hashes.len(), words.join(" ")));
        let now = self.clock.now();
        self.log.append(db, now, line).await?;
        if let (Subject::Entry(entry), Some((list, version))) = (subject, list) {
            // The pseudonym stays in the list's log of changes, so that devices let go of it too.
            let change = ChangeRow {
                list,
                version,
                entry,
                step: ChangeStep::Erase,
                effect: Effect::Leaves,
                at: now,
                actor: by.to_owned(),
                why: None,
            };
            changes::insert(db, &self.programme_key, &change).await?;
        }
        Ok(ErasedRows { country, list: list.map(|(id, _)| id), hashes, alerts })
    }

    /// Refuses where a legal hold keeps a subject; what was asked about a record is kept with it.
    pub(crate) async fn must_not_be_held(&self, db: &mut Connection, subject: Subject) -> Result<(), Error> {
        let encounter = match subject {
            Subject::Encounter(id) => Some(id),
            Subject::Entry(_) => None,
            Subject::Request(id) => cases::find(db, id).await?.map(|case| case.encounter),
        };
        match encounter {
            Some(id) if purges::is_held(db, id).await? => Err(refuse(
                Code::UnderHold,
                "This record is under legal hold: it is erased only after the hold is lifted.",
            )),
            _ => Ok(()),
        }
    }

    /// The second half: every image, and the documents of cases that went with it; how many images there were. Doing it again changes nothing.
    pub(crate) async fn erase_images(&self, subject: Subject) -> Result<u64, Error> {
        let forgotten = subject_cases::forgotten(&mut *self.storage.read().await?).await?;
        for case in forgotten {
            self.objects.delete_all(&crate::cases::subject(case)).await?;
            let mut transaction = self.storage.write().await?;
            subject_cases::swept(&mut transaction, case).await?;
            transaction.commit().await?;
        }
        self.objects.delete_all(&subject.to_string()).await
    }
}
