use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_params_map};
use policy::EntryState;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;
use wire::import::{ImportView, VerdictKind};
use wire::{ImportId, ListId};

use super::folder::Folder;
use super::lines::Lines;
use super::sample::Second;
use super::work::{Task, Work, waiting};
use crate::api::Api;
use crate::components::{Banner, Chip, FaultBanner, Heading, Tone};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/lists/:id/import`: begins an import, and shows those before it.
#[component]
pub fn ImportPage() -> impl IntoView {
    let params = use_params_map();
    let list = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    view! {
        <SignedIn>{move || list.get().map(|list| view! { <Importing list=Some(list) import=None /> })}</SignedIn>
    }
}

/// `/imports/:id`: goes on with one, and is where its second person looks.
#[component]
pub fn OneImportPage() -> impl IntoView {
    let params = use_params_map();
    let import = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    view! {
        <SignedIn>
            {move || import.get().map(|import| view! { <Importing list=None import=Some(import) /> })}
        </SignedIn>
    }
}

#[component]
fn Importing(list: Option<ListId>, import: Option<ImportId>) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let work = Work::new();
    let earlier = RwSignal::new(Vec::<ImportView>::new());
    spawn_local(async move {
        let read = async {
            if let Some(import) = import {
                work.import.try_set(Some(api.import(import).await?));
            }
            if let Some(list) = list {
                earlier.try_set(api.imports(list).await?);
            }
            Ok(())
        };
        if let Err(refused) = read.await {
            work.fault.try_set(Some(refused));
        }
    });
    let list_of =
        move || list.or_else(|| work.import.with(|import| import.as_ref().map(|import| import.list)));
    let begun = Memo::new(move |_| work.import.with(Option::is_some));
    view! {
        <div class="page watchlists">
            {move || {
                list_of()
                    .map(|list| {
                        view! {
                            <A href=format!("/lists/{list}") attr:class="btn plain back">
                                {move || {
                                    let name = work.import.with(|import| import.as_ref().map(|it| it.list_name.clone()));
                                    name.unwrap_or_else(|| t_string!(i18n, import.to_list).to_owned())
                                }}
                            </A>
                        }
                    })
            }}
            <header class="watchlists-head">
                <div>
                    <Heading>{move || t_string!(i18n, import.title)}</Heading>
                    <p class="soft">{move || t_string!(i18n, import.what)}</p>
                </div>
            </header>
            <FaultBanner fault=work.fault />
            <Choosing work=work list=Signal::derive(list_of) />
            <Show when=move || begun.get()>
                <Standing work=work />
                <Lines import=work.import />
            </Show>
            <Show when=move || !begun.get() && !earlier.with(Vec::is_empty)>
                <section class="panel" aria-labelledby="earlier">
                    <h2 id="earlier">{move || t_string!(i18n, import.before)}</h2>
                    <ul class="rows">
                        <For each=move || earlier.get() key=|import| import.id let:import>
                            <Earlier import=import />
                        </For>
                    </ul>
                </section>
            </Show>
        </div>
    }
}

/// Where the folder, or its files, are chosen: to begin, and to go on where the files are still wanted.
#[component]
fn Choosing(work: Work, list: Signal<Option<ListId>>) -> impl IntoView {
    let i18n = use_i18n();
    let sheetless = RwSignal::new(false);
    let wanted = Memo::new(move |_| {
        work.import.with(|import| import.as_ref().is_none_or(|import| import.looked_at() < import.people))
            && work.task.with(Option::is_none)
    });
    let begun = Memo::new(move |_| work.import.with(Option::is_some));
    let chosen = move |event: web_sys::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let (Some(input), Some(list)) = (input, list.get_untracked()) else { return };
        let folder = Folder::chosen(&input);
        sheetless.set(folder.sheet().is_none());
        work.begin(list, folder);
        // The same may be chosen again.
        input.set_value("");
    };
    view! {
        <Show when=move || wanted.get()>
            <section class="panel" aria-labelledby="choose">
                <h2 id="choose">
                    {move || match begun.get() {
                        false => t_string!(i18n, import.choose),
                        true => t_string!(i18n, import.choose_again),
                    }}
                </h2>
                <p>{move || t_string!(i18n, import.choose_what)}</p>
                <p class="soft">{move || t_string!(i18n, import.columns)}</p>
                <p class="soft">{move || t_string!(i18n, import.limits)}</p>
                <Show when=move || sheetless.get()>
                    <p class="field-fault" role="alert">{move || t_string!(i18n, import.no_sheet)}</p>
                </Show>
                <div class="actions">
                    <label class="btn go file">
                        <input type="file" prop:webkitdirectory=true multiple on:change=chosen />
                        {move || t_string!(i18n, import.folder)}
                    </label>
                    <label class="btn file">
                        <input type="file" multiple on:change=chosen />
                        {move || t_string!(i18n, import.files)}
                    </label>
                </div>
            </section>
        </Show>
    }
}

/// How far it has come, and what can be done next.
#[component]
fn Standing(work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let (api, navigate) = (Api::expect(), use_navigate());
    let of = move |number: fn(&ImportView) -> u32| {
        Signal::derive(move || work.import.with(|import| import.as_ref().map_or(0, number)))
    };
    let (people, looked_at) = (of(|import| import.people), of(ImportView::looked_at));
    let (accepted, waits, enrolled) =
        (of(|import| import.with(VerdictKind::Accepted)), of(waiting), of(ImportView::enrolled));
    let drafts = of(|import| import.entries.get(&EntryState::Draft).copied().unwrap_or(0));
    let validated = of(|import| import.entries.get(&EntryState::Validated).copied().unwrap_or(0));
    let own = Memo::new(move |_| work.import.with(|import| import.as_ref().is_some_and(|import| import.own)));
    let id = Memo::new(move |_| work.import.with(|import| import.as_ref().map(|import| import.id)));
    let leave_out = RwSignal::new(false);
    let looking = move || looked_at.get() < people.get();
    let left_out = move || looked_at.get() - accepted.get().min(looked_at.get());
    let busy = move || work.task.with(Option::is_some);
    let leaves_out = move || left_out() > 0;
    let can_enrol = move || !looking() && waits.get() > 0;
    let can_publish = move || validated.get() > 0;
    let needs_second = move || own.get() && drafts.get() > 0 && !busy();
    let is_second = move || !own.get() && drafts.get() > 0;
    let number = move |count: u32| words::number(i18n, u64::from(count));
    let progress = move || {
        let all = number(people.get());
        match work.task.get() {
            Some(Task::Enrol) => {
                let done = number(enrolled.get());
                t_string!(i18n, import.enrolled_of, done = done, all = number(accepted.get()))
            }
            Some(Task::Validate(_)) => t_string!(i18n, import.drafts_left, left = number(drafts.get())),
            Some(Task::Publish) => t_string!(i18n, import.validated_left, left = number(validated.get())),
            _ => t_string!(i18n, import.looked_at, done = number(looked_at.get()), all = all),
        }
    };
    let bar = move || match work.task.get() {
        Some(Task::Enrol) => (enrolled.get(), accepted.get()),
        Some(Task::Validate(_)) => (enrolled.get() - drafts.get().min(enrolled.get()), enrolled.get()),
        Some(Task::Publish) => (enrolled.get() - validated.get().min(enrolled.get()), enrolled.get()),
        _ => (looked_at.get(), people.get()),
    };
    let give_up = move |_| {
        let navigate = navigate.clone();
        spawn_local(async move {
            let Some(import) = work.import.get_untracked() else { return };
            match api.give_up_import(import.id).await {
                Ok(()) => navigate(&format!("/lists/{}", import.list), Default::default()),
                Err(refused) => work.fault.set(Some(refused)),
            }
        });
    };
    view! {
        <section class="panel" aria-labelledby="standing">
            <h2 id="standing">{move || t_string!(i18n, import.standing)}</h2>
            <progress
                class="import-progress"
                max=move || bar().1.max(1)
                value=move || bar().0
                aria-label=progress
            ></progress>
            <p role="status" data-testid="progress">
                {progress}
            </p>
            <p class="chips">
                {EntryState::ALL
                    .map(|state| {
                        let count = move || {
                            work.import
                                .with(|import| import.as_ref()?.entries.get(&state).copied())
                                .filter(|count| *count > 0)
                        };
                        move || {
                            count()
                                .map(|count| {
                                    view! {
                                        <Chip tone=words::entry_tone(state)>
                                            {move || words::entry_state(i18n, state)} " " {number(count)}
                                        </Chip>
                                    }
                                })
                        }
                    })
                    .collect_view()}
            </p>
            <Show when=can_enrol>
                <Show when=leaves_out>
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=leave_out
                            on:change=move |event| leave_out.set(event_target_checked(&event))
                        />
                        <span>
                            {move || t_string!(i18n, import.leave_out, people = number(left_out()))}
                        </span>
                    </label>
                </Show>
                <div class="actions">
                    <button
                        class="btn go"
                        prop:disabled=move || busy() || (leaves_out() && !leave_out.get())
                        on:click=move |_| work.start(Task::Enrol)
                    >
                        {move || t_string!(i18n, import.enrol, people = number(waits.get()))}
                    </button>
                </div>
            </Show>
            <Show when=needs_second>
                <Banner tone=Tone::Now>{move || t_string!(i18n, import.needs_second)}</Banner>
            </Show>
            <Show when=can_publish>
                <div class="actions">
                    <button class="btn go" prop:disabled=busy on:click=move |_| work.start(Task::Publish)>
                        {move || t_string!(i18n, import.publish_all, entries = number(validated.get()))}
                    </button>
                </div>
            </Show>
            <Show when=move || own.get() && enrolled.get() == 0 && !busy()>
                <button class="btn" on:click=give_up.clone()>
                    {move || t_string!(i18n, import.give_up)}
                </button>
            </Show>
        </section>
        <Show when=is_second>
            {move || id.get().map(|id| view! { <Second work=work import=id drafts=drafts /> })}
        </Show>
    }
}

/// An import before this one.
#[component]
fn Earlier(import: ImportView) -> impl IntoView {
    let i18n = use_i18n();
    let (people, looked_at, at) = (import.people, import.looked_at(), import.made_at);
    let author = import.author.clone();
    let entries = import.entries.clone();
    let number = move |count: u32| words::number(i18n, u64::from(count));
    view! {
        <li class="row" data-testid="import">
            <span class="row-name">
                <A href=format!("/imports/{}", import.id)>{move || words::moment(i18n, at)}</A>
                <span class="soft">{move || t_string!(i18n, watchlists.by, name = author.clone())}</span>
            </span>
            <span class="row-state">
                <span>
                    {move || t_string!(i18n, import.looked_at, done = number(looked_at), all = number(people))}
                </span>
                {entries
                    .into_iter()
                    .map(|(state, count)| {
                        view! {
                            <Chip tone=words::entry_tone(state)>
                                {move || words::entry_state(i18n, state)} " " {move || number(count)}
                            </Chip>
                        }
                    })
                    .collect_view()}
            </span>
        </li>
    }
}
