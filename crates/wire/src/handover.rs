//! What an alert leads to: the person is handed over to an authority, or is not.

use serde::{Deserialize, Serialize};

use crate::{AuthorityId, HandoverId, Timestamp};

/// How far a hand-over has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoverState {
    /// There is to be none.
    #[default]
    NoHandover,
    /// It is arranged.
    Planned,
    /// The person is with the authority.
    Done,
    /// It was arranged and is not to be.
    CalledOff,
}

impl HandoverState {
    /// Every state, in the order that a hand-over goes through them.
    pub const ALL: [Self; 4] = [Self::NoHandover, Self::Planned, Self::Done, Self::CalledOff];

    /// Whether `next` may come after it: what is done is not undone, and only what was arranged is called off.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Done => next == Self::Done,
            Self::NoHandover => next != Self::CalledOff,
            Self::Planned => next != Self::NoHandover,
            Self::CalledOff => matches!(next, Self::CalledOff | Self::Planned),
        }
    }
}

/// `PUT /api/alerts/{id}/handover`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverWords {
    /// How far it has come.
    pub state: HandoverState,
    /// To whom: one of the list's authorities, or another.
    pub authority: Contact,
    /// What allows it.
    pub legal_basis: String,
    /// The papers that go with the person.
    pub papers: String,
    /// What is theirs; may be empty.
    pub belongings: String,
    /// When it took place, or is to.
    pub at: Option<Timestamp>,
    /// What became of it; may be empty.
    pub outcome: String,
}

/// A hand-over as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Its identifier, which the printed form carries.
    pub id: HandoverId,
    /// What is written of it.
    pub words: HandoverWords,
    /// When that was last changed.
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: String,
}

/// Somebody to be called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Their name.
    pub name: String,
    /// Their number; may be empty.
    pub phone: String,
}

/// `GET /api/authorities`: to whom people are handed over in a country. `POST` adds one, `DELETE` of one takes it off
/// the list; hand-overs to it stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// Its identifier.
    pub id: AuthorityId,
    /// Who.
    pub contact: Contact,
}

/// `GET /api/handovers/figures`: alerts and what they led to. What is small is not counted, and neither is what would
/// give it away (`policy::SitePolicy::smallest_count`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverFigures {
    /// Counts from 1 up to this are not shown; 1 hides nothing.
    pub smallest: u16,
    /// One row for each category, site and month that has an alert.
    pub rows: Vec<HandoverRow>,
    /// All rows together.
    pub all: Counts,
}

/// Alerts of one category at one site in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverRow {
    /// The site's name.
    pub site: String,
    /// The category's name.
    pub category: String,
    /// The first moment of the month in which they were raised (UTC).
    pub month: Timestamp,
    /// How many.
    pub counts: Counts,
}

/// What may be shown of how many there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Alerts.
    pub alerts: Option<u32>,
    /// What these led to; never without how many they are.
    pub led_to: Option<LedTo>,
}

/// What alerts led to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedTo {
    /// Of them taken back.
    pub taken_back: u32,
    /// Of them by state, in the order of [`HandoverState::ALL`]; an alert of which nothing is written counts as none.
    pub states: [u32; 4],
}

#[cfg(test)]
mod tests {
    use super::HandoverState as S;

    #[test]
    fn what_is_done_stays_done_and_only_what_was_arranged_is_called_off() {
        for next in S::ALL {
            assert_eq!(S::Done.may_become(next), next == S::Done);
        }
        assert!(!S::NoHandover.may_become(S::CalledOff) && S::Planned.may_become(S::CalledOff));
        assert!(S::CalledOff.may_become(S::Planned) && !S::CalledOff.may_become(S::Done));
    }
}
