use wire::biography::BornAgreement;
use wire::hit::{Against, Claim, Finding, Outcome, Provenance, QueueItem, Stage, Value};
use wire::reviewing::Answer;
use wire::session::Role;

use crate::I18n;
use crate::bench::{TimeLeft, Urgency};
use crate::components::Tone;
use crate::texts::i18n::*;

/// "Urgent".
pub fn urgency(i18n: I18n, urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Late => t_string!(i18n, queue.late),
        Urgency::Urgent => t_string!(i18n, queue.urgent),
        Urgency::Soon => t_string!(i18n, queue.soon),
        Urgency::Routine => t_string!(i18n, queue.routine),
    }
}

/// "3:12 left".
pub fn time_left(i18n: I18n, left: TimeLeft) -> String {
    match left {
        TimeLeft::Seconds(minutes, seconds) => {
            t_string!(i18n, queue.left_seconds, minutes = minutes, seconds = format!("{seconds:02}"))
        }
        TimeLeft::Minutes(n) => t_string!(i18n, queue.left_minutes, n = n),
        TimeLeft::Hours(n) => t_string!(i18n, queue.left_hours, n = n),
        TimeLeft::OverMinutes(n) => t_string!(i18n, queue.over_minutes, n = n),
        TimeLeft::OverHours(n) => t_string!(i18n, queue.over_hours, n = n),
    }
}

/// "First review".
pub fn stage(i18n: I18n, stage: Stage) -> &'static str {
    match stage {
        Stage::FirstReview => t_string!(i18n, queue.first_review),
        Stage::SecondReview => t_string!(i18n, queue.second_review),
        Stage::WithSupervisor => t_string!(i18n, queue.with_supervisor),
        Stage::Closed => t_string!(i18n, queue.closed_word),
    }
}

/// Who has a hit, as far as it concerns the person who asks.
pub fn holder(i18n: I18n, hit: &QueueItem, role: Role) -> &'static str {
    match hit.claim {
        Claim::Mine => t_string!(i18n, queue.mine),
        Claim::Other => t_string!(i18n, queue.other),
        Claim::Free if decided_by_me(hit, role) => t_string!(i18n, queue.part_done),
        Claim::Free => t_string!(i18n, queue.free),
    }
}

/// A hit that nobody has and that is still not this reviewer's to take is one that they have decided.
pub fn decided_by_me(hit: &QueueItem, role: Role) -> bool {
    let for_reviewers = matches!(hit.stage, Stage::FirstReview | Stage::SecondReview);
    role == Role::Reviewer && for_reviewers && hit.claim == Claim::Free && !hit.open_to_me
}

/// "Sufficient".
pub fn value(i18n: I18n, value: Value) -> &'static str {
    match value {
        Value::Sufficient => t_string!(i18n, bench.sufficient),
        Value::Insufficient => t_string!(i18n, bench.insufficient),
    }
}

/// "Exclusion".
pub fn finding(i18n: I18n, finding: Finding) -> &'static str {
    match finding {
        Finding::Identification => t_string!(i18n, bench.identification),
        Finding::Exclusion => t_string!(i18n, bench.exclusion),
        Finding::Inconclusive => t_string!(i18n, bench.inconclusive),
    }
}

/// How a hit ended, and what follows from it.
pub fn ending(i18n: I18n, against: Against, outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Identification if against == Against::SomebodyRecorded => {
            (t_string!(i18n, bench.outcome_link), t_string!(i18n, bench.outcome_link_words))
        }
        Outcome::Identification => (
            t_string!(i18n, bench.outcome_identification),
            t_string!(i18n, bench.outcome_identification_words),
        ),
        Outcome::Exclusion => {
            (t_string!(i18n, bench.outcome_exclusion), t_string!(i18n, bench.outcome_exclusion_words))
        }
        Outcome::Inconclusive => {
            (t_string!(i18n, bench.outcome_inconclusive), t_string!(i18n, bench.outcome_inconclusive_words))
        }
        Outcome::Conflict => {
            (t_string!(i18n, bench.outcome_conflict), t_string!(i18n, bench.outcome_conflict_words))
        }
    }
}

/// That it was a known-answer hit, and what the answer was.
pub fn known_answer(i18n: I18n, answer: Answer) -> (&'static str, &'static str) {
    let words = match answer {
        Answer::Mated => t_string!(i18n, reviewing.was_mated),
        Answer::NonMated => t_string!(i18n, reviewing.was_non_mated),
    };
    (t_string!(i18n, reviewing.was_known), words)
}

/// What the answer says of a decision.
pub fn judged(i18n: I18n, answer: Answer, finding: Finding) -> &'static str {
    match (answer, finding) {
        (_, Finding::Inconclusive) => t_string!(i18n, reviewing.judged_open),
        (Answer::Mated, Finding::Identification) | (Answer::NonMated, Finding::Exclusion) => {
            t_string!(i18n, reviewing.judged_right)
        }
        (Answer::Mated, Finding::Exclusion) => t_string!(i18n, reviewing.judged_missed),
        (Answer::NonMated, Finding::Identification) => t_string!(i18n, reviewing.judged_false),
    }
}

/// The colour and shape that go with it.
pub fn ending_tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Identification => Tone::Stop,
        Outcome::Exclusion => Tone::Good,
        Outcome::Inconclusive | Outcome::Conflict => Tone::Warn,
    }
}

/// Where a candidate comes from.
pub fn provenance(i18n: I18n, from: Provenance) -> String {
    match from {
        Provenance::List { name, version } => {
            t_string!(i18n, bench.list_version, list = name, version = version)
        }
        Provenance::Encounter { reference, site, sealed_at, .. } => {
            let time = super::moment_with_year(i18n, sealed_at);
            t_string!(i18n, bench.past_encounter, site = site, time = time, reference = reference)
        }
    }
}

/// What two dates of birth say to each other.
pub fn born(i18n: I18n, born: BornAgreement) -> &'static str {
    match born {
        BornAgreement::Same => t_string!(i18n, biography.born_same),
        BornAgreement::AsFarAsKnown => t_string!(i18n, biography.born_as_far),
        BornAgreement::DayAndMonthSwapped => t_string!(i18n, biography.born_swapped),
        BornAgreement::Near => t_string!(i18n, biography.born_near),
        BornAgreement::Different => t_string!(i18n, biography.born_different),
    }
}

/// The base rate, from how many of a hundred searches bring up a stranger: of lists, or of past encounters.
pub fn base_rate(i18n: I18n, per_hundred: f64, against: Against) -> String {
    use Against::{SomebodyListed, SomebodyRecorded};
    // A hundred searches bring up at most a hundred strangers, and one search in more than 2^53 is none.
    if per_hundred >= 1.0 {
        let n = super::number(i18n, per_hundred.round() as u64);
        match against {
            SomebodyListed => t_string!(i18n, bench.mind_many, n = n),
            SomebodyRecorded => t_string!(i18n, bench.mind_many_past, n = n),
        }
    } else {
        let n = super::number(i18n, (100.0 / per_hundred.max(1e-7)).round() as u64);
        match against {
            SomebodyListed => t_string!(i18n, bench.mind_few, n = n),
            SomebodyRecorded => t_string!(i18n, bench.mind_few_past, n = n),
        }
    }
}
