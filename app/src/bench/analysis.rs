use leptos::prelude::*;
use wire::hit::Value;

use super::charting::Charting;
use super::decision::Deciding;
use super::drafts::Drafts;
use super::keys::Key;
use super::open_hit::OpenHit;
use crate::texts::i18n::*;
use crate::words;

/// Step one: the probe alone. What is saved here cannot be changed once the candidate is shown.
#[component]
pub fn AnalysisStep() -> impl IntoView {
    let i18n = use_i18n();
    let deciding: Deciding = expect_context();
    let charting = Charting::expect();
    let (open, drafts) = (OpenHit::expect(), Drafts::expect());
    let value = move || drafts.read(open.id, |draft| draft.value);
    let missing = deciding.value_missing;
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        deciding.save_analysis(charting);
    };
    let marked = move || charting.marks().len() as u32;
    view! {
        <form class="panel side-panel" on:submit=save>
            <div>
                <h2 class="side-title">{move || t_string!(i18n, bench.analysis_title)}</h2>
                <p class="soft">{move || t_string!(i18n, bench.analysis_words)}</p>
            </div>
            <fieldset aria-describedby="value-missing">
                <legend class="side-legend">{move || t_string!(i18n, bench.value)}</legend>
                <div class="options">
                    {[Value::Sufficient, Value::Insufficient]
                        .map(|each| {
                            view! {
                                <label class="option">
                                    <input
                                        type="radio"
                                        name="value"
                                        prop:checked=move || value() == Some(each)
                                        on:change=move |_| {
                                            missing.set(false);
                                            drafts.write(open.id, |draft| draft.value = Some(each));
                                        }
                                    />
                                    <span>{move || words::value(i18n, each)}</span>
                                    <Key name=if each == Value::Sufficient { "V" } else { "W" } />
                                </label>
                            }
                        })}
                </div>
                <p id="value-missing" class="field-fault" role="alert">
                    {move || if missing.get() { t_string!(i18n, bench.value_missing) } else { "" }}
                </p>
            </fieldset>
            <div class="marked">
                <p class="with-sign" role="status">
                    <b class="figure">{marked}</b>
                    {move || t_string!(i18n, bench.marked, count = marked())}
                </p>
                <button type="button" class="btn small" on:click=move |_| charting.accept_all()>
                    {move || t_string!(i18n, bench.accept_all)}
                    <Key name="U" />
                </button>
            </div>
            <label class="field">
                <span>{move || t_string!(i18n, bench.note)}</span>
                <textarea
                    rows="3"
                    maxlength="8000"
                    placeholder=move || t_string!(i18n, bench.note_hint)
                    prop:value=move || drafts.read(open.id, |draft| draft.note.clone())
                    on:input=move |event| {
                        let note = event_target_value(&event);
                        drafts.write(open.id, |draft| draft.note = note);
                    }
                />
            </label>
            <button class="btn go" prop:disabled=open.busy>
                {move || t_string!(i18n, bench.save_analysis)}
                <Key name="Enter" />
            </button>
        </form>
    }
}
