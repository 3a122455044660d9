//! The officer's desk: start an encounter, see where the recent ones stand.

mod alerts;
mod recent;

pub use alerts::Alerts;
use leptos::prelude::*;
use leptos_router::components::A;
use recent::Recent;

use crate::components::{Heading, Icon, Shape};
use crate::texts::i18n::*;

/// The desk.
#[component]
pub fn Desk() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="page desk">
            <section class="desk-start">
                <Heading>{move || t_string!(i18n, desk.title)}</Heading>
                <A href="/encounter" attr:class="btn go large">
                    <Icon shape=Shape::Plus />
                    {move || t_string!(i18n, desk.new_encounter)}
                </A>
                <p class="soft">{move || t_string!(i18n, desk.start_words)}</p>
            </section>
            <Recent />
        </div>
    }
}
