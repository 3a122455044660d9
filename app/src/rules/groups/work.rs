use leptos::prelude::*;
use policy::{Hours, SitePolicy};

use super::Group;
use crate::rules::form::{Choice, FlawOf, Form, Member, Words};
use crate::texts::i18n::*;
use crate::words;

/// When the site works, and what it takes to work there.
#[component]
pub fn Work(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let edited = form.edited;
    let hours = Memo::new(move |_| edited.with(kept));
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
            <Member
                form=form
                field="hours"
                words=Signal::derive(move || t_string!(i18n, rules.has_hours).to_owned())
                is=|rules| kept(rules).is_some()
                put=move |rules, yes| {
                    rules.hours = if yes { Some(usual) } else { rules.hours.map(Hours::all_day) };
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
                label=|i18n| t_string!(i18n, rules.links_suffice)
                get=|rules| rules.links_suffice
                set=|rules, yes| rules.links_suffice = yes
            />
            <FlawOf form=form field="links_suffice" />
        </Group>
    }
}

/// The hours that a site keeps to; none where it always works.
fn kept(rules: &SitePolicy) -> Option<Hours> {
    rules.hours.filter(|hours| !hours.always())
}

/// Minutes ahead of UTC, of this machine's clock.
fn offset_here() -> i16 {
    -(js_sys::Date::new_0().get_timezone_offset() as i16)
}
