use leptos::prelude::*;

use super::Group;
use crate::rules::form::{Choice, FlawOf, Form, Number, byte};
use crate::texts::i18n::*;

/// Who is recorded, and what it takes with a minor.
#[component]
pub fn Who(form: Form) -> impl IntoView {
    view! {
        <Group title=|i18n| t_string!(i18n, rules.who)>
            <Choice
                form=form
                field="record_host_nationals"
                label=|i18n| t_string!(i18n, rules.record_nationals)
                get=|rules| rules.record_host_nationals
                set=|rules, yes| rules.record_host_nationals = yes
            />
            <FlawOf form=form field="record_host_nationals" />
            <Number
                form=form
                field="minimum_age"
                label=|i18n| t_string!(i18n, rules.minimum_age)
                get=|rules| rules.minimum_age.into()
                set=|rules, value| rules.minimum_age = byte(value)
            />
            <Number
                form=form
                field="minors.adult_from"
                label=|i18n| t_string!(i18n, rules.adult_from)
                get=|rules| rules.minors.adult_from.into()
                set=|rules, value| rules.minors.adult_from = byte(value)
            />
            <Choice
                form=form
                field="minors"
                label=|i18n| t_string!(i18n, rules.need_guardian)
                get=|rules| rules.minors.guardian
                set=|rules, yes| rules.minors.guardian = yes
            />
            <Choice
                form=form
                field="minors"
                label=|i18n| t_string!(i18n, rules.need_trained)
                get=|rules| rules.minors.trained_officer
                set=|rules, yes| rules.minors.trained_officer = yes
            />
            <FlawOf form=form field="minors" />
        </Group>
    }
}
