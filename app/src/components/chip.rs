use leptos::prelude::*;

use super::{Icon, Tone};

/// A short status: colour, shape and word.
#[component]
pub fn Chip(
    /// What it means.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! {
        <span class=move || format!("chip {}", tone.get().class())>
            <Icon shape=Signal::derive(move || tone.get().into()) />
            <span>{children()}</span>
        </span>
    }
}
