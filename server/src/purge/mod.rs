//! Forgetting by itself: records whose time is over are announced, a day later erased, and certified.
//!
//! Every step is a transaction or can be done again, so that a purge that is cut off anywhere goes on where it was:
//! the key and the rows of a record go together with the note that they are gone; then its images; then a note of that;
//! at last the certificate, in the transaction of its line in the log.

mod certificate;
mod holds;
mod look;

use policy::{Class, Country, Rule, Ruling};
use serde::{Deserialize, Serialize};
use wire::event::Event;
use wire::purge::{Due, Record, SignedCertificate};
use wire::{PurgeId, Timestamp};

use crate::audit::Line;
use crate::authorize::Place;
use crate::events::Audience;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::purges::{self, ItemRow, ItemState, PurgeRow};
use crate::storage::redress::cases;
use crate::storage::{accounts, encounters, parts, word};

/// How often records are looked through.
pub(crate) const LOOK_SECONDS: i64 = 3600;
/// How long after its announcement a purge begins: time to object.
const NOTICE_SECONDS: i64 = 86_400;

/// What of a purge was just done; between two of them it may be cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The key and the rows of a record are gone, or it was found to be kept.
    RowsGone,
    /// Its images are gone.
    ImagesGone,
    /// That was noted.
    Noted,
    /// What was deleted has left the files.
    Swept,
}

/// Why a record is announced; sealed, because the class of a person is nobody's business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Why {
    class: Class,
    ruling: Ruling,
    due_at: Timestamp,
    /// What people call it; none in what was announced before this was kept.
    #[serde(default)]
    reference: Option<String>,
}

impl Service {
    /// Announces what is due in each country, and erases what was announced a day ago. `go_on` is asked after every
    /// step; once it says no, the rest is left to the next call.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Objects`]; what was done until then is not done again.
    pub async fn purge_due(
        &self,
        by: &str,
        mut go_on: impl FnMut(Step) -> bool + Send,
    ) -> Result<Vec<SignedCertificate>, Error> {
        let countries = accounts::countries(&mut *self.storage.read().await?).await?;
        let mut certificates = Vec::new();
        for country in countries {
            let open = purges::unfinished(&mut *self.storage.read().await?, country).await?;
            match open {
                None => self.announce(country, by).await?,
                Some(purge) if purge.begins_at > self.clock.now() => {}
                Some(purge) => match self.carry_out(country, &purge, by, &mut go_on).await? {
                    Some(certificate) => certificates.push(certificate),
                    None => break,
                },
            }
        }
        Ok(certificates)
    }

    /// Announces what is due in a country, if anything is.
    async fn announce(&self, country: Country, by: &str) -> Result<(), Error> {
        let now = self.clock.now();
        if self.look(&mut *self.storage.read().await?, country, now).await?.erase.is_empty() {
            return Ok(());
        }
        let mut transaction = self.storage.write().await?;
        if purges::unfinished(&mut transaction, country).await?.is_some() {
            return Ok(());
        }
        let found = self.look(&mut transaction, country, now).await?;
        let begins_at = now.plus_seconds(NOTICE_SECONDS);
        let purge = PurgeRow { id: PurgeId::new(), planned_at: now, begins_at };
        purges::insert(&mut transaction, country, &purge).await?;
        for due in &found.erase {
            let reference = Some(due.reference.clone());
            let why = Why { class: due.class, ruling: due.ruling, due_at: due.due_at, reference };
            let plain = serde_json::to_vec(&why).map_err(Error::stored("purge"))?;
            let sealed = self.programme_key.seal(&place(purge.id, due.record), &plain)?;
            purges::insert_item(&mut transaction, purge.id, due.record, &sealed).await?;
        }
        let counts: Vec<String> =
            found.counts.iter().map(|(class, number)| format!("{} {number}", word(class))).collect();
        let line = Line::by_program(by, "purge.announce", subject(purge.id))
            .of(country)
            .because("the time of these records is over")
            .with(counts.join(", "));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await
    }

    /// Erases what was announced and is still due; none if it was told to stop before it was done.
    async fn carry_out(
        &self,
        country: Country,
        purge: &PurgeRow,
        by: &str,
        go_on: &mut (impl FnMut(Step) -> bool + Send),
    ) -> Result<Option<SignedCertificate>, Error> {
        let items = purges::items(&mut *self.storage.read().await?, purge.id).await?;
        for item in items {
            let unreadable = match item.state {
                ItemState::Erased | ItemState::Kept => continue,
                ItemState::Unreadable => true,
                ItemState::Planned => {
                    let gone = self.erase_if_still_due(purge, &item, by).await?;
                    if !go_on(Step::RowsGone) {
                        return Ok(None);
                    }
                    gone
                }
            };
            if !unreadable {
                continue;
            }
            self.erase_images(item.record.into()).await?;
            if !go_on(Step::ImagesGone) {
                return Ok(None);
            }
            let mut transaction = self.storage.write().await?;
            purges::set_state(&mut transaction, purge.id, item.record, ItemState::Erased).await?;
            transaction.commit().await?;
            if !go_on(Step::Noted) {
                return Ok(None);
            }
        }
        self.storage.forget_deleted().await?;
        if !go_on(Step::Swept) {
            return Ok(None);
        }
        self.certify(country, purge, by).await.map(Some)
    }

    /// Looks once more, and takes the key and the rows away in the same transaction; whether they are gone.
    async fn erase_if_still_due(&self, purge: &PurgeRow, item: &ItemRow, by: &str) -> Result<bool, Error> {
        let mut transaction = self.storage.write().await?;
        let now = self.clock.now();
        // None where it was erased meanwhile, because the person asked for it.
        let found = match item.record {
            Record::Encounter(id) => match encounters::find(&mut transaction, id).await? {
                Some(row) => Some((self.due(&mut transaction, &row, now).await?, row.place())),
                None => None,
            },
            Record::Redress(id) => match cases::find(&mut transaction, id).await? {
                Some(case) => {
                    let due = self.due_request(&mut transaction, &case, now).await?;
                    due.map(|due| (due, Place { site: case.site, country: case.country }))
                }
                None => None,
            },
        };
        let over = |due: &Due| due.due_at <= now && is_over(due.ruling.rule);
        let Some((due, place)) = found.filter(|(due, _)| over(due)) else {
            purges::set_state(&mut transaction, purge.id, item.record, ItemState::Kept).await?;
            transaction.commit().await?;
            return Ok(false);
        };
        let images = match item.record {
            Record::Encounter(id) => parts::of(&mut transaction, id).await?,
            Record::Redress(_) => vec![],
        };
        let images = images.iter().filter(|part| part.received_at.is_some()).count();
        let reason = format!("its time is over: {}, version {}", word(due.ruling.rule), due.ruling.version);
        let rows = self.erase_rows(&mut transaction, item.record.into(), &reason, by).await?;
        let hashes = serde_json::to_string(&rows.hashes).map_err(Error::stored("hashes"))?;
        let images = u64::try_from(images).unwrap_or(u64::MAX);
        purges::set_unreadable(&mut transaction, purge.id, item.record, &hashes, images).await?;
        transaction.commit().await?;
        self.events.tell(Audience::Site(place), Event::Lagged);
        rows.alerts.iter().for_each(|alert| self.tell_of_alert(alert));
        Ok(true)
    }
}

/// Whether what is due by this rule is erased, rather than kept after all.
fn is_over(rule: Rule) -> bool {
    !matches!(rule, Rule::LegalHold | Rule::OpenHit | Rule::OpenCase)
}

fn subject(purge: PurgeId) -> String {
    format!("purge/{purge}")
}

/// What a record's reasons are sealed as.
fn place(purge: PurgeId, record: Record) -> String {
    match record {
        Record::Encounter(id) => format!("purge {purge} of encounter {id}"),
        Record::Redress(id) => format!("purge {purge} of redress {id}"),
    }
}
