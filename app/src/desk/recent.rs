use leptos::prelude::*;
use wire::encounter::{EncounterStatus, EncounterView};
use wire::list::SearchAnswer;

use super::ToReceipt;
use crate::I18n;
use crate::components::{Chip, FaultBanner, Tone};
use crate::encounters::Encounters;
use crate::texts::i18n::*;
use crate::words;

/// The site's recent encounters; a change shows at once.
#[component]
pub fn Recent() -> impl IntoView {
    let i18n = use_i18n();
    let encounters = Encounters::expect();
    let none = move || encounters.all().is_some_and(|all| all.is_empty());
    let rows = move || encounters.all().unwrap_or_default();
    view! {
        <section class="panel recent" aria-labelledby="recent">
            <h2 id="recent">{move || t_string!(i18n, desk.recent)}</h2>
            <FaultBanner fault=encounters.fault() />
            <Show when=move || encounters.all().is_none() && encounters.fault().get().is_none()>
                <p class="soft" role="status">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            <Show when=none>
                <p class="empty">{move || t_string!(i18n, desk.none_yet)}</p>
            </Show>
            <ul class="rows" aria-live="polite">
                // A row is drawn anew when anything about it changes.
                <For each=rows key=|row| (row.id, row.status, row.images_complete, row.withdrawn.len(), row.later.len(), seen(row)) let:row>
                    <Row row=row />
                </For>
            </ul>
        </section>
    }
}

fn seen(row: &EncounterView) -> Option<bool> {
    row.alert.as_ref().map(|alert| alert.acknowledged.is_some())
}

#[component]
fn Row(row: EncounterView) -> impl IntoView {
    let i18n = use_i18n();
    let tone = words::status_tone(row.status);
    let fingers = row.fingers;
    let sealed_at = row.sealed_at;
    let reference = row.reference.clone();
    view! {
        <li class="row" data-testid="encounter" data-reference=reference>
            <span class="row-name">
                <b class="reference">{row.reference.clone()}</b>
                <span class="soft">
                    {move || words::moment(i18n, sealed_at)} " · "
                    {move || t_string!(i18n, desk.fingers, count = fingers)}
                    {(!row.images_complete)
                        .then(|| view! { " · " {move || t_string!(i18n, desk.images_under_way)} })}
                </span>
                <ToReceipt id=row.id />
            </span>
            <span class="row-state">
                <Chip tone=tone>{move || words::status(i18n, row.status)}</Chip>
                {(!row.later.is_empty())
                    .then(|| view! { <Chip tone=Tone::Now>{move || t_string!(i18n, desk.later_match)}</Chip> })}
                {(!row.withdrawn.is_empty())
                    .then(|| {
                        let count = row.withdrawn.len() as u32;
                        view! {
                            <Chip tone=Tone::Quiet>
                                {move || t_string!(i18n, desk.entry_withdrawn, count = count)}
                            </Chip>
                        }
                    })}
                <span class="soft">{
                    let row = row.clone();
                    move || outcome(i18n, &row)
                }</span>
                {row
                    .later
                    .into_iter()
                    .map(|found| {
                        let words = move || {
                            let (list, time) = (found.list.clone(), words::moment(i18n, found.at));
                            t_string!(i18n, desk.later_match_words, list = list, time = time)
                        };
                        view! { <span class="soft">{words}</span> }
                    })
                    .collect_view()}
            </span>
        </li>
    }
}

/// Where an encounter stands, in one sentence.
pub fn outcome(i18n: I18n, row: &EncounterView) -> String {
    match row.status {
        EncounterStatus::NoMatch | EncounterStatus::NotCompared | EncounterStatus::Incomplete => {
            searched(i18n, &row.answer)
        }
        EncounterStatus::UnderReview => t_string!(i18n, desk.under_review).to_owned(),
        EncounterStatus::WithSupervisor => t_string!(i18n, desk.with_supervisor).to_owned(),
        EncounterStatus::Excluded => t_string!(i18n, desk.excluded).to_owned(),
        EncounterStatus::Inconclusive => t_string!(i18n, desk.inconclusive).to_owned(),
        EncounterStatus::Restricted => t_string!(i18n, desk.restricted).to_owned(),
        EncounterStatus::Identified => match row.alert.as_ref().and_then(|alert| alert.acknowledged.as_ref())
        {
            Some(seen) => {
                t_string!(
                    i18n,
                    desk.alert_seen,
                    name = seen.by.clone(),
                    time = words::clock_time(i18n, seen.at)
                )
            }
            None => t_string!(i18n, desk.alert_open).to_owned(),
        },
    }
}

/// "in Demo watchlist, version 3, as of 14:02"; that there was no list at all is said too.
fn searched(i18n: I18n, answer: &SearchAnswer) -> String {
    if answer.searched.is_empty() {
        return t_string!(i18n, desk.no_list).to_owned();
    }
    let lists = answer.searched.iter().map(|list| {
        let as_of = words::clock_time(i18n, list.as_of);
        let words =
            t_string!(i18n, desk.searched, list = list.name.clone(), version = list.version, time = as_of);
        match answer.incomplete.iter().find(|part| part.list == list.id) {
            None => words.to_string(),
            Some(part) => {
                format!("{words} ({})", t_string!(i18n, desk.parts, searched = part.searched, of = part.of))
            }
        }
    });
    let lists = lists.collect::<Vec<_>>().join("; ");
    if answer.not_compared.is_empty() {
        return lists;
    }
    let fingers = words::fingers(i18n, &answer.not_compared);
    format!("{lists}. {}", t_string!(i18n, lead.not_compared, fingers = fingers))
}
