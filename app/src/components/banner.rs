use leptos::prelude::*;

use super::{Icon, Shape, Tone};
use crate::api::Fault;
use crate::texts::i18n::*;
use crate::words;

/// Something to know before going on.
#[component]
pub fn Banner(
    /// How much it matters.
    tone: Tone,
    /// What to know.
    children: Children,
) -> impl IntoView {
    let role = if tone == Tone::Stop { "alert" } else { "status" };
    view! {
        <div class=format!("banner {}", tone.class()) role=role>
            <Icon shape=Shape::from(tone) />
            <div class="banner-words">{children()}</div>
        </div>
    }
}

/// What went wrong and what to do about it; nothing while nothing did.
#[component]
pub fn FaultBanner(
    /// What went wrong, if anything.
    #[prop(into)]
    fault: Signal<Option<Fault>>,
) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        fault.get().map(|fault| {
            view! {
                <Banner tone=Tone::Warn>
                    <b>{words::fault(i18n, &fault)}</b>
                    " "
                    {words::remedy(i18n, &fault)}
                </Banner>
            }
        })
    }
}
