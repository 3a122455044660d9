use policy::{Approach, BaseRate, Reach};
use wire::alert::Cause;
use wire::handover::HandoverState;

use super::number;
use crate::I18n;
use crate::texts::i18n::*;

/// What an alert is called, by what it asks of the officer.
pub fn approach(i18n: I18n, approach: Approach) -> &'static str {
    match approach {
        Approach::Caution => t_string!(i18n, alert.title),
        Approach::Inform => t_string!(i18n, alert.inform_title),
        Approach::Help => t_string!(i18n, alert.help_title),
    }
}

/// How far it has gone because nobody acknowledged.
pub fn reach(i18n: I18n, reach: Reach) -> &'static str {
    match reach {
        Reach::Site => t_string!(i18n, alert.reach_site),
        Reach::Supervisors => t_string!(i18n, alert.reach_supervisors),
        Reach::ProgrammeManagers => t_string!(i18n, alert.reach_managers),
    }
}

/// Why it was taken back.
pub fn cause(i18n: I18n, cause: Cause) -> &'static str {
    match cause {
        Cause::EntryWithdrawn => t_string!(i18n, alert.cause_entry),
        Cause::FindingCorrected => t_string!(i18n, alert.cause_finding),
        Cause::CaseSplit => t_string!(i18n, alert.cause_case),
    }
}

/// How far a hand-over has come.
pub fn handover_state(i18n: I18n, state: HandoverState) -> &'static str {
    match state {
        HandoverState::NoHandover => t_string!(i18n, handover.no_handover),
        HandoverState::Planned => t_string!(i18n, handover.planned),
        HandoverState::Done => t_string!(i18n, handover.done),
        HandoverState::CalledOff => t_string!(i18n, handover.called_off),
    }
}

/// How often such a lead is right, with the numbers that this comes from.
pub fn how_often_right(i18n: I18n, rate: BaseRate) -> String {
    let searches = number(i18n, rate.searches.into());
    let by_chance = match rate.by_chance.round() as u64 {
        0 => t_string!(i18n, alert.fewer_than_one).to_owned(),
        about => number(i18n, two_digits(about)),
    };
    match (rate.found, rate.one_right_in()) {
        (Some(found), Some(one_in)) => {
            let found = number(i18n, found.into());
            let one_in = number(i18n, one_in.round() as u64);
            t_string!(
                i18n,
                alert.rate_known,
                searches = searches,
                found = found,
                by_chance = by_chance,
                one_in = one_in
            )
        }
        _ => t_string!(i18n, alert.rate_unknown, searches = searches, by_chance = by_chance),
    }
}

/// Rounded to its first two digits: an estimate has no more.
fn two_digits(about: u64) -> u64 {
    let unit = 10_u64.pow(about.max(1).ilog10().saturating_sub(1));
    (about + unit / 2) / unit * unit
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn an_estimate_is_said_with_two_digits() {
        assert_eq!([0, 7, 21, 99, 104, 105, 1_999].map(two_digits), [0, 7, 21, 99, 100, 110, 2_000]);
    }
}
