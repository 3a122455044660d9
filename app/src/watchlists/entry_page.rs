use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use policy::{EntryState, EntryStep};
use wire::EntryId;
use wire::biography::Biography;
use wire::watchlist::{Change, EntryView};

use crate::api::{Api, Fault};
use crate::components::{Chip, FaultBanner, Heading, ReasonDialog, Tone};
use crate::events::Events;
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/entries/:id`: an entry, what it rests on, what may be done to it, and what was done.
#[component]
pub fn EntryPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    view! {
        <SignedIn>{move || id.get().map(|id| view! { <OneEntry id=id /> })}</SignedIn>
    }
}

#[component]
fn OneEntry(id: EntryId) -> impl IntoView {
    let i18n = use_i18n();
    let (api, events) = (Api::expect(), Events::expect());
    let entry = RwSignal::new(None::<EntryView>);
    let fault = RwSignal::new(None::<Fault>);
    let withdrawing = RwSignal::new(false);
    let answered = move |answer: Result<EntryView, Fault>| match answer {
        Ok(read) => {
            fault.set(None);
            entry.set(Some(read));
        }
        Err(refused) => fault.set(Some(refused)),
    };
    Effect::new(move || {
        events.lists.track();
        spawn_local(async move { answered(api.entry(id).await) });
    });
    let validate = move |_| spawn_local(async move { answered(api.validate_entry(id).await) });
    let publish = move |_| spawn_local(async move { answered(api.publish_entry(id).await) });
    let withdraw = Callback::new(move |reason: String| {
        spawn_local(async move {
            answered(api.withdraw_entry(id, reason).await);
            withdrawing.set(false);
        });
    });
    let due = move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.validation_due));
    let active = move || {
        entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.summary.state == EntryState::Active))
    };
    let may = move |step| entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.may.contains(&step)));
    view! {
        <div class="page watchlists">
            {move || {
                entry
                    .get()
                    .map(|entry| {
                        view! {
                            <A href=format!("/lists/{}", entry.list) attr:class="btn plain back">
                                {entry.list_name.clone()}
                            </A>
                            <header class="watchlists-head">
                                <div>
                                    <Heading>
                                        {move || t_string!(i18n, watchlists.entry)} " "
                                        <span class="reference">{entry.summary.reference.clone()}</span>
                                    </Heading>
                                    <p>
                                        <Chip tone=words::entry_tone(entry.summary.state)>
                                            {move || words::entry_state(i18n, entry.summary.state)}
                                        </Chip>
                                    </p>
                                    <p class="soft">{move || words::what_next(i18n, entry.summary.state)}</p>
                                </div>
                            </header>
                        }
                    })
            }}
            <FaultBanner fault=fault />
            <div class="actions" role="group" aria-label=move || t_string!(i18n, watchlists.steps)>
                <Show when=move || may(EntryStep::Validate)>
                    <button class=move || if due() { "btn go" } else { "btn" } on:click=validate>
                        {move || match active() {
                            true => t_string!(i18n, watchlists.validate_again),
                            false => t_string!(i18n, watchlists.validate),
                        }}
                    </button>
                </Show>
                <Show when=move || may(EntryStep::Publish)>
                    <button class="btn go" on:click=publish>
                        {move || t_string!(i18n, watchlists.publish)}
                    </button>
                </Show>
                <Show when=move || may(EntryStep::Revise)>
                    <A href=format!("/entries/{id}/edit") attr:class="btn">
                        {move || t_string!(i18n, watchlists.edit)}
                    </A>
                </Show>
                <Show when=move || may(EntryStep::Withdraw)>
                    <button class="btn" on:click=move |_| withdrawing.set(true)>
                        {move || t_string!(i18n, watchlists.withdraw)}
                    </button>
                </Show>
            </div>
            {move || entry.get().map(|entry| view! { <Body entry=entry /> })}
            <Show when=move || withdrawing.get()>
                <ReasonDialog
                    title=Signal::derive(move || t_string!(i18n, watchlists.withdraw_title).to_owned())
                    words=Signal::derive(move || t_string!(i18n, watchlists.withdraw_words))
                    label=Signal::derive(move || t_string!(i18n, watchlists.reason))
                    fault=Signal::derive(move || t_string!(i18n, watchlists.reason_missing))
                    act=Signal::derive(move || t_string!(i18n, watchlists.withdraw))
                    on_reason=withdraw
                    on_cancel=Callback::new(move |()| withdrawing.set(false))
                />
            </Show>
        </div>
    }
}

/// What the entry says, its prints and its history.
#[component]
fn Body(entry: EntryView) -> impl IntoView {
    let i18n = use_i18n();
    let EntryView { summary, words: said, validator, prints_held, missing, history, .. } = entry;
    let lacking = (!missing.is_empty() && summary.state != EntryState::Withdrawn).then_some(missing);
    let (severity, id) = (summary.severity, summary.id);
    let sources = said.sources.join("; ");
    view! {
        {lacking
            .map(|missing| {
                view! {
                    <section class="panel" aria-labelledby="missing">
                        <h2 id="missing">{move || t_string!(i18n, watchlists.missing)}</h2>
                        <ul>
                            {missing
                                .into_iter()
                                .map(|one| view! { <li>{move || words::missing(i18n, one)}</li> })
                                .collect_view()}
                        </ul>
                    </section>
                }
            })}
        <section class="panel" aria-labelledby="says">
            <h2 id="says">{move || t_string!(i18n, watchlists.says)}</h2>
            <dl class="facts">
                <dt>{move || t_string!(i18n, watchlists.subject)}</dt>
                <dd>{said.subject}</dd>
                {(!said.biography.is_empty()).then(|| view! { <Stated facts=said.biography /> })}
                <dt>{move || t_string!(i18n, watchlists.category)}</dt>
                <dd>
                    {said.category} ". " {move || t_string!(i18n, lead.severity, severity = severity)}
                </dd>
                <dt>{move || t_string!(i18n, watchlists.instructions)}</dt>
                <dd>{said.instructions}</dd>
                <dt>{move || t_string!(i18n, watchlists.sources)}</dt>
                <dd>{sources}</dd>
                <dt>{move || t_string!(i18n, watchlists.criterion)}</dt>
                <dd>{said.criterion}</dd>
                <dt>{move || t_string!(i18n, watchlists.evidence_at)}</dt>
                <dd>{move || said.evidence_at.map(|at| words::day(i18n, at))}</dd>
                <dt>{move || t_string!(i18n, watchlists.expires_at)}</dt>
                <dd>{move || said.expires_at.map(|at| words::day(i18n, at))}</dd>
                <dt>{move || t_string!(i18n, watchlists.author)}</dt>
                <dd>{summary.author}</dd>
                <dt>{move || t_string!(i18n, watchlists.validator)}</dt>
                <dd>
                    {validator}
                    {move || {
                        summary
                            .valid_until
                            .map(|at| {
                                let day = words::day(i18n, at);
                                format!(", {}", t_string!(i18n, watchlists.until, day = day))
                            })
                    }}
                </dd>
            </dl>
        </section>
        <section class="panel" aria-labelledby="prints">
            <h2 id="prints">{move || t_string!(i18n, watchlists.prints)}</h2>
            <ul class="entry-prints">
                {prints_held
                    .into_iter()
                    .map(|print| {
                        let name = move || words::finger(i18n, print.position);
                        view! {
                            <li>
                                {match print.image {
                                    true => {
                                        view! {
                                            <img
                                                loading="lazy"
                                                src=format!("/api/entries/{id}/prints/{}", print.id)
                                                alt=name
                                            />
                                        }
                                            .into_any()
                                    }
                                    false => {
                                        view! {
                                            <span class="no-image">
                                                {move || t_string!(i18n, watchlists.no_image)}
                                            </span>
                                        }
                                            .into_any()
                                    }
                                }}
                                <span>{name}</span>
                                <span class="soft">
                                    {move || {
                                        t_string!(i18n, watchlists.quality, score = print.quality.score)
                                    }}
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
        <section class="panel" aria-labelledby="history">
            <h2 id="history">{move || t_string!(i18n, watchlists.history)}</h2>
            <ol class="rows" data-testid="history">
                {history.into_iter().map(|change| view! { <Done change=change /> }).collect_view()}
            </ol>
        </section>
    }
}

/// Names, and when and where born, as far as somebody stated them.
#[component]
fn Stated(facts: Biography) -> impl IntoView {
    let i18n = use_i18n();
    let Biography { names, born, place } = facts;
    view! {
        {(!names.is_empty())
            .then(|| {
                view! {
                    <dt>{move || t_string!(i18n, watchlists.names)}</dt>
                    <dd>{names.join("; ")}</dd>
                }
            })}
        {born
            .map(|born| {
                view! {
                    <dt>{move || t_string!(i18n, biography.born)}</dt>
                    <dd>{move || words::born_on(i18n, born)}</dd>
                }
            })}
        {(!place.is_empty())
            .then(|| {
                view! {
                    <dt>{move || t_string!(i18n, biography.place)}</dt>
                    <dd>{place}</dd>
                }
            })}
    }
}

#[component]
fn Done(change: Change) -> impl IntoView {
    let i18n = use_i18n();
    let Change { version, step, at, by, reason } = change;
    view! {
        <li class="row">
            <span class="row-name">
                <b>{move || words::change_step(i18n, step)}</b>
                <span class="soft">{move || words::moment(i18n, at)}</span>
            </span>
            <span class="row-state">
                <Chip tone=Tone::Quiet>{move || t_string!(i18n, watchlists.version, version = version)}</Chip>
                <span>{by}</span>
                {reason.map(|reason| view! { <span class="said">{reason}</span> })}
            </span>
        </li>
    }
}
