use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::audit::Verification;

use crate::api::{Api, Fault};
use crate::components::{Banner, FaultBanner, Tone};
use crate::texts::i18n::*;
use crate::words;

/// Has the server check every line of the chain, and says in words what came of it.
#[component]
pub fn Verify() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let result = RwSignal::new(None::<Verification>);
    let verify = move |_| {
        busy.set(true);
        result.set(None);
        fault.set(None);
        spawn_local(async move {
            match api.verify_audit().await {
                Ok(verification) => result.set(Some(verification)),
                Err(refused) => fault.set(Some(refused)),
            }
            busy.set(false);
        });
    };
    view! {
        <button class="btn go" prop:disabled=busy on:click=verify>
            {move || match busy.get() {
                true => t_string!(i18n, audit.verifying),
                false => t_string!(i18n, audit.verify),
            }}
        </button>
        <div class="audit-result">
            <FaultBanner fault=fault />
            {move || result.get().map(|result| view! { <Result result=result /> })}
        </div>
    }
}

#[component]
fn Result(result: Verification) -> impl IntoView {
    let i18n = use_i18n();
    let head = result.head.map(|head| head.as_str()[..12].to_owned());
    match result.broken_at {
        Some(seq) => view! {
            <Banner tone=Tone::Stop>
                <b>{move || t_string!(i18n, audit.broken, seq = seq)}</b>
                ". "
                {move || t_string!(i18n, audit.broken_words, seq = seq)}
            </Banner>
        }
        .into_any(),
        None => view! {
            <Banner tone=Tone::Good>
                <b>{move || t_string!(i18n, audit.holds)}</b>
                ". "
                {move || {
                    let n = words::number(i18n, result.events);
                    t_string!(i18n, audit.holds_words, count = result.events as u32, n = n)
                }}
                {head
                    .map(|head| {
                        view! {
                            " "
                            {move || t_string!(i18n, audit.head)}
                            " "
                            <span class="reference">{head}</span>
                        }
                    })}
            </Banner>
        }
        .into_any(),
    }
}
