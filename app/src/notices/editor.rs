use leptos::prelude::*;
use leptos::task::spawn_local;
use notice::{Section, Text};
use wire::notice::{NewNotice, NoticeText};

use super::page::Kept;
use crate::texts::i18n::*;

/// The words of one notice, paragraph by paragraph; keeping them makes the next version.
#[component]
pub(super) fn Editor(notice: NoticeText, kept: Kept, editing: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let NoticeText { language, name, rtl, text, .. } = notice;
    let (first, last) = (RwSignal::new(text.first), RwSignal::new(text.last));
    let sections: Vec<_> = text
        .sections
        .into_iter()
        .map(|section| (RwSignal::new(section.title), RwSignal::new(section.words)))
        .collect();
    let paragraphs = sections.clone();
    let (tag, direction) = (language.clone(), if rtl { "rtl" } else { "ltr" });
    let keep = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let sections = sections
            .iter()
            .map(|(title, words)| Section { title: title.get_untracked(), words: words.get_untracked() })
            .collect();
        let text = Text { first: first.get_untracked(), sections, last: last.get_untracked() };
        let new = NewNotice { language: language.clone(), name: name.clone(), rtl, text };
        kept.fault.set(None);
        spawn_local(async move {
            match kept.api.change_notice(&new).await {
                Ok(_) => {
                    editing.set(false);
                    kept.read().await;
                }
                Err(refused) => kept.fault.set(Some(refused)),
            }
        });
    };
    let area = move |label: String, value: RwSignal<String>, rows: &'static str| {
        view! {
            <label class="field">
                <span>{label}</span>
                <textarea
                    rows=rows
                    required
                    maxlength="2000"
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                ></textarea>
            </label>
        }
    };
    view! {
        <form class="letter-form" on:submit=keep>
            <p class="soft">{move || t_string!(i18n, notices.placeholder)}</p>
            <div class="letter-form" lang=tag dir=direction>
                {area(t_string!(i18n, notices.first).to_owned(), first, "2")}
                {paragraphs
                    .into_iter()
                    .enumerate()
                    .map(|(at, (title, words))| {
                        let number = at + 1;
                        view! {
                            {area(t_string!(i18n, notices.section_title, number = number), title, "1")}
                            {area(t_string!(i18n, notices.section, number = number), words, "3")}
                        }
                    })
                    .collect_view()} {area(t_string!(i18n, notices.last).to_owned(), last, "2")}
            </div>
            <div class="actions">
                <button type="button" class="btn" on:click=move |_| editing.set(false)>
                    {move || t_string!(i18n, shell.cancel)}
                </button>
                <button class="btn go">{move || t_string!(i18n, notices.keep)}</button>
            </div>
        </form>
    }
}
