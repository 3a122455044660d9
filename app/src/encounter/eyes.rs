//! Two eyes, as the person is seen, that are the controls of the iris step: which this version does not have.

use leptos::prelude::*;

use crate::I18n;
use crate::components::{Icon, Shape};
use crate::texts::i18n::*;

/// Lids, and lashes of the upper one, in a box of 120 by 64.
const LIDS: &str = "M6 34 C26 10 46 4 62 4 C82 4 102 16 114 36 C98 52 82 60 62 60 C40 60 20 50 6 34 Z";

/// Both eyes. Pressing one says that irises are not taken yet; nothing is recorded of them.
#[component]
pub fn Eyes() -> impl IntoView {
    let i18n = use_i18n();
    let asked = RwSignal::new(false);
    view! {
        <section class="panel capture-eyes" aria-labelledby="eyes">
            <h2 id="eyes">{move || t_string!(i18n, eyes.title)}</h2>
            <div class="eyes">
                <Eye right=true asked=asked />
                <Eye right=false asked=asked />
            </div>
            <p class="eyes-words" class:asked=move || asked.get() role="status">
                <Icon shape=Shape::Ring />
                {move || if asked.get() { t_string!(i18n, eyes.not_yet) } else { t_string!(i18n, eyes.none) }}
            </p>
        </section>
    }
}

/// The person's right eye is on the left, as an officer sees it.
#[component]
fn Eye(right: bool, asked: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let mirror = if right { "" } else { "translate(120 0) scale(-1 1)" };
    view! {
        <button class="eye" on:click=move |_| asked.set(true)>
            <svg viewBox="0 0 120 64" aria-hidden="true">
                <g transform=mirror>
                    <path class="lids" d=LIDS />
                    <circle class="iris" cx="61" cy="32" r="21" />
                    <circle class="pupil" cx="61" cy="32" r="8.5" />
                </g>
            </svg>
            <span>{move || name(i18n, right)}</span>
            <span class="soft">{move || t_string!(i18n, fingers.not_taken)}</span>
        </button>
    }
}

fn name(i18n: I18n, right: bool) -> &'static str {
    if right { t_string!(i18n, eyes.right) } else { t_string!(i18n, eyes.left) }
}
