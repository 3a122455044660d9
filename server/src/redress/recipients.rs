//! Who received something of a record, and what they must be told. Sending is another's work: here the notices wait.

use wire::RecipientId;
use wire::redress::{Done, Recipient};

use crate::problem::Error;
use crate::service::Service;
use crate::storage::Connection;
use crate::storage::redress::cases::CaseRow;
use crate::storage::redress::{recipients, steps};

const NAME: &str = "name of a recipient";

impl Service {
    /// The recipients of a case, with their notices.
    pub(super) async fn recipients_of(
        &self,
        db: &mut Connection,
        case: &CaseRow,
    ) -> Result<Vec<Recipient>, Error> {
        let key = self.key_of(case)?;
        let mut all = Vec::new();
        for (id, sealed) in recipients::of(db, case.id).await? {
            let name = String::from_utf8(key.open(NAME, &sealed)?)
                .map_err(|_| Error::Stored { what: "recipient", why: "its name is no text".into() })?;
            all.push(Recipient { id, name, notices: recipients::notices(db, id).await? });
        }
        Ok(all)
    }

    /// Notes which countries received something of the record, as far as the server knows. To be done while the record is
    /// there.
    pub(super) async fn find_recipients(&self, db: &mut Connection, case: &CaseRow) -> Result<(), Error> {
        let known = self.recipients_of(db, case).await?;
        for country in recipients::countries(db, case.encounter, case.country).await? {
            let name = country.to_string();
            if known.iter().all(|recipient| recipient.name != name) {
                self.add_recipient(db, case, &name).await?;
            }
        }
        Ok(())
    }

    /// Names a recipient, who is then to be told of all that was done so far.
    pub(super) async fn add_recipient(
        &self,
        db: &mut Connection,
        case: &CaseRow,
        name: &str,
    ) -> Result<(), Error> {
        let id = RecipientId::new();
        let sealed = self.key_of(case)?.seal(NAME, name.as_bytes())?;
        recipients::insert(db, case.id, id, &sealed).await?;
        let now = self.clock.now();
        for done in steps::done(db, case.id).await? {
            recipients::queue(db, id, done, now).await?;
        }
        Ok(())
    }

    /// Queues a notice of what was done to everybody who received the record.
    pub(super) async fn tell(&self, db: &mut Connection, case: &CaseRow, done: Done) -> Result<(), Error> {
        let now = self.clock.now();
        for (recipient, _) in recipients::of(db, case.id).await? {
            recipients::queue(db, recipient, done, now).await?;
        }
        Ok(())
    }
}
