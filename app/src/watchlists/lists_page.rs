use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use policy::{Category, EntryState};
use wire::watchlist::{Terms, WatchlistView};

use super::terms_form::TermsForm;
use crate::api::{Api, Fault};
use crate::components::{Chip, FaultBanner, Heading};
use crate::events::Events;
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/lists`: the lists of the country.
#[component]
pub fn ListsPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Overview />
        </SignedIn>
    }
}

#[component]
fn Overview() -> impl IntoView {
    let i18n = use_i18n();
    let (api, events) = (Api::expect(), Events::expect());
    let held = RwSignal::new(None::<Vec<WatchlistView>>);
    let fault = RwSignal::new(None::<Fault>);
    let making = RwSignal::new(false);
    let read = move || {
        spawn_local(async move {
            match api.watchlists().await {
                Ok(lists) => {
                    fault.set(None);
                    held.set(Some(lists));
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    Effect::new(move || {
        events.lists.track();
        read();
    });
    let make = Callback::new(move |terms: Terms| {
        spawn_local(async move {
            match api.make_watchlist(&terms).await {
                Ok(_) => {
                    making.set(false);
                    read();
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    let fresh = || Terms {
        name: String::new(),
        owner: String::new(),
        legal_basis: String::new(),
        categories: Category::usual(),
    };
    view! {
        <div class="page watchlists">
            <header class="watchlists-head">
                <div>
                    <Heading>{move || t_string!(i18n, watchlists.title)}</Heading>
                    <p class="soft">{move || t_string!(i18n, watchlists.what)}</p>
                </div>
                <Show when=move || !making.get()>
                    <button class="btn go" on:click=move |_| making.set(true)>
                        {move || t_string!(i18n, watchlists.new_list)}
                    </button>
                </Show>
            </header>
            <FaultBanner fault=fault />
            <Show when=move || making.get()>
                <section class="panel" aria-labelledby="new-list">
                    <h2 id="new-list">{move || t_string!(i18n, watchlists.new_list)}</h2>
                    <TermsForm
                        terms=fresh()
                        new=true
                        on_save=make
                        on_cancel=Callback::new(move |()| making.set(false))
                    />
                </section>
            </Show>
            <Show when=move || held.with(Option::is_none) && fault.with(Option::is_none)>
                <p class="soft" role="status">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            <Show when=move || held.with(|held| held.as_ref().is_some_and(Vec::is_empty))>
                <p class="empty">{move || t_string!(i18n, watchlists.no_lists)}</p>
            </Show>
            <ul class="list-cards">
                <For
                    each=move || held.get().unwrap_or_default()
                    key=|list| (list.id, list.version, list.terms.owner.clone())
                    let:list
                >
                    <Card list=list />
                </For>
            </ul>
        </div>
    }
}

#[component]
fn Card(list: WatchlistView) -> impl IntoView {
    let i18n = use_i18n();
    let WatchlistView { id, version, terms, entries, .. } = list;
    let name = terms.name.clone();
    let unstated = terms.owner.is_empty() || terms.legal_basis.is_empty();
    view! {
        <li class="panel" data-testid="watchlist" data-name=name>
            <h2>
                <A href=format!("/lists/{id}")>{terms.name.clone()}</A>
            </h2>
            <p class="soft">
                {terms.owner.clone()} " · "
                {move || t_string!(i18n, watchlists.version, version = version)}
            </p>
            <p>{terms.legal_basis.clone()}</p>
            <Show when=move || unstated>
                <p class="field-fault">{move || t_string!(i18n, watchlists.unstated)}</p>
            </Show>
            <p class="chips">
                {EntryState::ALL
                    .into_iter()
                    .filter_map(|state| Some((state, *entries.get(&state)?)))
                    .map(|(state, count)| {
                        view! {
                            <Chip tone=words::entry_tone(state)>
                                {move || words::entry_state(i18n, state)} " "
                                {move || words::number(i18n, u64::from(count))}
                            </Chip>
                        }
                    })
                    .collect_view()}
            </p>
        </li>
    }
}
