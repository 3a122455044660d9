use leptos::html;
use leptos::prelude::*;
use wire::hit::{Analysis, Decision, Finding, Stage, Value};

use super::charting::Charting;
use super::drafts::Drafts;
use super::keys::Key;
use super::open_hit::OpenHit;
use crate::I18n;
use crate::components::{Dialog, Icon, Shape};
use crate::texts::i18n::*;
use crate::words;

/// The decision that is being made, from the buttons or from the keys.
#[derive(Clone, Copy)]
pub struct Deciding {
    open: OpenHit,
    drafts: Drafts,
    charting: Charting,
    /// What is asked once more: why, or whether to identify indeed.
    asking: RwSignal<Option<Finding>>,
    /// The value of the probe is not said.
    pub value_missing: RwSignal<bool>,
    field: NodeRef<html::Textarea>,
}

impl Deciding {
    /// Gives the decision to everything below.
    pub fn provide(charting: Charting) -> Self {
        let open = OpenHit::expect();
        let deciding = Self {
            open,
            drafts: open.drafts,
            charting,
            asking: RwSignal::new(None),
            value_missing: RwSignal::new(false),
            field: NodeRef::new(),
        };
        provide_context(deciding);
        deciding
    }

    /// Saves the analysis, if the probe's value is said.
    pub fn save_analysis(self, charting: Charting) {
        let (value, note) =
            untrack(|| self.drafts.read(self.open.id, |draft| (draft.value, draft.note.trim().to_owned())));
        match value {
            Some(value) => self.open.analyse(Analysis { value, note, charts: charting.of_analysis() }),
            None => self.value_missing.set(true),
        }
    }

    fn reason(self) -> String {
        untrack(|| self.drafts.read(self.open.id, |draft| draft.reason.trim().to_owned()))
    }

    /// Decides if there is a reason, or asks for one; an identification is asked once more in any hit.
    pub fn choose(self, finding: Finding) {
        if self.open.busy.get_untracked() {
            return;
        }
        if self.reason().is_empty() || finding == Finding::Identification {
            self.asking.set(Some(finding));
        } else {
            self.decide(finding);
        }
    }

    fn decide(self, finding: Finding) {
        self.asking.set(None);
        let charts = self.charting.of_decision(finding);
        self.open.decide(Decision { finding, reason: self.reason(), charts });
    }

    /// A reason from the list: it decides, but for an identification, which is still to be confirmed.
    fn take_reason(self, finding: Finding, reason: &str) {
        self.drafts.write(self.open.id, |draft| reason.clone_into(&mut draft.reason));
        if finding != Finding::Identification {
            self.decide(finding);
        }
    }

    fn write_it(self) {
        self.asking.set(None);
        let Some(field) = self.field.get_untracked() else { return };
        // Nothing behind a dialog takes the focus, and one that closes gives it back first.
        request_animation_frame(move || {
            // Focus moves or stays; nothing is lost either way.
            let _ = field.focus();
        });
    }
}

/// The reasons that are given most often.
fn usual(i18n: I18n, finding: Finding) -> Vec<&'static str> {
    match finding {
        Finding::Identification => vec![t_string!(i18n, bench.usual_agree)],
        Finding::Exclusion => vec![
            t_string!(i18n, bench.usual_pattern),
            t_string!(i18n, bench.usual_minutiae),
            t_string!(i18n, bench.usual_counts),
        ],
        Finding::Inconclusive => vec![
            t_string!(i18n, bench.usual_little),
            t_string!(i18n, bench.usual_poor),
            t_string!(i18n, bench.usual_template),
        ],
    }
}

/// Asks why, or whether to identify indeed; the usual reasons by one key each.
#[component]
fn Asking(finding: Finding) -> impl IntoView {
    let i18n = use_i18n();
    let deciding: Deciding = expect_context();
    let reason = move || deciding.drafts.read(deciding.open.id, |draft| draft.reason.trim().to_owned());
    let identifies = finding == Finding::Identification;
    let title = move || match (identifies, reason().is_empty()) {
        (true, false) => t_string!(i18n, bench.confirm_title).to_owned(),
        _ => t_string!(i18n, bench.why_title, finding = words::finding(i18n, finding)),
    };
    let usual_now = move || usual(i18n, finding);
    let key = move |event: web_sys::KeyboardEvent| {
        let digit = event.key().parse::<usize>().ok().and_then(|digit| digit.checked_sub(1));
        if let Some(reason) = digit.and_then(|at| untrack(usual_now).get(at).copied())
            && deciding.reason().is_empty()
        {
            event.prevent_default();
            deciding.take_reason(finding, reason);
        }
    };
    view! {
        <Dialog title=Signal::derive(title) on_cancel=move || deciding.asking.set(None)>
            <div on:keydown=key>
                <Show
                    when=move || reason().is_empty()
                    fallback=move || view! { <p class="said">{reason}</p> }
                >
                    <p>{move || t_string!(i18n, bench.reason_missing)}</p>
                    <ol class="usual-reasons">
                        {move || {
                            usual_now()
                                .into_iter()
                                .enumerate()
                                .map(|(at, reason)| {
                                    view! {
                                        <li>
                                            <button class="btn" on:click=move |_| deciding.take_reason(finding, reason)>
                                                <kbd aria-hidden="true">{at + 1}</kbd>
                                                <span>{reason}</span>
                                            </button>
                                        </li>
                                    }
                                })
                                .collect_view()
                        }}
                    </ol>
                </Show>
                <Show when=move || identifies && !reason().is_empty()>
                    <p>{move || t_string!(i18n, bench.confirm_words)}</p>
                </Show>
                <div class="actions">
                    <button class="btn" on:click=move |_| deciding.asking.set(None)>
                        {move || t_string!(i18n, bench.confirm_back)}
                    </button>
                    <Show
                        when=move || identifies && !reason().is_empty()
                        fallback=move || {
                            view! {
                                <button class="btn" on:click=move |_| deciding.write_it()>
                                    {move || t_string!(i18n, bench.write_it)}
                                </button>
                            }
                        }
                    >
                        <button class="btn go" on:click=move |_| deciding.decide(finding)>
                            {move || t_string!(i18n, bench.confirm)}
                        </button>
                    </Show>
                </div>
            </div>
        </Dialog>
    }
}

/// Step three: the finding with its reason.
#[component]
pub fn DecisionStep() -> impl IntoView {
    let i18n = use_i18n();
    let deciding: Deciding = expect_context();
    let (open, drafts) = (deciding.open, deciding.drafts);
    let settles = Memo::new(move |_| open.hit.with(|hit| hit.item.stage == Stage::WithSupervisor));
    let insufficient = Memo::new(move |_| {
        open.hit
            .with(|hit| hit.analysis.as_ref().is_some_and(|analysis| analysis.value == Value::Insufficient))
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
                    prop:value=move || drafts.read(open.id, |draft| draft.reason.clone())
                    on:input=move |event| {
                        let reason = event_target_value(&event);
                        drafts.write(open.id, |draft| draft.reason = reason);
                    }
                />
            </label>
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
        {move || deciding.asking.get().map(|finding| view! { <Asking finding=finding /> })}
    }
}
