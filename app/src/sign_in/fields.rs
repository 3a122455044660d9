//! The fields that a password and its one-time code are written in.

use leptos::prelude::*;

use crate::texts::i18n::*;

/// The password that one has.
#[component]
pub fn PasswordField(password: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="field">
            <span>{move || t_string!(i18n, sign_in.password)}</span>
            <input
                type="password"
                autocomplete="current-password"
                required
                prop:value=password
                on:input=move |event| password.set(event_target_value(&event))
            />
        </label>
    }
}

/// Six digits, good once.
#[component]
pub fn CodeField(
    code: RwSignal<String>,
    /// Which code it is.
    label: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                inputmode="numeric"
                autocomplete="one-time-code"
                maxlength="6"
                required
                prop:value=code
                on:input=move |event| code.set(event_target_value(&event))
            />
        </label>
    }
}
