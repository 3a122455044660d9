use js_sys::Reflect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{PushManager, PushSubscription, PushSubscriptionOptionsInit};
use wire::call::{NewSubscription, Push};

use crate::api::{Api, Fault};
use crate::components::{Banner, FaultBanner, Tone};
use crate::installed::Installed;
use crate::texts::i18n::*;
use crate::words;

/// The devices on which one is called when an alert waits: each is switched on where it stands.
#[component]
pub fn OwnNotifications() -> impl IntoView {
    let i18n = use_i18n();
    let (api, installed) = (Api::expect(), Installed::expect());
    let push = RwSignal::new(None::<Push>);
    let (busy, refused) = (RwSignal::new(false), RwSignal::new(false));
    let fault = RwSignal::new(None::<Fault>);
    let read = move || async move {
        match api.get("/api/push").await {
            Ok(read) => push.set(Some(read)),
            Err(failed) => fault.set(Some(failed)),
        }
    };
    spawn_local(read());
    let key = move || push.with(|push| push.as_ref()?.key.clone());
    let switch_on = move |_| {
        let Some(key) = key() else { return };
        busy.set(true);
        refused.set(false);
        fault.set(None);
        let manager = installed.push_manager();
        spawn_local(async move {
            match subscribed(manager, &key).await {
                // The browser, or its user, says no; or it has no push service.
                None => refused.set(true),
                Some(endpoint) => match api.post("/api/push", &NewSubscription { endpoint }).await {
                    Ok(now) => push.set(Some(now)),
                    Err(failed) => fault.set(Some(failed)),
                },
            }
            busy.set(false);
        });
    };
    let end = move |id| {
        fault.set(None);
        spawn_local(async move {
            let request = gloo_net::http::Request::delete(&format!("/api/push/{id}"));
            match api.tell(request, None::<&()>).await {
                Ok(()) => read().await,
                Err(failed) => fault.set(Some(failed)),
            }
        });
    };
    let devices = move || push.with(|push| push.as_ref().map(|push| push.subscriptions.clone()));
    view! {
        <section class="panel" aria-labelledby="notifications">
            <h2 id="notifications">{move || t_string!(i18n, calls.own)}</h2>
            <p class="soft">{move || t_string!(i18n, calls.own_what)}</p>
            <FaultBanner fault=fault />
            <Show when=move || refused.get()>
                <Banner tone=Tone::Warn>{move || t_string!(i18n, calls.browser_refuses)}</Banner>
            </Show>
            <ul class="kept">
                <For each=move || devices().unwrap_or_default() key=|device| device.id let:device>
                    <li data-testid="called-device">
                        <span class="kept-words">
                            <b>{device.host.clone()}</b>
                            " "
                            <span class="soft">{move || words::moment(i18n, device.made_at)}</span>
                        </span>
                        <button class="btn" on:click=move |_| end(device.id)>
                            {move || t_string!(i18n, account.remove)}
                        </button>
                    </li>
                </For>
            </ul>
            {move || match push.with(|push| push.as_ref().map(|push| push.key.is_some())) {
                None => ().into_any(),
                Some(false) => view! { <p>{move || t_string!(i18n, calls.not_here)}</p> }.into_any(),
                Some(true) => {
                    view! {
                        <button class="btn" prop:disabled=busy on:click=switch_on>
                            {move || t_string!(i18n, calls.switch_on)}
                        </button>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

/// Has the browser subscribe this device at its push service; where the service takes calls. None where it does not.
async fn subscribed(manager: Option<PushManager>, key: &str) -> Option<String> {
    let options = PushSubscriptionOptionsInit::new();
    options.set_user_visible_only(true);
    Reflect::set(&options, &"applicationServerKey".into(), &JsValue::from_str(key)).ok()?;
    let subscribing = manager?.subscribe_with_options(&options).ok()?;
    let subscription: PushSubscription = JsFuture::from(subscribing).await.ok()?.dyn_into().ok()?;
    Some(subscription.endpoint())
}
