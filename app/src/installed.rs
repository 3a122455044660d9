//! The pages on the device: they start from there without a network, one whole version at a time.

use gloo_timers::callback::Interval;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, PushManager, ServiceWorkerContainer, ServiceWorkerRegistration};

const WORKER: &str = "/service-worker.js";
/// Between two looks for a newer version; the browser looks too, whenever a page is opened.
const LOOK_MS: u32 = 60 * 60 * 1000;

/// The version on the device, and the one that waits.
#[derive(Debug, Clone, Copy)]
pub struct Installed {
    registration: RwSignal<Option<ServiceWorkerRegistration>, LocalStorage>,
    waits: RwSignal<bool>,
    network: RwSignal<u32>,
}

impl Installed {
    /// Puts the pages on the device and gives what is known of them to everything below.
    pub fn provide() {
        let installed = Self {
            registration: RwSignal::new_local(None),
            waits: RwSignal::new(false),
            network: RwSignal::new(0),
        };
        provide_context(installed);
        installed.listen();
        spawn_local(async move {
            // A browser without service workers starts with a network only.
            if let Some(registration) = register().await {
                installed.follow(registration);
            }
        });
    }

    /// The version of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Whether a newer version waits, followed.
    pub fn waits(self) -> bool {
        self.waits.get()
    }

    /// Grows whenever the browser says that what waits may be sent now, followed.
    pub fn network(self) -> u32 {
        self.network.get()
    }

    /// Asks to be told when there is a network again, where the browser can (Background Sync: Chromium).
    pub fn tell_of_network(self) {
        let asked = self.registration.with_untracked(|registration| {
            let sync = Reflect::get(registration.as_ref()?, &"sync".into()).ok()?;
            let register: Function = Reflect::get(&sync, &"register".into()).ok()?.dyn_into().ok()?;
            let asked = register.call1(&sync, &"outbox".into()).ok()?;
            asked.dyn_into::<Promise>().ok()
        });
        if let Some(asked) = asked {
            // Where a person has forbidden it, pauses and the page's own look at the link have to do.
            spawn_local(async move { drop(JsFuture::from(asked).await) });
        }
    }

    fn listen(self) {
        let Some(container) = container() else { return };
        let told = Closure::<dyn FnMut(_)>::new(move |message: MessageEvent| {
            if message.data().as_string().as_deref() == Some("network") {
                self.network.update(|count| *count = count.wrapping_add(1));
            }
        });
        container.set_onmessage(Some(told.as_ref().unchecked_ref()));
        // For as long as the page lives.
        told.forget();
    }

    /// Has the newer version take over, and starts it.
    pub fn change_over(self) {
        let waiting = self.registration.with_untracked(|registration| registration.as_ref()?.waiting());
        let (Some(waiting), Some(container)) = (waiting, container()) else { return };
        let start = Closure::once_into_js(|| {
            // A page that cannot be read again goes on in the old version, which is whole.
            let _ = window().location().reload();
        });
        container.set_oncontrollerchange(Some(start.unchecked_ref()));
        // A worker that has gone meanwhile has taken over already.
        let _ = waiting.post_message(&JsValue::from_str("take over"));
    }

    /// What has this device called by the browser's push service; none where the browser has none.
    pub fn push_manager(self) -> Option<PushManager> {
        self.registration.with_untracked(|registration| registration.as_ref()?.push_manager().ok())
    }

    fn follow(self, registration: ServiceWorkerRegistration) {
        let look = move || {
            let waits = self.registration.with_untracked(|registration| {
                registration.as_ref().is_some_and(|each| each.waiting().is_some())
            });
            // The first version of all waits for nobody.
            self.waits.set(waits && container().is_some_and(|container| container.controller().is_some()));
        };
        let found = {
            let registration = registration.clone();
            Closure::<dyn FnMut()>::new(move || {
                if let Some(installing) = registration.installing() {
                    let changed = Closure::<dyn FnMut()>::new(look);
                    installing.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
                    changed.forget();
                }
            })
        };
        registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
        // For as long as the page lives.
        found.forget();
        let looking = registration.clone();
        Interval::new(LOOK_MS, move || {
            // Without a network there is nothing newer.
            let _ = looking.update();
        })
        .forget();
        self.registration.set(Some(registration));
        look();
    }
}

fn container() -> Option<ServiceWorkerContainer> {
    // Where pages come without TLS from elsewhere than this computer there is none.
    let navigator = window().navigator();
    Reflect::has(&navigator, &"serviceWorker".into()).is_ok_and(|has| has).then(|| navigator.service_worker())
}

async fn register() -> Option<ServiceWorkerRegistration> {
    let registering = container()?.register(WORKER);
    JsFuture::from(registering).await.ok()?.dyn_into().ok()
}
