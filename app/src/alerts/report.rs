use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{Api, Fault};
use crate::components::FaultBanner;
use crate::download;
use crate::texts::i18n::*;

/// Takes a report out, as a file, once the person has confirmed who they are.
#[component]
pub fn ReportButton(
    /// Where it is had.
    path: String,
    /// What it is about: the file is called so.
    reference: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let take = move |_| {
        busy.set(true);
        fault.set(None);
        let reference = reference.clone();
        let path = format!("{path}?language={}", i18n.get_locale_untracked());
        spawn_local(async move {
            match api.confirmed(|| api.file(&path)).await {
                Ok(file) => download::offer(&file, &format!("{reference}.pdf")),
                Err(refused) => fault.set(Some(refused)),
            }
            busy.set(false);
        });
    };
    view! {
        <section class="panel" aria-labelledby="report">
            <h2 id="report">{move || t_string!(i18n, alert.report)}</h2>
            <p class="soft">{move || t_string!(i18n, alert.report_what)}</p>
            <FaultBanner fault=fault />
            <button class="btn" prop:disabled=busy on:click=take>
                {move || t_string!(i18n, alert.report_take)}
            </button>
        </section>
    }
}
