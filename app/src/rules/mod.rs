//! The rules of the country and of its sites, in words, for everybody who works under them; and the form that changes
//! them, for those who may.

mod editor;
mod form;
mod groups;
mod sentences;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::SiteId;
use wire::rules::{PolicyVersion, Rules};

use crate::api::{Api, Fault};
use crate::components::{Chip, FaultBanner, Heading, Tone};
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words;
use editor::Editor;
use sentences::{changes, sentences};

/// `/rules`.
#[component]
pub fn RulesPage() -> impl IntoView {
    view! {
        <SignedIn>
            <InForce />
        </SignedIn>
    }
}

#[component]
fn InForce() -> impl IntoView {
    let i18n = use_i18n();
    let (api, session) = (Api::expect(), CurrentSession::expect());
    let rules = RwSignal::new(None::<Rules>);
    let fault = RwSignal::new(None::<Fault>);
    let site = session.untracked().map(|session| session.site);
    let country = site.as_ref().map(|site| site.policy.host_country);
    let read = move || {
        let Some(country) = country else { return };
        spawn_local(async move {
            match api.rules(country).await {
                Ok(read) => rules.set(Some(read)),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    read();
    let own = site.map(|site| site.id);
    view! {
        <div class="page account">
            <Heading>{move || t_string!(i18n, rules.title)}</Heading>
            <p class="soft">{move || t_string!(i18n, rules.what)}</p>
            <FaultBanner fault=fault />
            {move || {
                rules
                    .get()
                    .map(|rules| {
                        let editable = rules.may_change.then(|| rules.clone());
                        view! {
                            <Holding rules=rules.clone() own=own />
                            {editable
                                .map(|rules| {
                                    view! { <Editor rules=rules done=Callback::new(move |()| read()) /> }
                                })}
                            <History rules=rules />
                        }
                    })
            }}
        </div>
    }
}

/// What is in force: at the own site in full, at the others where they differ.
#[component]
fn Holding(rules: Rules, own: Option<SiteId>) -> impl IntoView {
    let i18n = use_i18n();
    let Rules { versions, in_force, sites, .. } = rules;
    let found = versions.into_iter().find(|version| version.policy.everywhere.version == in_force);
    let Some(PolicyVersion { policy, .. }) = found else { return ().into_any() };
    let here = own.map_or_else(|| policy.everywhere.clone(), |site| policy.at(&site));
    let name = sites.iter().find(|site| Some(site.id) == own).map(|site| site.name.clone());
    let country = policy.everywhere.host_country_name.clone();
    let name = name.unwrap_or(country);
    let others: Vec<_> = sites
        .into_iter()
        .filter(|site| Some(site.id) != own && policy.sites.contains_key(&site.id))
        .map(|site| (site.name, policy.at(&site.id)))
        .collect();
    let everywhere = policy.everywhere;
    view! {
        <section class="panel" data-testid="in-force">
            <h2>{move || t_string!(i18n, rules.at, site = name.clone())}</h2>
            <p class="soft">{move || t_string!(i18n, rules.version, version = in_force)}</p>
            <ul class="rule-list">
                {move || sentences(i18n, &here).into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}
            </ul>
        </section>
        {others
            .into_iter()
            .map(|(name, site)| {
                let everywhere = everywhere.clone();
                view! {
                    <section class="panel">
                        <h2>{move || t_string!(i18n, rules.differs, site = name.clone())}</h2>
                        <ul class="rule-list">
                            {move || {
                                changes(i18n, &everywhere, &site)
                                    .into_iter()
                                    .map(|(_, words)| view! { <li>{words}</li> })
                                    .collect_view()
                            }}
                        </ul>
                    </section>
                }
            })
            .collect_view()}
    }
    .into_any()
}

/// Every version there was and is to be, and what each changed.
#[component]
fn History(rules: Rules) -> impl IntoView {
    let i18n = use_i18n();
    let Rules { versions, in_force, .. } = rules;
    let earlier: Vec<_> = versions.iter().skip(1).cloned().map(Some).chain([None]).collect();
    view! {
        <section class="panel">
            <h2>{move || t_string!(i18n, rules.history)}</h2>
            <ul class="kept">
                {versions
                    .into_iter()
                    .zip(earlier)
                    .map(|(version, before)| {
                        let number = version.policy.everywhere.version;
                        let (at, from) = (version.made_at, version.effective_from);
                        let changed = before.map(|before| (before.policy.everywhere, version.policy.everywhere));
                        view! {
                            <li class="version">
                                <span class="kept-words">
                                    <b>{move || t_string!(i18n, rules.version, version = number)}</b>
                                    " "
                                    <span>{version.reason}</span>
                                    " "
                                    <span class="soft">
                                        {version.made_by} ", " {move || words::moment(i18n, at)}
                                    </span>
                                    {(number == in_force)
                                        .then(|| {
                                            view! {
                                                <Chip tone=Tone::Good>
                                                    {move || t_string!(i18n, rules.in_force)}
                                                </Chip>
                                            }
                                        })}
                                    {(number > in_force)
                                        .then(|| {
                                            view! {
                                                <Chip tone=Tone::Warn>
                                                    {move || {
                                                        t_string!(i18n, rules.from, moment = words::moment(i18n, from))
                                                    }}
                                                </Chip>
                                            }
                                        })}
                                </span>
                                {changed
                                    .map(|(before, after)| {
                                        view! {
                                            <ul class="rule-list">
                                                {move || {
                                                    changes(i18n, &before, &after)
                                                        .into_iter()
                                                        .map(|(_, words)| view! { <li>{words}</li> })
                                                        .collect_view()
                                                }}
                                            </ul>
                                        }
                                    })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}
