//! The wrapped data keys, wherever they lie.

use sqlx::Row as _;

use super::Connection;
use crate::problem::Error;

/// What a data key is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An encounter.
    Encounter,
    /// A watchlist entry.
    Entry,
    /// The audit log.
    Audit,
    /// The programme as a whole.
    Programme,
    /// An import.
    Import,
    /// Somebody who waits to be enrolled.
    Waiting,
    /// What a person asked with the code of their receipt.
    Redress,
    /// A packet that waits for a supervisor.
    Quarantine,
    /// A case.
    Case,
    /// A known-answer hit.
    KnownAnswer,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Encounter,
        Self::Entry,
        Self::Audit,
        Self::Programme,
        Self::Redress,
        Self::Import,
        Self::Waiting,
        Self::Quarantine,
        Self::Case,
        Self::KnownAnswer,
    ];
}

/// Every key of a kind: the row's identifier, the subject's name, and the key as it is wrapped.
pub async fn all(db: &mut Connection, kind: Kind) -> Result<Vec<(String, String, Vec<u8>)>, Error> {
    let query = match kind {
        Kind::Encounter => "SELECT id, 'encounter/' || id AS subject, wrapped_key FROM encounter",
        Kind::Entry => "SELECT id, 'entry/' || id AS subject, wrapped_key FROM entry",
        Kind::Import => "SELECT id, 'import/' || id AS subject, wrapped_key FROM import",
        Kind::Waiting => {
            "SELECT entry AS id, 'entry/' || entry AS subject, wrapped_key FROM import_line \
             WHERE wrapped_key IS NOT NULL"
        }
        Kind::Audit => "SELECT 'audit' AS id, 'audit' AS subject, wrapped_key FROM audit_head",
        Kind::Redress => "SELECT id, 'redress/' || id AS subject, wrapped_key FROM redress",
        Kind::Quarantine => {
            "SELECT id, 'quarantine/' || id AS subject, wrapped_key FROM quarantine WHERE wrapped_key IS NOT NULL"
        }
        Kind::Case => "SELECT id, 'case/' || id AS subject, wrapped_key FROM subject_case",
        Kind::KnownAnswer => "SELECT id, 'known-answer/' || id AS subject, wrapped_key FROM known_answer",
        Kind::Programme => "SELECT 'programme' AS id, 'programme' AS subject, wrapped_key FROM programme",
    };
    let rows = sqlx::query(query).fetch_all(db).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("id")?, row.try_get("subject")?, row.try_get("wrapped_key")?)))
        .collect()
}

/// Keeps a key as it is wrapped now.
pub async fn set(db: &mut Connection, kind: Kind, id: &str, wrapped: &[u8]) -> Result<(), Error> {
    // The two tables of one row take the identifier too, so that all are bound alike.
    let query = match kind {
        Kind::Encounter => "UPDATE encounter SET wrapped_key = $1 WHERE id = $2",
        Kind::Entry => "UPDATE entry SET wrapped_key = $1 WHERE id = $2",
        Kind::Import => "UPDATE import SET wrapped_key = $1 WHERE id = $2",
        Kind::Waiting => {
            "UPDATE import_line SET wrapped_key = $1 WHERE entry = $2 AND wrapped_key IS NOT NULL"
        }
        Kind::Audit => "UPDATE audit_head SET wrapped_key = $1 WHERE 'audit' = $2",
        Kind::Redress => "UPDATE redress SET wrapped_key = $1 WHERE id = $2",
        Kind::Quarantine => {
            "UPDATE quarantine SET wrapped_key = $1 WHERE id = $2 AND wrapped_key IS NOT NULL"
        }
        Kind::Case => "UPDATE subject_case SET wrapped_key = $1 WHERE id = $2",
        Kind::KnownAnswer => "UPDATE known_answer SET wrapped_key = $1 WHERE id = $2",
        Kind::Programme => "UPDATE programme SET wrapped_key = $1 WHERE 'programme' = $2",
    };
    sqlx::query(query).bind(wrapped).bind(id).execute(db).await?;
    Ok(())
}
