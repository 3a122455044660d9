//! The audit log: append-only, each line's hash covering the line before.
//!
//! The chain is SHA-256 over the previous hash and every field, each with its length before it, so that no two
//! different lines run together to the same bytes. Details are stored sealed; the chain covers their plain words.

use sha2::{Digest, Sha256 as Hasher};
use wire::audit::{AuditEvent, Verification};
use wire::{Sha256, Timestamp};

use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::audit::{self as rows, AuditRow};
use crate::storage::{Connection, Storage};
use crate::vault::{DataKey, NewKey, Vault};

/// The hash before the first line.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const SUBJECT: &str = "audit";
const PAGE: u32 = 100;

/// The log, open for appending and reading.
pub struct Log {
    key: DataKey,
}

/// What is put on record.
pub struct Line<'a> {
    /// Who: an account's name, or "server".
    pub actor: &'a str,
    /// What: `hit.decide`.
    pub action: &'static str,
    /// To what: `hit/0190...`.
    pub object: String,
    /// The stated reason or the particulars; no biometric data.
    pub detail: String,
}

impl Log {
    /// Opens the log, beginning it if this is the first start.
    ///
    /// # Errors
    /// [`Error::Vault`] when the master key is not the one the log was begun with.
    pub(crate) async fn open(storage: &Storage, vault: &Vault) -> Result<Self, Error> {
        let mut transaction = storage.write().await?;
        if rows::head(&mut transaction).await?.is_none() {
            let NewKey { wrapped, .. } = vault.new_key(SUBJECT)?;
            rows::begin(&mut transaction, BEGINNING, &wrapped).await?;
        }
        let head = rows::head(&mut transaction).await?.ok_or(sqlx::Error::RowNotFound)?;
        transaction.commit().await?;
        Ok(Self { key: vault.unwrap_key(SUBJECT, &head.wrapped_key)? })
    }

    /// Puts a line on record, in the transaction of the change it tells of.
    pub(crate) async fn append(
        &self,
        db: &mut Connection,
        now: Timestamp,
        line: Line<'_>,
    ) -> Result<(), Error> {
        let head = rows::take_number(db).await?;
        let mut event = AuditEvent {
            seq: head.seq,
            at: now,
            actor: line.actor.to_owned(),
            action: line.action.to_owned(),
            object: line.object,
            detail: line.detail,
            hash: Sha256::from_digest(&[0; 32]),
        };
        event.hash = chained(&head.hash, &event);
        let detail = self.key.seal(&place(event.seq), event.detail.as_bytes())?;
        let row = AuditRow {
            seq: event.seq,
            at: event.at,
            actor: event.actor,
            action: event.action,
            object: event.object,
            detail,
            hash: event.hash.into(),
        };
        rows::append(db, &row).await
    }

    /// Up to 100 lines below number `before`, newest first.
    pub(crate) async fn read(&self, db: &mut Connection, before: u64) -> Result<Vec<AuditEvent>, Error> {
        rows::before(db, before, PAGE).await?.into_iter().map(|row| self.event(row)).collect()
    }

    /// Recomputes the chain from its beginning to the end that the head names.
    pub(crate) async fn verify(&self, db: &mut Connection) -> Result<Verification, Error> {
        let head = rows::head(db).await?.ok_or(sqlx::Error::RowNotFound)?;
        let mut hash = BEGINNING.to_owned();
        let mut checked = 0;
        let answer = |events, broken_at| Verification {
            events,
            broken_at,
            head: Sha256::try_from(head.hash.clone()).ok().filter(|_| head.seq > 0),
        };
        while checked < head.seq {
            let page = rows::after(db, checked, PAGE).await?;
            if page.is_empty() {
                return Ok(answer(checked, Some(checked + 1)));
            }
            for row in page.into_iter().take_while(|row| row.seq <= head.seq) {
                let seq = row.seq;
                let fits = self.event(row).is_ok_and(|event| {
                    seq == checked + 1 && chained(&hash, &event) == event.hash && {
                        hash = event.hash.into();
                        true
                    }
                });
                if !fits {
                    return Ok(answer(checked, Some(checked + 1)));
                }
                checked = seq;
            }
        }
        let broken = (hash != head.hash).then_some(checked + 1);
        Ok(answer(checked, broken))
    }

    fn event(&self, row: AuditRow) -> Result<AuditEvent, Error> {
        let damaged = |why: &str| Error::Stored { what: "audit line", why: why.into() };
        let detail = self.key.open(&place(row.seq), &row.detail)?;
        Ok(AuditEvent {
            seq: row.seq,
            at: row.at,
            actor: row.actor,
            action: row.action,
            object: row.object,
            detail: String::from_utf8(detail).map_err(|_| damaged("its detail is not text"))?,
            hash: Sha256::try_from(row.hash).map_err(damaged)?,
        })
    }
}

impl Service {
    /// Puts on record that something was read. What was read is answered only once this is done.
    pub(crate) async fn note(&self, line: Line<'_>) -> Result<(), Error> {
        let mut transaction = self.storage.write().await?;
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }

    /// Lines of the log; who reads them is on record too.
    pub(crate) async fn read_audit(&self, actor: &Actor, before: u64) -> Result<Vec<AuditEvent>, Error> {
        authorize(actor, Action::ReadAudit, Object::Programme)?;
        let events = self.log.read(&mut *self.storage.read().await?, before).await?;
        self.note(Line {
            actor: &actor.name,
            action: "audit.read",
            object: SUBJECT.into(),
            detail: match (events.last(), events.first()) {
                (Some(oldest), Some(newest)) => format!("lines {} to {}", oldest.seq, newest.seq),
                _ => "no lines".into(),
            },
        })
        .await?;
        Ok(events)
    }

    /// Whether the chain holds, for whoever may read it.
    pub(crate) async fn verify_audit_for(&self, actor: &Actor) -> Result<Verification, Error> {
        authorize(actor, Action::ReadAudit, Object::Programme)?;
        self.verify_audit().await
    }

    /// Whether the chain holds.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn verify_audit(&self) -> Result<Verification, Error> {
        self.log.verify(&mut *self.storage.snapshot().await?).await
    }
}

fn place(seq: u64) -> String {
    format!("audit line {seq}")
}

/// The hash of `event` after a line whose hash is `previous`.
fn chained(previous: &str, event: &AuditEvent) -> Sha256 {
    let mut hasher = Hasher::new();
    let (seq, at) = (event.seq.to_string(), event.at.0.to_string());
    for field in [previous, &seq, &at, &event.actor, &event.action, &event.object, &event.detail] {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    Sha256::from_digest(&hasher.finalize().into())
}
