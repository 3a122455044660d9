use wire::redress::RedressCode;
use wire::{Code, EncounterId};

use crate::audit::Line;
use crate::authorize::Action;
use crate::encounters::subject;
use crate::problem::{Error, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::redress::codes::{self, CodeRow};

/// A receipt may be lost and printed again; not without end.
const CODES: u32 = 3;

impl Service {
    /// What alone is kept of a code.
    pub(super) fn tag_of(&self, code: &RedressCode) -> String {
        self.programme_key.tag("redress code", &code.plain())
    }

    /// Keeps the code that a device printed on the receipt of its own record. The same code again changes nothing.
    pub(crate) async fn give_code(
        &self,
        actor: &Actor,
        id: EncounterId,
        code: &RedressCode,
    ) -> Result<(), Error> {
        let tag = self.tag_of(code);
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let row = self.encounter_for(&mut transaction, actor, Action::GiveCode, id).await?;
        match codes::find(&mut transaction, &tag).await? {
            Some(found) if found.encounter == id => return Ok(()),
            Some(_) => return Err(refuse(Code::Conflict, "This code is another record's: make a new one.")),
            None => {}
        }
        if codes::of_encounter(&mut transaction, id).await? >= CODES {
            return Err(refuse(Code::Conflict, "This record has three receipts already."));
        }
        let code = CodeRow { tag, encounter: id, site: row.site, country: row.country };
        codes::insert(&mut transaction, &code, now).await?;
        let line = Line::by(actor, "redress.code", subject(id)).of(row.country);
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await
    }
}
