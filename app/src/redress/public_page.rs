//! `/redress`: anybody asks about their record with the code of their receipt, in any language of the programme. The page
//! shows nothing about anybody.

use leptos::prelude::*;
use leptos::task::spawn_local;
use notice::{LANGUAGES, Page, filled, language, words};
use wire::Code;
use wire::redress::{Ask, NewRequest, RedressCode};

use super::standing::Status;
use crate::api::{Api, Fault};
use crate::components::{Banner, Heading, Tone};
use crate::told::day;

/// What the page is about, in the language that was chosen.
#[derive(Debug, Clone, Copy)]
pub(super) struct InLanguage(RwSignal<&'static str>);

impl InLanguage {
    /// BCP 47, followed.
    pub fn tag(self) -> &'static str {
        self.0.get()
    }

    /// The words, followed.
    pub fn words(self) -> &'static Page {
        &words(self.0.get()).page
    }

    fn direction(self) -> &'static str {
        language(self.0.get()).map_or("ltr", |language| language.direction())
    }
}

/// The code that was typed, and whether it holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct TypedCode {
    text: RwSignal<String>,
    slip: RwSignal<bool>,
}

impl TypedCode {
    /// The code, unless there is a slip in it, which the page then shows.
    pub fn read(self) -> Option<RedressCode> {
        let code = self.text.with_untracked(|text| text.parse().ok());
        self.slip.set(code.is_none());
        code
    }
}

#[component]
pub fn PublicPage() -> impl IntoView {
    let said = InLanguage(RwSignal::new(first_language()));
    let code = TypedCode { text: RwSignal::new(take_code()), slip: RwSignal::new(false) };
    let p = move || said.words();
    view! {
        <div class="page narrow public" lang=move || said.tag() dir=move || said.direction()>
            <Languages said=said />
            {move || {
                let title = p().title.as_str();
                view! { <Heading>{title}</Heading> }
            }}
            <p>{move || p().intro.as_str()}</p>
            <label class="field">
                <span>{move || p().code.as_str()}</span>
                <input
                    class="code-field"
                    dir="ltr"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    maxlength="40"
                    aria-invalid=move || code.slip.get().then_some("true")
                    aria-describedby="code-slip"
                    prop:value=code.text
                    on:input=move |event| {
                        code.slip.set(false);
                        code.text.set(event_target_value(&event));
                    }
                />
                <span id="code-slip" class="slip" role="alert">
                    {move || code.slip.get().then(|| p().code_wrong.as_str())}
                </span>
            </label>
            <Asking said=said code=code />
            <Status said=said code=code />
        </div>
    }
}

#[component]
fn Languages(said: InLanguage) -> impl IntoView {
    view! {
        <fieldset class="languages">
            <legend class="unseen">{move || said.words().language.as_str()}</legend>
            {LANGUAGES
                .into_iter()
                .map(|each| {
                    view! {
                        <label class="option" lang=each.tag dir=each.direction()>
                            <input
                                type="radio"
                                name="language"
                                prop:checked=move || said.tag() == each.tag
                                on:change=move |_| said.0.set(each.tag)
                            />
                            <span>{each.name}</span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

/// What came of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Nothing,
    NothingChosen,
    UnderWay,
    Taken(wire::Timestamp),
    Failed(Fault),
}

#[component]
fn Asking(said: InLanguage, code: TypedCode) -> impl IntoView {
    let api = Api::expect();
    let p = move || said.words();
    let asks = RwSignal::new(Vec::<Ask>::new());
    let (own_words, contact) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let outcome = RwSignal::new(Outcome::Nothing);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(code) = code.read() else { return };
        if asks.with_untracked(Vec::is_empty) {
            outcome.set(Outcome::NothingChosen);
            return;
        }
        let request = NewRequest {
            code,
            asks: asks.get_untracked(),
            words: own_words.get_untracked(),
            contact: contact.get_untracked(),
            language: said.0.get_untracked().to_owned(),
        };
        outcome.set(Outcome::UnderWay);
        spawn_local(async move {
            match api.ask_for_redress(&request).await {
                Ok(taken) => {
                    own_words.set(String::new());
                    asks.set(Vec::new());
                    outcome.set(Outcome::Taken(taken.due_at));
                }
                Err(fault) => outcome.set(Outcome::Failed(fault)),
            }
        });
    };
    view! {
        <form class="panel" on:submit=send>
            <h2>{move || p().ask_title.as_str()}</h2>
            <fieldset>
                <legend>{move || p().asks.as_str()}</legend>
                <div class="asks">
                    {Ask::ALL
                        .into_iter()
                        .map(|ask| {
                            view! {
                                <label class="option">
                                    <input
                                        type="checkbox"
                                        prop:checked=move || asks.with(|asks| asks.contains(&ask))
                                        on:change=move |_| {
                                            asks.update(|asks| match asks.contains(&ask) {
                                                true => asks.retain(|each| *each != ask),
                                                false => asks.push(ask),
                                            });
                                        }
                                    />
                                    <span>{move || words_of(p(), ask)}</span>
                                </label>
                            }
                        })
                        .collect_view()}
                </div>
            </fieldset>
            <label class="field">
                <span>{move || p().words.as_str()}</span>
                <textarea
                    rows="4"
                    maxlength="2000"
                    dir="auto"
                    prop:value=own_words
                    on:input=move |event| own_words.set(event_target_value(&event))
                ></textarea>
            </label>
            <label class="field">
                <span>{move || p().contact.as_str()}</span>
                <input
                    maxlength="300"
                    dir="auto"
                    autocomplete="off"
                    prop:value=contact
                    on:input=move |event| contact.set(event_target_value(&event))
                />
                <span class="soft">{move || p().contact_help.as_str()}</span>
            </label>
            <button class="btn go" prop:disabled=move || outcome.with(|now| *now == Outcome::UnderWay)>
                {move || p().send.as_str()}
            </button>
            {move || match outcome.get() {
                Outcome::Nothing | Outcome::UnderWay => ().into_any(),
                Outcome::NothingChosen => {
                    view! { <Banner tone=Tone::Warn>{p().choose.as_str()}</Banner> }.into_any()
                }
                Outcome::Taken(due) => {
                    let words = filled(&p().sent_words, &[("date", &day(said.tag(), due))]);
                    view! {
                        <Banner tone=Tone::Good>
                            <b>{p().sent.as_str()}</b>
                            " "
                            {words}
                        </Banner>
                    }
                        .into_any()
                }
                Outcome::Failed(fault) => {
                    view! { <Banner tone=Tone::Warn>{failed(p(), &fault)}</Banner> }.into_any()
                }
            }}
        </form>
    }
}

/// What a person asks for, in the words of the page.
pub(super) fn words_of(page: &'static Page, ask: Ask) -> &'static str {
    match ask {
        Ask::See => &page.see,
        Ask::Correct => &page.correct,
        Ask::Restrict => &page.restrict,
        Ask::Erase => &page.erase,
        Ask::Complain => &page.complain,
    }
}

/// What went wrong, and what to do about it.
pub(super) fn failed(page: &'static Page, fault: &Fault) -> &'static str {
    match fault {
        Fault::Unreachable | Fault::NotUnderstood => &page.unreachable,
        Fault::Refused(problem) if problem.code == Code::Busy => &page.busy,
        _ => &page.failed,
    }
}

/// The language of the receipt, else the browser's, else the first of the program's.
fn first_language() -> &'static str {
    let window = window();
    let named = window
        .location()
        .search()
        .ok()
        .and_then(|search| web_sys::UrlSearchParams::new_with_str(&search).ok())
        .and_then(|search| search.get("lang"));
    [named, window.navigator().language()]
        .into_iter()
        .flatten()
        .find_map(|tag| language(&tag))
        .map_or(LANGUAGES[0].tag, |language| language.tag)
}

/// The code behind the address's `#`, as the receipt's picture has it, taken out of the address bar and of the history.
fn take_code() -> String {
    let window = window();
    let code = window.location().hash().unwrap_or_default().trim_start_matches('#').to_owned();
    if !code.is_empty()
        && let Ok(history) = window.history()
    {
        // If the browser refuses, the code stays where only its bearer sees it.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/redress"));
    }
    code
}
