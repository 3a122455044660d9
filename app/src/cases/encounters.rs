//! The encounters of a case, what linked them, and the two things that a supervisor can do about that.

use std::collections::BTreeSet;

use leptos::prelude::*;
use wire::EncounterId;
use wire::case::{CaseEncounter, CaseView, Link, LinkCause};

use super::case_page::Work;
use super::linking::{MergeDialog, SplitDialog};
use crate::components::Chip;
use crate::texts::i18n::*;
use crate::words;

#[component]
pub(super) fn Encounters(case: CaseView, work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(BTreeSet::<EncounterId>::new());
    let (merging, splitting) = (RwSignal::new(false), RwSignal::new(false));
    let several = case.item.encounters.len() > 1;
    let may_merge = case.may_link && !case.item.encounters.is_empty();
    let may_split = case.may_link && several;
    let total = case.item.encounters.len();
    let some = move || chosen.with(|chosen| !chosen.is_empty() && chosen.len() < total);
    view! {
        <section class="panel" aria-labelledby="case-encounters">
            <h2 id="case-encounters">{move || t_string!(i18n, cases.encounters_title)}</h2>
            <Show when=move || total == 0>
                <p class="empty">{move || t_string!(i18n, cases.emptied_words)}</p>
            </Show>
            <ul class="case-encounters">
                {case
                    .item
                    .encounters
                    .into_iter()
                    .map(|encounter| view! { <One encounter=encounter chosen=may_split.then_some(chosen) /> })
                    .collect_view()}
            </ul>
            <Show when=move || may_merge>
                <div class="actions">
                    <button class="btn" on:click=move |_| merging.set(true)>
                        {move || t_string!(i18n, cases.merge)}
                    </button>
                    <Show when=move || may_split>
                        <button class="btn" disabled=move || !some() on:click=move |_| splitting.set(true)>
                            {move || t_string!(i18n, cases.split)}
                        </button>
                    </Show>
                </div>
                <Show when=move || may_split>
                    <p class="soft">{move || t_string!(i18n, cases.split_how)}</p>
                </Show>
            </Show>
            <Show when=move || merging.get()>
                <MergeDialog shown=merging work=work />
            </Show>
            <Show when=move || splitting.get()>
                <SplitDialog shown=splitting chosen=chosen work=work />
            </Show>
        </section>
    }
}

#[component]
fn One(encounter: CaseEncounter, chosen: Option<RwSignal<BTreeSet<EncounterId>>>) -> impl IntoView {
    let i18n = use_i18n();
    let CaseEncounter { id, reference, site, at, names, status } = encounter;
    let words = view! {
        <span class="case-encounter">
            <b class="reference">{reference.clone()}</b>
            <Chip tone=words::status_tone(status)>{move || words::status(i18n, status)}</Chip>
            <span class="soft">{site} " · " {move || words::moment(i18n, at)}</span>
            {(!names.is_empty()).then(|| view! { <span dir="auto">{names.join(" · ")}</span> })}
        </span>
    };
    let choose = move |chosen: RwSignal<BTreeSet<EncounterId>>| {
        chosen.update(|chosen| {
            if !chosen.remove(&id) {
                chosen.insert(id);
            }
        });
    };
    view! {
        <li data-testid="case-encounter" data-reference=reference>
            {match chosen {
                None => words.into_any(),
                Some(chosen) => {
                    view! {
                        <label class="case-choice">
                            <input
                                type="checkbox"
                                prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                                on:change=move |_| choose(chosen)
                            />
                            {words}
                        </label>
                    }
                        .into_any()
                }
            }}
        </li>
    }
}

/// Every link that there ever was, behind a disclosure: it is all on the timeline too.
#[component]
pub(super) fn Links(links: Vec<Link>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="panel" aria-labelledby="links">
            <h2 id="links">{move || t_string!(i18n, cases.links)}</h2>
            <ol class="trace">
                {links
                    .into_iter()
                    .map(|link| {
                        let (cause, at, by) = (link.cause, link.at, link.by.clone());
                        let made = move || {
                            let cause = match cause {
                                LinkCause::Identification => t_string!(i18n, cases.cause_identification),
                                LinkCause::Merge => t_string!(i18n, cases.cause_merge),
                                LinkCause::Split => t_string!(i18n, cases.cause_split),
                            };
                            let by = by.iter().map(|by| format!(" · {by}")).collect::<String>();
                            format!("{cause} · {}{by}", words::moment(i18n, at))
                        };
                        let holds = link.ended.is_none();
                        view! {
                            <li data-testid="link" class:ended=!holds>
                                <b class="reference">{link.reference}</b>
                                <span class="soft">{made}</span>
                                <span dir="auto">{link.reason}</span>
                                {link
                                    .ended
                                    .map(|end| {
                                        let at = end.at;
                                        view! {
                                            <span>
                                                {move || t_string!(i18n, cases.ended)} " · "
                                                {move || words::moment(i18n, at)} " · " {end.by}
                                            </span>
                                            <span dir="auto">{end.reason}</span>
                                            <span class="soft">
                                                {move || t_string!(i18n, cases.moved_to)} " "
                                                <a href=format!("/cases/{}", end.moved_to) class="reference">
                                                    {end.moved_reference}
                                                </a>
                                            </span>
                                        }
                                    })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
}
