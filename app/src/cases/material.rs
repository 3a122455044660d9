//! What people lay into a case: notes and documents.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;
use wire::case::Document;

use super::case_page::Work;
use crate::components::{Reason, ReasonField};
use crate::texts::i18n::*;
use crate::words;

/// Writes something down. A note is never changed, so it is asked for like a reason.
#[component]
pub(super) fn NoteForm(work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let text = Reason::of_letters(1);
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(words) = text.given() else { return };
        work.run(
            move || work.api.add_note(work.id, words.clone()),
            move |case| {
                text.start_over();
                work.show(case);
            },
        );
    };
    view! {
        <form class="panel note-form" novalidate on:submit=add>
            <ReasonField
                reason=text
                label=Signal::derive(move || t_string!(i18n, cases.note_label))
                fault=Signal::derive(move || t_string!(i18n, cases.note_missing))
                rows=2
            />
            <div class="actions">
                <button class="btn" disabled=work.busy>{move || t_string!(i18n, cases.add_note)}</button>
            </div>
        </form>
    }
}

/// What lies in the case, and a place to lay more.
#[component]
pub(super) fn Documents(documents: Vec<Document>, work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            let api = work.api;
            work.run(
                move || {
                    let file = file.clone();
                    async move { api.add_document(work.id, &file).await }
                },
                move |case| work.show(case),
            );
        }
        // The same file can be chosen again after it was refused.
        input.set_value("");
    };
    let none = documents.is_empty();
    view! {
        <section class="panel" aria-labelledby="documents">
            <h2 id="documents">{move || t_string!(i18n, cases.documents)}</h2>
            {none.then(|| view! { <p class="soft">{move || t_string!(i18n, cases.no_documents)}</p> })}
            <ul class="case-documents">
                {documents
                    .into_iter()
                    .map(|document| {
                        let Document { sha256, name, bytes, at, by, case, .. } = document;
                        let kilobytes = bytes.div_ceil(1000);
                        view! {
                            <li>
                                <a href=format!("/api/cases/{case}/documents/{sha256}") download=name.clone() dir="auto">
                                    {name.clone()}
                                </a>
                                <span class="soft">
                                    {move || words::number(i18n, kilobytes)} " kB · "
                                    {move || words::moment(i18n, at)} " · " {by}
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <label class="field">
                <span>{move || t_string!(i18n, cases.add_document)}</span>
                <input
                    type="file"
                    accept="application/pdf,image/png,image/jpeg"
                    disabled=work.busy
                    on:change=chosen
                />
            </label>
        </section>
    }
}
