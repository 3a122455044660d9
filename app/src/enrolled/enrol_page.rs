use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use wire::device::Invitation;

use super::device::Device;
use crate::api::Fault;
use crate::components::{Banner, FaultBanner, Heading, Tone};
use crate::texts::i18n::*;
use crate::version::version;
use crate::words;

/// `/enrol#CODE`: makes this browser one of the programme's devices. Nobody need be signed in.
#[component]
pub fn EnrolDevicePage() -> impl IntoView {
    let i18n = use_i18n();
    let device = Device::expect();
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let code = RwSignal::new(take_code().unwrap_or_default());
    // Another code opened in the same tab changes no more than the part behind the `#`.
    let another = window_event_listener(leptos::ev::hashchange, move |_| {
        if let Some(given) = take_code() {
            code.set(given);
        }
    });
    on_cleanup(move || another.remove());
    let enrol = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        fault.set(None);
        busy.set(true);
        spawn_local(async move {
            fault.set(device.enrol(code.get_untracked()).await.err());
            busy.set(false);
        });
    };
    let whole = move || code.with(|code| Invitation::letters(code).is_some());
    view! {
        <div class="page narrow">
            <section class="panel">
                <Heading>{move || t_string!(i18n, enrolled.enrol)}</Heading>
                <FaultBanner fault=fault />
                {move || match device.record() {
                    Some(record) => {
                        let (name, site, since) = (record.name, record.site_name, record.enrolled_at);
                        view! {
                            <Banner tone=Tone::Good>
                                {move || t_string!(i18n, enrolled.is, name = name.clone(), site = site.clone())}
                            </Banner>
                            <p class="soft">
                                {move || t_string!(i18n, enrolled.since, when = words::moment(i18n, since))}
                            </p>
                            <p class="soft" data-testid="pages-version">
                                {move || t_string!(i18n, enrolled.pages_version, version = version())}
                            </p>
                            <A href="/" attr:class="btn go">
                                {move || t_string!(i18n, enrolled.to_sign_in)}
                            </A>
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <p>{move || t_string!(i18n, enrolled.enrol_what)}</p>
                            <form class="fields" on:submit=enrol>
                                <label class="field">
                                    <span>{move || t_string!(i18n, enrolled.code)}</span>
                                    <input
                                        class="reference"
                                        autocomplete="off"
                                        autocapitalize="characters"
                                        spellcheck="false"
                                        required
                                        prop:value=code
                                        on:input=move |event| code.set(event_target_value(&event))
                                    />
                                </label>
                                <button class="btn go" prop:disabled=move || busy.get() || !whole()>
                                    {move || match busy.get() {
                                        true => t_string!(i18n, shell.one_moment),
                                        false => t_string!(i18n, enrolled.enrol_do),
                                    }}
                                </button>
                            </form>
                        }
                            .into_any()
                    }
                }}
            </section>
        </div>
    }
}

/// The code behind the address's `#`, taken out of the address bar and of the history.
fn take_code() -> Option<String> {
    let code = window().location().hash().ok()?.trim_start_matches('#').to_owned();
    let history = window().history().ok()?;
    // If the browser refuses, the code is spent all the same and worth nothing to who finds it.
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/enrol"));
    (!code.is_empty()).then_some(code)
}
