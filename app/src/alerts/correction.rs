use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::AlertId;
use wire::alert::{Alert, Correction};
use wire::hit::Finding;

use crate::api::{Api, Fault};
use crate::components::{Dialog, FaultBanner};
use crate::texts::i18n::*;
use crate::words;

/// A supervisor's correction of the identification behind an alert, asked once more before it is sent.
#[component]
pub fn CorrectionForm(
    id: AlertId,
    /// When it was made.
    corrected: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let finding = RwSignal::new(Finding::Exclusion);
    let reason = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let send = move |_| {
        asking.set(false);
        busy.set(true);
        fault.set(None);
        let correction = Correction { finding: finding.get_untracked(), reason: reason.get_untracked() };
        let path = format!("/api/alerts/{id}/correction");
        spawn_local(async move {
            match api.confirmed(|| api.post::<Alert>(&path, &correction)).await {
                Ok(_) => corrected.run(()),
                Err(refused) => fault.set(Some(refused)),
            }
            busy.set(false);
        });
    };
    view! {
        <section class="panel" aria-labelledby="correction">
            <h2 id="correction">{move || t_string!(i18n, alert.correct)}</h2>
            <p class="soft">{move || t_string!(i18n, alert.correct_what)}</p>
            <FaultBanner fault=fault />
            <form
                class="fields"
                on:submit=move |event: web_sys::SubmitEvent| {
                    event.prevent_default();
                    asking.set(true);
                }
            >
                <fieldset>
                    <legend class="side-legend">{move || t_string!(i18n, alert.holds_instead)}</legend>
                    <div class="options">
                        {[Finding::Exclusion, Finding::Inconclusive]
                            .map(|each| {
                                view! {
                                    <label class="option">
                                        <input
                                            type="radio"
                                            name="holds-instead"
                                            prop:checked=move || finding.get() == each
                                            on:change=move |_| finding.set(each)
                                        />
                                        <span>{move || words::finding(i18n, each)}</span>
                                    </label>
                                }
                            })}
                    </div>
                </fieldset>
                <label class="field">
                    <span>{move || t_string!(i18n, alert.correct_reason)}</span>
                    <textarea
                        rows="3"
                        required
                        maxlength="8000"
                        prop:value=reason
                        on:input=move |event| reason.set(event_target_value(&event))
                    ></textarea>
                </label>
                <button class="btn" prop:disabled=busy>
                    {move || t_string!(i18n, alert.correct)}
                </button>
            </form>
            <Show when=move || asking.get()>
                <Dialog
                    title=Signal::derive(move || t_string!(i18n, alert.correct_sure).to_owned())
                    on_cancel=move || asking.set(false)
                >
                    <p>{move || t_string!(i18n, alert.correct_sure_words)}</p>
                    <div class="actions">
                        <button class="btn" on:click=move |_| asking.set(false)>
                            {move || t_string!(i18n, shell.cancel)}
                        </button>
                        <button class="btn go" on:click=send>
                            {move || t_string!(i18n, alert.correct_yes)}
                        </button>
                    </div>
                </Dialog>
            </Show>
        </section>
    }
}
