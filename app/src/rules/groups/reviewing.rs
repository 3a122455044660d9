//! Known answers and breaks, in the rules.

use leptos::prelude::*;
use policy::Reviewing as Rules;

use super::Group;
use crate::I18n;
use crate::rules::form::{Form, Number, byte};
use crate::texts::i18n::*;

/// How the reviewers' work is measured, and how they are kept fresh.
#[component]
pub fn Reviewing(form: Form) -> impl IntoView {
    view! {
        <Group title=|i18n| t_string!(i18n, rules.reviewing)>
            <Number
                form=form
                field="reviewing.known_answers"
                label=|i18n| t_string!(i18n, rules.known_answers)
                get=|rules| rules.reviewing.known_answers.into()
                set=|rules, value| rules.reviewing.known_answers = byte(value)
            />
            <Number
                form=form
                field="reviewing.known_answers_within"
                label=|i18n| t_string!(i18n, rules.known_answers_within)
                get=|rules| rules.reviewing.known_answers_within
                set=|rules, value| rules.reviewing.known_answers_within = value
            />
            <Number
                form=form
                field="reviewing.break_after_minutes"
                label=|i18n| t_string!(i18n, rules.break_after_minutes)
                get=|rules| rules.reviewing.break_after_minutes
                set=|rules, value| rules.reviewing.break_after_minutes = value
            />
            <Number
                form=form
                field="reviewing.break_after_hits"
                label=|i18n| t_string!(i18n, rules.break_after_hits)
                get=|rules| rules.reviewing.break_after_hits
                set=|rules, value| rules.reviewing.break_after_hits = value
            />
            <Number
                form=form
                field="reviewing.break_minutes"
                label=|i18n| t_string!(i18n, rules.break_minutes)
                get=|rules| rules.reviewing.break_minutes.into()
                set=|rules, value| rules.reviewing.break_minutes = byte(value)
            />
        </Group>
    }
}

/// The rules in two sentences.
pub fn sentences(i18n: I18n, rules: Rules) -> [String; 2] {
    let known = match rules.known_answers {
        0 => t_string!(i18n, rules.no_known_answers).to_owned(),
        share => {
            t_string!(i18n, rules.some_known_answers, share = share, within = rules.known_answers_within)
        }
    };
    let breaks = t_string!(
        i18n,
        rules.breaks,
        minutes = rules.break_after_minutes,
        hits = rules.break_after_hits,
        pause = rules.break_minutes
    );
    [known, breaks]
}
