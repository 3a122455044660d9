use policy::Age;
use wire::encounter::Manner;
use wire::redress::{Ask, Done, Fact, State, Telling};

use crate::I18n;
use crate::texts::i18n::*;

/// How a notice was given.
pub fn manner(i18n: I18n, manner: Manner) -> &'static str {
    match manner {
        Manner::OnScreen => t_string!(i18n, notice.on_screen),
        Manner::Recording => t_string!(i18n, notice.by_recording),
        Manner::Voice => t_string!(i18n, notice.by_voice),
        Manner::ReadOut => t_string!(i18n, notice.read_out),
        Manner::Interpreter => t_string!(i18n, notice.interpreter),
    }
}

/// What is asked for, in one line.
pub fn asks(i18n: I18n, asks: &[Ask]) -> String {
    let words = asks.iter().map(|ask| match ask {
        Ask::See => t_string!(i18n, redress.ask_see),
        Ask::Correct => t_string!(i18n, redress.ask_correct),
        Ask::Restrict => t_string!(i18n, redress.ask_restrict),
        Ask::Erase => t_string!(i18n, redress.ask_erase),
        Ask::Complain => t_string!(i18n, redress.ask_complain),
    });
    words.collect::<Vec<_>>().join(" · ")
}

/// How far a case has come.
pub fn redress_state(i18n: I18n, state: State) -> &'static str {
    match state {
        State::Received => t_string!(i18n, redress.received),
        State::InProgress => t_string!(i18n, redress.in_progress),
        State::Answered => t_string!(i18n, redress.answered),
    }
}

/// A notice to a recipient: what of, and where it stands.
pub fn notice_to(i18n: I18n, done: Done, telling: Telling) -> String {
    let what = match done {
        Done::Corrected => t_string!(i18n, redress.of_correction),
        Done::Restricted => t_string!(i18n, redress.of_freezing),
        Done::Lifted => t_string!(i18n, redress.of_lifting),
        Done::Erased => t_string!(i18n, redress.of_erasure),
        Done::Told => t_string!(i18n, redress.recipients),
    };
    let stands = match telling {
        Telling::Waiting => t_string!(i18n, redress.waits),
        Telling::Sent => t_string!(i18n, redress.sent),
        Telling::Confirmed => t_string!(i18n, redress.confirmed),
        Telling::Failed => t_string!(i18n, redress.failed),
    };
    format!("{what}: {stands}")
}

/// Whether somebody is a national of the host country.
pub fn national(i18n: I18n, national: bool) -> &'static str {
    match national {
        true => t_string!(i18n, redress.is_national),
        false => t_string!(i18n, redress.not_national),
    }
}

/// An age against the limit.
pub fn age_answer(i18n: I18n, age: Age) -> &'static str {
    match age {
        Age::Adult => t_string!(i18n, redress.adult),
        Age::PerhapsAdult => t_string!(i18n, redress.perhaps_adult),
        Age::Minor => t_string!(i18n, redress.minor),
        Age::InDoubt => t_string!(i18n, redress.age_in_doubt),
        Age::UnderLimit => t_string!(i18n, redress.too_young),
    }
}

/// A fact as it is put right.
pub fn fact(i18n: I18n, fact: &Fact) -> String {
    let (what, is) = match fact {
        Fact::HostNational(value) => (t_string!(i18n, redress.national), national(i18n, *value)),
        Fact::Age(value) => (t_string!(i18n, redress.age), age_answer(i18n, *value)),
        Fact::NoticeLanguage(tag) => {
            (t_string!(i18n, notice.language), notice::language(tag).map_or("", |language| language.name))
        }
    };
    format!("{what}: {is}")
}
