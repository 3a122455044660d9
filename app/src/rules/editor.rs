//! The form that makes a new version: what to change, the change in words, why.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use policy::{Differences, Flaw, SitePolicy};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;
use wire::SiteId;
use wire::rules::{NewVersion, Policy, Rules};

use super::form::Form;
use super::groups::Groups;
use super::sentences::changes;
use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::components::FaultBanner;
use crate::texts::i18n::*;

const DAY_SECONDS: i64 = 86_400;
/// The furthest ahead that rules are made.
const AHEAD_DAYS: u16 = 365;

/// Changes the newest version, everywhere or at one site, into the next.
#[component]
pub fn Editor(rules: Rules, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, clock) = (Api::expect(), Clock::expect());
    let Some(newest) = rules.versions.into_iter().next() else { return ().into_any() };
    let policy = StoredValue::new(newest.policy);
    let site = RwSignal::new(None::<SiteId>);
    let before = Memo::new(move |_| policy.with_value(|policy| at(policy, site.get())));
    let edited = RwSignal::new(before.get_untracked());
    let next = move || policy.with_value(|policy| next(policy, site.get(), edited.get()));
    // The very check that the server makes, so that nothing has to be sent to be told.
    let flaw = Memo::new(move |_| next().check().err().map(|flaw| of_field(site.get(), flaw)));
    let form = Form { edited, flaw };
    let reason = RwSignal::new(String::new());
    let in_days = RwSignal::new(0u16);
    let fault = RwSignal::new(None::<Fault>);
    let choose = move |event| {
        edited.set(policy.with_value(|policy| at(policy, event_target_value(&event).parse().ok())));
        site.set(event_target_value(&event).parse().ok());
    };
    let changed = move || changes(i18n, &before.get(), &edited.get());
    let element = NodeRef::<html::Form>::new();
    let put = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        fault.set(None);
        if flaw.with_untracked(Option::is_some) {
            show_flaw(element);
            return;
        }
        let days = i64::from(in_days.get_untracked());
        let new = NewVersion {
            policy: untrack(next),
            effective_from: (days > 0).then(|| clock.now().plus_seconds(days * DAY_SECONDS)),
            reason: reason.get_untracked(),
        };
        let country = new.policy.everywhere.host_country;
        spawn_local(async move {
            match api.confirmed(|| api.change_rules(country, &new)).await {
                Ok(_) => done.run(()),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let sites = rules.sites;
    view! {
        <details class="panel rule-editor" data-testid="editor">
            <summary>{move || t_string!(i18n, rules.change)}</summary>
            <form node_ref=element class="rule-form" on:submit=put novalidate=true>
                <label class="field">
                    <span>{move || t_string!(i18n, rules.where_)}</span>
                    <select on:change=choose>
                        <option value="">{move || t_string!(i18n, rules.everywhere)}</option>
                        {sites
                            .into_iter()
                            .map(|site| view! { <option value=site.id.to_string()>{site.name}</option> })
                            .collect_view()}
                    </select>
                </label>
                // Another place has values of its own in every field.
                {move || {
                    site.track();
                    view! { <Groups form=form /> }
                }}
                <Show when=move || !changed().is_empty()>
                    <section class="rule-change" data-testid="change">
                        <h3>{move || t_string!(i18n, rules.the_change)}</h3>
                        <dl class="facts">
                            {move || {
                                changed()
                                    .into_iter()
                                    .map(|(before, after)| {
                                        view! {
                                            <dt>{move || t_string!(i18n, rules.before)}</dt>
                                            <dd>{before}</dd>
                                            <dt>{move || t_string!(i18n, rules.after)}</dt>
                                            <dd>
                                                <b>{after}</b>
                                            </dd>
                                        }
                                    })
                                    .collect_view()
                            }}
                        </dl>
                    </section>
                    <label class="field">
                        <span>{move || t_string!(i18n, rules.in_days)}</span>
                        <input
                            type="number"
                            min="0"
                            max=AHEAD_DAYS.to_string()
                            prop:value=move || in_days.get().to_string()
                            on:change=move |event| {
                                let days = event_target_value(&event).parse().unwrap_or_default();
                                in_days.set(AHEAD_DAYS.min(days));
                            }
                        />
                    </label>
                    <label class="field">
                        <span>{move || t_string!(i18n, rules.reason)}</span>
                        <input
                            type="text"
                            prop:value=reason
                            on:input=move |event| reason.set(event_target_value(&event))
                        />
                    </label>
                    <FaultBanner fault=fault />
                    <button class="btn go" prop:disabled=move || reason.with(|words| words.trim().is_empty())>
                        {move || t_string!(i18n, rules.put)}
                    </button>
                </Show>
            </form>
        </details>
    }
    .into_any()
}

/// Goes to the first input that is wrong: its remedy is read aloud with it.
fn show_flaw(form: NodeRef<html::Form>) {
    let wrong = form
        .get_untracked()
        .and_then(|form| form.query_selector("[aria-invalid=true]").ok().flatten())
        .and_then(|input| input.dyn_into::<HtmlElement>().ok());
    if let Some(input) = wrong {
        // An input that has just gone takes no focus; its remedy has gone with it.
        let _ = input.focus();
    }
}

/// A flaw with its field as the form calls it. One of another site than that which is edited comes of the country's
/// field of the same name: the site is no stricter any more.
fn of_field(site: Option<SiteId>, flaw: Flaw) -> Flaw {
    let place = match site {
        None => "everywhere.".to_owned(),
        Some(site) => format!("sites.{site}."),
    };
    let field = match flaw.field.strip_prefix(&place) {
        Some(field) => field.to_owned(),
        None => flaw.field.splitn(3, '.').nth(2).unwrap_or_default().to_owned(),
    };
    Flaw { field, ..flaw }
}

/// The rules that are edited: everywhere, or those of one site.
fn at(policy: &Policy, site: Option<SiteId>) -> SitePolicy {
    site.map_or_else(|| policy.everywhere.clone(), |site| policy.at(&site))
}

/// The next version, with `edited` in its place.
fn next(policy: &Policy, site: Option<SiteId>, edited: SitePolicy) -> Policy {
    let mut next = policy.clone();
    match site {
        None => next.everywhere = edited,
        Some(site) => {
            let differences = Differences::between(&next.everywhere, &edited);
            if differences.is_empty() {
                next.sites.remove(&site);
            } else {
                next.sites.insert(site, differences);
            }
        }
    }
    next.everywhere.version += 1;
    next
}
