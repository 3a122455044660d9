use leptos::prelude::*;

use super::Group;
use crate::rules::form::{FlawOf, Form, Number};
use crate::texts::i18n::*;

/// How long what is kept.
#[component]
pub fn Keeping(form: Form) -> impl IntoView {
    view! {
        <Group title=|i18n| t_string!(i18n, rules.keeping)>
            <Number
                form=form
                field="retention.no_hit_days"
                label=|i18n| t_string!(i18n, rules.keep_no_hit)
                get=|rules| rules.retention.no_hit_days
                set=|rules, value| rules.retention.no_hit_days = value
            />
            <Number
                form=form
                field="retention.excluded_days"
                label=|i18n| t_string!(i18n, rules.keep_excluded)
                get=|rules| rules.retention.excluded_days
                set=|rules, value| rules.retention.excluded_days = value
            />
            <Number
                form=form
                field="retention.identified_days"
                label=|i18n| t_string!(i18n, rules.keep_identified)
                get=|rules| rules.retention.identified_days
                set=|rules, value| rules.retention.identified_days = value
            />
            <Number
                form=form
                field="retention.minor_days"
                label=|i18n| t_string!(i18n, rules.keep_minor)
                get=|rules| rules.retention.minor_days
                set=|rules, value| rules.retention.minor_days = value
            />
            <Number
                form=form
                field="retention.request_days"
                label=|i18n| t_string!(i18n, rules.keep_request)
                get=|rules| rules.retention.request_days
                set=|rules, value| rules.retention.request_days = value
            />
            <FlawOf form=form field="retention" />
        </Group>
    }
}
