use leptos::html;
use leptos::prelude::*;
use wire::hit::{Decision, Finding, Stage, Value};

use super::drafts::Drafts;
use super::keys::Key;
use super::open_case::OpenCase;
use crate::components::{Dialog, Icon, Shape};
use crate::texts::i18n::*;
use crate::words;

/// The decision that is being made, from the buttons or from the keys.
#[derive(Debug, Clone, Copy)]
pub struct Deciding {
    open: OpenCase,
    drafts: Drafts,
    /// The reason is not there.
    missing: RwSignal<bool>,
    /// An identification is asked once more.
    asking: RwSignal<bool>,
    field: NodeRef<html::Textarea>,
}

impl Deciding {
    /// Gives the decision to everything below.
    pub fn provide() -> Self {
        let deciding = Self {
            open: OpenCase::expect(),
            drafts: Drafts::expect(),
            missing: RwSignal::new(false),
            asking: RwSignal::new(false),
            field: NodeRef::new(),
        };
        provide_context(deciding);
        deciding
    }

    fn reason(self) -> String {
        untrack(|| self.drafts.read(self.open.id, |draft| draft.reason.trim().to_owned()))
    }

    /// Decides, if there is a reason; an identification only once it is confirmed.
    pub fn choose(self, finding: Finding) {
        if self.open.busy.get_untracked() {
            return;
        }
        if self.reason().is_empty() {
            self.missing.set(true);
            if let Some(field) = self.field.get_untracked() {
                // Focus moves or stays; the words beside the field say the same.
                let _ = field.focus();
            }
        } else if finding == Finding::Identification {
            self.asking.set(true);
        } else {
            self.open.decide(Decision { finding, reason: self.reason() });
        }
    }

    fn confirm(self) {
        self.asking.set(false);
        self.open.decide(Decision { finding: Finding::Identification, reason: self.reason() });
    }
}

/// Step three: the finding with its reason.
#[component]
pub fn DecisionStep() -> impl IntoView {
    let i18n = use_i18n();
    let (open, drafts) = (OpenCase::expect(), Drafts::expect());
    let deciding: Deciding = expect_context();
    let settles = Memo::new(move |_| open.case.with(|case| case.hit.stage == Stage::WithSupervisor));
    let insufficient = Memo::new(move |_| {
        open.case
            .with(|case| case.analysis.as_ref().is_some_and(|analysis| analysis.value == Value::Insufficient))
    });
    view! {
        <section class="panel side-panel" aria-labelledby="your-decision">
            <h2 id="your-decision" class="side-title">
                {move || t_string!(i18n, bench.decision_title)}
            </h2>
            <Show when=move || insufficient.get()>
                <p class="with-sign">
                    <Icon shape=Shape::Triangle />
                    {move || t_string!(i18n, bench.insufficient_words)}
                </p>
            </Show>
            <label class="field">
                <span>{move || t_string!(i18n, bench.reason)}</span>
                <textarea
                    node_ref=deciding.field
                    rows="3"
                    maxlength="8000"
                    required
                    placeholder=move || t_string!(i18n, bench.reason_hint)
                    aria-invalid=move || deciding.missing.get().then_some("true")
                    aria-describedby="reason-missing"
                    prop:value=move || drafts.read(open.id, |draft| draft.reason.clone())
                    on:input=move |event| {
                        let reason = event_target_value(&event);
                        deciding.missing.set(false);
                        drafts.write(open.id, |draft| draft.reason = reason);
                    }
                />
            </label>
            <p id="reason-missing" class="field-fault" role="alert">
                {move || if deciding.missing.get() { t_string!(i18n, bench.reason_missing) } else { "" }}
            </p>
            <div class="findings">
                {[(Finding::Identification, "F1"), (Finding::Exclusion, "F2"), (Finding::Inconclusive, "F3")]
                    .map(|(finding, key)| {
                        view! {
                            <button
                                class="btn finding"
                                prop:disabled=open.busy
                                on:click=move |_| deciding.choose(finding)
                            >
                                {move || words::finding(i18n, finding)}
                                <Key name=key />
                            </button>
                        }
                    })}
            </div>
            <p class="soft" role="status">
                {move || match (open.busy.get(), settles.get()) {
                    (true, _) => t_string!(i18n, bench.sending),
                    (false, true) => t_string!(i18n, bench.supervisor_words),
                    (false, false) => t_string!(i18n, bench.blind),
                }}
            </p>
        </section>
        <Show when=move || deciding.asking.get()>
            <Dialog
                title=Signal::derive(move || t_string!(i18n, bench.confirm_title).to_owned())
                on_cancel=move || deciding.asking.set(false)
            >
                <p>{move || t_string!(i18n, bench.confirm_words)}</p>
                <p class="said">{deciding.reason()}</p>
                <div class="actions">
                    <button class="btn" on:click=move |_| deciding.asking.set(false)>
                        {move || t_string!(i18n, bench.confirm_back)}
                    </button>
                    <button class="btn go" on:click=move |_| deciding.confirm()>
                        {move || t_string!(i18n, bench.confirm)}
                    </button>
                </div>
            </Dialog>
        </Show>
    }
}
