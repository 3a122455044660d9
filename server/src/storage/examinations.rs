//! One person's work on one hit: the analysis, then the decision, sealed under the encounter's key.

use sqlx::Row as _;
use wire::{AccountId, EncounterId, HitId, Timestamp};

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

/// The examinations of a hit: the decided ones first, in their order.
pub async fn of(db: &mut Connection, hit: HitId) -> Result<Vec<ExaminationRow>, Error> {
    let rows = sqlx::query(
        "SELECT reviewer, analysis, decision, decided_at FROM examination WHERE hit = $1 \
         ORDER BY CASE WHEN turn IS NULL THEN 1 ELSE 0 END, turn, reviewer",
    )
    .bind(hit.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(ExaminationRow {
                reviewer: id("account", row.try_get("reviewer")?)?,
                analysis: row.try_get("analysis")?,
                decision: row.try_get("decision")?,
                decided_at: row.try_get::<Option<i64>, _>("decided_at")?.map(Timestamp),
            })
        })
        .collect()
}

/// The hits on which somebody has decided.
pub async fn decided_by(db: &mut Connection, reviewer: AccountId) -> Result<Vec<HitId>, Error> {
    let rows = sqlx::query(
        "SELECT x.hit FROM examination x JOIN hit h ON h.id = x.hit \
         WHERE x.reviewer = $1 AND x.turn IS NOT NULL AND h.outcome IS NULL",
    )
    .bind(reviewer.to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| id("hit", row.try_get("hit")?)).collect()
}

/// What somebody saved of an encounter's probe, sealed for one of its hits.
pub async fn analysis_of(
    db: &mut Connection,
    encounter: EncounterId,
    reviewer: AccountId,
) -> Result<Option<(HitId, Vec<u8>)>, Error> {
    let row = sqlx::query(
        "SELECT x.hit, x.analysis FROM examination x JOIN hit h ON h.id = x.hit \
         WHERE h.encounter = $1 AND x.reviewer = $2 AND x.analysis IS NOT NULL ORDER BY x.hit LIMIT 1",
    )
    .bind(encounter.to_string())
    .bind(reviewer.to_string())
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok((id("hit", row.try_get("hit")?)?, row.try_get("analysis")?))).transpose()
}

/// Keeps an analysis.
pub async fn insert_analysis(
    db: &mut Connection,
    hit: HitId,
    reviewer: AccountId,
    analysis: &[u8],
) -> Result<(), Error> {
    sqlx::query("INSERT INTO examination (hit, reviewer, analysis) VALUES ($1, $2, $3)")
        .bind(hit.to_string())
        .bind(reviewer.to_string())
        .bind(analysis)
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps a decision.
pub async fn set_decision(
    db: &mut Connection,
    hit: HitId,
    reviewer: AccountId,
    turn: usize,
    decision: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE examination SET turn = $1, decision = $2, decided_at = $3 WHERE hit = $4 AND reviewer = $5",
    )
    .bind(i64::try_from(turn).unwrap_or(i64::MAX))
    .bind(decision)
    .bind(now.0)
    .bind(hit.to_string())
    .bind(reviewer.to_string())
    .execute(db)
    .await?;
    Ok(())
}
