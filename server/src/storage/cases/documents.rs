//! What lies in cases; the sealed bytes are in the object store.

use sqlx::Row as _;
use wire::case::DocumentKind;
use wire::{AccountId, CaseId, Sha256, Timestamp};

use crate::problem::Error;
use crate::storage::{Connection, count, from_word, id, word};

/// A document as it lies in the database.
#[derive(Debug, Clone)]
pub struct DocumentRow {
    /// By its content.
    pub sha256: Sha256,
    /// What it is.
    pub kind: DocumentKind,
    /// How large.
    pub bytes: u64,
    /// When it was laid in.
    pub at: Timestamp,
    /// By whom.
    pub who: AccountId,
    /// What it was called, sealed.
    pub name: Vec<u8>,
}

/// Adds a document; one that is there stays as it is. Whether it was not.
pub async fn insert(db: &mut Connection, case: CaseId, document: &DocumentRow) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO case_document (subject_case, sha256, kind, bytes, at, who, name) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(case.to_string())
    .bind(document.sha256.as_str())
    .bind(word(document.kind))
    .bind(document.bytes.cast_signed())
    .bind(document.at.0)
    .bind(document.who.to_string())
    .bind(&document.name[..])
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The documents of a case, the oldest first.
pub async fn of(db: &mut Connection, case: CaseId) -> Result<Vec<DocumentRow>, Error> {
    let rows = sqlx::query(
        "SELECT sha256, kind, bytes, at, who, name FROM case_document WHERE subject_case = $1 \
         ORDER BY at, sha256",
    )
    .bind(case.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let sha256: String = row.try_get("sha256")?;
            Ok(DocumentRow {
                sha256: Sha256::try_from(sha256)
                    .map_err(|why| Error::Stored { what: "document", why: why.into() })?,
                kind: from_word("document", row.try_get("kind")?)?,
                bytes: count(row.try_get("bytes")?),
                at: Timestamp(row.try_get("at")?),
                who: id("account", row.try_get("who")?)?,
                name: row.try_get("name")?,
            })
        })
        .collect()
}
