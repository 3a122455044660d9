use leptos::prelude::*;

use super::Tone;

/// A bar from 0 to 100 for a number that stands beside it in words.
#[component]
pub fn Meter(
    /// 0 to 100.
    #[prop(into)]
    value: Signal<u8>,
    /// Its colour.
    #[prop(into)]
    tone: Signal<Tone>,
    /// What it measures, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <svg
            class=move || format!("meter {}", tone.get().class())
            viewBox="0 0 100 8"
            preserveAspectRatio="none"
            role="img"
            aria-label=label
        >
            <rect class="meter-back" width="100" height="8" />
            <rect class="meter-value" width=move || value.get().min(100) height="8" />
        </svg>
    }
}
