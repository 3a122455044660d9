use leptos::prelude::*;

use super::Group;
use crate::rules::form::{Choice, FlawOf, Form, Number};
use crate::texts::i18n::*;

/// Who is told of an alert, and when it goes further.
#[component]
pub fn Told(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let edited = form.edited;
    view! {
        <Group title=|i18n| t_string!(i18n, rules.told)>
            <Choice
                form=form
                field="alerting"
                label=|i18n| t_string!(i18n, rules.told_officers)
                get=|rules| rules.alerting.site_officers
                set=|rules, yes| rules.alerting.site_officers = yes
            />
            <Choice
                form=form
                field="alerting"
                label=|i18n| t_string!(i18n, rules.told_supervisors)
                get=|rules| rules.alerting.supervisors_at_once
                set=|rules, yes| rules.alerting.supervisors_at_once = yes
            />
            <Number
                form=form
                field="alerting.supervisors_after"
                label=|i18n| t_string!(i18n, rules.supervisors_after)
                get=|rules| rules.alerting.supervisors_after
                set=|rules, value| rules.alerting.supervisors_after = value
            />
            <Number
                form=form
                field="alerting.managers_after"
                label=|i18n| t_string!(i18n, rules.managers_after)
                get=|rules| rules.alerting.managers_after
                set=|rules, value| rules.alerting.managers_after = value
            />
            <Number
                form=form
                field="smallest_count"
                label=|i18n| t_string!(i18n, rules.smallest_count)
                get=|rules| rules.smallest_count
                set=|rules, value| rules.smallest_count = value
            />
            <label class="field">
                <span>{move || t_string!(i18n, rules.phone)}</span>
                <input
                    type="tel"
                    maxlength="40"
                    aria-describedby="flaw-alerting.phone"
                    prop:value=edited.with_untracked(|rules| rules.alerting.phone.clone())
                    on:input=move |event| {
                        let phone = event_target_value(&event);
                        edited.update(|rules| rules.alerting.phone = phone);
                    }
                />
                <FlawOf form=form field="alerting.phone" />
            </label>
        </Group>
    }
}
