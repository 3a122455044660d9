//! The entries of a list: by state, by the month in which they go stale, or found by name; a page at a time, so that a
//! list of 100,000 is as quick as one of ten.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use policy::EntryState;
use wire::watchlist::{EntriesFound, EntrySearch, EntrySummary};
use wire::{EntryId, ListId};

use super::due::Month;
use super::finding::Find;
use crate::api::{Api, Fault};
use crate::components::{Chip, FaultBanner};
use crate::events::Events;
use crate::texts::i18n::*;
use crate::words;

/// Which entries are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Every one.
    All,
    /// Those in a state.
    In(EntryState),
    /// The active ones that go stale in a month.
    Due(Month),
}

/// The entries on a page of the server's.
const PAGE: usize = 50;

#[component]
pub fn Entries(
    list: ListId,
    /// How many there are in each state, once that is known.
    counts: Memo<Option<BTreeMap<EntryState, u32>>>,
    shown: RwSignal<Shown>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (api, events) = (Api::expect(), Events::expect());
    let held = RwSignal::new(None::<Vec<EntrySummary>>);
    let found = RwSignal::new(None::<EntriesFound>);
    // After which entry each page begins that was turned, the one shown last.
    let turned = RwSignal::new(Vec::<EntryId>::new());
    let next = RwSignal::new(None::<EntryId>);
    let fault = RwSignal::new(None::<Fault>);
    let read = move || {
        let (wanted, after) = (shown.get_untracked(), turned.with_untracked(|turned| turned.last().copied()));
        spawn_local(async move {
            let page = api.entries(list, wanted, after).await;
            // Something else may be wanted meanwhile.
            let still = shown.try_get_untracked() == Some(wanted)
                && turned.try_with_untracked(|turned| turned.last().copied()) == Some(after);
            match page {
                _ if !still => {}
                Ok(page) => {
                    fault.set(None);
                    next.set(page.next);
                    held.set(Some(page.entries));
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    Effect::new(move || {
        shown.track();
        turned.set(Vec::new());
        read();
    });
    Effect::new(move || {
        events.lists.track();
        read();
    });
    let older = move |_| {
        turned.update(|turned| turned.extend(next.get_untracked()));
        read();
    };
    let newer = move |_| {
        turned.update(|turned| turned.truncate(turned.len().saturating_sub(1)));
        read();
    };
    let find = Callback::new(move |search: EntrySearch| {
        spawn_local(async move {
            match api.find_entries(list, &search).await {
                Ok(answer) => {
                    fault.set(None);
                    found.set(Some(answer));
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    let rows = move || match found.get() {
        Some(found) => found.entries,
        None => held.get().unwrap_or_default(),
    };
    let place = move || {
        let first = turned.with(Vec::len) * PAGE;
        let (first, last) = (first + 1, first + held.with(|held| held.as_ref().map_or(0, Vec::len)));
        let [first, last] = [first, last].map(|number| words::number(i18n, number as u64));
        match counts.with(|counts| counts.as_ref().and_then(|counts| total(counts, shown.get()))) {
            Some(all) => {
                let all = words::number(i18n, u64::from(all));
                t_string!(i18n, watchlists.page_of, first = first, last = last, all = all)
            }
            None => t_string!(i18n, watchlists.page, first = first, last = last),
        }
    };
    let empty = move || held.with(|held| held.as_ref().is_some_and(Vec::is_empty));
    let browsing = move || found.with(Option::is_none);
    view! {
        <section class="panel" aria-labelledby="entries">
            <h2 id="entries" tabindex="-1">
                {move || t_string!(i18n, watchlists.entries)}
            </h2>
            <Find found=found on_find=find />
            <Show when=browsing>
                <Filters counts=counts shown=shown />
            </Show>
            <FaultBanner fault=fault />
            <Show when=move || browsing() && empty()>
                <p class="empty">{move || t_string!(i18n, watchlists.no_entries)}</p>
            </Show>
            <ul class="rows">
                <For each=rows key=|entry| (entry.id, entry.state, entry.changed_at) let:entry>
                    <Row entry=entry />
                </For>
            </ul>
            <Show when=move || browsing() && !empty()>
                <nav class="pager" aria-label=move || t_string!(i18n, watchlists.pages)>
                    <button class="btn" prop:disabled=move || turned.with(Vec::is_empty) on:click=newer>
                        {move || t_string!(i18n, watchlists.newer)}
                    </button>
                    <span class="soft" role="status">{place}</span>
                    <button class="btn" prop:disabled=move || next.with(Option::is_none) on:click=older>
                        {move || t_string!(i18n, watchlists.older)}
                    </button>
                </nav>
            </Show>
        </section>
    }
}

/// How many entries are shown, over all pages, where that is known.
fn total(counts: &BTreeMap<EntryState, u32>, shown: Shown) -> Option<u32> {
    match shown {
        Shown::All => Some(counts.values().sum()),
        Shown::In(state) => Some(counts.get(&state).copied().unwrap_or(0)),
        Shown::Due(_) => None,
    }
}

/// The states as buttons, each with how many entries are in it, and the month that was opened.
#[component]
fn Filters(counts: Memo<Option<BTreeMap<EntryState, u32>>>, shown: RwSignal<Shown>) -> impl IntoView {
    let i18n = use_i18n();
    let choice = move |choice: Shown, name: Signal<String>| {
        let count = move || counts.with(|counts| counts.as_ref().and_then(|counts| total(counts, choice)));
        view! {
            <button
                class="btn filter"
                aria-pressed=move || (shown.get() == choice).to_string()
                on:click=move |_| shown.set(choice)
            >
                <span>{name}</span>
                <b>{move || count().map(|count| words::number(i18n, u64::from(count)))}</b>
            </button>
        }
    };
    view! {
        <div class="filters" role="group" aria-label=move || t_string!(i18n, watchlists.state)>
            {choice(Shown::All, Signal::derive(move || t_string!(i18n, watchlists.any_state).to_owned()))}
            {EntryState::ALL
                .map(|state| {
                    let name = Signal::derive(move || words::entry_state(i18n, state).to_owned());
                    choice(Shown::In(state), name)
                })
                .collect_view()}
            {move || match shown.get() {
                Shown::Due(month) => {
                    let name = Signal::derive(move || {
                        t_string!(i18n, watchlists.due_in, month = words::month(i18n, month.from))
                    });
                    Some(choice(Shown::Due(month), name))
                }
                _ => None,
            }}
        </div>
    }
}

#[component]
fn Row(entry: EntrySummary) -> impl IntoView {
    let i18n = use_i18n();
    let (state, severity, author) = (entry.state, entry.severity, entry.author.clone());
    let reference = entry.reference.clone();
    let ends = [entry.valid_until, entry.expires_at].into_iter().flatten().min();
    view! {
        <li class="row" data-testid="entry" data-reference=reference>
            <span class="row-name">
                <A href=format!("/entries/{}", entry.id) attr:class="reference">
                    {entry.reference.clone()}
                </A>
                <span>{entry.subject.clone()}</span>
            </span>
            <span class="row-state">
                <Chip tone=words::entry_tone(state)>{move || words::entry_state(i18n, state)}</Chip>
                <span>
                    {entry.category.clone()} " · "
                    {move || t_string!(i18n, lead.severity, severity = severity)}
                </span>
                <span class="soft">
                    {move || t_string!(i18n, watchlists.by, name = author.clone())}
                    {move || {
                        ends.map(|end| {
                            let day = words::day(i18n, end);
                            format!(" · {}", t_string!(i18n, watchlists.until, day = day))
                        })
                    }}
                </span>
            </span>
        </li>
    }
}
