//! The audit log: append-only, each line's hash covering the line before.
//!
//! A line says who did what to what, from where and why. What could name a person lies sealed; the [`chain`] covers
//! its plain words.

mod chain;
mod checkpoint;
mod export;
mod line;
mod reading;
mod unusual;
mod watching;

use serde::{Deserialize, Serialize};
use wire::audit::{AuditEvent, Verification};
use wire::{Sha256, Timestamp};

use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::signing::Signer;
use crate::storage::audit::{self as rows, AuditRow};
use crate::storage::{Connection, Storage};
use crate::vault::{DataKey, NewKey, Vault};
use line::Who;

pub use checkpoint::{BadCheckpoint, Checkpoint, Checkpoints};
pub use line::Line;
pub(crate) use reading::{Question, is_reason, looked_for};

const SIGNING_KEY: &str = "signing key of the log";
const SUBJECT: &str = "audit";
const PAGE: u32 = 100;

/// The log, open for appending and reading.
pub struct Log {
    key: DataKey,
    signer: Signer,
}

/// What of a line is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Words {
    name: String,
    from: String,
    why: String,
    detail: String,
}

impl Log {
    /// Opens the log, beginning it if this is the first start.
    ///
    /// # Errors
    /// [`Error::Vault`] when the master key is not the one the log was begun with.
    pub(crate) async fn open(storage: &Storage, vault: &Vault) -> Result<Self, Error> {
        let mut transaction = storage.write().await?;
        if rows::head(&mut transaction).await?.is_none() {
            let NewKey { key, wrapped } = vault.new_key(SUBJECT)?;
            let signing_key = key.seal(SIGNING_KEY, &Signer::generate()?)?;
            rows::begin(&mut transaction, chain::BEGINNING, &wrapped, &signing_key).await?;
        }
        let head = rows::head(&mut transaction).await?.ok_or(sqlx::Error::RowNotFound)?;
        transaction.commit().await?;
        let key = vault.unwrap_key(SUBJECT, &head.wrapped_key)?;
        let signer = Signer::open(&key.open(SIGNING_KEY, &head.signing_key)?)?;
        Ok(Self { key, signer })
    }

    /// Puts a line on record, in the transaction of the change it tells of.
    pub(crate) async fn append(
        &self,
        db: &mut Connection,
        now: Timestamp,
        line: Line<'_>,
    ) -> Result<(), Error> {
        let head = rows::take_number(db).await?;
        let (actor, home, name, from) = match line.who {
            Who::Program(name) => (name.to_owned(), String::new(), name.to_owned(), String::new()),
            Who::Person(person) => (
                person.account.to_string(),
                person.country.to_string(),
                person.name.clone(),
                person.from.map(|address| address.to_string()).unwrap_or_default(),
            ),
        };
        let words = Words { name, from, why: line.why, detail: line.detail };
        let sealed = serde_json::to_vec(&words).map_err(Error::stored("audit line"))?;
        let mut row = AuditRow {
            seq: head.seq,
            at: now,
            actor,
            home,
            action: line.action.to_owned(),
            object: line.object,
            country: line.country.map(String::from).unwrap_or_default(),
            words: self.key.seal(&place(head.seq), &sealed)?,
            hash: String::new(),
        };
        row.hash = chain::hash(&head.hash, &row, &words).into();
        rows::append(db, &row).await
    }

    /// Recomputes the chain from its beginning to the end that the head names, and against the checkpoints.
    pub(crate) async fn verify(
        &self,
        db: &mut Connection,
        checkpoints: &Checkpoints,
    ) -> Result<Verification, Error> {
        let head = rows::head(db).await?.ok_or(sqlx::Error::RowNotFound)?;
        let mut link = chain::Link::before_the_first();
        let mut whole = true;
        loop {
            let page = rows::after(db, link.seq(), PAGE).await?;
            whole &=
                page.iter().all(|row| checkpoints.agree(row.seq, &row.hash) && self.fits(&mut link, row));
            if !whole || page.len() < PAGE as usize {
                break;
            }
        }
        whole &= head.seq == link.seq() && head.hash == link.hash() && checkpoints.newest() <= head.seq;
        let broken_at = (!whole).then(|| link.seq() + 1);
        Ok(Verification {
            events: link.seq(),
            broken_at,
            head: Sha256::try_from(head.hash).ok().filter(|_| head.seq > 0),
        })
    }

    /// Whether the row is the next one, unaltered; the link then stands behind it.
    fn fits(&self, link: &mut chain::Link, row: &AuditRow) -> bool {
        self.words(row).is_ok_and(|words| link.advance(row, &words))
    }

    fn words(&self, row: &AuditRow) -> Result<Words, Error> {
        serde_json::from_slice(&self.key.open(&place(row.seq), &row.words)?)
            .map_err(Error::stored("audit line"))
    }

    /// A line as it is told.
    pub(crate) fn event(&self, row: AuditRow) -> Result<AuditEvent, Error> {
        let Words { name, from, why, detail } = self.words(&row)?;
        Ok(AuditEvent {
            seq: row.seq,
            at: row.at,
            actor: name,
            account: row.actor.parse().ok(),
            home: row.home.parse().ok(),
            from: Some(from).filter(|from| !from.is_empty()),
            action: row.action,
            object: row.object,
            country: row.country.parse().ok(),
            why,
            detail,
            hash: Sha256::try_from(row.hash)
                .map_err(|why| Error::Stored { what: "audit line", why: why.into() })?,
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

    /// Whether the chain holds, for whoever may read it; that they asked is on record too.
    pub(crate) async fn verify_audit_for(&self, actor: &Actor) -> Result<Verification, Error> {
        authorize(actor, Action::ReadAudit, Object::Country(actor.country))?;
        let verification = self.verify_audit().await?;
        let found = match verification.broken_at {
            None => format!("{} lines hold", verification.events),
            Some(line) => format!("broken at line {line}"),
        };
        self.note(Line::by(actor, "audit.verify", SUBJECT).with(found)).await?;
        Ok(verification)
    }

    /// Whether the chain holds.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn verify_audit(&self) -> Result<Verification, Error> {
        self.verify_audit_against(&Checkpoints::default()).await
    }

    /// Whether the chain holds, and is still the one that the checkpoints were taken of.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn verify_audit_against(&self, checkpoints: &Checkpoints) -> Result<Verification, Error> {
        self.log.verify(&mut *self.storage.snapshot().await?, checkpoints).await
    }

    /// The public key that checkpoints are signed with, in hexadecimal: to be written down where the server is not.
    #[must_use]
    pub fn checkpoint_key(&self) -> String {
        self.log.signer.public_key()
    }

    /// A signature with the key of the checkpoints, in hexadecimal.
    pub(crate) fn checkpoint_signature(&self, message: &[u8]) -> String {
        self.log.signer.sign(message)
    }

    /// How the log stands now, signed; none before its first line.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn checkpoint(&self) -> Result<Option<Checkpoint>, Error> {
        let head = rows::head(&mut *self.storage.read().await?).await?.ok_or(sqlx::Error::RowNotFound)?;
        let hash = Sha256::try_from(head.hash)
            .map_err(|why| Error::Stored { what: "head of the log", why: why.into() })?;
        let signed = || Checkpoint::sign(&self.log.signer, head.seq, hash, self.clock.now());
        Ok((head.seq > 0).then(signed))
    }
}

fn place(seq: u64) -> String {
    format!("audit line {seq}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Log {
        let vault = Vault::open(crate::vault::KeySource::Given("ab".repeat(32))).unwrap();
        let signer = Signer::open(&Signer::generate().unwrap()).unwrap();
        Log { key: vault.new_key(SUBJECT).unwrap().key, signer }
    }

    fn rows(log: &Log, count: u64) -> Vec<AuditRow> {
        let mut previous = chain::BEGINNING.to_owned();
        (1..=count)
            .map(|seq| {
                let words = Words {
                    name: format!("Reviewer {seq}"),
                    from: "10.0.0.7".into(),
                    why: "review of a hit".into(),
                    detail: "exclusion".into(),
                };
                let mut row = AuditRow {
                    seq,
                    at: Timestamp(1_795_000_000_000 + seq.cast_signed()),
                    actor: "0190".into(),
                    home: "XV".into(),
                    action: "hit.decide".into(),
                    object: format!("hit/{seq}"),
                    country: "XV".into(),
                    words: log.key.seal(&place(seq), &serde_json::to_vec(&words).unwrap()).unwrap(),
                    hash: String::new(),
                };
                row.hash = chain::hash(&previous, &row, &words).into();
                previous.clone_from(&row.hash);
                row
            })
            .collect()
    }

    fn holds(log: &Log, rows: &[AuditRow]) -> bool {
        let mut link = chain::Link::before_the_first();
        rows.iter().all(|row| log.fits(&mut link, row)) && link.seq() == 4
    }

    /// Every way to flip one bit of a text; what is no text any more could not even be read.
    fn flips(text: &str) -> Vec<String> {
        (0..text.len() * 8)
            .filter_map(|bit| {
                let mut bytes = text.as_bytes().to_vec();
                bytes[bit / 8] ^= 1 << (bit % 8);
                String::from_utf8(bytes).ok()
            })
            .collect()
    }

    #[test]
    fn every_single_bit_of_every_field_counts() {
        let log = log();
        let whole = rows(&log, 4);
        assert!(holds(&log, &whole));
        let mut tried = 0;
        for at in 0..whole.len() {
            let mut with = |change: &dyn Fn(&mut AuditRow)| {
                let mut altered = whole.clone();
                change(&mut altered[at]);
                assert!(!holds(&log, &altered), "line {}", at + 1);
                tried += 1;
            };
            for bit in 0..64 {
                with(&|row| row.seq ^= 1 << bit);
                with(&|row| row.at.0 ^= 1 << bit);
            }
            for bit in 0..whole[at].words.len() * 8 {
                with(&|row| row.words[bit / 8] ^= 1 << (bit % 8));
            }
            let fields: [fn(&mut AuditRow) -> &mut String; 6] = [
                |row| &mut row.actor,
                |row| &mut row.home,
                |row| &mut row.action,
                |row| &mut row.object,
                |row| &mut row.country,
                |row| &mut row.hash,
            ];
            for field in fields {
                for altered in flips(field(&mut whole[at].clone())) {
                    with(&|row| field(row).clone_from(&altered));
                }
            }
        }
        assert!(tried > 6000, "{tried}");
    }

    #[test]
    fn lines_removed_reordered_repeated_or_put_in_between_break_the_chain() {
        let log = log();
        let whole = rows(&log, 4);
        for at in 0..4 {
            let mut removed = whole.clone();
            removed.remove(at);
            assert!(!holds(&log, &removed));
            let mut repeated = whole.clone();
            repeated.insert(at, whole[at].clone());
            assert!(!holds(&log, &repeated));
            for other in (0..4).filter(|other| *other != at) {
                let mut swapped = whole.clone();
                swapped.swap(at, other);
                assert!(!holds(&log, &swapped));
                let mut renumbered = swapped.clone();
                for (row, seq) in renumbered.iter_mut().zip(1..) {
                    row.seq = seq;
                }
                assert!(!holds(&log, &renumbered));
            }
        }
    }
}
