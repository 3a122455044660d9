//! The fields of a policy, by what they are about.

use leptos::prelude::*;
use policy::{DeviceField, Hours, Modality, Packing, Sequence};

use super::form::{Choice, FlawOf, Form, Listed, Number, Words, byte};
use super::sentences::modality;
use crate::texts::i18n::*;
use crate::words;

/// All of them.
#[component]
pub fn Groups(form: Form) -> impl IntoView {
    view! {
        <div class="rule-groups">
            <Who form=form />
            <Captured form=form />
            <Decisions form=form />
            <Told form=form />
            <Keeping form=form />
            <Devices form=form />
            <Notice form=form />
            <Work form=form />
        </div>
    }
}

#[component]
fn Group(title: Words, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <fieldset class="rule-group">
            <legend>{move || title(i18n)}</legend>
            {children()}
        </fieldset>
    }
}

#[component]
fn Who(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let edited = form.edited;
    view! {
        <Group title=|i18n| t_string!(i18n, rules.who)>
            <Choice
                form=form
                field="record_host_nationals"
                words=Signal::derive(move || t_string!(i18n, rules.record_nationals).to_owned())
                is=Signal::derive(move || edited.with(|rules| rules.record_host_nationals))
                flip=move |yes| edited.update(|rules| rules.record_host_nationals = yes)
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
                words=Signal::derive(move || t_string!(i18n, rules.need_guardian).to_owned())
                is=Signal::derive(move || edited.with(|rules| rules.minors.guardian))
                flip=move |yes| edited.update(|rules| rules.minors.guardian = yes)
            />
            <Choice
                form=form
                field="minors"
                words=Signal::derive(move || t_string!(i18n, rules.need_trained).to_owned())
                is=Signal::derive(move || edited.with(|rules| rules.minors.trained_officer))
                flip=move |yes| edited.update(|rules| rules.minors.trained_officer = yes)
            />
            <FlawOf form=form field="minors" />
        </Group>
    }
}

#[component]
fn Captured(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let edited = form.edited;
    const SEQUENCES: [Sequence; 4] =
        [Sequence::FourFourTwo, Sequence::SingleTen, Sequence::TwoIndexes, Sequence::RolledTen];
    view! {
        <Group title=|i18n| t_string!(i18n, rules.may_capture)>
            {Modality::ALL
                .map(|each| {
                    view! {
                        <Choice
                            form=form
                            field="modalities"
                            words=Signal::derive(move || modality(i18n, each).to_owned())
                            is=Signal::derive(move || edited.with(|rules| rules.modalities.contains(&each)))
                            flip=move |yes| edited.update(|rules| put(&mut rules.modalities, each, yes))
                        />
                    }
                })}
            <FlawOf form=form field="modalities" />
            <label class="field">
                <span>{move || t_string!(i18n, rules.in_sequence)}</span>
                <select on:change=move |event| {
                    let chosen = event_target_value(&event).parse().ok().and_then(|at: usize| SEQUENCES.get(at));
                    if let Some(sequence) = chosen {
                        edited.update(|rules| rules.capture.sequence = *sequence);
                    }
                }>
                    {SEQUENCES
                        .into_iter()
                        .enumerate()
                        .map(|(at, each)| {
                            let chosen = edited.with_untracked(|rules| rules.capture.sequence == each);
                            view! {
                                <option value=at.to_string() selected=chosen>
                                    {move || words::sequence(i18n, each)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <Number
                form=form
                field="capture.gate"
                label=|i18n| t_string!(i18n, rules.gate)
                get=|rules| rules.capture.gate.into()
                set=|rules, value| rules.capture.gate = byte(value)
            />
            <Number
                form=form
                field="capture.gate_ring_little"
                label=|i18n| t_string!(i18n, rules.gate_small)
                get=|rules| rules.capture.gate_ring_little.into()
                set=|rules, value| rules.capture.gate_ring_little = byte(value)
            />
            <Number
                form=form
                field="capture.attempts"
                label=|i18n| t_string!(i18n, rules.attempts)
                get=|rules| rules.capture.attempts.into()
                set=|rules, value| rules.capture.attempts = byte(value)
            />
            <Choice
                form=form
                field="capture.packing"
                words=Signal::derive(move || t_string!(i18n, rules.pack_prints).to_owned())
                is=Signal::derive(move || edited.with(|rules| rules.capture.packing == Packing::Wsq))
                flip=move |yes| {
                    let packing = if yes { Packing::Wsq } else { Packing::Lossless };
                    edited.update(|rules| rules.capture.packing = packing);
                }
            />
        </Group>
    }
}

#[component]
fn Decisions(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let edited = form.edited;
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
                words=Signal::derive(move || t_string!(i18n, rules.search_past).to_owned())
                is=Signal::derive(move || edited.with(|rules| rules.search_past))
                flip=move |yes| edited.update(|rules| rules.search_past = yes)
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

#[component]
fn Told(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let edited = form.edited;
    view! {
        <Group title=|i18n| t_string!(i18n, rules.told)>
            <Choice
                form=form
                field="alerting"
                words=Signal::derive(move || t_string!(i18n, rules.told_officers).to_owned())
                is=Signal::derive(move || edited.with(|rules| rules.alerting.site_officers))
                flip=move |yes| edited.update(|rules| rules.alerting.site_officers = yes)
            />
            <Choice
                form=form
                field="alerting"
                words=Signal::derive(move || t_string!(i18n, rules.told_supervisors).to_owned())
                is=Signal::derive(move || edited.with(|rules| rules.alerting.supervisors_at_once))
                flip=move |yes| edited.update(|rules| rules.alerting.supervisors_at_once = yes)
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

#[component]
fn Keeping(form: Form) -> impl IntoView {
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

#[component]
fn Devices(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let edited = form.edited;
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
                        <Choice
                            form=form
                            field="devices.withheld_severities"
                            words=Signal::derive(move || t_string!(i18n, rules.withheld_severity, severity = each))
                            is=Signal::derive(move || {
                                edited.with(|rules| rules.devices.withheld_severities.contains(&each))
                            })
                            flip=move |yes| {
                                edited.update(|rules| put(&mut rules.devices.withheld_severities, each, yes));
                            }
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
                        <Choice
                            form=form
                            field="devices"
                            words=Signal::derive(label)
                            is=Signal::derive(move || edited.with(|rules| rules.devices.fields.contains(&each)))
                            flip=move |yes| edited.update(|rules| put(&mut rules.devices.fields, each, yes))
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
                words=Signal::derive(move || t_string!(i18n, rules.enrolled_only).to_owned())
                is=Signal::derive(move || edited.with(|rules| rules.devices.enrolled_only))
                flip=move |yes| edited.update(|rules| rules.devices.enrolled_only = yes)
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

#[component]
fn Notice(form: Form) -> impl IntoView {
    view! {
        <Group title=|i18n| t_string!(i18n, rules.notice_title)>
            <Listed
                form=form
                field="notice_languages"
                label=|i18n| t_string!(i18n, rules.languages)
                get=|rules| rules.notice_languages.clone()
                set=|rules, languages| rules.notice_languages = languages
            />
        </Group>
    }
}

/// When the site works, and what it takes to work there.
#[component]
fn Work(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let edited = form.edited;
    let hours = Memo::new(move |_| edited.with(|rules| rules.hours.filter(|hours| !hours.always())));
    // A country's clock is taken to be that of whoever sets its first hours.
    let usual = Hours { opens: 8 * 60, closes: 18 * 60, utc_offset: offset_here() };
    let change = move |change: &dyn Fn(&mut Hours)| {
        edited.update(|rules| change(rules.hours.get_or_insert(usual)));
    };
    let time = move |label: Words, get: fn(&Hours) -> u16, set: fn(&mut Hours, u16)| {
        view! {
            <label class="field">
                <span>{move || label(i18n)}</span>
                <input
                    type="time"
                    required
                    prop:value=move || hours.get().map(|hours| words::clock(get(&hours)))
                    on:change=move |event| {
                        if let Some(minute) = words::minute_of(&event_target_value(&event)) {
                            change(&|hours| set(hours, minute));
                        }
                    }
                />
            </label>
        }
    };
    view! {
        <Group title=|i18n| t_string!(i18n, rules.work)>
            <Choice
                form=form
                field="hours"
                words=Signal::derive(move || t_string!(i18n, rules.has_hours).to_owned())
                is=Signal::derive(move || hours.get().is_some())
                flip=move |yes: bool| {
                    edited
                        .update(|rules| {
                            rules.hours = match rules.hours {
                                _ if yes => Some(usual),
                                hours => hours.map(Hours::all_day),
                            };
                        });
                }
            />
            <Show when=move || hours.get().is_some()>
                <div class="rule-hours">
                    {time(
                        |i18n| t_string!(i18n, rules.opens),
                        |hours| hours.opens,
                        |hours, minute| hours.opens = minute,
                    )}
                    {time(
                        |i18n| t_string!(i18n, rules.closes),
                        |hours| hours.closes,
                        |hours, minute| hours.closes = minute,
                    )}
                </div>
                <label class="field">
                    <span>{move || t_string!(i18n, rules.site_clock)}</span>
                    <select on:change=move |event| {
                        if let Ok(offset) = event_target_value(&event).parse() {
                            change(&|hours| hours.utc_offset = offset);
                        }
                    }>
                        {(-48..=56)
                            .map(|quarters: i16| {
                                let minutes = quarters * 15;
                                let chosen = hours.get_untracked().is_some_and(|hours| hours.utc_offset == minutes);
                                view! {
                                    <option value=minutes.to_string() selected=chosen>
                                        {words::utc_offset(minutes)}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </label>
            </Show>
            <FlawOf form=form field="hours" />
            <Choice
                form=form
                field="links_suffice"
                words=Signal::derive(move || t_string!(i18n, rules.links_suffice).to_owned())
                is=Signal::derive(move || edited.with(|rules| rules.links_suffice))
                flip=move |yes| edited.update(|rules| rules.links_suffice = yes)
            />
            <FlawOf form=form field="links_suffice" />
        </Group>
    }
}

/// Minutes ahead of UTC, of this machine's clock.
fn offset_here() -> i16 {
    -(js_sys::Date::new_0().get_timezone_offset() as i16)
}

fn put<T: Ord>(set: &mut std::collections::BTreeSet<T>, each: T, yes: bool) {
    if yes {
        set.insert(each);
    } else {
        set.remove(&each);
    }
}
