use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_params_map};
use policy::{Category, Grounds, Missing};
use wire::biography::Biography;
use wire::watchlist::{EntryDraft, EntryView, EntryWords, ReferenceView, WatchlistView};
use wire::{EntryId, ListId};

use super::conditions::Conditions;
use super::date;
use super::print_files::{ChosenFile, PrintFiles};
use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::components::{BiographyFields, FaultBanner, Heading};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/lists/:id/new`: a new entry.
#[component]
pub fn NewEntryPage() -> impl IntoView {
    let params = use_params_map();
    let list = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    view! {
        <SignedIn>{move || list.get().map(|list| view! { <Opening list=Some(list) entry=None /> })}</SignedIn>
    }
}

/// `/entries/:id/edit`: an entry, written anew.
#[component]
pub fn EditEntryPage() -> impl IntoView {
    let params = use_params_map();
    let entry = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    view! {
        <SignedIn>{move || entry.get().map(|entry| view! { <Opening list=None entry=Some(entry) /> })}</SignedIn>
    }
}

#[component]
fn Opening(list: Option<ListId>, entry: Option<EntryId>) -> impl IntoView {
    let api = Api::expect();
    let read = RwSignal::new(None::<(WatchlistView, Option<EntryView>)>);
    let fault = RwSignal::new(None::<Fault>);
    spawn_local(async move {
        let answer = async {
            let entry = match entry {
                Some(id) => Some(api.entry(id).await?),
                None => None,
            };
            let id = entry.as_ref().map(|entry| entry.list).or(list);
            let found = api.watchlists().await?.into_iter().find(|list| Some(list.id) == id);
            Ok::<_, Fault>(found.map(|list| (list, entry)))
        };
        match answer.await {
            Ok(found) => read.set(found),
            Err(refused) => fault.set(Some(refused)),
        }
    });
    view! {
        <div class="page watchlists">
            <FaultBanner fault=fault />
            {move || read.get().map(|(list, entry)| view! { <Form list=list entry=entry /> })}
        </div>
    }
}

/// What is being written.
#[derive(Debug, Clone, Copy)]
struct Writing {
    words: RwSignal<EntryWords>,
    kept: RwSignal<Vec<ReferenceView>>,
    files: RwSignal<Vec<ChosenFile>>,
}

impl Writing {
    /// What a second person would find missing, by the very rule that the server asks.
    fn missing(self, categories: &[Category], now: i64) -> Vec<Missing> {
        let prints = self.kept.with(Vec::len) + self.files.with(Vec::len);
        self.words.with(|words| {
            let chosen = categories.iter().find(|category| category.name == words.category);
            Grounds {
                sources: &words.sources,
                sources_needed: chosen.map_or(1, |category| category.sources),
                criterion: &words.criterion,
                evidence_at: words.evidence_at.map(|at| at.0),
                expires_at: words.expires_at.map(|at| at.0),
                prints,
            }
            .missing(now)
        })
    }

    fn draft(self) -> EntryDraft {
        EntryDraft {
            words: self.words.get_untracked(),
            keep: self.kept.with_untracked(|kept| kept.iter().map(|print| print.id).collect()),
            add: self.files.with_untracked(|files| files.iter().map(|file| file.print.clone()).collect()),
        }
    }
}

#[component]
fn Form(list: WatchlistView, entry: Option<EntryView>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, clock, navigate) = (Api::expect(), Clock::expect(), use_navigate());
    let (list_id, id) = (list.id, entry.as_ref().map(|entry| entry.summary.id));
    let categories = list.terms.categories.clone();
    let first = categories.first().map(|category| category.name.clone()).unwrap_or_default();
    let blank = EntryWords {
        subject: String::new(),
        biography: Biography::default(),
        category: first,
        instructions: String::new(),
        sources: vec![String::new()],
        criterion: String::new(),
        evidence_at: None,
        expires_at: None,
    };
    let writing = Writing {
        words: RwSignal::new(entry.as_ref().map_or(blank, |entry| entry.words.clone())),
        kept: RwSignal::new(entry.map(|entry| entry.prints_held).unwrap_or_default()),
        files: RwSignal::new(Vec::new()),
    };
    let fault = RwSignal::new(None::<Fault>);
    let busy = RwSignal::new(false);
    let rules = categories.clone();
    let missing = Memo::new(move |_| writing.missing(&rules, clock.now().0));
    let refused_field = move || match fault.get() {
        Some(Fault::Refused(problem)) => problem.field.map(|field| format!("{field}: {}", problem.detail)),
        _ => None,
    };
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let navigate = navigate.clone();
        busy.set(true);
        spawn_local(async move {
            let draft = writing.draft();
            let kept = match id {
                Some(id) => api.revise_entry(id, &draft).await,
                None => api.draft_entry(list_id, &draft).await,
            };
            busy.set(false);
            match kept {
                Ok(entry) => navigate(&format!("/entries/{}", entry.summary.id), Default::default()),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let back = id.map_or(format!("/lists/{list_id}"), |id| format!("/entries/{id}"));
    view! {
        <Heading>
            {move || match id {
                None => t_string!(i18n, watchlists.new_entry),
                Some(_) => t_string!(i18n, watchlists.edit_entry),
            }}
        </Heading>
        <p class="soft">{move || t_string!(i18n, watchlists.draft_words)}</p>
        <form class="panel entry-form" novalidate on:submit=save>
            <Said writing=writing missing=missing categories=categories.clone() />
            <Conditions said=writing.words missing=missing categories=categories />
            <Sources writing=writing missing=missing />
            <Times writing=writing missing=missing />
            <Prints writing=writing missing=missing />
            <FaultBanner fault=fault />
            <p class="field-fault" role="alert">{refused_field}</p>
            <div class="actions">
                <button class="btn go" type="submit" prop:disabled=busy>
                    {move || t_string!(i18n, watchlists.save_draft)}
                </button>
                <A href=back attr:class="btn">
                    {move || t_string!(i18n, shell.cancel)}
                </A>
            </div>
        </form>
    }
}

/// What is missing of a field, if anything of `kinds` is.
#[component]
fn Lacks(missing: Memo<Vec<Missing>>, kinds: &'static [Missing]) -> impl IntoView {
    let i18n = use_i18n();
    let lacking = move || missing.with(|missing| missing.iter().find(|one| kinds.contains(one)).copied());
    view! {
        <span class="lacks">{move || lacking().map(|one| words::missing(i18n, one))}</span>
    }
}

#[component]
fn Said(writing: Writing, missing: Memo<Vec<Missing>>, categories: Vec<Category>) -> impl IntoView {
    let i18n = use_i18n();
    let Writing { words: said, .. } = writing;
    let facts = RwSignal::new(said.with_untracked(|said| said.biography.clone()));
    Effect::new(move || facts.with(|facts| said.update(|said| said.biography.clone_from(facts))));
    let chosen = said.with_untracked(|said| said.category.clone());
    let names: Vec<String> = categories.into_iter().map(|category| category.name).collect();
    view! {
        <label class="field">
            <span>{move || t_string!(i18n, watchlists.subject)}</span>
            <input
                maxlength="2000"
                autocomplete="off"
                prop:value=move || said.with(|said| said.subject.clone())
                on:input=move |event| said.update(|said| said.subject = event_target_value(&event))
            />
        </label>
        <details class="stated" open=facts.with_untracked(|facts| !facts.is_empty())>
            <summary>{move || t_string!(i18n, biography.of_entry)}</summary>
            <p class="soft">{move || t_string!(i18n, biography.of_entry_words)}</p>
            <BiographyFields facts=facts />
        </details>
        <label class="field">
            <span>{move || t_string!(i18n, watchlists.category)}</span>
            <select on:change=move |event| said.update(|said| said.category = event_target_value(&event))>
                {names
                    .into_iter()
                    .map(|name| {
                        let selected = name == chosen;
                        view! {
                            <option value=name.clone() selected=selected>
                                {name.clone()}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
        <label class="field">
            <span>{move || t_string!(i18n, watchlists.criterion)}</span>
            <input
                maxlength="2000"
                autocomplete="off"
                prop:value=move || said.with(|said| said.criterion.clone())
                on:input=move |event| said.update(|said| said.criterion = event_target_value(&event))
            />
            <Lacks missing=missing kinds=&[Missing::Criterion] />
        </label>
        <label class="field">
            <span>{move || t_string!(i18n, watchlists.own_instructions)}</span>
            <textarea
                rows="2"
                maxlength="2000"
                prop:value=move || said.with(|said| said.instructions.clone())
                on:input=move |event| said.update(|said| said.instructions = event_target_value(&event))
            />
        </label>
    }
}

#[component]
fn Sources(writing: Writing, missing: Memo<Vec<Missing>>) -> impl IntoView {
    let i18n = use_i18n();
    let Writing { words: said, .. } = writing;
    let count = Memo::new(move |_| said.with(|said| said.sources.len().max(1)));
    view! {
        <fieldset>
            <legend>{move || t_string!(i18n, watchlists.sources)}</legend>
            {move || {
                (0..count.get())
                    .map(|at| {
                        view! {
                            <label class="field">
                                <span>{move || t_string!(i18n, watchlists.source_number, number = at + 1)}</span>
                                <input
                                    maxlength="2000"
                                    autocomplete="off"
                                    prop:value=move || {
                                        said.with(|said| said.sources.get(at).cloned().unwrap_or_default())
                                    }
                                    on:input=move |event| {
                                        said.update(|said| {
                                            if said.sources.len() <= at {
                                                said.sources.resize(at + 1, String::new());
                                            }
                                            said.sources[at] = event_target_value(&event);
                                        });
                                    }
                                />
                            </label>
                        }
                    })
                    .collect_view()
            }}
            <Lacks missing=missing kinds=&[Missing::Source, Missing::FurtherSource] />
            <button
                class="btn"
                type="button"
                on:click=move |_| said.update(|said| said.sources.push(String::new()))
            >
                {move || t_string!(i18n, watchlists.add_source)}
            </button>
        </fieldset>
    }
}

#[component]
fn Times(writing: Writing, missing: Memo<Vec<Missing>>) -> impl IntoView {
    let i18n = use_i18n();
    let Writing { words: said, .. } = writing;
    let shown = |at: Option<wire::Timestamp>| at.map(date::field).unwrap_or_default();
    view! {
        <label class="field">
            <span>{move || t_string!(i18n, watchlists.evidence_at)}</span>
            <input
                type="date"
                prop:value=move || shown(said.with(|said| said.evidence_at))
                on:change=move |event| {
                    said.update(|said| said.evidence_at = date::read(&event_target_value(&event)));
                }
            />
            <Lacks missing=missing kinds=&[Missing::EvidenceDate, Missing::EvidenceAhead] />
        </label>
        <label class="field">
            <span>{move || t_string!(i18n, watchlists.expires_at)}</span>
            <input
                type="date"
                prop:value=move || shown(said.with(|said| said.expires_at))
                on:change=move |event| {
                    said.update(|said| said.expires_at = date::read(&event_target_value(&event)));
                }
            />
            <Lacks missing=missing kinds=&[Missing::Expiry, Missing::Expired] />
        </label>
    }
}

#[component]
fn Prints(writing: Writing, missing: Memo<Vec<Missing>>) -> impl IntoView {
    let i18n = use_i18n();
    let Writing { kept, files, .. } = writing;
    view! {
        <fieldset>
            <legend>{move || t_string!(i18n, watchlists.prints)}</legend>
            <ul class="kept">
                <For each=move || kept.get() key=|print| print.id let:print>
                    <li>
                        <span class="kept-words">{move || words::finger(i18n, print.position)}</span>
                        <button
                            class="btn"
                            type="button"
                            on:click=move |_| kept.update(|kept| kept.retain(|held| held.id != print.id))
                        >
                            {move || t_string!(i18n, watchlists.leave_out)}
                        </button>
                    </li>
                </For>
            </ul>
            <PrintFiles files=files />
            <Lacks missing=missing kinds=&[Missing::Print] />
        </fieldset>
    }
}
