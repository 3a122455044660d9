//! Looking for somebody in the log: whose lines, and the reason that the log then holds of the looking itself.

use leptos::html;
use leptos::prelude::*;

use super::page::Lines;
use crate::components::{Banner, Reason, ReasonField, Tone};
use crate::texts::i18n::*;

/// Letters and digits that the server takes for a reason.
const SHORTEST_REASON: usize = 8;

/// Whose lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What was done with a person's record, its hits and its alerts.
    Recorded,
    /// What somebody who works here did.
    Worker,
}

/// What the lines on the page were asked by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LookedFor {
    kind: Kind,
    whose: String,
    reason: String,
}

impl LookedFor {
    /// As the server is asked.
    pub fn query(&self) -> String {
        let encoded = |text: &str| String::from(js_sys::encode_uri_component(text));
        let name = match self.kind {
            Kind::Recorded => "about",
            Kind::Worker => "by",
        };
        format!("{name}={}&reason={}", encoded(&self.whose), encoded(&self.reason))
    }
}

/// The question under way, and the one that was asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looking {
    kind: RwSignal<Kind>,
    whose: RwSignal<String>,
    reason: Reason,
    reason_field: NodeRef<html::Input>,
    asked: RwSignal<Option<LookedFor>>,
}

impl Looking {
    pub fn new() -> Self {
        Self {
            kind: RwSignal::new(Kind::Recorded),
            whose: RwSignal::new(String::new()),
            reason: Reason::of_letters(SHORTEST_REASON),
            reason_field: NodeRef::new(),
            asked: RwSignal::new(None),
        }
    }

    /// Fills the question in; the person says why, and asks.
    pub fn ask_for(self, kind: Kind, whose: &str) {
        self.kind.set(kind);
        self.whose.set(whose.to_owned());
        if let Some(field) = self.reason_field.get_untracked() {
            // Focus moves or stays; there is nothing to do if it stays.
            let _ = field.focus();
        }
    }

    /// The server would not answer: nobody is looked for.
    pub fn give_up(self) {
        self.asked.set(None);
    }

    /// As the server is asked; nothing while nobody is looked for.
    pub fn query(self) -> String {
        self.asked.with_untracked(|asked| asked.as_ref().map(LookedFor::query).unwrap_or_default())
    }
}

/// Asks whose lines and why, and says afterwards whose lines the page shows.
#[component]
pub(super) fn LookFor(lines: Lines, looking: Looking) -> impl IntoView {
    let i18n = use_i18n();
    let asked = looking.asked;
    let look = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(reason) = looking.reason.given() else { return };
        asked.set(Some(LookedFor {
            kind: looking.kind.get_untracked(),
            whose: looking.whose.get_untracked(),
            reason,
        }));
        looking.reason.start_over();
        lines.read(None);
    };
    let leave = move |_| {
        asked.set(None);
        lines.read(None);
    };
    let choice = move |kind: Kind| {
        view! {
            <label class="option">
                <input
                    type="radio"
                    name="whose"
                    prop:checked=move || looking.kind.get() == kind
                    on:change=move |_| looking.kind.set(kind)
                />
                <span>
                    {move || match kind {
                        Kind::Recorded => t_string!(i18n, audit.of_recorded),
                        Kind::Worker => t_string!(i18n, audit.of_worker),
                    }}
                </span>
            </label>
        }
    };
    view! {
        <section class="panel" aria-labelledby="look-for">
            <h2 id="look-for">{move || t_string!(i18n, audit.look_for)}</h2>
            <p class="soft">{move || t_string!(i18n, audit.why_look_words)}</p>
            <form class="look" on:submit=look>
                <fieldset class="languages">
                    <legend class="unseen">{move || t_string!(i18n, audit.look_for)}</legend>
                    {choice(Kind::Recorded)}
                    {choice(Kind::Worker)}
                </fieldset>
                <label class="field">
                    <span>
                        {move || match looking.kind.get() {
                            Kind::Recorded => t_string!(i18n, audit.reference),
                            Kind::Worker => t_string!(i18n, audit.name),
                        }}
                    </span>
                    <input
                        required
                        autocomplete="off"
                        spellcheck="false"
                        prop:value=looking.whose
                        on:input=move |event| looking.whose.set(event_target_value(&event))
                    />
                </label>
                <div class="look-why">
                    <ReasonField
                        reason=looking.reason
                        label=Signal::derive(move || t_string!(i18n, audit.reason))
                        fault=Signal::derive(move || t_string!(i18n, audit.reason_too_short))
                        rows=1
                        input=looking.reason_field
                    />
                </div>
                <button class="btn go" prop:disabled=lines.busy>
                    {move || t_string!(i18n, audit.look)}
                </button>
            </form>
            {move || {
                asked
                    .get()
                    .map(|asked| {
                        view! {
                            <Banner tone=Tone::Quiet>
                                {t_string!(i18n, audit.looking_at, whose = asked.whose, reason = asked.reason)}
                                " "
                                <button class="btn" on:click=leave>
                                    {t_string!(i18n, audit.all_lines)}
                                </button>
                            </Banner>
                        }
                    })
            }}
        </section>
    }
}
