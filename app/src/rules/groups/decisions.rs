use leptos::prelude::*;

use super::Group;
use crate::rules::form::{Choice, FlawOf, Form, Number, Words};
use crate::texts::i18n::*;

/// What becomes a hit, and by when it is decided.
#[component]
pub fn Decisions(form: Form) -> impl IntoView {
    view! {
        <Group title=|i18n| t_string!(i18n, rules.decisions)>
            <Number
                form=form
                field="lead_threshold"
                label=|i18n| t_string!(i18n, rules.threshold)
                get=|rules| rules.lead_threshold
                set=|rules, value| rules.lead_threshold = value
            />
            <Choice
                form=form
                field="search_past"
                label=|i18n| t_string!(i18n, rules.search_past)
                get=|rules| rules.search_past
                set=|rules, yes| rules.search_past = yes
            />
            <FlawOf form=form field="search_past" />
            {within::<0>(form, "decide_within_minutes[0]", |i18n| t_string!(i18n, rules.within_1))}
            {within::<1>(form, "decide_within_minutes[1]", |i18n| t_string!(i18n, rules.within_2))}
            {within::<2>(form, "decide_within_minutes[2]", |i18n| t_string!(i18n, rules.within_3))}
            {within::<3>(form, "decide_within_minutes[3]", |i18n| t_string!(i18n, rules.within_4))}
        </Group>
    }
}

/// By when a hit of one severity is decided; the gravest is 0.
fn within<const SEVERITY: usize>(form: Form, field: &'static str, label: Words) -> impl IntoView {
    view! {
        <Number
            form=form
            field=field
            label=label
            get=|rules| rules.decide_within_minutes[SEVERITY]
            set=|rules, value| rules.decide_within_minutes[SEVERITY] = value
        />
    }
}
