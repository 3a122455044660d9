//! For whoever has lost the receipt: the desk finds the record by name and makes sure whose it is; a second person of the
//! desk, who is asked for a fresh proof of who they are, has a new receipt made. With that the person asks like anybody
//! else. Receipts that there were go on working, so that what was asked with them is still answered.

use wire::redress::{LostReceipt, NewLostReceipt, NewReceipt, RedressCode};
use wire::{Code, EncounterId, LostReceiptId};

use super::must_say;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::encounters::subject;
use crate::problem::{Error, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::redress::codes::{self, CodeRow};
use crate::storage::redress::lost_receipts::{self, LostReceiptRow};
use crate::storage::{Connection, accounts};
use crate::vault;

/// What the words are sealed as.
fn place(id: LostReceiptId) -> String {
    format!("lost receipt {id}")
}

impl Service {
    /// Asks for a new receipt of a record.
    pub(crate) async fn lose_receipt(
        &self,
        actor: &Actor,
        id: EncounterId,
        lost: NewLostReceipt,
    ) -> Result<LostReceiptId, Error> {
        must_say("checked", &lost.checked, "Say by what you made sure that the record is this person's.")?;
        must_say("reason", &lost.reason, "Say why the person has no receipt.")?;
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let record = self.record_at_desk(&mut transaction, actor, Action::Redress, id).await?;
        let lost_id = LostReceiptId::new();
        let plain = serde_json::to_vec(&lost).map_err(Error::stored("lost receipt"))?;
        let words = self.manifest(&record)?.0.seal(&place(lost_id), &plain)?;
        let row =
            LostReceiptRow { id: lost_id, encounter: id, asked_by: actor.account, asked_at: now, words };
        if !lost_receipts::insert(&mut transaction, &row).await? {
            return Err(refuse(Code::Already, "A new receipt of this record waits for a second person."));
        }
        let line = Line::by(actor, "redress.lose", subject(id)).of(record.country).because(lost.reason);
        let line = line.with(format!("identity: {}", lost.checked));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(lost_id)
    }

    /// What waits for a second person at the actor's desk.
    pub(crate) async fn lost_receipts(&self, actor: &Actor) -> Result<Vec<LostReceipt>, Error> {
        authorize(actor, Action::Redress, Object::Site(actor.place()))?;
        let mut snapshot = self.storage.snapshot().await?;
        let names = self.names(&mut snapshot).await?;
        let mut waiting = Vec::new();
        for row in lost_receipts::all(&mut snapshot).await? {
            let Some(record) = encounters::find(&mut snapshot, row.encounter).await? else { continue };
            if authorize(actor, Action::Redress, Object::Site(record.place())).is_err() {
                continue;
            }
            let site = accounts::site(&mut snapshot, &self.programme_key, record.site, self.clock.now());
            waiting.push(LostReceipt {
                id: row.id,
                record: record.id.reference(),
                site: site.await?.name,
                asked_by: names.get(&row.asked_by.to_string()).cloned().unwrap_or_default(),
                own: row.asked_by == actor.account,
                asked_at: row.asked_at,
                words: self.words_of(&record, &row)?,
            });
        }
        drop(snapshot);
        let line = Line::by(actor, "redress.lost", format!("site/{}", actor.site))
            .with(format!("{} receipts", waiting.len()));
        self.note(line).await?;
        Ok(waiting)
    }

    /// Has a new receipt made, as the second person.
    pub(crate) async fn replace_receipt(
        &self,
        actor: &Actor,
        id: LostReceiptId,
    ) -> Result<NewReceipt, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let (row, record) = self.lost_receipt(&mut transaction, actor, Action::ReplaceReceipt, id).await?;
        if row.asked_by == actor.account {
            return Err(refuse(Code::NotAllowed, "Somebody else of the desk confirms what you asked for."));
        }
        let words = self.words_of(&record, &row)?;
        let code = RedressCode::from_random(vault::random());
        let kept = CodeRow {
            tag: self.tag_of(&code),
            encounter: record.id,
            site: record.site,
            country: record.country,
        };
        codes::insert(&mut transaction, &kept, now).await?;
        lost_receipts::delete(&mut transaction, id).await?;
        let line = Line::by(actor, "redress.replace", subject(record.id))
            .of(record.country)
            .because(words.reason)
            .with(format!("asked by account/{}; identity: {}", row.asked_by, words.checked));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(NewReceipt { code })
    }

    /// Declines a new receipt; so may who asked for it.
    pub(crate) async fn decline_receipt(&self, actor: &Actor, id: LostReceiptId) -> Result<(), Error> {
        let mut transaction = self.storage.write().await?;
        let (row, record) = self.lost_receipt(&mut transaction, actor, Action::Redress, id).await?;
        lost_receipts::delete(&mut transaction, id).await?;
        let line = Line::by(actor, "redress.decline", subject(record.id))
            .of(record.country)
            .with(format!("asked by account/{}", row.asked_by));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }

    async fn lost_receipt(
        &self,
        db: &mut Connection,
        actor: &Actor,
        action: Action,
        id: LostReceiptId,
    ) -> Result<(LostReceiptRow, EncounterRow), Error> {
        // A role that may never do this learns so before anything is looked up.
        authorize(actor, action, Object::Site(actor.place()))?;
        let row = lost_receipts::find(db, id).await?.ok_or_else(|| not_found("receipt"))?;
        let record = self.record_at_desk(db, actor, action, row.encounter).await?;
        Ok((row, record))
    }

    /// A record of the desk's country.
    async fn record_at_desk(
        &self,
        db: &mut Connection,
        actor: &Actor,
        action: Action,
        id: EncounterId,
    ) -> Result<EncounterRow, Error> {
        authorize(actor, action, Object::Site(actor.place()))?;
        let record = encounters::find(db, id).await?.ok_or_else(|| not_found("record"))?;
        authorize(actor, action, Object::Site(record.place()))?;
        Ok(record)
    }

    fn words_of(&self, record: &EncounterRow, row: &LostReceiptRow) -> Result<NewLostReceipt, Error> {
        let plain = self.manifest(record)?.0.open(&place(row.id), &row.words)?;
        serde_json::from_slice(&plain).map_err(Error::stored("lost receipt"))
    }
}
