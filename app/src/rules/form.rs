//! What the form holds, and its inputs: each says beside itself what is wrong with it.

use leptos::prelude::*;
use policy::{Flaw, Remedy, SitePolicy};

use crate::I18n;
use crate::texts::i18n::*;

/// Words of the catalogue.
pub type Words = fn(I18n) -> &'static str;

/// The rules as they are being edited, and the first thing that is wrong with them.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    pub edited: RwSignal<SitePolicy>,
    pub flaw: Memo<Option<Flaw>>,
}

impl Form {
    fn change(self, change: impl FnOnce(&mut SitePolicy)) {
        self.edited.update(change);
    }

    /// What to do about this field (`retention.no_hit_days`), if it is the one that is wrong; one of several in a list
    /// counts as the list.
    fn remedy(self, field: &str) -> Option<Remedy> {
        self.flaw.with(|flaw| {
            let flaw = flaw.as_ref()?;
            let one_of_it = flaw.field.strip_prefix(field).is_some_and(|rest| rest.starts_with('['));
            (flaw.field == field || one_of_it).then_some(flaw.remedy)
        })
    }
}

/// What to do about a field; nothing while nothing is wrong with it.
#[component]
pub fn FlawOf(form: Form, field: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <span class="field-fault" id=described(field) role="status">
            {move || form.remedy(field).map(|remedy| remedy_words(i18n, remedy))}
        </span>
    }
}

/// A number. What is none, or no such number, is told with the range that the policy's own check gives.
#[component]
pub fn Number(
    form: Form,
    field: &'static str,
    label: Words,
    get: fn(&SitePolicy) -> u16,
    set: fn(&mut SitePolicy, u16),
) -> impl IntoView {
    let i18n = use_i18n();
    let written = form.edited.with_untracked(get);
    view! {
        <label class="field">
            <span>{move || label(i18n)}</span>
            <input
                type="number"
                min="0"
                prop:value=written.to_string()
                aria-invalid=move || form.remedy(field).is_some().to_string()
                aria-describedby=described(field)
                on:input=move |event| {
                    let number = event_target_value(&event).parse().unwrap_or(u16::MAX);
                    form.change(|rules| set(rules, number));
                }
            />
            <FlawOf form=form field=field />
        </label>
    }
}

/// A thing that is or is not. What is wrong with its field stands elsewhere, once for all of the field's choices.
#[component]
pub fn Choice(
    form: Form,
    field: &'static str,
    label: Words,
    get: fn(&SitePolicy) -> bool,
    set: fn(&mut SitePolicy, bool),
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Member
            form=form
            field=field
            words=move || label(i18n).to_owned()
            is=move |rules| get(rules)
            put=move |rules, yes| set(rules, yes)
        />
    }
}

/// One of the things that may be in a set.
#[component]
pub fn Member(
    form: Form,
    field: &'static str,
    #[prop(into)] words: Signal<String>,
    is: impl Fn(&SitePolicy) -> bool + Send + Sync + 'static,
    put: impl Fn(&mut SitePolicy, bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                prop:checked=move || form.edited.with(&is)
                aria-invalid=move || form.remedy(field).is_some().to_string()
                aria-describedby=described(field)
                on:change=move |event| form.change(|rules| put(rules, event_target_checked(&event)))
            />
            <span>{words}</span>
        </label>
    }
}

/// Several words, with commas between them.
#[component]
pub fn Listed(
    form: Form,
    field: &'static str,
    label: Words,
    get: fn(&SitePolicy) -> Vec<String>,
    set: fn(&mut SitePolicy, Vec<String>),
) -> impl IntoView {
    let i18n = use_i18n();
    let written = form.edited.with_untracked(get).join(", ");
    view! {
        <label class="field">
            <span>{move || label(i18n)}</span>
            <input
                type="text"
                prop:value=written
                aria-invalid=move || form.remedy(field).is_some().to_string()
                aria-describedby=described(field)
                on:input=move |event| {
                    let words = between_commas(&event_target_value(&event));
                    form.change(|rules| set(rules, words));
                }
            />
            <FlawOf form=form field=field />
        </label>
    }
}

fn described(field: &str) -> String {
    format!("flaw-{field}")
}

fn remedy_words(i18n: I18n, remedy: Remedy) -> String {
    match remedy {
        Remedy::Number { least, most } => t_string!(i18n, rules.flaw_number, least = least, most = most),
        Remedy::CountryName => t_string!(i18n, rules.flaw_country_name).to_owned(),
        Remedy::KeepFingerprints => t_string!(i18n, rules.flaw_fingerprints).to_owned(),
        Remedy::OneLanguage => t_string!(i18n, rules.flaw_one_language).to_owned(),
        Remedy::LanguageTag => t_string!(i18n, rules.flaw_language).to_owned(),
        Remedy::Once => t_string!(i18n, rules.flaw_once).to_owned(),
        Remedy::NoHours => t_string!(i18n, rules.flaw_hours).to_owned(),
        Remedy::Phone => t_string!(i18n, rules.flaw_phone).to_owned(),
        Remedy::NoLaxer => t_string!(i18n, rules.flaw_laxer).to_owned(),
    }
}

/// What stands between commas.
fn between_commas(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|each| !each.is_empty()).map(str::to_owned).collect()
}

/// More than fits is out of range as well, and told so.
pub fn byte(value: u16) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}
