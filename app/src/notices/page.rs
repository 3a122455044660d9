use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::notice::NoticeText;

use super::editor::Editor;
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Heading};
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::told::NoticeView;
use crate::words;

/// `/notices`.
#[component]
pub fn NoticesPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Notices />
        </SignedIn>
    }
}

/// The notices on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    pub api: Api,
    pub all: RwSignal<Vec<NoticeText>>,
    pub fault: RwSignal<Option<Fault>>,
}

impl Kept {
    /// Reads them again.
    pub async fn read(self) {
        match self.api.notices().await {
            Ok(all) => self.all.set(all),
            Err(refused) => self.fault.set(Some(refused)),
        }
    }
}

#[component]
fn Notices() -> impl IntoView {
    let i18n = use_i18n();
    let kept = Kept { api: Api::expect(), all: RwSignal::new(Vec::new()), fault: RwSignal::new(None) };
    spawn_local(kept.read());
    view! {
        <div class="page requests">
            <header>
                <Heading>{move || t_string!(i18n, notices.title)}</Heading>
                <p class="soft">{move || t_string!(i18n, notices.why)}</p>
            </header>
            <FaultBanner fault=kept.fault />
            <For
                each=move || kept.all.get()
                key=|notice| (notice.language.clone(), notice.version, notice.recorded)
                let:notice
            >
                <One notice=notice kept=kept />
            </For>
        </div>
    }
}

#[component]
fn One(notice: NoticeText, kept: Kept) -> impl IntoView {
    let i18n = use_i18n();
    let editing = RwSignal::new(false);
    let site = CurrentSession::expect().untracked().map(|session| session.site.name).unwrap_or_default();
    let NoticeText { language, name, rtl, version, text, made, recorded } = notice.clone();
    let label = name.clone();
    let (tag, shown_in, read_in) = (language.clone(), language.clone(), language.clone());
    view! {
        <details class="panel" data-testid="kept-notice" data-language=tag>
            <summary>
                <b lang=shown_in>{name}</b>
                " "
                <span class="soft">
                    {move || match &made {
                        None => t_string!(i18n, notices.first_version).to_owned(),
                        Some((at, by)) => {
                            let when = words::moment(i18n, *at);
                            t_string!(i18n, notices.made, version = version, by = by.clone(), when = when)
                        }
                    }}
                    " · "
                    {move || match recorded {
                        true => t_string!(i18n, notices.recorded),
                        false => t_string!(i18n, notices.not_recorded),
                    }}
                </span>
            </summary>
            <Show when=move || !editing.get()>
                <NoticeView language=language.clone() rtl=rtl text=text.clone() site=site.clone() />
                <div class="actions">
                    <button class="btn" on:click=move |_| editing.set(true)>
                        {move || t_string!(i18n, notices.change)}
                        <span class="unseen">" " {label.clone()}</span>
                    </button>
                </div>
            </Show>
            <Show when=move || editing.get()>
                <Editor notice=notice.clone() kept=kept editing=editing />
            </Show>
            <Recording language=read_in version=version recorded=recorded kept=kept />
        </details>
    }
}

#[component]
fn Recording(language: String, version: u32, recorded: bool, kept: Kept) -> impl IntoView {
    let i18n = use_i18n();
    let address = format!("/api/notices/{language}/{version}/audio");
    let heard = address.clone();
    let choose = move |event: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        let address = address.clone();
        kept.fault.set(None);
        spawn_local(async move {
            match kept.api.record_notice(&address, &file).await {
                Ok(()) => kept.read().await,
                Err(refused) => kept.fault.set(Some(refused)),
            }
        });
    };
    view! {
        <div class="read-aloud">
            {recorded
                .then(|| {
                    view! {
                        <audio
                            controls
                            preload="none"
                            src=heard
                            aria-label=move || t_string!(i18n, notice.recording)
                        ></audio>
                    }
                })}
            <label class="btn file">
                <span>{move || t_string!(i18n, notices.choose_recording)}</span>
                <input type="file" accept="audio/*" on:change=choose />
            </label>
        </div>
    }
}
