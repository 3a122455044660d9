//! A device that was called back erases itself, and says so to who stands before it.

use leptos::prelude::*;

use super::device::Device;
use crate::components::{Banner, Tone};
use crate::texts::i18n::*;

/// Outlives the store: it says nothing of anybody.
const NOTE: &str = "umbral.called-back";

impl Device {
    /// Erases everything: records, lists, officers' keys; then, once the server knows, the device's own.
    pub(super) async fn erase(self, reason: String) {
        self.lock();
        self.lists.let_go();
        if self.store.erase(true).await.is_err() {
            // It is tried again with the next report.
            return;
        }
        let wiped = self.as_it_is(true).await;
        if self.send(&wiped).await.is_err() {
            return;
        }
        // Who is signed in has nothing left to work with here; without a network the session ends by itself.
        let _ = self.api.sign_out().await;
        if self.store.erase(false).await.is_ok() {
            if let Ok(Some(storage)) = window().local_storage() {
                // What cannot be noted is not said; what was to be erased is erased.
                let _ = storage.set_item(NOTE, &reason);
            }
            // The page's own memory goes with it.
            let _ = window().location().set_href("/");
        }
    }
}

/// What was erased here, and why: that this device was called back, while it still sends what it had sealed, and once it has erased itself.
#[component]
pub fn CalledBackBanner() -> impl IntoView {
    let i18n = use_i18n();
    let device = Device::expect();
    let storage = || window().local_storage().ok().flatten();
    let note = RwSignal::new(storage().and_then(|storage| storage.get_item(NOTE).ok().flatten()));
    let seen = move |_| {
        if let Some(storage) = storage() {
            // It is shown once more, then.
            let _ = storage.remove_item(NOTE);
        }
        note.set(None);
    };
    view! {
        <Show when=move || device.pin_erased.get()>
            <Banner tone=Tone::Stop>{move || t_string!(i18n, enrolled.pin_erased)}</Banner>
        </Show>
        <Show when=move || device.called_back()>
            <Banner tone=Tone::Stop>
                <b>{move || t_string!(i18n, enrolled.called_back)}</b>
                " "
                {move || t_string!(i18n, enrolled.called_back_sending)}
            </Banner>
        </Show>
        {move || {
            note.get()
                .map(|reason| {
                    view! {
                        <Banner tone=Tone::Stop>
                            <b>{move || t_string!(i18n, enrolled.erased)}</b>
                            " "
                            {reason}
                            " "
                            <button class="btn" on:click=seen>
                                {move || t_string!(i18n, shell.close)}
                            </button>
                        </Banner>
                    }
                })
        }}
    }
}
