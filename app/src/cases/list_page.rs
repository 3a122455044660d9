//! `/cases`: those that wait for somebody first; any other by a search with its reason.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use wire::case::{CaseItem, CaseSearch};

use super::search_form::SearchForm;
use crate::api::{Api, Fault};
use crate::components::{Chip, FaultBanner, Heading};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/cases`.
#[component]
pub fn CasesPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Cases />
        </SignedIn>
    }
}

#[component]
fn Cases() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (found, fault) = (RwSignal::new(None::<Vec<CaseItem>>), RwSignal::new(None::<Fault>));
    // What was asked; none is the list of what waits.
    let asked = RwSignal::new(None::<CaseSearch>);
    let load = move || {
        let search = asked.get_untracked();
        found.set(None);
        fault.set(None);
        spawn_local(async move {
            let answer = match &search {
                None => api.cases().await,
                Some(search) => api.search_cases(search).await,
            };
            match answer {
                Ok(cases) => found.set(Some(cases)),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    load();
    let ask = move |search| {
        asked.set(search);
        load();
    };
    let asking = move || found.with(Option::is_none) && fault.with(Option::is_none);
    let said = move || match (asking(), found.with(|found| found.as_ref().map(Vec::len))) {
        (true, _) => t_string!(i18n, shell.one_moment).to_owned(),
        (false, Some(0)) if asked.with(Option::is_none) => t_string!(i18n, cases.none).to_owned(),
        (false, Some(0)) => t_string!(i18n, cases.none_found).to_owned(),
        (false, Some(count)) if asked.with(Option::is_some) => {
            t_string!(i18n, cases.found, count = count as u32)
        }
        _ => String::new(),
    };
    view! {
        <div class="page cases">
            <header>
                <Heading>{move || t_string!(i18n, cases.title)}</Heading>
                <p class="soft">{move || t_string!(i18n, cases.what)}</p>
            </header>
            <SearchForm searched=Signal::derive(move || asked.with(Option::is_some)) ask=ask />
            <FaultBanner fault=fault />
            <p role="status" class="soft case-said">
                {said}
            </p>
            <ul class="rows">
                {move || {
                    found.get().unwrap_or_default().into_iter().map(|case| view! { <Row case=case /> }).collect_view()
                }}
            </ul>
        </div>
    }
}

#[component]
fn Row(case: CaseItem) -> impl IntoView {
    let i18n = use_i18n();
    let newest = case.encounters.first().cloned();
    let count = case.encounters.len() as u32;
    let mut names: Vec<String> = case.encounters.iter().flat_map(|each| each.names.clone()).collect();
    names.sort();
    names.dedup();
    let next = case.next.first().cloned();
    let more = case.next.len().saturating_sub(1) as u32;
    let (id, state, reference) = (case.id, case.state, case.reference);
    let called = reference.clone();
    view! {
        <li class="row panel" data-testid="case" data-reference=reference>
            <span class="row-name">
                <A href=format!("/cases/{id}") attr:class="reference">
                    {called}
                </A>
                <span dir="auto">{names.join(" · ")}</span>
            </span>
            <span class="row-state">
                <span class="chips">
                    <Chip tone=words::case_tone(state)>{move || words::case_state(i18n, state)}</Chip>
                </span>
                {next.map(|next| {
                    view! {
                        <b>
                            {move || words::next(i18n, &next)}
                            {move || {
                                (more > 0).then(|| format!(" · {}", t_string!(i18n, cases.more, count = more)))
                            }}
                        </b>
                    }
                })}
                <span class="soft">
                    {move || t_string!(i18n, cases.encounters, count = count)}
                    {newest.map(|newest| {
                        move || format!(" · {} · {}", newest.site, words::moment(i18n, newest.at))
                    })}
                </span>
            </span>
        </li>
    }
}
