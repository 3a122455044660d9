use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use wire::ImportId;
use wire::import::Sampled;

use super::work::{Task, Work};
use crate::api::Api;
use crate::components::{Reason, ReasonField};
use crate::texts::i18n::*;
use crate::words;

/// What the second person looks at before they stand for all of an import: ten of its entries, and their reason.
#[component]
pub fn Second(work: Work, import: ImportId, drafts: Signal<u32>) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let sample = RwSignal::new(Vec::<Sampled>::new());
    let reason = Reason::of_letters(8);
    spawn_local(async move {
        match api.import_sample(import).await {
            Ok(read) => drop(sample.try_set(read)),
            Err(refused) => drop(work.fault.try_set(Some(refused))),
        }
    });
    let validate = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(why) = reason.given() {
            work.start(Task::Validate(why));
        }
    };
    view! {
        <section class="panel" aria-labelledby="second">
            <h2 id="second">{move || t_string!(i18n, import.second)}</h2>
            <p class="soft">{move || t_string!(i18n, import.second_what)}</p>
            <ul class="rows">
                <For each=move || sample.get() key=|one| one.summary.id let:one>
                    <li class="row" data-testid="sample">
                        <span class="row-name">
                            <A href=format!("/entries/{}", one.summary.id) attr:class="reference">
                                {one.summary.reference.clone()}
                            </A>
                            <span>{one.words.subject.clone()}</span>
                        </span>
                        <span class="row-state">
                            <span>{one.words.category.clone()} " · " {one.words.criterion.clone()}</span>
                            <span>{one.words.sources.join("; ")}</span>
                            <span class="soft">
                                {move || one.words.evidence_at.map(|at| words::day(i18n, at))}
                                {move || {
                                    one.words
                                        .expires_at
                                        .map(|at| {
                                            let day = words::day(i18n, at);
                                            format!(" · {}", t_string!(i18n, watchlists.until, day = day))
                                        })
                                }}
                            </span>
                        </span>
                    </li>
                </For>
            </ul>
            <form class="entry-form" novalidate on:submit=validate>
                <ReasonField
                    reason=reason
                    label=Signal::derive(move || t_string!(i18n, import.looked_how))
                    fault=Signal::derive(move || t_string!(i18n, import.looked_how_missing))
                />
                <div class="actions">
                    <button
                        class="btn go"
                        type="submit"
                        prop:disabled=move || work.task.with(Option::is_some)
                    >
                        {move || {
                            let entries = words::number(i18n, u64::from(drafts.get()));
                            t_string!(i18n, import.validate_all, entries = entries)
                        }}
                    </button>
                </div>
            </form>
        </section>
    }
}
