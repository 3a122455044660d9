use leptos::prelude::*;
use wire::list::{Lead, ListInfo, SearchAnswer};

use super::draft::Draft;
use super::preliminary::Preliminary;
use crate::clock::Clock;
use crate::components::{Chip, FaultBanner, Icon, Shape, Tone};
use crate::lists::Lists;
use crate::texts::i18n::*;
use crate::words;

/// What the lists on this device say so far: a lead, or no match in the lists it names. Never an identity.
#[component]
pub fn LeadPanel() -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let held = Lists::expect().held();
    let preliminary = draft.preliminary;
    view! {
        <section class="panel lead" aria-labelledby="lead" data-testid="lead">
            <header>
                <h2 id="lead">{move || t_string!(i18n, lead.title)}</h2>
                <Took preliminary=preliminary />
            </header>
            <div aria-live="polite">
                {move || {
                    let state = preliminary.get();
                    match state.answer {
                        Some(answer) if !answer.incomplete.is_empty() => {
                            view! { <NotAll answer=answer /> }.into_any()
                        }
                        Some(answer) if answer.leads.is_empty() => {
                            let prints = draft.prints.with_untracked(Vec::len);
                            view! { <NoMatch answer=answer prints=prints /> }.into_any()
                        }
                        Some(answer) => {
                            view! { <Leads leads=answer.leads searched=answer.searched /> }.into_any()
                        }
                        None if held.with(Vec::is_empty) => view! { <NoLists /> }.into_any(),
                        None if state.searching || state.fault.is_some() => ().into_any(),
                        None => view! { <p class="soft">{t_string!(i18n, lead.no_prints)}</p> }.into_any(),
                    }
                }}
            </div>
            <Withdrawn preliminary=preliminary />
            <FaultBanner fault=Signal::derive(move || preliminary.get().fault) />
            <p class="soft lead-rule">{move || t_string!(i18n, lead.rule)}</p>
        </section>
    }
}

/// How long the search took, or that one is under way.
#[component]
fn Took(preliminary: RwSignal<Preliminary>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let state = preliminary.get();
        if state.searching {
            return Some(
                view! { <Chip tone=Tone::Now>{move || t_string!(i18n, lead.searching)}</Chip> }.into_any(),
            );
        }
        state.answer.map(|_| view! { <span class="soft">{took(state.took_ms)}</span> }.into_any())
    }
}

/// Earlier leads that no longer count, because their entries were taken back.
#[component]
fn Withdrawn(preliminary: RwSignal<Preliminary>) -> impl IntoView {
    let i18n = use_i18n();
    let count = Memo::new(move |_| preliminary.with(|state| state.withdrawn.len() as u32));
    view! {
        <Show when=move || count.get() != 0>
            <p class="lead-withdrawn" role="status">
                <Chip tone=Tone::Quiet>{move || t_string!(i18n, lead.withdrawn)}</Chip>
                " "
                {move || t_string!(i18n, lead.withdrawn_words, count = count.get())}
            </p>
        </Show>
    }
}

fn took(ms: f64) -> String {
    if ms < 1000.0 { format!("{ms:.0} ms") } else { format!("{:.1} s", ms / 1000.0) }
}

#[component]
fn NoLists() -> impl IntoView {
    let i18n = use_i18n();
    let lists = Lists::expect();
    view! {
        <p class="lead-word">{move || t_string!(i18n, lead.no_lists)}</p>
        <p class="soft">
            {move || {
                if lists.loading() { t_string!(i18n, shell.lists_loading) } else { t_string!(i18n, lead.server_will) }
            }}
        </p>
    }
}

/// No lead: in which lists, and which of the `prints` said nothing because the lists have none like them.
#[component]
fn NoMatch(answer: SearchAnswer, prints: usize) -> impl IntoView {
    let i18n = use_i18n();
    let SearchAnswer { searched, not_compared, .. } = answer;
    let nothing_compared = not_compared.len() == prints;
    view! {
        <p class="lead-word">
            <Icon shape=Shape::Ring />
            {move || {
                if nothing_compared { t_string!(i18n, lead.not_compared_yet) } else { t_string!(i18n, lead.no_match) }
            }}
        </p>
        <ul class="lead-lists">
            {searched.into_iter().map(|list| view! { <li><Searched list=list /></li> }).collect_view()}
        </ul>
        {(!not_compared.is_empty())
            .then(|| {
                view! {
                    <p class="soft">
                        {move || {
                            let fingers = words::fingers(i18n, &not_compared);
                            t_string!(i18n, lead.not_compared, fingers = fingers)
                        }}
                    </p>
                }
            })}
    }
}

/// A part of some list was not searched: what was found counts, and nothing is said of what was not.
#[component]
fn NotAll(answer: SearchAnswer) -> impl IntoView {
    let i18n = use_i18n();
    let SearchAnswer { searched, leads, incomplete, .. } = answer;
    let lists = searched.clone();
    let rows = incomplete.into_iter().filter_map(move |part| {
        let name = lists.iter().find(|list| list.id == part.list)?.name.clone();
        Some(view! {
            <li>
                <b>{name}</b>
                ": "
                {move || match part.searched {
                    0 => t_string!(i18n, lead.none_of_it).to_owned(),
                    searched => t_string!(i18n, lead.parts, searched = searched, of = part.of),
                }}
            </li>
        })
    });
    view! {
        {(!leads.is_empty()).then(|| view! { <Leads leads=leads searched=searched /> })}
        <p class="lead-word warn" data-testid="not-all">
            <Icon shape=Shape::Triangle />
            {move || t_string!(i18n, lead.not_all)}
        </p>
        <ul class="lead-lists">{rows.collect_view()}</ul>
        <p class="soft">{move || t_string!(i18n, lead.not_all_what)}</p>
    }
}

#[component]
fn Searched(list: ListInfo) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        t_string!(
            i18n,
            lead.searched,
            list = list.name.clone(),
            version = list.version,
            time = words::clock_time(i18n, list.as_of),
            people = words::number(i18n, u64::from(list.people))
        )
    }
}

#[component]
fn Leads(leads: Vec<Lead>, searched: Vec<ListInfo>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p class="lead-word warn">
            <Icon shape=Shape::Triangle />
            {move || t_string!(i18n, lead.possible)}
        </p>
        <ul class="lead-lists">
            {leads
                .into_iter()
                .map(|lead| {
                    let list = searched.iter().find(|list| list.id == lead.list).cloned();
                    view! { <li><OneLead lead=lead list=list /></li> }
                })
                .collect_view()}
        </ul>
    }
}

#[component]
fn OneLead(lead: Lead, list: Option<ListInfo>) -> impl IntoView {
    let i18n = use_i18n();
    let clock = Clock::expect();
    view! {
        {list
            .map(|list| {
                let (name, version, as_of) = (list.name, list.version, list.as_of);
                view! {
                    <b>{name}</b>
                    " "
                    <span class="soft">
                        {move || {
                            let age = words::age(i18n, as_of, clock.following());
                            t_string!(i18n, lead.version, version = version, age = age)
                        }}
                    </span>
                }
            })}
        <p>
            {move || t_string!(i18n, lead.fingers, count = lead.fingers)} ": "
            {move || words::chance(i18n, lead.score)} "; " {move || words::false_leads(i18n, lead.fpir)} ". "
            // Rules may keep the severity from devices.
            {move || (lead.severity != 0).then(|| t_string!(i18n, lead.severity, severity = lead.severity))}
        </p>
    }
}
