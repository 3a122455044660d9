use leptos::prelude::*;
use policy::DeviceField;

use super::{Group, put};
use crate::rules::form::{Choice, FlawOf, Form, Listed, Member, Number, byte};
use crate::texts::i18n::*;

/// What devices hold, and for how long without the server.
#[component]
pub fn Devices(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Group title=|i18n| t_string!(i18n, rules.devices_title)>
            <Listed
                form=form
                field="devices.withheld_lists"
                label=|i18n| t_string!(i18n, rules.withheld)
                get=|rules| rules.devices.withheld_lists.iter().cloned().collect()
                set=|rules, lists| rules.devices.withheld_lists = lists.into_iter().collect()
            />
            {[1u8, 2, 3, 4]
                .map(|each| {
                    view! {
                        <Member
                            form=form
                            field="devices.withheld_severities"
                            words=Signal::derive(move || t_string!(i18n, rules.withheld_severity, severity = each))
                            is=move |rules| rules.devices.withheld_severities.contains(&each)
                            put=move |rules, yes| put(&mut rules.devices.withheld_severities, each, yes)
                        />
                    }
                })}
            <FlawOf form=form field="devices.withheld_severities" />
            {[DeviceField::Severity, DeviceField::Category]
                .map(|each| {
                    let label = move || match each {
                        DeviceField::Severity => t_string!(i18n, rules.told_severity).to_owned(),
                        DeviceField::Category => t_string!(i18n, rules.told_category).to_owned(),
                    };
                    view! {
                        <Member
                            form=form
                            field="devices"
                            words=Signal::derive(label)
                            is=move |rules| rules.devices.fields.contains(&each)
                            put=move |rules, yes| put(&mut rules.devices.fields, each, yes)
                        />
                    }
                })}
            <Number
                form=form
                field="devices.days_without_contact"
                label=|i18n| t_string!(i18n, rules.contact_days)
                get=|rules| rules.devices.days_without_contact.into()
                set=|rules, value| rules.devices.days_without_contact = byte(value)
            />
            <Choice
                form=form
                field="devices"
                label=|i18n| t_string!(i18n, rules.enrolled_only)
                get=|rules| rules.devices.enrolled_only
                set=|rules, yes| rules.devices.enrolled_only = yes
            />
            <Number
                form=form
                field="devices.unlock_days"
                label=|i18n| t_string!(i18n, rules.unlock_days)
                get=|rules| rules.devices.unlock_days.into()
                set=|rules, value| rules.devices.unlock_days = byte(value)
            />
            <Number
                form=form
                field="devices.tries"
                label=|i18n| t_string!(i18n, rules.tries)
                get=|rules| rules.devices.tries.into()
                set=|rules, value| rules.devices.tries = byte(value)
            />
            <Choice
                form=form
                field="devices"
                label=|i18n| t_string!(i18n, rules.pin_beside_passkey)
                get=|rules| rules.devices.pin_beside_passkey
                set=|rules, yes| rules.devices.pin_beside_passkey = yes
            />
            <Number
                form=form
                field="devices.clock_minutes"
                label=|i18n| t_string!(i18n, rules.clock_minutes)
                get=|rules| rules.devices.clock_minutes
                set=|rules, value| rules.devices.clock_minutes = value
            />
            <FlawOf form=form field="devices" />
        </Group>
    }
}
