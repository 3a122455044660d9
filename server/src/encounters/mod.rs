//! Encounters: received, searched, stored, and shown to the site they come from.

mod judging;
mod manifest;
mod record;
mod taking;
mod view;

pub(crate) use view::{open, templates};
use wire::EncounterId;
use wire::encounter::EncounterStatus;
use wire::hit::{Outcome, Stage};

/// What its data key and its lines in the log are for.
pub(crate) fn subject(id: EncounterId) -> String {
    format!("encounter/{id}")
}

/// Where an encounter stands by its hits: an identification by two people is told before anything else.
pub(crate) fn status_of(hits: &[(Stage, Option<Outcome>)]) -> EncounterStatus {
    let outcomes: Vec<Outcome> = hits.iter().filter_map(|(_, outcome)| *outcome).collect();
    let any_at = |stage| hits.iter().any(|(at, _)| *at == stage);
    if hits.is_empty() {
        EncounterStatus::NoMatch
    } else if outcomes.contains(&Outcome::Identification) {
        EncounterStatus::Identified
    } else if any_at(Stage::WithSupervisor) {
        EncounterStatus::WithSupervisor
    } else if any_at(Stage::FirstReview) || any_at(Stage::SecondReview) {
        EncounterStatus::UnderReview
    } else if outcomes.iter().all(|outcome| *outcome == Outcome::Exclusion) {
        EncounterStatus::Excluded
    } else {
        EncounterStatus::Inconclusive
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identification_is_told_before_anything_that_is_still_open() {
        let closed = |outcome| (Stage::Closed, Some(outcome));
        let open = (Stage::SecondReview, None);
        let conflict = (Stage::WithSupervisor, None);
        for (hits, status) in [
            (vec![], EncounterStatus::NoMatch),
            (vec![open], EncounterStatus::UnderReview),
            (vec![closed(Outcome::Exclusion), open], EncounterStatus::UnderReview),
            (vec![open, conflict], EncounterStatus::WithSupervisor),
            (vec![conflict, closed(Outcome::Identification)], EncounterStatus::Identified),
            (vec![closed(Outcome::Exclusion), closed(Outcome::Inconclusive)], EncounterStatus::Inconclusive),
            (vec![closed(Outcome::Exclusion)], EncounterStatus::Excluded),
        ] {
            assert_eq!(status_of(&hits), status, "{hits:?}");
        }
    }
}
