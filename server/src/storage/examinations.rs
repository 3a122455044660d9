//! One person's work on one hit: the analysis, then the decision, sealed under the encounter's key.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::{AccountId, HitId, Timestamp};

use super::on_bench::{self, Origin};
use super::{Connection, id};
use crate::problem::Error;

/// An examination as it lies in the database.
#[derive(Debug, Clone)]
pub struct ExaminationRow {
    /// Whose.
    pub reviewer: AccountId,
    /// [`wire::hit::Analysis`], sealed.
    pub analysis: Option<Vec<u8>>,
    /// [`wire::hit::Decision`], sealed.
    pub decision: Option<Vec<u8>>,
    /// When they decided.
    pub decided_at: Option<Timestamp>,
}

/// The examinations of a hit that a search found: the decided ones first, in their order.
pub async fn of(db: &mut Connection, hit: HitId) -> Result<Vec<ExaminationRow>, Error> {
    on_bench::examinations(db, (Origin::Found, hit)).await
}

pub(super) fn examination_row(row: &AnyRow) -> Result<ExaminationRow, Error> {
    Ok(ExaminationRow {
        reviewer: id("account", row.try_get("reviewer")?)?,
        analysis: row.try_get("analysis")?,
        decision: row.try_get("decision")?,
        decided_at: row.try_get::<Option<i64>, _>("decided_at")?.map(Timestamp),
    })
}
