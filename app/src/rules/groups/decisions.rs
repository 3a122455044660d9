use leptos::prelude::*;

use super::Group;
use crate::rules::form::{Choice, FlawOf, Form, Number};
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
            <Number
                form=form
                field="decide_within_minutes[0]"
                label=|i18n| t_string!(i18n, rules.within_1)
                get=|rules| rules.decide_within_minutes[0]
                set=|rules, value| rules.decide_within_minutes[0] = value
            />
            <Number
                form=form
                field="decide_within_minutes[1]"
                label=|i18n| t_string!(i18n, rules.within_2)
                get=|rules| rules.decide_within_minutes[1]
                set=|rules, value| rules.decide_within_minutes[1] = value
            />
            <Number
                form=form
                field="decide_within_minutes[2]"
                label=|i18n| t_string!(i18n, rules.within_3)
                get=|rules| rules.decide_within_minutes[2]
                set=|rules, value| rules.decide_within_minutes[2] = value
            />
            <Number
                form=form
                field="decide_within_minutes[3]"
                label=|i18n| t_string!(i18n, rules.within_4)
                get=|rules| rules.decide_within_minutes[3]
                set=|rules, value| rules.decide_within_minutes[3] = value
            />
        </Group>
    }
}
