use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use policy::EntryState;
use wire::watchlist::{EntrySummary, Holder, Terms, WatchlistView};
use wire::{EntryId, ListId};

use super::due::Calendar;
use super::terms_form::TermsForm;
use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::components::{Chip, FaultBanner, Heading, Tone};
use crate::events::Events;
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/lists/:id`: a list, its entries, when they go stale, and who holds it.
#[component]
pub fn ListPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    view! {
        <SignedIn>{move || id.get().map(|id| view! { <OneList id=id /> })}</SignedIn>
    }
}

#[component]
fn OneList(id: ListId) -> impl IntoView {
    let i18n = use_i18n();
    let (api, events) = (Api::expect(), Events::expect());
    let list = RwSignal::new(None::<WatchlistView>);
    let holders = RwSignal::new(Vec::<Holder>::new());
    let fault = RwSignal::new(None::<Fault>);
    let editing = RwSignal::new(false);
    Effect::new(move || {
        events.lists.track();
        spawn_local(async move {
            match api.watchlists().await {
                Ok(lists) => list.set(lists.into_iter().find(|list| list.id == id)),
                Err(refused) => fault.set(Some(refused)),
            }
            match api.holders(id).await {
                Ok(held) => holders.set(held),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    let change = Callback::new(move |terms: Terms| {
        spawn_local(async move {
            match api.change_watchlist(id, &terms).await {
                Ok(changed) => {
                    fault.set(None);
                    list.set(Some(changed));
                    editing.set(false);
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    view! {
        <div class="page watchlists">
            <A href="/lists" attr:class="btn plain back">
                {move || t_string!(i18n, watchlists.title)}
            </A>
            <FaultBanner fault=fault />
            {move || {
                list.get()
                    .map(|list| {
                        let terms = list.terms.clone();
                        let name = terms.name.clone();
                        view! {
                            <header class="watchlists-head">
                                <div>
                                    <Heading>{name}</Heading>
                                    <p class="soft">
                                        {terms.owner.clone()} " · " {terms.legal_basis.clone()} " · "
                                        {move || t_string!(i18n, watchlists.version, version = list.version)}
                                    </p>
                                </div>
                                <div class="actions">
                                    <A href=format!("/lists/{id}/new") attr:class="btn go">
                                        {move || t_string!(i18n, watchlists.new_entry)}
                                    </A>
                                    <button class="btn" on:click=move |_| editing.update(|editing| *editing = !*editing)>
                                        {move || t_string!(i18n, watchlists.edit_list)}
                                    </button>
                                </div>
                            </header>
                            <Show when=move || editing.get()>
                                <section class="panel">
                                    <TermsForm
                                        terms=terms.clone()
                                        new=false
                                        on_save=change
                                        on_cancel=Callback::new(move |()| editing.set(false))
                                    />
                                </section>
                            </Show>
                        }
                    })
            }}
            <Entries list=id />
            {move || list.get().map(|list| view! { <Calendar due=list.due /> })}
            {move || {
                let newest = list.with(|list| list.as_ref().map_or(0, |list| list.version));
                view! { <Holders holders=holders.get() newest=newest /> }
            }}
        </div>
    }
}

/// The entries that the page holds, a page of the server's at a time.
#[component]
fn Entries(list: ListId) -> impl IntoView {
    let i18n = use_i18n();
    let (api, events) = (Api::expect(), Events::expect());
    let state = RwSignal::new(None::<EntryState>);
    let held = RwSignal::new(None::<Vec<EntrySummary>>);
    let next = RwSignal::new(None::<EntryId>);
    let fault = RwSignal::new(None::<Fault>);
    let read = move |wanted: Option<EntryState>, after: Option<EntryId>| {
        spawn_local(async move {
            let page = api.entries(list, wanted, after).await;
            // The filter may have changed meanwhile.
            if state.try_get_untracked() != Some(wanted) {
                return;
            }
            match page {
                Ok(mut page) => {
                    fault.set(None);
                    next.set(page.next);
                    held.update(|held| match (after, held) {
                        (Some(_), Some(held)) => held.append(&mut page.entries),
                        (_, held) => *held = Some(page.entries),
                    });
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    Effect::new(move || {
        events.lists.track();
        read(state.get(), None);
    });
    view! {
        <section class="panel" aria-labelledby="entries">
            <header class="watchlists-head">
                <h2 id="entries">{move || t_string!(i18n, watchlists.entries)}</h2>
                <label class="field">
                    <span>{move || t_string!(i18n, watchlists.state)}</span>
                    <select on:change=move |event| {
                        let chosen = event_target_value(&event);
                        state.set(EntryState::ALL.into_iter().find(|state| format!("{state:?}") == chosen));
                    }>
                        <option value="">{move || t_string!(i18n, watchlists.any_state)}</option>
                        {EntryState::ALL
                            .map(|state| {
                                view! {
                                    <option value=format!("{state:?}")>
                                        {move || words::entry_state(i18n, state)}
                                    </option>
                                }
                            })}
                    </select>
                </label>
            </header>
            <FaultBanner fault=fault />
            <Show when=move || held.with(|held| held.as_ref().is_some_and(Vec::is_empty))>
                <p class="empty">{move || t_string!(i18n, watchlists.no_entries)}</p>
            </Show>
            <ul class="rows">
                <For
                    each=move || held.get().unwrap_or_default()
                    key=|entry| (entry.id, entry.state, entry.changed_at)
                    let:entry
                >
                    <Row entry=entry />
                </For>
            </ul>
            <Show when=move || next.get().is_some()>
                <button class="btn" on:click=move |_| read(state.get_untracked(), next.get_untracked())>
                    {move || t_string!(i18n, watchlists.more)}
                </button>
            </Show>
        </section>
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

/// Who holds the list, the furthest behind first.
#[component]
fn Holders(holders: Vec<Holder>, newest: u64) -> impl IntoView {
    let i18n = use_i18n();
    let clock = Clock::expect();
    let none = holders.is_empty();
    view! {
        <section class="panel" aria-labelledby="holders">
            <h2 id="holders">{move || t_string!(i18n, watchlists.holders)}</h2>
            <p class="soft">{move || t_string!(i18n, watchlists.holders_what)}</p>
            <Show when=move || none>
                <p class="empty">{move || t_string!(i18n, watchlists.no_holders)}</p>
            </Show>
            <ul class="rows">
                {holders
                    .into_iter()
                    .map(|holder| {
                        let tone = if holder.version == newest { Tone::Good } else { Tone::Warn };
                        view! {
                            <li class="row" data-testid="holder">
                                <span class="row-name">
                                    <b>{holder.account}</b>
                                    <span class="soft">{holder.site}</span>
                                </span>
                                <span class="row-state">
                                    <Chip tone=tone>
                                        {move || t_string!(i18n, watchlists.version, version = holder.version)}
                                    </Chip>
                                    <span class="soft">
                                        {move || {
                                            let age = words::age(i18n, holder.given_at, clock.following());
                                            t_string!(i18n, watchlists.given, age = age)
                                        }}
                                    </span>
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}
