//! The person is told, in a language of theirs, before anything is recorded; which words they were and how they were given
//! is part of the record.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::encounter::{Manner, Notice};
use wire::notice::NoticeText;
use wire::session::Site;

use super::draft::{Draft, Step};
use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::components::{Banner, FaultBanner, Heading, Icon, Shape, Tone};
use crate::store::Store;
use crate::texts::i18n::*;
use crate::told::{NoticeView, Voice};
use crate::words;

/// What the words are kept under.
pub const NOTICES: &str = "/api/notices";

#[component]
pub fn NoticeStep() -> impl IntoView {
    let i18n = use_i18n();
    let (api, store, site) = (Api::expect(), Store::expect(), expect_context::<Site>());
    let notices = RwSignal::new(Vec::<NoticeText>::new());
    let fault = RwSignal::new(None::<Fault>);
    let wanted = StoredValue::new(site.policy.notice_languages.clone());
    let read = move || {
        fault.set(None);
        spawn_local(async move {
            match store.or_kept(NOTICES, api.notices().await).await {
                Ok(all) => notices.set(wanted.with_value(|wanted| offered(wanted, all))),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    read();
    let site = StoredValue::new(site.name);
    view! {
        <section class="panel notice">
            <Heading>{move || t_string!(i18n, notice.title)}</Heading>
            <p class="soft">{move || t_string!(i18n, notice.how)}</p>
            <FaultBanner fault=fault />
            <Show when=move || fault.with(Option::is_some)>
                <button class="btn" on:click=move |_| read()>
                    {move || t_string!(i18n, shell.try_again)}
                </button>
            </Show>
            <Show when=move || notices.with(Vec::is_empty) && fault.with(Option::is_none)>
                <p class="soft" role="status">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            <Show when=move || !notices.with(Vec::is_empty)>
                <Telling notices=notices.get_untracked() site=site.get_value() />
            </Show>
        </section>
    }
}

/// The site's languages that there are words in, in the site's order; English where there is none.
fn offered(wanted: &[String], all: Vec<NoticeText>) -> Vec<NoticeText> {
    let in_language = |language: &str| all.iter().find(|notice| notice.language == language).cloned();
    let found: Vec<NoticeText> = wanted.iter().filter_map(|language| in_language(language)).collect();
    if found.is_empty() { in_language("en").into_iter().collect() } else { found }
}

#[component]
fn Telling(notices: Vec<NoticeText>, site: String) -> impl IntoView {
    let i18n = use_i18n();
    let (draft, clock) = (Draft::expect(), Clock::expect());
    let chosen = RwSignal::new(notices[0].clone());
    let manner = RwSignal::new(Manner::OnScreen);
    let told = move |_| {
        let (language, version) = chosen.with_untracked(|notice| (notice.language.clone(), notice.version));
        let manner = manner.get_untracked();
        draft.notice.set(Some(Notice { language, version, manner, given_at: clock.now() }));
        draft.step.set(Step::Fingers);
    };
    let read_out = {
        let site = site.clone();
        Signal::derive(move || chosen.with(|notice| notice.text.read_out(&site)))
    };
    view! {
        <fieldset class="languages">
            <legend class="unseen">{move || t_string!(i18n, notice.language)}</legend>
            {notices
                .into_iter()
                .map(|notice| {
                    let language = notice.language.clone();
                    let (tag, name, rtl) = (notice.language.clone(), notice.name.clone(), notice.rtl);
                    view! {
                        <label class="option" lang=tag dir=direction(rtl)>
                            <input
                                type="radio"
                                name="language"
                                prop:checked=move || chosen.with(|chosen| chosen.language == language)
                                on:change=move |_| {
                                    manner.set(Manner::OnScreen);
                                    chosen.set(notice.clone());
                                }
                            />
                            <span>{name}</span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
        {move || {
            let NoticeText { language, rtl, text, .. } = chosen.get();
            view! { <NoticeView language=language rtl=rtl text=text site=site.clone() /> }
        }}
        <ReadAloud chosen=chosen read_out=read_out manner=manner />
        <div class="actions">
            <button class="btn go" on:click=told>
                {move || t_string!(i18n, notice.told)}
            </button>
        </div>
    }
}

fn direction(rtl: bool) -> &'static str {
    if rtl { "rtl" } else { "ltr" }
}

/// Hearing the notice: a recording, else the browser's voice, else it is said that there is neither. Then how it was given.
#[component]
fn ReadAloud(
    chosen: RwSignal<NoticeText>,
    read_out: Signal<String>,
    manner: RwSignal<Manner>,
) -> impl IntoView {
    let i18n = use_i18n();
    let voice = Voice::new();
    let recorded = Memo::new(move |_| {
        chosen.with(|notice| {
            notice.recorded.then(|| format!("/api/notices/{}/{}/audio", notice.language, notice.version))
        })
    });
    let speaks = Memo::new(move |_| chosen.with(|notice| voice.speaks(&notice.language)));
    let say = move |_| {
        manner.set(Manner::Voice);
        chosen.with_untracked(|notice| voice.say(&notice.language, &read_out.get_untracked()));
    };
    let manners = move || {
        [Manner::OnScreen, Manner::Recording, Manner::Voice, Manner::ReadOut, Manner::Interpreter]
            .into_iter()
            .filter(move |manner| match manner {
                Manner::Recording => recorded.with(Option::is_some),
                Manner::Voice => recorded.with(Option::is_none) && speaks.get(),
                _ => true,
            })
            .collect::<Vec<_>>()
    };
    view! {
        <div class="read-aloud">
            {move || match (recorded.get(), speaks.get()) {
                (Some(address), _) => {
                    view! {
                        <audio
                            controls
                            preload="none"
                            src=address
                            aria-label=t_string!(i18n, notice.recording)
                            on:play=move |_| manner.set(Manner::Recording)
                        ></audio>
                    }
                        .into_any()
                }
                (None, true) => {
                    view! {
                        <button class="btn" on:click=say>
                            <Icon shape=Shape::Arrow />
                            {t_string!(i18n, notice.read_aloud)}
                        </button>
                    }
                        .into_any()
                }
                (None, false) => {
                    view! { <Banner tone=Tone::Quiet>{t_string!(i18n, notice.no_voice)}</Banner> }.into_any()
                }
            }}
            <fieldset class="options">
                <legend>{move || t_string!(i18n, notice.manner)}</legend>
                <For each=manners key=|manner| *manner let:each>
                    <label class="option">
                        <input
                            type="radio"
                            name="manner"
                            prop:checked=move || manner.get() == each
                            on:change=move |_| manner.set(each)
                        />
                        <span>{move || words::manner(i18n, each)}</span>
                    </label>
                </For>
            </fieldset>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_notice_is_offered_in_the_sites_languages_in_its_order() {
        let text = |language: &str| NoticeText {
            language: language.into(),
            name: language.into(),
            rtl: false,
            version: 1,
            text: notice::words(language).notice.clone(),
            made: None,
            recorded: false,
        };
        let languages = |codes: &[&str]| {
            let wanted: Vec<String> = codes.iter().map(ToString::to_string).collect();
            let found = offered(&wanted, ["en", "es", "ht"].map(text).to_vec());
            found.into_iter().map(|notice| notice.language).collect::<Vec<_>>()
        };
        assert_eq!(languages(&["es", "qu", "en"]), ["es", "en"]);
        assert_eq!(languages(&["qu"]), ["en"]);
    }
}
