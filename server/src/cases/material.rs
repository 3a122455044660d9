//! What people lay into a case: notes and documents.

use sha2::{Digest as _, Sha256 as Hasher};
use wire::case::{CaseView, DocumentKind, LARGEST_DOCUMENT, NewNote};
use wire::{CaseId, Code, NoteId, Sha256};

use super::{DUTY, stated};
use crate::audit::Line;
use crate::authorize::Action;
use crate::objects::ImageName;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::cases::documents::{self, DocumentRow};
use crate::storage::cases::notes::{self, NoteRow};

const LONGEST_NAME: usize = 120;

/// What a note is sealed as.
pub(super) fn note(id: NoteId) -> String {
    format!("note {id}")
}

/// What a document's name is sealed as.
pub(super) fn name(sha256: &Sha256) -> String {
    format!("name of document {sha256}")
}

impl Service {
    /// Writes something down in a case.
    pub(crate) async fn add_note(&self, actor: &Actor, id: CaseId, new: NewNote) -> Result<CaseView, Error> {
        let mut transaction = self.storage.write().await?;
        let row = self.case_for(&mut transaction, actor, Action::KeepCases, id).await?;
        let text = stated("text", &new.text, "A note says something.")?;
        let note_id = NoteId::new();
        let words = self.case_key(&row)?.seal(&note(note_id), text.as_bytes())?;
        let new = NoteRow { id: note_id, at: self.clock.now(), who: actor.account, words };
        notes::insert(&mut transaction, id, &new).await?;
        let line = (actor, "case.note");
        self.put_case_on_record(&mut transaction, line, &row, DUTY, format!("note {note_id}")).await?;
        let view = self.case_view(&mut transaction, actor, &row).await?;
        transaction.commit().await?;
        Ok(view)
    }

    /// Lays a document into a case. The same again changes nothing.
    pub(crate) async fn add_document(
        &self,
        actor: &Actor,
        id: CaseId,
        sha256: Sha256,
        called: &str,
        bytes: Vec<u8>,
    ) -> Result<(), Error> {
        let mut db = self.storage.read().await?;
        let row = self.case_for(&mut db, actor, Action::KeepCases, id).await?;
        drop(db);
        let called = called.trim().to_owned();
        let sound = !called.is_empty() && !called.chars().any(char::is_control);
        if !sound || called.chars().count() > LONGEST_NAME {
            return Err(invalid("name", "A document has a name of at most 120 characters."));
        }
        let (bytes, kind) = tokio::task::spawn_blocking({
            let sha256 = sha256.clone();
            move || check(bytes, &sha256)
        })
        .await??;
        let key = self.case_key(&row)?;
        let document = DocumentRow {
            kind,
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            at: self.clock.now(),
            who: actor.account,
            name: key.seal(&name(&sha256), called.as_bytes())?,
            sha256: sha256.clone(),
        };
        self.objects.put(&ImageName::of_case(id, &sha256), &key, &bytes).await?;
        let mut transaction = self.storage.write().await?;
        let row = self.case_for(&mut transaction, actor, Action::KeepCases, id).await?;
        if documents::insert(&mut transaction, id, &document).await? {
            let line = (actor, "case.document");
            self.put_case_on_record(&mut transaction, line, &row, DUTY, format!("document {sha256}")).await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// A document, and what it is. Looking at it is on record.
    pub(crate) async fn document(
        &self,
        actor: &Actor,
        id: CaseId,
        sha256: &Sha256,
    ) -> Result<(Vec<u8>, DocumentKind), Error> {
        let mut db = self.storage.read().await?;
        let row = self.case_for(&mut db, actor, Action::ReadCases, id).await?;
        let laid_in = documents::of(&mut db, id).await?;
        drop(db);
        let document = laid_in.iter().find(|document| document.sha256 == *sha256);
        let kind = document.map(|document| document.kind).ok_or_else(|| not_found("document"))?;
        let line = Line::by(actor, "case.document_read", super::subject(id))
            .of(row.country)
            .because(DUTY)
            .with(format!("document {sha256}"));
        self.note(line).await?;
        let bytes = self.objects.get(&ImageName::of_case(id, sha256), &self.case_key(&row)?).await?;
        Ok((bytes, kind))
    }
}

/// Whether the bytes are what they are called, and something that a case takes.
fn check(bytes: Vec<u8>, sha256: &Sha256) -> Result<(Vec<u8>, DocumentKind), Error> {
    if bytes.len() > LARGEST_DOCUMENT {
        return Err(refuse(Code::TooLarge, "A document has at most 12 MiB."));
    }
    if Sha256::from_digest(&Hasher::digest(&bytes).into()) != *sha256 {
        return Err(invalid("sha256", "The bytes are not those that were named: send the document again."));
    }
    let kind = DocumentKind::of(&bytes)
        .ok_or_else(|| invalid("document", "A document is a PDF, a PNG or a JPEG."))?;
    if kind != DocumentKind::Pdf {
        raster::decode(&bytes).map_err(|error| refuse(Code::UnreadableImage, format!("{error}.")))?;
    }
    Ok((bytes, kind))
}
