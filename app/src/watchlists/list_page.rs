use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use wire::ListId;
use wire::watchlist::{Holder, Terms, WatchlistView};

use super::due::Calendar;
use super::entries::{Entries, Shown};
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
    let shown = RwSignal::new(Shown::All);
    let counts = Memo::new(move |_| list.with(|list| list.as_ref().map(|list| list.entries.clone())));
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
                                    <A href=format!("/lists/{id}/import") attr:class="btn">
                                        {move || t_string!(i18n, import.open)}
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
            <Entries list=id counts=counts shown=shown />
            {move || list.get().map(|list| view! { <Calendar due=list.due shown=shown /> })}
            {move || view! { <Holders holders=holders.get() /> }}
        </div>
    }
}

/// Who holds the list, the furthest behind first.
#[component]
fn Holders(holders: Vec<Holder>) -> impl IntoView {
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
                        let tone = match (holder.behind, holder.far_behind) {
                            (0, _) => Tone::Good,
                            (_, false) => Tone::Warn,
                            (_, true) => Tone::Stop,
                        };
                        let behind = move || match (holder.behind, holder.behind_since) {
                            (0, _) | (_, None) => t_string!(i18n, watchlists.up_to_date).to_owned(),
                            (entries, Some(since)) => {
                                let age = words::age(i18n, since, clock.following());
                                let entries = words::number(i18n, entries);
                                t_string!(i18n, watchlists.behind, entries = entries, age = age)
                            }
                        };
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
                                    <Show when=move || holder.far_behind>
                                        <b>{move || t_string!(i18n, watchlists.far_behind)}</b>
                                    </Show>
                                    <span>{behind}</span>
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
