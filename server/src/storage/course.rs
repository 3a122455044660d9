//! The course of a hit over the bench: the columns that `hit` and `known_answer` have in common.

use policy::SitePolicy;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::hit::{Outcome, Stage};
use wire::{AccountId, Timestamp};

use super::{Query, count, from_word, id, word};
use crate::problem::Error;

/// How a hit came to the bench, until when it is wanted, and how far it has come.
#[derive(Debug, Clone)]
pub struct Course {
    /// How many people were searched.
    pub people: u64,
    /// The score from which a candidate was a lead.
    pub threshold: u16,
    /// When it was found.
    pub opened_at: Timestamp,
    /// When it should be decided by the severity of its category: reviewers see it once the hit is closed.
    pub due_at: Timestamp,
    /// When reviewers are asked to decide it, which tells no severity.
    pub shown_due_at: Timestamp,
    /// How far it has come.
    pub stage: Stage,
    /// What people came to, once closed.
    pub outcome: Option<Outcome>,
    /// Who has it open, until when.
    pub lock: Option<(AccountId, Timestamp)>,
}

impl Course {
    /// That of a hit which nobody has looked at: due, and asked for, in so many minutes.
    pub fn begin(policy: &SitePolicy, people: u64, (due, shown_due): (u16, u16), now: Timestamp) -> Self {
        let in_minutes = |minutes: u16| now.plus_seconds(i64::from(minutes) * 60);
        Self {
            people,
            threshold: policy.lead_threshold,
            opened_at: now,
            due_at: in_minutes(due),
            shown_due_at: in_minutes(shown_due),
            stage: Stage::FirstReview,
            outcome: None,
            lock: None,
        }
    }

    /// Binds what a new row says of it: people, threshold, opened_at, due_at, shown_due_at, stage.
    pub(super) fn bind(&self, query: Query) -> Query {
        query
            .bind(self.people.cast_signed())
            .bind(i64::from(self.threshold))
            .bind(self.opened_at.0)
            .bind(self.due_at.0)
            .bind(self.shown_due_at.0)
            .bind(word(self.stage))
    }

    pub(super) fn read(row: &AnyRow) -> Result<Self, Error> {
        let by: Option<String> = row.try_get("claimed_by")?;
        let until: Option<i64> = row.try_get("claimed_until")?;
        let outcome: Option<String> = row.try_get("outcome")?;
        Ok(Self {
            people: count(row.try_get("people")?),
            threshold: count(row.try_get("threshold")?),
            opened_at: Timestamp(row.try_get("opened_at")?),
            due_at: Timestamp(row.try_get("due_at")?),
            shown_due_at: Timestamp(row.try_get("shown_due_at")?),
            stage: from_word("hit's stage", row.try_get("stage")?)?,
            outcome: outcome.map(|word| from_word("hit's outcome", &word)).transpose()?,
            lock: match (by, until) {
                (Some(by), Some(until)) => Some((id("account", &by)?, Timestamp(until))),
                _ => None,
            },
        })
    }
}
